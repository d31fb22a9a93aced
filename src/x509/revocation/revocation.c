/* What is asked of each certificate of a path, and what becomes of the answers. */
#include "x509/revocation/revocation.h"

#include "base/control.h"
#include "x509/revocation/revocation_judgement.h"

enum { SECONDS_A_DAY = 86400 };

/* Whoever says that a certificate was revoked is heeded; else a response is newer than a list, as a rule. */
static bool judge(struct judgement *j, tl_error *error) {
    TRY(revocation_ask_responses(j, error));
    if (j->status.state == TL_REVOCATION_REVOKED) {
        return true;
    }
    tl_revocation_status by_response = j->status;
    revocation_ask_lists(j);
    if (j->status.state == TL_REVOCATION_REVOKED) {
        return true;
    }
    if (j->judged.path->revocation_gave_up) { /* what was not looked at may say that it was revoked */
        j->status = (tl_revocation_status){.state = TL_REVOCATION_UNKNOWN};
    } else if (by_response.state == TL_REVOCATION_GOOD) {
        j->status = by_response;
    }
    return true;
}

static bool is_exempt(const struct revocation_request *request, const struct certificate *certificate) {
    return !certificate->is_ca && request->short_lived_days > 0 &&
           certificate->not_after - certificate->not_before <= (int64_t)request->short_lived_days * SECONDS_A_DAY;
}

/* RFC 7633 §4.2.3.1: whoever has such a certificate promised to staple. */
static bool is_stapled(const struct revocation_request *request, const struct judgement *j) {
    return !request->stapling_asked || !j->certificate->must_staple ||
           (j->status.state == TL_REVOCATION_GOOD && j->status.source == TL_REVOCATION_FROM_OCSP);
}

bool revocation_must_be_known(const struct revocation_request *request, bool of_leaf) {
    return request->policy == TL_REVOCATION_REQUIRED || (request->policy == TL_REVOCATION_LEAF_REQUIRED && of_leaf);
}

static bool check_one(struct path *path, const struct certificate *anchor, unsigned index, tl_error *error) {
    const struct revocation_request *request = &path->request->revocation;
    struct judgement j = {
        .judged = {path, anchor, index},
        .certificate = &path->certificates[index],
        .issuer = index + 1 < path->len ? &path->certificates[index + 1] : anchor,
        .budget = REVOCATION_MAX_COMPARISONS,
    };
    bool is_leaf = index == 0 && !request->of_signer, exempt = is_leaf && is_exempt(request, j.certificate);
    if (exempt) {
        j.status.state = TL_REVOCATION_EXEMPT;
    } else {
        TRY(judge(&j, error));
    }
    if (is_leaf && request->status != NULL) {
        *request->status = j.status;
    }
    REQUIRE(j.status.state != TL_REVOCATION_REVOKED, revocation_is_revoked(&j, error));
    REQUIRE(!path->revocation_gave_up, revocation_gave_up(&j, error));
    REQUIRE(!is_leaf || exempt || is_stapled(request, &j), revocation_is_not_stapled(&j, error));
    REQUIRE(j.status.state != TL_REVOCATION_UNKNOWN || !revocation_must_be_known(request, is_leaf),
            revocation_is_unknown(&j, error));
    return true;
}

/* From the anchor down: who signs lists and responses for those below is judged before. */
bool revocation_check(struct path *path, const struct certificate *anchor, tl_error *error) {
    if (path->request->revocation.policy == TL_REVOCATION_OFF) {
        return true;
    }
    for (unsigned i = path->len; i-- > 0;) {
        TRY(check_one(path, anchor, i, error));
    }
    return true;
}
