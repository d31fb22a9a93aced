/* Hashes, HMAC and HKDF against published figures: those of the RFCs and of Wycheproof. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/control.h"
#include "crypto/hmac.h"
#include "support/crypto_names.h"
#include "support/wycheproof.h"

static void assert_octets(const uint8_t *got, tl_bytes expected) {
    assert_memory_equal(got, expected.data, expected.len);
}

/* The message in two parts, cut at every place, with the state copied between them: the copy and the original must both
 * come to the whole message's hash. */
static void check_cuts(const struct hash_alg *alg, tl_bytes message, tl_bytes digest) {
    for (size_t cut = 0; cut <= message.len; cut++) {
        struct hash_state state, copy = {0};
        uint8_t out[HASH_MAX_LEN];
        hash_init(&state, alg);
        hash_update(&state, (tl_bytes){message.data, cut});
        hash_copy(&copy, &state);
        hash_update(&state, bytes_from(message, cut));
        assert_true(hash_finish(&state, out));
        assert_octets(out, digest);
        hash_update(&copy, bytes_from(message, cut));
        assert_true(hash_finish(&copy, out));
        assert_octets(out, digest);
    }
}

static void test_hash_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_hashes.json");
    json_t *figures = vectors_array(vectors_object(v.root, "hash"), "figures"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        tl_bytes message = vectors_hex(&v, figure, "message"), digest = vectors_hex(&v, figure, "digest");
        uint8_t out[HASH_MAX_LEN];
        assert_int_equal(digest.len, alg->len);
        assert_true(hash_once(alg, message, out));
        assert_octets(out, digest);
        check_cuts(alg, message, digest);
    }
    assert_int_equal(json_array_size(figures), 8);
    vectors_close(&v);
}

/* A state is clear after finish and after clear, and a clear one gives no digest. */
static void test_clear_state(void **state) {
    (void)state;
    struct hash_state hash;
    uint8_t out[HASH_MAX_LEN];
    hash_init(&hash, &hash_sha256);
    assert_true(hash_finish(&hash, out));
    assert_false(hash_finish(&hash, out));
    hash_init(&hash, &hash_sha384);
    hash_update(&hash, bytes_of_string("secret"));
    hash_clear(&hash);
    hash_update(&hash, bytes_of_string("ignored"));
    assert_false(hash_finish(&hash, out));
    hash_clear(&hash);
    struct hmac_state hmac = {0};
    assert_false(hmac_finish(&hmac, out));
    hmac_init(&hmac, &hash_sha512, bytes_of_string("key"));
    hmac_clear(&hmac);
    assert_false(hmac_finish(&hmac, out));
}

static void test_hmac_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_hashes.json");
    json_t *figures = vectors_array(v.root, "hmac"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        tl_bytes key = vectors_hex(&v, figure, "key"), message = vectors_hex(&v, figure, "message");
        uint8_t out[HASH_MAX_LEN];
        assert_true(hmac_once(alg, key, message, out));
        assert_octets(out, vectors_hex(&v, figure, "mac"));

        struct hmac_state hmac, copy = {0};
        hmac_init(&hmac, alg, key);
        hmac_copy(&copy, &hmac);
        hmac_clear(&hmac);
        hmac_update(&copy, message);
        assert_true(hmac_finish(&copy, out));
        assert_octets(out, vectors_hex(&v, figure, "mac"));
    }
    assert_int_equal(json_array_size(figures), 12);
    vectors_close(&v);
}

/* One octet of the output less is the same row of octets, and what lies behind it is not touched. */
static void check_expand(const struct hash_alg *alg, const uint8_t *prk, tl_bytes info, tl_bytes expected) {
    uint8_t out[HASH_MAX_LEN * 2];
    tl_bytes key = {prk, alg->len};
    assert_true(expected.len < sizeof out);
    assert_true(hkdf_expand(alg, key, info, out, expected.len));
    assert_octets(out, expected);
    memset(out, 0xa5, sizeof out);
    assert_true(hkdf_expand(alg, key, info, out, expected.len - 1));
    assert_octets(out, (tl_bytes){expected.data, expected.len - 1});
    assert_int_equal(out[expected.len - 1], 0xa5);
}

static void test_hkdf_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_hashes.json");
    json_t *figures = vectors_array(v.root, "hkdf"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        const struct hash_alg *alg = hash_named(vectors_string(figure, "hash"));
        uint8_t prk[HASH_MAX_LEN];
        assert_true(hkdf_extract(alg, vectors_hex(&v, figure, "salt"), vectors_hex(&v, figure, "input"), prk));
        assert_octets(prk, vectors_hex(&v, figure, "prk"));
        check_expand(alg, prk, vectors_hex(&v, figure, "info"), vectors_hex(&v, figure, "output"));
    }
    assert_int_equal(json_array_size(figures), 7);
    vectors_close(&v);
}

/* Groups with shortened tags compare the first octets, as users of a truncated MAC do. */
static enum verdict check_wycheproof_hmac(struct vectors *v, const json_t *group, const json_t *test, const void *alg) {
    uint8_t out[HASH_MAX_LEN];
    assert_true(hmac_once(alg, vectors_hex(v, test, "key"), vectors_hex(v, test, "msg"), out));
    tl_bytes shortened = {out, vectors_number(group, "tagSize") / 8};
    return secret_equal(shortened, vectors_hex(v, test, "tag")) ? ACCEPTED : REFUSED;
}

static void test_wycheproof_hmac(void **state) {
    (void)state;
    static const struct wycheproof files[] = {
        {"wycheproof/hmac_sha1_test.json", check_wycheproof_hmac, &hash_sha1, NULL, {66, 104, 0, 0}},
        {"wycheproof/hmac_sha256_test.json", check_wycheproof_hmac, &hash_sha256, NULL, {66, 108, 0, 0}},
        {"wycheproof/hmac_sha384_test.json", check_wycheproof_hmac, &hash_sha384, NULL, {66, 108, 0, 0}},
        {"wycheproof/hmac_sha512_test.json", check_wycheproof_hmac, &hash_sha512, NULL, {66, 108, 0, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wycheproof_run(&files[i]);
    }
}

/* What is invalid asks for more than 255 blocks. */
static enum verdict check_wycheproof_hkdf(struct vectors *v, const json_t *group, const json_t *test, const void *alg) {
    (void)group;
    uint8_t prk[HASH_MAX_LEN], out[255 * HASH_MAX_LEN + 1];
    const struct hash_alg *hash = alg;
    size_t len = vectors_number(test, "size");
    assert_true(len <= sizeof out);
    assert_true(hkdf_extract(hash, vectors_hex(v, test, "salt"), vectors_hex(v, test, "ikm"), prk));
    if (!hkdf_expand(hash, bytes_of(prk, hash->len), vectors_hex(v, test, "info"), out, len)) {
        return REFUSED;
    }
    assert_true(bytes_equal(bytes_of(out, len), vectors_hex(v, test, "okm")));
    return ACCEPTED;
}

static void test_wycheproof_hkdf(void **state) {
    (void)state;
    static const struct wycheproof files[] = {
        {"wycheproof/hkdf_sha1_test.json", check_wycheproof_hkdf, &hash_sha1, NULL, {84, 3, 0, 0}},
        {"wycheproof/hkdf_sha256_test.json", check_wycheproof_hkdf, &hash_sha256, NULL, {83, 3, 0, 0}},
        {"wycheproof/hkdf_sha384_test.json", check_wycheproof_hkdf, &hash_sha384, NULL, {80, 3, 0, 0}},
        {"wycheproof/hkdf_sha512_test.json", check_wycheproof_hkdf, &hash_sha512, NULL, {80, 3, 0, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wycheproof_run(&files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_figures),    cmocka_unit_test(test_clear_state),
        cmocka_unit_test(test_hmac_figures),    cmocka_unit_test(test_hkdf_figures),
        cmocka_unit_test(test_wycheproof_hmac), cmocka_unit_test(test_wycheproof_hkdf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
