/* The curves P-256, P-384 and P-521 (FIPS 186), as ECDH and ECDSA both need them. Points are uncompressed octets,
 * scalars big-endian octets; both lengths follow from the curve. */
#ifndef CRYPTO_LIBCRYPTO_NIST_CURVE_H
#define CRYPTO_LIBCRYPTO_NIST_CURVE_H

#include <openssl/ec.h>

#include "crypto/signature.h"

#define NIST_MAX_FIELD_LEN 66
#define NIST_MAX_POINT_LEN (2 * NIST_MAX_FIELD_LEN + 1)

struct nist_curve {
    enum key_curve curve;
    int nid;
    size_t field_len; /* of a coordinate, and of a scalar: these curves have cofactor 1 and an order near the field's */
    unsigned bits;    /* of the order */
    const char *name; /* libcrypto's */
};

const struct nist_curve *nist_curve_of(enum key_curve curve); /* NULL: no such curve */
const EC_GROUP *nist_group(const tl_crypto *crypto, enum key_curve curve);

static inline size_t nist_point_len(const struct nist_curve *curve) {
    return 2 * curve->field_len + 1;
}

bool nist_is_uncompressed(const struct nist_curve *curve, tl_bytes point);

/* A number of field_len octets in 1..n-1, from the provider's randomness; false: none was found. */
bool nist_draw_scalar(const tl_crypto *crypto, const struct nist_curve *curve, const EC_GROUP *group, uint8_t *out);

/* The scalar as a number that libcrypto takes for secret; NULL: not in 1..n-1, or no memory. BN_clear_free it. */
BIGNUM *nist_scalar(const EC_GROUP *group, tl_bytes octets);

/* out receives scalar * G, nist_point_len octets, in constant time. */
bool nist_public_point(const EC_GROUP *group, const BIGNUM *scalar, uint8_t *out, size_t len);

#endif
