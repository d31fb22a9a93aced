/* Signatures and keys that our own code does not make, made with libcrypto's EVP. */
#ifndef TESTS_REFUSALS_ODD_SIGNATURES_H
#define TESTS_REFUSALS_ODD_SIGNATURES_H

#include <openssl/evp.h>

#include "support/forge.h"

typedef void odd_signature(const struct private_key *key, tl_bytes tbs, struct buffer *signature);
odd_signature sign_with_md5, sign_with_sha1, sign_with_sha224; /* PKCS #1 or ECDSA, by the key */
odd_signature sign_pss_with_short_salt;                        /* SHA-256, MGF1 with SHA-256, 20 octets */
odd_signature sign_pss_with_other_mask;                        /* SHA-256, MGF1 with SHA-1, 32 octets */
odd_signature sign_pss_with_sha1;                              /* SHA-1 throughout, 20 octets */
odd_signature sign_pss_with_sha256;                            /* SHA-256 throughout, 32 octets, by any RSA key */
odd_signature sign_ed448_wrongly;                              /* another first octet than the right one */
odd_signature sign_with_dsa_sha1, sign_with_dsa_sha256; /* by the DSA key of the tests' data, whatever the key is */

/* The key as libcrypto has it; the caller frees it. */
EVP_PKEY *evp_key(const struct private_key *key);

/* SubjectPublicKeyInfo of that DSA key. */
void write_dsa_key(struct writer *w);

/* SubjectPublicKeyInfo of a new P-256 key that spells out the numbers of its curve. */
void write_explicit_p256(struct writer *w);

/* ... of a key on another curve, by libcrypto's name. */
void write_key_on_curve(struct writer *w, const char *curve);

#endif
