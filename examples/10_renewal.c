/* A server that renews its certificate and its stapled OCSP response while it runs: the client that comes after a
 * SIGHUP finds both loaded anew, or those of before where that failed. `tls ocsp --out RESPONSE CERT_AND_KEY` gets a
 * response. Usage: 10_renewal PORT CERT_AND_KEY RESPONSE */
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <tlslite.h>

static void renew(tl_server_config **config, const char *cert, const char *response) {
    static uint8_t octets[65000];
    tl_error error;
    time_t from, until;
    FILE *file = fopen(response, "rb");
    tl_bytes staple = {octets, file != NULL ? fread(octets, 1, sizeof octets, file) : 0};
    tl_identity *plain = tl_identity_load(cert, NULL, &error);
    tl_identity *identity = plain != NULL ? tl_identity_with_ocsp(plain, &staple, 1, &error) : NULL;
    tl_server_options options = {.identities = (const tl_identity *const *)&identity, .num_identities = 1};
    tl_server_config *fresh = identity != NULL ? tl_server_config_new(&options, &error) : NULL;
    if (fresh != NULL && tl_identity_ocsp_validity(identity, &from, &until)) {
        fprintf(stderr, "loaded; the response holds for %.0f minutes\n", difftime(until, time(NULL)) / 60);
        tl_server_config_free(*config); /* connections that still use it have their share */
        *config = fresh;
    } else {
        fprintf(stderr, "not loaded: %s\n", error.message);
    }
    tl_identity_free(identity);
    tl_identity_free(plain);
    if (file != NULL) {
        fclose(file);
    }
}

int main(int argc, char **argv) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argc == 4 ? argv[1] : "0"))};
    socklen_t len = sizeof address;
    tl_server_config *config = NULL;
    sigset_t renewal, pending; /* a signal that is blocked waits until it is looked for */
    int number, listener = socket(AF_INET, SOCK_STREAM, 0);
    if (argc != 4 || bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 16) != 0) {
        return fprintf(stderr, "%s\n",
                       argc == 4 ? "the port cannot be had" : "usage: 10_renewal PORT CERT_AND_KEY RESPONSE"),
               2;
    }
    sigemptyset(&renewal);
    sigaddset(&renewal, SIGHUP);
    sigprocmask(SIG_BLOCK, &renewal, NULL);
    renew(&config, argv[2], argv[3]);
    getsockname(listener, (struct sockaddr *)&address, &len);
    fprintf(stderr, "listening on port %u\n", (unsigned)ntohs(address.sin_port));
    for (int fd; config != NULL && (fd = accept(listener, NULL, NULL)) >= 0;) {
        if (sigpending(&pending) == 0 && sigismember(&pending, SIGHUP) && sigwait(&renewal, &number) == 0) {
            renew(&config, argv[2], argv[3]);
        }
        tl_conn *conn = tl_server(fd, config, NULL);
        tl_result sent = conn != NULL ? tl_write_all(conn, "hello\n", 6) : TL_FAILED;
        fprintf(stderr, "%s\n", sent == TL_OK ? "served" : "not served");
        tl_close(conn);
    }
    return 1;
}
