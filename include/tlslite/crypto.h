/* tlslite/crypto.h - the crypto provider: where hashes, ciphers, key exchange and signatures come from. */
#ifndef TLSLITE_CRYPTO_H
#define TLSLITE_CRYPTO_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

/* tl_random_fn fills out with len random octets, and returns false when it cannot. */
typedef bool tl_random_fn(void *arg, uint8_t *out, size_t len);

/* tl_crypto_new makes the provider on libcrypto. Its algorithms are fetched once, here. random NULL means libcrypto's
 * generator; any other source decides hello randoms and ephemeral keys, so it must be as good, except in tests. */
TL_API TL_CHECK tl_crypto *tl_crypto_new(tl_random_fn *random, void *arg, tl_error *error);
TL_API tl_crypto *tl_crypto_ref(const tl_crypto *crypto);
TL_API void tl_crypto_free(tl_crypto *crypto);

/* tl_crypto_name is the provider's name and version, "OpenSSL 3.0.19 27 Jan 2026"; crypto NULL: libcrypto's. */
TL_API const char *tl_crypto_name(const tl_crypto *crypto);

#ifdef __cplusplus
}
#endif
#endif
