/* RFC 8448: every secret, key, Finished and transcript hash of its five traces, from their messages and private keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "crypto/group.h"
#include "crypto/hmac.h"
#include "keys/schedule13.h"
#include "keys/transcript.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

#define MAX_COMPUTED               20
#define HELLO_RETRY_REQUEST_RANDOM "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"

enum { CLIENT_HELLO = 1, SERVER_HELLO = 2, FINISHED = 20 };

/* What the key schedule gave, under the names that the RFC has for it. */
struct computed {
    struct {
        const char *label;
        struct secret secret;
    } of[MAX_COMPUTED];
    size_t num;
    struct secret early, handshake, master;
    uint8_t empty[HASH_MAX_LEN], client_hello[HASH_MAX_LEN], server_hello[HASH_MAX_LEN];
    uint8_t before_server_finished[HASH_MAX_LEN], server_finished[HASH_MAX_LEN];
    uint8_t before_client_finished[HASH_MAX_LEN], client_finished[HASH_MAX_LEN];
    tl_bytes server_verify_data, client_verify_data;
};

static const struct hash_alg *const alg = &hash_sha256; /* of TLS_AES_128_GCM_SHA256, in all traces */

/* ---- computing ---- */

static void record_secret(struct computed *c, const char *label, const struct secret *secret) {
    assert_true(c->num < MAX_COMPUTED);
    c->of[c->num].label = label;
    c->of[c->num++].secret = *secret;
}

static void derive(struct computed *c, const char *name, const struct secret *from, const char *label,
                   const uint8_t *hash) {
    struct secret derived = {0};
    assert_true(derive_secret(alg, from, label, hash, &derived));
    record_secret(c, name, &derived);
}

static const struct secret *find(const struct computed *c, const char *label) {
    for (size_t i = 0; i < c->num; i++) {
        if (strcmp(c->of[i].label, label) == 0) {
            return &c->of[i].secret;
        }
    }
    fail_msg("the key schedule gave no \"%s\"", label);
    return NULL;
}

static bool is_retry(struct vectors *v, tl_bytes message) {
    tl_bytes random = vectors_decode(v, HELLO_RETRY_REQUEST_RANDOM);
    return message.len > 38 && memcmp(message.data + 6, random.data, random.len) == 0;
}

/* The hashes around one message, as a party to the handshake would take them. */
static void follow(struct vectors *v, struct computed *c, struct transcript *t, tl_bytes message,
                   bool *server_is_done) {
    bool finished = message.data[0] == FINISHED, hello = message.data[0] == SERVER_HELLO;
    if (hello && t->alg == NULL) {
        transcript_start(t, alg, false);
        assert_true(transcript_hash(t, c->client_hello));
    }
    if (hello && is_retry(v, message)) {
        assert_true(transcript_restart(t));
    }
    if (finished) {
        assert_true(transcript_hash(t, *server_is_done ? c->before_client_finished : c->before_server_finished));
        *(*server_is_done ? &c->client_verify_data : &c->server_verify_data) = bytes_from(message, 4);
    }
    assert_true(transcript_add(t, message));
    if (hello && !is_retry(v, message)) {
        assert_true(transcript_hash(t, c->server_hello));
    }
    if (finished) {
        assert_true(transcript_hash(t, *server_is_done ? c->client_finished : c->server_finished));
        *server_is_done = true;
    }
}

static void hash_messages(struct vectors *v, const json_t *trace, struct computed *c) {
    struct transcript t = {0};
    bool server_is_done = false;
    json_t *message;
    size_t i;
    json_array_foreach(vectors_array(trace, "transcript"), i, message) {
        follow(v, c, &t, vectors_decode(v, json_string_value(message)), &server_is_done);
    }
    transcript_clear(&t);
    assert_true(hash_once(alg, (tl_bytes){0}, c->empty));
}

static void run_schedule(struct computed *c, tl_bytes psk, tl_bytes shared) {
    struct secret secret = {0};
    assert_true(schedule13_early(alg, psk, &secret));
    c->early = secret;
    record_secret(c, "early", &secret);
    derive(c, "tls13 res binder", &c->early, "res binder", c->empty);
    derive(c, "tls13 c e traffic", &c->early, "c e traffic", c->client_hello);
    derive(c, "tls13 e exp master", &c->early, "e exp master", c->client_hello);
    derive(c, "tls13 derived (handshake)", &c->early, "derived", c->empty);

    assert_true(schedule13_next(alg, &secret, shared));
    c->handshake = secret;
    record_secret(c, "handshake", &secret);
    derive(c, "tls13 c hs traffic", &c->handshake, "c hs traffic", c->server_hello);
    derive(c, "tls13 s hs traffic", &c->handshake, "s hs traffic", c->server_hello);
    derive(c, "tls13 derived (master)", &c->handshake, "derived", c->empty);

    assert_true(schedule13_next(alg, &secret, (tl_bytes){0}));
    c->master = secret;
    record_secret(c, "master", &secret);
    derive(c, "tls13 c ap traffic", &c->master, "c ap traffic", c->server_finished);
    derive(c, "tls13 s ap traffic", &c->master, "s ap traffic", c->server_finished);
    derive(c, "tls13 exp master", &c->master, "exp master", c->server_finished);
    derive(c, "tls13 res master", &c->master, "res master", c->client_finished);
}

/* The PSK of the next connection (RFC 8446 §4.6.1). */
static void resume(struct vectors *v, const json_t *secrets, struct computed *c) {
    if (!vectors_has(secrets, "ticket_nonce")) {
        return;
    }
    struct secret psk = {.len = alg->len};
    assert_true(expand_label(alg, secret_bytes(find(c, "tls13 res master")), "resumption",
                             vectors_hex(v, secrets, "ticket_nonce"), psk.data, psk.len));
    record_secret(c, "tls13 resumption", &psk);
}

/* The key exchange from both sides' last private keys. */
static void agree(struct vectors *v, const json_t *trace, struct secret *shared) {
    tl_bytes keys[2] = {{0}}, shares[2] = {{0}};
    const char *group_name = NULL;
    json_t *key;
    size_t i;
    json_array_foreach(vectors_array(trace, "ephemeral_keys"), i, key) {
        size_t side = strcmp(vectors_string(key, "who"), "server") == 0;
        keys[side] = vectors_hex(v, key, "private");
        shares[side] = vectors_hex(v, key, "public");
        group_name = vectors_string(key, "group");
    }
    const struct group_alg *group = strcmp(group_name, "x25519") == 0 ? &group_x25519 : &group_secp256r1;
    for (size_t side = 0; side < 2; side++) {
        struct fixed_random source = {keys[side]};
        tl_crypto *crypto = tl_crypto_new(fixed_random, &source, NULL);
        struct group_key own = {0};
        uint8_t share[GROUP_MAX_SHARE];
        assert_non_null(crypto);
        assert_true(group_generate(&own, group, crypto, share));
        assert_memory_equal(share, shares[side].data, shares[side].len);
        assert_int_equal(group_decapsulate(&own, shares[1 - side], shared), GROUP_OK);
        group_clear(&own);
        tl_crypto_free(crypto);
    }
}

static void compute(struct vectors *v, const json_t *trace, tl_bytes psk, struct computed *c) {
    const json_t *secrets = vectors_object(trace, "secrets");
    struct secret shared = {0};
    *c = (struct computed){0};
    hash_messages(v, trace, c);
    agree(v, trace, &shared);
    assert_true(bytes_equal(secret_bytes(&shared), vectors_hex(v, secrets, "ECDHE shared secret")));
    run_schedule(c, psk, secret_bytes(&shared));
    resume(v, secrets, c);
}

/* ---- comparing ---- */

static bool same(const struct secret *secret, tl_bytes expected) {
    return bytes_equal(secret_bytes(secret), expected);
}

static size_t check_secrets(struct vectors *v, const json_t *trace, const struct computed *c) {
    json_t *secrets = vectors_object(trace, "secrets"), *value;
    const char *label;
    size_t num = 0;
    json_object_foreach(secrets, label, value) {
        if (strcmp(label, "ECDHE shared secret") != 0 && strcmp(label, "ticket_nonce") != 0) {
            assert_true(same(find(c, label), vectors_hex(v, secrets, label)));
            num++;
        }
    }
    return num;
}

static const char *traffic_label(const char *who, const char *epoch) {
    bool client = strcmp(who, "client") == 0;
    if (strcmp(epoch, "early application data") == 0) {
        return "tls13 c e traffic";
    }
    if (strcmp(epoch, "handshake data") == 0) {
        return client ? "tls13 c hs traffic" : "tls13 s hs traffic";
    }
    return client ? "tls13 c ap traffic" : "tls13 s ap traffic";
}

static size_t check_traffic_keys(struct vectors *v, const json_t *trace, const struct computed *c) {
    json_t *all = vectors_array(trace, "traffic_keys"), *one;
    size_t i;
    json_array_foreach(all, i, one) {
        const struct secret *secret = find(c, traffic_label(vectors_string(one, "who"), vectors_string(one, "epoch")));
        tl_bytes key = vectors_hex(v, one, "key"), iv = vectors_hex(v, one, "iv");
        struct traffic_keys keys;
        assert_true(same(secret, vectors_hex(v, one, "secret")));
        assert_true(traffic_keys13(alg, secret, key.len, &keys));
        assert_true(bytes_equal(bytes_of(keys.key, keys.key_len), key));
        assert_true(bytes_equal(bytes_of(keys.iv, sizeof keys.iv), iv));
    }
    return json_array_size(all);
}

static void check_one_finished(struct vectors *v, const json_t *one, const struct secret *base_key, const uint8_t *hash,
                               tl_bytes sent) {
    uint8_t key[HASH_MAX_LEN], verify_data[HASH_MAX_LEN];
    tl_bytes expected = vectors_hex(v, one, "verify_data");
    assert_true(same(base_key, vectors_hex(v, one, "base_key")));
    assert_memory_equal(hash, vectors_hex(v, one, "hash").data, alg->len);
    assert_true(expand_label(alg, secret_bytes(base_key), "finished", (tl_bytes){0}, key, alg->len));
    assert_memory_equal(key, vectors_hex(v, one, "finished_key").data, alg->len);
    assert_true(finished13(alg, base_key, hash, verify_data));
    assert_true(bytes_equal(bytes_of(verify_data, alg->len), expected));
    assert_true(bytes_equal(sent, expected));
}

/* The binder stands at the end of ClientHello, behind the lengths of the list and of itself, and covers what is before
 * those (RFC 8446 §4.2.11.2). */
static void check_binder(struct vectors *v, const json_t *trace, const json_t *one, const struct computed *c) {
    json_t *first = json_array_get(vectors_array(trace, "transcript"), 0);
    tl_bytes hello = vectors_decode(v, json_string_value(first));
    size_t covered = hello.len - alg->len - 3;
    uint8_t hash[HASH_MAX_LEN];
    assert_true(hash_once(alg, bytes_of(hello.data, covered), hash));
    check_one_finished(v, one, find(c, "tls13 res binder"), hash, bytes_from(hello, covered + 3));
}

static size_t check_finished(struct vectors *v, const json_t *trace, const struct computed *c) {
    json_t *all = vectors_array(trace, "finished"), *one;
    size_t i;
    json_array_foreach(all, i, one) {
        if (strcmp(vectors_string(one, "of"), "PSK binder") == 0) {
            check_binder(v, trace, one, c);
        } else if (strcmp(vectors_string(one, "who"), "server") == 0) {
            check_one_finished(v, one, find(c, "tls13 s hs traffic"), c->before_server_finished, c->server_verify_data);
        } else {
            check_one_finished(v, one, find(c, "tls13 c hs traffic"), c->before_client_finished, c->client_verify_data);
        }
    }
    return json_array_size(all);
}

static size_t check_hashes(struct vectors *v, const json_t *trace, const struct computed *c) {
    const struct {
        const char *name;
        const uint8_t *hash;
    } known[] = {{"ClientHello (0-RTT)", c->client_hello},
                 {"ClientHello..ServerHello", c->server_hello},
                 {"ClientHello..server Finished", c->server_finished},
                 {"ClientHello..client Finished", c->client_finished}};
    json_t *hashes = vectors_object(trace, "transcript_hashes");
    size_t num = 0;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (vectors_has(hashes, known[i].name)) {
            assert_memory_equal(known[i].hash, vectors_hex(v, hashes, known[i].name).data, alg->len);
            num++;
        }
    }
    assert_int_equal(num, json_object_size(hashes));
    return num;
}

/* ---- tests ---- */

struct counts {
    const char *name;
    size_t secrets, traffic_keys, finished, hashes;
};

static void check_trace(struct vectors *v, const json_t *trace, tl_bytes psk, const struct counts *expected) {
    struct computed c;
    assert_string_equal(vectors_string(trace, "name"), expected->name);
    compute(v, trace, psk, &c);
    assert_int_equal(check_secrets(v, trace, &c), expected->secrets);
    assert_int_equal(check_traffic_keys(v, trace, &c), expected->traffic_keys);
    assert_int_equal(check_finished(v, trace, &c), expected->finished);
    assert_int_equal(check_hashes(v, trace, &c), expected->hashes);
}

static const struct counts counts[] = {
    {"simple_1rtt", 12, 4, 2, 3},           {"resumed_0rtt", 14, 5, 3, 4},       {"hello_retry_request", 11, 4, 2, 3},
    {"client_authentication", 11, 4, 2, 3}, {"compatibility_mode", 11, 4, 2, 3},
};

static void test_section_3(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("rfc8448_section3.json");
    json_t *traces = vectors_array(v.root, "traces");
    assert_int_equal(json_array_size(traces), 1);
    check_trace(&v, json_array_get(traces, 0), (tl_bytes){0}, &counts[0]);
    vectors_close(&v);
}

/* The PSK of section 4 is the one that section 3 ended with. */
static tl_bytes psk_of(struct vectors *v, const json_t *traces, const json_t *trace) {
    if (strcmp(vectors_string(trace, "name"), "resumed_0rtt") != 0) {
        return (tl_bytes){0};
    }
    return vectors_hex(v, vectors_object(json_array_get(traces, 0), "secrets"), "tls13 resumption");
}

static void test_all_traces(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    json_t *traces = vectors_array(v.root, "traces"), *trace;
    size_t i;
    assert_int_equal(json_array_size(traces), COUNT_OF(counts));
    json_array_foreach(traces, i, trace) {
        check_trace(&v, trace, psk_of(&v, traces, trace), &counts[i]);
    }
    vectors_close(&v);
}

/* Exactly num secrets from the one called first on differ. */
static void expect_others(const struct computed *a, const struct computed *b, const char *first, size_t num) {
    size_t i = 0, differ = 0;
    while (i < a->num && strcmp(a->of[i].label, first) != 0) {
        assert_true(same(&a->of[i].secret, secret_bytes(&b->of[i].secret)));
        i++;
    }
    for (; i < a->num; i++, differ++) {
        bool equal = same(&a->of[i].secret, secret_bytes(&b->of[i].secret));
        assert_int_equal(equal, differ >= num);
    }
    assert_true(differ >= num);
}

static void expect_hash_matters(const struct computed *right, size_t hash_offset, tl_bytes shared, const char *first,
                                size_t num) {
    struct computed wrong = *right;
    ((uint8_t *)&wrong)[hash_offset] ^= 1;
    wrong.num = 0;
    run_schedule(&wrong, (tl_bytes){0}, shared);
    expect_others(right, &wrong, first, num);
}

/* Each input of the schedule changes what is derived from it, and nothing else. */
static void test_other_inputs(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("rfc8448_section3.json");
    const json_t *trace = json_array_get(vectors_array(v.root, "traces"), 0);
    tl_bytes shared = vectors_hex(&v, vectors_object(trace, "secrets"), "ECDHE shared secret");
    struct computed right, wrong;
    compute(&v, trace, (tl_bytes){0}, &right);
    right.num--; /* run_schedule does not make the PSK of the next connection */
    expect_hash_matters(&right, offsetof(struct computed, client_hello), shared, "tls13 c e traffic", 2);
    expect_hash_matters(&right, offsetof(struct computed, server_hello), shared, "tls13 c hs traffic", 2);
    expect_hash_matters(&right, offsetof(struct computed, server_finished), shared, "tls13 c ap traffic", 3);
    expect_hash_matters(&right, offsetof(struct computed, client_finished), shared, "tls13 res master", 1);

    wrong = right;
    wrong.num = 0;
    run_schedule(&wrong, (tl_bytes){0}, bytes_from(shared, 1));
    expect_others(&right, &wrong, "handshake", 9);
    wrong.num = 0;
    run_schedule(&wrong, shared, shared);
    expect_others(&right, &wrong, "early", 14);
    vectors_close(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_section_3),
        cmocka_unit_test(test_all_traces),
        cmocka_unit_test(test_other_inputs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
