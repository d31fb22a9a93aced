#include "x509/key_files/private_key_file.h"

#include "base/control.h"
#include "base/pem.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/oid.h"
#include "x509/sentences.h"

/* RSAPrivateKey, of two primes (version 0) */
static bool parse_pkcs1(tl_bytes der, struct private_key_parts *parts) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read_small(&r, 0);
    parts->n = der_read_positive(&r);
    parts->e = der_read_positive(&r);
    parts->d = der_read_positive(&r);
    parts->p = der_read_positive(&r);
    parts->q = der_read_positive(&r);
    parts->dp = der_read_positive(&r);
    parts->dq = der_read_positive(&r);
    parts->qi = der_read_positive(&r);
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* ECPrivateKey. The curve may stand in it, around it (PKCS #8), or both; *curve CURVE_NONE: not known yet. */
static bool parse_sec1(tl_bytes der, struct private_key_parts *parts, enum key_curve *curve) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    if (der_read_small(&r, 1) != 1) {
        read_fail(&r);
    }
    parts->scalar = der_read(&r, DER_OCTET_STRING);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader parameters = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        enum key_curve named = curve_by_oid(der_read_oid(&parameters));
        der_leave(&r, &parameters);
        TRY(*curve == CURVE_NONE || *curve == named);
        *curve = named;
    }
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(1))) {
        der_read(&r, DER_CONTEXT_CONSTRUCTED(1)); /* the public key, which we compute */
    }
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* RFC 8410 §7: an OCTET STRING in the OCTET STRING. */
static bool parse_edwards(tl_bytes der, struct private_key_parts *parts) {
    struct reader r = reader_of(der);
    parts->scalar = der_read(&r, DER_OCTET_STRING);
    return read_end(&r) && parts->scalar.len == (parts->kind == KEY_ED25519 ? 32u : 57u);
}

static bool parse_inner(tl_bytes der, struct private_key_parts *parts) {
    switch (parts->kind) {
    case KEY_RSA:
    case KEY_RSA_PSS:
        return parse_pkcs1(der, parts);
    case KEY_ECDSA:
        return parse_sec1(der, parts, &parts->curve);
    case KEY_ED25519:
    case KEY_ED448:
        return parse_edwards(der, parts);
    case KEY_NONE:
        break;
    }
    return false;
}

/* OneAsymmetricKey (RFC 5958 §2), version 0 or 1. Attributes and the public key are passed over. */
static bool read_pkcs8(tl_bytes der, tl_bytes *algorithm, tl_bytes *inner) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    der_read_small(&r, 1);
    *algorithm = der_read(&r, DER_SEQUENCE);
    *inner = der_read(&r, DER_OCTET_STRING);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0))) {
        der_read(&r, DER_CONTEXT_CONSTRUCTED(0));
    }
    if (der_next_is(&r, DER_CONTEXT(1))) {
        der_read(&r, DER_CONTEXT(1));
    }
    der_leave(&outer, &r);
    return read_end(&outer);
}

static bool parse_pkcs8(tl_bytes der, struct private_key_parts *parts, const char *source, tl_error *error) {
    tl_bytes algorithm, inner;
    struct public_key key;
    REQUIRE(read_pkcs8(der, &algorithm, &inner) && key_algorithm_parse(algorithm, &key),
            error_set(error, BAD_PRIVATE_KEY, source));
    REQUIRE(key.kind != KEY_NONE, error_set(error, UNSUPPORTED_PRIVATE_KEY, source));
    parts->kind = key.kind;
    parts->curve = key.curve;
    parts->pss_hash = key.pss_hash;
    parts->pss_salt_len = key.pss_salt_len;
    REQUIRE(parse_inner(inner, parts), error_set(error, BAD_PRIVATE_KEY, source));
    return true;
}

static bool parse_bare_sec1(tl_bytes der, struct private_key_parts *parts, const char *source, tl_error *error) {
    parts->kind = KEY_ECDSA;
    REQUIRE(parse_sec1(der, parts, &parts->curve), error_set(error, BAD_PRIVATE_KEY, source));
    REQUIRE(parts->curve != CURVE_NONE, error_set(error, UNSUPPORTED_PRIVATE_KEY, source));
    return true;
}

/* What the SEQUENCE begins with tells the forms apart: after the version comes the algorithm in PKCS #8, a number in
 * PKCS #1, the scalar in SEC 1. */
bool private_key_parse(tl_bytes der, struct private_key_parts *parts, const char *source, tl_error *error) {
    *parts = (struct private_key_parts){.kind = KEY_NONE};
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    REQUIRE(der_next_is(&r, DER_INTEGER), error_set(error, NO_PRIVATE_KEY, source));
    der_read_small(&r, 1);
    if (der_next_is(&r, DER_SEQUENCE)) {
        return parse_pkcs8(der, parts, source, error);
    }
    if (der_next_is(&r, DER_OCTET_STRING)) {
        return parse_bare_sec1(der, parts, source, error);
    }
    parts->kind = KEY_RSA;
    REQUIRE(parse_pkcs1(der, parts), error_set(error, BAD_PRIVATE_KEY, source));
    return true;
}

struct private_key *private_key_of(const struct private_key_parts *parts, const char *source, tl_error *error) {
    struct private_key *key = private_key_new(parts);
    if (key == NULL) {
        error_set(error, REFUSED_PRIVATE_KEY, source);
    }
    return key;
}

struct private_key *private_key_usable(const struct private_key_parts *parts, const char *source, tl_error *error) {
    struct private_key *key = private_key_of(parts, source, error);
    if (key != NULL && signature_alg_for_key(private_key_public(key)) == NULL) {
        error_set(error, RESTRICTED_PRIVATE_KEY, source, oid_name(hash_oid(parts->pss_hash)), parts->pss_salt_len);
        private_key_free(key);
        key = NULL;
    }
    return key;
}

static bool is_private_key(const struct pem_block *block) {
    return pem_label_is(block, PEM_PRIVATE_KEY) || pem_label_is(block, PEM_RSA_PRIVATE_KEY) ||
           pem_label_is(block, PEM_EC_PRIVATE_KEY);
}

/* Labels of private keys that end so, but are of other kinds: DSA, OPENSSH, ... */
static bool is_other_private_key(const struct pem_block *block) {
    tl_bytes end = bytes_of_string("PRIVATE KEY"), label = block->label;
    return label.len > end.len && bytes_equal(bytes_from(label, label.len - end.len), end);
}

static bool decode_block(const struct pem_block *block, size_t number, struct unlocking *unlocking,
                         struct buffer *der) {
    REQUIRE(!block->encrypted, error_set(unlocking->error, LEGACY_ENCRYPTED_KEY, unlocking->source));
    REQUIRE(buffer_reserve(der, base64_decoded_max(block->base64.len)), error_set(unlocking->error, OUT_OF_MEMORY));
    REQUIRE(base64_decode(block->base64, der->data, &der->len),
            error_set(unlocking->error, BROKEN_PEM, unlocking->source, number));
    return true;
}

static bool open_block(const struct pem_block *block, size_t number, struct unlocking *unlocking, struct buffer *der) {
    struct buffer encrypted = {0};
    bool ok = decode_block(block, number, unlocking, &encrypted) &&
              encrypted_key_open(unlocking, buffer_bytes(&encrypted), der);
    buffer_clear(&encrypted);
    return ok;
}

bool private_key_find(tl_bytes octets, struct unlocking *unlocking, struct buffer *der) {
    tl_error *error = unlocking->error;
    struct pem_block block;
    enum pem_result result;
    if (der_is_element(octets, DER_SEQUENCE)) {
        if (encrypted_key_is(octets)) {
            return encrypted_key_open(unlocking, octets, der);
        }
        REQUIRE(buffer_append(der, octets), error_set(error, OUT_OF_MEMORY));
        return true;
    }
    for (size_t number = 1; (result = pem_next(&octets, &block)) != PEM_END; number++) {
        REQUIRE(result == PEM_BLOCK, error_set(error, BROKEN_PEM, unlocking->source, number));
        if (pem_label_is(&block, PEM_ENCRYPTED_KEY)) {
            return open_block(&block, number, unlocking, der);
        }
        if (is_private_key(&block)) {
            return decode_block(&block, number, unlocking, der);
        }
        REQUIRE(!is_other_private_key(&block), error_set(error, UNSUPPORTED_PRIVATE_KEY, unlocking->source));
    }
    return error_set(error, NO_PRIVATE_KEY, unlocking->source);
}
