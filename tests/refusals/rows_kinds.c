/* Chains of every kind of key and signature, which are accepted. */
#include "refusals/rows.h"

#include "refusals/odd_signatures.h"

static void ca_key(struct scene *s, enum key_kind kind, enum key_curve curve, const struct signature_alg *alg) {
    s->ca.key_kind = kind;
    s->ca.curve = curve;
    s->ca.rsa_bits = 2048;
    s->ca.same_key = kind == KEY_RSA ? scene_rsa() : NULL;
    s->leaf.alg = alg;
}

#define KIND(name, ...)                                                                                                \
    static void name(struct scene *s) {                                                                                \
        ca_key(s, __VA_ARGS__);                                                                                        \
    }
KIND(rsa_256, KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha256)
KIND(rsa_384, KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha384)
KIND(rsa_512, KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha512)
KIND(rsae_256, KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha256)
KIND(rsae_384, KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha384)
KIND(rsae_512, KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha512)
KIND(pss_256, KEY_RSA_PSS, CURVE_NONE, &signature_rsa_pss_sha256)
KIND(pss_512, KEY_RSA_PSS, CURVE_NONE, &signature_rsa_pss_sha512)
KIND(p256_256, KEY_ECDSA, CURVE_P256, &signature_ecdsa_sha256)
KIND(p256_512, KEY_ECDSA, CURVE_P256, &signature_ecdsa_sha512)
KIND(p384_384, KEY_ECDSA, CURVE_P384, &signature_ecdsa_sha384)
KIND(p521_512, KEY_ECDSA, CURVE_P521, &signature_ecdsa_sha512)
KIND(p521_256, KEY_ECDSA, CURVE_P521, &signature_ecdsa_sha256)
KIND(ed25519, KEY_ED25519, CURVE_NONE, &signature_ed25519)
KIND(ed448, KEY_ED448, CURVE_NONE, &signature_ed448)

static void set_kind(struct forgery *forgery, enum key_kind kind, enum key_curve curve) {
    forgery->key_kind = kind;
    forgery->curve = curve;
    forgery->rsa_bits = 2048;
}

/* From the root down: Ed448, P-521, RSASSA-PSS, Ed25519, RSA (which signs with PSS), P-384, and a leaf on P-256. */
static void all_kinds(struct scene *s) {
    set_kind(&s->root, KEY_ED448, CURVE_NONE);
    set_kind(&s->ca, KEY_ECDSA, CURVE_P521);
    set_kind(scene_add_ca(s, "with RSASSA-PSS"), KEY_RSA_PSS, CURVE_NONE);
    set_kind(scene_add_ca(s, "with Ed25519"), KEY_ED25519, CURVE_NONE);
    scene_add_ca(s, "with RSA")->same_key = scene_rsa();
    struct forgery *p384 = scene_add_ca(s, "with P-384");
    set_kind(p384, KEY_ECDSA, CURVE_P384);
    p384->alg = &signature_rsa_pss_sha384;
}

static void broken_below(struct scene *s, scene_change *kind) {
    kind(s);
    s->leaf.wrong_signature = true;
}
static void broken_p521(struct scene *s) {
    broken_below(s, p521_512);
}
static void broken_ed448(struct scene *s) {
    broken_below(s, ed448);
}
static void broken_at_start(struct scene *s) {
    ed448(s);
    s->leaf.sign = sign_ed448_wrongly;
}
static void broken_pss(struct scene *s) {
    broken_below(s, pss_512);
}
static void broken_among_all(struct scene *s) {
    all_kinds(s);
    s->below[0].wrong_signature = true; /* by P-521 */
}

#define GOOD(rule, source, change)                                                                                     \
    { rule, source, BECAUSE(NONE), change, NULL }
#define BAD(rule, source, change, twin)                                                                                \
    { rule, source, BECAUSE(BAD_CERTIFICATE_SIGNATURE), change, twin }

static const struct row rows[] = {
    GOOD("RSA with SHA-256", "RFC 4055 §5", rsa_256),
    GOOD("RSA with SHA-384", "RFC 4055 §5", rsa_384),
    GOOD("RSA with SHA-512", "RFC 4055 §5", rsa_512),
    GOOD("an RSA key signs with RSASSA-PSS and SHA-256", "RFC 4055 §3", rsae_256),
    GOOD("an RSA key signs with RSASSA-PSS and SHA-384", "RFC 4055 §3", rsae_384),
    GOOD("an RSA key signs with RSASSA-PSS and SHA-512", "RFC 4055 §3", rsae_512),
    GOOD("a key for RSASSA-PSS signs with SHA-256", "RFC 4055 §3", pss_256),
    GOOD("a key for RSASSA-PSS signs with SHA-512", "RFC 4055 §3", pss_512),
    GOOD("ECDSA on P-256 with SHA-256", "RFC 5758 §3.2", p256_256),
    GOOD("ECDSA on P-256 with SHA-512", "RFC 5758 §3.2", p256_512),
    GOOD("ECDSA on P-384 with SHA-384", "RFC 5758 §3.2", p384_384),
    GOOD("ECDSA on P-521 with SHA-512", "RFC 5758 §3.2", p521_512),
    GOOD("ECDSA on P-521 with SHA-256", "RFC 5758 §3.2", p521_256),
    GOOD("Ed25519", "RFC 8410 §3", ed25519),
    GOOD("Ed448", "RFC 8410 §3", ed448),
    GOOD("seven kinds of key in one chain", "RFC 5280 §6.1", all_kinds),
    BAD("a wrong signature by a key on P-521", "RFC 5280 §6.1.3 (a) (1)", broken_p521, p521_512),
    BAD("a wrong signature with Ed448", "RFC 5280 §6.1.3 (a) (1)", broken_at_start, ed448),
    BAD("a signature with Ed448 whose last octet is not 0", "RFC 8032 §5.2.7", broken_ed448, ed448),
    BAD("a wrong signature by a key for RSASSA-PSS", "RFC 5280 §6.1.3 (a) (1)", broken_pss, pss_512),
    BAD("one wrong signature in a chain of seven kinds", "RFC 5280 §6.1.3 (a) (1)", broken_among_all, all_kinds),
};

TABLE(table_kinds, "Kinds of keys and signatures", "Chains that are accepted, and five that break one signature.",
      NULL);
