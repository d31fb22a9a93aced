/* RFC 5280 §6.3.3, step by step, over all the lists at hand. */
#include "x509/revocation.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/control.h"
#include "x509/name.h"
#include "x509/revocation_sentences.h"
#include "x509/revocation_signer.h"

enum { MAX_COMPARISONS = 1 << 14, SECONDS_A_DAY = 86400 };

/* Why the status cannot be told: how far the best of the lists came. */
enum obstacle { NO_LIST, OUT_OF_SCOPE, UNKNOWN_PART, WEAK, NO_SIGNER, NOT_YET_VALID, OUT_OF_DATE, SOME_REASONS };

struct judgement {
    struct revocation_case judged;
    const struct certificate *certificate;
    unsigned reasons; /* reasons_mask: those that were asked about */
    unsigned budget;  /* of names compared */
    enum obstacle obstacle;
    tl_bytes obstacle_issuer;
    const tl_crl *source;
    tl_revocation_status status;
};

static const struct path_request *request_of(const struct judgement *j) {
    return j->judged.path->request;
}

static bool stopped_by(struct judgement *j, enum obstacle obstacle, const struct crl *crl) {
    if (obstacle > j->obstacle) {
        j->obstacle = obstacle;
        j->obstacle_issuer = crl->issuer;
    }
    return false;
}

/* ---- (b): issuer and scope ---- */

/* Who issued the list for this point: (b) (1). */
static bool issuer_fits(struct judgement *j, const struct crl_point *point, const struct crl *crl) {
    if (point->crl_issuer.len == 0) {
        return name_equal(crl->issuer, j->certificate->issuer);
    }
    return crl_names_have(point->crl_issuer, crl->issuer, &j->budget);
}

/* The name that relative ones of the certificate's points count from (§4.2.1.13). */
static tl_bytes point_base(const struct judgement *j, const struct crl_point *point, const struct crl *crl) {
    return point->crl_issuer.len > 0 ? crl->issuer : j->certificate->issuer;
}

/* (b) (2) (i). Without a name in the point, those of its cRLIssuer count; a certificate without points, and the last
 * paragraph of §6.3.3, stand for a point with the name of the certificate's issuer. */
static bool names_fit(struct judgement *j, const struct crl_point *point, const struct crl *crl) {
    const struct crl_point_name *wanted = &crl->scope.name;
    if (!crl_point_has_name(wanted)) {
        return true;
    }
    if (crl_point_has_name(&point->name)) {
        return crl_point_names_meet(wanted, crl->issuer, &point->name, point_base(j, point, crl), &j->budget);
    }
    if (point->crl_issuer.len > 0) {
        const struct crl_point_name issuers = {.full = point->crl_issuer};
        return crl_point_names_meet(wanted, crl->issuer, &issuers, crl->issuer, &j->budget);
    }
    if (wanted->full.len > 0) {
        return crl_names_have(wanted->full, j->certificate->issuer, &j->budget);
    }
    return name_is_base_and(j->certificate->issuer, crl->issuer, wanted->relative);
}

/* (b) (2) (ii) to (iv), and indirectCRL of (b) (1). */
static bool scope_fits(struct judgement *j, const struct crl_point *point, const struct crl *crl) {
    const struct crl_scope *scope = &crl->scope;
    bool is_ca = j->certificate->is_ca;
    return (point->crl_issuer.len == 0 || scope->indirect) && names_fit(j, point, crl) &&
           !(scope->only_user && is_ca) && !(scope->only_ca && !is_ca) && !scope->only_attribute;
}

/* ---- what makes any list fit for use ---- */

static bool signature_is_sound(const struct crl *crl) {
    return crl->signature_alg != NULL && crl->signature_alg->hash != &hash_sha1;
}

static bool is_fresh(const struct crl *crl, int64_t now) {
    return crl->has_next_update && now <= crl->next_update; /* §5.1.2.5: nextUpdate must be there */
}

/* ---- (c), (h): the delta ---- */

/* (c): the same issuer, scope and key; §5.2.4: made on this list or an earlier one, and later than it. */
static bool delta_fits(const struct crl *delta, const struct crl *base) {
    return delta->base_number.len > 0 && name_equal(delta->issuer, base->issuer) &&
           bytes_equal(delta->scope_value, base->scope_value) &&
           bytes_equal(delta->authority_key_id, base->authority_key_id) && base->number.len > 0 &&
           delta->number.len > 0 && crl_numbers_compare(delta->base_number, base->number) <= 0 &&
           crl_numbers_compare(base->number, delta->number) < 0;
}

/* The latest delta that can be used with the list: the set has the latest first. */
static const tl_crl *find_delta(struct judgement *j, const struct crl *base, const struct certificate *signer) {
    const struct path_request *request = request_of(j);
    const tl_crls *set = request->revocation.crls;
    for (size_t i = 0; i < set->count; i++) {
        const struct crl *delta = crl_view(set->crls[i]);
        if (delta_fits(delta, base) && delta->unknown_critical.len == 0 && signature_is_sound(delta) &&
            delta->this_update <= request->time && is_fresh(delta, request->time) &&
            crl_is_signed_by(set->crls[i], signer, request->crypto, &j->judged.path->num_list_signatures_left)) {
            return set->crls[i];
        }
    }
    return NULL;
}

/* ---- (i) to (l) ---- */

static void take_source(struct judgement *j, const tl_crl *source) {
    j->source = source;
    j->status.source = TL_REVOCATION_FROM_CRL;
    j->status.this_update = tl_crl_this_update(source);
    j->status.next_update = tl_crl_next_update(source);
}

/* (i), (j), (k). An entry of a list that is out of date still counts, unless it was a hold: nobody takes back a
 * revocation. */
static bool look_up(struct judgement *j, const tl_crl *crl, bool fresh, bool *found) {
    struct crl_entry entry;
    *found = crl_find(crl, j->certificate->issuer, j->certificate->serial, &entry);
    if (!*found || entry.reason == CRL_REASON_REMOVE || (!fresh && entry.reason == CRL_REASON_HOLD)) {
        return false;
    }
    take_source(j, crl);
    j->status.state = TL_REVOCATION_REVOKED;
    j->status.revoked_at = (time_t)entry.revoked_at;
    j->status.reason = (tl_revocation_reason)entry.reason;
    return true;
}

static bool ask(struct judgement *j, const tl_crl *crl, const tl_crl *delta, unsigned reasons) {
    bool fresh = delta != NULL || is_fresh(crl_view(crl), request_of(j)->time), found = false;
    if (delta != NULL && look_up(j, delta, true, &found)) {
        return true;
    }
    if (!found && look_up(j, crl, fresh, &found)) {
        return true;
    }
    if (!fresh) {
        return stopped_by(j, OUT_OF_DATE, crl_view(crl));
    }
    take_source(j, delta != NULL ? delta : crl);
    j->reasons |= reasons;
    return stopped_by(j, SOME_REASONS, crl_view(crl));
}

/* One list for one point. True: the certificate is revoked. */
static bool consider(struct judgement *j, const struct crl_point *point, const tl_crl *list) {
    const struct crl *crl = crl_view(list);
    if (crl->base_number.len > 0 || !issuer_fits(j, point, crl)) {
        return false;
    }
    REQUIRE(scope_fits(j, point, crl), stopped_by(j, OUT_OF_SCOPE, crl));
    unsigned reasons = point->reasons & crl->scope.reasons; /* (d) */
    TRY((reasons & ~j->reasons) != 0);                      /* (e) */
    REQUIRE(crl->unknown_critical.len == 0, stopped_by(j, UNKNOWN_PART, crl));
    REQUIRE(signature_is_sound(crl), stopped_by(j, WEAK, crl));
    struct certificate signer;
    REQUIRE(revocation_find_signer(&j->judged, list, &signer), stopped_by(j, NO_SIGNER, crl)); /* (f), (g) */
    REQUIRE(crl->this_update <= request_of(j)->time, stopped_by(j, NOT_YET_VALID, crl));
    return ask(j, list, find_delta(j, crl, &signer), reasons);
}

static bool is_settled(const struct judgement *j) {
    return j->reasons == CRL_ALL_REASONS;
}

static bool consider_all(struct judgement *j, const struct crl_point *point) {
    const tl_crls *set = request_of(j)->revocation.crls;
    for (size_t i = 0; set != NULL && i < set->count && !is_settled(j); i++) {
        if (consider(j, point, set->crls[i])) {
            return true;
        }
    }
    return false;
}

static void judge(struct judgement *j) {
    struct crl_point point;
    for (size_t cursor = 0; j->budget > 0 && crl_points_next(j->certificate->crl_points, &cursor, &point);) {
        if (consider_all(j, &point)) {
            return;
        }
        j->budget -= j->budget > 0;
    }
    point = (struct crl_point){.reasons = CRL_ALL_REASONS};
    if (!is_settled(j) && consider_all(j, &point)) {
        return;
    }
    j->status.state = is_settled(j) ? TL_REVOCATION_GOOD : TL_REVOCATION_UNKNOWN;
}

/* ---- sentences ---- */

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

static void obstacle_text(const struct judgement *j, char *out, size_t size) {
    char issuer[NAME_TEXT_SIZE];
    path_name_text(j->obstacle == NO_LIST ? j->certificate->issuer : j->obstacle_issuer, issuer);
    switch (j->obstacle) {
    case NO_LIST:
        snprintf(out, size, WHY_NO_LIST, issuer);
        break;
    case OUT_OF_SCOPE:
        snprintf(out, size, WHY_OUT_OF_SCOPE, issuer);
        break;
    case UNKNOWN_PART:
        snprintf(out, size, WHY_UNKNOWN_PART, issuer);
        break;
    case WEAK:
        snprintf(out, size, WHY_WEAK, issuer);
        break;
    case NO_SIGNER:
        snprintf(out, size, WHY_NO_SIGNER, issuer);
        break;
    case NOT_YET_VALID:
        snprintf(out, size, WHY_NOT_YET_VALID, issuer);
        break;
    case OUT_OF_DATE:
        snprintf(out, size, WHY_OUT_OF_DATE, issuer);
        break;
    case SOME_REASONS:
        snprintf(out, size, WHY_SOME_REASONS, issuer);
        break;
    }
}

static bool is_revoked(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE], when[TIME_TEXT_SIZE], source[NAME_TEXT_SIZE], age[TIME_TEXT_SIZE];
    path_describe(j->judged.path, j->certificate, who);
    path_name_text(crl_view(j->source)->issuer, source);
    time_text((int64_t)j->status.revoked_at, when);
    time_text((int64_t)j->status.this_update, age);
    return error_set(error, CERTIFICATE_REVOKED, who, when, tl_revocation_reason_name(j->status.reason), source, age);
}

static bool is_unknown(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE], why[NAME_TEXT_SIZE + 160];
    path_describe(j->judged.path, j->certificate, who);
    obstacle_text(j, why, sizeof why);
    return error_set(error, REVOCATION_UNKNOWN, who, why);
}

/* A peer that makes us give up must not pass for that where revocation need not be known. */
static bool gave_up(const struct judgement *j, tl_error *error) {
    char who[DESCRIPTION_SIZE];
    path_describe(j->judged.path, j->certificate, who);
    return error_set(error, REVOCATION_GAVE_UP, who, REVOCATION_MAX_SIGNATURES);
}

/* ---- the path ---- */

static bool is_exempt(const struct path_request *request, const struct certificate *certificate) {
    return !certificate->is_ca && request->revocation.short_lived_days > 0 &&
           certificate->not_after - certificate->not_before <=
               (int64_t)request->revocation.short_lived_days * SECONDS_A_DAY;
}

static bool check_one(struct path *path, const struct certificate *anchor, unsigned index, tl_error *error) {
    const struct revocation_request *request = &path->request->revocation;
    struct judgement j = {
        .judged = {path, anchor, index}, .certificate = &path->certificates[index], .budget = MAX_COMPARISONS};
    if (index == 0 && is_exempt(path->request, j.certificate)) {
        j.status.state = TL_REVOCATION_EXEMPT;
    } else {
        judge(&j);
    }
    if (index == 0 && request->status != NULL) {
        *request->status = j.status;
    }
    REQUIRE(j.status.state != TL_REVOCATION_REVOKED, is_revoked(&j, error));
    REQUIRE(j.status.state != TL_REVOCATION_UNKNOWN || !path->revocation_gave_up, gave_up(&j, error));
    REQUIRE(j.status.state != TL_REVOCATION_UNKNOWN || request->policy != TL_REVOCATION_REQUIRED,
            is_unknown(&j, error));
    return true;
}

/* From the anchor down: who signs lists for those below is judged before. */
bool revocation_check(struct path *path, const struct certificate *anchor, tl_error *error) {
    if (path->request->revocation.policy == TL_REVOCATION_OFF) {
        return true;
    }
    for (unsigned i = path->len; i-- > 0;) {
        TRY(check_one(path, anchor, i, error));
    }
    return true;
}
