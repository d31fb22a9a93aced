/* Ed25519 and Ed448 (RFC 8032). libcrypto has them through EVP only. */
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/control.h"
#include "crypto/key_family.h"

struct edwards {
    enum key_kind kind;
    int type;                      /* libcrypto's */
    size_t key_len, signature_len; /* seeds are as long as public keys */
};

static const struct edwards ed25519 = {KEY_ED25519, EVP_PKEY_ED25519, 32, 64};
static const struct edwards ed448 = {KEY_ED448, EVP_PKEY_ED448, 57, 114};
#define MAX_KEY_LEN 57

static const struct edwards *edwards_of(enum key_kind kind) {
    return kind == KEY_ED25519 ? &ed25519 : &ed448;
}

static void *prepare(const tl_crypto *crypto, const struct public_key *key) {
    (void)crypto;
    const struct edwards *curve = edwards_of(key->kind);
    REQUIRE(key->point.len == curve->key_len, NULL);
    ERR_set_mark();
    EVP_PKEY *public = EVP_PKEY_new_raw_public_key(curve->type, NULL, key->point.data, key->point.len);
    ERR_pop_to_mark();
    return public;
}

static void release(void *prepared) {
    EVP_PKEY_free(prepared);
}

static bool verify(void *prepared, const struct signature_alg *alg, const struct public_key *key, tl_bytes input,
                   tl_bytes signature) {
    (void)alg;
    TRY(signature.len == edwards_of(key->kind)->signature_len);
    ERR_set_mark();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right = context != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, prepared) == 1 &&
                 EVP_DigestVerify(context, signature.data, signature.len, input.data, input.len) == 1;
    EVP_MD_CTX_free(context);
    ERR_pop_to_mark();
    return right;
}

static bool sign(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                 tl_bytes input, uint8_t *out, size_t *len) {
    (void)crypto;
    (void)alg;
    ERR_set_mark();
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    *len = edwards_of(key->public.kind)->signature_len;
    bool made = context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, key->object) == 1 &&
                EVP_DigestSign(context, out, len, input.data, input.len) == 1;
    EVP_MD_CTX_free(context);
    ERR_pop_to_mark();
    return made;
}

static bool load(struct private_key *key) {
    const struct edwards *curve = edwards_of(key->parts.kind);
    tl_bytes seed = key->parts.scalar;
    size_t len = sizeof key->point;
    TRY(seed.len == curve->key_len);
    ERR_set_mark();
    key->object = EVP_PKEY_new_raw_private_key(curve->type, NULL, seed.data, seed.len);
    bool loaded = key->object != NULL && EVP_PKEY_get_raw_public_key(key->object, key->point, &len) == 1;
    key->public.point = bytes_of(key->point, curve->key_len);
    ERR_pop_to_mark();
    return loaded;
}

static void unload(struct private_key *key) {
    EVP_PKEY_free(key->object);
}

static struct private_key *generate(const tl_crypto *crypto, const struct private_key_parts *wanted,
                                    unsigned rsa_bits) {
    (void)rsa_bits;
    struct private_key_parts parts = *wanted;
    struct private_key *key = NULL;
    uint8_t seed[MAX_KEY_LEN];
    size_t len = edwards_of(wanted->kind)->key_len;
    if (crypto_random(crypto, seed, len)) {
        parts.scalar = bytes_of(seed, len);
        key = private_key_new(&parts);
    }
    secret_wipe(seed, sizeof seed);
    return key;
}

const struct key_family eddsa_family = {prepare, release, verify, sign, load, unload, generate};
