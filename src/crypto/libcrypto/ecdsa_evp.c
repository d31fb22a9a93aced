#ifdef TLSLITE_NO_LOW_LEVEL

#include "crypto/libcrypto/ecdsa_key.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "base/control.h"
#include "crypto/libcrypto/evp_key.h"

static EVP_PKEY *make_key(const struct nist_curve *curve, const BIGNUM *scalar, tl_bytes point) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = NULL;
    if (builder != NULL && OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, curve->name, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.data, point.len) == 1 &&
        (scalar == NULL || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1)) {
        key = evp_key_build("EC", scalar != NULL, builder);
    }
    OSSL_PARAM_BLD_free(builder);
    return key;
}

void *ecdsa_public_key_new(const tl_crypto *crypto, const struct nist_curve *curve, tl_bytes point) {
    (void)crypto; /* EVP makes a group of its own with each key */
    return make_key(curve, NULL, point);
}

bool ecdsa_key_verify(void *key, tl_bytes digest, tl_bytes signature) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    bool right = context != NULL && EVP_PKEY_verify_init(context) == 1 &&
                 EVP_PKEY_verify(context, signature.data, signature.len, digest.data, digest.len) == 1;
    EVP_PKEY_CTX_free(context);
    return right;
}

void *ecdsa_key_new(const struct nist_curve *curve, const BIGNUM *scalar, tl_bytes point) {
    return make_key(curve, scalar, point);
}

bool ecdsa_key_sign(void *key, tl_bytes digest, uint8_t *out, size_t *len) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t signature_len = SIGNATURE_MAX_LEN;
    bool made = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
                EVP_PKEY_sign(context, out, &signature_len, digest.data, digest.len) == 1;
    EVP_PKEY_CTX_free(context);
    *len = made ? signature_len : 0;
    return made;
}

void ecdsa_key_free(void *key) {
    EVP_PKEY_free(key);
}

#else
typedef int ecdsa_evp_is_left_out;
#endif
