#include "x509/trust/trust_digest.h"

#include "crypto/hash.h"
#include "x509/trust/trust.h"

/* Most anchors have no date, which adds nothing; a date is told from the length of a next certificate by its first
 * octet. */
static void hash_date(struct hash_state *state, int64_t date) {
    uint8_t octets[9] = {0xff};
    for (unsigned i = 0; i < 8; i++) {
        octets[1 + i] = (uint8_t)((uint64_t)date >> (56 - 8 * i));
    }
    if (date != 0) {
        hash_update(state, bytes_of(octets, sizeof octets));
    }
}

/* The certificates' lengths are hashed with them, so that they cannot run into each other. */
bool trust_digest(const tl_trust *trust, uint8_t out[TRUST_DIGEST_LEN]) {
    struct hash_state state = {0};
    hash_init(&state, &hash_sha256);
    for (size_t i = 0; i < trust->count; i++) {
        tl_bytes der = trust_certificate(trust, i);
        uint8_t len[4] = {(uint8_t)(der.len >> 24), (uint8_t)(der.len >> 16), (uint8_t)(der.len >> 8),
                          (uint8_t)der.len};
        hash_update(&state, bytes_of(len, sizeof len));
        hash_update(&state, der);
        hash_date(&state, trust_distrust_after(trust, i));
    }
    hash_update(&state, trust->distrusted);
    return hash_finish(&state, out);
}
