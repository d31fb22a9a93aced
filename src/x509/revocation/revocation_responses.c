/* What OCSP responses say of a certificate (RFC 6960 §3.2). */
#include "base/control.h"
#include "x509/names/name.h"
#include "x509/revocation/revocation_judgement.h"
#include "x509/trust/trust.h"

enum {
    CLOCK_SKEW = 300,        /* seconds that a responder's clock may be before ours */
    MAX_RESPONDER_CERTS = 8, /* looked at in one response */
};

static const struct path_request *request_of(const struct judgement *j) {
    return j->judged.path->request;
}

static bool stopped_by(struct judgement *j, enum response_obstacle obstacle) {
    if (obstacle > j->response_obstacle) {
        j->response_obstacle = obstacle;
    }
    return false;
}

/* ---- who signed it (§4.2.2.2) ---- */

static bool verify_signature(struct judgement *j, const struct certificate *signer, const struct signature_alg *alg,
                             tl_bytes message, tl_bytes signature) {
    struct path *path = j->judged.path;
    if (path->num_list_signatures_left == 0) {
        path->revocation_gave_up = true;
        return false;
    }
    path->num_list_signatures_left--;
    return path_key_may_sign(&signer->key, alg) &&
           signature_verify(request_of(j)->crypto, alg, &signer->key, message, signature);
}

static bool signed_response(struct judgement *j, const struct certificate *signer,
                            const struct ocsp_response *response) {
    return verify_signature(j, signer, response->signature_alg, response->tbs, response->signature);
}

/* A responder's certificate may be revoked like any other, unless its issuer says that nobody need ask. Lists tell: a
 * response about a responder would need another responder. */
static bool is_good_responder(struct judgement *j, const struct certificate *responder) {
    const tl_trust *trust = request_of(j)->trust;
    TRY(trust == NULL || !trust_distrusts(trust, responder)); /* NULL: the issuer itself was given */
    if (responder->ocsp_no_check) {
        return true;
    }
    struct judgement of_responder = {
        .judged = j->judged, .certificate = responder, .issuer = j->issuer, .budget = REVOCATION_MAX_COMPARISONS};
    revocation_ask_lists(&of_responder);
    return of_responder.status.state == TL_REVOCATION_GOOD ||
           (of_responder.status.state == TL_REVOCATION_UNKNOWN &&
            !revocation_must_be_known(&request_of(j)->revocation, false));
}

/* Appointed by the very CA that issued the certificate, with an extendedKeyUsage that says so in its own right. Anybody
 * can send certificates, so no key is used before that CA vouches for it. */
static bool is_appointed(struct judgement *j, const struct certificate *responder) {
    const struct path *path = j->judged.path;
    tl_error ignored;
    return responder->has_extended_key_usage && (responder->extended_key_usage & EXTENDED_KEY_USAGE_OCSP) != 0 &&
           name_equal(responder->issuer, j->issuer->subject) && path_check_responder(path, responder, &ignored) &&
           verify_signature(j, j->issuer, responder->signature_alg, responder->tbs, responder->signature);
}

static bool find_appointed(struct judgement *j, const struct ocsp_response *response, struct certificate *signer) {
    struct reader r = reader_of(response->certificates);
    for (unsigned i = 0; i < MAX_RESPONDER_CERTS && read_more(&r); i++) {
        tl_bytes der = der_read_any_element(&r);
        if (!r.failed && certificate_parse(der, signer, NULL) && ocsp_responder_is(response, signer) &&
            is_appointed(j, signer) && signed_response(j, signer, response) && is_good_responder(j, signer)) {
            return true;
        }
    }
    return false;
}

static bool find_signer(struct judgement *j, const struct ocsp_response *response, struct certificate *signer) {
    if (ocsp_responder_is(response, j->issuer) && signed_response(j, j->issuer, response)) {
        *signer = *j->issuer;
        return true;
    }
    return find_appointed(j, response, signer);
}

/* ---- what it says ---- */

/* A revocation counts also from a response that is out of date, unless it was a hold: nobody takes it back. */
static bool is_of_use(struct judgement *j, const struct ocsp_single *single) {
    int64_t now = request_of(j)->time;
    bool lasts = single->status == OCSP_REVOKED && single->reason != CRL_REASON_HOLD;
    REQUIRE(single->this_update <= now + CLOCK_SKEW, stopped_by(j, RESPONSE_NOT_YET_VALID));
    REQUIRE(lasts || now <= ocsp_single_valid_until(single), stopped_by(j, RESPONSE_OUT_OF_DATE));
    return true;
}

static bool take(struct judgement *j, const struct ocsp_single *single, const struct certificate *signer) {
    REQUIRE(single->status != OCSP_UNKNOWN, stopped_by(j, RESPONSE_SAYS_UNKNOWN));
    j->source_name = signer->subject;
    j->status = (tl_revocation_status){
        .state = single->status == OCSP_REVOKED ? TL_REVOCATION_REVOKED : TL_REVOCATION_GOOD,
        .source = TL_REVOCATION_FROM_OCSP,
        .this_update = (time_t)single->this_update,
        .next_update = single->has_next_update ? (time_t)single->next_update : 0,
        .revoked_at = (time_t)single->revoked_at,
        .reason = (tl_revocation_reason)single->reason,
    };
    return true;
}

static bool is_sound(const struct signature_alg *alg) {
    return alg != NULL && alg->hash != &hash_sha1;
}

static bool consider(struct judgement *j, const struct ocsp_response *response) {
    struct ocsp_single single;
    struct certificate signer;
    if (response->status != OCSP_SUCCESSFUL) {
        j->response_status = response->status;
        return stopped_by(j, RESPONSE_NOT_SUCCESSFUL);
    }
    REQUIRE(ocsp_find_single(response, j->certificate, j->issuer, &single), stopped_by(j, RESPONSE_OF_OTHERS));
    REQUIRE(response->unknown_critical.len == 0 && single.unknown_critical.len == 0,
            stopped_by(j, RESPONSE_UNKNOWN_PART));
    TRY(is_of_use(j, &single));
    REQUIRE(is_sound(response->signature_alg), stopped_by(j, RESPONSE_WEAK));
    REQUIRE(find_signer(j, response, &signer), stopped_by(j, RESPONSE_NOT_SIGNED));
    return take(j, &single, &signer);
}

bool revocation_ask_responses(struct judgement *j, tl_error *error) {
    const struct revocation_request *request = &request_of(j)->revocation;
    j->status.state = TL_REVOCATION_UNKNOWN;
    for (size_t i = 0; i < request->num_responses && j->status.state != TL_REVOCATION_REVOKED; i++) {
        struct ocsp_response response;
        TRY(ocsp_parse(request->responses[i], &response, error));
        consider(j, &response);
    }
    return true;
}
