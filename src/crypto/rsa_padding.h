/* The encodings that RSA signatures are made of (RFC 8017 §9). Nothing here is secret. */
#ifndef CRYPTO_RSA_PADDING_H
#define CRYPTO_RSA_PADDING_H

#include "crypto/hash.h"

#define RSA_MAX_LEN 2048 /* 16384 bits */

/* EMSA-PKCS1-v1_5 of a digest, len octets; false: there is no room, or no such hash in PKCS #1. */
bool pkcs1_encode(const struct hash_alg *alg, tl_bytes digest, uint8_t *out, size_t len);

/* EMSA-PSS with the hash in MGF1 too; bits is emBits, one less than the modulus has, and (bits + 7) / 8 octets hold the
 * encoding. */
bool pss_encode(const struct hash_alg *alg, tl_bytes digest, tl_bytes salt, uint8_t *out, size_t bits);
bool pss_verify(const struct hash_alg *alg, tl_bytes digest, size_t salt_len, tl_bytes encoded, size_t bits);

#endif
