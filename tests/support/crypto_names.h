/* The algorithms by the names that vectors use. Each fails the running test where there is none of that name. */
#ifndef SUPPORT_CRYPTO_NAMES_H
#define SUPPORT_CRYPTO_NAMES_H

#include "crypto/aead.h"
#include "crypto/group.h"
#include "crypto/signature.h"

const struct hash_alg *hash_named(const char *name); /* "SHA256", "SHA-256", "sha256" */
const struct aead_alg *aead_named(const char *name);
const struct group_alg *group_named(const char *name);
enum key_curve curve_named(const char *name); /* "secp256r1" */

#endif
