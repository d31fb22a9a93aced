/* Checking signatures against published figures, and what must be refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/control.h"
#include "crypto/rsa_padding.h"
#include "support/crypto_names.h"
#include "support/wycheproof.h"

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

static tl_bytes without_leading_zeros(tl_bytes number) {
    while (number.len > 0 && number.data[0] == 0) {
        number = bytes_from(number, 1);
    }
    return number;
}

static struct public_key rsa_key(tl_bytes modulus, tl_bytes exponent) {
    return (struct public_key){
        .kind = KEY_RSA, .modulus = without_leading_zeros(modulus), .public_exponent = without_leading_zeros(exponent)};
}

/* A copy of octets with one bit changed, in memory. */
static tl_bytes altered(tl_bytes octets, size_t at, uint8_t *memory) {
    memcpy(memory, octets.data, octets.len);
    memory[at] ^= 1;
    return bytes_of(memory, octets.len);
}

/* The figure verifies; with a bit changed in signature or message, or an octet more or less, it does not. */
static void check_figure_with(const struct signature_alg *alg, const struct public_key *key, tl_bytes message,
                              tl_bytes signature) {
    uint8_t memory[SIGNATURE_MAX_LEN + 1];
    assert_true(signature_verify(crypto, alg, key, message, signature));
    for (size_t i = 0; i < signature.len; i += 3) {
        assert_false(signature_verify(crypto, alg, key, message, altered(signature, i, memory)));
    }
    for (size_t i = 0; i < message.len; i += 5) {
        assert_false(signature_verify(crypto, alg, key, altered(message, i, memory), signature));
    }
    assert_false(signature_verify(crypto, alg, key, message, bytes_of(signature.data, signature.len - 1)));
    assert_false(signature_verify(crypto, alg, key, message, (tl_bytes){0}));
    memcpy(memory, signature.data, signature.len);
    memory[signature.len] = 0;
    assert_false(signature_verify(crypto, alg, key, message, bytes_of(memory, signature.len + 1)));
    memory[0] = 0;
    memcpy(memory + 1, signature.data, signature.len);
    assert_false(signature_verify(crypto, alg, key, message, bytes_of(memory, signature.len + 1)));
}

static void check_figure(const struct signature_alg *alg, const struct public_key *key, tl_bytes message,
                         tl_bytes signature) {
    struct public_key prepared = *key;
    check_figure_with(alg, key, message, signature);
    public_key_prepare(crypto, &prepared);
    assert_non_null(prepared.prepared);
    check_figure_with(alg, &prepared, message, signature);
    public_key_release(&prepared);
    assert_null(prepared.prepared);
}

static const struct signature_alg *ecdsa_with(const struct hash_alg *hash) {
    static const struct signature_alg *const all[] = {&signature_ecdsa_sha256, &signature_ecdsa_sha384,
                                                      &signature_ecdsa_sha512};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (all[i]->hash == hash) {
            return all[i];
        }
    }
    fail_msg("no ECDSA with %s", hash->name);
    return NULL;
}

static void test_ecdsa_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figures = vectors_array(v.root, "ecdsa"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        struct public_key key = {.kind = KEY_ECDSA,
                                 .curve = curve_named(vectors_string(figure, "curve")),
                                 .point = vectors_hex(&v, figure, "point")};
        const struct signature_alg *alg = ecdsa_with(hash_named(vectors_string(figure, "hash")));
        tl_bytes message = vectors_hex(&v, figure, "message"), signature = vectors_hex(&v, figure, "signature");
        uint8_t memory[133];
        check_figure(alg, &key, message, signature);
        tl_bytes point = key.point;
        for (size_t at = 0; at < point.len; at += 11) {
            key.point = altered(point, at, memory);
            assert_false(signature_verify(crypto, alg, &key, message, signature));
        }
        key.point = bytes_of(point.data, point.len - 1);
        assert_false(signature_verify(crypto, alg, &key, message, signature));
        key.point = point;
        key.curve = CURVE_NONE;
        assert_false(signature_verify(crypto, alg, &key, message, signature));
    }
    assert_int_equal(json_array_size(figures), 9);
    vectors_close(&v);
}

static void test_eddsa_figures(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figures = vectors_array(v.root, "eddsa"), *figure;
    size_t i;
    json_array_foreach(figures, i, figure) {
        bool is_25519 = strcmp(vectors_string(figure, "curve"), "Ed25519") == 0;
        struct public_key key = {.kind = is_25519 ? KEY_ED25519 : KEY_ED448, .point = vectors_hex(&v, figure, "point")};
        const struct signature_alg *alg = is_25519 ? &signature_ed25519 : &signature_ed448;
        tl_bytes message = vectors_hex(&v, figure, "message"), signature = vectors_hex(&v, figure, "signature");
        check_figure(alg, &key, message, signature);
        key.kind = is_25519 ? KEY_ED448 : KEY_ED25519;
        assert_false(signature_verify(crypto, alg, &key, message, signature));
    }
    assert_int_equal(json_array_size(figures), 10);
    vectors_close(&v);
}

/* A figure of the file whose padding this is. */
static json_t *rsa_figure(struct vectors *v, const char *padding) {
    json_t *figure;
    size_t i;
    json_array_foreach(vectors_array(v->root, "rsa"), i, figure) {
        if (strcmp(vectors_string(figure, "padding"), padding) == 0) {
            return figure;
        }
    }
    fail_msg("no figure with padding %s", padding);
    return NULL;
}

static void test_rsa_figures(void **state) {
    (void)state;
    static const struct {
        const char *padding;
        const struct signature_alg *right, *wrong[3];
    } cases[] = {
        {"PKCS#1",
         &signature_rsa_pkcs1_sha256,
         {&signature_rsa_pkcs1_sha384, &signature_rsa_pss_sha256, &signature_ecdsa_sha256}},
        {"PSS",
         &signature_rsa_pss_sha256,
         {&signature_rsa_pss_sha384, &signature_rsa_pkcs1_sha256, &signature_ed25519}},
    };
    struct vectors v = vectors_open_own("crypto_signatures.json");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        json_t *figure = rsa_figure(&v, cases[i].padding);
        struct public_key key = rsa_key(vectors_hex(&v, figure, "n"), vectors_hex(&v, figure, "e"));
        tl_bytes message = vectors_hex(&v, figure, "message"), signature = vectors_hex(&v, figure, "signature");
        check_figure(cases[i].right, &key, message, signature);
        for (size_t k = 0; k < COUNT_OF(cases[i].wrong); k++) {
            assert_false(signature_verify(crypto, cases[i].wrong[k], &key, message, signature));
        }
    }
    vectors_close(&v);
}

/* RFC 4055 §1.2 and §3.1: an RSASSA-PSS key serves PSS alone, with its own hash and at least its salt. */
static void test_pss_keys(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure = rsa_figure(&v, "PSS");
    struct public_key key = rsa_key(vectors_hex(&v, figure, "n"), vectors_hex(&v, figure, "e"));
    tl_bytes message = vectors_hex(&v, figure, "message"), signature = vectors_hex(&v, figure, "signature");
    const struct signature_alg *alg = &signature_rsa_pss_sha256;
    key.kind = KEY_RSA_PSS;
    assert_true(signature_verify(crypto, alg, &key, message, signature));
    key.pss_hash = &hash_sha256;
    key.pss_salt_len = 32;
    assert_true(signature_verify(crypto, alg, &key, message, signature));
    key.pss_salt_len = 33;
    assert_false(signature_verify(crypto, alg, &key, message, signature));
    key.pss_salt_len = 0;
    key.pss_hash = &hash_sha384;
    assert_false(signature_verify(crypto, alg, &key, message, signature));

    /* The salt's length is checked exactly. */
    struct signature_alg other_salt = *alg;
    key.pss_hash = NULL;
    for (other_salt.salt_len = 0; other_salt.salt_len < 64; other_salt.salt_len++) {
        bool right = signature_verify(crypto, &other_salt, &key, message, signature);
        assert_int_equal(right, other_salt.salt_len == 32);
    }

    figure = rsa_figure(&v, "PKCS#1");
    key = rsa_key(vectors_hex(&v, figure, "n"), vectors_hex(&v, figure, "e"));
    message = vectors_hex(&v, figure, "message");
    signature = vectors_hex(&v, figure, "signature");
    assert_true(signature_verify(crypto, &signature_rsa_pkcs1_sha256, &key, message, signature));
    key.kind = KEY_RSA_PSS;
    assert_false(signature_verify(crypto, &signature_rsa_pkcs1_sha256, &key, message, signature));
    vectors_close(&v);
}

/* The first octet of an encoded message that begins an octet later must be zero too. */
static void test_8k_plus_1_bits(void **state) {
    (void)state;
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure = vectors_object(v.root, "rsa_8k_plus_1");
    struct public_key key = rsa_key(vectors_hex(&v, figure, "n"), vectors_hex(&v, figure, "e"));
    tl_bytes message = vectors_hex(&v, figure, "message"), refused = vectors_hex(&v, figure, "refused");
    assert_int_equal(public_key_bits(&key) % 8, 1);
    check_figure(&signature_rsa_pss_sha256, &key, message, vectors_hex(&v, figure, "signature"));
    assert_false(signature_verify(crypto, &signature_rsa_pss_sha256, &key, message, refused));
    vectors_close(&v);
}

/* An exponent of 1 gives back what is signed, so that anybody could write the signature. */
static void check_exponent_of_1(const struct public_key *good, tl_bytes message) {
    uint8_t digest[HASH_MAX_LEN], encoded[256];
    struct public_key key = *good;
    tl_bytes forged = {encoded, key.modulus.len};
    assert_true(hash_once(&hash_sha256, message, digest));
    assert_true(pkcs1_encode(&hash_sha256, bytes_of(digest, 32), encoded, sizeof encoded));
    key.public_exponent = bytes_of("\1", 1);
    assert_false(signature_verify(crypto, &signature_rsa_pkcs1_sha256, &key, message, forged));
}

/* Keys of sizes that are no use, or that would keep us busy. */
static void test_bad_rsa_keys(void **state) {
    (void)state;
    static uint8_t huge[2049], small[2049] = {1};
    struct vectors v = vectors_open_own("crypto_signatures.json");
    json_t *figure = rsa_figure(&v, "PKCS#1");
    const struct public_key good = rsa_key(vectors_hex(&v, figure, "n"), vectors_hex(&v, figure, "e"));
    tl_bytes message = vectors_hex(&v, figure, "message"), signature = vectors_hex(&v, figure, "signature");
    const struct signature_alg *alg = &signature_rsa_pkcs1_sha256;
    assert_true(signature_verify(crypto, alg, &good, message, signature));

    /* The last verifies in arithmetic, but takes as long as signing. */
    const tl_bytes exponents[] = {{0}, bytes_of("\0", 1), bytes_of("\1\0\0", 3), vectors_hex(&v, figure, "long_e")};
    for (size_t i = 0; i < COUNT_OF(exponents); i++) {
        struct public_key key = good;
        key.public_exponent = exponents[i];
        public_key_prepare(crypto, &key);
        assert_null(key.prepared);
        assert_false(signature_verify(crypto, alg, &key, message, signature));
    }

    check_exponent_of_1(&good, message);

    uint8_t even[256];
    struct public_key key = good;
    key.modulus = altered(good.modulus, 255, even);
    assert_false(signature_verify(crypto, alg, &key, message, signature));
    key.modulus = (tl_bytes){0};
    assert_false(signature_verify(crypto, alg, &key, message, (tl_bytes){0}));
    memset(huge, 0xff, sizeof huge);
    key.modulus = bytes_of(huge, sizeof huge);
    assert_false(signature_verify(crypto, alg, &key, message, bytes_of(small, sizeof small)));
    key.modulus = bytes_of(huge, 8); /* too short for any encoding */
    assert_false(signature_verify(crypto, alg, &key, message, bytes_of("\0\0\0\0\0\0\0\1", 8)));
    assert_false(signature_verify(crypto, &signature_rsa_pss_sha256, &key, message, bytes_of("\0\0\0\0\0\0\0\1", 8)));
    vectors_close(&v);
}

static void test_public_keys(void **state) {
    (void)state;
    struct public_key a = {.kind = KEY_RSA, .modulus = bytes_of("\x01\xff", 2), .public_exponent = bytes_of("\3", 1)};
    struct public_key b = a;
    assert_int_equal(public_key_bits(&a), 9);
    assert_true(public_key_equal(&a, &b));
    b.public_exponent = bytes_of("\5", 1);
    assert_false(public_key_equal(&a, &b));
    b = a;
    b.modulus = bytes_of("\x01\xfe", 2);
    assert_false(public_key_equal(&a, &b));
    b = a;
    b.kind = KEY_RSA_PSS;
    assert_false(public_key_equal(&a, &b));
    assert_int_equal(public_key_bits(&(struct public_key){.kind = KEY_ECDSA, .curve = CURVE_P521}), 521);
    assert_int_equal(public_key_bits(&(struct public_key){.kind = KEY_ECDSA}), 0);
    assert_int_equal(public_key_bits(&(struct public_key){.kind = KEY_ED448}), 456);
    assert_int_equal(public_key_bits(&(struct public_key){.kind = KEY_NONE}), 0);
    assert_int_equal(public_key_bits(&(struct public_key){.kind = KEY_RSA}), 0);
}

static enum verdict verdict_of(const struct signature_alg *alg, const struct public_key *key, struct vectors *v,
                               const json_t *test) {
    tl_bytes message = vectors_hex(v, test, "msg"), signature = vectors_hex(v, test, "sig");
    return signature_verify(crypto, alg, key, message, signature) ? ACCEPTED : REFUSED;
}

static enum verdict check_ecdsa(struct vectors *v, const json_t *group, const json_t *test, const void *alg) {
    const json_t *public = vectors_object(group, "publicKey");
    struct public_key key = {.kind = KEY_ECDSA,
                             .curve = curve_named(vectors_string(public, "curve")),
                             .point = vectors_hex(v, public, "uncompressed")};
    return verdict_of(alg, &key, v, test);
}

static enum verdict check_eddsa(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    const struct signature_alg *alg = arg;
    struct public_key key = {.kind = alg->kind, .point = vectors_hex(v, vectors_object(group, "publicKey"), "pk")};
    return verdict_of(alg, &key, v, test);
}

static enum verdict check_rsa(struct vectors *v, const json_t *group, const json_t *test, const void *alg) {
    const json_t *public = vectors_object(group, "publicKey");
    struct public_key key = rsa_key(vectors_hex(v, public, "modulus"), vectors_hex(v, public, "publicExponent"));
    return verdict_of(alg, &key, v, test);
}

/* RFC 8017 §9.2 note 1 writes the NULL, and RFC 8446 §4.2.3 cites it; an encoding without it is another encoding. */
static enum verdict decide_pkcs1(const json_t *test) {
    assert_true(wycheproof_flag(test, "MissingNull"));
    return REFUSED;
}

static void test_wycheproof(void **state) {
    (void)state;
    /* Not of TLS, where the salt is as long as the hash; the one large PSS file has it. */
    static const struct signature_alg pss_sha512_salt32 = {"RSA PSS with SHA-512 and a salt of 32 octets", KEY_RSA,
                                                           PADDING_PSS, &hash_sha512, 32};
    static const struct wycheproof files[] = {
        {"wycheproof/ecdsa_secp256r1_sha256_test.json", check_ecdsa, &signature_ecdsa_sha256, NULL, {174, 310, 0, 0}},
        {"wycheproof/ecdsa_secp256r1_sha512_test.json", check_ecdsa, &signature_ecdsa_sha512, NULL, {243, 311, 0, 0}},
        {"wycheproof/ecdsa_secp384r1_sha256_test.json", check_ecdsa, &signature_ecdsa_sha256, NULL, {162, 310, 0, 0}},
        {"wycheproof/ecdsa_secp384r1_sha384_test.json", check_ecdsa, &signature_ecdsa_sha384, NULL, {194, 310, 0, 0}},
        {"wycheproof/ecdsa_secp521r1_sha512_test.json", check_ecdsa, &signature_ecdsa_sha512, NULL, {232, 310, 0, 0}},
        {"wycheproof/ed25519_test.json", check_eddsa, &signature_ed25519, NULL, {88, 63, 0, 0}},
        {"wycheproof/ed448_test.json", check_eddsa, &signature_ed448, NULL, {17, 70, 0, 0}},
        {"wycheproof/rsa_signature_2048_sha256_test.json",
         check_rsa,
         &signature_rsa_pkcs1_sha256,
         decide_pkcs1,
         {9, 249, 1, 0}},
        {"wycheproof/rsa_signature_2048_sha512_test.json",
         check_rsa,
         &signature_rsa_pkcs1_sha512,
         decide_pkcs1,
         {8, 250, 1, 0}},
        {"wycheproof/rsa_signature_3072_sha256_test.json",
         check_rsa,
         &signature_rsa_pkcs1_sha256,
         decide_pkcs1,
         {8, 250, 1, 0}},
        {"wycheproof/rsa_signature_4096_sha512_test.json",
         check_rsa,
         &signature_rsa_pkcs1_sha512,
         decide_pkcs1,
         {7, 251, 1, 0}},
        {"wycheproof/rsa_pss_2048_sha256_mgf1_32_test.json",
         check_rsa,
         &signature_rsa_pss_sha256,
         NULL,
         {63, 45, 0, 0}},
        {"wycheproof/rsa_pss_3072_sha256_mgf1_32_test.json",
         check_rsa,
         &signature_rsa_pss_sha256,
         NULL,
         {63, 45, 0, 0}},
        {"wycheproof/rsa_pss_4096_sha512_mgf1_32_test.json", check_rsa, &pss_sha512_salt32, NULL, {132, 45, 0, 0}},
    };
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        wycheproof_run(&files[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ecdsa_figures), cmocka_unit_test(test_eddsa_figures),
        cmocka_unit_test(test_rsa_figures),   cmocka_unit_test(test_pss_keys),
        cmocka_unit_test(test_bad_rsa_keys),  cmocka_unit_test(test_8k_plus_1_bits),
        cmocka_unit_test(test_public_keys),   cmocka_unit_test(test_wycheproof),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
