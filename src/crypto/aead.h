/* Authenticated encryption with 96-bit nonces and 128-bit tags (RFC 5116, RFC 8439). */
#ifndef CRYPTO_AEAD_H
#define CRYPTO_AEAD_H

#include "base/bytes.h"
#include "crypto/provider.h"

#define AEAD_NONCE_LEN   12
#define AEAD_TAG_LEN     16
#define AEAD_MAX_KEY_LEN 32

enum aead_use { AEAD_SEAL, AEAD_OPEN };
struct aead;

struct aead_alg {
    const char *name; /* "AES-128-GCM" */
    uint8_t key_len;
    bool (*init)(struct aead *aead, const tl_crypto *crypto, const uint8_t *key, enum aead_use use);
    bool (*seal)(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, tl_bytes tail, uint8_t *out);
    bool (*open)(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, uint8_t *out);
    void (*clear)(struct aead *aead);
};

/* One key for one direction. A zeroed one is clear. */
struct aead {
    const struct aead_alg *alg;
    void *state;
};

extern const struct aead_alg aead_aes_128_gcm, aead_aes_256_gcm, aead_chacha20_poly1305;

bool aead_init(struct aead *aead, const struct aead_alg *alg, const tl_crypto *crypto, const uint8_t *key,
               enum aead_use use);

/* Seals in followed by tail (either may be empty; tail is short: a content type and padding) and appends the tag: out
 * receives in.len + tail.len + AEAD_TAG_LEN octets. in may stand at out exactly, else they must not overlap. No memory
 * is allocated. */
bool aead_seal(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, tl_bytes tail, uint8_t *out);

/* Opens in (ciphertext and tag) into out, in.len - AEAD_TAG_LEN octets; in may stand at out exactly. On failure out is
 * wiped. */
bool aead_open(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, uint8_t *out);
void aead_clear(struct aead *aead);

#endif
