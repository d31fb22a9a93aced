/* The crypto seam: constant tables of algorithms, each a struct of functions with a name. Everything above asks through
 * these headers; src/crypto/libcrypto/ answers. A provider object (tl_crypto) holds what is fetched once. */
#ifndef CRYPTO_PROVIDER_H
#define CRYPTO_PROVIDER_H

#include <tlslite/crypto.h>

#include "base/bytes.h"

/* Fills out from the provider's source of randomness. */
bool crypto_random(const tl_crypto *crypto, uint8_t *out, size_t len);

#endif
