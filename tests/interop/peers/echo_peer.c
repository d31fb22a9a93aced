/* Our side for tests with real peers, where `tls` does not fit: a server that sends back what comes, and a client that
 * sends standard input line by line and waits for as many octets before the next. Both can pad and shorten records,
 * update keys while data flows, and export keying material. */
#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <tlslite.h>

#define TIMEOUT_MS 20000

struct options {
    const char *cert, *ca, *groups, *signatures, *label, *port;
    size_t padding, max_record, key_update, end_after;
    tl_protocol max_version;
    bool after_end;
};

static const struct option longs[] = {
    {"cert", required_argument, NULL, 'c'},        /* chain and key of the server */
    {"ca", required_argument, NULL, 'a'},          /* what the client trusts */
    {"max-version", required_argument, NULL, 'v'}, /* tls1.2 or tls1.3 */
    {"groups", required_argument, NULL, 'g'},
    {"signatures", required_argument, NULL, 's'},
    {"export", required_argument, NULL, 'x'},     /* a label: print 32 octets of keying material */
    {"padding", required_argument, NULL, 'p'},    /* TLS 1.3 records are padded to a multiple */
    {"max-record", required_argument, NULL, 'm'}, /* plaintext octets in a record */
    {"key-update", required_argument, NULL, 'u'}, /* after every so many reads, the peer is asked for one too */
    {"end-after", required_argument, NULL, 'e'},  /* the server ends a connection after so many octets */
    {"after-end", no_argument, NULL, 'h'},        /* the server answers when the client has ended its side */
    {NULL, 0, NULL, 0},
};

static bool parse(struct options *options, int argc, char **argv) {
    for (int key; (key = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (key) {
        case 'c':
            options->cert = optarg;
            break;
        case 'a':
            options->ca = optarg;
            break;
        case 'g':
            options->groups = optarg;
            break;
        case 'v':
            options->max_version = strcmp(optarg, "tls1.2") == 0 ? TL_TLS1_2 : TL_TLS1_3;
            break;
        case 's':
            options->signatures = optarg;
            break;
        case 'x':
            options->label = optarg;
            break;
        case 'p':
            options->padding = strtoul(optarg, NULL, 10);
            break;
        case 'm':
            options->max_record = strtoul(optarg, NULL, 10);
            break;
        case 'u':
            options->key_update = strtoul(optarg, NULL, 10);
            break;
        case 'e':
            options->end_after = strtoul(optarg, NULL, 10);
            break;
        case 'h':
            options->after_end = true;
            break;
        default:
            return false;
        }
    }
    options->port = argv[optind];
    return true;
}

static tl_common_options common(const struct options *options) {
    return (tl_common_options){.settings = {.groups = options->groups,
                                            .signatures = options->signatures,
                                            .max_version = options->max_version,
                                            .max_record = options->max_record,
                                            .record_padding = options->padding}};
}

static bool say(const tl_error *error) {
    printf("failed: %s\n", error->message);
    return false;
}

static bool export_key(const struct options *options, tl_conn *conn) {
    uint8_t key[32];
    tl_error error;
    if (options->label == NULL) {
        return true;
    }
    if (tl_conn_export(conn, options->label, (tl_bytes){0}, key, sizeof key, &error) != TL_OK) {
        return say(&error);
    }
    printf("keying material: ");
    for (size_t i = 0; i < sizeof key; i++) {
        printf("%02x", key[i]);
    }
    putchar('\n');
    return true;
}

static bool handshake(const struct options *options, tl_conn *conn) {
    if (tl_handshake(conn) != TL_OK) {
        return say(tl_conn_error(conn));
    }
    const tl_session *session = tl_conn_session(conn);
    const char *own = tl_session_own_signature(session);
    printf("%s %s %s %s ems=%d hrr=%d\n", tl_session_version_name(session), tl_session_cipher(session),
           tl_session_group(session), own != NULL ? own : "none", tl_session_extended_master_secret(session),
           tl_session_hello_retry(session));
    return export_key(options, conn);
}

static bool update_key(const struct options *options, tl_conn *conn, size_t reads) {
    if (options->key_update == 0 || reads % options->key_update != 0) {
        return true;
    }
    tl_error error;
    if (tl_conn_key_update(conn, true, &error) == TL_FAILED) {
        return say(&error);
    }
    printf("key update\n");
    return true;
}

/* ---- server ---- */

/* Everything until the client ends its side, and only then the answer. */
static bool answer_after_end(tl_conn *conn) {
    static char data[4 << 20];
    size_t total = 0, length = 0;
    tl_result result;
    while ((result = tl_read(conn, data + total, sizeof data - total, &length)) == TL_OK) {
        total += length;
    }
    printf("the client ended its side after %zu octets\n", total);
    return result == TL_CLOSED && tl_write_all(conn, data, total) == TL_OK;
}

/* The client's last octets are waited for: closing with some unread would reset the connection, and take from the
 * client what it has not read yet. */
static bool end_in_order(tl_conn *conn) {
    char dropped[4096];
    size_t length = 0;
    tl_result result = tl_shutdown(conn);
    while (result == TL_OK) {
        result = tl_read(conn, dropped, sizeof dropped, &length);
    }
    return result == TL_CLOSED || tl_conn_error(conn)->kind == TL_ERR_ABRUPT_CLOSE;
}

static bool echo(const struct options *options, tl_conn *conn) {
    char data[16384];
    size_t length = 0, total = 0, reads = 0;
    tl_result result;
    while ((result = tl_read(conn, data, sizeof data, &length)) == TL_OK) {
        if (!update_key(options, conn, ++reads) || tl_write_all(conn, data, length) != TL_OK) {
            return false;
        }
        total += length;
        if (options->end_after != 0 && total >= options->end_after) {
            return end_in_order(conn);
        }
    }
    return result == TL_CLOSED;
}

static void serve(const struct options *options, const tl_server_config *config, int fd) {
    tl_error error;
    tl_conn *conn = tl_server(fd, config, &error);
    if (conn == NULL) {
        say(&error);
        close(fd);
        return;
    }
    tl_conn_set_timeout(conn, TIMEOUT_MS);
    if (handshake(options, conn)) {
        bool well = options->after_end ? answer_after_end(conn) : echo(options, conn);
        bool closed = tl_close(conn) == TL_OK;
        well = well && (closed || options->end_after != 0);
        printf("%s\n", well ? "ended well" : "ended with a failure");
    } else {
        tl_free(conn);
    }
    fflush(stdout);
}

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 100) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        perror("listening");
        exit(1);
    }
    printf("listening on 127.0.0.1:%u\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static int server(const struct options *options) {
    tl_error error;
    tl_identity *identity = tl_identity_load(options->cert, NULL, &error);
    if (identity == NULL) {
        return !say(&error);
    }
    const tl_identity *identities[] = {identity};
    tl_server_options settings = {.common = common(options), .identities = identities, .num_identities = 1};
    tl_server_config *config = tl_server_config_new(&settings, &error);
    if (config == NULL) {
        return !say(&error);
    }
    int fd = listen_on_loopback();
    for (int client; (client = accept(fd, NULL, NULL)) >= 0;) {
        serve(options, config, client);
    }
    return 1;
}

/* ---- client ---- */

static bool send_lines(const struct options *options, tl_conn *conn, FILE *to) {
    char line[16384], data[16384];
    size_t reads = 0;
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (tl_write_all(conn, line, strlen(line)) != TL_OK) {
            return say(tl_conn_error(conn));
        }
        for (size_t left = strlen(line), length = 0; left > 0; left -= length) {
            if (tl_read(conn, data, left, &length) != TL_OK) {
                return say(tl_conn_error(conn));
            }
            fwrite(data, 1, length, to);
        }
        if (!update_key(options, conn, ++reads)) {
            return false;
        }
    }
    return true;
}

static tl_conn *connect_to(const struct options *options) {
    tl_error error;
    tl_conn *conn = NULL;
    tl_client_config *config = NULL;
    tl_trust *trust = tl_trust_load(options->ca, &error);
    if (trust != NULL) {
        config = tl_client_config_new(&(tl_client_options){.common = common(options), .trust = trust}, &error);
    }
    if (config != NULL) {
        conn = tl_connect("localhost", options->port, config, &error);
    }
    if (conn == NULL) {
        say(&error);
    }
    tl_client_config_free(config);
    tl_trust_free(trust);
    return conn;
}

static int client(const struct options *options) {
    tl_conn *conn = connect_to(options);
    if (conn == NULL) {
        return 1;
    }
    tl_conn_set_timeout(conn, TIMEOUT_MS);
    FILE *to = fopen("echoed", "w");
    bool well = to != NULL && handshake(options, conn) && send_lines(options, conn, to) && fclose(to) == 0;
    return tl_close(conn) == TL_OK && well ? 0 : 1;
}

int main(int argc, char **argv) {
    struct options options = {0};
    if (argc < 2 || !parse(&options, argc - 1, argv + 1)) {
        return 1;
    }
    bool is_server = strcmp(argv[1], "server") == 0;
    return is_server ? server(&options) : client(&options);
}
