/* Captured sessions with their keys: every record of the suites that we have opens, and what is deterministic seals to
 * the same octets again; key blocks, traffic keys, key updates and Finished messages come out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "keys/prf12.h"
#include "keys/schedule13.h"
#include "keys/transcript.h"
#include "record/record.h"
#include "support/vectors.h"

#define MAX_RECORD (RECORD_HEADER_LEN + RECORD_MAX_BODY_12)

enum { KEY_UPDATE = 24, FINISHED = 20 };

/* RSA and DHE suites too: what protects records does not depend on the key exchange. */
struct suite {
    const char *id;
    const struct aead_alg *aead;
    const struct hash_alg *hash;
    size_t iv_len;
};

static const struct suite suites[] = {
    {"009c", &aead_aes_128_gcm, &hash_sha256, 4},        {"009d", &aead_aes_256_gcm, &hash_sha384, 4},
    {"009e", &aead_aes_128_gcm, &hash_sha256, 4},        {"c02b", &aead_aes_128_gcm, &hash_sha256, 4},
    {"c02c", &aead_aes_256_gcm, &hash_sha384, 4},        {"c030", &aead_aes_256_gcm, &hash_sha384, 4},
    {"cca8", &aead_chacha20_poly1305, &hash_sha256, 12}, {"cca9", &aead_chacha20_poly1305, &hash_sha256, 12},
    {"ccaa", &aead_chacha20_poly1305, &hash_sha256, 12}, {"1301", &aead_aes_128_gcm, &hash_sha256, 12},
    {"1302", &aead_aes_256_gcm, &hash_sha384, 12},       {"1303", &aead_chacha20_poly1305, &hash_sha256, 12},
};

struct counts {
    size_t sessions12, records12, finished12, sessions13, records13, finished13, traffic_keys;
};

struct session {
    struct vectors *v;
    const json_t *json;
    const tl_crypto *crypto;
    const struct suite *suite;
    struct counts *counts;
};

/* One direction, at both ends. */
struct side {
    const char *who;
    struct protection seal, open;
    struct secret traffic; /* TLS 1.3 */
    unsigned generation;
};

static const struct suite *suite_of(const json_t *session) {
    const char *id = vectors_string(session, "cipher_suite");
    for (size_t i = 0; i < COUNT_OF(suites); i++) {
        if (strcmp(suites[i].id, id) == 0) {
            return &suites[i];
        }
    }
    return NULL;
}

static void install(const struct session *s, struct side *side, const struct protection_kind *kind, const uint8_t *key,
                    const uint8_t *iv) {
    assert_true(protection_install(&side->seal, kind, s->suite->aead, s->crypto, AEAD_SEAL, key, iv));
    assert_true(protection_install(&side->open, kind, s->suite->aead, s->crypto, AEAD_OPEN, key, iv));
}

/* ---- one record ---- */

struct expected {
    uint8_t type;
    tl_bytes plaintext, sealed;
    size_t padding;
};

/* A flipped bit in every octet behind the header, until the record is long enough. */
static void expect_refused(struct protection *p, const struct expected *e) {
    for (size_t i = RECORD_HEADER_LEN; i < e->sealed.len && i < 64; i++) {
        uint8_t in[MAX_RECORD];
        struct record record;
        size_t need;
        memcpy(in, e->sealed.data, e->sealed.len);
        in[i] ^= 0x40;
        assert_int_equal(record_open(p, in, e->sealed.len, &record, &need), RECORD_BAD_MAC);
    }
}

static void expect_opened(struct protection *p, const struct expected *e) {
    uint8_t in[MAX_RECORD];
    struct record record;
    size_t need;
    memcpy(in, e->sealed.data, e->sealed.len);
    assert_int_equal(record_open(p, in, e->sealed.len, &record, &need), RECORD_OK);
    assert_int_equal(record.type, e->type);
    assert_int_equal(record.len, e->sealed.len);
    assert_true(bytes_equal(record.content, e->plaintext));
}

/* The explicit nonces of those peers begin anywhere, ours with the sequence number; the rest is as they have it. */
static void expect_sealed(struct protection *p, const struct expected *e) {
    uint8_t out[MAX_RECORD];
    bool explicit_nonce = p->kind->explicit_nonce_len > 0;
    size_t compared = explicit_nonce ? RECORD_HEADER_LEN : e->sealed.len;
    assert_int_equal(record_len(p, e->plaintext.len, e->padding), e->sealed.len);
    assert_true(record_seal(p, e->type, 0x0303, e->plaintext, e->padding, out));
    assert_memory_equal(out, e->sealed.data, compared);
}

static void check_record(struct side *side, const struct expected *e) {
    expect_refused(&side->open, e);
    expect_opened(&side->open, e);
    expect_sealed(&side->seal, e);
}

/* ---- TLS 1.2 ---- */

static void check_keys12(const struct session *s, const struct secret *master, struct side *sides) {
    static const char *const names[2][2] = {{"client_write_key", "client_write_IV"},
                                            {"server_write_key", "server_write_IV"}};
    size_t key_len = s->suite->aead->key_len, iv_len = s->suite->iv_len;
    const json_t *keys = vectors_object(s->json, "keys");
    tl_bytes expected = vectors_hex(s->v, s->json, "key_block");
    uint8_t block[2 * (AEAD_MAX_KEY_LEN + AEAD_NONCE_LEN)];
    assert_true(expected.len <= sizeof block && expected.len >= 2 * (key_len + iv_len));
    assert_true(key_block12(s->suite->hash, master, vectors_hex(s->v, s->json, "client_random"),
                            vectors_hex(s->v, s->json, "server_random"), block, expected.len));
    assert_memory_equal(block, expected.data, expected.len);
    for (size_t i = 0; i < 2; i++) {
        const uint8_t *key = block + i * key_len, *iv = block + 2 * key_len + i * iv_len;
        assert_true(bytes_equal(bytes_of(key, key_len), vectors_hex(s->v, keys, names[i][0])));
        assert_true(bytes_equal(bytes_of(iv, iv_len), vectors_hex(s->v, keys, names[i][1])));
        install(s, &sides[i], &protection_aead12, key, iv);
    }
}

/* scapy gives the premaster secret and the hash up to ClientKeyExchange. */
static void check_extended_master_secret(const struct session *s, const struct secret *master) {
    struct secret computed;
    if (!vectors_has(s->json, "pre_master_secret")) {
        return;
    }
    assert_true(extended_master_secret12(s->suite->hash, vectors_hex(s->v, s->json, "pre_master_secret"),
                                         vectors_hex(s->v, s->json, "session_hash").data, &computed));
    assert_true(bytes_equal(secret_bytes(&computed), secret_bytes(master)));
}

/* Kept messages and running hash, as a client that may yet sign with another hash has them. */
static void check_finished12(const struct session *s, const struct secret *master) {
    struct transcript t = {0};
    json_t *message;
    size_t i;
    json_array_foreach(vectors_array(s->json, "handshake_messages"), i, message) {
        tl_bytes octets = vectors_hex(s->v, message, "hex");
        uint8_t hash[HASH_MAX_LEN], kept[HASH_MAX_LEN], verify_data[12];
        if (i == 2) {
            transcript_start(&t, s->suite->hash, true);
        }
        if (octets.data[0] == FINISHED) {
            bool client = strcmp(vectors_string(message, "who"), "client") == 0;
            assert_true(transcript_hash(&t, hash));
            assert_true(hash_once(s->suite->hash, transcript_kept(&t), kept));
            assert_memory_equal(hash, kept, s->suite->hash->len);
            assert_true(finished12(s->suite->hash, master, client, hash, verify_data));
            assert_true(bytes_equal(bytes_of(verify_data, sizeof verify_data), bytes_from(octets, 4)));
            s->counts->finished12++;
        }
        assert_true(transcript_add(&t, octets));
    }
    transcript_clear(&t);
}

static struct side *side_of(struct side *sides, const json_t *record) {
    return &sides[strcmp(vectors_string(record, "who"), "server") == 0];
}

static void check_session12(const struct session *s, struct side *sides) {
    struct secret master = {0};
    json_t *record;
    size_t i;
    assert_true(secret_set(&master, vectors_hex(s->v, s->json, "master_secret")));
    check_extended_master_secret(s, &master);
    check_keys12(s, &master, sides);
    check_finished12(s, &master);
    json_array_foreach(vectors_array(s->json, "records"), i, record) {
        if (vectors_has(record, "encrypted")) {
            tl_bytes sealed = vectors_hex(s->v, record, "record");
            struct expected e = {sealed.data[0], vectors_hex(s->v, record, "plaintext"), sealed, 0};
            check_record(side_of(sides, record), &e);
            s->counts->records12++;
        }
    }
    s->counts->sessions12++;
}

/* ---- TLS 1.3 ---- */

static void install13(const struct session *s, struct side *side, const char *epoch) {
    char name[64];
    const json_t *all = vectors_object(s->json, "traffic_keys");
    struct traffic_keys keys;
    snprintf(name, sizeof name, "%s %s", side->who, epoch);
    const json_t *expected = vectors_object(all, name);
    if (side->generation == 0) {
        assert_true(secret_set(&side->traffic, vectors_hex(s->v, expected, "secret")));
    }
    assert_true(bytes_equal(secret_bytes(&side->traffic), vectors_hex(s->v, expected, "secret")));
    assert_true(traffic_keys13(s->suite->hash, &side->traffic, s->suite->aead->key_len, &keys));
    assert_true(bytes_equal(bytes_of(keys.key, keys.key_len), vectors_hex(s->v, expected, "key")));
    assert_true(bytes_equal(bytes_of(keys.iv, sizeof keys.iv), vectors_hex(s->v, expected, "iv")));
    install(s, side, &protection_aead13, keys.key, keys.iv);
    s->counts->traffic_keys++;
}

static void check_finished13(const struct session *s, const struct side *side, tl_bytes message) {
    json_t *one;
    size_t i;
    json_array_foreach(vectors_array(s->json, "finished"), i, one) {
        uint8_t verify_data[HASH_MAX_LEN];
        if (strcmp(vectors_string(one, "who"), side->who) != 0) {
            continue;
        }
        assert_true(
            finished13(s->suite->hash, &side->traffic, vectors_hex(s->v, one, "transcript_hash").data, verify_data));
        assert_true(bytes_equal(bytes_of(verify_data, s->suite->hash->len), bytes_from(message, 4)));
        s->counts->finished13++;
    }
}

/* The messages that keys change with. In one capture the whole flight lies in one record, Finished at its end. */
static void follow13(const struct session *s, struct side *side, const struct expected *e) {
    size_t finished_len = 4 + (size_t)s->suite->hash->len;
    if (e->type != CONTENT_HANDSHAKE) {
        return;
    }
    if (e->plaintext.data[0] == KEY_UPDATE) {
        char epoch[32];
        assert_true(traffic_update13(s->suite->hash, &side->traffic));
        snprintf(epoch, sizeof epoch, "application %u", ++side->generation);
        install13(s, side, epoch);
        return;
    }
    tl_bytes last =
        e->plaintext.len < finished_len ? (tl_bytes){0} : bytes_from(e->plaintext, e->plaintext.len - finished_len);
    if (last.len > 0 && last.data[0] == FINISHED && last.data[3] == s->suite->hash->len) {
        check_finished13(s, side, last);
        install13(s, side, "application 0");
    }
}

static void check_session13(const struct session *s, struct side *sides) {
    json_t *record;
    size_t i;
    install13(s, &sides[0], "handshake");
    install13(s, &sides[1], "handshake");
    json_array_foreach(vectors_array(s->json, "records"), i, record) {
        if (vectors_has(record, "encrypted")) {
            struct side *side = side_of(sides, record);
            struct expected e = {(uint8_t)vectors_number(record, "inner_content_type"),
                                 vectors_hex(s->v, record, "plaintext"), vectors_hex(s->v, record, "record"),
                                 vectors_number(record, "padding_octets")};
            check_record(side, &e);
            follow13(s, side, &e);
            s->counts->records13++;
        }
    }
    s->counts->sessions13++;
}

/* ---- tests ---- */

static void check_session(const struct session *s) {
    struct side sides[] = {{.who = "client"}, {.who = "server"}};
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        protection_init_none(&sides[i].seal);
        protection_init_none(&sides[i].open);
    }
    if (strcmp(vectors_string(s->json, "version"), "0304") == 0) {
        check_session13(s, sides);
    } else {
        check_session12(s, sides);
    }
    for (size_t i = 0; i < COUNT_OF(sides); i++) {
        protection_clear(&sides[i].seal);
        protection_clear(&sides[i].open);
    }
}

static void check_sessions(struct vectors *v, const struct counts *expected) {
    struct counts counts = {0};
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    json_t *json;
    size_t i;
    assert_non_null(crypto);
    json_array_foreach(vectors_array(v->root, "sessions"), i, json) {
        struct session s = {v, json, crypto, suite_of(json), &counts};
        if (s.suite != NULL) {
            check_session(&s);
        }
    }
    assert_memory_equal(&counts, expected, sizeof counts);
    tl_crypto_free(crypto);
    vectors_close(v);
}

static void test_captures(void **state) {
    (void)state;
    static const struct counts expected = {11, 149, 22, 6, 115, 12, 26};
    struct vectors v = vectors_open("rfc/tls_sessions.json");
    check_sessions(&v, &expected);
}

static void test_illustrated_and_scapy(void **state) {
    (void)state;
    static const struct counts expected = {1, 1, 1, 2, 14, 4, 8};
    struct vectors v = vectors_open("rfc/tls_records.json");
    check_sessions(&v, &expected);
}

static void check_single(struct vectors *v, const json_t *json, const tl_crypto *crypto) {
    struct counts counts;
    struct session s = {v, json, crypto, &(struct suite){"1301", &aead_aes_128_gcm, &hash_sha256, 12}, &counts};
    struct side side = {.who = vectors_string(json, "who")};
    struct expected e = {(uint8_t)vectors_number(json, "content_type"), vectors_hex(v, json, "plaintext"),
                         vectors_hex(v, json, "record"), vectors_number(json, "padding_octets")};
    protection_init_none(&side.seal);
    protection_init_none(&side.open);
    install(&s, &side, &protection_aead13, vectors_hex(v, json, "key").data, vectors_hex(v, json, "iv").data);
    side.seal.sequence = side.open.sequence = vectors_number(json, "sequence_number");
    check_record(&side, &e);
    protection_clear(&side.seal);
    protection_clear(&side.open);
}

static void test_single_records(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/tls_records.json");
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    json_t *json;
    size_t i, num = 0;
    json_array_foreach(vectors_array(v.root, "single_records"), i, json) {
        if (strcmp(vectors_string(json, "version"), "0304") == 0) {
            assert_string_equal(vectors_string(json, "cipher_suite_name"), "TLS_AES_128_GCM_SHA256");
            check_single(&v, json, crypto);
            num++;
        }
    }
    assert_int_equal(num, 4);
    tl_crypto_free(crypto);
    vectors_close(&v);
}

int main(void) {
    if (!vectors_available()) {
        return VECTORS_SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_captures),
        cmocka_unit_test(test_illustrated_and_scapy),
        cmocka_unit_test(test_single_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
