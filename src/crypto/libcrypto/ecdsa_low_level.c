#ifndef TLSLITE_NO_LOW_LEVEL
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto/libcrypto/ecdsa_key.h"

#include <openssl/ecdsa.h>

#include "base/control.h"

static bool set_point(EC_KEY *key, tl_bytes point) {
    return EC_KEY_oct2key(key, point.data, point.len, NULL) == 1;
}

void *ecdsa_public_key_new(const tl_crypto *crypto, const struct nist_curve *curve, tl_bytes point) {
    EC_KEY *key = EC_KEY_new();
    if (key != NULL && EC_KEY_set_group(key, nist_group(crypto, curve->curve)) == 1 && set_point(key, point)) {
        return key;
    }
    EC_KEY_free(key);
    return NULL;
}

/* ECDSA_verify takes only the one DER encoding of a signature. */
bool ecdsa_key_verify(void *key, tl_bytes digest, tl_bytes signature) {
    return ECDSA_verify(0, digest.data, (int)digest.len, signature.data, (int)signature.len, key) == 1;
}

void *ecdsa_key_new(const struct nist_curve *curve, const BIGNUM *scalar, tl_bytes point) {
    EC_KEY *key = EC_KEY_new_by_curve_name(curve->nid);
    if (key != NULL && EC_KEY_set_private_key(key, scalar) == 1 && set_point(key, point)) {
        return key;
    }
    EC_KEY_free(key);
    return NULL;
}

bool ecdsa_key_sign(void *key, tl_bytes digest, uint8_t *out, size_t *len) {
    unsigned signature_len = 0;
    TRY(ECDSA_sign(0, digest.data, (int)digest.len, out, &signature_len, key) == 1);
    *len = signature_len;
    return true;
}

void ecdsa_key_free(void *key) {
    EC_KEY_free(key); /* wipes the scalar */
}

#else
typedef int ecdsa_low_level_is_left_out;
#endif
