/* Why a certificate is refused for its revocation, in sentences. */
#include <stdio.h>

#include "base/clock.h"
#include "x509/revocation/revocation_judgement.h"
#include "x509/revocation/revocation_sentences.h"

enum { WHY_SIZE = NAME_TEXT_SIZE + 160 };

const char *tl_revocation_reason_name(tl_revocation_reason reason) {
    switch (reason) {
    case TL_REVOKED_UNSPECIFIED:
        return "no reason given";
    case TL_REVOKED_KEY_COMPROMISE:
        return "key compromise";
    case TL_REVOKED_CA_COMPROMISE:
        return "CA compromise";
    case TL_REVOKED_AFFILIATION_CHANGED:
        return "affiliation changed";
    case TL_REVOKED_SUPERSEDED:
        return "superseded";
    case TL_REVOKED_CESSATION_OF_OPERATION:
        return "cessation of operation";
    case TL_REVOKED_CERTIFICATE_HOLD:
        return "certificate hold";
    case TL_REVOKED_REMOVE_FROM_CRL:
        return "removed from the list";
    case TL_REVOKED_PRIVILEGE_WITHDRAWN:
        return "privilege withdrawn";
    case TL_REVOKED_AA_COMPROMISE:
        return "attribute authority compromise";
    }
    return "unknown reason";
}

/* A sentence about somebody: what stands before the name, and after it. */
struct about {
    const char *before, *after;
};

static void write_about(const struct about *about, tl_bytes name, char out[WHY_SIZE]) {
    char text[NAME_TEXT_SIZE];
    path_name_text(name, text);
    snprintf(out, WHY_SIZE, "%s%s%s", about->before, text, about->after);
}

static void list_obstacle_text(const struct judgement *j, char out[WHY_SIZE]) {
    static const struct about why[] = {
        [NO_LIST] = {WHY_NO_LIST},           [OUT_OF_SCOPE] = {WHY_OUT_OF_SCOPE},
        [UNKNOWN_PART] = {WHY_UNKNOWN_PART}, [WEAK] = {WHY_WEAK},
        [NO_SIGNER] = {WHY_NO_SIGNER},       [NOT_YET_VALID] = {WHY_NOT_YET_VALID},
        [WITHOUT_END] = {WHY_WITHOUT_END},   [OUT_OF_DATE] = {WHY_OUT_OF_DATE},
        [SOME_REASONS] = {WHY_SOME_REASONS},
    };
    tl_bytes name = j->list_obstacle == NO_LIST ? j->certificate->issuer : j->obstacle_issuer;
    write_about(&why[j->list_obstacle], name, out);
}

static const char *response_status_text(enum ocsp_response_status status) {
    switch (status) {
    case OCSP_MALFORMED_REQUEST:
        return "that the request was malformed";
    case OCSP_INTERNAL_ERROR:
        return "that it has an internal error";
    case OCSP_TRY_LATER:
        return "to try later";
    case OCSP_SIGNATURE_REQUIRED:
        return "that requests must be signed";
    case OCSP_UNAUTHORIZED:
        return "that it is not the one to ask";
    case OCSP_SUCCESSFUL:
        break;
    }
    return "nothing";
}

static void response_obstacle_text(const struct judgement *j, char out[WHY_SIZE]) {
    static const struct about why[] = {
        [NO_RESPONSE] = {WHY_NO_RESPONSE},
        [RESPONSE_NOT_SUCCESSFUL] = {WHY_RESPONSE_NOT_SUCCESSFUL},
        [RESPONSE_OF_OTHERS] = {WHY_RESPONSE_OF_OTHERS},
        [RESPONSE_UNKNOWN_PART] = {WHY_RESPONSE_UNKNOWN_PART},
        [RESPONSE_WEAK] = {WHY_RESPONSE_WEAK},
        [RESPONSE_NOT_SIGNED] = {WHY_RESPONSE_NOT_SIGNED},
        [RESPONSE_NOT_YET_VALID] = {WHY_RESPONSE_NOT_YET_VALID},
        [RESPONSE_OUT_OF_DATE] = {WHY_RESPONSE_OUT_OF_DATE},
        [RESPONSE_SAYS_UNKNOWN] = {WHY_RESPONSE_SAYS_UNKNOWN},
    };
    if (j->response_obstacle == RESPONSE_NOT_SUCCESSFUL) {
        snprintf(out, WHY_SIZE, "%s%s%s", why[RESPONSE_NOT_SUCCESSFUL].before, response_status_text(j->response_status),
                 why[RESPONSE_NOT_SUCCESSFUL].after);
        return;
    }
    write_about(&why[j->response_obstacle], j->certificate->issuer, out);
}

bool revocation_is_revoked(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE], when[TIME_TEXT_SIZE], source[NAME_TEXT_SIZE], age[TIME_TEXT_SIZE];
    bool by_response = j->status.source == TL_REVOCATION_FROM_OCSP;
    path_describe(j->judged.path, j->certificate, who);
    path_name_text(j->source_name, source);
    time_text((int64_t)j->status.revoked_at, when);
    time_text((int64_t)j->status.this_update, age);
    return error_set(error, CERTIFICATE_REVOKED, who, when, tl_revocation_reason_name(j->status.reason),
                     by_response ? "OCSP response" : "revocation list", source, age);
}

/* A response that was there says more than a list that was not. */
bool revocation_is_unknown(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE], why[WHY_SIZE];
    path_describe(j->judged.path, j->certificate, who);
    if (j->response_obstacle != NO_RESPONSE && (j->list_obstacle == NO_LIST || j->list_obstacle == OUT_OF_SCOPE)) {
        response_obstacle_text(j, why);
    } else {
        list_obstacle_text(j, why);
    }
    return error_set(error, REVOCATION_UNKNOWN, who, why);
}

bool revocation_is_not_stapled(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE], why[WHY_SIZE];
    path_describe(j->judged.path, j->certificate, who);
    response_obstacle_text(j, why);
    return error_set(error, MUST_STAPLE, who, why);
}

bool revocation_response_is_useless(const struct judgement *j, tl_error *error) {
    char why[WHY_SIZE];
    response_obstacle_text(j, why);
    return error_set(error, USELESS_OCSP, why);
}

/* A peer that makes us give up must not pass for that where revocation need not be known, nor by a good answer that
 * came before. */
bool revocation_gave_up(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE];
    path_describe(j->judged.path, j->certificate, who);
    return error_set(error, REVOCATION_GAVE_UP, who, REVOCATION_MAX_SIGNATURES, REVOCATION_MAX_COMPARISONS);
}
