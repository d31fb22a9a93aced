/* Private keys: loaded, refused, generated, exported, and signed with; from several threads too.
 * ctest: labels threads */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/alloc.h"
#include "base/control.h"
#include "support/crypto_names.h"
#include "support/fixed_random.h"
#include "support/vectors.h"

static tl_crypto *crypto;

static int set_up(void **state) {
    (void)state;
    tl_error error;
    crypto = tl_crypto_new(NULL, NULL, &error);
    return crypto != NULL ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    tl_crypto_free(crypto);
    return 0;
}

static struct private_key_parts rsa_parts(struct vectors *v, const json_t *figure) {
    return (struct private_key_parts){.kind = KEY_RSA,
                                      .n = vectors_hex(v, figure, "n"),
                                      .e = vectors_hex(v, figure, "e"),
                                      .d = vectors_hex(v, figure, "d"),
                                      .p = vectors_hex(v, figure, "p"),
                                      .q = vectors_hex(v, figure, "q"),
                                      .dp = vectors_hex(v, figure, "dp"),
                                      .dq = vectors_hex(v, figure, "dq"),
                                      .qi = vectors_hex(v, figure, "qi")};
}

static struct private_key *loaded(const struct private_key_parts *parts) {
    struct private_key *key = private_key_new(parts);
    assert_non_null(key);
    return key;
}

static void assert_refused(const struct private_key_parts *parts) {
    struct private_key *key = private_key_new(parts);
    assert_null(key);
}

/* Signs, and checks the signature with the key's own public half. */
static tl_bytes signed_with(const tl_crypto *provider, const struct private_key *key, const struct signature_alg *alg,
                            tl_bytes message, uint8_t *out) {
    size_t len = 0;
    assert_true(private_key_sign(provider, key, alg, message, out, &len));
    assert_true(len > 0 && len <= SIGNATURE_MAX_LEN);
    assert_true(signature_verify(provider, alg, private_key_public(key), message, bytes_of(out, len)));
    return bytes_of(out, len);
}

/* Whether an algorithm may be used with the key, as private_key_sign sees it. */
static bool may_sign(const struct private_key *key, const struct signature_alg *alg) {
    uint8_t out[SIGNATURE_MAX_LEN];
    size_t len;
    return private_key_sign(crypto, key, alg, bytes_of_string("message"), out, &len);
}

/* The figures come out octet by octet, with the RFC's salt where there is one. */
static void test_rsa_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure;
    size_t i;
    json_array_foreach(vectors_array(v.root, "rsa"), i, figure) {
        bool is_pss = vectors_has(figure, "salt");
        struct private_key_parts parts = rsa_parts(&v, figure);
        struct private_key *key = loaded(&parts);
        struct fixed_random salt = {is_pss ? vectors_hex(&v, figure, "salt") : (tl_bytes){0}};
        tl_error error;
        tl_crypto *salted = tl_crypto_new(fixed_random, &salt, &error);
        assert_non_null(salted);
        uint8_t out[SIGNATURE_MAX_LEN];
        tl_bytes signature = signed_with(salted, key, is_pss ? &signature_rsa_pss_sha256 : &signature_rsa_pkcs1_sha256,
                                         vectors_hex(&v, figure, "message"), out);
        assert_true(bytes_equal(signature, vectors_hex(&v, figure, "signature")));
        tl_crypto_free(salted);
        private_key_free(key);
    }
    assert_int_equal(i, 2);
    vectors_close(&v);
}

/* sum = a + b, an octet longer than a, the longer of the two. */
static void add(tl_bytes a, tl_bytes b, uint8_t *sum) {
    unsigned carry = 0;
    for (size_t i = 0; i < a.len; i++) {
        carry += a.data[a.len - 1 - i];
        carry += i < b.len ? b.data[b.len - 1 - i] : 0U;
        sum[a.len - i] = (uint8_t)carry;
        carry >>= 8;
    }
    sum[0] = (uint8_t)carry;
}

/* s and s + n are the same to the exponentiation; only s, the smaller, is a signature (RFC 8017 §5.2.2). */
static void test_rsa_range(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    struct private_key_parts parts = rsa_parts(&v, json_array_get(vectors_array(v.root, "rsa"), 1));
    struct private_key *key = loaded(&parts);
    const struct signature_alg *alg = &signature_rsa_pkcs1_sha256;
    unsigned tried = 0;
    for (uint8_t number = 0; number < 64; number++) {
        uint8_t out[SIGNATURE_MAX_LEN], sum[SIGNATURE_MAX_LEN + 1];
        tl_bytes message = {&number, 1}, signature = signed_with(crypto, key, alg, message, out);
        add(signature, parts.n, sum);
        tried += sum[0] == 0;
        assert_false(signature_verify(crypto, alg, private_key_public(key), message, bytes_of(sum + 1, signature.len)));
    }
    assert_true(tried > 0); /* the sum often fits in the octets of n */
    private_key_free(key);
    vectors_close(&v);
}

/* Each number of a key in turn missing, zero, or with a bit changed. */
static void test_bad_rsa_parts(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    const struct private_key_parts good = rsa_parts(&v, json_array_get(vectors_array(v.root, "rsa"), 0));
    for (size_t i = 0; i < 8; i++) {
        struct private_key_parts bad = good;
        tl_bytes *const numbers[8] = {&bad.n, &bad.e, &bad.d, &bad.p, &bad.q, &bad.dp, &bad.dq, &bad.qi};
        tl_bytes *number = numbers[i];
        uint8_t memory[256];
        assert_true(number->len <= sizeof memory);
        memcpy(memory, number->data, number->len);
        number->data = memory;
        private_key_free(loaded(&bad));
        memory[number->len / 2] ^= 0x10;
        assert_refused(&bad);
        memset(memory, 0, sizeof memory);
        assert_refused(&bad);
        *number = (tl_bytes){0};
        assert_refused(&bad);
    }
    struct private_key_parts bad = good;
    bad.p = good.q;
    bad.q = good.p;
    assert_refused(&bad);
    uint8_t sum[129]; /* qi has one value below p; others serve as well in arithmetic (RFC 8017 §3.2) */
    add(good.p, good.qi, sum);
    bad = good;
    bad.qi = bytes_of(sum, sizeof sum);
    assert_refused(&bad);
    private_key_free(loaded(&good));
    vectors_close(&v);
}

/* Numbers that agree with each other and are no key all the same; and one so small that it can sign nothing. */
static void test_degenerate_rsa(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    const struct private_key_parts good = rsa_parts(&v, json_array_get(vectors_array(v.root, "rsa"), 0));
    static const uint8_t numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
#define NUMBER(n)                                                                                                      \
    { &numbers[n], 1 }
    static const uint8_t number_33 = 33, number_22 = 22;
    struct private_key_parts bad = good; /* e, d and both exponents 1: signing does nothing */
    bad.e = bad.d = bad.dp = bad.dq = (tl_bytes)NUMBER(1);
    assert_refused(&bad);
    const struct private_key_parts square = {.kind = KEY_RSA,
                                             .n = NUMBER(9),
                                             .e = NUMBER(3),
                                             .d = NUMBER(3),
                                             .p = NUMBER(3),
                                             .q = NUMBER(3),
                                             .dp = NUMBER(1),
                                             .dq = NUMBER(1),
                                             .qi = NUMBER(1)};
    assert_refused(&square);
    const struct private_key_parts even = {.kind = KEY_RSA,
                                           .n = {&number_22, 1},
                                           .e = NUMBER(3),
                                           .d = NUMBER(7),
                                           .p = NUMBER(11),
                                           .q = NUMBER(2),
                                           .dp = NUMBER(7),
                                           .dq = NUMBER(1),
                                           .qi = NUMBER(6)};
    assert_refused(&even);
    const struct private_key_parts tiny = {.kind = KEY_RSA,
                                           .n = {&number_33, 1},
                                           .e = NUMBER(3),
                                           .d = NUMBER(7),
                                           .p = NUMBER(11),
                                           .q = NUMBER(3),
                                           .dp = NUMBER(7),
                                           .dq = NUMBER(1),
                                           .qi = NUMBER(4)};
    struct private_key *key = private_key_new(&tiny);
    assert_true(key == NULL ||
                (!may_sign(key, &signature_rsa_pkcs1_sha256) && !may_sign(key, &signature_rsa_pss_sha256)));
    private_key_free(key);
    vectors_close(&v);
}

/* 1024 bits are room for PSS with a hash and salt of 48 octets, not of 64 (RFC 8017 §9.1.1 step 3). */
static void test_rsa_too_short(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    struct private_key_parts parts = rsa_parts(&v, json_array_get(vectors_array(v.root, "rsa"), 1));
    struct private_key *key = loaded(&parts);
    assert_int_equal(public_key_bits(private_key_public(key)), 1024);
    assert_true(may_sign(key, &signature_rsa_pss_sha384));
    assert_false(may_sign(key, &signature_rsa_pss_sha512));
    private_key_free(key);
    vectors_close(&v);
}

static void test_ecdsa_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure;
    size_t i;
    json_array_foreach(vectors_array(v.root, "ecdsa"), i, figure) {
        struct private_key_parts parts = {.kind = KEY_ECDSA,
                                          .curve = curve_named(vectors_string(figure, "curve")),
                                          .scalar = vectors_hex(&v, figure, "scalar")};
        struct private_key *key = loaded(&parts);
        uint8_t out[SIGNATURE_MAX_LEN];
        assert_true(bytes_equal(private_key_public(key)->point, vectors_hex(&v, figure, "point")));
        signed_with(crypto, key, &signature_ecdsa_sha384, vectors_hex(&v, figure, "message"), out);
        private_key_free(key);
    }
    assert_int_equal(i, 9);
    vectors_close(&v);
}

static void test_bad_ecdsa_parts(void **state) {
    (void)state;
    static const uint8_t zeros[67];
    uint8_t scalar[33] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                          0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                          0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51}; /* P-256's order, then 0 */
    struct private_key_parts parts = {.kind = KEY_ECDSA, .curve = CURVE_P256, .scalar = {scalar, 32}};
    assert_refused(&parts);
    scalar[31]--;
    private_key_free(loaded(&parts));
    parts.scalar.len = 33;
    assert_refused(&parts);
    parts.scalar = bytes_of(zeros, 32);
    assert_refused(&parts);
    parts.scalar = bytes_of(zeros, sizeof zeros);
    assert_refused(&parts);
    parts.scalar = (tl_bytes){0};
    assert_refused(&parts);
    parts.scalar = bytes_of(scalar, 32);
    parts.curve = CURVE_NONE;
    assert_refused(&parts);
    parts.kind = KEY_NONE;
    assert_refused(&parts);
}

static void test_eddsa_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure;
    size_t i;
    json_array_foreach(vectors_array(v.root, "eddsa"), i, figure) {
        bool is_25519 = strcmp(vectors_string(figure, "curve"), "Ed25519") == 0;
        struct private_key_parts parts = {.kind = is_25519 ? KEY_ED25519 : KEY_ED448,
                                          .scalar = vectors_hex(&v, figure, "seed")};
        struct private_key *key = loaded(&parts);
        uint8_t out[SIGNATURE_MAX_LEN];
        tl_bytes signature = signed_with(crypto, key, is_25519 ? &signature_ed25519 : &signature_ed448,
                                         vectors_hex(&v, figure, "message"), out);
        assert_true(bytes_equal(private_key_public(key)->point, vectors_hex(&v, figure, "point")));
        assert_true(bytes_equal(signature, vectors_hex(&v, figure, "signature")));
        private_key_free(key);
        parts.scalar.len--;
        assert_refused(&parts);
    }
    assert_int_equal(i, 10);
    vectors_close(&v);
}

static const struct signature_alg *const algs[] = {
    &signature_rsa_pkcs1_sha1, &signature_rsa_pkcs1_sha256, &signature_rsa_pkcs1_sha384, &signature_rsa_pkcs1_sha512,
    &signature_rsa_pss_sha256, &signature_rsa_pss_sha384,   &signature_rsa_pss_sha512,   &signature_ecdsa_sha256,
    &signature_ecdsa_sha384,   &signature_ecdsa_sha512,     &signature_ed25519,          &signature_ed448,
};

static bool should_fit(enum key_kind kind, const struct signature_alg *alg) {
    return alg->kind == kind || (kind == KEY_RSA_PSS && alg->padding == PADDING_PSS);
}

/* The exported numbers are a key again, with the same public half. */
static struct private_key *exported(const struct private_key *key) {
    struct private_key_parts parts;
    tl_bytes memory;
    assert_true(private_key_export(key, &parts, &memory));
    struct private_key *again = loaded(&parts);
    mem_free_wiped((uint8_t *)(uintptr_t)memory.data, memory.len);
    assert_true(public_key_equal(private_key_public(key), private_key_public(again)));
    return again;
}

/* Every kind of key signs with every algorithm that fits it, and with no other; the exported key verifies. With 1089
 * bits a PSS encoding is an octet shorter than the modulus (RFC 8017 §8.1.1 step 1). */
static void test_generated(void **state) {
    (void)state;
    static const struct {
        enum key_kind kind;
        enum key_curve curve;
        unsigned rsa_bits, bits;
    } kinds[] = {
        {KEY_RSA, CURVE_NONE, 2048, 2048}, {KEY_RSA_PSS, CURVE_NONE, 1089, 1089}, {KEY_ECDSA, CURVE_P256, 0, 256},
        {KEY_ECDSA, CURVE_P384, 0, 384},   {KEY_ECDSA, CURVE_P521, 0, 521},       {KEY_ED25519, CURVE_NONE, 0, 256},
        {KEY_ED448, CURVE_NONE, 0, 456},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct private_key *key = private_key_generate(crypto, kinds[i].kind, kinds[i].curve, kinds[i].rsa_bits);
        assert_non_null(key);
        assert_int_equal(public_key_bits(private_key_public(key)), kinds[i].bits);
        struct private_key *again = exported(key), *other = NULL;
        other = private_key_generate(crypto, kinds[i].kind, kinds[i].curve, kinds[i].rsa_bits);
        assert_false(public_key_equal(private_key_public(key), private_key_public(other)));
        for (size_t k = 0; k < COUNT_OF(algs); k++) {
            uint8_t out[SIGNATURE_MAX_LEN];
            tl_bytes message = bytes_of_string("message");
            if (!should_fit(kinds[i].kind, algs[k])) {
                assert_false(may_sign(key, algs[k]));
                continue;
            }
            tl_bytes signature = signed_with(crypto, again, algs[k], message, out);
            assert_true(signature_verify(crypto, algs[k], private_key_public(key), message, signature));
            assert_false(signature_verify(crypto, algs[k], private_key_public(other), message, signature));
        }
        private_key_free(key);
        private_key_free(again);
        private_key_free(other);
    }
    assert_null(private_key_generate(crypto, KEY_NONE, CURVE_P256, 2048));
    assert_null(private_key_generate(crypto, KEY_ECDSA, CURVE_NONE, 0));
    assert_null(private_key_generate(crypto, KEY_RSA, CURVE_NONE, 16384));
    assert_null(private_key_generate(crypto, KEY_RSA, CURVE_NONE, 0));
    private_key_free(NULL);
}

struct worker {
    pthread_t thread;
    const struct private_key *key;
    const struct public_key *public;
    const struct signature_alg *alg;
    unsigned right;
};

/* No assertions here: cmocka's belong to the main thread. */
static void *work(void *arg) {
    struct worker *worker = arg;
    for (uint8_t round = 0; round < 20; round++) {
        uint8_t out[SIGNATURE_MAX_LEN];
        tl_bytes message = {&round, 1};
        size_t len;
        worker->right += private_key_sign(crypto, worker->key, worker->alg, message, out, &len) &&
                         signature_verify(crypto, worker->alg, worker->public, message, bytes_of(out, len));
    }
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    static const struct {
        enum key_kind kind;
        const struct signature_alg *alg;
    } cases[] = {
        {KEY_RSA, &signature_rsa_pss_sha256},
        {KEY_ECDSA, &signature_ecdsa_sha256},
        {KEY_ED25519, &signature_ed25519},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct private_key *key = private_key_generate(crypto, cases[i].kind, CURVE_P256, 1024);
        struct worker workers[4] = {0};
        assert_non_null(key);
        struct public_key prepared = *private_key_public(key);
        public_key_prepare(crypto, &prepared);
        assert_non_null(prepared.prepared);
        for (size_t k = 0; k < COUNT_OF(workers); k++) {
            workers[k].key = key;
            workers[k].public = k % 2 == 0 ? &prepared : private_key_public(key);
            workers[k].alg = cases[i].alg;
            assert_int_equal(pthread_create(&workers[k].thread, NULL, work, &workers[k]), 0);
        }
        for (size_t k = 0; k < COUNT_OF(workers); k++) {
            assert_int_equal(pthread_join(workers[k].thread, NULL), 0);
            assert_int_equal(workers[k].right, 20);
        }
        public_key_release(&prepared);
        private_key_free(key);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rsa_figures),     cmocka_unit_test(test_rsa_range),
        cmocka_unit_test(test_bad_rsa_parts),   cmocka_unit_test(test_degenerate_rsa),
        cmocka_unit_test(test_rsa_too_short),   cmocka_unit_test(test_ecdsa_figures),
        cmocka_unit_test(test_bad_ecdsa_parts), cmocka_unit_test(test_eddsa_figures),
        cmocka_unit_test(test_generated),       cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
