#include "crypto/libcrypto/provider.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include "base/error.h"

/* The default library context, because it is the one that the machine's administrator configures
 * (docs/decisions/0002). */
static bool fetch_all(tl_crypto *crypto) {
    crypto->aes_128_gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    crypto->aes_256_gcm = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
    crypto->p256 = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    crypto->p384 = EC_GROUP_new_by_curve_name(NID_secp384r1);
    crypto->p521 = EC_GROUP_new_by_curve_name(NID_secp521r1);
    return crypto->aes_128_gcm != NULL && crypto->aes_256_gcm != NULL && crypto->p256 != NULL && crypto->p384 != NULL &&
           crypto->p521 != NULL;
}

tl_crypto *tl_crypto_new(tl_random_fn *random, void *arg, tl_error *error) {
    tl_crypto *crypto = mem_new(sizeof *crypto);
    if (crypto == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&crypto->refs);
    crypto->random = random;
    crypto->random_arg = arg;
    ERR_set_mark();
    bool fetched = fetch_all(crypto);
    /* A FIPS provider has no ChaCha20-Poly1305: then aead_init refuses it, and everything else works. */
    crypto->chacha20_poly1305 = EVP_CIPHER_fetch(NULL, "ChaCha20-Poly1305", NULL);
    ERR_pop_to_mark();
    if (!fetched) {
        error_set(error, CRYPTO_FAILED, "give AES-GCM and the NIST curves");
        tl_crypto_free(crypto);
        return NULL;
    }
    return crypto;
}

tl_crypto *tl_crypto_ref(const tl_crypto *crypto) {
    tl_crypto *shared = (tl_crypto *)(uintptr_t)crypto;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_crypto_free(tl_crypto *crypto) {
    if (crypto == NULL || !ref_drop(&crypto->refs)) {
        return;
    }
    EVP_CIPHER_free(crypto->aes_128_gcm);
    EVP_CIPHER_free(crypto->aes_256_gcm);
    EVP_CIPHER_free(crypto->chacha20_poly1305);
    EC_GROUP_free(crypto->p256);
    EC_GROUP_free(crypto->p384);
    EC_GROUP_free(crypto->p521);
    mem_free(crypto);
}

const char *tl_crypto_name(const tl_crypto *crypto) {
    (void)crypto; /* there is one libcrypto in a process */
    return OpenSSL_version(OPENSSL_VERSION);
}

const char *crypto_calls(void) {
#ifdef TLSLITE_NO_LOW_LEVEL
    return "EVP";
#else
    return "low-level";
#endif
}

bool crypto_random(const tl_crypto *crypto, uint8_t *out, size_t len) {
    if (crypto->random != NULL) {
        return crypto->random(crypto->random_arg, out, len);
    }
    ERR_set_mark();
    bool filled = len <= INT_MAX && RAND_bytes(out, (int)len) == 1;
    ERR_pop_to_mark();
    return filled;
}
