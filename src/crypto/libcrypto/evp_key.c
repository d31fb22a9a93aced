#ifdef TLSLITE_NO_LOW_LEVEL

#include "crypto/libcrypto/evp_key.h"

#include "base/secret.h"

/* OSSL_PARAM_free leaves the numbers of a private key in what it frees. */
static void free_params(OSSL_PARAM *params) {
    for (OSSL_PARAM *param = params; param != NULL && param->key != NULL; param++) {
        secret_wipe(param->data, param->data_size);
    }
    OSSL_PARAM_free(params);
}

EVP_PKEY *evp_key_build(const char *type, bool is_private, OSSL_PARAM_BLD *builder) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (params != NULL && context != NULL && EVP_PKEY_fromdata_init(context) == 1) {
        /* On failure key stays NULL. */
        (void)EVP_PKEY_fromdata(context, &key, is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params);
    }
    EVP_PKEY_CTX_free(context);
    free_params(params);
    return key;
}

#else
typedef int evp_key_is_left_out;
#endif
