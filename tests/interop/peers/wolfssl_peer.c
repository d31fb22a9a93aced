/* wolfSSL as a peer in tests; Debian has its library but no program. Both roles print what was negotiated, the client
 * on standard error.
 *
 *   wolfssl_peer server CERT KEY OCTETS [GROUP]
 *
 * echoes so many octets on each connection, then ends it. With GROUP, a number, it takes only that one and sends a
 * cookie with its HelloRetryRequest.
 *
 *   wolfssl_peer client PORT CA VERSION SUITE GROUPS SIGALGS
 *
 * sends standard input in pieces and prints what comes back. */
#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE 4000

static int failed(const char *what, WOLFSSL *ssl) {
    char text[WOLFSSL_MAX_ERROR_SZ];
    printf("failed: %s: %s\n", what,
           ssl ? wolfSSL_ERR_error_string((unsigned long)wolfSSL_get_error(ssl, 0), text) : "");
    fflush(stdout);
    return 1;
}

static void report(FILE *to, WOLFSSL *ssl) {
    const char *curve = wolfSSL_get_curve_name(ssl);
    fprintf(to, "negotiated %s %s %s\n", wolfSSL_get_version(ssl), wolfSSL_get_cipher_name(ssl),
            curve ? curve : "unknown");
    fflush(to);
}

static struct sockaddr_in loopback(unsigned port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((unsigned short)port)};
}

/* Reads exactly len octets. */
static int read_all(WOLFSSL *ssl, char *data, int len) {
    for (int got = 0, n; got < len; got += n) {
        n = wolfSSL_read(ssl, data + got, len - got);
        if (n <= 0) {
            return 0;
        }
    }
    return 1;
}

/* ---- server ---- */

static void echo(WOLFSSL *ssl, long octets) {
    char data[16384];
    if (wolfSSL_accept(ssl) != WOLFSSL_SUCCESS) {
        failed("accept", ssl);
        return;
    }
    report(stdout, ssl);
    while (octets > 0) {
        int n = wolfSSL_read(ssl, data, sizeof data);
        if (n <= 0 || wolfSSL_write(ssl, data, n) != n) {
            failed("echo", ssl);
            return;
        }
        octets -= n;
    }
    wolfSSL_shutdown(ssl);
    printf("ended well\n");
    fflush(stdout);
}

/* Closing with unread octets would reset the connection, and take from the client what it has not read yet. */
static void linger(int fd) {
    char data[4096];
    shutdown(fd, SHUT_WR);
    while (read(fd, data, sizeof data) > 0) {
    }
    close(fd);
}

static int allow_only(WOLFSSL *ssl, const char *number) {
    int group = atoi(number);
    return wolfSSL_set_groups(ssl, &group, 1) == WOLFSSL_SUCCESS &&
           wolfSSL_send_hrr_cookie(ssl, NULL, 0) == WOLFSSL_SUCCESS;
}

static int server(char **argv) {
    WOLFSSL_CTX *ctx = wolfSSL_CTX_new(wolfSSLv23_server_method());
    if (wolfSSL_CTX_use_certificate_chain_file(ctx, argv[0]) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_use_PrivateKey_file(ctx, argv[1], WOLFSSL_FILETYPE_PEM) != WOLFSSL_SUCCESS) {
        return failed("the certificate and its key", NULL);
    }
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 100) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        return failed("listening", NULL);
    }
    printf("listening on 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
    for (int client; (client = accept(fd, NULL, NULL)) >= 0; linger(client)) {
        WOLFSSL *ssl = wolfSSL_new(ctx);
        wolfSSL_set_fd(ssl, client);
        if (argv[3] != NULL && !allow_only(ssl, argv[3])) {
            return failed("the group", NULL);
        }
        echo(ssl, atol(argv[2]));
        wolfSSL_free(ssl);
    }
    return 1;
}

/* ---- client ---- */

static WOLFSSL_CTX *client_context(char **argv) {
    WOLFSSL_CTX *ctx =
        wolfSSL_CTX_new(strcmp(argv[2], "tls1.3") == 0 ? wolfTLSv1_3_client_method() : wolfTLSv1_2_client_method());
    if (wolfSSL_CTX_load_verify_locations(ctx, argv[1], NULL) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_set_cipher_list(ctx, argv[3]) != WOLFSSL_SUCCESS ||
        wolfSSL_CTX_set1_sigalgs_list(ctx, argv[5]) != WOLFSSL_SUCCESS) {
        failed("an option", NULL);
        exit(1);
    }
    return ctx;
}

/* The first group gets a key share. */
static int use_groups(WOLFSSL *ssl, char *numbers) {
    char *first = numbers;
    for (char *rest = numbers; *rest != '\0'; numbers = rest + 1) {
        unsigned short group = (unsigned short)strtoul(numbers, &rest, 10);
        if (wolfSSL_UseSupportedCurve(ssl, group) != WOLFSSL_SUCCESS ||
            (numbers == first && wolfSSL_version(ssl) == TLS1_3_VERSION &&
             wolfSSL_UseKeyShare(ssl, group) != WOLFSSL_SUCCESS)) {
            return 0;
        }
    }
    return 1;
}

static int exchange(WOLFSSL *ssl) {
    char data[PIECE];
    for (size_t len; (len = fread(data, 1, sizeof data, stdin)) > 0;) {
        if (wolfSSL_write(ssl, data, (int)len) != (int)len || !read_all(ssl, data, (int)len)) {
            return failed("exchange", ssl);
        }
        fwrite(data, 1, len, stdout);
    }
    if (wolfSSL_read(ssl, data, 1) != 0 || wolfSSL_get_error(ssl, 0) != WOLFSSL_ERROR_ZERO_RETURN) {
        return failed("the end", ssl);
    }
    wolfSSL_shutdown(ssl);
    return 0;
}

static int client(char **argv) {
    WOLFSSL *ssl = wolfSSL_new(client_context(argv));
    struct sockaddr_in address = loopback((unsigned)atoi(argv[0]));
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        return failed("connecting", NULL);
    }
    wolfSSL_UseSNI(ssl, WOLFSSL_SNI_HOST_NAME, "localhost", sizeof "localhost" - 1);
    if (!use_groups(ssl, argv[4]) || wolfSSL_check_domain_name(ssl, "localhost") != WOLFSSL_SUCCESS ||
        wolfSSL_set_fd(ssl, fd) != WOLFSSL_SUCCESS || wolfSSL_connect(ssl) != WOLFSSL_SUCCESS) {
        return failed("the handshake", ssl);
    }
    report(stderr, ssl);
    return exchange(ssl);
}

int main(int argc, char **argv) {
    wolfSSL_Init();
    if (argc >= 5 && strcmp(argv[1], "server") == 0) {
        return server(argv + 2);
    }
    if (argc == 8 && strcmp(argv[1], "client") == 0) {
        return client(argv + 2);
    }
    return failed("usage", NULL);
}
