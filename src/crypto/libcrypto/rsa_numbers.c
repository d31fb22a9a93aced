#include "crypto/libcrypto/rsa_numbers.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/control.h"

/* Where each number stands in either struct, and what libcrypto calls it. */
static const struct {
    size_t part, number;
    const char *name;
} fields[] = {
#define FIELD(field, name)                                                                                             \
    { offsetof(struct private_key_parts, field), offsetof(struct rsa_numbers, field), name }
    FIELD(n, OSSL_PKEY_PARAM_RSA_N),          FIELD(e, OSSL_PKEY_PARAM_RSA_E),
    FIELD(d, OSSL_PKEY_PARAM_RSA_D),          FIELD(p, OSSL_PKEY_PARAM_RSA_FACTOR1),
    FIELD(q, OSSL_PKEY_PARAM_RSA_FACTOR2),    FIELD(dp, OSSL_PKEY_PARAM_RSA_EXPONENT1),
    FIELD(dq, OSSL_PKEY_PARAM_RSA_EXPONENT2), FIELD(qi, OSSL_PKEY_PARAM_RSA_COEFFICIENT1),
#undef FIELD
};

static BIGNUM **number_at(struct rsa_numbers *numbers, size_t i) {
    return (BIGNUM **)(void *)((uint8_t *)numbers + fields[i].number);
}

static tl_bytes *part_at(struct private_key_parts *parts, size_t i) {
    return (tl_bytes *)(void *)((uint8_t *)parts + fields[i].part);
}

bool rsa_numbers_read(struct rsa_numbers *numbers, const struct private_key_parts *parts) {
    struct private_key_parts copy = *parts;
    *numbers = (struct rsa_numbers){0};
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        tl_bytes part = *part_at(&copy, i);
        BIGNUM **number = number_at(numbers, i);
        TRY(part.len > 0 && part.len <= SIGNATURE_MAX_LEN);
        *number = BN_bin2bn(part.data, (int)part.len, NULL);
        TRY(*number != NULL && !BN_is_zero(*number));
        BN_set_flags(*number, BN_FLG_CONSTTIME);
    }
    return true;
}

void rsa_numbers_clear(struct rsa_numbers *numbers) {
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        BN_clear_free(*number_at(numbers, i));
    }
    *numbers = (struct rsa_numbers){0};
}

/* One prime's exponent: e * exponent = 1 and d = exponent, both mod prime - 1. */
static bool exponent_agrees(const struct rsa_numbers *numbers, const BIGNUM *prime, const BIGNUM *exponent,
                            BN_CTX *context) {
    BIGNUM *order = BN_CTX_get(context), *result = BN_CTX_get(context);
    TRY(result != NULL && BN_is_odd(prime) && !BN_is_one(prime));
    TRY(BN_sub(order, prime, BN_value_one()) == 1);
    TRY(BN_mod_mul(result, numbers->e, exponent, order, context) == 1 && BN_is_one(result));
    return BN_mod(result, numbers->d, order, context) == 1 && BN_cmp(result, exponent) == 0;
}

static bool all_agree(const struct rsa_numbers *numbers, BN_CTX *context) {
    BIGNUM *result = BN_CTX_get(context);
    TRY(result != NULL);
    TRY(BN_mul(result, numbers->p, numbers->q, context) == 1 && BN_cmp(result, numbers->n) == 0);
    TRY(BN_cmp(numbers->qi, numbers->p) < 0);
    TRY(BN_mod_mul(result, numbers->qi, numbers->q, numbers->p, context) == 1 && BN_is_one(result));
    return exponent_agrees(numbers, numbers->p, numbers->dp, context) &&
           exponent_agrees(numbers, numbers->q, numbers->dq, context);
}

bool rsa_numbers_agree(const struct rsa_numbers *numbers) {
    BN_CTX *context = BN_CTX_new();
    TRY(context != NULL);
    BN_CTX_start(context);
    bool agree = all_agree(numbers, context);
    BN_CTX_end(context);
    BN_CTX_free(context);
    return agree;
}

/* Copies the numbers of a generated key into octets, one row for each. */
static bool copy_numbers(EVP_PKEY *made, struct private_key_parts *parts, uint8_t (*octets)[SIGNATURE_MAX_LEN]) {
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        BIGNUM *number = NULL;
        TRY(EVP_PKEY_get_bn_param(made, fields[i].name, &number) == 1);
        if (BN_num_bytes(number) <= SIGNATURE_MAX_LEN) {
            *part_at(parts, i) = bytes_of(octets[i], (size_t)BN_bn2bin(number, octets[i]));
        }
        BN_clear_free(number);
    }
    return true;
}

/* Drawn from libcrypto's randomness: it takes no other. */
static EVP_PKEY *generate(unsigned bits) {
    EVP_PKEY *made = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (context != NULL && EVP_PKEY_keygen_init(context) == 1 &&
        EVP_PKEY_CTX_set_rsa_keygen_bits(context, (int)bits) == 1) {
        (void)EVP_PKEY_generate(context, &made); /* on failure made stays NULL */
    }
    EVP_PKEY_CTX_free(context);
    return made;
}

struct private_key *rsa_generate(const tl_crypto *crypto, const struct private_key_parts *wanted, unsigned bits) {
    (void)crypto;
    uint8_t octets[COUNT_OF(fields)][SIGNATURE_MAX_LEN];
    struct private_key_parts parts = *wanted;
    struct private_key *key = NULL;
    if (bits > SIGNATURE_MAX_LEN * 8) {
        return NULL;
    }
    ERR_set_mark();
    EVP_PKEY *made = generate(bits);
    if (made != NULL && copy_numbers(made, &parts, octets)) {
        key = private_key_new(&parts);
    }
    EVP_PKEY_free(made);
    ERR_pop_to_mark();
    secret_wipe(octets, sizeof octets);
    return key;
}
