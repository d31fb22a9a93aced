#include "crypto/aead.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/control.h"
#include "crypto/libcrypto/provider.h"

/* libcrypto counts in int. Records are far shorter. */
#define MAX_LEN (INT_MAX - AEAD_TAG_LEN)

static bool init(struct aead *aead, const EVP_CIPHER *cipher, const uint8_t *key, enum aead_use use) {
    TRY(cipher != NULL);
    ERR_set_mark();
    aead->state = EVP_CIPHER_CTX_new();
    bool started =
        aead->state != NULL && EVP_CipherInit_ex(aead->state, cipher, NULL, key, NULL, use == AEAD_SEAL) == 1;
    ERR_pop_to_mark();
    return started;
}

static bool start_record(EVP_CIPHER_CTX *state, const uint8_t *nonce, tl_bytes ad) {
    int len;
    TRY(ad.len <= MAX_LEN);
    TRY(EVP_CipherInit_ex(state, NULL, NULL, NULL, nonce, -1) == 1);
    return ad.len == 0 || EVP_CipherUpdate(state, NULL, &len, ad.data, (int)ad.len) == 1;
}

static bool update(EVP_CIPHER_CTX *state, tl_bytes in, uint8_t *out) {
    int len;
    return in.len == 0 || (EVP_CipherUpdate(state, out, &len, in.data, (int)in.len) == 1 && (size_t)len == in.len);
}

static bool seal(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, tl_bytes tail, uint8_t *out) {
    uint8_t *tag = out + in.len + tail.len;
    int len;
    TRY(in.len <= MAX_LEN && tail.len <= MAX_LEN - in.len);
    TRY(start_record(aead->state, nonce, ad));
    TRY(update(aead->state, in, out));
    TRY(update(aead->state, tail, out + in.len));
    TRY(EVP_CipherFinal_ex(aead->state, tag, &len) == 1);
    return EVP_CIPHER_CTX_ctrl(aead->state, EVP_CTRL_AEAD_GET_TAG, AEAD_TAG_LEN, tag) == 1;
}

static bool open_sealed(struct aead *aead, const uint8_t *nonce, tl_bytes ad, tl_bytes in, uint8_t *out) {
    tl_bytes sealed = {in.data, in.len - AEAD_TAG_LEN};
    uint8_t tag[AEAD_TAG_LEN];
    uint8_t rest[AEAD_TAG_LEN]; /* where Final may write, though neither mode keeps anything back */
    int len;
    memcpy(tag, in.data + sealed.len, sizeof tag);
    TRY(in.len <= MAX_LEN);
    TRY(start_record(aead->state, nonce, ad));
    TRY(update(aead->state, sealed, out));
    TRY(EVP_CIPHER_CTX_ctrl(aead->state, EVP_CTRL_AEAD_SET_TAG, AEAD_TAG_LEN, tag) == 1);
    return EVP_CipherFinal_ex(aead->state, rest, &len) == 1;
}

static void clear(struct aead *aead) {
    EVP_CIPHER_CTX_free(aead->state); /* wipes the key */
}

static bool init_aes_128_gcm(struct aead *aead, const tl_crypto *crypto, const uint8_t *key, enum aead_use use) {
    return init(aead, crypto->aes_128_gcm, key, use);
}

static bool init_aes_256_gcm(struct aead *aead, const tl_crypto *crypto, const uint8_t *key, enum aead_use use) {
    return init(aead, crypto->aes_256_gcm, key, use);
}

static bool init_chacha20_poly1305(struct aead *aead, const tl_crypto *crypto, const uint8_t *key, enum aead_use use) {
    return init(aead, crypto->chacha20_poly1305, key, use);
}

const struct aead_alg aead_aes_128_gcm = {"AES-128-GCM", 16, init_aes_128_gcm, seal, open_sealed, clear};
const struct aead_alg aead_aes_256_gcm = {"AES-256-GCM", 32, init_aes_256_gcm, seal, open_sealed, clear};
const struct aead_alg aead_chacha20_poly1305 = {"CHACHA20-POLY1305", 32,   init_chacha20_poly1305, seal,
                                                open_sealed,         clear};
