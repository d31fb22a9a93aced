/* Connections with the real engine: over socket pairs and TCP on loopback, each side on a thread of its own.
 * ctest: labels threads */
#include "unit/socket_support.h"

#include <sys/wait.h>

#include "support/pki.h"

static struct pki pki;
static tl_server_config *server_config;
static tl_client_config *client_config;

static tl_client_config *make_client_config(const tl_client_options *options) {
    tl_error error;
    tl_client_options own = *options;
    own.trust = own.trust != NULL ? own.trust : pki_trust(&pki);
    tl_client_config *config = tl_client_config_new(&own, &error);
    if (config == NULL) {
        fail_msg("%s", error.message);
    }
    return config;
}

static tl_server_config *make_server_config(const tl_server_options *options) {
    tl_error error;
    tl_server_options own = *options;
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    own.identities = &identity;
    own.num_identities = 1;
    tl_server_config *config = tl_server_config_new(&own, &error);
    if (config == NULL) {
        fail_msg("%s", error.message);
    }
    return config;
}

static int make_configs(void **state) {
    (void)state;
    server_config = make_server_config(&(tl_server_options){0});
    client_config = make_client_config(&(tl_client_options){0});
    return 0;
}

static int free_configs(void **state) {
    (void)state;
    tl_server_config_free(server_config);
    tl_client_config_free(client_config);
    pki_clear(&pki);
    return 0;
}

/* ---- a side that echoes, and ends in an orderly way ---- */

struct server {
    int fd;
    tl_server_config *config;
    tl_error error; /* what its connection came to */
};

static void *run_echo(void *argument) {
    struct server *server = argument;
    static const size_t size = 40000;
    uint8_t *buf = malloc(size);
    size_t len;
    tl_conn *conn = tl_server(server->fd, server->config, &server->error);
    SIDE_REQUIRE(conn != NULL && buf != NULL);
    tl_result result = TL_OK;
    while (result == TL_OK && (result = tl_read(conn, buf, size, &len)) == TL_OK) {
        result = tl_write_all(conn, buf, len);
    }
    server->error = *tl_conn_error(conn);
    free(buf);
    tl_result closed = tl_close(conn);
    SIDE_REQUIRE(closed == (result == TL_CLOSED ? TL_OK : TL_FAILED));
    return NULL;
}

static void read_all(tl_conn *conn, uint8_t *data, size_t len) {
    for (size_t at = 0, n; at < len; at += n) {
        if (tl_read(conn, data + at, len - at, &n) != TL_OK) {
            fail_msg("%s", tl_conn_error(conn)->message);
        }
        assert_in_range(n, 1, len - at);
    }
}

static void expect_echo(tl_conn *conn, size_t len) {
    uint8_t *sent = calloc(1, len), *got = calloc(1, len);
    for (size_t at = 0; at < len; at++) {
        sent[at] = (uint8_t)(at * 31 + at / 251);
    }
    if (tl_write_all(conn, sent, len) != TL_OK) {
        fail_msg("%s", tl_conn_error(conn)->message);
    }
    read_all(conn, got, len);
    assert_memory_equal(sent, got, len);
    free(sent), free(got);
}

static void exchange(const int fd[2], const tl_client_config *config, const char *version) {
    static const size_t lengths[] = {1, 10, 100, 1000, 16384, 16385, 30000};
    struct server server = {.fd = fd[1], .config = server_config};
    pthread_t thread = start(run_echo, &server);
    tl_conn *conn = tl_client(fd[0], "localhost", config, NULL);
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        expect_echo(conn, lengths[i]);
    }
    const tl_session *session = tl_conn_session(conn);
    assert_string_equal(tl_session_version_name(session), version);
    assert_int_equal(tl_session_num_peer_certs(session), 1);
    assert_int_equal(tl_close(conn), TL_OK);
    finish(thread);
    assert_int_equal(server.error.kind, TL_ERR_NONE);
    assert_false(is_open(fd[0]));
    assert_false(is_open(fd[1]));
}

static void test_echo(void **state) {
    (void)state;
    int fd[2];
    tl_client_config *old = make_client_config(&(tl_client_options){.common.settings.max_version = TL_TLS1_2});
    make_pair(fd);
    exchange(fd, client_config, "TLS 1.3");
    make_tcp_pair(fd);
    exchange(fd, client_config, "TLS 1.3");
    make_tcp_pair(fd);
    exchange(fd, old, "TLS 1.2");
    make_pair(fd);
    exchange(fd, old, "TLS 1.2");
    tl_client_config_free(old);
}

/* Every octet is a packet of its own, both ways. */
static void *run_relay(void *argument) {
    const int *fd = argument;
    uint8_t octet;
    while (read(fd[0], &octet, 1) == 1 && send(fd[1], &octet, 1, MSG_NOSIGNAL) == 1) {
    }
    shutdown(fd[1], SHUT_WR);
    return NULL;
}

static void test_one_octet_at_a_time(void **state) {
    (void)state;
    int near[2], far[2];
    make_pair(near);
    make_pair(far);
    int there[2] = {near[1], far[0]}, back[2] = {far[0], near[1]};
    pthread_t relays[2] = {start(run_relay, there), start(run_relay, back)};
    exchange((int[2]){near[0], far[1]}, client_config, "TLS 1.3");
    finish(relays[0]);
    finish(relays[1]);
    close(near[1]), close(far[0]);
}

/* ---- tl_connect ---- */

static void *run_accept(void *argument) {
    struct server *server = argument;
    server->fd = accept(server->fd, NULL, NULL);
    return run_echo(server);
}

static void test_connect(void **state) {
    (void)state;
    static const char *const hosts[] = {"127.0.0.1", "localhost"};
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        char port[8];
        tl_error error;
        int listener = listen_on_loopback(4, port);
        struct server server = {.fd = listener, .config = server_config};
        pthread_t thread = start(run_accept, &server);
        tl_conn *conn = tl_connect(hosts[i], port, client_config, &error);
        if (conn == NULL) {
            fail_msg("%s", error.message);
        }
        expect_echo(conn, 5000);
        assert_int_equal(tl_close(conn), TL_OK);
        finish(thread);
        close(listener);
    }
}

/* What the client refuses, with its alert at the server. */
static void test_connect_refuses(void **state) {
    (void)state;
    tl_client_config *strange = make_client_config(&(tl_client_options){.trust = pki_other_trust(&pki)});
    const struct {
        const char *host;
        const tl_client_config *config;
    } cases[] = {{"127.0.0.2", client_config}, {"127.0.0.1", strange}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char port[8];
        tl_error error;
        int listener = listen_on_loopback(4, port);
        struct server server = {.fd = listener, .config = server_config};
        if (i == 0) { /* a name that leads there, but is not in the certificate */
            close(listener);
            struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
            inet_pton(AF_INET, cases[i].host, &address.sin_addr);
            server.fd = listener = socket(AF_INET, SOCK_STREAM, 0);
            assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
            assert_int_equal(listen(listener, 1), 0);
        }
        pthread_t thread = start(run_accept, &server);
        assert_null(tl_connect(cases[i].host, port, cases[i].config, &error));
        assert_int_equal(error.kind, TL_ERR_AUTH_INVALID);
        finish(thread);
        assert_int_equal(server.error.kind, TL_ERR_REMOTE_ALERT);
        assert_int_equal(server.error.alert, error.alert);
        close(listener);
    }
    tl_client_config_free(strange);
}

/* ---- non-blocking ends in one thread ---- */

static void shake_hands(tl_conn *client, tl_conn *server) {
    tl_result results[2] = {TL_WANT_READ, TL_WANT_READ};
    for (int round = 0; results[0] != TL_OK || results[1] != TL_OK; round++) {
        assert_true(round < 1000);
        results[0] = tl_handshake(client);
        results[1] = tl_handshake(server);
        assert_int_not_equal(results[0], TL_FAILED);
        assert_int_not_equal(results[1], TL_FAILED);
    }
}

struct ends {
    tl_conn *client, *server;
};

static struct ends make_nonblocking_ends(const tl_client_config *client, const tl_server_config *server) {
    int fd[2];
    make_narrow_pair(fd);
    set_nonblocking(fd[0]), set_nonblocking(fd[1]);
    struct ends ends = {tl_client(fd[0], "localhost", client, NULL), tl_server(fd[1], server, NULL)};
    shake_hands(ends.client, ends.server);
    return ends;
}

static void free_ends(struct ends *ends) {
    tl_free(ends->client);
    tl_free(ends->server);
}

static size_t write_until_full(tl_conn *conn) {
    static uint8_t data[100000];
    tl_result result;
    size_t total = 0, len;
    while ((result = tl_write(conn, data, sizeof data, &len)) == TL_OK) {
        total += len;
    }
    assert_int_equal(result, TL_WANT_WRITE);
    return total;
}

static size_t read_until_empty(tl_conn *conn) {
    uint8_t data[5000];
    tl_result result;
    size_t total = 0, len;
    while ((result = tl_read(conn, data, sizeof data, &len)) == TL_OK) {
        total += len;
    }
    assert_int_equal(result, TL_WANT_READ);
    return total;
}

static void test_full_pipes_drain(void **state) {
    (void)state;
    struct ends ends = make_nonblocking_ends(client_config, server_config);
    size_t to_server = write_until_full(ends.client), to_client = write_until_full(ends.server);
    assert_true(to_server > 0 && to_client > 0);
    for (int round = 0; to_server > 0 || to_client > 0; round++) {
        assert_true(round < 1000);
        to_server -= read_until_empty(ends.server);
        to_client -= read_until_empty(ends.client);
    }
    assert_int_equal(tl_flush(ends.client), TL_OK);
    free_ends(&ends);
}

static void *run_write_then_read(void *argument) {
    static const size_t len = 16384;
    tl_conn *conn = argument;
    uint8_t *data = calloc(1, len);
    SIDE_REQUIRE(data != NULL && tl_write_all(conn, data, len) == TL_OK);
    for (size_t at = 0, n; at < len; at += n) {
        SIDE_REQUIRE(tl_read(conn, data + at, len - at, &n) == TL_OK);
    }
    free(data);
    return NULL;
}

/* Both write more than the pipe between them holds, and only then read. */
static void test_both_write_first(void **state) {
    (void)state;
    struct ends ends = make_nonblocking_ends(client_config, server_config);
    fcntl(tl_conn_fd(ends.client), F_SETFL, 0), fcntl(tl_conn_fd(ends.server), F_SETFL, 0);
    pthread_t threads[2] = {start(run_write_then_read, ends.client), start(run_write_then_read, ends.server)};
    finish(threads[0]);
    finish(threads[1]);
    free_ends(&ends);
}

static void test_key_update(void **state) {
    (void)state;
    struct ends ends = make_nonblocking_ends(client_config, server_config);
    uint8_t buf[16], exported[2][32];
    size_t len;
    tl_error error;
    assert_int_equal(tl_conn_key_update(ends.client, true, &error), TL_OK);
    assert_int_equal(tl_write(ends.client, "new", 3, &len), TL_OK);
    assert_int_equal(tl_read(ends.server, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "new", 3);
    assert_int_equal(tl_write(ends.server, "too", 3, &len), TL_OK);
    assert_int_equal(tl_read(ends.client, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "too", 3);
    tl_bytes none = {0};
    assert_int_equal(tl_conn_export(ends.client, "EXPORTER-test", none, exported[0], 32, &error), TL_OK);
    assert_int_equal(tl_conn_export(ends.server, "EXPORTER-test", none, exported[1], 32, &error), TL_OK);
    assert_memory_equal(exported[0], exported[1], 32);
    free_ends(&ends);
}

/* ---- ends ---- */

static void test_half_close(void **state) {
    (void)state;
    struct ends ends = make_nonblocking_ends(client_config, server_config);
    char buf[16];
    size_t len;
    assert_int_equal(tl_shutdown(ends.client), TL_OK);
    assert_int_equal(tl_read(ends.server, buf, sizeof buf, &len), TL_CLOSED);
    assert_true(tl_conn_orderly_end(ends.server));
    assert_int_equal(tl_write(ends.server, "answer", 6, &len), TL_OK);
    assert_int_equal(tl_read(ends.client, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "answer", 6);
    assert_int_equal(tl_close(ends.server), TL_OK);
    assert_int_equal(tl_read(ends.client, buf, sizeof buf, &len), TL_CLOSED);
    assert_int_equal(tl_close(ends.client), TL_OK);
}

static void test_abrupt_end(void **state) {
    (void)state;
    tl_client_config *tolerant = make_client_config(&(tl_client_options){.common.tolerate_abrupt_end = true});
    for (int tolerate = 0; tolerate < 2; tolerate++) {
        struct ends ends = make_nonblocking_ends(tolerate ? tolerant : client_config, server_config);
        char buf[16];
        size_t len;
        assert_int_equal(tl_write(ends.server, "cut", 3, &len), TL_OK);
        tl_free(ends.server);
        assert_int_equal(tl_read(ends.client, buf, sizeof buf, &len), TL_OK);
        assert_int_equal(len, 3);
        assert_int_equal(tl_read(ends.client, buf, sizeof buf, &len), tolerate ? TL_CLOSED : TL_FAILED);
        assert_int_equal(tl_conn_error(ends.client)->kind, tolerate ? TL_ERR_NONE : TL_ERR_ABRUPT_CLOSE);
        assert_false(tl_conn_orderly_end(ends.client));
        tl_free(ends.client);
    }
    tl_client_config_free(tolerant);
}

/* In TLS 1.3 a client has shaken hands before the server can refuse it: the alert comes to its next call. */
static void test_client_certificate_required(void **state) {
    (void)state;
    tl_server_options options = {.client_cert = TL_CLIENT_CERT_REQUIRED, .client_trust = pki_trust(&pki)};
    struct server server = {.config = make_server_config(&options)};
    for (int reads = 0; reads < 2; reads++) {
        int fd[2];
        char buf[16];
        size_t len;
        make_tcp_pair(fd);
        server.fd = fd[1];
        pthread_t thread = start(run_echo, &server);
        tl_conn *conn = tl_client(fd[0], "localhost", client_config, NULL);
        assert_int_equal(tl_handshake(conn), TL_OK);
        tl_result result = reads ? tl_read(conn, buf, sizeof buf, &len) : TL_OK;
        for (int round = 0; !reads && result == TL_OK && round < 200; round++, sleep_ms(5)) {
            result = tl_write(conn, "x", 1, &len);
        }
        assert_int_equal(result, TL_FAILED);
        assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_REMOTE_ALERT);
        assert_int_equal(tl_conn_error(conn)->alert, TL_ALERT_CERTIFICATE_REQUIRED);
        tl_close(conn);
        finish(thread);
        assert_int_equal(server.error.alert, TL_ALERT_CERTIFICATE_REQUIRED);
    }
    tl_server_config_free(server.config);
}

static void test_not_tls(void **state) {
    (void)state;
    int fd[2];
    uint8_t got[64];
    make_pair(fd);
    assert_int_equal(send(fd[1], "HTTP/1.0 400 Bad Request\r\n\r\n", 28, 0), 28);
    tl_conn *conn = tl_client(fd[0], "localhost", client_config, NULL);
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_LOCAL_ALERT);
    assert_true(strlen(tl_conn_error(conn)->message) > 20);
    tl_free(conn);
    assert_true(recv(fd[1], got, sizeof got, 0) > 0);
    close(fd[1]);
}

static void test_handshake_deadline(void **state) {
    (void)state;
    int fd[2];
    tl_server_config *hasty = make_server_config(&(tl_server_options){.common.handshake_timeout_ms = 100});
    make_pair(fd);
    tl_conn *conn = tl_server(fd[1], hasty, NULL);
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->reason, TL_REASON_HANDSHAKE_TIMEOUT);
    tl_free(conn);
    tl_server_config_free(hasty);
    close(fd[0]);
}

/* ---- threads and processes share configurations ---- */

static void *run_clients(void *argument) {
    (void)argument;
    for (int i = 0; i < 10; i++) {
        int fd[2];
        char buf[4];
        size_t len;
        SIDE_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, fd) == 0);
        struct server server = {.fd = fd[1], .config = server_config};
        pthread_t thread;
        SIDE_REQUIRE(pthread_create(&thread, NULL, run_echo, &server) == 0);
        tl_conn *conn = tl_client(fd[0], "localhost", client_config, NULL);
        SIDE_REQUIRE(conn != NULL && tl_write_all(conn, "ping", 4) == TL_OK);
        SIDE_REQUIRE(tl_read(conn, buf, sizeof buf, &len) == TL_OK && memcmp(buf, "ping", 4) == 0);
        SIDE_REQUIRE(tl_close(conn) == TL_OK);
        SIDE_REQUIRE(pthread_join(thread, NULL) == 0);
    }
    return NULL;
}

static void test_shared_configs(void **state) {
    (void)state;
    pthread_t threads[4];
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        threads[i] = start(run_clients, NULL);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        finish(threads[i]);
    }
}

static void test_configs_survive_fork(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct server server = {.fd = fd[1], .config = server_config};
        close(fd[0]);
        _exit(run_echo(&server) == NULL ? 0 : 1);
    }
    close(fd[1]);
    tl_conn *conn = tl_client(fd[0], "localhost", client_config, NULL);
    expect_echo(conn, 1000);
    assert_int_equal(tl_close(conn), TL_OK);
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_one_octet_at_a_time),
        cmocka_unit_test(test_connect),
        cmocka_unit_test(test_connect_refuses),
        cmocka_unit_test(test_full_pipes_drain),
        cmocka_unit_test(test_both_write_first),
        cmocka_unit_test(test_key_update),
        cmocka_unit_test(test_half_close),
        cmocka_unit_test(test_abrupt_end),
        cmocka_unit_test(test_client_certificate_required),
        cmocka_unit_test(test_not_tls),
        cmocka_unit_test(test_handshake_deadline),
        cmocka_unit_test(test_shared_configs),
        cmocka_unit_test(test_configs_survive_fork),
    };
    return cmocka_run_group_tests(tests, make_configs, free_configs);
}
