#include "crypto/signature.h"

#include "base/control.h"
#include "crypto/key_family.h"

#define PKCS1(hash)         KEY_RSA, PADDING_PKCS1, &(hash), 0
#define PSS(hash, salt_len) KEY_RSA, PADDING_PSS, &(hash), salt_len
#define ECDSA(hash)         KEY_ECDSA, PADDING_NONE, &(hash), 0

const struct signature_alg signature_rsa_pkcs1_sha1 = {"RSA PKCS#1 with SHA-1", PKCS1(hash_sha1)};
const struct signature_alg signature_rsa_pkcs1_sha256 = {"RSA PKCS#1 with SHA-256", PKCS1(hash_sha256)};
const struct signature_alg signature_rsa_pkcs1_sha384 = {"RSA PKCS#1 with SHA-384", PKCS1(hash_sha384)};
const struct signature_alg signature_rsa_pkcs1_sha512 = {"RSA PKCS#1 with SHA-512", PKCS1(hash_sha512)};
const struct signature_alg signature_rsa_pss_sha256 = {"RSA PSS with SHA-256", PSS(hash_sha256, 32)};
const struct signature_alg signature_rsa_pss_sha384 = {"RSA PSS with SHA-384", PSS(hash_sha384, 48)};
const struct signature_alg signature_rsa_pss_sha512 = {"RSA PSS with SHA-512", PSS(hash_sha512, 64)};
const struct signature_alg signature_ecdsa_sha256 = {"ECDSA with SHA-256", ECDSA(hash_sha256)};
const struct signature_alg signature_ecdsa_sha384 = {"ECDSA with SHA-384", ECDSA(hash_sha384)};
const struct signature_alg signature_ecdsa_sha512 = {"ECDSA with SHA-512", ECDSA(hash_sha512)};
const struct signature_alg signature_ed25519 = {"Ed25519", KEY_ED25519, PADDING_NONE, NULL, 0};
const struct signature_alg signature_ed448 = {"Ed448", KEY_ED448, PADDING_NONE, NULL, 0};

const struct key_family *key_family_of(enum key_kind kind) {
    switch (kind) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return &rsa_family;
    case KEY_ECDSA:
        return &ecdsa_family;
    case KEY_ED25519:
    case KEY_ED448:
        return &eddsa_family;
    case KEY_NONE:
        break;
    }
    return NULL;
}

static unsigned curve_bits(enum key_curve curve) {
    switch (curve) {
    case CURVE_P256:
        return 256;
    case CURVE_P384:
        return 384;
    case CURVE_P521:
        return 521;
    case CURVE_NONE:
        break;
    }
    return 0;
}

static unsigned number_bits(tl_bytes number) {
    if (number.len == 0) {
        return 0;
    }
    unsigned bits = (unsigned)(number.len - 1) * 8;
    for (unsigned top = number.data[0]; top > 0; top >>= 1) {
        bits++;
    }
    return bits;
}

unsigned public_key_bits(const struct public_key *key) {
    switch (key->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return number_bits(key->modulus);
    case KEY_ECDSA:
        return curve_bits(key->curve);
    case KEY_ED25519:
        return 256;
    case KEY_ED448:
        return 456;
    case KEY_NONE:
        break;
    }
    return 0;
}

bool public_key_equal(const struct public_key *a, const struct public_key *b) {
    return a->kind == b->kind && a->curve == b->curve && bytes_equal(a->modulus, b->modulus) &&
           bytes_equal(a->public_exponent, b->public_exponent) && bytes_equal(a->point, b->point);
}

static bool fits_pss_key(const struct signature_alg *alg, const struct public_key *key) {
    return alg->padding == PADDING_PSS && (key->pss_hash == NULL || key->pss_hash == alg->hash) &&
           alg->salt_len >= key->pss_salt_len;
}

bool signature_fits(const struct signature_alg *alg, const struct public_key *key) {
    if (alg->kind == KEY_RSA && key->kind == KEY_RSA_PSS) {
        return fits_pss_key(alg, key);
    }
    return alg->kind == key->kind;
}

static const struct signature_alg *pss_for_key(const struct public_key *key) {
    static const struct signature_alg *const algs[] = {&signature_rsa_pss_sha256, &signature_rsa_pss_sha384,
                                                       &signature_rsa_pss_sha512};
    for (size_t i = 0; i < COUNT_OF(algs); i++) {
        if (signature_fits(algs[i], key)) {
            return algs[i];
        }
    }
    return NULL;
}

const struct signature_alg *signature_alg_for_key(const struct public_key *key) {
    switch (key->kind) {
    case KEY_RSA:
        return &signature_rsa_pkcs1_sha256;
    case KEY_RSA_PSS:
        return pss_for_key(key);
    case KEY_ECDSA:
        return key->curve == CURVE_P521   ? &signature_ecdsa_sha512
               : key->curve == CURVE_P384 ? &signature_ecdsa_sha384
                                          : &signature_ecdsa_sha256;
    case KEY_ED25519:
        return &signature_ed25519;
    case KEY_ED448:
        return &signature_ed448;
    case KEY_NONE:
        break;
    }
    return NULL;
}

bool signature_input(const struct signature_alg *alg, tl_bytes message, uint8_t *digest, tl_bytes *input) {
    if (alg->hash == NULL) {
        *input = message;
        return true;
    }
    *input = bytes_of(digest, alg->hash->len);
    return hash_once(alg->hash, message, digest);
}

bool signature_verify(const tl_crypto *crypto, const struct signature_alg *alg, const struct public_key *key,
                      tl_bytes message, tl_bytes signature) {
    uint8_t digest[HASH_MAX_LEN];
    tl_bytes input;
    TRY(signature_fits(alg, key));
    TRY(signature_input(alg, message, digest, &input));
    const struct key_family *family = key_family_of(alg->kind);
    void *made = key->prepared == NULL ? family->prepare(crypto, key) : NULL;
    void *prepared = key->prepared != NULL ? key->prepared : made;
    bool right = prepared != NULL && family->verify(prepared, alg, key, input, signature);
    family->release(made);
    return right;
}

void public_key_prepare(const tl_crypto *crypto, struct public_key *key) {
    const struct key_family *family = key_family_of(key->kind);
    key->prepared = family != NULL ? family->prepare(crypto, key) : NULL;
}

void public_key_release(struct public_key *key) {
    const struct key_family *family = key_family_of(key->kind);
    if (family != NULL) {
        family->release(key->prepared);
        key->prepared = NULL;
    }
}
