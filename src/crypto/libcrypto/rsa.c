/* RSA signatures (RFC 8017 §8). libcrypto gives the exponentiations; crypto/rsa_padding.c has the encodings, which are
 * compared whole, so that no padding is ever parsed. */
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "base/control.h"
#include "crypto/key_family.h"
#include "crypto/libcrypto/rsa_key.h"
#include "crypto/libcrypto/rsa_numbers.h"
#include "crypto/rsa_padding.h"

#define MAX_EXPONENT_BITS 64

static bool is_sound(const BIGNUM *n, const BIGNUM *e) {
    return BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e) && BN_num_bits(e) <= MAX_EXPONENT_BITS;
}

/* A public key as libcrypto computes with it. */
struct modulus {
    BIGNUM *n, *e;
    BN_MONT_CTX *montgomery;
};

static void release(void *prepared) {
    struct modulus *modulus = prepared;
    if (modulus != NULL) {
        BN_free(modulus->n);
        BN_free(modulus->e);
        BN_MONT_CTX_free(modulus->montgomery);
        OPENSSL_free(modulus);
    }
}

static bool fill(struct modulus *modulus, const struct public_key *key) {
    modulus->n = BN_bin2bn(key->modulus.data, (int)key->modulus.len, NULL);
    modulus->e = BN_bin2bn(key->public_exponent.data, (int)key->public_exponent.len, NULL);
    modulus->montgomery = BN_MONT_CTX_new();
    TRY(modulus->n != NULL && modulus->e != NULL && modulus->montgomery != NULL && is_sound(modulus->n, modulus->e));
    BN_CTX *context = BN_CTX_new();
    bool done = context != NULL && BN_MONT_CTX_set(modulus->montgomery, modulus->n, context) == 1;
    BN_CTX_free(context);
    return done;
}

static void *prepare(const tl_crypto *crypto, const struct public_key *key) {
    (void)crypto;
    REQUIRE(key->modulus.len > 0 && key->modulus.len <= RSA_MAX_LEN && key->modulus.data[0] != 0, NULL);
    REQUIRE(key->public_exponent.len <= MAX_EXPONENT_BITS / 8, NULL);
    struct modulus *modulus = OPENSSL_zalloc(sizeof *modulus);
    ERR_set_mark();
    if (modulus != NULL && !fill(modulus, key)) {
        release(modulus);
        modulus = NULL;
    }
    ERR_pop_to_mark();
    return modulus;
}

/* out = signature^e mod n (RSAVP1, §5.2.2). The numbers come from context and go with it. */
static bool exponentiate(const struct modulus *modulus, tl_bytes signature, BN_CTX *context, uint8_t *out) {
    BIGNUM *s = BN_CTX_get(context), *m = BN_CTX_get(context);
    TRY(m != NULL && BN_bin2bn(signature.data, (int)signature.len, s) != NULL && BN_cmp(s, modulus->n) < 0);
    TRY(BN_mod_exp_mont(m, s, modulus->e, modulus->n, context, modulus->montgomery) == 1);
    return BN_bn2binpad(m, out, (int)signature.len) == (int)signature.len;
}

static bool public_operation(const struct modulus *modulus, tl_bytes signature, uint8_t *out) {
    BN_CTX *context = BN_CTX_new();
    TRY(context != NULL);
    BN_CTX_start(context);
    bool done = exponentiate(modulus, signature, context, out);
    BN_CTX_end(context);
    BN_CTX_free(context);
    return done;
}

static bool verify_pkcs1(const struct hash_alg *hash, tl_bytes digest, tl_bytes encoded) {
    uint8_t expected[RSA_MAX_LEN];
    TRY(pkcs1_encode(hash, digest, expected, encoded.len));
    return bytes_equal(encoded, bytes_of(expected, encoded.len));
}

/* Where the modulus has 8k + 1 bits, emLen is one less than its octets, and the first must be zero (§8.1.2). */
static bool verify_pss(const struct signature_alg *alg, tl_bytes digest, tl_bytes encoded, size_t bits) {
    if ((bits + 7) / 8 < encoded.len) {
        TRY(encoded.data[0] == 0);
        encoded = bytes_from(encoded, 1);
    }
    return pss_verify(alg->hash, digest, alg->salt_len, encoded, bits);
}

static bool verify(void *prepared, const struct signature_alg *alg, const struct public_key *key, tl_bytes input,
                   tl_bytes signature) {
    uint8_t octets[RSA_MAX_LEN];
    TRY(signature.len == key->modulus.len);
    ERR_set_mark();
    bool done = public_operation(prepared, signature, octets);
    ERR_pop_to_mark();
    TRY(done);
    tl_bytes encoded = {octets, signature.len};
    if (alg->padding == PADDING_PKCS1) {
        return verify_pkcs1(alg->hash, input, encoded);
    }
    return verify_pss(alg, input, encoded, public_key_bits(key) - 1);
}

static bool encode_pss(const tl_crypto *crypto, const struct signature_alg *alg, tl_bytes digest, uint8_t *out,
                       size_t len, size_t bits) {
    uint8_t salt[HASH_MAX_LEN];
    TRY(alg->salt_len <= sizeof salt && crypto_random(crypto, salt, alg->salt_len));
    out[0] = 0;
    return pss_encode(alg->hash, digest, bytes_of(salt, alg->salt_len), out + (len - (bits + 7) / 8), bits);
}

static bool sign(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                 tl_bytes input, uint8_t *out, size_t *len) {
    uint8_t encoded[SIGNATURE_MAX_LEN];
    size_t modulus_len = key->public.modulus.len;
    if (alg->padding == PADDING_PKCS1) {
        TRY(pkcs1_encode(alg->hash, input, encoded, modulus_len));
    } else {
        TRY(encode_pss(crypto, alg, input, encoded, modulus_len, public_key_bits(&key->public) - 1));
    }
    ERR_set_mark();
    bool made = rsa_key_apply(key->object, bytes_of(encoded, modulus_len), out);
    ERR_pop_to_mark();
    *len = modulus_len;
    return made;
}

static bool load(struct private_key *key) {
    struct rsa_numbers numbers;
    TRY(key->parts.n.len > 0 && key->parts.n.len <= SIGNATURE_MAX_LEN);
    ERR_set_mark();
    if (rsa_numbers_read(&numbers, &key->parts) && is_sound(numbers.n, numbers.e) && rsa_numbers_agree(&numbers)) {
        key->object = rsa_key_new(&numbers);
    }
    rsa_numbers_clear(&numbers);
    ERR_pop_to_mark();
    key->public.modulus = key->parts.n;
    key->public.public_exponent = key->parts.e;
    return key->object != NULL;
}

static void unload(struct private_key *key) {
    rsa_key_free(key->object);
}

const struct key_family rsa_family = {prepare, release, verify, sign, load, unload, rsa_generate};
