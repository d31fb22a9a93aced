/* HKDF (RFC 5869). */
#include "crypto/hmac.h"

/* A missing salt is a string of zeros (§2.2), which is what HMAC makes of an empty key. */
bool hkdf_extract(const struct hash_alg *alg, tl_bytes salt, tl_bytes input, uint8_t *out) {
    return hmac_once(alg, salt, input, out);
}

/* T(n) = HMAC(PRK, T(n-1) | info | n), §2.3. */
static bool next_block(const struct hmac_state *keyed, tl_bytes previous, tl_bytes info, uint8_t number, uint8_t *out) {
    struct hmac_state state = {0};
    hmac_copy(&state, keyed);
    hmac_update(&state, previous);
    hmac_update(&state, info);
    hmac_update(&state, bytes_of(&number, 1));
    return hmac_finish(&state, out);
}

bool hkdf_expand(const struct hash_alg *alg, tl_bytes prk, tl_bytes info, uint8_t *out, size_t len) {
    if (len > 255U * alg->len) {
        return false;
    }
    struct hmac_state keyed;
    hmac_init(&keyed, alg, prk);
    uint8_t block[HASH_MAX_LEN];
    tl_bytes previous = {block, 0};
    bool done = true;
    for (uint8_t number = 1; done && len > 0; number++) {
        done = next_block(&keyed, previous, info, number, block);
        size_t part = len < alg->len ? len : alg->len;
        memcpy(out, block, part);
        out += part;
        len -= part;
        previous.len = alg->len;
    }
    secret_wipe(block, sizeof block);
    hmac_clear(&keyed);
    return done;
}
