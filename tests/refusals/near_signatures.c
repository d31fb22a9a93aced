#include "refusals/near_signatures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "base/control.h"
#include "crypto/rsa_padding.h"

enum { RSA_LEN = 256, SHA256_LEN = 32, MIN_PADDING = 8 };

struct octets {
    uint8_t data[SIGNATURE_MAX_LEN];
    size_t len;
};

static struct octets sign_well(const struct private_key *key, const struct signature_alg *alg, tl_bytes tbs) {
    struct octets octets;
    assert_true(private_key_sign(forge_crypto(), key, alg, tbs, octets.data, &octets.len));
    return octets;
}

static void append(struct buffer *out, const void *data, size_t len) {
    assert_true(buffer_append(out, bytes_of(data, len)));
}

/* ---- ECDSA ---- */

void sign_ecdsa_with_long_length(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    struct octets good = sign_well(key, &signature_ecdsa_sha256, tbs);
    const uint8_t head[] = {good.data[0], 0x81};
    append(signature, head, sizeof head);
    append(signature, good.data + 1, good.len - 1);
}

void sign_ecdsa_with_tail(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    struct octets good = sign_well(key, &signature_ecdsa_sha256, tbs);
    append(signature, good.data, good.len);
    append(signature, "", 1);
}

void sign_ecdsa_with_zeros(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    static const uint8_t zeros[] = {0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00};
    (void)key;
    (void)tbs;
    append(signature, zeros, sizeof zeros);
}

void sign_ecdsa_with_large_r(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    struct octets good = sign_well(key, &signature_ecdsa_sha256, tbs);
    const unsigned char *at = good.data;
    ECDSA_SIG *numbers = d2i_ECDSA_SIG(NULL, &at, (long)good.len);
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    assert_non_null(numbers);
    BIGNUM *r = BN_dup(ECDSA_SIG_get0_r(numbers)), *s = BN_dup(ECDSA_SIG_get0_s(numbers));
    assert_int_equal(BN_add(r, r, EC_GROUP_get0_order(group)), 1);
    assert_int_equal(ECDSA_SIG_set0(numbers, r, s), 1);
    unsigned char *der = NULL;
    int len = i2d_ECDSA_SIG(numbers, &der);
    assert_true(len > 0);
    append(signature, der, (size_t)len);
    OPENSSL_free(der);
    EC_GROUP_free(group);
    ECDSA_SIG_free(numbers);
}

/* ---- Ed25519 ---- */

/* 2^252 + 27742317777372353535851937790883648493, the least significant octet first (RFC 8032 §5.1). */
static const uint8_t ed25519_order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,       0xd6,
                                          0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10};

void sign_ed25519_with_large_s(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    struct octets octets = sign_well(key, &signature_ed25519, tbs);
    unsigned carry = 0;
    for (size_t i = 0; i < sizeof ed25519_order; i++) {
        carry += (unsigned)octets.data[32 + i] + ed25519_order[i];
        octets.data[32 + i] = (uint8_t)carry;
        carry >>= 8;
    }
    append(signature, octets.data, octets.len);
}

/* ---- RSA ---- */

void sign_rsa_with_long_number(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    struct octets good = sign_well(key, &signature_rsa_pkcs1_sha256, tbs);
    append(signature, "", 1);
    append(signature, good.data, good.len);
}

static struct octets digest_info(tl_bytes head, tl_bytes tbs) {
    struct octets info = {.len = head.len + SHA256_LEN};
    memcpy(info.data, head.data, head.len);
    assert_true(hash_once(&hash_sha256, tbs, info.data + head.len));
    return info;
}

/* 00 01, so much padding, 00, DigestInfo, and zeros to the end. */
static void sign_padded(const struct private_key *key, size_t padding, const struct octets *info,
                        struct buffer *signature) {
    uint8_t encoded[RSA_LEN] = {0, 1}, octets[RSA_LEN];
    size_t len = sizeof octets;
    memset(encoded + 2, 0xff, padding);
    memcpy(encoded + 3 + padding, info->data, info->len);
    EVP_PKEY *evp = evp_key(key);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(evp, NULL);
    assert_int_equal(EVP_PKEY_sign_init(ctx), 1);
    assert_true(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_NO_PADDING) > 0);
    assert_int_equal(EVP_PKEY_sign(ctx, octets, &len, encoded, sizeof encoded), 1);
    append(signature, octets, len);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(evp);
}

void sign_rsa_without_null(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    static const uint8_t head[] = {0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48,
                                   0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x04, 0x20};
    struct octets info = digest_info(bytes_of(head, sizeof head), tbs);
    sign_padded(key, RSA_LEN - 3 - info.len, &info, signature);
}

void sign_rsa_with_tail(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    static const uint8_t head[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                   0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    struct octets info = digest_info(bytes_of(head, sizeof head), tbs);
    sign_padded(key, MIN_PADDING, &info, signature);
}

void sign_rsa_with_exponent_of_1(const struct private_key *key, tl_bytes tbs, struct buffer *signature) {
    uint8_t digest[SHA256_LEN], encoded[RSA_LEN];
    (void)key;
    assert_true(hash_once(&hash_sha256, tbs, digest));
    assert_true(pkcs1_encode(&hash_sha256, bytes_of(digest, sizeof digest), encoded, sizeof encoded));
    append(signature, encoded, sizeof encoded);
}
