/* X25519 and X448 (RFC 7748), whose keys, shares and secrets are of one length. The state of a key is an EVP_PKEY:
 * libcrypto has no other door to these curves. */
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/control.h"
#include "crypto/diffie_hellman.h"

#define MAX_KEY_LEN 56

static size_t len_of(const struct group_key *key) {
    return key->alg->offer_len;
}

static bool make_key(struct group_key *key, const uint8_t *private_octets, uint8_t *offer) {
    size_t len = len_of(key);
    key->state = EVP_PKEY_new_raw_private_key(key->alg->curve, NULL, private_octets, len);
    return key->state != NULL && EVP_PKEY_get_raw_public_key(key->state, offer, &len) == 1 && len == len_of(key);
}

static bool generate(struct group_key *key, const tl_crypto *crypto, uint8_t *offer) {
    uint8_t private_octets[MAX_KEY_LEN];
    TRY(crypto_random(crypto, private_octets, len_of(key)));
    ERR_set_mark();
    bool made = make_key(key, private_octets, offer);
    ERR_pop_to_mark();
    secret_wipe(private_octets, sizeof private_octets);
    return made;
}

/* A key that takes its type from ours and its octets from the peer: half the cost of EVP_PKEY_new_raw_public_key. */
static EVP_PKEY *peer_key(const EVP_PKEY *own, tl_bytes octets) {
    EVP_PKEY *peer = EVP_PKEY_new();
    if (peer != NULL && EVP_PKEY_copy_parameters(peer, own) == 1 &&
        EVP_PKEY_set1_encoded_public_key(peer, octets.data, octets.len) == 1) {
        return peer;
    }
    EVP_PKEY_free(peer);
    return NULL;
}

/* Any octets are a peer's key (RFC 7748 §5), so that there is nothing to validate in one; what zeros come out of has
 * small order, and is refused (§6.1, §6.2). libcrypto refuses that too, but others may not. */
static enum group_result agree(EVP_PKEY_CTX *context, EVP_PKEY *peer, size_t key_len, struct secret *shared) {
    static const uint8_t zeros[MAX_KEY_LEN];
    size_t len = key_len;
    struct secret agreed = {.len = (uint8_t)key_len};
    REQUIRE(EVP_PKEY_derive_init(context) == 1, GROUP_FAILED);
    REQUIRE(EVP_PKEY_derive_set_peer_ex(context, peer, 0) == 1, GROUP_FAILED);
    enum group_result result = GROUP_BAD_SHARE;
    if (EVP_PKEY_derive(context, agreed.data, &len) == 1 && len == key_len &&
        !secret_equal(secret_bytes(&agreed), bytes_of(zeros, key_len))) {
        *shared = agreed;
        result = GROUP_OK;
    }
    secret_clear(&agreed);
    return result;
}

static enum group_result decapsulate(struct group_key *key, tl_bytes answer, struct secret *shared) {
    enum group_result result = GROUP_FAILED;
    ERR_set_mark();
    EVP_PKEY *peer = peer_key(key->state, answer);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key->state, NULL);
    if (peer != NULL && context != NULL) {
        result = agree(context, peer, len_of(key), shared);
    }
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(peer);
    ERR_pop_to_mark();
    return result;
}

static void clear(struct group_key *key) {
    EVP_PKEY_free(key->state);
}

const struct group_alg group_x25519 = {
    "x25519", EVP_PKEY_X25519, 32, 32, generate, diffie_hellman_encapsulate, decapsulate, clear,
};
const struct group_alg group_x448 = {
    "x448", EVP_PKEY_X448, 56, 56, generate, diffie_hellman_encapsulate, decapsulate, clear,
};
