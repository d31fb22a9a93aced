#include "x509/certificate/public_key_info.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"

enum { ED25519_POINT_LEN = 32, ED448_POINT_LEN = 57 };

enum key_curve curve_by_oid(tl_bytes oid) {
    if (oid_is(oid, OID_SECP256R1)) {
        return CURVE_P256;
    }
    if (oid_is(oid, OID_SECP384R1)) {
        return CURVE_P384;
    }
    return oid_is(oid, OID_SECP521R1) ? CURVE_P521 : CURVE_NONE;
}

size_t curve_size(enum key_curve curve) {
    switch (curve) {
    case CURVE_P256:
        return 32;
    case CURVE_P384:
        return 48;
    case CURVE_P521:
        return 66;
    case CURVE_NONE:
        break;
    }
    return 0;
}

/* RFC 3279 §2.3.1: the parameters must be NULL. */
static bool rsa_algorithm(struct reader *parameters, struct public_key *key) {
    der_read_null(parameters);
    key->kind = KEY_RSA;
    return read_end(parameters);
}

/* RFC 4055 §3.1: without parameters the key takes every hash. */
static bool pss_algorithm(struct reader *parameters, struct public_key *key) {
    tl_bytes element = read_rest(parameters);
    struct pss_params params;
    TRY(pss_params_parse(element, &params));
    if (element.len > 0 && params.hash == NULL) {
        return true;
    }
    key->kind = KEY_RSA_PSS;
    key->pss_hash = element.len > 0 ? params.hash : NULL;
    key->pss_salt_len = element.len > 0 ? params.salt_len : 0;
    return true;
}

/* RFC 5480 §2.1.1: a named curve; the other choices must not be used. */
static bool ec_algorithm(struct reader *parameters, struct public_key *key) {
    key->curve = curve_by_oid(der_read_oid(parameters));
    key->kind = key->curve != CURVE_NONE ? KEY_ECDSA : KEY_NONE;
    return read_end(parameters);
}

bool key_algorithm_parse(tl_bytes algorithm, struct public_key *key) {
    *key = (struct public_key){.kind = KEY_NONE};
    struct reader r = reader_of(algorithm);
    tl_bytes oid = der_read_oid(&r);
    TRY(!r.failed);
    if (oid_is(oid, OID_RSA_ENCRYPTION)) {
        return rsa_algorithm(&r, key);
    }
    if (oid_is(oid, OID_EC_PUBLIC_KEY)) {
        return ec_algorithm(&r, key);
    }
    if (oid_is(oid, OID_RSASSA_PSS)) {
        return pss_algorithm(&r, key);
    }
    if (oid_is(oid, OID_ED25519) || oid_is(oid, OID_ED448)) { /* RFC 8410 §3: no parameters */
        key->kind = oid_is(oid, OID_ED25519) ? KEY_ED25519 : KEY_ED448;
        return read_end(&r);
    }
    if (read_more(&r)) {
        der_read_any_element(&r);
    }
    return read_end(&r);
}

static bool rsa_key(tl_bytes octets, struct public_key *key) {
    struct reader outer = reader_of(octets);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    key->modulus = der_read_positive(&r);
    key->public_exponent = der_read_positive(&r);
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* RFC 5480 §2.2: 04 and two coordinates; 02 or 03 and one of them is legal, but then we do not know the key. */
static bool ec_key(tl_bytes octets, struct public_key *key) {
    size_t size = curve_size(key->curve);
    TRY(octets.len > 0);
    if (octets.data[0] == 0x04) {
        key->point = octets;
        return octets.len == 1 + 2 * size;
    }
    TRY((octets.data[0] == 0x02 || octets.data[0] == 0x03) && octets.len == 1 + size);
    key->kind = KEY_NONE;
    return true;
}

static bool edwards_key(tl_bytes octets, struct public_key *key) {
    key->point = octets;
    return octets.len == (key->kind == KEY_ED25519 ? ED25519_POINT_LEN : ED448_POINT_LEN);
}

bool public_key_info_parse(tl_bytes spki, struct public_key *key) {
    *key = (struct public_key){.kind = KEY_NONE};
    struct reader outer = reader_of(spki);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    tl_bytes algorithm = der_read(&r, DER_SEQUENCE);
    tl_bytes octets = der_read_bit_string(&r);
    der_leave(&outer, &r);
    TRY(read_end(&outer) && key_algorithm_parse(algorithm, key));
    switch (key->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return rsa_key(octets, key);
    case KEY_ECDSA:
        return ec_key(octets, key);
    case KEY_ED25519:
    case KEY_ED448:
        return edwards_key(octets, key);
    case KEY_NONE:
        break;
    }
    return true;
}

tl_bytes public_key_info_key(tl_bytes spki) {
    struct reader outer = reader_of(spki);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read(&r, DER_SEQUENCE);
    return der_read_bit_string(&r);
}
