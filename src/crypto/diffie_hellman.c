#include "crypto/diffie_hellman.h"

enum group_result diffie_hellman_encapsulate(const struct group_alg *alg, const tl_crypto *crypto, tl_bytes offer,
                                             uint8_t *answer, struct secret *shared) {
    struct group_key own;
    if (!group_generate(&own, alg, crypto, answer)) {
        return GROUP_FAILED;
    }
    enum group_result result = group_decapsulate(&own, offer, shared);
    group_clear(&own);
    return result;
}
