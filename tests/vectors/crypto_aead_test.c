/* AES-GCM and ChaCha20-Poly1305 against published figures, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "support/crypto_names.h"
#include "support/wycheproof.h"

#define MAX_TEXT   1024
#define RECORD_LEN (1 << 14)

/* One figure: what goes in, and what must come out. */
struct figure {
    const struct aead_alg *alg;
    tl_bytes key, nonce, ad, plaintext, ciphertext, tag;
};

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

static struct figure read_figure(struct vectors *v, const json_t *json) {
    struct figure f = {.alg = aead_named(vectors_string(json, "algorithm")),
                       .key = vectors_hex(v, json, "key"),
                       .nonce = vectors_hex(v, json, "nonce"),
                       .ad = vectors_hex(v, json, "ad"),
                       .plaintext = vectors_hex(v, json, "plaintext"),
                       .ciphertext = vectors_hex(v, json, "ciphertext"),
                       .tag = vectors_hex(v, json, "tag")};
    assert_int_equal(f.key.len, f.alg->key_len);
    assert_int_equal(f.nonce.len, AEAD_NONCE_LEN);
    assert_int_equal(f.tag.len, AEAD_TAG_LEN);
    assert_true(f.plaintext.len == f.ciphertext.len && f.plaintext.len + AEAD_TAG_LEN <= MAX_TEXT);
    return f;
}

static void assert_sealed(const struct figure *f, const uint8_t *out) {
    assert_memory_equal(out, f->ciphertext.data, f->ciphertext.len);
    assert_memory_equal(out + f->ciphertext.len, f->tag.data, f->tag.len);
}

/* Every way to cut the plaintext into in and tail gives the same record, in place and not. */
static void check_seal(const struct figure *f) {
    struct aead aead;
    assert_true(aead_init(&aead, f->alg, crypto, f->key.data, AEAD_SEAL));
    for (size_t cut = 0; cut <= f->plaintext.len; cut++) {
        tl_bytes in = {f->plaintext.data, cut}, tail = bytes_from(f->plaintext, cut);
        uint8_t out[MAX_TEXT];
        assert_true(aead_seal(&aead, f->nonce.data, f->ad, in, tail, out));
        assert_sealed(f, out);
        memcpy(out, in.data, in.len);
        assert_true(aead_seal(&aead, f->nonce.data, f->ad, bytes_of(out, in.len), tail, out));
        assert_sealed(f, out);
    }
    aead_clear(&aead);
}

static void assert_refused(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in) {
    static const uint8_t zeros[MAX_TEXT];
    uint8_t out[MAX_TEXT];
    memset(out, 0xa5, sizeof out);
    assert_false(aead_open(aead, nonce, ad, in, out));
    if (in.len >= AEAD_TAG_LEN) {
        assert_memory_equal(out, zeros, in.len - AEAD_TAG_LEN);
        assert_int_equal(out[in.len - AEAD_TAG_LEN], 0xa5);
    }
}

/* One bit changed anywhere, an octet less, or more additional data: refused, and nothing of the plaintext shown. */
static void check_refusals(struct aead *aead, const struct figure *f, const uint8_t *sealed, size_t len) {
    uint8_t changed[MAX_TEXT], nonce[AEAD_NONCE_LEN];
    for (size_t i = 0; i < len; i++) {
        memcpy(changed, sealed, len);
        changed[i] ^= (uint8_t)(1 << i % 8);
        assert_refused(aead, f->nonce.data, f->ad, bytes_of(changed, len));
    }
    for (size_t i = 0; i < sizeof nonce; i++) {
        memcpy(nonce, f->nonce.data, sizeof nonce);
        nonce[i] ^= 0x80;
        assert_refused(aead, nonce, f->ad, bytes_of(sealed, len));
    }
    for (size_t less = 1; less <= len; less++) {
        assert_refused(aead, f->nonce.data, f->ad, bytes_of(sealed, len - less));
    }
    assert_refused(aead, f->nonce.data, bytes_of("\0", 1), bytes_of(sealed, len));
}

static void check_open(const struct figure *f) {
    struct aead aead;
    uint8_t sealed[MAX_TEXT], out[MAX_TEXT];
    size_t len = f->ciphertext.len + AEAD_TAG_LEN;
    memcpy(sealed, f->ciphertext.data, f->ciphertext.len);
    memcpy(sealed + f->ciphertext.len, f->tag.data, AEAD_TAG_LEN);
    assert_true(aead_init(&aead, f->alg, crypto, f->key.data, AEAD_OPEN));
    check_refusals(&aead, f, sealed, len);
    assert_true(aead_open(&aead, f->nonce.data, f->ad, bytes_of(sealed, len), out));
    assert_memory_equal(out, f->plaintext.data, f->plaintext.len);
    assert_true(aead_open(&aead, f->nonce.data, f->ad, bytes_of(sealed, len), sealed));
    assert_memory_equal(sealed, f->plaintext.data, f->plaintext.len);
    aead_clear(&aead);
}

static void test_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_aeads.json");
    json_t *figures = vectors_array(v.root, "aead"), *json;
    size_t i;
    json_array_foreach(figures, i, json) {
        struct figure f = read_figure(&v, json);
        check_seal(&f);
        check_open(&f);
    }
    assert_int_equal(json_array_size(figures), 11);
    vectors_close(&v);
}

/* Long records, each with a nonce of its own under one key, and a wrong one between them. */
static void test_many_records(void **state) {
    (void)state;
    static const struct aead_alg *const algs[] = {&aead_aes_128_gcm, &aead_aes_256_gcm, &aead_chacha20_poly1305};
    static const uint8_t key[AEAD_MAX_KEY_LEN] = {1, 2, 3};
    static uint8_t text[RECORD_LEN + 1], record[RECORD_LEN + 1 + AEAD_TAG_LEN];
    for (size_t i = 0; i < COUNT_OF(algs); i++) {
        struct aead seal, open;
        assert_true(aead_init(&seal, algs[i], crypto, key, AEAD_SEAL));
        assert_true(aead_init(&open, algs[i], crypto, key, AEAD_OPEN));
        for (uint8_t number = 0; number < 8; number++) {
            uint8_t nonce[AEAD_NONCE_LEN] = {number};
            tl_bytes sealed = {record, sizeof record};
            memset(text, number, sizeof text);
            assert_true(
                aead_seal(&seal, nonce, bytes_of(nonce, 5), bytes_of(text, RECORD_LEN), bytes_of("\x17", 1), record));
            assert_false(aead_open(&open, nonce, bytes_of(nonce, 4), sealed, text));
            assert_int_equal(text[0] | text[RECORD_LEN], 0);
            assert_true(aead_open(&open, nonce, bytes_of(nonce, 5), sealed, record));
            assert_int_equal(record[0], number);
            assert_int_equal(record[RECORD_LEN - 1], number);
            assert_int_equal(record[RECORD_LEN], 0x17);
        }
        aead_clear(&seal);
        aead_clear(&open);
    }
}

static void test_clear_twice(void **state) {
    (void)state;
    static const uint8_t key[AEAD_MAX_KEY_LEN];
    struct aead aead = {0};
    aead_clear(&aead);
    assert_true(aead_init(&aead, &aead_aes_256_gcm, crypto, key, AEAD_SEAL));
    aead_clear(&aead);
    aead_clear(&aead);
    assert_null(aead.state);
}

/* TLS has nonces of 96 bits and keys of 128 and 256 (RFC 8446 §5.3, §B.4). */
static enum verdict check_wycheproof(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    const struct aead_alg *alg = arg;
    if (vectors_number(group, "ivSize") != 8 * AEAD_NONCE_LEN ||
        vectors_number(group, "keySize") != 8U * alg->key_len) {
        return NOT_OURS;
    }
    assert_int_equal(vectors_number(group, "tagSize"), 8 * AEAD_TAG_LEN);
    tl_bytes key = vectors_hex(v, test, "key"), nonce = vectors_hex(v, test, "iv"), ad = vectors_hex(v, test, "aad");
    tl_bytes text = vectors_hex(v, test, "msg"), ct = vectors_hex(v, test, "ct"), tag = vectors_hex(v, test, "tag");
    uint8_t sealed[MAX_TEXT], out[MAX_TEXT];
    struct aead aead;
    assert_true(ct.len + tag.len <= sizeof sealed && text.len + AEAD_TAG_LEN <= sizeof out);
    memcpy(sealed, ct.data, ct.len);
    memcpy(sealed + ct.len, tag.data, tag.len);
    assert_true(aead_init(&aead, alg, crypto, key.data, AEAD_OPEN));
    bool opened = aead_open(&aead, nonce.data, ad, bytes_of(sealed, ct.len + tag.len), out);
    aead_clear(&aead);
    if (!opened) {
        return REFUSED;
    }
    assert_true(bytes_equal(text, bytes_of(out, ct.len)));
    assert_true(aead_init(&aead, alg, crypto, key.data, AEAD_SEAL));
    assert_true(aead_seal(&aead, nonce.data, ad, text, (tl_bytes){0}, out));
    aead_clear(&aead);
    assert_memory_equal(out, sealed, ct.len + tag.len);
    return ACCEPTED;
}

static void test_wycheproof(void **state) {
    (void)state;
    static const struct wycheproof files[] = {
        {"wycheproof/aes_gcm_test.json", check_wycheproof, &aead_aes_128_gcm, NULL, {40, 27, 0, 249}},
        {"wycheproof/aes_gcm_test.json", check_wycheproof, &aead_aes_256_gcm, NULL, {39, 27, 0, 250}},
        {"wycheproof/chacha20_poly1305_test.json", check_wycheproof, &aead_chacha20_poly1305, NULL, {256, 60, 0, 9}},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wycheproof_run(&files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures),
        cmocka_unit_test(test_many_records),
        cmocka_unit_test(test_clear_twice),
        cmocka_unit_test(test_wycheproof),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
