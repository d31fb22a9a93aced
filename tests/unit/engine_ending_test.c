/* How connections end: by close_notify, half and whole, by the transport, by a failure of ours or the peer's, by the
 * application. What came before the end can still be read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "support/peers.h"

static struct pki pki;

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
#define EACH_VERSION(v) for (const tl_protocol *v = versions; v < versions + sizeof versions / sizeof *versions; v++)

static void connect_in(struct peers *peers, tl_protocol version) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
    peers_connect(peers);
}

/* ---- failures ---- */

static void feed_damaged(tl_engine *from, tl_engine *to) {
    struct buffer octets = peer_take(from);
    octets.data[octets.len - 1] ^= 1;
    (void)!peer_feed(to, buffer_bytes(&octets));
    buffer_clear(&octets);
}

static void data_before_a_bad_record_is_delivered(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        connect_in(&peers, *version);
        tl_engine *client = peers.pair.client, *server = peers.pair.server;
        peer_write(client, "good", 4);
        peer_write(client, "too", 3);
        peer_write(client, "bad", 3);
        feed_damaged(client, server);
        assert_int_equal(tl_engine_ready(server) & (TL_CAN_READ | TL_MUST_SEND), TL_CAN_READ);
        assert_int_equal(tl_engine_error(server)->kind, TL_ERR_NONE);
        assert_reads(server, "goodtoo", 7);
        assert_reason(server, TL_REASON_BAD_RECORD_MAC);
        assert_int_equal(tl_engine_ready(server), TL_MUST_SEND);
        peers_clear(&peers);
    }
}

static void failure_sticks_and_its_alert_goes_out(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        connect_in(&peers, *version);
        tl_engine *client = peers.pair.client, *server = peers.pair.server;
        peer_write(client, "bad", 3);
        feed_damaged(client, server);
        assert_reason(server, TL_REASON_BAD_RECORD_MAC);
        assert_int_equal(tl_engine_error(server)->kind, TL_ERR_LOCAL_ALERT);

        size_t len = 9;
        uint8_t octet;
        assert_int_equal(tl_engine_read(server, &octet, 1, &len), TL_FAILED);
        assert_int_equal(len, 0);
        assert_int_equal(tl_engine_write(server, "x", 1, &len), TL_FAILED);
        assert_int_equal(tl_engine_write(server, NULL, 0, &len), TL_FAILED);
        assert_null(tl_engine_room(server, &len));
        assert_int_equal(tl_engine_key_update(server, true, NULL), TL_FAILED);
        assert_null(tl_engine_input(server, &len));
        tl_engine_shutdown(server);
        tl_engine_abort(server, TL_ALERT_ACCESS_DENIED);
        assert_reason(server, TL_REASON_BAD_RECORD_MAC);

        assert_int_equal(tl_engine_ready(server), TL_MUST_SEND);
        pair_move(server, client, 0);
        assert_int_equal(tl_engine_ready(server), 0);
        assert_reason(client, TL_REASON_ALERT_RECEIVED);
        assert_int_equal(tl_engine_error(client)->kind, TL_ERR_REMOTE_ALERT);
        assert_int_equal(tl_engine_error(client)->alert, TL_ALERT_BAD_RECORD_MAC);
        assert_int_equal(tl_engine_ready(client), 0); /* an alert is not answered */
        peers_clear(&peers);
    }
}

/* What was written before goes before the alert. */
static void output_before_a_failure_goes_out_first(void **state) {
    (void)state;
    struct peers peers;
    connect_in(&peers, TL_TLS1_3);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    peer_write(server, "last words", 10);
    peer_write(client, "bad", 3);
    feed_damaged(client, server);
    assert_reason(server, TL_REASON_BAD_RECORD_MAC);
    pair_move(server, client, 1);
    assert_reads(client, "last words", 10);
    assert_reason(client, TL_REASON_ALERT_RECEIVED);
    peers_clear(&peers);
}

static void application_aborts_with_its_alert(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        connect_in(&peers, *version);
        tl_engine *client = peers.pair.client, *server = peers.pair.server;
        tl_engine_abort(client, TL_ALERT_ACCESS_DENIED);
        tl_engine_abort(client, TL_ALERT_INTERNAL_ERROR);
        assert_reason(client, TL_REASON_ABORTED);
        assert_int_equal(tl_engine_ready(client), TL_MUST_SEND);
        pair_move(client, server, 0);
        assert_int_equal(tl_engine_error(server)->alert, TL_ALERT_ACCESS_DENIED);
        assert_false(tl_engine_orderly_end(server));
        peers_clear(&peers);
    }
}

static void application_aborts_the_handshake(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, TL_TLS1_2);
    peers_start(&peers);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    pair_move(client, server, 0);
    tl_engine_abort(server, TL_ALERT_INTERNAL_ERROR);
    pair_move(server, client, 0);
    assert_reason(client, TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(client)->alert, TL_ALERT_INTERNAL_ERROR);
    assert_false(tl_engine_handshake_done(client));
    peers_clear(&peers);
}

/* ---- close_notify ---- */

static void closing_is_orderly_both_ways(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        connect_in(&peers, *version);
        tl_engine *client = peers.pair.client, *server = peers.pair.server;
        size_t len;
        uint8_t octet;
        peer_write(client, "bye", 3);
        tl_engine_shutdown(client);
        tl_engine_shutdown(client);
        assert_int_equal(tl_engine_write(client, "x", 1, &len), TL_CLOSED);
        assert_int_equal(tl_engine_read(client, &octet, 1, &len), TL_WANT_READ);
        pair_move(client, server, 0);
        assert_reads(server, "bye", 3);
        assert_true(tl_engine_orderly_end(server));
        assert_int_equal(tl_engine_read(server, &octet, 1, &len), TL_CLOSED);
        tl_engine_shutdown(server);
        pair_move(server, client, 0);
        assert_true(tl_engine_orderly_end(client));
        assert_int_equal(tl_engine_read(client, &octet, 1, &len), TL_CLOSED);
        assert_int_equal(tl_engine_ready(client), 0);
        assert_int_equal(tl_engine_ready(server), 0);
        assert_int_equal(tl_engine_received_eof(client), TL_OK);
        assert_int_equal(tl_engine_received_eof(client), TL_OK);
        peers_clear(&peers);
    }
}

/* RFC 8446 §6.1: one side may go on writing. */
static void tls13_closes_by_halves(void **state) {
    (void)state;
    for (int side = 0; side < 2; side++) {
        struct peers peers;
        connect_in(&peers, TL_TLS1_3);
        tl_engine *first = side ? peers.pair.server : peers.pair.client;
        tl_engine *second = side ? peers.pair.client : peers.pair.server;
        tl_engine_shutdown(first);
        pair_move(first, second, 0);
        assert_true(tl_engine_orderly_end(second));
        assert_int_equal(tl_engine_ready(second), TL_CAN_WRITE);
        assert_int_equal(tl_engine_ready(first), TL_CAN_RECEIVE);
        assert_true(pair_says(second, first, "there is more", 13));
        assert_int_equal(tl_engine_key_update(second, true, NULL), TL_OK); /* which cannot be answered */
        assert_true(pair_says(second, first, "and more", 8));
        assert_int_equal(tl_engine_ready(first), TL_CAN_RECEIVE);
        tl_engine_shutdown(second);
        pair_run(&peers.pair, 0);
        assert_true(tl_engine_orderly_end(first));
        assert_true(pair_is_done(&peers.pair));
        peers_clear(&peers);
    }
}

/* RFC 5246 §7.2.1: the other party must answer at once, and drop what it wanted to write. */
static void tls12_answers_close_notify_at_once(void **state) {
    (void)state;
    struct peers peers;
    connect_in(&peers, TL_TLS1_2);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    size_t len;
    tl_engine_shutdown(server);
    pair_move(server, client, 0);
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND);
    assert_int_equal(tl_engine_write(client, "x", 1, &len), TL_CLOSED);
    pair_move(client, server, 0);
    assert_true(tl_engine_orderly_end(server));
    assert_int_equal(tl_engine_ready(client) | tl_engine_ready(server), 0);
    peers_clear(&peers);
}

static void what_comes_behind_close_notify_is_ignored(void **state) {
    (void)state;
    struct peers peers;
    connect_in(&peers, TL_TLS1_3);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    tl_engine_shutdown(client);
    struct buffer octets = peer_take(client);
    assert_true(buffer_append(&octets, bytes_of("\x17\x03\x03\x00\x05junk!", 10)));
    assert_int_equal(peer_feed(server, buffer_bytes(&octets)), TL_OK);
    size_t room;
    assert_null(tl_engine_input(server, &room));
    assert_true(tl_engine_orderly_end(server));
    buffer_clear(&octets);
    peers_clear(&peers);
}

/* ---- in the handshake ---- */

static void shut_down_in_handshake(tl_protocol version, int moves) {
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers_start(&peers);
    tl_engine *ends = moves % 2 ? peers.pair.server : peers.pair.client;
    tl_engine *other = moves % 2 ? peers.pair.client : peers.pair.server;
    if (moves >= 1) {
        pair_move(peers.pair.client, peers.pair.server, 0);
    }
    tl_engine_shutdown(ends);
    assert_reason(ends, TL_REASON_SHUT_DOWN_IN_HANDSHAKE);
    assert_int_equal(tl_engine_error(ends)->kind, TL_ERR_CLOSED);
    pair_run(&peers.pair, 0);
    assert_reason(other, TL_REASON_CLOSED_IN_HANDSHAKE);
    assert_int_equal(tl_engine_error(other)->alert, TL_ALERT_CLOSE_NOTIFY);
    assert_int_equal(tl_engine_ready(ends), 0);
    peers_clear(&peers);
}

static void shutdown_in_the_handshake_ends_it(void **state) {
    (void)state;
    EACH_VERSION(version) {
        shut_down_in_handshake(*version, 0);
        shut_down_in_handshake(*version, 2);
    }
    shut_down_in_handshake(TL_TLS1_2, 1); /* in TLS 1.3 the server's whole flight goes before */
}

static void server_that_shut_down_takes_no_hello(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_start(&peers);
    size_t room;
    tl_engine_shutdown(peers.pair.server);
    assert_null(tl_engine_input(peers.pair.server, &room));
    assert_int_equal(tl_engine_ready(peers.pair.server), TL_MUST_SEND);
    peers_clear(&peers);
}

static void end_of_input_in_the_handshake_is_a_failure(void **state) {
    (void)state;
    EACH_VERSION(version) {
        for (int moves = 0; moves < 4; moves++) {
            struct peers peers;
            peers_init(&peers, &pki);
            peers_set_version(&peers, *version);
            peers.client_options.common.tolerate_abrupt_end = true;
            peers.server_options.common.tolerate_abrupt_end = true;
            peers_start(&peers);
            tl_engine *client = peers.pair.client, *server = peers.pair.server;
            tl_engine *cut = moves % 2 ? client : server;
            if (moves >= 1) {
                pair_move(client, server, 0);
            }
            if (moves >= 2) {
                pair_move(server, client, 0);
            }
            if (tl_engine_handshake_done(cut)) { /* a TLS 1.3 client */
                peers_clear(&peers);
                continue;
            }
            assert_int_equal(tl_engine_received_eof(cut), TL_FAILED);
            assert_reason(cut, TL_REASON_ABRUPT_IN_HANDSHAKE);
            assert_int_equal(tl_engine_error(cut)->kind, TL_ERR_ABRUPT_CLOSE);
            peers_clear(&peers);
        }
    }
}

/* ---- the transport ends ---- */

enum leftover { NOTHING, PART_OF_A_RECORD, PART_OF_A_MESSAGE };

/* Two octets of a KeyUpdate, or of a HelloRequest in TLS 1.2. */
static void send_part_of_a_message(tl_engine *from, tl_engine *to) {
    uint8_t record[64];
    static const uint8_t part[] = {24, 0};
    struct protection *p = &from->conn.write;
    assert_true(record_seal(p, CONTENT_HANDSHAKE, 0x0303, bytes_of(part, sizeof part), 0, record));
    assert_int_equal(peer_feed(to, bytes_of(record, record_len(p, sizeof part, 0))), TL_OK);
}

static void leave(enum leftover leftover, tl_engine *from, tl_engine *to) {
    if (leftover == PART_OF_A_MESSAGE) {
        send_part_of_a_message(from, to);
    } else if (leftover == PART_OF_A_RECORD) {
        peer_write(from, "never arrives whole", 19);
        tl_bytes record = tl_engine_output(from);
        assert_int_equal(peer_feed(to, bytes_of(record.data, record.len - 1)), TL_OK);
    }
}

static void end_abruptly(tl_protocol version, bool tolerate, enum leftover leftover) {
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers.client_options.common.tolerate_abrupt_end = tolerate;
    peers_connect(&peers);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    uint8_t octet;
    size_t len;
    leave(leftover == PART_OF_A_MESSAGE ? leftover : NOTHING, server, client);
    peer_write(server, "data", 4);
    if (leftover != PART_OF_A_MESSAGE) { /* behind which data would be a failure of its own */
        pair_move(server, client, 0);
    }
    leave(leftover == PART_OF_A_RECORD ? leftover : NOTHING, server, client);
    tl_result result = tl_engine_received_eof(client);
    if (leftover != PART_OF_A_MESSAGE) {
        assert_int_equal(result, TL_OK); /* not before the data is read */
        assert_reads(client, "data", 4);
    }
    bool accepted = tolerate && leftover == NOTHING;
    assert_int_equal(tl_engine_read(client, &octet, 1, &len), accepted ? TL_CLOSED : TL_FAILED);
    assert_false(tl_engine_orderly_end(client));
    if (!accepted) {
        assert_reason(client, TL_REASON_ABRUPT_END);
        assert_int_equal(tl_engine_error(client)->kind, TL_ERR_ABRUPT_CLOSE);
        assert_int_equal(tl_engine_ready(client), 0);
    }
    peers_clear(&peers);
}

static void abrupt_end_is_told_from_an_orderly_one(void **state) {
    (void)state;
    EACH_VERSION(version) {
        for (int tolerate = 0; tolerate < 2; tolerate++) {
            end_abruptly(*version, tolerate, NOTHING);
            end_abruptly(*version, tolerate, PART_OF_A_RECORD);
            end_abruptly(*version, tolerate, PART_OF_A_MESSAGE);
        }
    }
}

static void tolerated_end_leaves_the_other_half_open(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers.server_options.common.tolerate_abrupt_end = true;
    peers_connect(&peers);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    assert_int_equal(tl_engine_received_eof(server), TL_OK);
    assert_int_equal(tl_engine_ready(server), TL_CAN_WRITE);
    assert_true(pair_says(server, client, "the answer", 10));
    peers_clear(&peers);
}

/* ---- what can be done, in every state ---- */

static void ready_says_what_can_be_done(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_start(&peers);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND | TL_CAN_RECEIVE);
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE);
    pair_move(client, server, 0);
    assert_int_equal(tl_engine_ready(client), TL_CAN_RECEIVE);
    assert_int_equal(tl_engine_ready(server), TL_MUST_SEND | TL_CAN_RECEIVE);
    pair_move(server, client, 0);
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND | TL_CAN_RECEIVE | TL_CAN_WRITE);
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE);
    pair_move(client, server, 0);
    assert_int_equal(tl_engine_ready(client), TL_CAN_RECEIVE | TL_CAN_WRITE);
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE | TL_CAN_WRITE);

    peer_write(client, "x", 1);
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND | TL_CAN_RECEIVE | TL_CAN_WRITE);
    pair_move(client, server, 0);
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE | TL_CAN_WRITE | TL_CAN_READ);
    static const uint8_t much[3 * TL_BUFFER_SIZE];
    size_t len;
    assert_int_equal(tl_engine_write(client, much, sizeof much, &len), TL_OK);
    assert_in_range(len, 16384, TL_BUFFER_SIZE);
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND | TL_CAN_RECEIVE);
    assert_int_equal(tl_engine_write(client, much, sizeof much, &len), TL_WANT_WRITE);
    assert_int_equal(len, 0);
    peers_clear(&peers);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_before_a_bad_record_is_delivered),
        cmocka_unit_test(failure_sticks_and_its_alert_goes_out),
        cmocka_unit_test(output_before_a_failure_goes_out_first),
        cmocka_unit_test(application_aborts_with_its_alert),
        cmocka_unit_test(application_aborts_the_handshake),
        cmocka_unit_test(closing_is_orderly_both_ways),
        cmocka_unit_test(tls13_closes_by_halves),
        cmocka_unit_test(tls12_answers_close_notify_at_once),
        cmocka_unit_test(what_comes_behind_close_notify_is_ignored),
        cmocka_unit_test(shutdown_in_the_handshake_ends_it),
        cmocka_unit_test(server_that_shut_down_takes_no_hello),
        cmocka_unit_test(end_of_input_in_the_handshake_is_a_failure),
        cmocka_unit_test(abrupt_end_is_told_from_an_orderly_one),
        cmocka_unit_test(tolerated_end_leaves_the_other_half_open),
        cmocka_unit_test(ready_says_what_can_be_done),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
