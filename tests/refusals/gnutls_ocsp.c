/* GnuTLS's OCSP, in the steps in which its TLS looks at a stapled response. */
#include "refusals/gnutls_ocsp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <gnutls/ocsp.h>

static void refuse(struct answer *answer, const char *text) {
    snprintf(answer->text, sizeof answer->text, "OCSP: %s", text);
    answer->accepted = false;
}

static const char *verify_text(unsigned status) {
    static const struct {
        unsigned bit;
        const char *text;
    } texts[] = {
        {GNUTLS_OCSP_VERIFY_SIGNER_NOT_FOUND, "signer not found"},
        {GNUTLS_OCSP_VERIFY_SIGNER_KEYUSAGE_ERROR, "the signer's key usage is wrong"},
        {GNUTLS_OCSP_VERIFY_UNTRUSTED_SIGNER, "the signer is not trusted"},
        {GNUTLS_OCSP_VERIFY_INSECURE_ALGORITHM, "insecure algorithm"},
        {GNUTLS_OCSP_VERIFY_SIGNATURE_FAILURE, "signature failure"},
        {GNUTLS_OCSP_VERIFY_CERT_NOT_ACTIVATED, "the signer's certificate is not yet valid"},
        {GNUTLS_OCSP_VERIFY_CERT_EXPIRED, "the signer's certificate has expired"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if ((status & texts[i].bit) != 0) {
            return texts[i].text;
        }
    }
    return "not verified";
}

/* As its TLS does (check_ocsp_response): without nextUpdate a response may be 15 days old. */
static void check_status(gnutls_ocsp_resp_t response, time_t now, struct answer *answer) {
    enum { DAYS_15 = 15 * FORGE_DAY };
    unsigned status, reason;
    time_t this_update, next_update, revoked_at;
    int result = gnutls_ocsp_resp_get_single(response, 0, NULL, NULL, NULL, NULL, &status, &this_update, &next_update,
                                             &revoked_at, &reason);
    if (result != 0) {
        refuse(answer, gnutls_strerror(result));
    } else if (status != GNUTLS_OCSP_CERT_GOOD) {
        refuse(answer, status == GNUTLS_OCSP_CERT_REVOKED ? "revoked" : "unknown");
    } else if (next_update == (time_t)-1 ? now - this_update > DAYS_15 : next_update < now) {
        refuse(answer, "superseded");
    }
}

static void check(gnutls_ocsp_resp_t response, const struct stage *stage, gnutls_x509_crt_t leaf,
                  gnutls_x509_crt_t issuer, struct answer *answer) {
    unsigned verified = 0;
    int status = gnutls_ocsp_resp_get_status(response);
    if (status != GNUTLS_OCSP_RESP_SUCCESSFUL) {
        snprintf(answer->text, sizeof answer->text, "OCSP: the response's status is %d", status);
        answer->accepted = false;
        return;
    }
    int result = gnutls_ocsp_resp_check_crt(response, 0, leaf);
    if (result == 0) {
        result = gnutls_ocsp_resp_verify_direct(response, issuer, &verified, 0);
    }
    if (result != 0 || verified != 0) {
        refuse(answer, result != 0 ? gnutls_strerror(result) : verify_text(verified));
        return;
    }
    check_status(response, (time_t)stage->scene->time, answer);
}

void gnutls_asks_response(const struct stage *stage, gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer,
                          struct answer *answer) {
    gnutls_datum_t data = {stage->response.data, (unsigned)stage->response.len};
    gnutls_ocsp_resp_t response;
    assert_int_equal(gnutls_ocsp_resp_init(&response), 0);
    int result = gnutls_ocsp_resp_import(response, &data);
    if (result != 0) {
        refuse(answer, gnutls_strerror(result));
    } else {
        check(response, stage, leaf, issuer, answer);
    }
    gnutls_ocsp_resp_deinit(response);
}
