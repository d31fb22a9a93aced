/* Algorithms of signatures, and public keys (RFC 3279, RFC 4055, RFC 5480, RFC 8410). */
#include "base/base64.h"
#include "base/control.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"
#include "x509/describe/parts.h"

enum { SHA1_LEN = 20, MAX_SALT_LEN = 16384, PIN_LEN = 32, PIN_TEXT_LEN = 44 };

/* ---- RSASSA-PSS-params (RFC 4055 §3.1) ---- */

void describe_hash(struct description *d, const char *name, struct reader *r) {
    struct reader algorithm = der_enter(r, DER_SEQUENCE);
    describe_oid(d, name, der_read_oid(&algorithm));
    if (read_more(&algorithm)) {
        der_read_null(&algorithm);
    }
    der_leave(r, &algorithm);
}

static void describe_mask_generation(struct description *d, struct reader *r) {
    struct reader algorithm = der_enter(r, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&algorithm);
    describe_oid(d, "maskGenAlgorithm", oid);
    if (oid_is(oid, OID_MGF1)) {
        describe_hash(d, "maskGenHash", &algorithm);
    } else if (read_more(&algorithm)) {
        describe_any(d, "maskGenParameters", &algorithm);
    }
    der_leave(r, &algorithm);
}

static void describe_pss_hash(struct description *d, struct reader *r) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
        describe_hash(d, "hashAlgorithm", &field);
        der_leave(r, &field);
    } else {
        describe_oid(d, "hashAlgorithm", (tl_bytes)OID_VIEW(OID_SHA1));
    }
}

static void describe_pss_mask(struct description *d, struct reader *r) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(1))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(1));
        describe_mask_generation(d, &field);
        der_leave(r, &field);
    } else {
        describe_oid(d, "maskGenAlgorithm", (tl_bytes)OID_VIEW(OID_MGF1));
        describe_oid(d, "maskGenHash", (tl_bytes)OID_VIEW(OID_SHA1));
    }
}

static void describe_pss_number(struct description *d, struct reader *r, unsigned number, const char *name,
                                uint32_t value) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(number))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(number));
        value = der_read_small(&field, MAX_SALT_LEN);
        der_leave(r, &field);
    }
    describe_number(d, name, value);
}

static void describe_pss_params(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_pss_hash(d, &r);
    describe_pss_mask(d, &r);
    describe_pss_number(d, &r, 2, "saltLength", SHA1_LEN);
    describe_pss_number(d, &r, 3, "trailerField", 1);
    der_leave(outer, &r);
}

/* ---- AlgorithmIdentifier ---- */

static void describe_parameters(struct description *d, tl_bytes oid, tl_bytes parameters) {
    static const uint8_t null[] = {DER_NULL, 0};
    if (parameters.len == 0) {
        return;
    }
    if (bytes_equal(parameters, bytes_of(null, sizeof null))) {
        describe_text(d, "parameters", "NULL");
    } else if (!oid_is(oid, OID_RSASSA_PSS) || !describe_if_good(d, parameters, describe_pss_params)) {
        describe_hex(d, "parameters", parameters);
    }
}

static tl_bytes describe_algorithm(struct description *d, struct reader *r, tl_bytes *parameters) {
    char dotted[OID_TEXT_SIZE];
    tl_bytes oid = der_read_oid(r);
    oid_dotted(oid, dotted);
    *parameters = read_more(r) ? read_rest(r) : (tl_bytes){0};
    describe_oid(d, "algorithm", oid);
    describe_text(d, "oid", dotted);
    return oid;
}

static void describe_signature_fields(struct description *d, struct reader *r) {
    tl_bytes parameters;
    tl_bytes oid = describe_algorithm(d, r, &parameters);
    describe_parameters(d, oid, parameters);
}

void describe_signature_algorithm(struct description *d, const char *name, tl_bytes content) {
    describe_group(d, name);
    describe_or_show(d, content, describe_signature_fields);
    describe_end(d);
}

/* ---- SubjectPublicKeyInfo ---- */

static unsigned magnitude_bits(tl_bytes number) {
    struct public_key key = {.kind = KEY_RSA, .modulus = number};
    return public_key_bits(&key);
}

/* RSAPublicKey (RFC 8017 A.1.1), for rsaEncryption and for RSASSA-PSS. */
static void describe_rsa_key(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    tl_bytes modulus = der_read_positive(&r);
    tl_bytes exponent = der_read_integer(&r);
    der_leave(outer, &r);
    describe_number(d, "bits", magnitude_bits(modulus));
    describe_integer(d, "publicExponent", exponent);
    describe_hex(d, "modulus", modulus);
}

static unsigned curve_bits(enum key_curve curve) {
    struct public_key key = {.kind = KEY_ECDSA, .curve = curve};
    return public_key_bits(&key);
}

/* A curve that is not named is told as it stands. */
static void describe_curve(struct description *d, struct reader *parameters) {
    tl_bytes curve = der_read_oid(parameters);
    describe_oid(d, "curve", curve);
    if (curve_bits(curve_by_oid(curve)) != 0) {
        describe_number(d, "bits", curve_bits(curve_by_oid(curve)));
    }
}

static const char *point_form(tl_bytes point) {
    switch (point.len > 0 ? *point.data : 0) {
    case 0x02:
    case 0x03:
        return "compressed";
    case 0x04:
        return "uncompressed";
    case 0x06:
    case 0x07:
        return "hybrid";
    default:
        return "none of SEC 1";
    }
}

static void describe_ec_key(struct description *d, tl_bytes parameters, tl_bytes octets) {
    if (!describe_if_good(d, parameters, describe_curve)) {
        describe_hex(d, "parameters", parameters);
    }
    describe_text(d, "form", point_form(octets));
    describe_hex(d, "publicKey", octets);
}

static void describe_key_octets(struct description *d, tl_bytes oid, tl_bytes parameters, tl_bytes octets) {
    bool is_rsa = oid_is(oid, OID_RSA_ENCRYPTION) || oid_is(oid, OID_RSASSA_PSS);
    if (oid_is(oid, OID_EC_PUBLIC_KEY)) {
        describe_ec_key(d, parameters, octets);
        return;
    }
    describe_parameters(d, oid, parameters);
    if (is_rsa && describe_if_good(d, octets, describe_rsa_key)) {
        return;
    }
    if (is_rsa) {
        describe_bool(d, "malformed", true);
    } else if (oid_is(oid, OID_ED25519) || oid_is(oid, OID_ED448)) {
        struct public_key key = {.kind = oid_is(oid, OID_ED25519) ? KEY_ED25519 : KEY_ED448};
        describe_number(d, "bits", public_key_bits(&key));
    }
    describe_hex(d, "publicKey", octets);
}

static void describe_key(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    struct reader algorithm = der_enter(&r, DER_SEQUENCE);
    tl_bytes parameters;
    tl_bytes oid = describe_algorithm(d, &algorithm, &parameters);
    der_leave(&r, &algorithm);
    describe_key_octets(d, oid, parameters, der_read_bit_string(&r));
    der_leave(outer, &r);
}

/* RFC 7469 §2.4: what pins compare. */
static void describe_pin(struct description *d, tl_bytes spki) {
    static const char prefix[] = "sha256/";
    uint8_t digest[HASH_MAX_LEN];
    char pin[sizeof prefix + PIN_TEXT_LEN];
    if (!hash_once(&hash_sha256, spki, digest)) {
        return;
    }
    memcpy(pin, prefix, sizeof prefix - 1);
    base64_encode(bytes_of(digest, PIN_LEN), pin + sizeof prefix - 1);
    pin[sizeof pin - 1] = '\0';
    describe_text(d, "pin", pin);
}

void describe_public_key(struct description *d, tl_bytes spki) {
    describe_group(d, "subjectPublicKeyInfo");
    describe_or_show(d, spki, describe_key);
    describe_pin(d, spki);
    describe_end(d);
}
