/* ECDH on P-256, P-384 and P-521 as TLS uses it (RFC 8446 §4.2.8.2, §7.4.2): uncompressed points, and the x coordinate
 * of the product as the shared secret. */
#include <openssl/ec.h>
#include <openssl/err.h>

#include "base/control.h"
#include "crypto/diffie_hellman.h"
#include "crypto/libcrypto/nist_curve.h"
#include "crypto/libcrypto/provider.h"

struct key_state {
    tl_crypto *crypto; /* ours: the group lives in it */
    const struct nist_curve *curve;
    BIGNUM *scalar;
};

static void clear(struct group_key *key) {
    struct key_state *state = key->state;
    if (state != NULL) {
        BN_clear_free(state->scalar);
        tl_crypto_free(state->crypto);
        mem_free(state);
    }
}

static struct key_state *new_state(struct group_key *key, const tl_crypto *crypto, const struct nist_curve *curve) {
    struct key_state *state = mem_new(sizeof *state);
    if (state != NULL) {
        *state = (struct key_state){tl_crypto_ref(crypto), curve, NULL};
    }
    key->state = state;
    return state;
}

static bool draw_key(struct key_state *state, const EC_GROUP *group, uint8_t *offer) {
    uint8_t octets[NIST_MAX_FIELD_LEN];
    TRY(nist_draw_scalar(state->crypto, state->curve, group, octets));
    state->scalar = nist_scalar(group, bytes_of(octets, state->curve->field_len));
    secret_wipe(octets, sizeof octets);
    return state->scalar != NULL && nist_public_point(group, state->scalar, offer, nist_point_len(state->curve));
}

static bool generate(struct group_key *key, const tl_crypto *crypto, uint8_t *offer) {
    struct key_state *state = new_state(key, crypto, nist_curve_of((enum key_curve)key->alg->curve));
    TRY(state != NULL);
    ERR_set_mark();
    bool drawn = draw_key(state, nist_group(crypto, state->curve->curve), offer);
    ERR_pop_to_mark();
    return drawn;
}

/* What one agreement works with, freed at one place. */
struct work {
    BN_CTX *context;
    EC_POINT *point;
    BIGNUM *x;
};

static bool work_init(struct work *work, const EC_GROUP *group) {
    *work = (struct work){BN_CTX_new(), EC_POINT_new(group), BN_new()};
    return work->context != NULL && work->point != NULL && work->x != NULL;
}

static void work_clear(struct work *work) {
    BN_clear_free(work->x);
    EC_POINT_clear_free(work->point);
    BN_CTX_free(work->context);
}

static bool multiply(const struct key_state *state, const EC_GROUP *group, struct work *work, struct secret *agreed) {
    int len = (int)state->curve->field_len;
    TRY(EC_POINT_mul(group, work->point, NULL, work->point, state->scalar, work->context) == 1);
    TRY(EC_POINT_get_affine_coordinates(group, work->point, work->x, NULL, work->context) == 1);
    TRY(BN_bn2binpad(work->x, agreed->data, len) == len);
    agreed->len = (uint8_t)len;
    return true;
}

/* EC_POINT_oct2point refuses what is not on the curve. */
static enum group_result agree(const struct key_state *state, const EC_GROUP *group, struct work *work, tl_bytes answer,
                               struct secret *shared) {
    struct secret agreed = {0};
    REQUIRE(EC_POINT_oct2point(group, work->point, answer.data, answer.len, work->context) == 1, GROUP_BAD_SHARE);
    enum group_result result = GROUP_FAILED;
    if (multiply(state, group, work, &agreed)) {
        *shared = agreed;
        result = GROUP_OK;
    }
    secret_clear(&agreed);
    return result;
}

static enum group_result decapsulate(struct group_key *key, tl_bytes answer, struct secret *shared) {
    const struct key_state *state = key->state;
    const EC_GROUP *group = nist_group(state->crypto, state->curve->curve);
    struct work work;
    REQUIRE(nist_is_uncompressed(state->curve, answer), GROUP_BAD_SHARE);
    ERR_set_mark();
    enum group_result result = work_init(&work, group) ? agree(state, group, &work, answer, shared) : GROUP_FAILED;
    work_clear(&work);
    ERR_pop_to_mark();
    return result;
}

const struct group_alg group_secp256r1 = {
    "secp256r1", CURVE_P256, 65, 65, generate, diffie_hellman_encapsulate, decapsulate, clear,
};
const struct group_alg group_secp384r1 = {
    "secp384r1", CURVE_P384, 97, 97, generate, diffie_hellman_encapsulate, decapsulate, clear,
};
const struct group_alg group_secp521r1 = {
    "secp521r1", CURVE_P521, 133, 133, generate, diffie_hellman_encapsulate, decapsulate, clear,
};
