#include <string.h>

#include <tlslite/crypto.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/plan_keys.h"
#include "support/pss_key_info.h"
#include "x509/issue/certificate_writer.h"
#include "x509/key_files/key_writer.h"

#define PARAMETERS(literal)                                                                                            \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* Those behind the Ed25519 keys. */
static const struct form {
    enum key_kind kind;
    enum key_curve curve;
    unsigned bits;
    unsigned same_as;        /* another key's number; 0: a key of its own */
    tl_bytes pss_parameters; /* KEY_RSA_PSS */
    const struct signature_alg *alg;
} forms[PLAN_NUM_KEYS - PLAN_ED25519_KEYS] = {
    {.kind = KEY_RSA, .bits = 2048},
    {.kind = KEY_RSA, .bits = 2048},
    {.kind = KEY_ECDSA, .curve = CURVE_P256},
    {.kind = KEY_ECDSA, .curve = CURVE_P256},
    {.kind = KEY_ECDSA, .curve = CURVE_P384},
    {.kind = KEY_ECDSA, .curve = CURVE_P521},
    {.kind = KEY_ED448},
    {.kind = KEY_RSA, .bits = 1024},
    {.kind = KEY_RSA_PSS, .same_as = PLAN_RSA_A, .alg = &signature_rsa_pss_sha256},
    {.kind = KEY_RSA_PSS,
     .same_as = PLAN_RSA_B,
     .pss_parameters = PARAMETERS(PSS_PARAMETERS_ONLY_SHA256),
     .alg = &signature_rsa_pss_sha256},
    {.kind = KEY_RSA_PSS,
     .same_as = PLAN_RSA_A,
     .pss_parameters = PARAMETERS(PSS_PARAMETERS_ONLY_SHA384),
     .alg = &signature_rsa_pss_sha384},
    {.kind = KEY_RSA_PSS,
     .same_as = PLAN_RSA_B,
     .pss_parameters = PARAMETERS(PSS_PARAMETERS_LONGER_SALT),
     .alg = &signature_rsa_pss_sha256},
};

/* NULL: an Ed25519 key. */
static const struct form *form_of(unsigned number) {
    number %= PLAN_NUM_KEYS;
    return number < PLAN_ED25519_KEYS ? NULL : &forms[number - PLAN_ED25519_KEYS];
}

const tl_crypto *plan_crypto(void) {
    static tl_crypto *crypto;
    if (crypto == NULL) {
        crypto = tl_crypto_new(NULL, NULL, NULL);
        EXPECT(crypto != NULL);
    }
    return crypto;
}

static struct private_key *make_key(unsigned number) {
    const struct form *form = form_of(number);
    if (form != NULL) {
        return private_key_generate(plan_crypto(), form->kind, form->curve, form->bits);
    }
    uint8_t seed[32];
    memset(seed, 1 + (int)number, sizeof seed);
    return private_key_new(&(struct private_key_parts){.kind = KEY_ED25519, .scalar = bytes_of(seed, sizeof seed)});
}

const struct private_key *plan_key(unsigned number) {
    static struct private_key *keys[PLAN_NUM_KEYS];
    const struct form *form = form_of(number);
    number = form != NULL && form->same_as != 0 ? form->same_as : number % PLAN_NUM_KEYS;
    if (keys[number] == NULL) {
        keys[number] = make_key(number);
        EXPECT(keys[number] != NULL);
    }
    return keys[number];
}

void plan_key_info_write(struct writer *w, unsigned number) {
    const struct form *form = form_of(number);
    const struct public_key *key = private_key_public(plan_key(number));
    if (form != NULL && form->kind == KEY_RSA_PSS) {
        pss_key_info_write(w, key, form->pss_parameters);
    } else {
        public_key_info_write(w, key);
    }
}

/* Not the first octets, which RSA and points on curves have in common with others. */
void plan_key_id(unsigned number, uint8_t id[PLAN_KEY_ID_LEN]) {
    const struct public_key *key = private_key_public(plan_key(number));
    memcpy(id, (key->point.len > 0 ? key->point.data : key->modulus.data) + 1, PLAN_KEY_ID_LEN);
}

const struct signature_alg *plan_signature_alg(unsigned key_number, unsigned number) {
    static const struct signature_alg *const of_rsa[] = {&signature_rsa_pkcs1_sha256, &signature_rsa_pkcs1_sha384,
                                                         &signature_rsa_pkcs1_sha512, &signature_rsa_pkcs1_sha1,
                                                         &signature_rsa_pss_sha256,   &signature_rsa_pss_sha384,
                                                         &signature_rsa_pss_sha512};
    static const struct signature_alg *const of_ecdsa[] = {&signature_ecdsa_sha256, &signature_ecdsa_sha384,
                                                           &signature_ecdsa_sha512};
    const struct form *form = form_of(key_number);
    const struct public_key *key = private_key_public(plan_key(key_number));
    if (number > 0 && key->kind == KEY_RSA) {
        return of_rsa[(number - 1) % COUNT_OF(of_rsa)];
    }
    if (number > 0 && key->kind == KEY_ECDSA) {
        return of_ecdsa[(number - 1) % COUNT_OF(of_ecdsa)];
    }
    return form != NULL && form->alg != NULL ? form->alg : signature_alg_for_key(key);
}
