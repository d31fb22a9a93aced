/* How connections end, with a made-up engine: failures, their order, alerts, SIGPIPE, closing, what is refused. */
#include "unit/socket_support.h"
#include "unit/fake_engine.h"

static const struct tl_client_config client_config = {5000, 5000, false};
static const struct tl_server_config server_config = {5000, false, false, 0};

/* A client over fd[0] whose peer is the test itself, which speaks on fd[1] by hand. */
static tl_conn *client_of_bare_peer(const int fd[2]) {
    static const char hello[] = {'h', 0, 2, 'S' ^ FAKE_MASK, '1' ^ FAKE_MASK};
    char got[10];
    tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
    assert_non_null(conn);
    assert_int_equal(send(fd[1], hello, sizeof hello, 0), sizeof hello);
    assert_int_equal(tl_handshake(conn), TL_OK);
    assert_int_equal(recv(fd[1], got, sizeof got, MSG_WAITALL), sizeof got); /* C1 and C2 */
    return conn;
}

static void bare_send(int fd, char type, const char *text) {
    uint8_t record[64] = {(uint8_t)type, 0, (uint8_t)strlen(text)};
    for (size_t i = 0; i < strlen(text); i++) {
        record[FAKE_HEADER + i] = (uint8_t)(text[i] ^ FAKE_MASK);
    }
    ssize_t len = (ssize_t)(FAKE_HEADER + strlen(text));
    assert_int_equal(send(fd, record, (size_t)len, MSG_NOSIGNAL), len);
}

static void expect_data(tl_conn *conn, const char *text) {
    char buf[64];
    size_t len;
    assert_int_equal(tl_read(conn, buf, sizeof buf, &len), TL_OK);
    assert_int_equal(len, strlen(text));
    assert_memory_equal(buf, text, len);
}

static void expect_read(tl_conn *conn, tl_result expected) {
    char buf[64];
    size_t len = 99;
    assert_int_equal(tl_read(conn, buf, sizeof buf, &len), expected);
    assert_int_equal(len, 0);
}

static void expect_write(tl_conn *conn, tl_result expected) {
    size_t len = 99;
    assert_int_equal(tl_write(conn, "x", 1, &len), expected);
    assert_int_equal(len, expected == TL_OK ? 1 : 0);
}

/* ---- failures come after what was received before them ---- */

static void test_data_before_failure(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "before");
    bare_send(fd[1], '?', "");
    expect_data(conn, "before");
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_LOCAL_ALERT);
    uint8_t alert[4] = {0};
    assert_int_equal(recv(fd[1], alert, sizeof alert, MSG_DONTWAIT), 4); /* it is there already */
    assert_int_equal(alert[0], 'a');
    assert_int_equal(alert[3] ^ FAKE_MASK, TL_ALERT_UNEXPECTED_MESSAGE);
    expect_read(conn, TL_FAILED);
    expect_write(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_LOCAL_ALERT);
    assert_int_equal(tl_close(conn), TL_FAILED);
    close(fd[1]);
}

static void test_failure_in_handshake_sends_alert(void **state) {
    (void)state;
    for (int blocking = 0; blocking < 2; blocking++) {
        int fd[2];
        uint8_t got[9];
        make_pair(fd);
        if (!blocking) {
            set_nonblocking(fd[0]);
        }
        tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
        bare_send(fd[1], '?', "");
        assert_int_equal(tl_handshake(conn), TL_FAILED);
        assert_int_equal(recv(fd[1], got, sizeof got, MSG_DONTWAIT), 9); /* C1 and the alert */
        assert_int_equal(got[5], 'a');
        assert_int_equal(tl_handshake(conn), TL_FAILED);
        assert_int_equal(tl_conn_error(conn)->alert, TL_ALERT_UNEXPECTED_MESSAGE);
        tl_free(conn), close(fd[1]);
    }
}

/* Data that comes in one piece with the end of the handshake and a failure is not lost. */
static void test_handshake_data_and_failure_at_once(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
    bare_send(fd[1], 'h', "S1");
    bare_send(fd[1], 'd', "data");
    bare_send(fd[1], 'a', "\x28");
    shutdown(fd[1], SHUT_RDWR);
    expect_data(conn, "data"); /* although C2 cannot be sent */
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->os_errno, EPIPE);
    tl_free(conn), close(fd[1]);

    make_pair(fd);
    conn = tl_client(fd[0], "host", &client_config, NULL);
    bare_send(fd[1], 'h', "S1");
    bare_send(fd[1], 'd', "data");
    bare_send(fd[1], 'a', "\x28");
    expect_data(conn, "data");
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->alert, TL_ALERT_HANDSHAKE_FAILURE);
    tl_free(conn), close(fd[1]);
}

/* The alert waits a moment for a peer that takes nothing, and no longer. */
static void test_last_words_are_bounded(void **state) {
    (void)state;
    int fd[2];
    size_t len;
    static char data[FAKE_RECORD];
    make_narrow_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    tl_conn_set_timeout(conn, 30);
    while (tl_write(conn, data, sizeof data, &len) == TL_OK) {
    }
    bare_send(fd[1], '?', "");
    int64_t begin = milliseconds();
    expect_read(conn, TL_FAILED);
    assert_in_range(milliseconds() - begin, 1500, 4000);
    begin = milliseconds();
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_close(conn), TL_FAILED);
    assert_true(milliseconds() - begin < 1000); /* once is enough */
    close(fd[1]);
}

static void test_abrupt_end(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "last");
    close(fd[1]);
    expect_data(conn, "last");
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_ABRUPT_CLOSE);
    assert_false(tl_conn_orderly_end(conn));
    assert_int_equal(tl_close(conn), TL_FAILED);
}

static void test_orderly_end(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "last");
    bare_send(fd[1], 'c', "");
    expect_data(conn, "last");
    expect_read(conn, TL_CLOSED);
    assert_true(tl_conn_orderly_end(conn));
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_NONE);
    expect_write(conn, TL_OK); /* our side may go on */
    close(fd[1]);
    assert_int_equal(tl_close(conn), TL_OK); /* nobody is left for our close_notify, which is no loss */
}

/* The same where the read had to answer with a close_notify of ours, as in TLS 1.2, or a call sent one. */
static void test_orderly_end_of_a_peer_that_is_gone(void **state) {
    (void)state;
    for (int loses = 0; loses < 2; loses++) {
        int fd[2];
        make_pair(fd);
        tl_conn *conn = client_of_bare_peer(fd);
        bare_send(fd[1], 'c', "");
        close(fd[1]);
        expect_read(conn, TL_CLOSED);
        if (loses) {
            expect_write(conn, TL_FAILED);
        }
        assert_int_equal(tl_shutdown(conn), loses ? TL_FAILED : TL_OK);
        assert_int_equal(tl_flush(conn), loses ? TL_FAILED : TL_OK);
        expect_read(conn, TL_CLOSED);
        assert_int_equal(tl_conn_error(conn)->os_errno, loses ? EPIPE : 0);
        assert_int_equal(tl_close(conn), loses ? TL_FAILED : TL_OK);
    }
}

static void test_end_in_handshake(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
    bare_send(fd[1], 'c', "");
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->reason, TL_REASON_ENDED_EARLY);
    tl_free(conn), close(fd[1]);
}

/* ---- reset, broken pipe ---- */

static void reset_connection(int fd) {
    struct linger at_once = {1, 0};
    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), 0);
    close(fd);
}

static void test_reset(void **state) {
    (void)state;
    int fd[2];
    make_tcp_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "data");
    reset_connection(fd[1]);
    expect_data(conn, "data"); /* it came before the reset */
    expect_read(conn, TL_FAILED);
    const tl_error *error = tl_conn_error(conn);
    assert_int_equal(error->kind, TL_ERR_IO);
    assert_int_equal(error->reason, TL_REASON_CONNECTION_RESET);
    assert_int_equal(error->os_errno, ECONNRESET);
    assert_non_null(strstr(error->message, tl_conn_peer_address(conn)));
    expect_write(conn, TL_FAILED);
    assert_int_equal(tl_close(conn), TL_FAILED);
}

/* A reset is no orderly end, even where an end without close_notify is tolerated. */
static void test_reset_is_never_orderly(void **state) {
    (void)state;
    struct tl_server_config tolerant = {5000, false, true, 0};
    for (int reset = 0; reset < 2; reset++) {
        int fd[2];
        make_tcp_pair(fd);
        tl_conn *conn = tl_server(fd[0], &tolerant, NULL);
        bare_send(fd[1], 'h', "C1");
        bare_send(fd[1], 'h', "C2");
        assert_int_equal(tl_handshake(conn), TL_OK);
        reset ? reset_connection(fd[1]) : (void)shutdown(fd[1], SHUT_WR);
        expect_read(conn, reset ? TL_FAILED : TL_CLOSED);
        expect_read(conn, reset ? TL_FAILED : TL_CLOSED);
        tl_free(conn);
        if (!reset) {
            close(fd[1]);
        }
    }
}

/* SIGPIPE has its default action here: if one were raised, this program would end. */
static void test_no_sigpipe_from_sockets(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    close(fd[1]);
    expect_write(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_IO);
    assert_int_equal(tl_conn_error(conn)->reason, TL_REASON_SEND_FAILED);
    assert_int_equal(tl_conn_error(conn)->os_errno, EPIPE);
    assert_int_equal(tl_flush(conn), TL_FAILED);
    assert_int_equal(tl_shutdown(conn), TL_FAILED);
    expect_read(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->os_errno, EPIPE); /* the first failure stays */
    assert_int_equal(tl_close(conn), TL_FAILED);
}

static bool sigpipe_is_pending(void) {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
}

static void write_to_broken_pipe(void) {
    int fd[2];
    assert_int_equal(pipe(fd), 0);
    close(fd[0]);
    tl_conn *conn = tl_client(fd[1], "host", &client_config, NULL);
    assert_non_null(conn);
    assert_string_equal(tl_conn_peer_address(conn), "unknown");
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->os_errno, EPIPE);
    tl_free(conn);
}

static void test_no_sigpipe_from_pipes(void **state) {
    (void)state;
    sigset_t pipe_signal, before, after;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    write_to_broken_pipe();
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_int_equal(sigismember(&after, SIGPIPE), sigismember(&before, SIGPIPE));

    /* Where the application holds SIGPIPE back itself, it finds none of ours and all of its own. */
    pthread_sigmask(SIG_BLOCK, &pipe_signal, NULL);
    write_to_broken_pipe();
    assert_false(sigpipe_is_pending());
    pthread_kill(pthread_self(), SIGPIPE);
    write_to_broken_pipe();
    assert_true(sigpipe_is_pending());
    assert_int_equal(sigtimedwait(&pipe_signal, NULL, &(struct timespec){0}), SIGPIPE);
    assert_false(sigpipe_is_pending());
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A peer that refuses us says so and closes: its alert is the reason, not the broken pipe that we see first. */
static void test_alert_explains_broken_pipe(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'a', "\x74");
    close(fd[1]);
    expect_write(conn, TL_FAILED);
    assert_int_equal(tl_conn_error(conn)->kind, TL_ERR_REMOTE_ALERT);
    assert_int_equal(tl_conn_error(conn)->alert, TL_ALERT_CERTIFICATE_REQUIRED);
    assert_int_equal(tl_close(conn), TL_FAILED);
}

/* What the peer sent before it stopped taking anything can still be read. */
static void test_reading_after_broken_pipe(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "answer");
    bare_send(fd[1], 'c', "");
    close(fd[1]);
    expect_write(conn, TL_FAILED);
    expect_data(conn, "answer");
    expect_read(conn, TL_CLOSED);
    assert_int_equal(tl_conn_error(conn)->os_errno, EPIPE);
    assert_int_equal(tl_close(conn), TL_FAILED);
}

/* ---- other fds than sockets: a terminal ---- */

static void *run_terminal_echo(void *argument) {
    char buf[4096];
    size_t len;
    tl_conn *conn = tl_server(*(int *)argument, &server_config, NULL);
    while (tl_read(conn, buf, sizeof buf, &len) == TL_OK) {
        SIDE_REQUIRE(tl_write_all(conn, buf, len) == TL_OK);
    }
    SIDE_REQUIRE(tl_conn_orderly_end(conn));
    SIDE_REQUIRE(tl_close(conn) == TL_OK);
    return NULL;
}

static void open_terminal(int fd[2]) {
    fd[0] = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(fd[0] >= 0);
    assert_int_equal(grantpt(fd[0]), 0);
    assert_int_equal(unlockpt(fd[0]), 0);
    fd[1] = open(ptsname(fd[0]), O_RDWR | O_NOCTTY);
    assert_true(fd[1] >= 0);
    struct termios raw;
    assert_int_equal(tcgetattr(fd[1], &raw), 0);
    cfmakeraw(&raw);
    assert_int_equal(tcsetattr(fd[1], TCSANOW, &raw), 0);
}

static void test_terminal(void **state) {
    (void)state;
    int fd[2];
    static uint8_t sent[30000], got[30000];
    open_terminal(fd);
    pthread_t server = start(run_terminal_echo, &fd[1]);
    tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
    memset(sent, 'z', sizeof sent);
    for (size_t at = 0; at < sizeof sent; at += 10000) {
        assert_int_equal(tl_write_all(conn, sent + at, 10000), TL_OK);
        for (size_t done = 0, len; done < 10000; done += len) {
            assert_int_equal(tl_read(conn, got + at + done, 10000 - done, &len), TL_OK);
        }
    }
    assert_memory_equal(sent, got, sizeof sent);
    assert_int_equal(tl_shutdown(conn), TL_OK);
    expect_read(conn, TL_CLOSED);
    assert_int_equal(tl_close(conn), TL_OK);
    finish(server);
}

/* ---- closing ---- */

static void test_close_sends_everything(void **state) {
    (void)state;
    int fd[2];
    uint8_t got[FAKE_HEADER + 5 + FAKE_HEADER];
    size_t len;
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    set_nonblocking(fd[0]);
    assert_int_equal(tl_write(conn, "hello", 5, &len), TL_OK);
    assert_int_equal(tl_close(conn), TL_OK);
    assert_false(is_open(fd[0]));
    assert_int_equal(recv(fd[1], got, sizeof got, MSG_WAITALL), sizeof got);
    assert_int_equal(got[FAKE_HEADER + 5], 'c');
    assert_int_equal(recv(fd[1], got, 1, 0), 0);
    close(fd[1]);
}

static void test_close_reports_loss(void **state) {
    (void)state;
    int fd[2];
    size_t len;
    static char data[FAKE_RECORD];
    make_narrow_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    tl_conn_set_timeout(conn, 50);
    while (tl_write(conn, data, sizeof data, &len) == TL_OK) {
    }
    int64_t begin = milliseconds();
    assert_int_equal(tl_close(conn), TL_FAILED);
    assert_in_range(milliseconds() - begin, 50, 1000);
    assert_false(is_open(fd[0]));
    close(fd[1]);
}

/* A close_notify that cannot be sent is a loss where the peer has not said that it is done. */
static void test_close_without_peer(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    close(fd[1]);
    assert_int_equal(tl_close(conn), TL_FAILED);
}

/* Octets left in the system's buffer would make TCP reset the connection, and the peer lose our last words. */
static void test_close_does_not_reset(void **state) {
    (void)state;
    int fd[2];
    uint8_t got[64];
    make_tcp_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    bare_send(fd[1], 'd', "nobody reads this");
    sleep_ms(20);
    assert_int_equal(tl_close(conn), TL_OK);
    sleep_ms(20);
    assert_int_equal(recv(fd[1], got, sizeof got, 0), FAKE_HEADER); /* close_notify */
    assert_int_equal(recv(fd[1], got, sizeof got, 0), 0);           /* and an end, not ECONNRESET */
    close(fd[1]);
}

static void test_close_before_anything(void **state) {
    (void)state;
    int fd[2];
    char octet;
    make_pair(fd);
    assert_int_equal(tl_close(tl_client(fd[0], "host", &client_config, NULL)), TL_OK);
    assert_int_equal(recv(fd[1], &octet, 1, 0), 0); /* not even a hello */
    close(fd[1]);
    assert_int_equal(tl_close(NULL), TL_OK);
    tl_free(NULL);
}

static void test_keep_fd(void **state) {
    (void)state;
    int fd[2];
    char plain[5];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    assert_int_equal(tl_conn_fd(conn), fd[0]);
    tl_conn_keep_fd(conn, true);
    assert_int_equal(send(fd[1], "plain", 5, 0), 5); /* the protocol under TLS goes on */
    assert_int_equal(tl_close(conn), TL_OK);
    assert_true(is_open(fd[0]));
    assert_int_equal(recv(fd[0], plain, sizeof plain, MSG_WAITALL), 5);
    assert_memory_equal(plain, "plain", 5);
    close(fd[0]), close(fd[1]);
}

static void test_shutdown_keeps_reading(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = client_of_bare_peer(fd);
    assert_int_equal(tl_shutdown(conn), TL_OK);
    bare_send(fd[1], 'd', "still here");
    expect_data(conn, "still here");
    tl_free(conn), close(fd[1]);
}

/* ---- what is refused ---- */

static void expect_refused(int fd, unsigned reason) {
    tl_error error;
    assert_null(tl_client(fd, "host", &client_config, &error));
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_int_equal(error.reason, reason);
    assert_null(tl_server(fd, &server_config, &error));
    assert_int_equal(error.reason, reason);
    assert_null(tl_server(fd, &server_config, NULL));
}

static void test_bad_fds(void **state) {
    (void)state;
    int fd[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM, 0, fd), 0);
    expect_refused(-1, TL_REASON_BAD_FD);
    expect_refused(fd[0], TL_REASON_BAD_FD);
    assert_true(is_open(fd[0]));
    close(fd[0]), close(fd[1]);
    expect_refused(fd[0], TL_REASON_BAD_FD);
}

static void test_failed_engine_leaves_fd(void **state) {
    (void)state;
    int fd[2];
    tl_error error;
    struct tl_client_config refusing = {5000, 5000, true};
    make_pair(fd);
    assert_null(tl_client(fd[0], "host", &refusing, &error));
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_null(tl_server(fd[0], NULL, &error));
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_true(is_open(fd[0]));
    close(fd[0]), close(fd[1]);
}

static void test_peer_address(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    tl_conn *conn = tl_client(fd[0], "host", &client_config, NULL);
    assert_string_equal(tl_conn_peer_address(conn), "unix");
    tl_free(conn), close(fd[1]);
    make_tcp_pair(fd);
    conn = tl_client(fd[0], "host", &client_config, NULL);
    assert_memory_equal(tl_conn_peer_address(conn), "127.0.0.1:", 10);
    assert_true(atoi(tl_conn_peer_address(conn) + 10) > 0);
    tl_free(conn), close(fd[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_data_before_failure),
        cmocka_unit_test(test_failure_in_handshake_sends_alert),
        cmocka_unit_test(test_handshake_data_and_failure_at_once),
        cmocka_unit_test(test_last_words_are_bounded),
        cmocka_unit_test(test_abrupt_end),
        cmocka_unit_test(test_orderly_end),
        cmocka_unit_test(test_orderly_end_of_a_peer_that_is_gone),
        cmocka_unit_test(test_end_in_handshake),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_reset_is_never_orderly),
        cmocka_unit_test(test_no_sigpipe_from_sockets),
        cmocka_unit_test(test_no_sigpipe_from_pipes),
        cmocka_unit_test(test_alert_explains_broken_pipe),
        cmocka_unit_test(test_reading_after_broken_pipe),
        cmocka_unit_test(test_terminal),
        cmocka_unit_test(test_close_sends_everything),
        cmocka_unit_test(test_close_reports_loss),
        cmocka_unit_test(test_close_without_peer),
        cmocka_unit_test(test_close_does_not_reset),
        cmocka_unit_test(test_close_before_anything),
        cmocka_unit_test(test_keep_fd),
        cmocka_unit_test(test_shutdown_keeps_reading),
        cmocka_unit_test(test_bad_fds),
        cmocka_unit_test(test_failed_engine_leaves_fd),
        cmocka_unit_test(test_peer_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
