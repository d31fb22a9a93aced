/* tlslite/crypto.h - the crypto provider: where hashes, ciphers, key exchange and signatures come from. */
#ifndef TLSLITE_CRYPTO_H
#define TLSLITE_CRYPTO_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

/* tl_random_fn fills out with len random octets, and returns false when it cannot. It may run on any thread that uses
 * the provider. */
typedef bool tl_random_fn(void *arg, uint8_t *out, size_t len);

/* tl_crypto_new makes the provider on libcrypto. Its algorithms are fetched once, here. random NULL means libcrypto's
 * generator; any other source decides hello randoms and ephemeral keys, so it must be as good, except in tests. arg
 * must live as long as the provider and what was made with it. TL_REASON_CRYPTO_FAILED: libcrypto's configuration
 * forbids an algorithm without which there is no TLS. The provider may be shared by threads. */
TL_API TL_CHECK tl_crypto *tl_crypto_new(tl_random_fn *random, void *arg, tl_error *error);
TL_API tl_crypto *tl_crypto_ref(const tl_crypto *crypto);
TL_API void tl_crypto_free(tl_crypto *crypto);

/* tl_crypto_name is the provider's name and version, "OpenSSL 3.0.19 27 Jan 2026"; crypto NULL: libcrypto's. The
 * string is a constant. */
TL_API const char *tl_crypto_name(const tl_crypto *crypto);

#ifdef __cplusplus
}
#endif
#endif
