/* Ways to sign. */
#include "refusals/rows.h"

#include "refusals/odd_signatures.h"
#include "x509/der/oid.h"
#include "x509/key_files/key_writer.h"

/* AlgorithmIdentifiers */
#define MD5_WITH_RSA      "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04\x05\x00"
#define SHA224_WITH_RSA   "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e\x05\x00"
#define SHA256_WITH_RSA   "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"
#define ECDSA_WITH_SHA1   "\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x04\x01"
#define ECDSA_WITH_SHA224 "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x01"
#define ECDSA_SHA256_NULL "\x30\x0c\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02\x05\x00"
#define ED25519_NULL      "\x30\x07\x06\x03\x2b\x65\x70\x05\x00"
#define ED448_NULL        "\x30\x07\x06\x03\x2b\x65\x71\x05\x00"
#define RSA_SHA256_BARE   "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
#define PSS               "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"
#define SHA256            "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00"
#define MGF1              "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
#define SHA1              "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00"

#define PSS_BARE       "\x30\x0b" PSS
#define PSS_SHA1       "\x30\x0d" PSS "\x30\x00"
#define PSS_SHORT_SALT "\x30\x41" PSS "\x30\x34\xa0\x0f" SHA256 "\xa1\x1c\x30\x1a" MGF1 SHA256 "\xa2\x03\x02\x01\x14"
#define PSS_OTHER_MASK "\x30\x3d" PSS "\x30\x30\xa0\x0f" SHA256 "\xa1\x18\x30\x16" MGF1 SHA1 "\xa2\x03\x02\x01\x20"

static void rsa_ca(struct scene *s) {
    s->ca.same_key = scene_rsa();
}
static void rsa_root(struct scene *s) {
    s->root.same_key = scene_rsa();
}
static void leaf_with_sha1(struct scene *s) {
    rsa_ca(s);
    s->leaf.alg = &signature_rsa_pkcs1_sha1;
}
static void ca_with_sha1(struct scene *s) {
    rsa_root(s);
    s->ca.alg = &signature_rsa_pkcs1_sha1;
}
static void root_with_sha1(struct scene *s) {
    rsa_root(s);
    s->root.alg = &signature_rsa_pkcs1_sha1;
}
static void sign_leaf(struct scene *s, tl_bytes algorithm, odd_signature *sign) {
    s->leaf.algorithm = algorithm;
    s->leaf.sign = sign;
}
static void leaf_with_md5(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(MD5_WITH_RSA), sign_with_md5);
}
static void leaf_with_ecdsa_sha1(struct scene *s) {
    sign_leaf(s, (tl_bytes)TEXT_OF(ECDSA_WITH_SHA1), sign_with_sha1);
}
static void leaf_with_ecdsa_sha224(struct scene *s) {
    sign_leaf(s, (tl_bytes)TEXT_OF(ECDSA_WITH_SHA224), sign_with_sha224);
}
static void leaf_with_rsa_sha224(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(SHA224_WITH_RSA), sign_with_sha224);
}
static void pss_leaf(struct scene *s) {
    rsa_ca(s);
    s->leaf.alg = &signature_rsa_pss_sha256;
}
static void pss_with_short_salt(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(PSS_SHORT_SALT), sign_pss_with_short_salt);
}
static void pss_with_other_mask(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(PSS_OTHER_MASK), sign_pss_with_other_mask);
}
static void pss_with_sha1(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(PSS_SHA1), sign_pss_with_sha1);
}
static void pss_without_parameters(struct scene *s) {
    rsa_ca(s);
    sign_leaf(s, (tl_bytes)TEXT_OF(PSS_BARE), sign_pss_with_sha1);
}
static void ecdsa_with_null(struct scene *s) {
    s->leaf.algorithm = (tl_bytes)TEXT_OF(ECDSA_SHA256_NULL);
}
static void ed25519_ca(struct scene *s) {
    s->ca.key_kind = KEY_ED25519;
}
static void ed25519_with_null(struct scene *s) {
    ed25519_ca(s);
    s->leaf.algorithm = (tl_bytes)TEXT_OF(ED25519_NULL);
}
static void ed448_ca(struct scene *s) {
    s->ca.key_kind = KEY_ED448;
}
static void ed448_with_null(struct scene *s) {
    ed448_ca(s);
    s->leaf.algorithm = (tl_bytes)TEXT_OF(ED448_NULL);
}
static void rsa_without_null(struct scene *s) {
    rsa_ca(s);
    s->leaf.algorithm = (tl_bytes)TEXT_OF(RSA_SHA256_BARE);
}

/* ---- keys for RSASSA-PSS alone ---- */

/* The CA's certificate with its RSA key under the OID of RSASSA-PSS, with these parameters. */
static void pss_key(struct scene *s, tl_bytes parameters) {
    struct writer w = scene_writer(s);
    struct buffer spki = {0};
    struct writer plain = writer_to(&spki);
    rsa_ca(s);
    public_key_info_write(&plain, private_key_public(scene_rsa()->key));
    struct reader outer = reader_of(buffer_bytes(&spki));
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read(&r, DER_SEQUENCE);
    tl_bytes key = read_rest(&r);
    size_t info = der_begin(&w, DER_SEQUENCE), algorithm = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_RSASSA_PSS));
    write_bytes(&w, parameters);
    der_end(&w, algorithm);
    write_bytes(&w, key);
    der_end(&w, info);
    s->ca.spki = buffer_bytes(w.buffer);
    buffer_clear(&spki);
}

#define SHA384      "\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00"
#define ONLY_SHA256 "\x30\x34\xa0\x0f" SHA256 "\xa1\x1c\x30\x1a" MGF1 SHA256 "\xa2\x03\x02\x01\x20"
#define ONLY_SHA384 "\x30\x34\xa0\x0f" SHA384 "\xa1\x1c\x30\x1a" MGF1 SHA384 "\xa2\x03\x02\x01\x30"
#define LONGER_SALT "\x30\x34\xa0\x0f" SHA256 "\xa1\x1c\x30\x1a" MGF1 SHA256 "\xa2\x03\x02\x01\x21"

static void pss_key_signs_pkcs1(struct scene *s) {
    pss_key(s, (tl_bytes){0});
    s->leaf.alg = &signature_rsa_pkcs1_sha256;
}
static void pss_key_signs_pss(struct scene *s) {
    pss_key(s, (tl_bytes){0});
    s->leaf.alg = &signature_rsa_pss_sha256;
}
static void pss_key_of_other_hash(struct scene *s) {
    pss_key(s, (tl_bytes)TEXT_OF(ONLY_SHA384));
    s->leaf.alg = &signature_rsa_pss_sha256;
}
static void pss_key_of_longer_salt(struct scene *s) {
    pss_key(s, (tl_bytes)TEXT_OF(LONGER_SALT));
    s->leaf.alg = &signature_rsa_pss_sha256;
}
static void pss_key_of_same_hash(struct scene *s) {
    pss_key(s, (tl_bytes)TEXT_OF(ONLY_SHA256));
    s->leaf.alg = &signature_rsa_pss_sha256;
}

static const struct row rows[] = {
    {"the leaf is signed with RSA and SHA-1", "RFC 9155; CA/Browser Forum BR §7.1.3.2.1", BECAUSE(WEAK_SIGNATURE),
     leaf_with_sha1, rsa_ca},
    {"the CA's certificate is signed with RSA and SHA-1", "RFC 9155; CA/Browser Forum BR §7.1.3.2.1",
     BECAUSE(WEAK_SIGNATURE), ca_with_sha1, rsa_root},
    {"the leaf is signed with ECDSA and SHA-1", "RFC 9155; CA/Browser Forum BR §7.1.3.2.2", BECAUSE(WEAK_SIGNATURE),
     leaf_with_ecdsa_sha1, NULL},
    {"the leaf is signed with RSA and MD5", "RFC 6151 §2", BECAUSE(WEAK_SIGNATURE), leaf_with_md5, rsa_ca},
    {"the leaf is signed with RSASSA-PSS and SHA-1", "RFC 9155; RFC 4055 §3.1", BECAUSE(WEAK_SIGNATURE), pss_with_sha1,
     pss_leaf},
    {"an anchor may be signed with SHA-1", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), root_with_sha1, NULL},
    {"ECDSA with SHA-224", "RFC 8446 §4.2.3", BECAUSE(UNSUPPORTED_SIGNATURE), leaf_with_ecdsa_sha224, NULL},
    {"RSA with SHA-224", "RFC 8446 §4.2.3", BECAUSE(UNSUPPORTED_SIGNATURE), leaf_with_rsa_sha224, rsa_ca},
    {"RSASSA-PSS with a salt of another length", "CA/Browser Forum BR §7.1.3.2.1", BECAUSE(UNSUPPORTED_SIGNATURE),
     pss_with_short_salt, pss_leaf},
    {"RSASSA-PSS with another hash in the mask", "RFC 4055 §3.1", BECAUSE(UNSUPPORTED_SIGNATURE), pss_with_other_mask,
     pss_leaf},
    {"RSASSA-PSS without parameters", "RFC 4055 §3.1", BECAUSE(MALFORMED_CERTIFICATE), pss_without_parameters,
     pss_leaf},
    {"ECDSA with NULL as parameters", "RFC 5758 §3.2", BECAUSE(MALFORMED_CERTIFICATE), ecdsa_with_null, NULL},
    {"Ed25519 with NULL as parameters", "RFC 8410 §3", BECAUSE(MALFORMED_CERTIFICATE), ed25519_with_null, ed25519_ca},
    {"Ed448 with NULL as parameters", "RFC 8410 §3", BECAUSE(MALFORMED_CERTIFICATE), ed448_with_null, ed448_ca},
    {"RSA without the NULL of its parameters", "RFC 4055 §5", BECAUSE(NONE), rsa_without_null, NULL},
    {"a key for RSASSA-PSS signs with PKCS #1", "RFC 4055 §1.2", BECAUSE(BAD_CERTIFICATE_SIGNATURE),
     pss_key_signs_pkcs1, pss_key_signs_pss},
    {"a key for RSASSA-PSS with SHA-384 signs with SHA-256", "RFC 4055 §3.3", BECAUSE(BAD_CERTIFICATE_SIGNATURE),
     pss_key_of_other_hash, pss_key_of_same_hash},
    {"a key for RSASSA-PSS signs with too short a salt", "RFC 4055 §3.3", BECAUSE(BAD_CERTIFICATE_SIGNATURE),
     pss_key_of_longer_salt, pss_key_of_same_hash},
};

TABLE(table_signatures, "Signatures", NULL, NULL);
