#ifdef TLSLITE_NO_LOW_LEVEL

#include "crypto/libcrypto/rsa_key.h"

#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "base/control.h"
#include "crypto/libcrypto/evp_key.h"

static bool push_numbers(OSSL_PARAM_BLD *builder, const struct rsa_numbers *numbers) {
    const struct {
        const char *name;
        const BIGNUM *number;
    } all[] = {
        {OSSL_PKEY_PARAM_RSA_N, numbers->n},          {OSSL_PKEY_PARAM_RSA_E, numbers->e},
        {OSSL_PKEY_PARAM_RSA_D, numbers->d},          {OSSL_PKEY_PARAM_RSA_FACTOR1, numbers->p},
        {OSSL_PKEY_PARAM_RSA_FACTOR2, numbers->q},    {OSSL_PKEY_PARAM_RSA_EXPONENT1, numbers->dp},
        {OSSL_PKEY_PARAM_RSA_EXPONENT2, numbers->dq}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, numbers->qi},
    };
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        TRY(OSSL_PARAM_BLD_push_BN(builder, all[i].name, all[i].number) == 1);
    }
    return true;
}

void *rsa_key_new(const struct rsa_numbers *numbers) {
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY *key = builder != NULL && push_numbers(builder, numbers) ? evp_key_build("RSA", true, builder) : NULL;
    OSSL_PARAM_BLD_free(builder);
    return key;
}

bool rsa_key_apply(void *key, tl_bytes in, uint8_t *out) {
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t len = in.len;
    bool applied = context != NULL && EVP_PKEY_sign_init(context) == 1 &&
                   EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                   EVP_PKEY_sign(context, out, &len, in.data, in.len) == 1 && len == in.len;
    EVP_PKEY_CTX_free(context);
    return applied;
}

void rsa_key_free(void *key) {
    EVP_PKEY_free(key);
}

#else
typedef int rsa_evp_is_left_out;
#endif
