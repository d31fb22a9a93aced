#include <string.h>

#include <tlslite/crypto.h>

#include "base/control.h"
#include "fuzz/expect.h"
#include "fuzz/plan_keys.h"
#include "fuzz/plan_rsa_keys.h"
#include "support/pss_key_info.h"
#include "x509/issue/certificate_writer.h"
#include "x509/key_files/key_writer.h"
#include "x509/key_files/private_key_file.h"

#define PARAMETERS(literal)                                                                                            \
    { (const uint8_t *)(literal), sizeof(literal) - 1 }

/* Those behind the Ed25519 keys. */
static const struct form {
    enum key_kind kind;
    enum key_curve curve;
    const char *pem;         /* KEY_RSA */
    unsigned same_as;        /* another key's number; 0: a key of its own */
    tl_bytes pss_parameters; /* KEY_RSA_PSS */
    const struct signature_alg *alg;
} forms[PLAN_NUM_KEYS - PLAN_ED25519_KEYS] = {
    {.kind = KEY_RSA, .pem = PLAN_RSA_A_PEM},
    {.kind = KEY_RSA, .pem = PLAN_RSA_B_PEM},
    {.kind = KEY_ECDSA, .curve = CURVE_P256},
    {.kind = KEY_ECDSA, .curve = CURVE_P256},
    {.kind = KEY_ECDSA, .curve = CURVE_P384},
    {.kind = KEY_ECDSA, .curve = CURVE_P521},
    {.kind = KEY_ED448},
    {.kind = KEY_RSA, .pem = PLAN_RSA_SMALL_PEM},
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

static struct private_key *key_of_pem(const char *pem) {
    struct buffer der = {0};
    struct private_key_parts parts;
    struct unlocking none = {0};
    EXPECT(private_key_find(bytes_of_string(pem), &none, &der));
    EXPECT(private_key_parse(buffer_bytes(&der), &parts, "", NULL));
    struct private_key *key = private_key_new(&parts);
    buffer_clear(&der);
    return key;
}

/* The same scalar, or seed, throughout is below the order of every curve. */
static struct private_key *make_key(unsigned number) {
    static const size_t scalar_lens[] = {[CURVE_P256] = 32, [CURVE_P384] = 48, [CURVE_P521] = 65};
    const struct form *form = form_of(number);
    uint8_t scalar[65];
    struct private_key_parts parts = {.kind = KEY_ED25519, .scalar = bytes_of(scalar, 32)};
    memset(scalar, 1 + (int)number, sizeof scalar);
    if (form != NULL && form->pem != NULL) {
        return key_of_pem(form->pem);
    }
    if (form != NULL) {
        parts.kind = form->kind;
        parts.curve = form->curve;
        parts.scalar.len = form->kind == KEY_ED448 ? 57 : scalar_lens[form->curve];
    }
    return private_key_new(&parts);
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
        size_t too_long = key->modulus.len < 2 * 64 + 2 ? 1 : 0; /* the last one, for the small key */
        return of_rsa[(number - 1) % (COUNT_OF(of_rsa) - too_long)];
    }
    if (number > 0 && key->kind == KEY_ECDSA) {
        return of_ecdsa[(number - 1) % COUNT_OF(of_ecdsa)];
    }
    return form != NULL && form->alg != NULL ? form->alg : signature_alg_for_key(key);
}
