/* OpenSSL's OCSP, in the steps that its manual has for a client. */
#include "refusals/openssl_ocsp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>

enum { CLOCK_SKEW = 300 };

static bool refuse(struct answer *answer, const char *text) {
    snprintf(answer->text, sizeof answer->text, "OCSP: %s", text);
    answer->accepted = false;
    return false;
}

static bool is_signed(OCSP_BASICRESP *basic, STACK_OF(X509) * sent, X509_STORE *store, struct answer *answer) {
    ERR_clear_error();
    if (OCSP_basic_verify(basic, sent, store, 0) > 0) {
        return true;
    }
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    return refuse(answer, reason != NULL ? reason : "the response is not signed as it should be");
}

/* As OCSP_check_validity does, which knows no time but the present. */
static bool is_fresh(const ASN1_GENERALIZEDTIME *this_update, const ASN1_GENERALIZEDTIME *next_update, time_t now,
                     struct answer *answer) {
    time_t latest = now + CLOCK_SKEW, earliest = now - CLOCK_SKEW;
    if (X509_cmp_time(this_update, &latest) > 0) {
        return refuse(answer, "status not yet valid");
    }
    if (next_update != NULL && X509_cmp_time(next_update, &earliest) < 0) {
        return refuse(answer, "status expired");
    }
    return true;
}

static bool is_good(OCSP_BASICRESP *basic, X509 *leaf, X509 *issuer, time_t now, struct answer *answer) {
    int status = -1, reason;
    ASN1_GENERALIZEDTIME *revoked_at, *this_update, *next_update;
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, leaf, issuer);
    assert_non_null(id);
    int found = OCSP_resp_find_status(basic, id, &status, &reason, &revoked_at, &this_update, &next_update);
    OCSP_CERTID_free(id);
    if (found != 1) {
        return refuse(answer, "it has no status of the certificate");
    }
    if (!is_fresh(this_update, next_update, now, answer)) {
        return false;
    }
    return status == V_OCSP_CERTSTATUS_GOOD || refuse(answer, OCSP_cert_status_str(status));
}

void openssl_asks_response(const struct stage *stage, X509_STORE *store, X509 *leaf, STACK_OF(X509) * sent,
                           struct answer *answer) {
    const unsigned char *at = stage->response.data;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, (long)stage->response.len);
    if (response == NULL) {
        refuse(answer, "the response cannot be read");
        return;
    }
    int status = OCSP_response_status(response);
    OCSP_BASICRESP *basic = status == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(response) : NULL;
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)stage->scene->time);
    if (basic == NULL) {
        refuse(answer, OCSP_response_status_str(status));
    } else if (is_signed(basic, sent, store, answer)) {
        is_good(basic, leaf, sk_X509_value(sent, 0), (time_t)stage->scene->time, answer);
    }
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
}
