/* The two ways to RSA's private operation: rsa_low_level.c and, at build time, rsa_evp.c (docs/decisions/0003). The
 * public one needs neither: it is a modular exponentiation of public numbers (rsa.c). */
#ifndef CRYPTO_LIBCRYPTO_RSA_KEY_H
#define CRYPTO_LIBCRYPTO_RSA_KEY_H

#include <openssl/bn.h>

#include "crypto/signature.h"

/* The numbers of a private key as libcrypto's, each flagged secret. */
struct rsa_numbers {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi;
};

/* NULL: no memory. Takes nothing of numbers. */
void *rsa_key_new(const struct rsa_numbers *numbers);

/* in^d mod n, with blinding and the CRT, checked against faults; both of the modulus's length. */
bool rsa_key_apply(void *key, tl_bytes in, uint8_t *out);
void rsa_key_free(void *key);

#endif
