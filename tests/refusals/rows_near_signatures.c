/* Signatures that are nearly right. */
#include "refusals/rows.h"

#include "refusals/near_signatures.h"
#include "x509/key_files/key_writer.h"

static void rsa_ca(struct scene *s) {
    s->ca.same_key = scene_rsa();
}
static void ed25519_ca(struct scene *s) {
    s->ca.key_kind = KEY_ED25519;
}

#define SIGN(name, ca, how)                                                                                            \
    static void name(struct scene *s) {                                                                                \
        ca(s);                                                                                                         \
        s->leaf.sign = how;                                                                                            \
    }
static void ecdsa_ca(struct scene *s) {
    (void)s;
}
SIGN(ecdsa_long_length, ecdsa_ca, sign_ecdsa_with_long_length)
SIGN(ecdsa_tail, ecdsa_ca, sign_ecdsa_with_tail)
SIGN(ecdsa_zeros, ecdsa_ca, sign_ecdsa_with_zeros)
SIGN(ecdsa_large_r, ecdsa_ca, sign_ecdsa_with_large_r)
SIGN(ed25519_large_s, ed25519_ca, sign_ed25519_with_large_s)
SIGN(rsa_long_number, rsa_ca, sign_rsa_with_long_number)
SIGN(rsa_without_null, rsa_ca, sign_rsa_without_null)
SIGN(rsa_tail, rsa_ca, sign_rsa_with_tail)

/* The CA's certificate says that its exponent is 1. */
static void exponent_of_1(struct scene *s) {
    static const uint8_t one[] = {1};
    struct public_key key = *private_key_public(scene_rsa()->key);
    struct writer w = scene_writer(s);
    rsa_ca(s);
    key.public_exponent = bytes_of(one, sizeof one);
    public_key_info_write(&w, &key);
    s->ca.spki = buffer_bytes(w.buffer);
    s->leaf.sign = sign_rsa_with_exponent_of_1;
}

#define BAD(rule, source, change, twin)                                                                                \
    { rule, source, BECAUSE(BAD_CERTIFICATE_SIGNATURE), change, twin }

static const struct row rows[] = {
    BAD("a length within an ECDSA signature has an octet too many", "RFC 3279 §2.2.3; X.690 §10.1", ecdsa_long_length,
        NULL),
    BAD("an octet behind an ECDSA signature", "RFC 3279 §2.2.3", ecdsa_tail, NULL),
    BAD("an ECDSA signature of zeros", "FIPS 186-5 §6.4.2", ecdsa_zeros, NULL),
    BAD("an ECDSA signature whose r is larger than the order", "FIPS 186-5 §6.4.2", ecdsa_large_r, NULL),
    BAD("an Ed25519 signature whose S is larger than the order", "RFC 8032 §5.1.7", ed25519_large_s, ed25519_ca),
    BAD("an RSA signature with an octet too many", "RFC 8017 §8.2.2", rsa_long_number, rsa_ca),
    BAD("an RSA signature whose DigestInfo lacks the NULL", "RFC 8017 §9.2", rsa_without_null, rsa_ca),
    BAD("an RSA signature with octets behind the digest", "RFC 8017 §9.2", rsa_tail, rsa_ca),
    BAD("the CA's RSA exponent is 1", "RFC 8017 §3.1", exponent_of_1, rsa_ca),
};

TABLE(table_near_signatures, "Signatures that are nearly right",
      "Each is made by the right key, or by nobody where the numbers are such that none is needed.", NULL);
