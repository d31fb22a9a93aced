/* The crypto seam: constant tables of algorithms, each a struct of functions with a name. Everything above asks through
 * these headers; src/crypto/libcrypto/ answers. A provider object (tl_crypto) holds what is fetched once. */
#ifndef CRYPTO_PROVIDER_H
#define CRYPTO_PROVIDER_H

#include <tlslite/crypto.h>

#include "base/bytes.h"

/* The given provider, shared; where it is NULL, a new one. */
static inline tl_crypto *crypto_or_new(const tl_crypto *given, tl_error *error) {
    return given != NULL ? tl_crypto_ref(given) : tl_crypto_new(NULL, NULL, error);
}

/* How libcrypto's hashes and signatures are called, "low-level" or "EVP" (docs/decisions/0003). */
const char *crypto_calls(void);

/* Fills out from the provider's source of randomness. */
bool crypto_random(const tl_crypto *crypto, uint8_t *out, size_t len);

#endif
