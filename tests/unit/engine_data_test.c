/* Application data: records of the sizes that were asked for, copying and lending calls that come to the same, much
 * data both ways at once through pipes that are full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/buffer.h"
#include "engine/engine.h"
#include "support/peers.h"
#include "support/seeded_random.h"

static struct pki pki;

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};

/* Octets that differ at every place, and from one seed to another. */
static uint8_t pattern(size_t at, uint8_t seed) {
    return (uint8_t)(at ^ at >> 8 ^ at >> 16 ^ seed);
}

static uint8_t *patterned(size_t len, uint8_t seed) {
    uint8_t *data = malloc(len);
    assert_non_null(data);
    for (size_t i = 0; i < len; i++) {
        data[i] = pattern(i, seed);
    }
    return data;
}

/* ---- sizes on the wire ---- */

/* Calls check for every record of a flight with the length of its body. */
static size_t each_record(tl_bytes flight, void (*check)(uint8_t type, size_t body, size_t arg), size_t arg) {
    size_t num = 0;
    struct reader r = reader_of(flight);
    while (read_more(&r)) {
        uint8_t type = read_u8(&r);
        read_u16(&r);
        size_t body = read_vector(&r, 2, 0, 0xffff).len;
        check(type, body, arg);
        num++;
    }
    assert_true(read_end(&r));
    return num;
}

enum { OVERHEAD_13 = 17 };

static void is_padded(uint8_t type, size_t body, size_t unit) {
    size_t inner = body - OVERHEAD_13;
    assert_int_equal(type, CONTENT_APPLICATION_DATA);
    assert_true(inner % unit == 0 || inner == RECORD_MAX_CONTENT);
}

static size_t write_and_check(struct peers *peers, size_t len, void (*check)(uint8_t, size_t, size_t), size_t arg) {
    uint8_t *data = patterned(len, 1);
    peer_write(peers->pair.client, data, len);
    struct buffer flight = peer_take(peers->pair.client);
    size_t num = each_record(buffer_bytes(&flight), check, arg);
    assert_int_equal(peer_feed(peers->pair.server, buffer_bytes(&flight)), TL_OK);
    for (size_t at = 0; at < len;) {
        tl_bytes came = tl_engine_plaintext(peers->pair.server);
        assert_true(came.len > 0 && came.len <= len - at && memcmp(came.data, data + at, came.len) == 0);
        at += came.len;
        tl_engine_consumed(peers->pair.server, came.len);
    }
    buffer_clear(&flight);
    free(data);
    return num;
}

static void records_are_padded_to_multiples(void **state) {
    (void)state;
    static const size_t units[] = {1, 2, 16, 63, 64, 65, 1000, 4096, 16384};
    static const size_t lengths[] = {1, 2, 15, 16, 17, 63, 64, 65, 999, 1000, 1001, 16000, 16383, 16384};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, TL_TLS1_3);
        peers.client_options.common.settings.record_padding = units[i];
        peers_connect(&peers);
        for (size_t j = 0; j < sizeof lengths / sizeof *lengths; j++) {
            assert_int_equal(write_and_check(&peers, lengths[j], is_padded, units[i]), 1);
        }
        peers_clear(&peers);
    }
}

static void is_exactly(uint8_t type, size_t body, size_t expected) {
    assert_int_equal(type, CONTENT_APPLICATION_DATA);
    assert_int_equal(body, expected);
}

/* The negative twins: no padding unless it is asked for, and none in TLS 1.2, which has no room for it. */
static void records_are_not_padded_unasked(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, TL_TLS1_3);
    peers_connect(&peers);
    assert_int_equal(write_and_check(&peers, 5, is_exactly, 5 + OVERHEAD_13), 1);
    peers_clear(&peers);

    peers_set_version(&peers, TL_TLS1_2);
    peers.client_options.common.settings.record_padding = 64;
    peers.client_options.common.settings.ciphers = "aes128gcm";
    peers_connect(&peers);
    assert_int_equal(write_and_check(&peers, 5, is_exactly, 8 + 5 + 16), 1);
    peers_clear(&peers);
}

static void is_at_most(uint8_t type, size_t body, size_t most) {
    (void)type;
    assert_in_range(body, 1, most);
}

static void records_are_no_longer_than_asked_for(tl_protocol version, size_t max) {
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers.client_options.common.settings.max_record = max;
    peers.server_options.common.settings.max_record = max;
    peers_start(&peers);
    tl_engine *sides[] = {peers.pair.client, peers.pair.server};
    size_t num = 0;
    for (int turn = 0; turn < 4; turn++) {
        struct buffer flight = peer_take(sides[turn % 2]);
        num += each_record(buffer_bytes(&flight), is_at_most, max + 24);
        assert_int_equal(peer_feed(sides[!(turn % 2)], buffer_bytes(&flight)), TL_OK);
        buffer_clear(&flight);
    }
    assert_true(pair_is_done(&peers.pair));
    assert_true(max > 100 || num > 10);
    assert_int_equal(write_and_check(&peers, 10 * max < 16000 ? 10 * max : max, is_at_most, max + 24),
                     10 * max < 16000 ? 10 : 1);
    peers_clear(&peers);
}

static void handshake_and_data_keep_to_max_record(void **state) {
    (void)state;
    static const size_t sizes[] = {64, 65, 100, 1000, 16383, 16384};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        records_are_no_longer_than_asked_for(TL_TLS1_2, sizes[i]);
        records_are_no_longer_than_asked_for(TL_TLS1_3, sizes[i]);
    }
}

/* ---- calls that copy and calls that lend ---- */

struct seeded {
    struct peers peers;
    struct seeded_random random[2];
    tl_crypto *crypto[2];
};

static void seeded_connect(struct seeded *s, tl_protocol version) {
    *s = (struct seeded){.random = {{3}, {4}}};
    peers_init(&s->peers, &pki);
    peers_set_version(&s->peers, version);
    peers_only_identity(&s->peers, pki_identity(&pki, PKI_SERVER_ED25519));
    for (int i = 0; i < 2; i++) {
        s->crypto[i] = tl_crypto_new(seeded_random, &s->random[i], NULL);
        assert_non_null(s->crypto[i]);
    }
    s->peers.client_options.common.crypto = s->crypto[0];
    s->peers.server_options.common.crypto = s->crypto[1];
    peers_connect(&s->peers);
}

static void seeded_clear(struct seeded *s) {
    peers_clear(&s->peers);
    tl_crypto_free(s->crypto[0]);
    tl_crypto_free(s->crypto[1]);
}

static void write_by_room(tl_engine *engine, tl_bytes data) {
    while (data.len > 0) {
        size_t room;
        uint8_t *lent = tl_engine_room(engine, &room);
        assert_non_null(lent);
        size_t len = data.len < room ? data.len : room;
        memcpy(lent, data.data, len);
        assert_int_equal(tl_engine_filled(engine, len), TL_OK);
        data = bytes_from(data, len);
    }
}

static void read_by_plaintext(tl_engine *engine, tl_bytes expected) {
    while (expected.len > 0) {
        tl_bytes came = tl_engine_plaintext(engine);
        assert_in_range(came.len, 1, expected.len);
        assert_memory_equal(came.data, expected.data, came.len);
        size_t part = came.len > 7 ? came.len / 2 : came.len;
        tl_engine_consumed(engine, part);
        expected = bytes_from(expected, part);
    }
}

static void read_by_copy(tl_engine *engine, tl_bytes expected) {
    uint8_t buf[1000];
    for (size_t len; expected.len > 0; expected = bytes_from(expected, len)) {
        assert_int_equal(tl_engine_read(engine, buf, sizeof buf, &len), TL_OK);
        assert_in_range(len, 1, expected.len);
        assert_memory_equal(buf, expected.data, len);
    }
}

static void lending_comes_to_the_same_as_copying(void **state) {
    (void)state;
    enum { LEN = 17000 };
    for (size_t i = 0; i < 2; i++) {
        struct seeded copies, lends;
        uint8_t *data = patterned(LEN, 2);
        seeded_connect(&copies, versions[i]);
        seeded_connect(&lends, versions[i]);
        peer_write(copies.peers.pair.client, data, LEN);
        write_by_room(lends.peers.pair.client, bytes_of(data, LEN));
        struct buffer a = peer_take(copies.peers.pair.client), b = peer_take(lends.peers.pair.client);
        assert_true(bytes_equal(buffer_bytes(&a), buffer_bytes(&b)));
        assert_int_equal(peer_feed(copies.peers.pair.server, buffer_bytes(&a)), TL_OK);
        assert_int_equal(peer_feed(lends.peers.pair.server, buffer_bytes(&b)), TL_OK);
        read_by_copy(copies.peers.pair.server, bytes_of(data, LEN));
        read_by_plaintext(lends.peers.pair.server, bytes_of(data, LEN));
        buffer_clear(&a);
        buffer_clear(&b);
        free(data);
        seeded_clear(&copies);
        seeded_clear(&lends);
    }
}

/* ---- much data ---- */

static void a_megabyte_arrives_whole(void **state) {
    (void)state;
    enum { LEN = 1 << 20 };
    static const char *const ciphers[] = {"aes128gcm", "aes256gcm", "chacha20-poly1305"};
    uint8_t *data = patterned(LEN, 3);
    for (size_t i = 0; i < 6; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i % 2]);
        peers.client_options.common.settings.ciphers = ciphers[i / 2];
        peers_connect(&peers);
        assert_true(pair_says(peers.pair.client, peers.pair.server, data, LEN));
        assert_true(pair_says(peers.pair.server, peers.pair.client, data, LEN));
        data[LEN / 2] ^= 1; /* the negative twin: the comparison is one */
        size_t len;
        assert_int_equal(tl_engine_write(peers.pair.client, "x", 1, &len), TL_OK);
        assert_false(pair_says(peers.pair.client, peers.pair.server, data, LEN));
        data[LEN / 2] ^= 1;
        peers_clear(&peers);
    }
    free(data);
}

/* A pipe of bounded capacity, as sockets have it. */
struct pipe {
    uint8_t *data;
    size_t len, capacity;
};

struct side {
    tl_engine *engine;
    struct pipe *to, *from;
    uint8_t seed, peer_seed;
    size_t written, read, total;
};

static size_t send_some(struct side *s) {
    tl_bytes output = tl_engine_output(s->engine);
    size_t space = s->to->capacity - s->to->len;
    size_t len = output.len < space ? output.len : space;
    if (len > 0) {
        memcpy(s->to->data + s->to->len, output.data, len);
        s->to->len += len;
        tl_engine_sent(s->engine, len);
    }
    return len;
}

static size_t receive_some(struct side *s) {
    size_t room = 0;
    uint8_t *input = s->from->len > 0 ? tl_engine_input(s->engine, &room) : NULL;
    if (input == NULL) {
        return 0;
    }
    size_t len = s->from->len < room ? s->from->len : room;
    memcpy(input, s->from->data, len);
    memmove(s->from->data, s->from->data + len, s->from->len - len);
    s->from->len -= len;
    assert_int_equal(tl_engine_received(s->engine, len), TL_OK);
    return len;
}

static size_t write_some(struct side *s) {
    uint8_t part[5000];
    size_t left = s->total - s->written;
    size_t len = left < sizeof part ? left : sizeof part;
    for (size_t i = 0; i < len; i++) {
        part[i] = pattern(s->written + i, s->seed);
    }
    if (len == 0 || tl_engine_write(s->engine, part, len, &len) != TL_OK) {
        return 0;
    }
    s->written += len;
    return len;
}

static size_t read_some(struct side *s) {
    tl_bytes came = tl_engine_plaintext(s->engine);
    for (size_t i = 0; i < came.len; i++) {
        if (came.data[i] != pattern(s->read + i, s->peer_seed)) {
            fail_msg("octet %zu is wrong", s->read + i);
        }
    }
    tl_engine_consumed(s->engine, came.len);
    s->read += came.len;
    return came.len;
}

/* One turn of a program that writes as long as it can, and reads only when nothing else can be done. */
static bool turn(struct side *s) {
    if (tl_engine_ready(s->engine) & TL_NEEDS_BUFFER) {
        assert_int_equal(tl_engine_received(s->engine, 0), TL_OK);
    }
    size_t moved = send_some(s) + receive_some(s) + write_some(s);
    return moved > 0 || read_some(s) > 0;
}

static void talk_through_pipes(tl_protocol version, size_t capacity, size_t total, tl_buffers *buffers) {
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers.client_buffers = peers.server_buffers = buffers;
    peers_start(&peers);
    struct pipe up = {malloc(capacity), 0, capacity}, down = {malloc(capacity), 0, capacity};
    struct side client = {peers.pair.client, &up, &down, 5, 6, 0, 0, total};
    struct side server = {peers.pair.server, &down, &up, 6, 5, 0, 0, total};
    while (client.read < total || server.read < total) {
        bool client_moved = turn(&client);
        if (!turn(&server) && !client_moved) {
            fail_msg("both are stuck: %zu and %zu of %zu octets were read", client.read, server.read, total);
        }
    }
    assert_true(pair_is_done(&peers.pair));
    free(up.data);
    free(down.data);
    peers_clear(&peers);
}

static void full_pipes_do_not_stop_anyone(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        talk_through_pipes(versions[i], 65536, 10 << 20, NULL);
        talk_through_pipes(versions[i], 1024, 2 << 20, NULL);
        talk_through_pipes(versions[i], 100, 300000, NULL);
        talk_through_pipes(versions[i], 1, 30000, NULL);
    }
}

/* Two buffers for two busy engines: neither direction takes both. */
static void full_pipes_do_not_stop_anyone_in_a_small_pool(void **state) {
    (void)state;
    tl_buffers *buffers = tl_buffers_new(2, NULL);
    assert_non_null(buffers);
    for (size_t i = 0; i < 2; i++) {
        talk_through_pipes(versions[i], 65536, 1 << 20, buffers);
        talk_through_pipes(versions[i], 100, 300000, buffers);
    }
    assert_int_equal(tl_buffers_in_use(buffers), 0);
    tl_buffers_free(buffers);
}

/* ---- odds and ends ---- */

static void empty_records_are_counted_and_give_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        uint8_t record[64];
        tl_engine_stats stats;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i]);
        peers_connect(&peers);
        struct protection *p = &peers.pair.client->conn.write;
        for (int n = 0; n < 3; n++) {
            assert_true(record_seal(p, CONTENT_APPLICATION_DATA, 0x0303, (tl_bytes){0}, 0, record));
            assert_int_equal(peer_feed(peers.pair.server, bytes_of(record, record_len(p, 0, 0))), TL_OK);
        }
        tl_engine_get_stats(peers.pair.server, &stats);
        assert_int_equal(stats.empty_records_read, 3);
        assert_int_equal(tl_engine_plaintext(peers.pair.server).len, 0);
        assert_true(pair_says(peers.pair.client, peers.pair.server, "data", 4));
        peers_clear(&peers);
    }
}

static void early_data_is_refused_and_changes_nothing(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_start(&peers);
    tl_engine *sides[] = {peers.pair.client, peers.pair.server};
    for (int done = 0; done < 2; done++) {
        for (int side = 0; side < 2; side++) {
            uint8_t octet = 0;
            size_t len = 9;
            tl_error error;
            assert_int_equal(tl_engine_early_write(sides[side], &octet, 1, &len, &error), TL_FAILED);
            assert_int_equal(len, 0);
            assert_int_equal(error.reason, TL_REASON_NO_EARLY_DATA);
            len = 9;
            assert_int_equal(tl_engine_early_read(sides[side], &octet, 1, &len, &error), TL_FAILED);
            assert_int_equal(len, 0);
            assert_int_equal(error.reason, TL_REASON_NO_EARLY_DATA);
            assert_int_equal(tl_engine_ready(sides[side]) & (TL_CAN_READ_EARLY | TL_CAN_WRITE_EARLY), 0);
        }
        pair_run(&peers.pair, 0);
    }
    assert_true(pair_is_done(&peers.pair));
    peers_clear(&peers);
}

static void no_session_is_resumable_yet(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_start(&peers);
    assert_null(tl_engine_take_session(peers.pair.client));
    assert_null(tl_engine_session(peers.pair.client));
    pair_run(&peers.pair, 0);
    assert_null(tl_engine_take_session(peers.pair.client));
    tl_session *session = tl_session_ref(tl_engine_session(peers.pair.client));
    assert_false(tl_session_resumed(session));

    /* One that is given to a new connection is passed over. */
    tl_engine_free(peers.pair.client);
    tl_engine_free(peers.pair.server);
    peers.pair.client = tl_engine_new_client(peers.client_config, peers.server_name, session, NULL, NULL);
    peers.pair.server = tl_engine_new_server(peers.server_config, NULL, NULL);
    pair_run(&peers.pair, 0);
    assert_true(pair_is_done(&peers.pair));
    assert_false(tl_session_resumed(tl_engine_session(peers.pair.client)));
    tl_session_free(session);
    peers_clear(&peers);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_padded_to_multiples),
        cmocka_unit_test(records_are_not_padded_unasked),
        cmocka_unit_test(handshake_and_data_keep_to_max_record),
        cmocka_unit_test(lending_comes_to_the_same_as_copying),
        cmocka_unit_test(a_megabyte_arrives_whole),
        cmocka_unit_test(full_pipes_do_not_stop_anyone),
        cmocka_unit_test(full_pipes_do_not_stop_anyone_in_a_small_pool),
        cmocka_unit_test(empty_records_are_counted_and_give_nothing),
        cmocka_unit_test(early_data_is_refused_and_changes_nothing),
        cmocka_unit_test(no_session_is_resumable_yet),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
