#include "x509/certificate/certificate.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/extensions.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/times.h"
#include "x509/names/name.h"
#include "x509/sentences.h"

enum { CERTIFICATE_MAX_LEN = 1 << 17, SERIAL_MAX_LEN = 20 };

/* Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue } (RFC 5280 §4.1) */
static bool read_frame(tl_bytes der, struct certificate *c) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    c->der = der;
    c->tbs = der_read_element(&r, DER_SEQUENCE);
    c->signature_algorithm = der_read(&r, DER_SEQUENCE);
    c->signature = der_read_bit_string(&r);
    der_leave(&outer, &r);
    return read_end(&outer);
}

/* version [0] EXPLICIT INTEGER DEFAULT v1: DER leaves v1 out. */
static unsigned read_version(struct reader *r) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        return 1;
    }
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
    unsigned version = 1 + der_read_small(&field, 2);
    der_leave(r, &field);
    if (version == 1) {
        read_fail(r);
    }
    return version;
}

static bool read_validity(struct reader *r, struct certificate *c) {
    struct reader validity = der_enter(r, DER_SEQUENCE);
    c->not_before = der_read_time(&validity);
    c->not_after = der_read_time(&validity);
    der_leave(r, &validity);
    return !r->failed;
}

/* issuerUniqueID and subjectUniqueID: of no use, and only in versions 2 and 3 (§4.1.2.8). */
static void read_unique_id(struct reader *r, unsigned number, unsigned version) {
    if (!der_next_is(r, DER_CONTEXT(number))) {
        return;
    }
    struct reader bits = der_enter(r, DER_CONTEXT(number)); /* a BIT STRING: how many bits of its end are unused */
    unsigned unused = read_u8(&bits);
    if (version < 2 || bits.failed || unused > 7 || (unused > 0 && !read_more(&bits))) {
        read_fail(r);
    }
}

static bool read_extensions(struct reader *r, struct certificate *c, tl_error *error) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(3))) {
        return true;
    }
    REQUIRE(c->version == 3,
            error_set(error, MALFORMED_CERTIFICATE, "it has extensions but is not of version 3 (RFC 5280 §4.1.2.9)"));
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(3));
    tl_bytes extensions = der_read(&field, DER_SEQUENCE);
    der_leave(r, &field);
    REQUIRE(!r->failed, error_set(error, MALFORMED_CERTIFICATE, "its extensions are not DER (RFC 5280 §4.2)"));
    return extensions_parse(extensions, c, error);
}

static bool read_names_and_dates(struct reader *r, struct certificate *c, tl_error *error) {
    c->issuer = der_read_element(r, DER_SEQUENCE);
    REQUIRE(name_is_well_formed(c->issuer),
            error_set(error, MALFORMED_CERTIFICATE, "its issuer is not a name (RFC 5280 §4.1.2.4)"));
    REQUIRE(read_validity(r, c),
            error_set(error, MALFORMED_CERTIFICATE, "its dates are not such as RFC 5280 §4.1.2.5 prescribes"));
    c->subject = der_read_element(r, DER_SEQUENCE);
    REQUIRE(name_is_well_formed(c->subject),
            error_set(error, MALFORMED_CERTIFICATE, "its subject is not a name (RFC 5280 §4.1.2.6)"));
    return true;
}

static bool read_tbs(struct certificate *c, tl_error *error) {
    struct reader outer = reader_of(c->tbs);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    c->version = read_version(&r);
    c->serial = der_read_integer(&r);
    tl_bytes algorithm = der_read(&r, DER_SEQUENCE);
    REQUIRE(!r.failed && c->serial.len <= SERIAL_MAX_LEN,
            error_set(error, MALFORMED_CERTIFICATE,
                      "its version or serial number is not such as RFC 5280 §4.1.2 prescribes"));
    REQUIRE(bytes_equal(algorithm, c->signature_algorithm),
            error_set(error, MALFORMED_CERTIFICATE,
                      "its signatureAlgorithm is not the one that was signed (RFC 5280 §4.1.1.2)"));
    TRY(read_names_and_dates(&r, c, error));
    c->spki = der_read_element(&r, DER_SEQUENCE);
    REQUIRE(public_key_info_parse(c->spki, &c->key),
            error_set(error, MALFORMED_CERTIFICATE, "its public key does not fit the key's algorithm"));
    read_unique_id(&r, 1, c->version);
    read_unique_id(&r, 2, c->version);
    TRY(read_extensions(&r, c, error));
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer),
            error_set(error, MALFORMED_CERTIFICATE, "there is something at its end that does not belong there"));
    return true;
}

static bool parse(tl_bytes der, struct certificate *certificate, tl_error *error) {
    REQUIRE(der.len <= CERTIFICATE_MAX_LEN && read_frame(der, certificate),
            error_set(error, MALFORMED_CERTIFICATE, "it is not one DER structure with three parts (RFC 5280 §4.1)"));
    REQUIRE(signature_algorithm_parse(certificate->signature_algorithm, &certificate->signature_alg),
            error_set(error, MALFORMED_CERTIFICATE, "the parameters of its signatureAlgorithm are wrong"));
    return read_tbs(certificate, error);
}

bool certificate_parse(tl_bytes der, struct certificate *certificate, tl_error *error) {
    static const struct certificate empty = {
        .path_len = -1, .require_explicit_policy = -1, .inhibit_policy_mapping = -1, .inhibit_any_policy = -1};
    *certificate = empty;
    bool parsed = parse(der, certificate, error);
    if (!parsed) {
        *certificate = empty;
    }
    return parsed;
}

bool certificate_is_self_issued(const struct certificate *certificate) {
    return name_equal(certificate->subject, certificate->issuer);
}

/* Only as far as the names; the trust store indexes certificates with it before it parses any. */
bool certificate_peek_names(tl_bytes der, tl_bytes *issuer, tl_bytes *subject) {
    struct reader outer = reader_of(der);
    struct reader frame = der_enter(&outer, DER_SEQUENCE);
    struct reader r = der_enter(&frame, DER_SEQUENCE);
    read_version(&r);
    der_read_integer(&r);
    der_read(&r, DER_SEQUENCE);
    *issuer = der_read_element(&r, DER_SEQUENCE);
    der_read(&r, DER_SEQUENCE);
    *subject = der_read_element(&r, DER_SEQUENCE);
    return !r.failed && read_end(&outer);
}
