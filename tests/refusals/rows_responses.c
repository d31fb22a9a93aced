/* OCSP responses about the leaf (RFC 6960 §3.2), where revocation must be known. */
#include "refusals/rows.h"

#include "x509/der/oid.h"

static const uint8_t leaf_serial[] = {0x11}, other_serial[] = {0x22}, appointed_serial[] = {0x33};

static void write_no_check(struct writer *w) {
    static const uint8_t null[] = {0x05, 0x00};
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NO_CHECK), false, bytes_of(null, sizeof null));
}

/* The CA's response says that the leaf is good; the root's list vouches for the CA. */
static void setting(struct scene *s) {
    s->leaf.serial = bytes_of(leaf_serial, sizeof leaf_serial);
    s->revocation = TL_REVOCATION_REQUIRED;
    s->lists[0] = (struct scene_list){.of_root = true};
    s->num_lists = 1;
    s->response.is_there = true;
    s->response.appointed = (struct forgery){.name = "responder",
                                             .serial = bytes_of(appointed_serial, sizeof appointed_serial),
                                             .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
                                             .extended_key_usage = OID_VIEW(OID_OCSP_SIGNING),
                                             .extend = write_no_check};
}

static void revoked(struct scene *s) {
    s->response.single.status = OCSP_REVOKED;
    s->response.single.reason = TL_REVOKED_KEY_COMPROMISE;
}
static void unknown(struct scene *s) {
    s->response.single.status = OCSP_UNKNOWN;
}
static void no_response(struct scene *s) {
    s->response.is_there = false;
}
static void try_later(struct scene *s) {
    s->response.forgery.status = OCSP_TRY_LATER;
}
static void of_another(struct scene *s) {
    s->response.single.serial = bytes_of(other_serial, sizeof other_serial);
}
static void of_another_issuer(struct scene *s) {
    s->response.names_root = true;
}
static void expired(struct scene *s) {
    s->response.single.this_update = FORGE_NOW - 9 * FORGE_DAY;
    s->response.single.next_update = FORGE_NOW - 3600;
}
static void early(struct scene *s) {
    s->response.single.this_update = FORGE_NOW + 3600;
}
static void old_without_end(struct scene *s) {
    s->response.single.this_update = FORGE_NOW - 2 * FORGE_DAY;
    s->response.single.no_next_update = true;
}
static void new_without_end(struct scene *s) {
    s->response.single.no_next_update = true;
}
static void altered(struct scene *s) {
    s->response.forgery.wrong_signature = true;
}
static void cut(struct scene *s) {
    s->response.cut = true;
}
static void by_nobody(struct scene *s) {
    s->response.signer = BY_NOBODY;
}
static void by_appointed(struct scene *s) {
    s->response.signer = BY_AN_APPOINTED;
}
static void appointed_by_root(struct scene *s) {
    s->response.signer = BY_ONE_APPOINTED_BY_ROOT;
}
static void appointed_without_purpose(struct scene *s) {
    by_appointed(s);
    s->response.appointed.extended_key_usage = (tl_bytes){0};
}
static void appointed_for_any(struct scene *s) {
    by_appointed(s);
    s->response.appointed.extended_key_usage = (tl_bytes)OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE);
}
static void appointed_expired(struct scene *s) {
    by_appointed(s);
    s->response.appointed.not_before = FORGE_NOW - 9 * FORGE_DAY;
    s->response.appointed.not_after = FORGE_NOW - 1;
}
static void appointed_for_encryption(struct scene *s) {
    by_appointed(s);
    s->response.appointed.key_usage = KEY_USAGE_KEY_AGREEMENT;
}
static void appointed_for_non_repudiation(struct scene *s) {
    by_appointed(s);
    s->response.appointed.key_usage = KEY_USAGE_NON_REPUDIATION;
}
static void by_key(struct scene *s) {
    by_appointed(s);
    s->response.forgery.by_key = true;
}
static void unknown_critical(struct writer *w) {
    extension_write(w, bytes_of("\x2a\x03\x04", 3), true, bytes_of("\x05\x00", 2));
}
static void unknown_extension(struct writer *w) {
    extension_write(w, bytes_of("\x2a\x03\x04", 3), false, bytes_of("\x05\x00", 2));
}
static void critical_in_response(struct scene *s) {
    s->response.forgery.extend = unknown_critical;
}
static void extension_in_response(struct scene *s) {
    s->response.forgery.extend = unknown_extension;
}
static void critical_in_single(struct scene *s) {
    s->response.single.extend = unknown_critical;
}
static void extension_in_single(struct scene *s) {
    s->response.single.extend = unknown_extension;
}
static void with_sha1(struct scene *s) {
    s->ca.same_key = scene_rsa();
    s->response.forgery.alg = &signature_rsa_pkcs1_sha1;
}
static void with_sha256(struct scene *s) {
    s->ca.same_key = scene_rsa();
}

#define UNKNOWN(rule, source, change, twin)                                                                            \
    { rule, source, BECAUSE(REVOCATION_UNKNOWN), change, twin }

static const struct row rows[] = {
    {"OCSP: the leaf was revoked", "RFC 6960 §2.2", BECAUSE(CERTIFICATE_REVOKED), revoked, NULL},
    {"OCSP: the response is cut off", "RFC 6960 §4.2.1", BECAUSE(MALFORMED_OCSP), cut, NULL},
    UNKNOWN("OCSP: there is no response", "RFC 6960 §2.1", no_response, NULL),
    UNKNOWN("OCSP: the responder does not know the certificate", "RFC 6960 §2.2", unknown, NULL),
    UNKNOWN("OCSP: the responder says to try later", "RFC 6960 §2.3", try_later, NULL),
    UNKNOWN("OCSP: the response is about another certificate", "RFC 6960 §3.2 (1)", of_another, NULL),
    UNKNOWN("OCSP: the response names another key of the issuer", "RFC 6960 §3.2 (1)", of_another_issuer, NULL),
    UNKNOWN("OCSP: the response is out of date", "RFC 6960 §3.2 (6)", expired, NULL),
    UNKNOWN("OCSP: the response is of the future", "RFC 6960 §3.2 (5)", early, NULL),
    UNKNOWN("OCSP: the response is two days old and has no end", "RFC 6960 §2.4", old_without_end, new_without_end),
    UNKNOWN("OCSP: the response was altered", "RFC 6960 §3.2 (2)", altered, NULL),
    UNKNOWN("OCSP: a stranger signed the response", "RFC 6960 §3.2 (3)", by_nobody, NULL),
    UNKNOWN("OCSP: the responder is not appointed to sign responses", "RFC 6960 §4.2.2.2", appointed_without_purpose,
            by_appointed),
    UNKNOWN("OCSP: the responder is for any purpose", "RFC 6960 §4.2.2.2", appointed_for_any, by_appointed),
    UNKNOWN("OCSP: the responder is appointed by the root", "RFC 6960 §4.2.2.2", appointed_by_root, by_appointed),
    UNKNOWN("OCSP: the responder's certificate has expired", "RFC 6960 §3.2 (3)", appointed_expired, by_appointed),
    UNKNOWN("OCSP: the responder's key is not for signatures", "RFC 5280 §4.2.1.12", appointed_for_encryption,
            by_appointed),
    UNKNOWN("OCSP: a critical extension of the response is not known", "RFC 6960 §4.4", critical_in_response,
            extension_in_response),
    UNKNOWN("OCSP: a critical extension of the status is not known", "RFC 6960 §4.4", critical_in_single,
            extension_in_single),
    UNKNOWN("OCSP: the response is signed with SHA-1", "RFC 9155", with_sha1, with_sha256),
    {"OCSP: the responder's key is for nonRepudiation", "RFC 5280 §4.2.1.12", BECAUSE(NONE),
     appointed_for_non_repudiation, NULL},
    {"OCSP: the responder is named by its key", "RFC 6960 §4.2.1", BECAUSE(NONE), by_key, NULL},
};

TABLE(table_responses, "OCSP responses",
      "Revocation is `TL_REVOCATION_REQUIRED`, and a list of the root says that the CA is good. OpenSSL is asked by\n"
      "`OCSP_basic_verify` and `OCSP_resp_find_status`, GnuTLS by `gnutls_ocsp_resp_check_crt`,\n"
      "`gnutls_ocsp_resp_verify_direct` and `gnutls_ocsp_resp_get_single`; dates are compared as `OCSP_check_validity` "
      "and\n"
      "GnuTLS's TLS compare them with the present.",
      setting);
