#include "session/policy_digest.h"

#include "crypto/hash.h"

static void add_number(struct hash_state *state, uint64_t value) {
    uint8_t octets[8];
    for (size_t i = 0; i < sizeof octets; i++) {
        octets[i] = (uint8_t)(value >> 8 * (7 - i));
    }
    hash_update(state, bytes_of(octets, sizeof octets));
}

/* With its length before it, so that no two rows of fields read alike. */
static void add_bytes(struct hash_state *state, tl_bytes bytes) {
    add_number(state, bytes.len);
    hash_update(state, bytes);
}

bool policy_digest(const struct policy_facts *facts, uint8_t out[POLICY_DIGEST_LEN]) {
    struct hash_state state = {0};
    hash_init(&state, &hash_sha256);
    add_bytes(&state, bytes_of_string("tlslite policy 1"));
    add_number(&state, facts->role);
    add_number(&state, facts->policy->min_version);
    add_number(&state, facts->policy->min_key_bits);
    add_number(&state, facts->policy->legacy);
    add_bytes(&state, facts->trust);
    add_bytes(&state, facts->fingerprint);
    add_number(&state, facts->client_cert);
    add_bytes(&state, facts->lists);
    add_number(&state, facts->revocation);
    add_number(&state, facts->short_lived_days);
    add_number(&state, facts->no_chain_check);
    add_number(&state, facts->no_name_check);
    add_number(&state, facts->application != NULL);
    add_bytes(&state, facts->application != NULL ? bytes_of_string(facts->application) : (tl_bytes){0});
    return hash_finish(&state, out);
}
