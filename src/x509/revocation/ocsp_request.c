/* Asking an OCSP responder, and taking its answer (RFC 6960 §2.1, §4.1). The request travels by whatever means the
 * program has: over HTTP, POST with the content type application/ocsp-request (appendix A). */
#include "base/alloc.h"
#include "base/clock.h"
#include "base/control.h"
#include "crypto/provider.h"
#include "x509/certificate/authority_info.h"
#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"
#include "x509/names/name.h"
#include "x509/revocation/ocsp.h"
#include "x509/revocation/ocsp_check.h"
#include "x509/revocation/revocation_sentences.h"

enum { NONCE_LEN = 32 }; /* RFC 9654 §2.1 */

struct tl_ocsp_request {
    tl_cert *cert, *issuer;
    uint8_t nonce[NONCE_LEN];
    bool has_nonce;
    struct buffer der;
};

/* ---- making one ---- */

static bool draw_nonce(tl_ocsp_request *request, tl_error *error) {
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, error);
    TRY(crypto != NULL);
    bool ok = crypto_random(crypto, request->nonce, NONCE_LEN);
    tl_crypto_free(crypto);
    REQUIRE(ok, error_set(error, CRYPTO_FAILED, "give random octets"));
    request->has_nonce = true;
    return true;
}

/* requestExtensions [2] EXPLICIT Extensions */
static void write_nonce(struct writer *w, tl_bytes nonce) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    der_write(&v, DER_OCTET_STRING, nonce);
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(2)), list = der_begin(w, DER_SEQUENCE);
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NONCE), false, buffer_bytes(&value));
    der_end(w, list);
    der_end(w, field);
    w->failed = w->failed || v.failed;
    buffer_clear(&value);
}

/* OCSPRequest ::= SEQUENCE { tbsRequest SEQUENCE { requestList SEQUENCE OF SEQUENCE { reqCert CertID }, ... } } */
static bool write_request(tl_ocsp_request *request, const struct certificate *certificate,
                          const struct certificate *issuer) {
    struct writer w = writer_to(&request->der);
    size_t outer = der_begin(&w, DER_SEQUENCE), tbs = der_begin(&w, DER_SEQUENCE);
    size_t list = der_begin(&w, DER_SEQUENCE), one = der_begin(&w, DER_SEQUENCE);
    TRY(ocsp_id_write(&w, certificate, issuer));
    der_end(&w, one);
    der_end(&w, list);
    if (request->has_nonce) {
        write_nonce(&w, bytes_of(request->nonce, NONCE_LEN));
    }
    der_end(&w, tbs);
    der_end(&w, outer);
    return !w.failed;
}

static bool fill(tl_ocsp_request *request, const tl_cert *cert, const tl_cert *issuer, bool with_nonce,
                 tl_error *error) {
    struct certificate certificate, of_issuer;
    TRY(certificate_parse(tl_cert_der(cert), &certificate, error));
    TRY(certificate_parse(tl_cert_der(issuer), &of_issuer, error));
    REQUIRE(name_equal(certificate.issuer, of_issuer.subject),
            error_set(error, NOT_THE_ISSUER, tl_cert_subject(issuer), tl_cert_subject(cert), tl_cert_issuer(cert)));
    request->cert = tl_cert_ref(cert);
    request->issuer = tl_cert_ref(issuer);
    TRY(!with_nonce || draw_nonce(request, error));
    REQUIRE(write_request(request, &certificate, &of_issuer), error_set(error, OUT_OF_MEMORY));
    return true;
}

tl_ocsp_request *tl_ocsp_request_new(const tl_cert *cert, const tl_cert *issuer, bool with_nonce, tl_error *error) {
    error_clear(error);
    tl_ocsp_request *request = mem_new(sizeof *request);
    if (request == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    if (!fill(request, cert, issuer, with_nonce, error)) {
        tl_ocsp_request_free(request);
        return NULL;
    }
    return request;
}

tl_bytes tl_ocsp_request_der(const tl_ocsp_request *request) {
    return buffer_bytes(&request->der);
}

void tl_ocsp_request_free(tl_ocsp_request *request) {
    if (request != NULL) {
        tl_cert_free(request->cert);
        tl_cert_free(request->issuer);
        buffer_clear(&request->der);
        mem_free(request);
    }
}

/* ---- the answer ---- */

/* A response that was made before the request has no nonce, or another's: the one without is fresh enough by its dates
 * (RFC 9654 §3.1). */
static bool nonce_fits(const tl_ocsp_request *request, tl_bytes response) {
    struct ocsp_response parsed;
    return !request->has_nonce || !ocsp_parse(response, &parsed, NULL) || parsed.nonce.len == 0 ||
           bytes_equal(parsed.nonce, bytes_of(request->nonce, NONCE_LEN));
}

tl_result tl_ocsp_check(const tl_ocsp_request *request, tl_bytes response, time_t now, tl_revocation_status *status,
                        tl_error *error) {
    struct certificate certificate, issuer;
    error_clear(error);
    *status = (tl_revocation_status){.state = TL_REVOCATION_UNKNOWN};
    bool ok = certificate_parse(tl_cert_der(request->cert), &certificate, error) &&
              certificate_parse(tl_cert_der(request->issuer), &issuer, error) &&
              ocsp_check(&(struct ocsp_question){.certificate = &certificate,
                                                 .issuer = &issuer,
                                                 .time = now != 0 ? (int64_t)now : clock_now()},
                         response, status, error);
    if (ok && !nonce_fits(request, response)) {
        *status = (tl_revocation_status){.state = TL_REVOCATION_UNKNOWN};
        ok = error_set(error, WRONG_NONCE);
    }
    return ok ? TL_OK : TL_FAILED;
}

/* ---- where to ask ---- */

bool tl_cert_next_ocsp_url(const tl_cert *cert, size_t *cursor, char *url, size_t size) {
    struct certificate certificate;
    struct access_description access;
    TRY(size > 0 && certificate_parse(tl_cert_der(cert), &certificate, NULL));
    while (authority_info_next(certificate.authority_info, cursor, &access)) {
        tl_bytes value = access.location.value;
        bool has_nul = value.len > 0 && memchr(value.data, 0, value.len) != NULL;
        if (oid_is(access.method, OID_ACCESS_OCSP) && access.location.kind == GENERAL_NAME_URI && value.len < size &&
            !has_nul) {
            memcpy(url, value.data, value.len);
            url[value.len] = '\0';
            return true;
        }
    }
    return false;
}
