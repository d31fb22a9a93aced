#ifndef TLSLITE_NO_LOW_LEVEL
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/libcrypto/rsa_key.h"

#include <openssl/rsa.h>

#include "base/control.h"

/* RSA takes over what it is given, so that each set of numbers is handed in as copies, freed here where it refuses. */
static bool set_key(RSA *rsa, const struct rsa_numbers *numbers) {
    BIGNUM *n = BN_dup(numbers->n), *e = BN_dup(numbers->e), *d = BN_dup(numbers->d);
    if (n != NULL && e != NULL && d != NULL && RSA_set0_key(rsa, n, e, d) == 1) {
        return true;
    }
    BN_free(n);
    BN_free(e);
    BN_clear_free(d);
    return false;
}

static bool set_factors(RSA *rsa, const struct rsa_numbers *numbers) {
    BIGNUM *p = BN_dup(numbers->p), *q = BN_dup(numbers->q);
    if (p != NULL && q != NULL && RSA_set0_factors(rsa, p, q) == 1) {
        return true;
    }
    BN_clear_free(p);
    BN_clear_free(q);
    return false;
}

static bool set_crt(RSA *rsa, const struct rsa_numbers *numbers) {
    BIGNUM *dp = BN_dup(numbers->dp), *dq = BN_dup(numbers->dq), *qi = BN_dup(numbers->qi);
    if (dp != NULL && dq != NULL && qi != NULL && RSA_set0_crt_params(rsa, dp, dq, qi) == 1) {
        return true;
    }
    BN_clear_free(dp);
    BN_clear_free(dq);
    BN_clear_free(qi);
    return false;
}

void *rsa_key_new(const struct rsa_numbers *numbers) {
    RSA *rsa = RSA_new();
    if (rsa != NULL && set_key(rsa, numbers) && set_factors(rsa, numbers) && set_crt(rsa, numbers)) {
        return rsa;
    }
    RSA_free(rsa);
    return NULL;
}

/* Threads may be here with one key at once: libcrypto keeps the blinding of each apart. */
bool rsa_key_apply(void *key, tl_bytes in, uint8_t *out) {
    return RSA_private_encrypt((int)in.len, in.data, out, key, RSA_NO_PADDING) == (int)in.len;
}

void rsa_key_free(void *key) {
    RSA_free(key); /* wipes what is secret */
}

#else
typedef int rsa_low_level_is_left_out;
#endif
