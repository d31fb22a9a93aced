/* Hashes through EVP, for builds that keep to what libcrypto does not deprecate (docs/decisions/0003). The pointer of
 * the state is an EVP_MD_CTX; it turns NULL at the first failure, which then shows at finish. */
#ifdef TLSLITE_NO_LOW_LEVEL

#include "crypto/hash.h"

#include <openssl/err.h>
#include <openssl/evp.h>

static void clear(struct hash_state *state) {
    EVP_MD_CTX_free(state->of.pointer);
    state->of.pointer = NULL;
}

static void start(struct hash_state *state, const EVP_MD *md) {
    ERR_set_mark();
    state->of.pointer = EVP_MD_CTX_new();
    if (state->of.pointer != NULL && EVP_DigestInit_ex(state->of.pointer, md, NULL) != 1) {
        clear(state);
    }
    ERR_pop_to_mark();
}

static void update(struct hash_state *state, tl_bytes data) {
    if (state->of.pointer != NULL && EVP_DigestUpdate(state->of.pointer, data.data, data.len) != 1) {
        clear(state);
    }
}

static bool finish(struct hash_state *state, uint8_t *out) {
    return state->of.pointer != NULL && EVP_DigestFinal_ex(state->of.pointer, out, NULL) == 1;
}

static void copy(struct hash_state *to, const struct hash_state *from) {
    ERR_set_mark();
    to->of.pointer = from->of.pointer != NULL ? EVP_MD_CTX_new() : NULL;
    if (to->of.pointer != NULL && EVP_MD_CTX_copy_ex(to->of.pointer, from->of.pointer) != 1) {
        clear(to);
    }
    ERR_pop_to_mark();
}

static void sha1_init(struct hash_state *state) {
    start(state, EVP_sha1());
}

static void sha256_init(struct hash_state *state) {
    start(state, EVP_sha256());
}

static void sha384_init(struct hash_state *state) {
    start(state, EVP_sha384());
}

static void sha512_init(struct hash_state *state) {
    start(state, EVP_sha512());
}

const struct hash_alg hash_sha1 = {"SHA", 20, 64, sha1_init, update, finish, copy, clear};
const struct hash_alg hash_sha256 = {"SHA256", 32, 64, sha256_init, update, finish, copy, clear};
const struct hash_alg hash_sha384 = {"SHA384", 48, 128, sha384_init, update, finish, copy, clear};
const struct hash_alg hash_sha512 = {"SHA512", 64, 128, sha512_init, update, finish, copy, clear};

#else
typedef int hash_evp_is_left_out;
#endif
