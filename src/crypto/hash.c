#include "crypto/hash.h"

void hash_init(struct hash_state *state, const struct hash_alg *alg) {
    state->alg = alg;
    alg->init(state);
}

void hash_update(struct hash_state *state, tl_bytes data) {
    if (state->alg != NULL && data.len > 0) {
        state->alg->update(state, data);
    }
}

bool hash_finish(struct hash_state *state, uint8_t *out) {
    if (state->alg == NULL) {
        return false;
    }
    bool done = state->alg->finish(state, out);
    hash_clear(state);
    return done;
}

void hash_copy(struct hash_state *to, const struct hash_state *from) {
    to->alg = from->alg;
    if (from->alg != NULL) {
        from->alg->copy(to, from);
    }
}

void hash_clear(struct hash_state *state) {
    if (state->alg != NULL) {
        state->alg->clear(state);
        state->alg = NULL;
    }
}

bool hash_once(const struct hash_alg *alg, tl_bytes data, uint8_t *out) {
    struct hash_state state;
    hash_init(&state, alg);
    hash_update(&state, data);
    return hash_finish(&state, out);
}
