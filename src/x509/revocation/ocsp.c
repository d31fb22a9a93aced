#include "x509/revocation/ocsp.h"

#include "base/control.h"
#include "x509/certificate/algorithm.h"
#include "x509/certificate/extensions.h"
#include "x509/der/oid.h"
#include "x509/der/times.h"
#include "x509/names/name.h"
#include "x509/revocation/crl.h"
#include "x509/revocation/revocation_sentences.h"

enum { MAX_EXTENSIONS = 16, SERIAL_MAX_LEN = 20, SHA1_LEN = 20, NONCE_MAX_LEN = 128 };

/* ---- times: GeneralizedTime throughout ---- */

static int64_t read_time(struct reader *r) {
    if (!der_next_is(r, DER_GENERALIZED_TIME)) {
        read_fail(r);
    }
    return der_read_time(r);
}

/* ---- extensions ---- */

/* Nonce ::= OCTET STRING of 1 to 128 octets (RFC 9654 §2.1). Responders that predate RFC 6960 put the bare octets in
 * the place of the OCTET STRING. */
static bool parse_nonce(tl_bytes value, tl_bytes *nonce) {
    struct reader r = reader_of(value);
    *nonce = der_read(&r, DER_OCTET_STRING);
    if (!read_end(&r)) {
        *nonce = value;
    }
    return nonce->len > 0 && nonce->len <= NONCE_MAX_LEN;
}

static bool apply_extension(const struct extension *extension, void *to) {
    struct ocsp_response *response = to;
    if (oid_is(extension->oid, OID_OCSP_NONCE)) {
        return parse_nonce(extension->value, &response->nonce);
    }
    extension_note_unknown(extension, &response->unknown_critical);
    return true;
}

static bool apply_single_extension(const struct extension *extension, void *to) {
    struct ocsp_single *single = to;
    extension_note_unknown(extension, &single->unknown_critical);
    return true;
}

/* [1] EXPLICIT Extensions OPTIONAL */
static void read_extensions(struct reader *r, extension_fn *apply, void *to) {
    if (!der_next_is(r, DER_CONTEXT_CONSTRUCTED(1))) {
        return;
    }
    struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(1));
    tl_bytes list = der_read(&field, DER_SEQUENCE);
    der_leave(r, &field);
    if (!r->failed && !extensions_apply(list, MAX_EXTENSIONS, apply, to)) {
        read_fail(r);
    }
}

/* ---- one certificate's status ---- */

static void read_certificate_id(struct reader *outer, struct ocsp_certificate_id *id) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    id->hash = hash_algorithm_read(&r);
    id->issuer_name_hash = der_read(&r, DER_OCTET_STRING);
    id->issuer_key_hash = der_read(&r, DER_OCTET_STRING);
    id->serial = der_read_integer(&r);
    der_leave(outer, &r);
    if (id->serial.len > SERIAL_MAX_LEN) {
        read_fail(outer);
    }
}

/* RevokedInfo ::= SEQUENCE { revocationTime, revocationReason [0] EXPLICIT CRLReason OPTIONAL } */
static void read_revoked(struct reader *outer, struct ocsp_single *single) {
    struct reader r = der_enter(outer, DER_CONTEXT_CONSTRUCTED(1));
    single->status = OCSP_REVOKED;
    single->revoked_at = read_time(&r);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        single->reason = crl_read_reason(&field);
        der_leave(&r, &field);
    }
    der_leave(outer, &r);
}

/* CertStatus ::= CHOICE { good [0] IMPLICIT NULL, revoked [1] IMPLICIT RevokedInfo, unknown [2] IMPLICIT NULL } */
static void read_status(struct reader *r, struct ocsp_single *single) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(1))) {
        read_revoked(r, single);
        return;
    }
    unsigned tag;
    tl_bytes nothing = der_read_any(r, &tag);
    single->status = tag == DER_CONTEXT(0) ? OCSP_GOOD : OCSP_UNKNOWN;
    if (nothing.len != 0 || (tag != DER_CONTEXT(0) && tag != DER_CONTEXT(2))) {
        read_fail(r);
    }
}

void ocsp_read_single(struct reader *singles, struct ocsp_single *single) {
    *single = (struct ocsp_single){.status = OCSP_UNKNOWN};
    struct reader r = der_enter(singles, DER_SEQUENCE);
    read_certificate_id(&r, &single->id);
    read_status(&r, single);
    single->this_update = read_time(&r);
    single->has_next_update = der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0));
    if (single->has_next_update) {
        struct reader field = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        single->next_update = read_time(&field);
        der_leave(&r, &field);
    }
    read_extensions(&r, apply_single_extension, single);
    der_leave(singles, &r);
}

int64_t ocsp_single_valid_until(const struct ocsp_single *single) {
    const int64_t a_day = 86400;
    return single->has_next_update ? single->next_update : single->this_update + a_day;
}

/* ---- the response ---- */

/* version [0] EXPLICIT INTEGER DEFAULT v1: DER leaves v1 out, and there is no other. Some responders write it. */
static void read_version(struct reader *r) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
        der_read_small(&field, 0);
        der_leave(r, &field);
    }
}

/* ResponderID ::= CHOICE { byName [1] EXPLICIT Name, byKey [2] EXPLICIT KeyHash } */
static void read_responder(struct reader *r, struct ocsp_response *response) {
    unsigned tag;
    struct reader field = reader_of(der_read_any(r, &tag));
    if (tag == DER_CONTEXT_CONSTRUCTED(1)) {
        response->responder_name = der_read_element(&field, DER_SEQUENCE);
    } else {
        response->responder_key = der_read(&field, DER_OCTET_STRING);
    }
    der_leave(r, &field);
    bool is_name = tag == DER_CONTEXT_CONSTRUCTED(1) && name_is_well_formed(response->responder_name);
    bool is_key = tag == DER_CONTEXT_CONSTRUCTED(2) && response->responder_key.len == SHA1_LEN;
    if (!is_name && !is_key) {
        read_fail(r);
    }
}

static bool singles_are_well_formed(tl_bytes singles) {
    struct reader r = reader_of(singles);
    while (read_more(&r)) {
        struct ocsp_single single;
        ocsp_read_single(&r, &single);
    }
    return read_end(&r);
}

static bool read_tbs(struct ocsp_response *response, tl_error *error) {
    struct reader outer = reader_of(response->tbs);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    read_version(&r);
    read_responder(&r, response);
    response->produced_at = read_time(&r);
    response->singles = der_read(&r, DER_SEQUENCE);
    REQUIRE(!r.failed,
            error_set(error, MALFORMED_OCSP, "its responder or its date is not such as RFC 6960 §4.2.1 prescribes"));
    REQUIRE(singles_are_well_formed(response->singles),
            error_set(error, MALFORMED_OCSP, "the status of a certificate in it is not such as RFC 6960 §4.2.1 says"));
    read_extensions(&r, apply_extension, response);
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer),
            error_set(error, MALFORMED_OCSP, "its extensions are not such as RFC 6960 §4.4 prescribes"));
    return true;
}

/* BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] EXPLICIT OPTIONAL } */
static bool read_basic(tl_bytes der, struct ocsp_response *response, tl_error *error) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    response->tbs = der_read_element(&r, DER_SEQUENCE);
    tl_bytes algorithm = der_read(&r, DER_SEQUENCE);
    response->signature = der_read_bit_string(&r);
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        response->certificates = der_read(&field, DER_SEQUENCE);
        der_leave(&r, &field);
    }
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer) && signature_algorithm_parse(algorithm, &response->signature_alg),
            error_set(error, MALFORMED_OCSP, "it is not a BasicOCSPResponse (RFC 6960 §4.2.1)"));
    return read_tbs(response, error);
}

static bool is_status(unsigned status) {
    enum { UNUSED_STATUS = 4 };
    return status <= OCSP_UNAUTHORIZED && status != UNUSED_STATUS;
}

/* OCSPResponse ::= SEQUENCE { responseStatus ENUMERATED,
 *     responseBytes [0] EXPLICIT SEQUENCE { responseType OID, response OCTET STRING } OPTIONAL } */
bool ocsp_parse(tl_bytes der, struct ocsp_response *response, tl_error *error) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    tl_bytes type = {0}, basic = {0};
    unsigned status = der_read_small_as(&r, DER_ENUMERATED, 255);
    *response = (struct ocsp_response){.status = (enum ocsp_response_status)status};
    bool has_bytes = der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0));
    if (has_bytes) {
        struct reader field = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        struct reader bytes = der_enter(&field, DER_SEQUENCE);
        type = der_read_oid(&bytes);
        basic = der_read(&bytes, DER_OCTET_STRING);
        der_leave(&field, &bytes);
        der_leave(&r, &field);
    }
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer) && is_status(status) && has_bytes == (status == OCSP_SUCCESSFUL),
            error_set(error, MALFORMED_OCSP, "it is not an OCSPResponse (RFC 6960 §4.2.1)"));
    if (!has_bytes) {
        return true;
    }
    REQUIRE(oid_is(type, OID_OCSP_BASIC), error_set(error, MALFORMED_OCSP, "it is not of the basic type"));
    return read_basic(basic, response, error);
}
