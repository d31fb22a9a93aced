#include "crypto/aead.h"

#include "base/secret.h"

bool aead_init(struct aead *aead, const struct aead_alg *alg, const tl_crypto *crypto, const uint8_t *key,
               enum aead_use use) {
    *aead = (struct aead){.alg = alg};
    if (alg->init(aead, crypto, key, use)) {
        return true;
    }
    aead_clear(aead);
    return false;
}

bool aead_seal(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, tl_bytes tail, uint8_t *out) {
    return aead->alg->seal(aead, nonce, ad, in, tail, out);
}

bool aead_open(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, uint8_t *out) {
    if (in.len < AEAD_TAG_LEN) {
        return false;
    }
    if (aead->alg->open(aead, nonce, ad, in, out)) {
        return true;
    }
    secret_wipe(out, in.len - AEAD_TAG_LEN);
    return false;
}

void aead_clear(struct aead *aead) {
    if (aead->alg != NULL) {
        aead->alg->clear(aead);
    }
    *aead = (struct aead){0};
}
