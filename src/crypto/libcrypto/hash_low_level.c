/* Hashes on libcrypto's low-level calls: the context stands in hash_state itself, so that starting, copying and
 * finishing one costs no allocation and no lookup (docs/decisions/0003). They cannot fail on memory. */
#ifndef TLSLITE_NO_LOW_LEVEL
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/hash.h"

#include <openssl/sha.h>

#include "base/secret.h"

static void copy(struct hash_state *to, const struct hash_state *from) {
    to->of = from->of;
}

static void clear(struct hash_state *state) {
    secret_wipe(&state->of, sizeof state->of);
}

/* The three functions of one hash on libcrypto's NAME_Init, NAME_Update, NAME_Final over CONTEXT. */
#define FUNCTIONS(name, NAME, CONTEXT)                                                                                 \
    _Static_assert(sizeof(CONTEXT) <= sizeof((struct hash_state *)0)->of, #NAME " does not fit in hash_state");        \
    static void name##_init(struct hash_state *state) {                                                                \
        NAME##_Init((CONTEXT *)(void *)&state->of);                                                                    \
    }                                                                                                                  \
    static void name##_update(struct hash_state *state, tl_bytes data) {                                               \
        NAME##_Update((CONTEXT *)(void *)&state->of, data.data, data.len);                                             \
    }                                                                                                                  \
    static bool name##_finish(struct hash_state *state, uint8_t *out) {                                                \
        return NAME##_Final(out, (CONTEXT *)(void *)&state->of) == 1;                                                  \
    }

FUNCTIONS(sha1, SHA1, SHA_CTX)
FUNCTIONS(sha256, SHA256, SHA256_CTX)
FUNCTIONS(sha384, SHA384, SHA512_CTX)
FUNCTIONS(sha512, SHA512, SHA512_CTX)

const struct hash_alg hash_sha1 = {"SHA", 20, 64, sha1_init, sha1_update, sha1_finish, copy, clear};
const struct hash_alg hash_sha256 = {"SHA256", 32, 64, sha256_init, sha256_update, sha256_finish, copy, clear};
const struct hash_alg hash_sha384 = {"SHA384", 48, 128, sha384_init, sha384_update, sha384_finish, copy, clear};
const struct hash_alg hash_sha512 = {"SHA512", 64, 128, sha512_init, sha512_update, sha512_finish, copy, clear};

#else
typedef int hash_low_level_is_left_out;
#endif
