/* HMAC (RFC 2104) and HKDF (RFC 5869) on the hash seam. */
#ifndef CRYPTO_HMAC_H
#define CRYPTO_HMAC_H

#include "base/secret.h"
#include "crypto/hash.h"

struct hmac_state {
    struct hash_state inner, outer;
};

void hmac_init(struct hmac_state *state, const struct hash_alg *alg, tl_bytes key);
void hmac_update(struct hmac_state *state, tl_bytes data);
bool hmac_finish(struct hmac_state *state, uint8_t *out); /* the state is then cleared */
void hmac_copy(struct hmac_state *to, const struct hmac_state *from);
void hmac_clear(struct hmac_state *state);
bool hmac_once(const struct hash_alg *alg, tl_bytes key, tl_bytes data, uint8_t *out);

bool hkdf_extract(const struct hash_alg *alg, tl_bytes salt, tl_bytes input, uint8_t *out);
bool hkdf_expand(const struct hash_alg *alg, tl_bytes prk, tl_bytes info, uint8_t *out, size_t len);

#endif
