/* What revocation lists say of a certificate: RFC 5280 §6.3.3, step by step, over all the lists at hand. */
#include "base/control.h"
#include "x509/names/name.h"
#include "x509/revocation/revocation_judgement.h"

static const struct path_request *request_of(const struct judgement *j) {
    return j->judged.path->request;
}

static bool stopped_by(struct judgement *j, enum list_obstacle obstacle, const struct crl *crl) {
    if (obstacle > j->list_obstacle) {
        j->list_obstacle = obstacle;
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

/* ---- which list came later ---- */

/* Does what one list says replace what another says? Not where their numbers contradict their dates, nor where neither
 * tells which of them came first: then a revocation in either counts. Numbers are of one issuer and one scope (§5.2.3).
 */
static bool supersedes(const struct crl *later, const struct crl *crl) {
    bool numbered = later->number.len > 0 && crl->number.len > 0 && bytes_equal(later->scope_value, crl->scope_value) &&
                    name_equal(later->issuer, crl->issuer);
    int by_number = numbered ? crl_numbers_compare(later->number, crl->number) : 0;
    if (later->this_update == crl->this_update) {
        return by_number > 0;
    }
    return later->this_update > crl->this_update && by_number >= 0;
}

/* Those of the reasons for which a list is left to ask: no later one answered them, nor did it itself before. */
static unsigned open_reasons(const struct judgement *j, const struct crl *crl, unsigned reasons) {
    for (unsigned i = 0; i < j->num_answers; i++) {
        const struct list_answer *answer = &j->answers[i];
        if (answer->crl == crl || supersedes(answer->crl, crl)) {
            reasons &= ~answer->reasons;
        }
    }
    return reasons;
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

static bool delta_is_usable(struct judgement *j, const tl_crl *list, const struct crl *base,
                            const struct certificate *signer) {
    const struct crl *delta = crl_view(list);
    return delta_fits(delta, base) && delta->unknown_critical.len == 0 && signature_is_sound(delta) &&
           delta->this_update <= request_of(j)->time && revocation_signed_list(&j->judged, signer, list);
}

/* ---- (i) to (l) ---- */

static void take_source(struct judgement *j, const tl_crl *source) {
    j->source_name = crl_view(source)->issuer;
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

static void take_answer(struct judgement *j, const tl_crl *list, const tl_crl *source, unsigned reasons) {
    if ((reasons & ~j->reasons) == 0) {
        return; /* another list told them before, and this one agrees */
    }
    bool is_first = j->num_answers == 0;
    time_t until = j->status.next_update;
    j->answers[j->num_answers++] = (struct list_answer){crl_view(list), reasons};
    j->reasons |= reasons;
    take_source(j, source);
    if (!is_first && until < j->status.next_update) { /* what rests on several lists ends with the first of them */
        j->status.next_update = until;
    }
}

/* What an entry of a delta says counts before that of the list. A delta that is out of date takes nothing back. */
static bool ask(struct judgement *j, const tl_crl *list, const tl_crl *delta, unsigned reasons) {
    const struct crl *crl = crl_view(list);
    int64_t now = request_of(j)->time;
    bool by_delta = delta != NULL && is_fresh(crl_view(delta), now), fresh = by_delta || is_fresh(crl, now);
    bool found = false;
    if (delta != NULL && look_up(j, delta, by_delta, &found)) {
        return true;
    }
    if (!(found && by_delta) && look_up(j, list, fresh, &found)) {
        return true;
    }
    if (!fresh) {
        return stopped_by(j, crl->has_next_update ? OUT_OF_DATE : WITHOUT_END, crl);
    }
    take_answer(j, list, by_delta ? delta : list, reasons);
    return stopped_by(j, SOME_REASONS, crl);
}

/* The list with the latest delta that can be used with it (the set has the latest first), and with those that this one
 * does not supersede; by itself if there is none. */
static bool ask_with_deltas(struct judgement *j, const tl_crl *list, const struct certificate *signer,
                            unsigned reasons) {
    const tl_crls *set = request_of(j)->revocation.crls;
    const tl_crl *latest = NULL;
    for (size_t i = 0; i < set->count; i++) {
        const tl_crl *delta = set->crls[i];
        if ((latest == NULL || !supersedes(crl_view(latest), crl_view(delta))) &&
            delta_is_usable(j, delta, crl_view(list), signer)) {
            latest = latest != NULL ? latest : delta;
            if (ask(j, list, delta, reasons)) {
                return true;
            }
        }
    }
    return latest == NULL && ask(j, list, NULL, reasons);
}

/* One list for one point. True: the certificate is revoked. */
static bool consider(struct judgement *j, const struct crl_point *point, const tl_crl *list) {
    const struct crl *crl = crl_view(list);
    if (crl->base_number.len > 0 || !issuer_fits(j, point, crl)) {
        return false;
    }
    REQUIRE(scope_fits(j, point, crl), stopped_by(j, OUT_OF_SCOPE, crl));
    unsigned reasons = point->reasons & crl->scope.reasons; /* (d) */
    TRY(open_reasons(j, crl, reasons) != 0);                /* (e) */
    REQUIRE(crl->unknown_critical.len == 0, stopped_by(j, UNKNOWN_PART, crl));
    REQUIRE(signature_is_sound(crl), stopped_by(j, WEAK, crl));
    struct certificate signer;
    REQUIRE(revocation_find_signer(&j->judged, list, &signer), stopped_by(j, NO_SIGNER, crl)); /* (f), (g) */
    REQUIRE(crl->this_update <= request_of(j)->time, stopped_by(j, NOT_YET_VALID, crl));
    return ask_with_deltas(j, list, &signer, reasons);
}

static bool is_settled(const struct judgement *j) {
    return j->reasons == CRL_ALL_REASONS;
}

static bool consider_all(struct judgement *j, const struct crl_point *point) {
    const tl_crls *set = request_of(j)->revocation.crls;
    for (size_t i = 0; i < set->count; i++) {
        if (consider(j, point, set->crls[i])) {
            return true;
        }
    }
    return false;
}

void revocation_ask_lists(struct judgement *j) {
    struct crl_point point;
    if (request_of(j)->revocation.crls == NULL) {
        j->status.state = TL_REVOCATION_UNKNOWN;
        return;
    }
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
    j->judged.path->revocation_gave_up = j->judged.path->revocation_gave_up || j->budget == 0;
    j->status.state = is_settled(j) ? TL_REVOCATION_GOOD : TL_REVOCATION_UNKNOWN;
}
