#include "policy/schemes.h"

const struct scheme schemes[] = {
    {0x0403, "ecdsa_secp256r1_sha256", &signature_ecdsa_sha256, KEY_ECDSA, CURVE_P256, true},
    {0x0503, "ecdsa_secp384r1_sha384", &signature_ecdsa_sha384, KEY_ECDSA, CURVE_P384, true},
    {0x0603, "ecdsa_secp521r1_sha512", &signature_ecdsa_sha512, KEY_ECDSA, CURVE_P521, true},
    {0x0807, "ed25519", &signature_ed25519, KEY_ED25519, CURVE_NONE, true},
    {0x0808, "ed448", &signature_ed448, KEY_ED448, CURVE_NONE, true},
    {0x0804, "rsa_pss_rsae_sha256", &signature_rsa_pss_sha256, KEY_RSA, CURVE_NONE, true},
    {0x0805, "rsa_pss_rsae_sha384", &signature_rsa_pss_sha384, KEY_RSA, CURVE_NONE, true},
    {0x0806, "rsa_pss_rsae_sha512", &signature_rsa_pss_sha512, KEY_RSA, CURVE_NONE, true},
    {0x0809, "rsa_pss_pss_sha256", &signature_rsa_pss_sha256, KEY_RSA_PSS, CURVE_NONE, true},
    {0x080a, "rsa_pss_pss_sha384", &signature_rsa_pss_sha384, KEY_RSA_PSS, CURVE_NONE, true},
    {0x080b, "rsa_pss_pss_sha512", &signature_rsa_pss_sha512, KEY_RSA_PSS, CURVE_NONE, true},
    {0x0401, "rsa_pkcs1_sha256", &signature_rsa_pkcs1_sha256, KEY_RSA, CURVE_NONE, false},
    {0x0501, "rsa_pkcs1_sha384", &signature_rsa_pkcs1_sha384, KEY_RSA, CURVE_NONE, false},
    {0x0601, "rsa_pkcs1_sha512", &signature_rsa_pkcs1_sha512, KEY_RSA, CURVE_NONE, false},
};

const size_t num_schemes = sizeof schemes / sizeof *schemes;

const struct scheme *scheme_by_id(uint16_t id) {
    for (size_t i = 0; i < num_schemes; i++) {
        if (schemes[i].id == id) {
            return &schemes[i];
        }
    }
    return NULL;
}

bool scheme_fits_key(const struct scheme *scheme, const struct public_key *key, tl_protocol version) {
    if (scheme->key != key->kind || !signature_fits(scheme->alg, key)) {
        return false;
    }
    if (version < TL_TLS1_3) {
        return true;
    }
    return scheme->in_tls13 && scheme->curve == key->curve;
}
