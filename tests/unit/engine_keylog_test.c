/* Key log lines (RFC 9850): the right labels in the right form, the same on both sides, and the records on the wire
 * open with what they say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/hex.h"
#include "keys/prf12.h"
#include "keys/schedule13.h"
#include "policy/suites.h"
#include "record/record.h"
#include "support/peers.h"
#include "wire/hello.h"

enum { MAX_LINES = 8, LINE_LEN = 256 };

static struct pki pki;

struct log {
    char lines[MAX_LINES][LINE_LEN];
    int num;
};

static void log_line(void *arg, const char *line) {
    struct log *log = arg;
    assert_in_range(log->num, 0, MAX_LINES - 1);
    assert_in_range(strlen(line), 1, LINE_LEN - 1);
    strcpy(log->lines[log->num++], line);
}

static int compare(const void *a, const void *b) {
    return strcmp(a, b);
}

/* The sides learn the secrets in their own order. */
static void sort(struct log *log) {
    qsort(log->lines, (size_t)log->num, LINE_LEN, compare);
}

struct logged {
    struct peers peers;
    struct log client, server;
    uint8_t client_random[RANDOM_LEN], server_random[RANDOM_LEN];
};

/* Both randoms stand at the same place of the first handshake message of a flight. */
static void take_random(tl_bytes flight, uint8_t *random) {
    memcpy(random, flight.data + RECORD_HEADER_LEN + MESSAGE_HEADER_LEN + 2, RANDOM_LEN);
}

static void move_with_random(tl_engine *from, tl_engine *to, uint8_t *random) {
    struct buffer flight = peer_take(from);
    take_random(buffer_bytes(&flight), random);
    assert_int_equal(peer_feed(to, buffer_bytes(&flight)), TL_OK);
    buffer_clear(&flight);
}

static void connect_logged(struct logged *l, tl_protocol version, const char *cipher) {
    *l = (struct logged){0};
    peers_init(&l->peers, &pki);
    peers_set_version(&l->peers, version);
    l->peers.client_options.common.settings.ciphers = cipher;
    l->peers.client_options.common.keylog = log_line;
    l->peers.client_options.common.keylog_arg = &l->client;
    l->peers.server_options.common.keylog = log_line;
    l->peers.server_options.common.keylog_arg = &l->server;
    peers_start(&l->peers);
    move_with_random(l->peers.pair.client, l->peers.pair.server, l->client_random);
    move_with_random(l->peers.pair.server, l->peers.pair.client, l->server_random);
    pair_run(&l->peers.pair, 0);
    assert_true(pair_is_done(&l->peers.pair));
    sort(&l->client);
    sort(&l->server);
}

/* The secret of a line, whose form is LABEL CLIENT_RANDOM SECRET. */
static struct secret secret_of(const struct logged *l, const char *label) {
    struct secret secret = {0};
    char random[2 * RANDOM_LEN + 1];
    hex_encode(bytes_of(l->client_random, RANDOM_LEN), random);
    size_t len = strlen(label);
    for (int i = 0; i < l->client.num; i++) {
        const char *line = l->client.lines[i];
        if (strncmp(line, label, len) != 0 || line[len] != ' ') {
            continue;
        }
        assert_memory_equal(line + len + 1, random, 2 * RANDOM_LEN);
        assert_int_equal(line[len + 1 + 2 * RANDOM_LEN], ' ');
        size_t secret_len = 0;
        assert_true(hex_decode(line + len + 2 + 2 * RANDOM_LEN, secret.data, sizeof secret.data, &secret_len));
        secret.len = (uint8_t)secret_len;
        return secret;
    }
    fail_msg("there is no line %s", label);
    return secret;
}

static void assert_same_lines(const struct logged *l, int num) {
    assert_int_equal(l->client.num, num);
    assert_int_equal(l->server.num, num);
    for (int i = 0; i < num; i++) {
        assert_string_equal(l->client.lines[i], l->server.lines[i]);
    }
}

/* Opens the client's record with keys that only the log gave. */
static void assert_opens(struct logged *l, const struct protection_kind *kind, const struct suite *suite,
                         const uint8_t *key, const uint8_t *iv, uint64_t sequence) {
    struct protection read;
    struct record record;
    size_t need;
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    protection_init_none(&read);
    assert_true(protection_install(&read, kind, suite->aead, crypto, AEAD_OPEN, key, iv));
    read.sequence = sequence;
    peer_write(l->peers.pair.client, "secret", 6);
    struct buffer octets = peer_take(l->peers.pair.client);
    assert_int_equal(record_open(&read, octets.data, octets.len, &record, &need), RECORD_OK);
    assert_int_equal(record.type, CONTENT_APPLICATION_DATA);
    assert_true(bytes_equal(record.content, bytes_of("secret", 6)));
    buffer_clear(&octets);
    protection_clear(&read);
    tl_crypto_free(crypto);
}

static const struct suite *suite_in_use(const struct logged *l) {
    return suite_by_id(tl_session_cipher_id(tl_engine_session(l->peers.pair.client)));
}

static void logs_tls13(const char *cipher) {
    struct logged l;
    connect_logged(&l, TL_TLS1_3, cipher);
    assert_same_lines(&l, 5);
    const struct suite *suite = suite_in_use(&l);
    static const char *const labels[] = {"CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                                         "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0", "EXPORTER_SECRET"};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(secret_of(&l, labels[i]).len, suite->hash->len);
    }
    struct secret traffic = secret_of(&l, "CLIENT_TRAFFIC_SECRET_0");
    struct traffic_keys keys;
    assert_true(traffic_keys13(suite->hash, &traffic, suite->aead->key_len, &keys));
    assert_opens(&l, &protection_aead13, suite, keys.key, keys.iv, 0);

    uint8_t ours[32], theirs[32];
    struct secret exporter = secret_of(&l, "EXPORTER_SECRET");
    assert_true(export13(suite->hash, &exporter, "EXPORTER-x", (tl_bytes){0}, ours, sizeof ours));
    assert_int_equal(tl_engine_export(l.peers.pair.server, "EXPORTER-x", (tl_bytes){0}, theirs, sizeof theirs, NULL),
                     TL_OK);
    assert_memory_equal(ours, theirs, sizeof ours);
    peers_clear(&l.peers);
}

static void logs_tls12(const char *cipher) {
    struct logged l;
    connect_logged(&l, TL_TLS1_2, cipher);
    assert_same_lines(&l, 1);
    const struct suite *suite = suite_in_use(&l);
    struct secret master = secret_of(&l, "CLIENT_RANDOM");
    assert_int_equal(master.len, 48);
    uint8_t block[2 * (32 + 12)];
    size_t key_len = suite->aead->key_len;
    assert_true(key_block12(suite->hash, &master, bytes_of(l.client_random, RANDOM_LEN),
                            bytes_of(l.server_random, RANDOM_LEN), block, sizeof block));
    assert_opens(&l, &protection_aead12, suite, block, block + 2 * key_len, 1); /* behind Finished */
    peers_clear(&l.peers);
}

static void lines_of_tls13_open_its_records(void **state) {
    (void)state;
    logs_tls13("aes128gcm");
    logs_tls13("aes256gcm");
    logs_tls13("chacha20-poly1305");
}

static void lines_of_tls12_open_its_records(void **state) {
    (void)state;
    logs_tls12("aes128gcm");
    logs_tls12("aes256gcm");
    logs_tls12("chacha20-poly1305");
}

/* The negative twin: without a callback there is no line, and what one side logs is its own affair. */
static void nothing_is_logged_unasked(void **state) {
    (void)state;
    struct peers peers;
    struct log log = {0};
    peers_init(&peers, &pki);
    peers.server_options.common.keylog_arg = &log;
    peers_connect(&peers);
    assert_int_equal(log.num, 0);
    peers_clear(&peers);
    peers.server_options.common.keylog = log_line;
    peers_connect(&peers);
    assert_int_equal(log.num, 5);
    peers_clear(&peers);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_tls13_open_its_records),
        cmocka_unit_test(lines_of_tls12_open_its_records),
        cmocka_unit_test(nothing_is_logged_unasked),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
