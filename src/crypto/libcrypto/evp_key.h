/* Keys through EVP_PKEY_fromdata, for the builds without low-level calls. */
#ifndef CRYPTO_LIBCRYPTO_EVP_KEY_H
#define CRYPTO_LIBCRYPTO_EVP_KEY_H

#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/bytes.h"

/* NULL: not a key, or no memory. The builder stays the caller's. */
EVP_PKEY *evp_key_build(const char *type, bool is_private, OSSL_PARAM_BLD *builder);

#endif
