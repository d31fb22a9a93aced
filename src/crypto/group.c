#include "crypto/group.h"

bool group_generate(struct group_key *key, const struct group_alg *alg, const tl_crypto *crypto, uint8_t *offer) {
    *key = (struct group_key){.alg = alg};
    if (alg->generate(key, crypto, offer)) {
        return true;
    }
    group_clear(key);
    return false;
}

enum group_result group_encapsulate(const struct group_alg *alg, const tl_crypto *crypto, tl_bytes offer,
                                    uint8_t *answer, struct secret *shared) {
    if (offer.len != alg->offer_len) {
        return GROUP_BAD_SHARE;
    }
    return alg->encapsulate(alg, crypto, offer, answer, shared);
}

enum group_result group_decapsulate(struct group_key *key, tl_bytes answer, struct secret *shared) {
    if (answer.len != key->alg->answer_len) {
        return GROUP_BAD_SHARE;
    }
    return key->alg->decapsulate(key, answer, shared);
}

void group_clear(struct group_key *key) {
    if (key->alg != NULL) {
        key->alg->clear(key);
    }
    *key = (struct group_key){0};
}
