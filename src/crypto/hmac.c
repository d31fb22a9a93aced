#include "crypto/hmac.h"

#include "base/control.h"

/* RFC 2104 §2: a key longer than a block is hashed first. */
static bool fit_key(const struct hash_alg *alg, tl_bytes key, uint8_t *block) {
    if (key.len > alg->block_len) {
        return hash_once(alg, key, block);
    }
    if (key.len > 0) {
        memcpy(block, key.data, key.len);
    }
    return true;
}

static void start(struct hash_state *state, const struct hash_alg *alg, const uint8_t *key_block, uint8_t pad) {
    uint8_t block[HASH_MAX_BLOCK];
    for (size_t i = 0; i < alg->block_len; i++) {
        block[i] = key_block[i] ^ pad;
    }
    hash_init(state, alg);
    hash_update(state, bytes_of(block, alg->block_len));
    secret_wipe(block, sizeof block);
}

/* Where the key could not be hashed the state stays clear, and hmac_finish says so. */
void hmac_init(struct hmac_state *state, const struct hash_alg *alg, tl_bytes key) {
    uint8_t block[HASH_MAX_BLOCK] = {0};
    *state = (struct hmac_state){0};
    if (fit_key(alg, key, block)) {
        start(&state->inner, alg, block, 0x36);
        start(&state->outer, alg, block, 0x5c);
    }
    secret_wipe(block, sizeof block);
}

void hmac_update(struct hmac_state *state, tl_bytes data) {
    hash_update(&state->inner, data);
}

bool hmac_finish(struct hmac_state *state, uint8_t *out) {
    const struct hash_alg *alg = state->inner.alg;
    uint8_t inner[HASH_MAX_LEN];
    bool done = hash_finish(&state->inner, inner);
    if (done) {
        hash_update(&state->outer, bytes_of(inner, alg->len));
        done = hash_finish(&state->outer, out);
    }
    secret_wipe(inner, sizeof inner);
    hmac_clear(state);
    return done;
}

void hmac_copy(struct hmac_state *to, const struct hmac_state *from) {
    hash_copy(&to->inner, &from->inner);
    hash_copy(&to->outer, &from->outer);
}

void hmac_clear(struct hmac_state *state) {
    hash_clear(&state->inner);
    hash_clear(&state->outer);
}

bool hmac_once(const struct hash_alg *alg, tl_bytes key, tl_bytes data, uint8_t *out) {
    struct hmac_state state;
    hmac_init(&state, alg, key);
    hmac_update(&state, data);
    return hmac_finish(&state, out);
}
