#include "x509/revocation/ocsp_check.h"

#include "base/control.h"
#include "crypto/provider.h"
#include "x509/revocation/revocation_judgement.h"
#include "x509/revocation/revocation_sentences.h"

/* As if the issuer were the anchor of a path of one certificate. */
static bool judge(const struct path_request *request, const struct ocsp_question *question,
                  tl_revocation_status *status, tl_error *error) {
    struct path path = {.request = request, .len = 1, .num_list_signatures_left = REVOCATION_MAX_SIGNATURES};
    struct judgement j = {
        .judged = {&path, question->issuer, 0},
        .certificate = question->certificate,
        .issuer = question->issuer,
        .budget = REVOCATION_MAX_COMPARISONS,
    };
    path.certificates[0] = *question->certificate;
    TRY(revocation_ask_responses(&j, error));
    *status = j.status;
    return j.status.state != TL_REVOCATION_UNKNOWN || revocation_response_is_useless(&j, error);
}

bool ocsp_check(const struct ocsp_question *question, tl_bytes response, tl_revocation_status *status,
                tl_error *error) {
    tl_crypto *crypto = crypto_or_new(question->crypto, error);
    TRY(crypto != NULL);
    const struct path_request request = {
        .crypto = crypto,
        .leaf = question->certificate,
        .purpose = TL_PURPOSE_ANY,
        .time = question->time,
        .min_key_bits = PATH_DEFAULT_MIN_KEY_BITS,
        .max_key_bits = PATH_DEFAULT_MAX_KEY_BITS,
        .revocation = {.responses = &response, .num_responses = 1},
    };
    bool ok = judge(&request, question, status, error);
    tl_crypto_free(crypto);
    return ok;
}
