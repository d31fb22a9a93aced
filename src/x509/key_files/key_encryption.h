/* Writing private keys under a password: PKCS #8 (RFC 5958 §3) with PBES2 (RFC 8018 §6.2). */
#ifndef X509_KEY_ENCRYPTION_H
#define X509_KEY_ENCRYPTION_H

#include <tlslite/x509.h>

#include "base/writer.h"
#include "crypto/signature.h"

/* What the derivation costs. OWASP's cheat sheet on password storage (2023) asks 600,000 rounds of PBKDF2 with SHA-256.
 * Of scrypt, what OpenSSL reads without being told to allow more memory (32 MiB): N of 2^14, r of 8, p of 5. */
#define KEY_PBKDF2_ROUNDS 600000u
#define KEY_SCRYPT_N      16384u
#define KEY_SCRYPT_R      8u
#define KEY_SCRYPT_P      5u

/* Appends the key in PEM: encrypted where encryption is not NULL, else as it is. */
bool private_key_write_pem(struct writer *w, const struct private_key *key, const tl_key_encryption *encryption,
                           tl_error *error);

#endif
