/* How a password protects something: the names of derivation and cipher, and what the derivation costs. */
#include "x509/der/oid.h"
#include "x509/describe/parts.h"

/* PBKDF2-params (RFC 8018 A.2): without a PRF it is HMAC with SHA-1. */
static void describe_pbkdf2(struct description *d, struct reader *r) {
    der_read(r, DER_OCTET_STRING);
    describe_integer(d, "cost", der_read_integer(r));
    if (der_next_is(r, DER_INTEGER)) {
        der_read_integer(r);
    }
    if (read_more(r)) {
        describe_hash(d, "prf", r);
    } else {
        describe_oid(d, "prf", (tl_bytes)OID_VIEW(OID_HMAC_WITH_SHA1));
    }
}

/* scrypt-params (RFC 7914 §7), and those of derivations that we do not know, as far as they are alike. */
static void describe_other_derivation(struct description *d, struct reader *r) {
    der_read(r, DER_OCTET_STRING);
    describe_integer(d, "cost", der_read_integer(r));
    read_rest(r);
}

/* PBES2-params (RFC 8018 A.4) */
static void describe_pbes2(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    struct reader kdf = der_enter(&r, DER_SEQUENCE), cipher = der_enter(&r, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&kdf);
    describe_oid(d, "keyDerivation", oid);
    struct reader parameters = der_enter(&kdf, DER_SEQUENCE);
    if (oid_is(oid, OID_PBKDF2)) {
        describe_pbkdf2(d, &parameters);
    } else {
        describe_other_derivation(d, &parameters);
    }
    der_leave(&kdf, &parameters);
    der_leave(&r, &kdf);
    describe_oid(d, "cipher", der_read_oid(&cipher));
    read_rest(&cipher);
    der_leave(&r, &cipher);
    der_leave(outer, &r);
}

/* pkcs-12PbeParams (RFC 7292 appendix C), and PBEParameter (RFC 8018 A.3), which is the same. */
static void describe_pbe(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    der_read(&r, DER_OCTET_STRING);
    describe_integer(d, "cost", der_read_integer(&r));
    der_leave(outer, &r);
}

void describe_encryption(struct description *d, tl_bytes algorithm) {
    struct reader r = reader_of(algorithm);
    tl_bytes oid = der_read_oid(&r);
    describe_oid(d, "encryption", oid);
    describe_if_good(d, read_rest(&r), oid_is(oid, OID_PBES2) ? describe_pbes2 : describe_pbe);
}
