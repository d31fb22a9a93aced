/* Building a path: depth first from the leaf, each candidate issuer checked (path_rules.c) and the signature that it
 * would have made verified before the search goes on from it, so that only who can sign can make us search. */
#include "x509/path/path.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/control.h"
#include "x509/names/name.h"
#include "x509/path/path_report.h"
#include "x509/path/path_rules.h"
#include "x509/sentences.h"
#include "x509/trust/trust.h"

enum { MAX_SIGNATURE_CHECKS = 100, MAX_CANDIDATES = 5000 };

struct search {
    struct path path;
    unsigned num_signature_checks;
    unsigned num_candidates; /* certificates parsed because they have the name that is looked for */
    unsigned num_failures;
    unsigned failure_rank; /* 0: none yet */
    tl_error failure;      /* the most telling one of all paths tried */
};

/* A rule that a certificate broke says more than a signature that does not fit (there may be several issuers by one
 * name), and that says more than that nobody is known by a name. */
static unsigned rank_of(unsigned reason) {
    switch (reason) {
    case TL_REASON_UNKNOWN_ISSUER:
    case TL_REASON_SELF_SIGNED:
        return 1;
    case TL_REASON_BAD_CERTIFICATE_SIGNATURE:
        return 2;
    case TL_REASON_CERTIFICATE_REVOKED: /* of a path that is good but for this */
    case TL_REASON_REVOCATION_UNKNOWN:
    case TL_REASON_MALFORMED_OCSP:
    case TL_REASON_NOT_STAPLED:
        return 4;
    case TL_REASON_PATH_SEARCH_TOO_LONG:
        return 5;
    case TL_REASON_WRONG_HOST: /* found, but for somebody else */
    case TL_REASON_WRONG_EMAIL:
        return 6;
    case TL_REASON_OUT_OF_MEMORY:
        return 7;
    default:
        return 3;
    }
}

/* With how many certificates of the path it failed. */
static bool fail(struct search *search, unsigned len, const tl_error *failure) {
    path_report_failure(search->path.request->report, &search->path, len, failure);
    search->num_failures++;
    unsigned rank = rank_of(failure->reason);
    if (rank > search->failure_rank) {
        search->failure_rank = rank;
        search->failure = *failure;
    }
    return false;
}

static struct certificate *last_of(struct path *path) {
    return &path->certificates[path->len - 1];
}

/* Which issuers to try first: those whose subjectKeyIdentifier is the authorityKeyIdentifier that we look for, then
 * those that do not say, then the others (RFC 4158 §3.5.12: a hint, not a rule). */
enum hint { HINT_SAME_KEY, HINT_UNKNOWN, HINT_OTHER_KEY };

static enum hint hint_of(const struct certificate *child, const struct certificate *issuer) {
    if (child->authority_key_id.len == 0 || issuer->subject_key_id.len == 0) {
        return HINT_UNKNOWN;
    }
    return bytes_equal(child->authority_key_id, issuer->subject_key_id) ? HINT_SAME_KEY : HINT_OTHER_KEY;
}

/* A key for RSASSA-PSS alone makes no other signatures, and those only with its own hash (RFC 4055 §3.3). Where another
 * key does not fit, it is the signature that is wrong. */
bool path_key_may_sign(const struct public_key *key, const struct signature_alg *alg) {
    return key->kind != KEY_RSA_PSS || signature_fits(alg, key);
}

/* Did the issuer sign the path's last certificate? */
static bool check_signature(struct search *search, const struct certificate *issuer, tl_error *error) {
    struct path *path = &search->path;
    const struct certificate *child = last_of(path);
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    if (search->num_signature_checks == MAX_SIGNATURE_CHECKS) {
        path_describe(path, path->certificates, who);
        return error_set(error, PATH_SEARCH_TOO_LONG, who, MAX_SIGNATURE_CHECKS, path_role(path->request->purpose));
    }
    search->num_signature_checks++;
    bool may_sign = path_key_may_sign(&issuer->key, child->signature_alg);
    if (may_sign &&
        signature_verify(path->request->crypto, child->signature_alg, &issuer->key, child->tbs, child->signature)) {
        return true;
    }
    path_describe(path, child, who);
    path_name_text(issuer->subject, name);
    return may_sign ? error_set(error, BAD_CERTIFICATE_SIGNATURE, who, name)
                    : error_set(error, KEY_SIGNS_OTHERWISE, who, child->signature_alg->name, name);
}

/* Work or memory ran out. */
static bool is_search_over(const struct search *search) {
    return search->failure.reason == TL_REASON_PATH_SEARCH_TOO_LONG ||
           search->failure.reason == TL_REASON_OUT_OF_MEMORY;
}

/* A certificate with the name of the issuer that is looked for. */
struct candidate {
    tl_bytes der;
    const struct certificate *parsed; /* NULL: it is not kept */
    bool is_anchor;
    enum hint hint;
    bool is_current; /* valid at the time in question */
    int64_t not_before;
    size_t at; /* in the order given */
};

#define NOT_IN_PLACE SIZE_MAX

struct candidates {
    struct candidate *list; /* few, or memory of its own when they become many */
    size_t count, room;
    size_t in_place; /* which of them, in the order given, is parsed behind the path's last certificate */
    struct candidate few[4];
};

static void candidates_init(struct candidates *candidates) {
    candidates->list = candidates->few;
    candidates->count = 0;
    candidates->room = COUNT_OF(candidates->few);
    candidates->in_place = NOT_IN_PLACE;
}

static void candidates_clear(struct candidates *candidates) {
    if (candidates->list != candidates->few) {
        mem_free(candidates->list);
    }
}

static bool candidates_grow(struct candidates *candidates) {
    struct candidate *list = mem_new_array(2 * candidates->room, sizeof *list);
    TRY(list != NULL);
    memcpy(list, candidates->list, candidates->count * sizeof *list);
    candidates_clear(candidates);
    candidates->list = list;
    candidates->room *= 2;
    return true;
}

static bool add_candidate(struct search *search, struct candidates *candidates, struct candidate candidate) {
    tl_error failure;
    if (candidates->count == candidates->room && !candidates_grow(candidates)) {
        error_set(&failure, OUT_OF_MEMORY);
        return fail(search, search->path.len, &failure);
    }
    candidate.at = candidates->count;
    candidates->list[candidates->count++] = candidate;
    return true;
}

static bool may_read_candidate(struct search *search) {
    struct path *path = &search->path;
    if (search->num_candidates < MAX_CANDIDATES) {
        search->num_candidates++;
        return true;
    }
    char who[DESCRIPTION_SIZE];
    tl_error failure;
    path_describe(path, path->certificates, who);
    error_set(&failure, PATH_SEARCH_TOO_WIDE, who, MAX_CANDIDATES, path_role(path->request->purpose));
    return fail(search, path->len, &failure);
}

static bool malformed_candidate(struct search *search, const tl_error *problem) {
    struct path *path = &search->path;
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    tl_error failure;
    path_describe(path, last_of(path), who);
    path_name_text(last_of(path)->issuer, name);
    error_set(&failure, MALFORMED_CERTIFICATE_SENT, name, who, problem->message);
    return fail(search, path->len, &failure);
}

static bool add_parsed(struct search *search, struct candidates *candidates, const struct certificate *certificate,
                       struct candidate candidate) {
    int64_t now = search->path.request->time;
    candidate.hint = hint_of(last_of(&search->path), certificate);
    candidate.is_current = now >= certificate->not_before && now <= certificate->not_after;
    candidate.not_before = certificate->not_before;
    return add_candidate(search, candidates, candidate);
}

/* Adds a certificate that has the issuer's name. The place behind the path's last certificate serves to parse it. */
static void consider(struct search *search, struct candidates *candidates, tl_bytes der, bool is_anchor) {
    struct path *path = &search->path;
    struct certificate *parsed = &path->certificates[path->len];
    tl_bytes issuer, subject;
    tl_error problem;
    if (!certificate_peek_names(der, &issuer, &subject) || !name_equal(subject, last_of(path)->issuer) ||
        !may_read_candidate(search)) {
        return;
    }
    candidates->in_place = NOT_IN_PLACE;
    if (!certificate_parse(der, parsed, &problem)) {
        malformed_candidate(search, &problem);
    } else if (add_parsed(search, candidates, parsed, (struct candidate){.der = der, .is_anchor = is_anchor})) {
        candidates->in_place = candidates->count - 1;
    }
}

static void consider_anchor(struct search *search, struct candidates *candidates, size_t index) {
    const struct path_request *request = search->path.request;
    const struct certificate *anchor = trust_anchor(request->trust, index, request->crypto);
    if (anchor == NULL) {
        consider(search, candidates, trust_certificate(request->trust, index), true);
    } else if (name_equal(anchor->subject, last_of(&search->path)->issuer) && may_read_candidate(search)) {
        add_parsed(search, candidates, anchor,
                   (struct candidate){.der = anchor->der, .parsed = anchor, .is_anchor = true});
    }
}

static void gather(struct search *search, struct candidates *candidates) {
    const struct path_request *request = search->path.request;
    uint32_t issuer_hash = name_hash(last_of(&search->path)->issuer);
    size_t cursor = 0, index;
    while (!is_search_over(search) && trust_next_by_subject(request->trust, issuer_hash, &cursor, &index)) {
        consider_anchor(search, candidates, index);
    }
    for (size_t i = 0; i < request->num_intermediates && !is_search_over(search); i++) {
        consider(search, candidates, request->intermediates[i], false);
    }
}

/* The likeliest first: the key that is meant, an anchor, dates that fit, the newest (RFC 4158 §3.5). */
static int compare_candidates(const void *left, const void *right) {
    const struct candidate *a = left, *b = right;
    if (a->hint != b->hint) {
        return a->hint < b->hint ? -1 : 1;
    }
    if (a->is_anchor != b->is_anchor) {
        return a->is_anchor ? -1 : 1;
    }
    if (a->is_current != b->is_current) {
        return a->is_current ? -1 : 1;
    }
    if (a->not_before != b->not_before) {
        return a->not_before > b->not_before ? -1 : 1;
    }
    return a->at < b->at ? -1 : 1;
}

/* An anchor that has the issuer's name but says itself that it has another key, or that a self-signed certificate
 * claims to be, is not the issuer: then the issuer is unknown, rather than the signature bad. */
static bool is_another_key(const struct path *path, enum hint hint, const tl_error *failure) {
    const struct certificate *child = &path->certificates[path->len - 1];
    return failure->reason == TL_REASON_BAD_CERTIFICATE_SIGNATURE &&
           (hint == HINT_OTHER_KEY || name_equal(child->subject, child->issuer));
}

static bool try_anchor(struct search *search, enum hint hint) {
    struct path *path = &search->path;
    const struct certificate *anchor = &path->certificates[path->len];
    tl_error failure;
    if (path_check_anchor(path, anchor, &failure) && check_signature(search, anchor, &failure) &&
        path_check_name_constraints(path, &failure) && path_check_policies(path, &failure) &&
        path_check_distrust(path, anchor, &failure) && revocation_check(path, anchor, &failure)) {
        path_report_found(path->request->report, path, path->len + 1);
        return true;
    }
    return is_another_key(path, hint, &failure) ? false : fail(search, path->len + 1, &failure);
}

/* The same name with the same key twice on a path leads nowhere that the first did not (RFC 4158 §5.2). */
static bool is_on_path(const struct path *path, const struct certificate *candidate) {
    for (unsigned i = 0; i < path->len; i++) {
        const struct certificate *certificate = &path->certificates[i];
        if (bytes_equal(certificate->spki, candidate->spki) && name_equal(certificate->subject, candidate->subject)) {
            return true;
        }
    }
    return false;
}

static bool check_depth(const struct path *path, tl_error *error) {
    unsigned depth = path->request->max_depth < PATH_MAX_DEPTH ? path->request->max_depth : PATH_MAX_DEPTH;
    if (path->len <= depth) {
        return true;
    }
    char who[DESCRIPTION_SIZE];
    path_describe(path, path->certificates, who);
    return error_set(error, PATH_TOO_DEEP, who, depth);
}

static bool find_issuer(struct search *search);

static bool try_sent(struct search *search) {
    struct path *path = &search->path;
    const struct certificate *issuer = &path->certificates[path->len];
    if (is_on_path(path, issuer)) {
        return false;
    }
    tl_error failure;
    if (!check_depth(path, &failure) || !path_check_issuer(path, issuer, &failure) ||
        !check_signature(search, issuer, &failure)) {
        return fail(search, path->len + 1, &failure);
    }
    path->len++;
    bool found = find_issuer(search);
    path->len--;
    return found;
}

/* The candidate that was gathered last is parsed already: mostly the only one. */
static bool put_on_path(struct path *path, struct candidates *candidates, const struct candidate *candidate) {
    struct certificate *place = &path->certificates[path->len];
    if (candidate->at == candidates->in_place) {
        return true;
    }
    candidates->in_place = NOT_IN_PLACE;
    if (candidate->parsed != NULL) {
        *place = *candidate->parsed;
        return true;
    }
    return certificate_parse(candidate->der, place, NULL);
}

static bool try_candidate(struct search *search, struct candidates *candidates, const struct candidate *candidate) {
    return put_on_path(&search->path, candidates, candidate) &&
           (candidate->is_anchor ? try_anchor(search, candidate->hint) : try_sent(search));
}

static bool is_anchor_name(const tl_trust *trust, tl_bytes name) {
    size_t cursor = 0, index;
    tl_bytes issuer, subject;
    while (trust_next_by_subject(trust, name_hash(name), &cursor, &index)) {
        if (certificate_peek_names(trust_certificate(trust, index), &issuer, &subject) && name_equal(subject, name)) {
            return true;
        }
    }
    return false;
}

static bool issuer_missing(struct search *search) {
    struct path *path = &search->path;
    const struct certificate *child = last_of(path);
    const tl_trust *trust = path->request->trust;
    const char *but = is_anchor_name(trust, child->issuer) ? " (one has this name but another key)" : "";
    const char *anchors = trust->count == 1 ? "trust anchor" : "trust anchors";
    bool self_signed = name_equal(child->subject, child->issuer);
    tl_error failure;
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, self_signed ? path->certificates : child, who);
    path_name_text(child->issuer, name);
    if (!self_signed) {
        error_set(&failure, UNKNOWN_ISSUER, who, name, trust->count, anchors, but, path_role(path->request->purpose));
    } else if (path->len == 1) {
        error_set(&failure, SELF_SIGNED_LEAF, who, name, trust->count, anchors, but);
    } else {
        error_set(&failure, SELF_SIGNED_ROOT, who, name, trust->count, anchors, but);
    }
    return fail(search, path->len, &failure);
}

static bool issuer_unnamed(struct search *search) {
    char who[DESCRIPTION_SIZE];
    tl_error failure;
    path_describe(&search->path, last_of(&search->path), who);
    error_set(&failure, EMPTY_ISSUER, who);
    return fail(search, search->path.len, &failure);
}

/* Goes on from the path's last certificate until an anchor is reached. */
static bool find_issuer(struct search *search) {
    REQUIRE(!name_is_empty(last_of(&search->path)->issuer), issuer_unnamed(search));
    struct candidates candidates;
    unsigned num_failures = search->num_failures;
    bool found = false;
    candidates_init(&candidates);
    gather(search, &candidates);
    if (candidates.count > 1) {
        qsort(candidates.list, candidates.count, sizeof *candidates.list, compare_candidates);
    }
    for (size_t i = 0; i < candidates.count && !found && !is_search_over(search); i++) {
        found = try_candidate(search, &candidates, &candidates.list[i]);
    }
    candidates_clear(&candidates);
    return found || (search->num_failures == num_failures && issuer_missing(search));
}

static bool leads_to_anchor(struct search *search) {
    struct path *path = &search->path;
    const struct certificate *leaf = path->certificates;
    tl_error failure;
    if (trust_has(path->request->trust, leaf)) { /* trusted itself: nobody needs to vouch for it */
        REQUIRE(path_check_distrust(path, leaf, &failure), fail(search, 1, &failure));
        path_report_found(path->request->report, path, 1);
        return true;
    }
    return path_check_signature_alg(path, leaf, &failure) ? find_issuer(search) : fail(search, 1, &failure);
}

static bool check_name(const struct path_request *request, tl_error *error) {
    if (request->email != NULL) {
        return certificate_check_email(request->leaf, request->email, request->purpose, error);
    }
    if (request->host == NULL ||
        (request->legacy_common_name && certificate_matches_legacy_host(request->leaf, request->host))) {
        return true;
    }
    return certificate_check_host(request->leaf, request->host, request->purpose, error);
}

static bool check_name_of_found(struct search *search) {
    tl_error failure;
    if (check_name(search->path.request, &failure)) {
        return true;
    }
    path_report_forget_found(search->path.request->report);
    return fail(search, 1, &failure);
}

static bool run(struct search *search) {
    tl_error failure;
    if (!path_check_leaf(&search->path, search->path.certificates, &failure)) {
        return fail(search, 1, &failure);
    }
    return leads_to_anchor(search) && check_name_of_found(search);
}

/* The name comes last: whom a certificate is for matters only once someone vouches for it. */
bool path_verify(const struct path_request *request, tl_error *error) {
    struct search search;
    search.path.request = request;
    search.path.certificates[0] = *request->leaf;
    search.path.len = 1;
    search.path.num_comparisons = 0;
    search.path.num_policy_comparisons = 0;
    search.path.num_list_signatures_left = REVOCATION_MAX_SIGNATURES;
    search.path.revocation_gave_up = false;
    search.num_signature_checks = 0;
    search.num_candidates = 0;
    search.num_failures = 0;
    search.failure_rank = 0;
    search.failure.reason = TL_REASON_NONE;
    bool ok = run(&search);
    if (request->report != NULL) {
        request->report->work = (struct path_work){search.num_signature_checks, search.num_candidates,
                                                   search.path.num_comparisons, search.path.num_policy_comparisons};
    }
    if (!ok && error != NULL) {
        *error = search.failure;
    }
    return ok;
}
