/* A server: answers each client with a line, one after the other. Usage: 02_server PORT CERT_FILE KEY_FILE */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <tlslite.h>

static int listen_on(const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, (struct sockaddr *)&address, len) != 0 || listen(fd, 16) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0) {
        perror(port);
        return -1;
    }
    printf("listening on port %u\n", (unsigned)ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

/* The handshake runs in the first read, within 30 seconds. */
static void serve(tl_conn *conn) {
    static const char answer[] = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nHello over TLS.\n";
    char request[4096];
    size_t len;
    tl_conn_set_timeout(conn, 10000);
    tl_result result = tl_read(conn, request, sizeof request, &len);
    if (result == TL_OK) {
        result = tl_write_all(conn, answer, sizeof answer - 1);
    }
    if (result == TL_FAILED) {
        fprintf(stderr, "%s: %s\n", tl_conn_peer_address(conn), tl_conn_error(conn)->message);
    }
    tl_close(conn);
}

int main(int argc, char **argv) {
    tl_error error;
    tl_identity *identity = argc == 4 ? tl_identity_load(argv[2], argv[3], &error) : NULL;
    tl_server_options options = {.identities = (const tl_identity *const *)&identity, .num_identities = 1};
    tl_server_config *config = identity ? tl_server_config_new(&options, &error) : NULL;
    if (config == NULL) {
        fprintf(stderr, "%s\n", argc == 4 ? error.message : "usage: 02_server PORT CERT_FILE KEY_FILE");
        return 2;
    }
    for (int listener = listen_on(argv[1]), fd; listener >= 0 && (fd = accept(listener, NULL, NULL)) >= 0;) {
        tl_conn *conn = tl_server(fd, config, &error);
        if (conn == NULL) {
            fprintf(stderr, "%s\n", error.message);
            return 1;
        }
        serve(conn);
    }
    return 1;
}
