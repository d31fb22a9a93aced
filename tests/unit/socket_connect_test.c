/* tl_connect: names, ports, every address in turn, deadlines, and the sentences about them; with a made-up engine and a
 * made-up name service for the names under .test. */
#include "unit/socket_support.h"

#include <dlfcn.h>
#include <netdb.h>

#include "unit/fake_engine.h"

/* ---- the name service ---- */

static const struct {
    const char *name, *addresses[4];
    int status;
} names[] = {
    {"two.test", {"127.0.0.2", "127.0.0.1"}, 0},
    {"closed.test", {"127.0.0.2", "127.0.0.4"}, 0},
    {"silent.test", {"127.0.0.3"}, 0},
    {"silent-first.test", {"127.0.0.3", "127.0.0.1"}, 0},
    {"unreachable.test", {"255.255.255.255"}, 0}, /* TCP to the broadcast address is refused by our own system */
    {"unknown.test", {0}, EAI_NONAME},
    {"busy.test", {0}, EAI_AGAIN},
    {"broken.test", {0}, EAI_SYSTEM},
};

/* As the C library makes them: an entry and its address in one piece, which freeaddrinfo frees. */
static struct addrinfo *make_entry(const char *address, const char *port) {
    struct addrinfo *entry = calloc(1, sizeof *entry + sizeof(struct sockaddr_in));
    struct sockaddr_in *in = (struct sockaddr_in *)(entry + 1);
    *in = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    inet_pton(AF_INET, address, &in->sin_addr);
    *entry = (struct addrinfo){.ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_addrlen = sizeof *in};
    entry->ai_addr = (struct sockaddr *)in;
    return entry;
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **result) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i].name, host) != 0) {
            continue;
        }
        for (size_t k = 0; names[i].addresses[k] != NULL; k++) {
            *result = make_entry(names[i].addresses[k], port);
            result = &(*result)->ai_next;
        }
        errno = EIO;
        return names[i].status;
    }
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real(host, port, hints, result);
}

/* ---- a server ---- */

static const struct tl_server_config server_config = {5000, false, false, 0};

/* Accepts one connection and says hello through it. */
static void *run_server(void *argument) {
    int fd = accept(*(int *)argument, NULL, NULL);
    tl_conn *conn = tl_server(fd, &server_config, NULL);
    SIDE_REQUIRE(tl_write_all(conn, "hello", 5) == TL_OK);
    SIDE_REQUIRE(tl_close(conn) == TL_OK);
    return NULL;
}

static void expect_hello(const char *host, const char *port, int listener, const tl_client_config *config) {
    char buf[16];
    size_t len;
    tl_error error;
    pthread_t server = start(run_server, &listener);
    tl_conn *conn = tl_connect(host, port, config, &error);
    if (conn == NULL) {
        fail_msg("%s", error.message);
    }
    assert_false(fcntl(tl_conn_fd(conn), F_GETFL) & O_NONBLOCK);
    assert_true(fcntl(tl_conn_fd(conn), F_GETFD) & FD_CLOEXEC);
    assert_non_null(tl_conn_session(conn));
    assert_memory_equal(tl_conn_peer_address(conn), "127.0.0.1:", 10);
    assert_string_equal(tl_conn_peer_address(conn) + 10, port);
    assert_int_equal(tl_read(conn, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "hello", 5);
    assert_int_equal(tl_read(conn, buf, sizeof buf, &len), TL_CLOSED);
    assert_int_equal(tl_close(conn), TL_OK);
    finish(server);
}

/* A listener whose queue is full, so that Linux drops further connection attempts without a word. */
struct silent {
    int listener, fillers[4];
};

static void silent_start(struct silent *silent, const char *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    inet_pton(AF_INET, "127.0.0.3", &address.sin_addr);
    silent->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(silent->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(silent->listener, 0), 0);
    for (size_t i = 0; i < COUNT_OF(silent->fillers); i++) {
        silent->fillers[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)!connect(silent->fillers[i], (struct sockaddr *)&address, sizeof address);
    }
    sleep_ms(20);
}

static void silent_stop(struct silent *silent) {
    for (size_t i = 0; i < COUNT_OF(silent->fillers); i++) {
        close(silent->fillers[i]);
    }
    close(silent->listener);
}

/* ---- what works ---- */

static void test_connect(void **state) {
    (void)state;
    char port[8];
    int listener = listen_on_loopback(4, port);
    expect_hello("127.0.0.1", port, listener, NULL);
    expect_hello("two.test", port, listener, NULL); /* the first address refuses */
    close(listener);
}

static void test_silent_address_leaves_time_for_the_next(void **state) {
    (void)state;
    char port[8];
    struct silent silent;
    struct tl_client_config config = {2400, 5000, false};
    int listener = listen_on_loopback(4, port);
    silent_start(&silent, port);
    int64_t begin = milliseconds();
    expect_hello("silent-first.test", port, listener, &config);
    assert_in_range(milliseconds() - begin, 1200, 2300); /* less: the first was not silent; more: it took all */
    silent_stop(&silent);
    close(listener);
}

static volatile sig_atomic_t num_signals;

static void count_signal(int number) {
    (void)number;
    num_signals++;
}

static void test_signals_do_not_shorten_the_deadline(void **state) {
    (void)state;
    char port[8];
    tl_error error;
    struct silent silent;
    struct tl_client_config config = {300, 5000, false};
    struct sigaction action = {.sa_handler = count_signal}, old;
    struct itimerval often = {{0, 5000}, {0, 5000}}, never = {0};
    close(listen_on_loopback(1, port));
    silent_start(&silent, port);
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &often, NULL);
    int64_t begin = milliseconds();
    assert_null(tl_connect("silent.test", port, &config, &error));
    assert_in_range(milliseconds() - begin, 300, 2000);
    setitimer(ITIMER_REAL, &never, NULL);
    sigaction(SIGALRM, &old, NULL);
    assert_true(num_signals > 5);
    assert_int_equal(error.reason, TL_REASON_CONNECT_TIMEOUT);
    silent_stop(&silent);
}

/* ---- what fails, and how that is said ---- */

static void expect_failure(const char *host, const char *port, unsigned reason, tl_error_kind kind, const char *says) {
    tl_error error;
    struct tl_client_config config = {200, 200, false};
    assert_null(tl_connect(host, port, &config, &error));
    assert_int_equal(error.reason, reason);
    assert_int_equal(error.kind, kind);
    if (strstr(error.message, says) == NULL || (host != NULL && strstr(error.message, host) == NULL)) {
        fail_msg("\"%s\" does not say %s and %s", error.message, says, host);
    }
    assert_null(tl_connect(host, port, &config, NULL));
}

static void test_names(void **state) {
    (void)state;
    expect_failure("unknown.test", "443", TL_REASON_HOST_NOT_FOUND, TL_ERR_IO, "port 443");
    expect_failure("busy.test", "imaps", TL_REASON_NAME_SERVICE, TL_ERR_IO, "port imaps");
    expect_failure("broken.test", "443", TL_REASON_NAME_SERVICE, TL_ERR_IO, strerror(EIO));
    expect_failure("", "443", TL_REASON_USAGE, TL_ERR_USAGE, "no host");
    expect_failure(NULL, "443", TL_REASON_USAGE, TL_ERR_USAGE, "no host");
}

static void test_ports(void **state) {
    (void)state;
    static const char *const bad[] = {"0", "65536",           "4294967739", "99999999999999999999",
                                      "",  "no-such-service", "-1",         "443x"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        expect_failure("127.0.0.1", bad[i], TL_REASON_BAD_PORT, TL_ERR_USAGE, bad[i]);
    }
    expect_failure("127.0.0.1", NULL, TL_REASON_BAD_PORT, TL_ERR_USAGE, "");
    if (getservbyname("tcpmux", "tcp") == NULL) {
        print_message("skipped: this machine knows no service by name (no /etc/services)\n");
        return;
    }
    expect_failure("127.0.0.9", "tcpmux", TL_REASON_CONNECT_REFUSED, TL_ERR_IO,
                   "port tcpmux"); /* a name that is known */
}

static void test_refused(void **state) {
    (void)state;
    char port[8];
    tl_error error;
    close(listen_on_loopback(1, port));
    expect_failure("closed.test", port, TL_REASON_CONNECT_REFUSED, TL_ERR_IO, port);
    expect_failure("closed.test", port, TL_REASON_CONNECT_REFUSED, TL_ERR_IO,
                   " 127.0.0.2 (Connection refused) 127.0.0.4 (Connection refused)");
    assert_null(tl_connect("closed.test", port, NULL, &error));
    assert_int_equal(error.os_errno, ECONNREFUSED);
}

static void test_connect_deadline(void **state) {
    (void)state;
    char port[8];
    struct silent silent;
    close(listen_on_loopback(1, port));
    silent_start(&silent, port);
    expect_failure("silent.test", port, TL_REASON_CONNECT_TIMEOUT, TL_ERR_TIMEOUT, "127.0.0.3");
    silent_stop(&silent);
}

static void test_other_reasons(void **state) {
    (void)state;
    expect_failure("unreachable.test", "443", TL_REASON_CONNECT_FAILED, TL_ERR_IO, "(");
}

/* It accepts, or its system does, but never speaks. */
static void test_handshake_deadline(void **state) {
    (void)state;
    char port[8];
    tl_error error;
    struct tl_client_config config = {5000, 150, false};
    int listener = listen_on_loopback(1, port);
    assert_null(tl_connect("127.0.0.1", port, &config, &error));
    assert_int_equal(error.kind, TL_ERR_TIMEOUT);
    assert_int_equal(error.reason, TL_REASON_HANDSHAKE_TIMEOUT);
    assert_null(tl_connect("127.0.0.1", port, &config, NULL));
    close(listener);
}

static void test_failures_leave_no_fd(void **state) {
    (void)state;
    char port[8];
    tl_error error;
    struct tl_client_config refusing = {5000, 5000, true}, hasty = {100, 100, false};
    int listener = listen_on_loopback(1, port);
    int next = dup(listener);
    close(next);
    assert_null(tl_connect("127.0.0.1", port, &refusing, &error));
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_null(tl_connect("127.0.0.1", port, &hasty, &error));
    assert_null(tl_connect("closed.test", port, &hasty, &error));
    int same = dup(listener);
    assert_int_equal(same, next);
    close(same), close(listener);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connect),
        cmocka_unit_test(test_silent_address_leaves_time_for_the_next),
        cmocka_unit_test(test_signals_do_not_shorten_the_deadline),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_ports),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_connect_deadline),
        cmocka_unit_test(test_other_reasons),
        cmocka_unit_test(test_handshake_deadline),
        cmocka_unit_test(test_failures_leave_no_fd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
