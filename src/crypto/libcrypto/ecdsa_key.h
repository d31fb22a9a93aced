/* The two ways to ECDSA: ecdsa_low_level.c and, at build time, ecdsa_evp.c (docs/decisions/0003). Points are checked
 * for form before they come here. */
#ifndef CRYPTO_LIBCRYPTO_ECDSA_KEY_H
#define CRYPTO_LIBCRYPTO_ECDSA_KEY_H

#include "crypto/libcrypto/nist_curve.h"

void *ecdsa_public_key_new(const tl_crypto *crypto, const struct nist_curve *curve, tl_bytes point);
bool ecdsa_key_verify(void *key, tl_bytes digest, tl_bytes signature);

void *ecdsa_key_new(const struct nist_curve *curve, const BIGNUM *scalar, tl_bytes point);
bool ecdsa_key_sign(void *key, tl_bytes digest, uint8_t *out, size_t *len);
void ecdsa_key_free(void *key);

#endif
