/* A client: fetches a page from a server whose certificate chain and name it verifies.
 * Usage: 01_client HOST [PORT [CA_FILE]] */
#include <stdio.h>
#include <tlslite.h>

/* All of it, where the system's certificate authorities are the ones to trust (config NULL). */
static int fetch(const char *host, const char *port, const tl_client_config *config) {
    tl_error error;
    char request[300], answer[4096];
    int len = snprintf(request, sizeof request, "GET / HTTP/1.0\r\nHost: %s\r\n\r\n", host);
    tl_conn *conn = tl_connect(host, port, config, &error);
    if (conn == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    tl_result result = tl_write_all(conn, request, (size_t)len);
    for (size_t n; result == TL_OK && (result = tl_read(conn, answer, sizeof answer, &n)) == TL_OK;) {
        fwrite(answer, 1, n, stdout);
    }
    if (result != TL_CLOSED) { /* without the server's close_notify the page may be cut short */
        fprintf(stderr, "%s\n", tl_conn_error(conn)->message);
    }
    return tl_close(conn) == TL_OK && result == TL_CLOSED ? 0 : 1;
}

/* A configuration says what is not to be as by default: here, who is trusted. */
int main(int argc, char **argv) {
    if (argc < 2) {
        fprintf(stderr, "usage: 01_client HOST [PORT [CA_FILE]]\n");
        return 2;
    }
    const char *port = argc > 2 ? argv[2] : "443";
    if (argc < 4) {
        return fetch(argv[1], port, NULL);
    }
    tl_error error;
    tl_trust *trust = tl_trust_load(argv[3], &error);
    tl_client_config *config = trust ? tl_client_config_new(&(tl_client_options){.trust = trust}, &error) : NULL;
    tl_trust_free(trust);
    if (config == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return 2;
    }
    int status = fetch(argv[1], port, config);
    tl_client_config_free(config);
    return status;
}
