/* What the engine lends: buffers of a bounded pool that go back as soon as nothing is held, plaintext that never moves,
 * room that is nobody else's. And what it makes of callers who count wrongly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/bytes.h"
#include "support/peers.h"

static struct pki pki;

struct pools {
    struct peers peers;
    tl_buffers *client, *server;
};

static void start(struct pools *p, size_t max) {
    peers_init(&p->peers, &pki);
    p->client = p->peers.client_buffers = tl_buffers_new(max, NULL);
    p->server = p->peers.server_buffers = tl_buffers_new(max, NULL);
    assert_true(p->client != NULL && p->server != NULL);
}

static void stop(struct pools *p) {
    peers_clear(&p->peers);
    assert_int_equal(tl_buffers_in_use(p->client), 0);
    assert_int_equal(tl_buffers_in_use(p->server), 0);
    tl_buffers_free(p->client);
    tl_buffers_free(p->server);
}

static void assert_idle(const struct pools *p) {
    assert_int_equal(tl_buffers_in_use(p->client), 0);
    assert_int_equal(tl_buffers_in_use(p->server), 0);
}

static void write_all(tl_engine *engine, const void *data, size_t len) {
    size_t written;
    assert_int_equal(tl_engine_write(engine, data, len, &written), TL_OK);
    assert_int_equal(written, len);
}

/* ---- the pool ---- */

static void idle_engines_hold_no_buffer(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    assert_idle(&p);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;

    write_all(client, "ping", 4);
    assert_int_equal(tl_buffers_in_use(p.client), 1);
    assert_int_equal(pair_move(client, server, 0), 4 + 22);
    assert_int_equal(tl_buffers_in_use(p.client), 0);
    assert_int_equal(tl_buffers_in_use(p.server), 1);
    tl_engine_consumed(server, 3);
    assert_int_equal(tl_buffers_in_use(p.server), 1);
    tl_engine_consumed(server, 1);
    assert_idle(&p);
    stop(&p);
}

static void part_of_a_record_holds_a_buffer(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    write_all(client, "ping", 4);
    tl_bytes record = tl_engine_output(client);
    size_t room;
    memcpy(tl_engine_input(server, &room), record.data, record.len - 1);
    assert_int_equal(tl_engine_received(server, record.len - 1), TL_OK);
    assert_int_equal(tl_buffers_in_use(p.server), 1);
    assert_int_equal(tl_engine_plaintext(server).len, 0);
    memcpy(tl_engine_input(server, &room), record.data + record.len - 1, 1);
    assert_int_equal(tl_engine_received(server, 1), TL_OK);
    tl_engine_consumed(server, 4);
    assert_int_equal(tl_buffers_in_use(p.server), 0);
    stop(&p);
}

static void failed_engines_hold_no_buffer(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_start(&p.peers);
    tl_engine *server = p.peers.pair.server;
    size_t room;
    memcpy(tl_engine_input(server, &room), "\x16\x03\x01\x00\x08\x01\x00\x00\x04junk....", 17);
    assert_int_equal(tl_engine_received(server, 17), TL_FAILED);
    assert_reason(server, TL_REASON_BAD_MESSAGE);
    assert_int_equal(tl_buffers_in_use(p.server), 0);
    assert_null(tl_engine_input(server, &room));
    assert_int_equal(tl_buffers_in_use(p.server), 0);
    stop(&p);
}

/* Takes every buffer of a pool that output may have, by clients whose ClientHello goes nowhere, and one for input. */
struct hoard {
    tl_engine *engines[4];
    size_t num;
};

static void hoard(struct hoard *h, const struct peers *peers, tl_buffers *buffers) {
    size_t room;
    *h = (struct hoard){{tl_engine_new_server(peers->server_config, buffers, NULL)}, 1};
    assert_non_null(tl_engine_input(h->engines[0], &room));
    do {
        assert_in_range(h->num, 1, 3);
        h->engines[h->num] = tl_engine_new_client(peers->client_config, "www.example.org", NULL, buffers, NULL);
    } while (tl_engine_output(h->engines[h->num++]).len > 0);
}

static void give_back(struct hoard *h) {
    while (h->num > 0) {
        tl_engine_free(h->engines[--h->num]);
    }
}

static void pool_of_one_is_refused(void **state) {
    (void)state;
    tl_error error;
    assert_null(tl_buffers_new(1, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
    tl_buffers_free(NULL);
}

static void client_without_buffer_waits_for_one(void **state) {
    (void)state;
    struct pools p;
    struct hoard h;
    start(&p, 2);
    peers_configure(&p.peers);
    hoard(&h, &p.peers, p.client);
    peers_start(&p.peers);
    tl_engine *client = p.peers.pair.client;
    assert_int_equal(tl_engine_output(client).len, 0);
    assert_int_equal(tl_engine_ready(client), TL_NEEDS_BUFFER);
    size_t len;
    char octet;
    assert_int_equal(tl_engine_read(client, &octet, 1, &len), TL_WANT_BUFFER);
    assert_int_equal(tl_engine_write(client, &octet, 1, &len), TL_WANT_BUFFER);
    assert_int_equal(tl_engine_received(client, 0), TL_OK);
    assert_int_equal(tl_engine_ready(client), TL_NEEDS_BUFFER);

    give_back(&h);
    assert_int_equal(tl_engine_received(client, 0), TL_OK);
    assert_int_equal(tl_engine_ready(client), TL_MUST_SEND | TL_CAN_RECEIVE);
    pair_run(&p.peers.pair, 0);
    assert_true(pair_is_done(&p.peers.pair));
    stop(&p);
}

static void server_without_buffer_waits_for_one(void **state) {
    (void)state;
    struct pools p;
    struct hoard h;
    start(&p, 2);
    peers_start(&p.peers);
    hoard(&h, &p.peers, p.server);
    tl_engine *server = p.peers.pair.server;
    size_t room = 1;
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE);
    assert_null(tl_engine_input(server, &room));
    assert_int_equal(room, 0);
    assert_int_equal(tl_engine_ready(server), TL_NEEDS_BUFFER);
    give_back(&h);
    assert_int_equal(tl_engine_received(server, 0), TL_OK);
    assert_int_equal(tl_engine_ready(server), TL_CAN_RECEIVE);
    assert_non_null(tl_engine_input(server, &room));
    assert_int_equal(tl_engine_received(server, 0), TL_OK);
    assert_int_equal(tl_buffers_in_use(p.server), 0);
    stop(&p);
}

static void input_does_not_take_all_buffers(void **state) {
    (void)state;
    struct pools p;
    start(&p, 2);
    peers_connect(&p.peers);
    tl_engine *other = tl_engine_new_server(p.peers.server_config, p.client, NULL);
    tl_engine *client = p.peers.pair.client;
    size_t room;
    assert_non_null(tl_engine_input(other, &room));
    assert_null(tl_engine_input(client, &room));
    write_all(client, "ping", 4);
    assert_int_equal(tl_buffers_in_use(p.client), 2);
    tl_engine_free(other);
    assert_int_equal(tl_engine_received(client, 0), TL_OK);
    assert_true(pair_says(p.peers.pair.server, client, "pong", 4));
    stop(&p);
}

static void output_does_not_take_all_buffers(void **state) {
    (void)state;
    struct pools p;
    start(&p, 2);
    peers_connect(&p.peers);
    tl_engine *other = tl_engine_new_client(p.peers.client_config, "www.example.org", NULL, p.client, NULL);
    tl_engine *client = p.peers.pair.client;
    size_t len;
    assert_true(tl_engine_output(other).len > 0);
    assert_int_equal(tl_engine_write(client, "ping", 4, &len), TL_WANT_BUFFER);
    assert_true(pair_says(p.peers.pair.server, client, "pong", 4));
    tl_engine_free(other);
    write_all(client, "ping", 4);
    stop(&p);
}

static void writing_without_buffer_loses_nothing(void **state) {
    (void)state;
    struct pools p;
    struct hoard h;
    start(&p, 2);
    peers_connect(&p.peers);
    hoard(&h, &p.peers, p.client);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    size_t len = 1, room = 1;
    assert_int_equal(tl_engine_write(client, "ping", 4, &len), TL_WANT_BUFFER);
    assert_int_equal(len, 0);
    assert_null(tl_engine_room(client, &room));
    assert_int_equal(room, 0);
    assert_int_equal(tl_engine_key_update(client, false, NULL), TL_OK); /* goes when there is a buffer */
    assert_true(tl_engine_ready(client) & TL_NEEDS_BUFFER);
    give_back(&h);
    write_all(client, "ping", 4);
    pair_run(&p.peers.pair, 0);
    tl_engine_stats stats;
    tl_engine_get_stats(server, &stats);
    assert_int_equal(stats.key_updates_read, 1); /* before the data: they are readable */
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("ping", 4)));
    stop(&p);
}

/* Six connections on four buffers a side: all come to an end if what was given back is tried for again. */
static void few_buffers_serve_many_engines(void **state) {
    (void)state;
    enum { NUM = 6 };
    struct pools p;
    struct pair pairs[NUM];
    start(&p, 4);
    peers_configure(&p.peers);
    for (int i = 0; i < NUM; i++) {
        pairs[i].client = tl_engine_new_client(p.peers.client_config, p.peers.server_name, NULL, p.client, NULL);
        pairs[i].server = tl_engine_new_server(p.peers.server_config, p.server, NULL);
    }
    int done = 0;
    for (int turn = 0; turn < 200 && done < NUM; turn++) {
        struct pair *pair = &pairs[turn % NUM];
        done = 0;
        pair_move(pair->client, pair->server, 500);
        pair_move(pair->server, pair->client, 500);
        for (int i = 0; i < NUM; i++) {
            assert_int_equal(tl_engine_received(pairs[i].server, 0), TL_OK);
            assert_int_equal(tl_engine_received(pairs[i].client, 0), TL_OK);
            done += pair_is_done(&pairs[i]);
        }
    }
    assert_int_equal(done, NUM);
    assert_idle(&p);
    for (int i = 0; i < NUM; i++) {
        pair_free(&pairs[i]);
    }
    stop(&p);
}

/* ---- plaintext ---- */

static void plaintext_does_not_move(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    static uint8_t data[15000];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 7);
    }
    write_all(client, data, sizeof data);
    pair_move(client, server, 0);
    tl_bytes before = tl_engine_plaintext(server);
    assert_true(bytes_equal(before, bytes_of(data, sizeof data)));

    write_all(client, data, sizeof data); /* more than there is room for */
    assert_in_range(pair_move(client, server, 100), 100, TL_BUFFER_SIZE - sizeof data);
    size_t room;
    assert_null(tl_engine_input(server, &room));
    assert_int_equal(tl_engine_ready(server) & (TL_CAN_RECEIVE | TL_CAN_READ), TL_CAN_READ);
    tl_engine_consumed(server, 5000);
    assert_null(tl_engine_input(server, &room));
    tl_bytes after = tl_engine_plaintext(server);
    assert_ptr_equal(after.data, before.data + 5000);
    assert_true(bytes_equal(after, bytes_of(data + 5000, sizeof data - 5000)));

    tl_engine_consumed(server, after.len);
    assert_true(tl_engine_ready(server) & TL_CAN_RECEIVE);
    pair_move(client, server, 0);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of(data, sizeof data)));
    stop(&p);
}

static void nothing_is_parsed_behind_unread_plaintext(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    write_all(client, "one", 3);
    write_all(client, "two", 3);
    tl_engine_shutdown(client);
    pair_move(client, server, 0);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("one", 3)));
    assert_false(tl_engine_orderly_end(server));
    tl_engine_consumed(server, 3);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("two", 3)));
    assert_false(tl_engine_orderly_end(server));
    tl_engine_consumed(server, 3);
    assert_true(tl_engine_orderly_end(server));
    assert_idle(&p);
    stop(&p);
}

/* ---- room ---- */

static void lent_room_outlives_what_was_sent_before_it(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    write_all(client, "one", 3);
    size_t room;
    uint8_t *lent = tl_engine_room(client, &room);
    assert_non_null(lent);
    memcpy(lent, "two", 3);
    pair_move(client, server, 0);
    assert_int_equal(tl_buffers_in_use(p.client), 1); /* still lent */
    tl_engine_consumed(server, 3);
    assert_int_equal(tl_engine_filled(client, 3), TL_OK);
    pair_move(client, server, 0);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("two", 3)));
    tl_engine_consumed(server, 3);
    assert_idle(&p);
    stop(&p);
}

static void nothing_is_sealed_over_lent_room(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    size_t room;
    uint8_t *lent = tl_engine_room(client, &room);
    memcpy(lent, "mine", 4);
    assert_int_equal(tl_engine_key_update(server, true, NULL), TL_OK); /* asks the client for a KeyUpdate */
    pair_move(server, client, 0);
    assert_memory_equal(lent, "mine", 4);
    assert_int_equal(tl_engine_output(client).len, 0);
    assert_int_equal(tl_engine_filled(client, 4), TL_OK);
    pair_move(client, server, 0);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("mine", 4)));
    tl_engine_consumed(server, 4);
    tl_engine_stats stats;
    tl_engine_get_stats(server, &stats);
    assert_int_equal(stats.key_updates_read, 1);
    assert_true(pair_says(client, server, "more", 4));
    stop(&p);
}

static void room_that_is_given_back_leaves_no_record(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    size_t room;
    assert_non_null(tl_engine_room(p.peers.pair.client, &room));
    assert_int_equal(room, 16384);
    assert_int_equal(tl_engine_filled(p.peers.pair.client, 0), TL_OK);
    assert_idle(&p);
    assert_int_equal(tl_engine_output(p.peers.pair.client).len, 0);
    stop(&p);
}

static void room_is_closed_with_the_connection(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client;
    size_t room;
    assert_non_null(tl_engine_room(client, &room));
    tl_engine_shutdown(client);
    assert_int_equal(tl_engine_filled(client, 4), TL_CLOSED);
    assert_null(tl_engine_room(client, &room));
    assert_int_equal(room, 0);
    assert_idle(&p);
    stop(&p);
}

/* ---- callers who count wrongly ---- */

static void more_than_there_is_counts_as_all(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    tl_engine_sent(client, 1);
    tl_engine_consumed(client, 1);
    write_all(client, "ping", 4);
    tl_bytes record = tl_engine_output(client);
    size_t room;
    memcpy(tl_engine_input(server, &room), record.data, record.len);
    tl_engine_sent(client, record.len + 1000);
    assert_int_equal(tl_engine_output(client).len, 0);
    assert_int_equal(tl_engine_received(server, record.len), TL_OK);
    tl_engine_consumed(server, 1000);
    assert_int_equal(tl_engine_plaintext(server).len, 0);
    assert_idle(&p);
    assert_true(pair_says(server, client, "pong", 4));
    stop(&p);
}

static void received_without_lent_input_is_nothing(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    assert_int_equal(tl_engine_received(server, 100), TL_OK);
    write_all(client, "ping", 4);
    pair_move(client, server, 0);
    assert_int_equal(tl_engine_received(server, 100), TL_OK); /* the buffer is there, but not lent */
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("ping", 4)));
    tl_engine_consumed(server, 4);
    assert_true(pair_says(client, server, "more", 4));
    stop(&p);
}

static void more_received_than_lent_fills_the_room_only(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_start(&p.peers);
    size_t room;
    uint8_t *input = tl_engine_input(p.peers.pair.server, &room);
    assert_int_equal(room, TL_BUFFER_SIZE);
    memset(input, 22, room);
    assert_int_equal(tl_engine_received(p.peers.pair.server, room + 1), TL_FAILED);
    assert_reason(p.peers.pair.server, TL_REASON_BAD_RECORD_VERSION);
    stop(&p);
}

static void input_asked_for_twice_is_the_same(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    write_all(client, "ping", 4);
    tl_bytes record = tl_engine_output(client);
    size_t room, again;
    uint8_t *input = tl_engine_input(server, &room);
    memcpy(input, record.data, record.len);
    assert_ptr_equal(tl_engine_input(server, &again), input);
    assert_int_equal(room, again);
    assert_int_equal(tl_engine_received(server, record.len), TL_OK);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("ping", 4)));
    stop(&p);
}

static void filled_without_room_seals_nothing(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    assert_int_equal(tl_engine_filled(client, 4), TL_WANT_WRITE);
    size_t room;
    uint8_t *lent = tl_engine_room(client, &room);
    memset(lent, 'x', room);
    assert_int_equal(tl_engine_filled(client, room + 1), TL_WANT_WRITE); /* room of it was sealed */
    assert_int_equal(tl_engine_filled(client, 1), TL_WANT_WRITE);
    pair_move(client, server, 0);
    assert_int_equal(tl_engine_plaintext(server).len, room);
    stop(&p);
}

/* A write takes the room that was lent. */
static void writing_ends_a_loan(void **state) {
    (void)state;
    struct pools p;
    start(&p, 0);
    peers_connect(&p.peers);
    tl_engine *client = p.peers.pair.client, *server = p.peers.pair.server;
    size_t room;
    memcpy(tl_engine_room(client, &room), "lost", 4);
    write_all(client, "ping", 4);
    assert_int_equal(tl_engine_filled(client, 4), TL_WANT_WRITE);
    pair_move(client, server, 0);
    assert_true(bytes_equal(tl_engine_plaintext(server), bytes_of("ping", 4)));
    tl_engine_consumed(server, 4);
    assert_int_equal(tl_engine_plaintext(server).len, 0);
    stop(&p);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_engines_hold_no_buffer),
        cmocka_unit_test(part_of_a_record_holds_a_buffer),
        cmocka_unit_test(failed_engines_hold_no_buffer),
        cmocka_unit_test(pool_of_one_is_refused),
        cmocka_unit_test(client_without_buffer_waits_for_one),
        cmocka_unit_test(server_without_buffer_waits_for_one),
        cmocka_unit_test(input_does_not_take_all_buffers),
        cmocka_unit_test(output_does_not_take_all_buffers),
        cmocka_unit_test(writing_without_buffer_loses_nothing),
        cmocka_unit_test(few_buffers_serve_many_engines),
        cmocka_unit_test(plaintext_does_not_move),
        cmocka_unit_test(nothing_is_parsed_behind_unread_plaintext),
        cmocka_unit_test(lent_room_outlives_what_was_sent_before_it),
        cmocka_unit_test(nothing_is_sealed_over_lent_room),
        cmocka_unit_test(room_that_is_given_back_leaves_no_record),
        cmocka_unit_test(room_is_closed_with_the_connection),
        cmocka_unit_test(more_than_there_is_counts_as_all),
        cmocka_unit_test(received_without_lent_input_is_nothing),
        cmocka_unit_test(more_received_than_lent_fills_the_room_only),
        cmocka_unit_test(input_asked_for_twice_is_the_same),
        cmocka_unit_test(filled_without_room_seals_nothing),
        cmocka_unit_test(writing_ends_a_loan),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
