#include "x509/key_files/key_writer.h"

#include "base/alloc.h"
#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"

static void write_oid(struct writer *w, tl_bytes oid) {
    der_write(w, DER_OID, oid);
}

#define WRITE_OID(w, literal) write_oid((w), (tl_bytes)OID_VIEW(literal))

static void write_curve(struct writer *w, enum key_curve curve) {
    switch (curve) {
    case CURVE_P256:
        WRITE_OID(w, OID_SECP256R1);
        break;
    case CURVE_P384:
        WRITE_OID(w, OID_SECP384R1);
        break;
    case CURVE_P521:
        WRITE_OID(w, OID_SECP521R1);
        break;
    case CURVE_NONE:
        w->failed = true;
        break;
    }
}

/* AlgorithmIdentifier (RFC 3279 §2.3, RFC 4055 §1.2, RFC 5480 §2.1, RFC 8410 §3) */
static void write_key_algorithm(struct writer *w, const struct public_key *key) {
    size_t algorithm = der_begin(w, DER_SEQUENCE);
    switch (key->kind) {
    case KEY_RSA:
        WRITE_OID(w, OID_RSA_ENCRYPTION);
        der_write(w, DER_NULL, (tl_bytes){0});
        break;
    case KEY_RSA_PSS:
        WRITE_OID(w, OID_RSASSA_PSS);
        if (key->pss_hash != NULL) {
            pss_params_write(w, &(struct pss_params){key->pss_hash, key->pss_salt_len});
        }
        break;
    case KEY_ECDSA:
        WRITE_OID(w, OID_EC_PUBLIC_KEY);
        write_curve(w, key->curve);
        break;
    case KEY_ED25519:
        WRITE_OID(w, OID_ED25519);
        break;
    case KEY_ED448:
        WRITE_OID(w, OID_ED448);
        break;
    case KEY_NONE:
        w->failed = true;
        break;
    }
    der_end(w, algorithm);
}

void public_key_info_write(struct writer *w, const struct public_key *key) {
    size_t info = der_begin(w, DER_SEQUENCE);
    write_key_algorithm(w, key);
    size_t octets = der_begin(w, DER_BIT_STRING);
    write_u8(w, 0);
    if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS) {
        size_t rsa = der_begin(w, DER_SEQUENCE);
        der_write_positive(w, key->modulus);
        der_write_positive(w, key->public_exponent);
        der_end(w, rsa);
    } else {
        write_bytes(w, key->point);
    }
    der_end(w, octets);
    der_end(w, info);
}

/* RSAPrivateKey (RFC 8017 A.1.2) */
static void write_pkcs1(struct writer *w, const struct private_key_parts *parts) {
    const tl_bytes numbers[] = {parts->n, parts->e, parts->d, parts->p, parts->q, parts->dp, parts->dq, parts->qi};
    size_t key = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 0);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        der_write_positive(w, numbers[i]);
    }
    der_end(w, key);
}

/* ECPrivateKey (RFC 5915 §3): the scalar has the length of the curve's order. One that was read may have been shorter,
 * or longer by zeros. */
static void write_sec1(struct writer *w, const struct private_key_parts *parts, tl_bytes point) {
    size_t key = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 1);
    size_t octets = der_begin(w, DER_OCTET_STRING), size = curve_size(parts->curve);
    tl_bytes scalar = parts->scalar;
    if (scalar.len > size) {
        scalar = bytes_from(scalar, scalar.len - size);
    }
    for (size_t len = scalar.len; len < size; len++) {
        write_u8(w, 0);
    }
    write_bytes(w, scalar);
    der_end(w, octets);
    size_t public = der_begin(w, DER_CONTEXT_CONSTRUCTED(1));
    der_write_bit_string(w, point);
    der_end(w, public);
    der_end(w, key);
}

static void write_inner(struct writer *w, const struct private_key_parts *parts, tl_bytes point) {
    switch (parts->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        write_pkcs1(w, parts);
        break;
    case KEY_ECDSA:
        write_sec1(w, parts, point);
        break;
    case KEY_ED25519:
    case KEY_ED448:
        der_write(w, DER_OCTET_STRING, parts->scalar);
        break;
    case KEY_NONE:
        w->failed = true;
        break;
    }
}

bool private_key_write(struct writer *w, const struct private_key *key) {
    const struct public_key *public = private_key_public(key);
    struct private_key_parts parts;
    tl_bytes memory;
    TRY(private_key_export(key, &parts, &memory));
    size_t info = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 0);
    write_key_algorithm(w, public);
    size_t inner = der_begin(w, DER_OCTET_STRING);
    write_inner(w, &parts, public->point);
    der_end(w, inner);
    der_end(w, info);
    mem_free_wiped((void *)(uintptr_t)memory.data, memory.len);
    secret_wipe(&parts, sizeof parts);
    return !w->failed;
}
