/* The provider object: its name, its references, its randomness, and the order it leaves behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "crypto/aead.h"
#include "crypto/group.h"
#include "crypto/signature.h"
#include "support/fixed_random.h"

/* libcrypto's, declared here because its headers belong to src/crypto/libcrypto/ alone. */
unsigned long ERR_peek_error(void);

static tl_crypto *provider(tl_random_fn *random, void *arg) {
    tl_error error;
    tl_crypto *crypto = tl_crypto_new(random, arg, &error);
    assert_non_null(crypto);
    return crypto;
}

static void test_references(void **state) {
    (void)state;
    tl_crypto *crypto = provider(NULL, NULL);
    assert_ptr_equal(tl_crypto_ref(crypto), crypto);
    tl_crypto_free(crypto);
    assert_memory_equal(tl_crypto_name(crypto), "OpenSSL ", 8);
    tl_crypto_free(crypto);
    tl_crypto_free(NULL);
    assert_null(tl_crypto_ref(NULL));
}

static void test_random(void **state) {
    (void)state;
    uint8_t a[32] = {0}, b[32] = {0};
    tl_crypto *crypto = provider(NULL, NULL);
    assert_true(crypto_random(crypto, a, sizeof a));
    assert_true(crypto_random(crypto, b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
    assert_true(crypto_random(crypto, a, 0));
    tl_crypto_free(crypto);
}

static void test_injected_random(void **state) {
    (void)state;
    struct fixed_random source = {{(const uint8_t *)"abcdef", 6}};
    uint8_t out[4];
    tl_crypto *crypto = provider(fixed_random, &source);
    assert_true(crypto_random(crypto, out, 4));
    assert_memory_equal(out, "abcd", 4);
    assert_false(crypto_random(crypto, out, 4));
    tl_crypto_free(crypto);
}

/* A program that uses libssl beside us reads the queue of errors after its own calls: what fails here must leave
 * nothing there. */
static void test_no_errors_left(void **state) {
    (void)state;
    static const uint8_t octets[133] = {4, 1};
    tl_crypto *crypto = provider(NULL, NULL);
    uint8_t out[GROUP_MAX_SHARE];
    struct secret shared;
    struct aead aead;
    assert_true(aead_init(&aead, &aead_chacha20_poly1305, crypto, octets, AEAD_OPEN));
    assert_false(aead_open(&aead, octets, bytes_of(octets, 5), bytes_of(octets, 40), out));
    aead_clear(&aead);
    assert_true(aead_init(&aead, &aead_aes_128_gcm, crypto, octets, AEAD_OPEN));
    assert_false(aead_open(&aead, octets, bytes_of(octets, 5), bytes_of(octets, 40), out));
    aead_clear(&aead);
    assert_int_equal(ERR_peek_error(), 0);

    assert_int_equal(group_encapsulate(&group_secp521r1, crypto, bytes_of(octets, 133), out, &shared), GROUP_BAD_SHARE);
    assert_int_equal(group_encapsulate(&group_x25519, crypto, bytes_of(octets + 2, 32), out, &shared), GROUP_BAD_SHARE);
    assert_int_equal(group_encapsulate(&group_x448, crypto, bytes_of(octets + 2, 56), out, &shared), GROUP_BAD_SHARE);
    assert_int_equal(ERR_peek_error(), 0);

    tl_bytes message = bytes_of_string("message"), signature = bytes_of(octets, 114);
    struct public_key key = {.kind = KEY_ECDSA, .curve = CURVE_P256, .point = bytes_of(octets, 65)};
    assert_false(signature_verify(crypto, &signature_ecdsa_sha256, &key, message, signature));
    key = (struct public_key){.kind = KEY_ED448, .point = bytes_of(octets, 57)};
    assert_false(signature_verify(crypto, &signature_ed448, &key, message, signature));
    key = (struct public_key){.kind = KEY_RSA, .modulus = bytes_of(octets, 114), .public_exponent = bytes_of("\3", 1)};
    assert_false(signature_verify(crypto, &signature_rsa_pss_sha256, &key, message, signature));
    assert_int_equal(ERR_peek_error(), 0);

    struct private_key_parts parts = {.kind = KEY_ECDSA, .curve = CURVE_P384, .scalar = bytes_of(octets + 2, 48)};
    assert_null(private_key_new(&parts));
    assert_null(private_key_generate(crypto, KEY_RSA, CURVE_NONE, 16));
    assert_int_equal(ERR_peek_error(), 0);
    tl_crypto_free(crypto);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_injected_random),
        cmocka_unit_test(test_no_errors_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
