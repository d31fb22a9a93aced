/* RSA signatures (RFC 8017 §8). libcrypto gives the exponentiations; crypto/rsa_padding.c has the encodings, which are
 * compared whole, so that no padding is ever parsed. */
#include <openssl/bn.h>
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

/* out = signature^e mod n (RSAVP1, §5.2.2). The numbers come from context and go with it. */
static bool exponentiate(const struct public_key *key, tl_bytes signature, BN_CTX *context, uint8_t *out) {
    BIGNUM *n = BN_CTX_get(context), *e = BN_CTX_get(context), *s = BN_CTX_get(context), *m = BN_CTX_get(context);
    TRY(m != NULL);
    TRY(BN_bin2bn(key->modulus.data, (int)key->modulus.len, n) != NULL);
    TRY(BN_bin2bn(key->public_exponent.data, (int)key->public_exponent.len, e) != NULL);
    TRY(BN_bin2bn(signature.data, (int)signature.len, s) != NULL);
    TRY(is_sound(n, e) && BN_cmp(s, n) < 0);
    TRY(BN_mod_exp_mont(m, s, e, n, context, NULL) == 1);
    return BN_bn2binpad(m, out, (int)signature.len) == (int)signature.len;
}

static bool public_operation(const struct public_key *key, tl_bytes signature, uint8_t *out) {
    TRY(key->modulus.len > 0 && key->modulus.len <= RSA_MAX_LEN && key->modulus.data[0] != 0);
    TRY(key->public_exponent.len <= MAX_EXPONENT_BITS / 8 && signature.len == key->modulus.len);
    BN_CTX *context = BN_CTX_new();
    TRY(context != NULL);
    BN_CTX_start(context);
    bool done = exponentiate(key, signature, context, out);
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

static bool verify(const tl_crypto *crypto, const struct signature_alg *alg, const struct public_key *key,
                   tl_bytes input, tl_bytes signature) {
    (void)crypto;
    uint8_t octets[RSA_MAX_LEN];
    tl_bytes encoded = {octets, signature.len};
    ERR_set_mark();
    bool done = public_operation(key, signature, octets);
    ERR_pop_to_mark();
    TRY(done);
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

const struct key_family rsa_family = {verify, sign, load, unload, rsa_generate};
