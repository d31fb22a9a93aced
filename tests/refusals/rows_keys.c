/* Keys. */
#include "refusals/rows.h"

#include "refusals/odd_signatures.h"
#include "x509/der/oid.h"
#include "x509/key_files/key_writer.h"

/* An RSA key that nobody has: of a leaf's key nothing is asked for but that it can be read. */
static void rsa_leaf(struct scene *s, unsigned bits) {
    static uint8_t modulus[2048];
    static const uint8_t exponent[] = {0x01, 0x00, 0x01};
    memset(modulus, 0xa5, sizeof modulus);
    struct writer w = scene_writer(s);
    const struct public_key key = {.kind = KEY_RSA,
                                   .modulus = bytes_of(modulus, bits / 8),
                                   .public_exponent = bytes_of(exponent, sizeof exponent)};
    public_key_info_write(&w, &key);
    s->leaf.spki = buffer_bytes(w.buffer);
    s->leaf.key_ids = false;
}
static void rsa_leaf_of_1024(struct scene *s) {
    rsa_leaf(s, 1024);
}
static void rsa_leaf_of_2040(struct scene *s) {
    rsa_leaf(s, 2040);
}
static void rsa_leaf_of_2048(struct scene *s) {
    rsa_leaf(s, 2048);
}
static void rsa_leaf_of_8192(struct scene *s) {
    rsa_leaf(s, 8192);
}
static void rsa_leaf_of_8200(struct scene *s) {
    rsa_leaf(s, 8200);
}
static void rsa_leaf_of_16384(struct scene *s) {
    rsa_leaf(s, 16384);
}
static void ca_of_1024(struct scene *s) {
    s->ca.key_kind = KEY_RSA;
    s->ca.rsa_bits = 1024;
}
static void ca_of_2048(struct scene *s) {
    s->ca.same_key = scene_rsa();
}
static void root_of_1024(struct scene *s) {
    s->root.key_kind = KEY_RSA;
    s->root.rsa_bits = 1024;
}
static void root_of_2048(struct scene *s) {
    s->root.same_key = scene_rsa();
}
static void leaf_on(struct scene *s, const char *curve) {
    struct writer w = scene_writer(s);
    write_key_on_curve(&w, curve);
    s->leaf.spki = buffer_bytes(w.buffer);
}
static void leaf_on_secp256k1(struct scene *s) {
    leaf_on(s, "secp256k1");
}
static void leaf_on_brainpool(struct scene *s) {
    leaf_on(s, "brainpoolP256r1");
}
static void leaf_on_p224(struct scene *s) {
    leaf_on(s, "secp224r1");
}
static void leaf_with_explicit_curve(struct scene *s) {
    struct writer w = scene_writer(s);
    write_explicit_p256(&w);
    s->leaf.spki = buffer_bytes(w.buffer);
}

#define P256_ALGORITHM "\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
#define P256_X                                                                                                         \
    "\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\xa0\xf4\xa1\x39\x45" \
    "\xd8\x98\xc2\x96" /* the base point's, which has an odd y */

static void compressed_point(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF("\x30\x39" P256_ALGORITHM "\x03\x22\x00\x03" P256_X);
}
static void short_point(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF("\x30\x39" P256_ALGORITHM "\x03\x22\x00\x04" P256_X);
}

#define X25519_KEY "\x30\x2a\x30\x05\x06\x03\x2b\x65\x6e\x03\x21\x00" P256_X
static void x25519_leaf(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF(X25519_KEY);
}
static void ed25519_key_with_null(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF("\x30\x2c\x30\x07\x06\x03\x2b\x65\x70\x05\x00\x03\x21\x00" P256_X);
}
static void ed25519_leaf(struct scene *s) {
    s->leaf.key_kind = KEY_ED25519;
}

/* Numbers of the right size that make no DSA key. */
static void dsa_leaf(struct scene *s) {
    static uint8_t number[256];
    memset(number, 0xa5, sizeof number);
    struct writer w = scene_writer(s);
    struct buffer y = {0};
    struct writer y_writer = writer_to(&y);
    der_write_positive(&y_writer, bytes_of(number, 255));
    size_t info = der_begin(&w, DER_SEQUENCE), algorithm = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_DSA));
    size_t parameters = der_begin(&w, DER_SEQUENCE);
    der_write_positive(&w, bytes_of(number, 256)); /* p */
    der_write_positive(&w, bytes_of(number, 32));  /* q */
    der_write_positive(&w, bytes_of(number, 255)); /* g */
    der_end(&w, parameters);
    der_end(&w, algorithm);
    der_write_bit_string(&w, buffer_bytes(&y));
    der_end(&w, info);
    buffer_clear(&y);
    s->leaf.spki = buffer_bytes(w.buffer);
}

/* An RSA key without the NULL that RFC 3279 wants. */
static void rsa_key_without_null(struct scene *s) {
    rsa_leaf(s, 2048);
    struct reader outer = reader_of(s->leaf.spki);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    struct writer w = scene_writer(s);
    der_read(&r, DER_SEQUENCE);
    size_t info = der_begin(&w, DER_SEQUENCE), algorithm = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_RSA_ENCRYPTION));
    der_end(&w, algorithm);
    write_bytes(&w, read_rest(&r));
    der_end(&w, info);
    s->leaf.spki = buffer_bytes(w.buffer);
}
/* The base point of P-256, and beside the curve. */
#define P256_UNCOMPRESSED "\x30\x59" P256_ALGORITHM "\x03\x42\x00\x04" P256_X
#define P256_Y_BUT_LAST                                                                                                \
    "\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68" \
    "\x37\xbf\x51"
static void ca_beside_the_curve(struct scene *s) {
    s->ca.spki = (tl_bytes)TEXT_OF(P256_UNCOMPRESSED P256_Y_BUT_LAST "\xf4");
}
static void leaf_beside_the_curve(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF(P256_UNCOMPRESSED P256_Y_BUT_LAST "\xf4");
}
static void point_at_infinity(struct scene *s) {
    s->leaf.spki = (tl_bytes)TEXT_OF("\x30\x19" P256_ALGORITHM "\x03\x02\x00\x00");
}

/* An RSA key of two INTEGERs as they stand. */
static void rsa_numbers(struct scene *s, tl_bytes modulus, tl_bytes exponent) {
    struct buffer octets = {0};
    struct writer key = writer_to(&octets), w = scene_writer(s);
    size_t numbers = der_begin(&key, DER_SEQUENCE);
    der_write(&key, DER_INTEGER, modulus);
    der_write(&key, DER_INTEGER, exponent);
    der_end(&key, numbers);
    size_t info = der_begin(&w, DER_SEQUENCE), algorithm = der_begin(&w, DER_SEQUENCE);
    der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_RSA_ENCRYPTION));
    der_write(&w, DER_NULL, (tl_bytes){0});
    der_end(&w, algorithm);
    der_write_bit_string(&w, buffer_bytes(&octets));
    der_end(&w, info);
    buffer_clear(&octets);
    s->leaf.spki = buffer_bytes(w.buffer);
    s->leaf.key_ids = false;
}
static uint8_t odd_modulus[257];
static void negative_modulus(struct scene *s) {
    memset(odd_modulus, 0xa5, sizeof odd_modulus);
    rsa_numbers(s, bytes_of(odd_modulus, 256), (tl_bytes)TEXT_OF("\x01\x00\x01"));
}
static void exponent_of_0(struct scene *s) {
    memset(odd_modulus, 0xa5, sizeof odd_modulus);
    odd_modulus[0] = 0;
    rsa_numbers(s, bytes_of(odd_modulus, 257), (tl_bytes)TEXT_OF("\x00"));
}

static const struct row rows[] = {
    {"the leaf's RSA key has 1024 bits", "CA/Browser Forum BR §6.1.5", BECAUSE(WEAK_KEY), rsa_leaf_of_1024,
     rsa_leaf_of_2048},
    {"the leaf's RSA key has 2040 bits", "CA/Browser Forum BR §6.1.5", BECAUSE(WEAK_KEY), rsa_leaf_of_2040,
     rsa_leaf_of_2048},
    {"the CA's RSA key has 1024 bits", "CA/Browser Forum BR §6.1.5", BECAUSE(WEAK_KEY), ca_of_1024, ca_of_2048},
    {"the anchor's RSA key has 1024 bits", "CA/Browser Forum BR §6.1.5", BECAUSE(WEAK_KEY), root_of_1024, root_of_2048},
    {"the leaf's RSA key has 8200 bits", "a limit of ours", BECAUSE(KEY_TOO_LARGE), rsa_leaf_of_8200, rsa_leaf_of_8192},
    {"the leaf's RSA key has 16384 bits", "a limit of ours", BECAUSE(KEY_TOO_LARGE), rsa_leaf_of_16384,
     rsa_leaf_of_8192},
    {"a key on secp256k1", "RFC 8422 §5.1.1", BECAUSE(UNSUPPORTED_KEY), leaf_on_secp256k1, NULL},
    {"a key on brainpoolP256r1", "RFC 8422 §5.1.1", BECAUSE(UNSUPPORTED_KEY), leaf_on_brainpool, NULL},
    {"a key on P-224", "RFC 8422 §5.1.1", BECAUSE(UNSUPPORTED_KEY), leaf_on_p224, NULL},
    {"a key with the numbers of its curve spelt out", "RFC 5480 §2.1.1", BECAUSE(MALFORMED_CERTIFICATE),
     leaf_with_explicit_curve, NULL},
    {"a compressed point", "RFC 8422 §5.1.1", BECAUSE(UNSUPPORTED_KEY), compressed_point, NULL},
    {"a point of half the length", "RFC 5480 §2.2", BECAUSE(MALFORMED_CERTIFICATE), short_point, NULL},
    {"the point at infinity", "RFC 5480 §2.2", BECAUSE(MALFORMED_CERTIFICATE), point_at_infinity, NULL},
    {"the CA's point is not on the curve", "RFC 8422 §5.1.1", BECAUSE(BAD_CERTIFICATE_SIGNATURE), ca_beside_the_curve,
     NULL},
    {"the leaf's point is not on the curve", "RFC 8422 §5.11", BECAUSE(NONE), leaf_beside_the_curve, NULL},
    {"a negative RSA modulus", "RFC 8017 §3.1", BECAUSE(MALFORMED_CERTIFICATE), negative_modulus, rsa_leaf_of_2048},
    {"an RSA exponent of 0", "RFC 8017 §3.1", BECAUSE(MALFORMED_CERTIFICATE), exponent_of_0, rsa_leaf_of_2048},
    {"a DSA key", "RFC 8446 §4.2.3", BECAUSE(UNSUPPORTED_KEY), dsa_leaf, NULL},
    {"an X25519 key, which signs nothing", "RFC 8410 §5", BECAUSE(UNSUPPORTED_KEY), x25519_leaf, NULL},
    {"an Ed25519 key with NULL as parameters", "RFC 8410 §3", BECAUSE(MALFORMED_CERTIFICATE), ed25519_key_with_null,
     ed25519_leaf},
    {"an RSA key without the NULL of its parameters", "RFC 3279 §2.3.1", BECAUSE(MALFORMED_CERTIFICATE),
     rsa_key_without_null, rsa_leaf_of_2048},
};

TABLE(table_keys, "Keys", NULL, NULL);
