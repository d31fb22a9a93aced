/* Keys on a connection: they change when asked to, when the peer asks and before they wear out; exporters and key log
 * lines are the same on both sides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "support/peers.h"

#define GCM_RECORDS 23726566 /* RFC 8446 §5.5 */

static struct pki pki;

static tl_engine_stats stats_of(const tl_engine *engine) {
    tl_engine_stats stats;
    tl_engine_get_stats(engine, &stats);
    return stats;
}

static void assert_updates(const tl_engine *engine, uint64_t written, uint64_t read) {
    tl_engine_stats stats = stats_of(engine);
    assert_int_equal(stats.key_updates_written, written);
    assert_int_equal(stats.key_updates_read, read);
}

static void assert_talks(struct peers *peers) {
    assert_true(pair_says(peers->pair.client, peers->pair.server, "there", 5));
    assert_true(pair_says(peers->pair.server, peers->pair.client, "and back", 8));
    assert_true(pair_is_done(&peers->pair));
}

/* ---- KeyUpdate ---- */

static void each_side_may_update_its_keys(void **state) {
    (void)state;
    for (int side = 0; side < 2; side++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_connect(&peers);
        tl_engine *first = side ? peers.pair.server : peers.pair.client;
        tl_engine *second = side ? peers.pair.client : peers.pair.server;
        struct secret before = *own_traffic(&first->conn);
        assert_int_equal(tl_engine_key_update(first, false, NULL), TL_OK);
        assert_talks(&peers);
        assert_updates(first, 1, 0);
        assert_updates(second, 0, 1);
        assert_memory_not_equal(before.data, own_traffic(&first->conn)->data, before.len);

        assert_int_equal(tl_engine_key_update(first, true, NULL), TL_OK);
        pair_run(&peers.pair, 0);
        assert_updates(first, 2, 1);
        assert_updates(second, 1, 2);
        assert_talks(&peers);
        peers_clear(&peers);
    }
}

static void both_sides_may_update_at_once(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_connect(&peers);
    assert_int_equal(tl_engine_key_update(peers.pair.client, true, NULL), TL_OK);
    assert_int_equal(tl_engine_key_update(peers.pair.server, true, NULL), TL_OK);
    pair_run(&peers.pair, 0);
    assert_updates(peers.pair.client, 2, 2);
    assert_updates(peers.pair.server, 2, 2);
    assert_talks(&peers);
    peers_clear(&peers);
}

/* The negative twin: a peer that misses the KeyUpdate cannot go on. */
static void lost_key_update_is_noticed(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_connect(&peers);
    assert_int_equal(tl_engine_key_update(peers.pair.client, false, NULL), TL_OK);
    struct buffer lost = peer_take(peers.pair.client);
    assert_true(lost.len > 0);
    buffer_clear(&lost);
    peer_write(peers.pair.client, "under new keys", 14);
    pair_run(&peers.pair, 0);
    assert_reason(peers.pair.server, TL_REASON_BAD_RECORD_MAC);
    peers_clear(&peers);
}

/* Three requests while our output is full: one answer serves them all, and nothing stops being received. */
static void answers_coalesce_while_output_is_full(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_connect(&peers);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    static const uint8_t much[2 * TL_BUFFER_SIZE];
    size_t len;
    while (tl_engine_write(server, much, sizeof much, &len) == TL_OK) {
    }
    tl_engine_stats full = stats_of(server);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(tl_engine_key_update(client, true, NULL), TL_OK);
        pair_move(client, server, 0);
    }
    assert_updates(server, 0, 3);
    assert_true(pair_says(client, server, "received meanwhile", 18));
    assert_int_equal(stats_of(server).records_written, full.records_written);
    size_t received = 0;
    do {
        received += tl_engine_plaintext(client).len;
        tl_engine_consumed(client, sizeof much);
    } while (pair_move(server, client, 0) > 0 || tl_engine_plaintext(client).len > 0);
    assert_in_range(received, 16384, sizeof much);
    assert_updates(server, 1, 3);
    assert_updates(client, 3, 1);
    assert_talks(&peers);
    peers_clear(&peers);
}

static void keys_change_after_so_many_records(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers.client_options.common.settings.records_per_key = 5;
    peers.client_options.common.settings.max_record = 100;
    peers_connect(&peers);
    static uint8_t data[100 * 100];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i / 100);
    }
    assert_true(pair_says(peers.pair.client, peers.pair.server, data, sizeof data));
    tl_engine_stats stats = stats_of(peers.pair.client);
    assert_in_range(stats.key_updates_written, 100 / 5 - 1, 100 / 5);
    assert_updates(peers.pair.server, 0, stats.key_updates_written);
    assert_true(pair_says(peers.pair.server, peers.pair.client, data, sizeof data)); /* no limit of its own */
    assert_updates(peers.pair.server, 0, stats.key_updates_written);
    peers_clear(&peers);
}

/* As if so many records had been sent. */
static void wear_out(tl_engine *from, tl_engine *to, uint64_t records) {
    from->conn.write.sequence = records;
    to->conn.read.sequence = records;
}

static void connect_with(struct peers *peers, tl_protocol version, const char *cipher, uint64_t records_per_key) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
    peers->client_options.common.settings.ciphers = cipher;
    peers->client_options.common.settings.records_per_key = records_per_key;
    peers_connect(peers);
    wear_out(peers->pair.client, peers->pair.server, GCM_RECORDS - 2);
}

static void tls13_changes_keys_before_they_wear_out(void **state) {
    (void)state;
    static const uint64_t asked_for[] = {0, UINT64_MAX}; /* the limit cannot be lifted */
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        connect_with(&peers, TL_TLS1_3, "aes128gcm", asked_for[i]);
        for (int record = 0; record < 2; record++) {
            assert_true(pair_says(peers.pair.client, peers.pair.server, "x", 1));
            assert_updates(peers.pair.client, 0, 0);
        }
        assert_true(pair_says(peers.pair.client, peers.pair.server, "x", 1));
        assert_updates(peers.pair.client, 1, 0);
        assert_int_equal(peers.pair.client->conn.write.sequence, 1);
        assert_talks(&peers);
        peers_clear(&peers);
    }
}

static void tls12_stops_before_keys_wear_out(void **state) {
    (void)state;
    struct peers peers;
    connect_with(&peers, TL_TLS1_2, "aes256gcm", 0);
    tl_engine *client = peers.pair.client, *server = peers.pair.server;
    size_t len;
    assert_true(pair_says(client, server, "x", 1));
    assert_true(pair_says(client, server, "x", 1));
    assert_int_equal(tl_engine_write(client, "x", 1, &len), TL_FAILED);
    assert_int_equal(len, 0);
    assert_reason(client, TL_REASON_KEY_WORN_OUT);
    pair_move(client, server, 0);
    assert_true(tl_engine_orderly_end(server)); /* it is told by close_notify */
    peers_clear(&peers);
}

static void chacha20_does_not_wear_out(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct peers peers;
        connect_with(&peers, i ? TL_TLS1_3 : TL_TLS1_2, "chacha20-poly1305", 0);
        wear_out(peers.pair.client, peers.pair.server, GCM_RECORDS);
        assert_talks(&peers);
        assert_updates(peers.pair.client, 0, 0);
        peers_clear(&peers);
    }
}

static void key_update_out_of_place_is_refused(void **state) {
    (void)state;
    tl_error error;
    struct peers peers;
    peers_init(&peers, &pki);
    peers_start(&peers);
    assert_int_equal(tl_engine_key_update(peers.pair.client, false, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_HANDSHAKE_NOT_DONE);
    pair_run(&peers.pair, 0);
    assert_talks(&peers);
    tl_engine_shutdown(peers.pair.client);
    assert_int_equal(tl_engine_key_update(peers.pair.client, false, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NO_KEY_UPDATE);
    peers_clear(&peers);

    peers_set_version(&peers, TL_TLS1_2);
    peers_connect(&peers);
    assert_int_equal(tl_engine_key_update(peers.pair.client, false, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NO_KEY_UPDATE);
    assert_talks(&peers);
    peers_clear(&peers);
}

/* ---- exporters (RFC 8446 §7.5, RFC 5705) ---- */

enum { EXPORTED = 48 };

static void export_from(const tl_engine *engine, const char *label, tl_bytes context, uint8_t out[EXPORTED]) {
    memset(out, 0, EXPORTED);
    assert_int_equal(tl_engine_export(engine, label, context, out, EXPORTED, NULL), TL_OK);
}

static void export_both(const struct peers *peers, const char *label, tl_bytes context, uint8_t out[EXPORTED]) {
    uint8_t other[EXPORTED];
    export_from(peers->pair.client, label, context, out);
    export_from(peers->pair.server, label, context, other);
    assert_memory_equal(out, other, EXPORTED);
}

static void exporters_agree(tl_protocol version, const char *cipher) {
    struct peers peers;
    uint8_t none[EXPORTED], empty[EXPORTED], some[EXPORTED], other[EXPORTED];
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers.client_options.common.settings.ciphers = cipher;
    peers_connect(&peers);
    export_both(&peers, "EXPORTER-one", (tl_bytes){0}, none);
    export_both(&peers, "EXPORTER-one", bytes_of("", 0), empty);
    export_both(&peers, "EXPORTER-one", bytes_of("context", 7), some);
    export_both(&peers, "EXPORTER-two", bytes_of("context", 7), other);
    assert_int_equal(memcmp(none, empty, EXPORTED) == 0, version == TL_TLS1_3);
    assert_memory_not_equal(some, empty, EXPORTED);
    assert_memory_not_equal(some, other, EXPORTED);
    if (version == TL_TLS1_3) { /* which new keys do not change */
        assert_int_equal(tl_engine_key_update(peers.pair.client, true, NULL), TL_OK);
        pair_run(&peers.pair, 0);
        export_both(&peers, "EXPORTER-one", (tl_bytes){0}, empty);
        assert_memory_equal(none, empty, EXPORTED);
    }
    peers_connect(&peers); /* another connection */
    export_both(&peers, "EXPORTER-one", (tl_bytes){0}, other);
    assert_memory_not_equal(none, other, EXPORTED);
    peers_clear(&peers);
}

static void exporters_agree_on_both_sides(void **state) {
    (void)state;
    exporters_agree(TL_TLS1_3, "aes128gcm");
    exporters_agree(TL_TLS1_3, "aes256gcm");
    exporters_agree(TL_TLS1_2, "aes128gcm");
    exporters_agree(TL_TLS1_2, "aes256gcm");
}

static void exporter_out_of_place_is_refused(void **state) {
    (void)state;
    static uint8_t out[255 * 32 + 1];
    char label[251];
    tl_error error;
    struct peers peers;
    peers_init(&peers, &pki);
    peers.client_options.common.settings.ciphers = "aes128gcm";
    peers_start(&peers);
    assert_int_equal(tl_engine_export(peers.pair.client, "EXPORTER-x", (tl_bytes){0}, out, 16, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_HANDSHAKE_NOT_DONE);
    pair_run(&peers.pair, 0);
    memset(label, 'x', 250);
    label[250] = '\0';
    assert_int_equal(tl_engine_export(peers.pair.client, label, (tl_bytes){0}, out, 16, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_CANNOT_EXPORT);
    label[249] = '\0';
    assert_int_equal(tl_engine_export(peers.pair.client, label, (tl_bytes){0}, out, 16, &error), TL_OK);
    assert_int_equal(tl_engine_export(peers.pair.client, label, (tl_bytes){0}, out, sizeof out, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_CANNOT_EXPORT);
    assert_int_equal(tl_engine_export(peers.pair.client, label, (tl_bytes){0}, out, sizeof out - 1, &error), TL_OK);
    assert_talks(&peers);
    peers_clear(&peers);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_side_may_update_its_keys),      cmocka_unit_test(both_sides_may_update_at_once),
        cmocka_unit_test(lost_key_update_is_noticed),         cmocka_unit_test(answers_coalesce_while_output_is_full),
        cmocka_unit_test(keys_change_after_so_many_records),  cmocka_unit_test(tls13_changes_keys_before_they_wear_out),
        cmocka_unit_test(tls12_stops_before_keys_wear_out),   cmocka_unit_test(chacha20_does_not_wear_out),
        cmocka_unit_test(key_update_out_of_place_is_refused), cmocka_unit_test(exporters_agree_on_both_sides),
        cmocka_unit_test(exporter_out_of_place_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
