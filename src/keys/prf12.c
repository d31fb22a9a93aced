#include "keys/prf12.h"

#include "base/control.h"
#include "crypto/hmac.h"

#define MAX_SEEDS 5 /* label, two randoms, and a context with its length */

struct seeds {
    tl_bytes part[MAX_SEEDS];
    size_t num;
};

/* HMAC(secret, a + seeds); out may be where a is. */
static bool keyed_hmac(const struct hmac_state *keyed, tl_bytes a, const struct seeds *seeds, uint8_t *out) {
    struct hmac_state state = {0};
    hmac_copy(&state, keyed);
    hmac_update(&state, a);
    for (size_t i = 0; i < seeds->num; i++) {
        hmac_update(&state, seeds->part[i]);
    }
    return hmac_finish(&state, out);
}

/* P_hash (RFC 5246 §5): block by block HMAC(secret, A(i) + seed), where A(1) is HMAC(secret, seed) and A(i+1) is
 * HMAC(secret, A(i)). */
static bool p_hash_blocks(const struct hmac_state *keyed, size_t hash_len, const struct seeds *seeds, uint8_t *out,
                          size_t len) {
    static const struct seeds none;
    uint8_t a[HASH_MAX_LEN], block[HASH_MAX_LEN];
    bool done = keyed_hmac(keyed, (tl_bytes){0}, seeds, a);
    while (done && len > hash_len) {
        done =
            keyed_hmac(keyed, bytes_of(a, hash_len), seeds, out) && keyed_hmac(keyed, bytes_of(a, hash_len), &none, a);
        out += hash_len;
        len -= hash_len;
    }
    done = done && keyed_hmac(keyed, bytes_of(a, hash_len), seeds, block);
    if (done) {
        memcpy(out, block, len);
    }
    secret_wipe(a, sizeof a);
    secret_wipe(block, sizeof block);
    return done;
}

static bool p_hash(const struct hash_alg *alg, tl_bytes secret, const struct seeds *seeds, uint8_t *out, size_t len) {
    struct hmac_state keyed;
    hmac_init(&keyed, alg, secret);
    bool done = p_hash_blocks(&keyed, alg->len, seeds, out, len);
    hmac_clear(&keyed);
    if (!done) {
        secret_wipe(out, len);
    }
    return done;
}

bool prf12(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes seed1, tl_bytes seed2, uint8_t *out,
           size_t len) {
    const struct seeds seeds = {{bytes_of_string(label), seed1, seed2}, 3};
    return p_hash(alg, secret, &seeds, out, len);
}

static bool make_master(const struct hash_alg *alg, tl_bytes premaster, const char *label, tl_bytes seed1,
                        tl_bytes seed2, struct secret *master) {
    uint8_t data[MASTER_SECRET_LEN];
    TRY(prf12(alg, premaster, label, seed1, seed2, data, sizeof data));
    bool set = secret_set(master, bytes_of(data, sizeof data));
    secret_wipe(data, sizeof data);
    return set;
}

bool master_secret12(const struct hash_alg *alg, tl_bytes premaster, tl_bytes client_random, tl_bytes server_random,
                     struct secret *master) {
    return make_master(alg, premaster, "master secret", client_random, server_random, master);
}

bool extended_master_secret12(const struct hash_alg *alg, tl_bytes premaster, const uint8_t *session_hash,
                              struct secret *master) {
    return make_master(alg, premaster, "extended master secret", bytes_of(session_hash, alg->len), (tl_bytes){0},
                       master);
}

/* The server's random comes first here (RFC 5246 §6.3). */
bool key_block12(const struct hash_alg *alg, const struct secret *master, tl_bytes client_random,
                 tl_bytes server_random, uint8_t *out, size_t len) {
    return prf12(alg, secret_bytes(master), "key expansion", server_random, client_random, out, len);
}

bool finished12(const struct hash_alg *alg, const struct secret *master, bool of_client, const uint8_t *transcript_hash,
                uint8_t out[12]) {
    return prf12(alg, secret_bytes(master), of_client ? "client finished" : "server finished",
                 bytes_of(transcript_hash, alg->len), (tl_bytes){0}, out, 12);
}

/* RFC 5705 §4: the labels that the protocol itself uses are not for exporters. */
static bool is_reserved(const char *label) {
    static const char *const reserved[] = {"client finished", "server finished", "master secret", "key expansion"};
    for (size_t i = 0; i < COUNT_OF(reserved); i++) {
        if (strcmp(label, reserved[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool export12(const struct hash_alg *alg, const struct secret *master, tl_bytes client_random, tl_bytes server_random,
              const char *label, tl_bytes context, uint8_t *out, size_t len) {
    TRY(!is_reserved(label) && context.len <= UINT16_MAX);
    const uint8_t context_len[2] = {(uint8_t)(context.len >> 8), (uint8_t)context.len};
    struct seeds seeds = {{bytes_of_string(label), client_random, server_random}, 3};
    if (context.data != NULL) {
        seeds.part[seeds.num++] = bytes_of(context_len, sizeof context_len);
        seeds.part[seeds.num++] = context;
    }
    return p_hash(alg, secret_bytes(master), &seeds, out, len);
}
