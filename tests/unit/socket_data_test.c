/* Connections over fds, with a made-up engine: handshakes, data, waiting, signals, deadlines. */
#include "unit/socket_support.h"
#include "unit/fake_engine.h"

static const struct tl_client_config client_config = {5000, 5000, false};
static const struct tl_server_config server_config = {5000, false, false, 0};

static tl_conn *new_client(int fd) {
    tl_error error;
    tl_conn *conn = tl_client(fd, "host", &client_config, &error);
    assert_non_null(conn);
    return conn;
}

static tl_conn *new_server(int fd) {
    tl_error error;
    tl_conn *conn = tl_server(fd, &server_config, &error);
    assert_non_null(conn);
    return conn;
}

/* Reads until len octets are there; false: something else happened. */
static bool read_all(tl_conn *conn, uint8_t *data, size_t len, size_t at_once) {
    for (size_t at = 0, n; at < len; at += n) {
        size_t size = len - at < at_once ? len - at : at_once;
        if (tl_read(conn, data + at, size, &n) != TL_OK || n == 0 || n > size) {
            return false;
        }
    }
    return true;
}

static uint8_t pattern_at(size_t at) {
    return (uint8_t)(at * 31 + at / 251);
}

static void fill_pattern(uint8_t *data, size_t len) {
    for (size_t at = 0; at < len; at++) {
        data[at] = pattern_at(at);
    }
}

static bool is_pattern(const uint8_t *data, size_t len) {
    for (size_t at = 0; at < len; at++) {
        TRY(data[at] == pattern_at(at));
    }
    return true;
}

/* ---- a side that echoes ---- */

struct echo {
    int fd;
    size_t at_once;
};

static void *run_echo(void *argument) {
    struct echo *echo = argument;
    uint8_t buf[FAKE_RECORD];
    tl_conn *conn = tl_server(echo->fd, &server_config, NULL);
    tl_result result;
    size_t len;
    while ((result = tl_read(conn, buf, echo->at_once, &len)) == TL_OK) {
        SIDE_REQUIRE(tl_write_all(conn, buf, len) == TL_OK);
    }
    SIDE_REQUIRE(result == TL_CLOSED);
    SIDE_REQUIRE(tl_close(conn) == TL_OK);
    return NULL;
}

static void exchange(const int fd[2], size_t len, size_t at_once) {
    struct echo echo = {fd[1], at_once};
    pthread_t server = start(run_echo, &echo);
    tl_conn *conn = new_client(fd[0]);
    uint8_t *sent = malloc(len), *got = malloc(len);
    fill_pattern(sent, len);
    for (size_t at = 0; at < len; at += 1000) {
        size_t part = len - at < 1000 ? len - at : 1000;
        assert_int_equal(tl_write_all(conn, sent + at, part), TL_OK);
        assert_true(read_all(conn, got + at, part, at_once));
    }
    assert_memory_equal(sent, got, len);
    assert_int_equal(tl_close(conn), TL_OK);
    finish(server);
    free(sent), free(got);
}

static void test_echo(void **state) {
    (void)state;
    int fd[2];
    make_pair(fd);
    exchange(fd, 20000, 4096);
    make_tcp_pair(fd);
    exchange(fd, 20000, 4096);
    assert_false(is_open(fd[0]));
    assert_false(is_open(fd[1]));
}

static void test_small_reads(void **state) {
    (void)state;
    int fd[2];
    make_narrow_pair(fd);
    exchange(fd, 1111, 1);
}

/* ---- one octet at a time ---- */

struct relay {
    int from, to;
};

static void *run_relay(void *argument) {
    struct relay *relay = argument;
    uint8_t octet;
    /* Whoever closes first need not take the other's close_notify. */
    while (read(relay->from, &octet, 1) == 1 && send(relay->to, &octet, 1, MSG_NOSIGNAL) == 1) {
    }
    shutdown(relay->to, SHUT_WR);
    return NULL;
}

static void test_one_octet_at_a_time(void **state) {
    (void)state;
    int near[2], far[2];
    make_pair(near);
    make_pair(far);
    struct relay there = {near[1], far[0]}, back = {far[0], near[1]};
    pthread_t relays[2] = {start(run_relay, &there), start(run_relay, &back)};
    exchange((int[2]){near[0], far[1]}, 3000, 4096);
    finish(relays[0]);
    finish(relays[1]);
    close(near[1]), close(far[0]);
}

/* ---- a peer that reads slowly, signals that interrupt ---- */

static void *run_slow_reader(void *argument) {
    tl_conn *conn = tl_server(*(int *)argument, &server_config, NULL);
    static uint8_t got[1000000];
    for (size_t at = 0, n; at < sizeof got; at += n) {
        SIDE_REQUIRE(tl_read(conn, got + at, 7777, &n) == TL_OK);
        if (at % 13 == 0) {
            sleep_ms(1);
        }
    }
    SIDE_REQUIRE(is_pattern(got, sizeof got));
    tl_free(conn);
    return NULL;
}

static void send_to_slow_reader(void) {
    int fd[2];
    static uint8_t data[1000000];
    fill_pattern(data, sizeof data);
    make_narrow_pair(fd);
    pthread_t reader = start(run_slow_reader, &fd[1]);
    tl_conn *conn = new_client(fd[0]);
    assert_int_equal(tl_write_all(conn, data, sizeof data), TL_OK);
    finish(reader);
    tl_free(conn);
}

static void test_partial_writes(void **state) {
    (void)state;
    send_to_slow_reader();
}

static volatile sig_atomic_t num_signals;

static void count_signal(int number) {
    (void)number;
    num_signals++;
}

static void test_interrupted_calls(void **state) {
    (void)state;
    struct sigaction action = {.sa_handler = count_signal}, old; /* no SA_RESTART: calls do end in EINTR */
    struct itimerval often = {{0, 1000}, {0, 1000}}, never = {0};
    assert_int_equal(sigaction(SIGALRM, &action, &old), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &often, NULL), 0);
    send_to_slow_reader();
    assert_int_equal(setitimer(ITIMER_REAL, &never, NULL), 0);
    assert_int_equal(sigaction(SIGALRM, &old, NULL), 0);
    assert_true(num_signals > 5);
}

/* ---- full pipes both ways ---- */

/* Writes a record, which the pipe does not hold, before it reads one. */
static void *run_write_then_read(void *argument) {
    tl_conn *conn = argument;
    static uint8_t data[FAKE_RECORD];
    uint8_t got[FAKE_RECORD];
    SIDE_REQUIRE(tl_write_all(conn, data, sizeof data) == TL_OK);
    SIDE_REQUIRE(read_all(conn, got, sizeof got, sizeof got));
    return NULL;
}

static void test_both_write_first(void **state) {
    (void)state;
    int fd[2];
    make_narrow_pair(fd);
    tl_conn *client = new_client(fd[0]), *server = new_server(fd[1]);
    pthread_t sides[2] = {start(run_write_then_read, client), start(run_write_then_read, server)};
    finish(sides[0]);
    finish(sides[1]);
    tl_free(client), tl_free(server);
}

/* Shakes hands on two non-blocking ends in one thread. */
static void shake_hands(tl_conn *client, tl_conn *server) {
    tl_result results[2] = {TL_WANT_READ, TL_WANT_READ};
    for (int round = 0; results[0] != TL_OK || results[1] != TL_OK; round++) {
        assert_true(round < 1000);
        results[0] = tl_handshake(client);
        results[1] = tl_handshake(server);
        assert_true(results[0] == TL_OK || results[0] == TL_WANT_READ || results[0] == TL_WANT_WRITE);
    }
}

static void make_nonblocking_conns(int fd[2], tl_conn **client, tl_conn **server) {
    set_nonblocking(fd[0]);
    set_nonblocking(fd[1]);
    *client = new_client(fd[0]);
    *server = new_server(fd[1]);
    shake_hands(*client, *server);
}

/* Writes until nothing more is taken, and says how much was. */
static size_t write_until_full(tl_conn *conn) {
    static uint8_t data[10 * FAKE_RECORD];
    tl_result result;
    size_t total = 0, len;
    while ((result = tl_write(conn, data, sizeof data, &len)) == TL_OK) {
        total += len;
        assert_true(total < 100 * sizeof data);
    }
    assert_int_equal(result, TL_WANT_WRITE);
    assert_int_equal(len, 0);
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
    int fd[2];
    tl_conn *client, *server;
    make_narrow_pair(fd);
    make_nonblocking_conns(fd, &client, &server);
    size_t to_server = write_until_full(client), to_client = write_until_full(server);
    assert_int_equal(tl_conn_poll_events(client) & POLLOUT, POLLOUT);
    assert_int_equal(tl_conn_poll_events(server) & POLLOUT, POLLOUT);
    for (int round = 0; to_server > 0 || to_client > 0; round++) {
        assert_true(round < 1000);
        to_server -= read_until_empty(server); /* sends as well, without being told to */
        to_client -= read_until_empty(client);
    }
    assert_int_equal(tl_flush(client), TL_OK);
    assert_int_equal(tl_flush(server), TL_OK);
    assert_int_equal(tl_conn_poll_events(client), POLLIN);
    tl_free(client), tl_free(server);
}

/* A peer that never stops writing must not make a waiting write hold more than a record or two of it. */
static void test_unread_plaintext_is_bounded(void **state) {
    (void)state;
    int fd[2];
    tl_conn *client, *server;
    make_narrow_pair(fd);
    make_nonblocking_conns(fd, &client, &server);
    size_t taken = 0;
    for (int round = 0; round < 20; round++) {
        taken += write_until_full(client);
        write_until_full(server);
    }
    assert_true(taken < 8 * FAKE_RECORD);
    assert_true(tl_unread_len(server) <= FAKE_RECORD);
    tl_free(client), tl_free(server);
}

/* ---- non-blocking ---- */

static void test_nonblocking(void **state) {
    (void)state;
    int fd[2];
    uint8_t buf[16];
    size_t len = 99;
    make_pair(fd);
    set_nonblocking(fd[0]);
    tl_conn *client = new_client(fd[0]);
    assert_int_equal(tl_handshake(client), TL_WANT_READ);
    assert_null(tl_conn_session(client));
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    assert_int_equal(len, 0);
    assert_int_equal(tl_write(client, "x", 1, &len), TL_WANT_READ);
    assert_int_equal(tl_conn_poll_events(client), POLLIN);
    assert_int_equal(tl_conn_error(client)->kind, TL_ERR_NONE);
    set_nonblocking(fd[1]);
    tl_conn *server = new_server(fd[1]);
    shake_hands(client, server);
    assert_non_null(tl_conn_session(client));
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    assert_int_equal(tl_write(server, "hello", 5, &len), TL_OK);
    assert_int_equal(len, 5);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_OK);
    assert_int_equal(len, 5);
    assert_memory_equal(buf, "hello", 5);
    tl_free(client), tl_free(server);
}

/* A handshake flight longer than the pipe: the call says which way to poll. */
static void test_long_flight(void **state) {
    (void)state;
    int fd[2];
    make_narrow_pair(fd);
    set_nonblocking(fd[0]);
    set_nonblocking(fd[1]);
    struct tl_server_config long_config = {5000, false, false, FAKE_RECORD};
    tl_conn *client = new_client(fd[0]), *server = tl_server(fd[1], &long_config, NULL);
    assert_int_equal(tl_handshake(client), TL_WANT_READ);
    assert_int_equal(tl_handshake(server), TL_WANT_WRITE);
    assert_int_equal(tl_conn_poll_events(server), POLLIN | POLLOUT);
    shake_hands(client, server);
    tl_free(client), tl_free(server);
}

/* A handshake is not over while the last flight is still here: the application may well read next, for ever. */
static void test_last_flight_is_sent(void **state) {
    (void)state;
    int fd[2];
    static const char hello[] = {'h', 0, 2, 'S' ^ FAKE_MASK, '1' ^ FAKE_MASK};
    static char octets[1000];
    make_narrow_pair(fd);
    set_nonblocking(fd[0]);
    tl_conn *client = new_client(fd[0]);
    assert_int_equal(tl_handshake(client), TL_WANT_READ);
    while (send(fd[0], octets, sizeof octets, 0) > 0) {
    }
    assert_int_equal(send(fd[1], hello, sizeof hello, 0), sizeof hello);
    assert_int_equal(tl_handshake(client), TL_WANT_WRITE);
    while (recv(fd[1], octets, sizeof octets, MSG_DONTWAIT) > 0) {
    }
    assert_int_equal(tl_handshake(client), TL_OK);
    assert_int_equal(recv(fd[1], octets, sizeof octets, MSG_DONTWAIT), 5);
    assert_memory_equal(octets, ((char[]){'h', 0, 2, 'C' ^ FAKE_MASK, '2' ^ FAKE_MASK}), 5);
    tl_free(client), close(fd[1]);
}

/* Whether the fd blocks is looked up when it matters, so an event loop may change it. */
static void test_blocking_is_looked_up(void **state) {
    (void)state;
    int fd[2];
    uint8_t buf[16];
    size_t len;
    make_pair(fd);
    tl_conn *client, *server;
    make_nonblocking_conns(fd, &client, &server);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    assert_int_equal(fcntl(fd[0], F_SETFL, fcntl(fd[0], F_GETFL) & ~O_NONBLOCK), 0);
    tl_conn_set_timeout(client, 50);
    int64_t begin = milliseconds();
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    assert_true(milliseconds() - begin >= 50);
    tl_free(client), tl_free(server);
}

static void test_key_update_and_export(void **state) {
    (void)state;
    int fd[2];
    uint8_t buf[4] = {0};
    size_t len;
    tl_conn *client, *server;
    make_pair(fd);
    make_nonblocking_conns(fd, &client, &server);
    assert_int_equal(tl_conn_key_update(client, true, NULL), TL_OK);
    assert_int_equal(tl_conn_poll_events(client), POLLIN); /* it went out at once */
    assert_int_equal(tl_read(server, buf, sizeof buf, &len), TL_WANT_READ);
    assert_int_equal(tl_conn_poll_events(server), POLLIN); /* and so did the answer */
    assert_int_equal(tl_conn_export(client, "label", (tl_bytes){0}, buf, sizeof buf, NULL), TL_OK);
    assert_memory_equal(buf, "xxxx", 4);
    tl_free(client), tl_free(server);
}

/* ---- unread ---- */

static void test_unread(void **state) {
    (void)state;
    int fd[2];
    uint8_t buf[16];
    size_t len;
    tl_conn *client, *server;
    make_pair(fd);
    make_nonblocking_conns(fd, &client, &server);
    assert_int_equal(tl_write(server, "cdef", 4, &len), TL_OK);
    assert_int_equal(tl_unread_len(client), 0);
    assert_int_equal(tl_read(client, buf, 1, &len), TL_OK);
    assert_int_equal(tl_unread_len(client), 3);
    assert_int_equal(tl_unread(client, "c", 1), TL_OK);
    assert_int_equal(tl_unread(client, "ab", 2), TL_OK);
    assert_int_equal(tl_unread(client, "", 0), TL_OK);
    assert_int_equal(tl_unread_len(client), 6);
    assert_int_equal(tl_read(client, buf, 2, &len), TL_OK);
    assert_int_equal(len, 2);
    assert_memory_equal(buf, "ab", 2);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_OK);
    assert_int_equal(len, 1);
    assert_memory_equal(buf, "c", 1);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "def", 3);
    assert_int_equal(tl_unread_len(client), 0);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    tl_free(client), tl_free(server);
}

/* ---- deadlines ---- */

static void expect_handshake_timeout(tl_conn *conn) {
    const tl_error *error = tl_conn_error(conn);
    assert_int_equal(error->kind, TL_ERR_TIMEOUT);
    assert_int_equal(error->reason, TL_REASON_HANDSHAKE_TIMEOUT);
    assert_non_null(strstr(error->message, "120 ms"));
    uint8_t buf[4];
    size_t len;
    assert_int_equal(tl_read(conn, buf, sizeof buf, &len), TL_FAILED);
    assert_int_equal(tl_write(conn, "x", 1, &len), TL_FAILED);
    assert_int_equal(tl_close(conn), TL_FAILED);
}

static void test_handshake_deadline(void **state) {
    (void)state;
    int fd[2];
    struct tl_client_config hasty = {5000, 120, false};
    make_pair(fd);
    tl_conn *conn = tl_client(fd[0], "host", &hasty, NULL);
    int64_t begin = milliseconds();
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    assert_in_range(milliseconds() - begin, 120, 2000);
    expect_handshake_timeout(conn);
    close(fd[1]);
}

static void test_handshake_deadline_nonblocking(void **state) {
    (void)state;
    int fd[2];
    struct tl_client_config hasty = {5000, 120, false};
    make_pair(fd);
    set_nonblocking(fd[0]);
    tl_conn *conn = tl_client(fd[0], "host", &hasty, NULL);
    sleep_ms(150); /* the time before the first call does not count */
    assert_int_equal(tl_handshake(conn), TL_WANT_READ);
    sleep_ms(150);
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    expect_handshake_timeout(conn);
    close(fd[1]);
}

/* A peer that sends an octet now and then does not hold us longer than one that sends none. */
static void *run_trickle(void *argument) {
    int fd = *(int *)argument;
    while (send(fd, "h\x20", 1, MSG_NOSIGNAL) == 1) {
        sleep_ms(20);
    }
    return NULL;
}

static void test_handshake_deadline_despite_trickle(void **state) {
    (void)state;
    int fd[2];
    struct tl_client_config hasty = {5000, 120, false};
    make_pair(fd);
    tl_conn *conn = tl_client(fd[0], "host", &hasty, NULL);
    pthread_t trickle = start(run_trickle, &fd[1]);
    assert_int_equal(tl_handshake(conn), TL_FAILED);
    expect_handshake_timeout(conn);
    finish(trickle);
    close(fd[1]);
}

static void test_read_timeout_loses_nothing(void **state) {
    (void)state;
    int fd[2];
    uint8_t buf[16];
    size_t len = 99;
    make_pair(fd);
    tl_conn *client = new_client(fd[0]), *server = new_server(fd[1]);
    tl_conn_set_timeout(client, 60);
    int64_t begin = milliseconds();
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ); /* in the middle of the handshake */
    assert_in_range(milliseconds() - begin, 60, 2000);
    set_nonblocking(fd[0]), set_nonblocking(fd[1]);
    shake_hands(client, server);
    assert_int_equal(fcntl(fd[0], F_SETFL, 0), 0);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_WANT_READ);
    assert_int_equal(len, 0);
    assert_int_equal(tl_conn_error(client)->kind, TL_ERR_NONE);
    assert_int_equal(tl_write(server, "late", 4, &len), TL_OK);
    assert_int_equal(tl_read(client, buf, sizeof buf, &len), TL_OK);
    assert_memory_equal(buf, "late", 4);
    tl_free(client), tl_free(server);
}

static void test_write_timeout_loses_nothing(void **state) {
    (void)state;
    int fd[2];
    tl_conn *client, *server;
    make_narrow_pair(fd);
    make_nonblocking_conns(fd, &client, &server);
    assert_int_equal(fcntl(fd[0], F_SETFL, 0), 0);
    tl_conn_set_timeout(client, 40);
    size_t written = write_until_full(client);
    assert_true(written > 0);
    assert_int_equal(tl_flush(client), TL_WANT_WRITE);
    assert_int_equal(tl_write_all(client, "x", 1), TL_WANT_WRITE);
    assert_int_equal(tl_conn_error(client)->kind, TL_ERR_NONE);
    for (int round = 0; written > 0; round++) {
        assert_true(round < 1000);
        written -= read_until_empty(server);
        (void)!tl_flush(client);
    }
    tl_free(client), tl_free(server);
}

/* ---- questions ---- */

static void test_question(void **state) {
    (void)state;
    int fd[2];
    struct tl_server_config asking = {5000, true, false, 0};
    make_pair(fd);
    set_nonblocking(fd[0]);
    tl_conn *client = new_client(fd[0]), *server = tl_server(fd[1], &asking, NULL);
    assert_int_equal(tl_handshake(client), TL_WANT_READ);
    assert_int_equal(tl_handshake(server), TL_WANT_ANSWER); /* although its fd blocks */
    assert_int_equal(tl_handshake(server), TL_WANT_ANSWER);
    tl_engine *engine = tl_conn_engine(server);
    assert_int_equal(tl_engine_answer(engine, tl_engine_question(engine)->id, (tl_bytes){0}, NULL), TL_OK);
    set_nonblocking(fd[1]);
    shake_hands(client, server);
    tl_free(client), tl_free(server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_echo),
        cmocka_unit_test(test_small_reads),
        cmocka_unit_test(test_one_octet_at_a_time),
        cmocka_unit_test(test_partial_writes),
        cmocka_unit_test(test_interrupted_calls),
        cmocka_unit_test(test_both_write_first),
        cmocka_unit_test(test_full_pipes_drain),
        cmocka_unit_test(test_unread_plaintext_is_bounded),
        cmocka_unit_test(test_nonblocking),
        cmocka_unit_test(test_long_flight),
        cmocka_unit_test(test_last_flight_is_sent),
        cmocka_unit_test(test_blocking_is_looked_up),
        cmocka_unit_test(test_key_update_and_export),
        cmocka_unit_test(test_unread),
        cmocka_unit_test(test_handshake_deadline),
        cmocka_unit_test(test_handshake_deadline_nonblocking),
        cmocka_unit_test(test_handshake_deadline_despite_trickle),
        cmocka_unit_test(test_read_timeout_loses_nothing),
        cmocka_unit_test(test_write_timeout_loses_nothing),
        cmocka_unit_test(test_question),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
