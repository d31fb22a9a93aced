#include "crypto/libcrypto/nist_curve.h"

#include <openssl/obj_mac.h>

#include "base/control.h"
#include "crypto/libcrypto/provider.h"

static const struct nist_curve curves[] = {
    {CURVE_P256, NID_X9_62_prime256v1, 32, 256, "P-256"},
    {CURVE_P384, NID_secp384r1, 48, 384, "P-384"},
    {CURVE_P521, NID_secp521r1, 66, 521, "P-521"},
};

const struct nist_curve *nist_curve_of(enum key_curve curve) {
    for (size_t i = 0; i < COUNT_OF(curves); i++) {
        if (curves[i].curve == curve) {
            return &curves[i];
        }
    }
    return NULL;
}

const EC_GROUP *nist_group(const tl_crypto *crypto, enum key_curve curve) {
    switch (curve) {
    case CURVE_P256:
        return crypto->p256;
    case CURVE_P384:
        return crypto->p384;
    case CURVE_P521:
        return crypto->p521;
    case CURVE_NONE:
        break;
    }
    return NULL;
}

bool nist_is_uncompressed(const struct nist_curve *curve, tl_bytes point) {
    return point.len == nist_point_len(curve) && point.data[0] == POINT_CONVERSION_UNCOMPRESSED;
}

BIGNUM *nist_scalar(const EC_GROUP *group, tl_bytes octets) {
    BIGNUM *scalar = octets.len <= NIST_MAX_FIELD_LEN ? BN_bin2bn(octets.data, (int)octets.len, NULL) : NULL;
    if (scalar == NULL) {
        return NULL;
    }
    if (BN_is_zero(scalar) || BN_cmp(scalar, EC_GROUP_get0_order(group)) >= 0) {
        BN_clear_free(scalar);
        return NULL;
    }
    BN_set_flags(scalar, BN_FLG_CONSTTIME);
    return scalar;
}

/* A draw misses with a chance of 2^-32 at most (P-256), so that many misses mean a source that is not random. */
#define MAX_DRAWS 16

bool nist_draw_scalar(const tl_crypto *crypto, const struct nist_curve *curve, const EC_GROUP *group, uint8_t *out) {
    unsigned spare_bits = (unsigned)curve->field_len * 8 - curve->bits;
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
        TRY(crypto_random(crypto, out, curve->field_len));
        out[0] = (uint8_t)(out[0] & 0xff >> spare_bits);
        BIGNUM *scalar = nist_scalar(group, bytes_of(out, curve->field_len));
        BN_clear_free(scalar);
        if (scalar != NULL) {
            return true;
        }
    }
    return false;
}

bool nist_public_point(const EC_GROUP *group, const BIGNUM *scalar, uint8_t *out, size_t len) {
    BN_CTX *context = BN_CTX_new();
    EC_POINT *point = EC_POINT_new(group);
    bool made = context != NULL && point != NULL && EC_POINT_mul(group, point, scalar, NULL, NULL, context) == 1 &&
                EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, out, len, context) == len;
    EC_POINT_free(point);
    BN_CTX_free(context);
    return made;
}
