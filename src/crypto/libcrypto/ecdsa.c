/* ECDSA (FIPS 186-5) with any of the three curves and any hash: which may go together is policy. */
#include <openssl/err.h>

#include "base/control.h"
#include "crypto/key_family.h"
#include "crypto/libcrypto/ecdsa_key.h"

static void *prepare(const tl_crypto *crypto, const struct public_key *key) {
    const struct nist_curve *curve = nist_curve_of(key->curve);
    REQUIRE(curve != NULL && nist_is_uncompressed(curve, key->point), NULL);
    ERR_set_mark();
    void *public = ecdsa_public_key_new(crypto, curve, key->point);
    ERR_pop_to_mark();
    return public;
}

static bool verify(void *prepared, const struct signature_alg *alg, const struct public_key *key, tl_bytes input,
                   tl_bytes signature) {
    (void)alg;
    (void)key;
    TRY(signature.len <= SIGNATURE_MAX_LEN);
    ERR_set_mark();
    bool right = ecdsa_key_verify(prepared, input, signature);
    ERR_pop_to_mark();
    return right;
}

static bool sign(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                 tl_bytes input, uint8_t *out, size_t *len) {
    (void)crypto;
    (void)alg;
    ERR_set_mark();
    /* Without memory to encode the signature, libcrypto 3.0 says that all went well and gives -1 as its length. */
    bool made = ecdsa_key_sign(key->object, input, out, len) && *len > 0 && *len <= SIGNATURE_MAX_LEN;
    ERR_pop_to_mark();
    return made;
}

static bool load_scalar(struct private_key *key, const struct nist_curve *curve, const EC_GROUP *group) {
    BIGNUM *scalar = nist_scalar(group, key->parts.scalar);
    tl_bytes point = {key->point, nist_point_len(curve)};
    if (scalar != NULL && nist_public_point(group, scalar, key->point, point.len)) {
        key->object = ecdsa_key_new(curve, scalar, point);
        key->public.curve = curve->curve;
        key->public.point = point;
    }
    BN_clear_free(scalar);
    return key->object != NULL;
}

static bool load(struct private_key *key) {
    const struct nist_curve *curve = nist_curve_of(key->parts.curve);
    TRY(curve != NULL);
    ERR_set_mark();
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve->nid);
    bool loaded = group != NULL && load_scalar(key, curve, group);
    EC_GROUP_free(group);
    ERR_pop_to_mark();
    return loaded;
}

static void unload(struct private_key *key) {
    ecdsa_key_free(key->object);
}

static struct private_key *generate(const tl_crypto *crypto, const struct private_key_parts *wanted,
                                    unsigned rsa_bits) {
    (void)rsa_bits;
    const struct nist_curve *curve = nist_curve_of(wanted->curve);
    struct private_key_parts parts = *wanted;
    struct private_key *key = NULL;
    uint8_t scalar[NIST_MAX_FIELD_LEN];
    if (curve != NULL && nist_draw_scalar(crypto, curve, nist_group(crypto, curve->curve), scalar)) {
        parts.scalar = bytes_of(scalar, curve->field_len);
        key = private_key_new(&parts);
    }
    secret_wipe(scalar, sizeof scalar);
    return key;
}

const struct key_family ecdsa_family = {prepare, ecdsa_key_free, verify, sign, load, unload, generate};
