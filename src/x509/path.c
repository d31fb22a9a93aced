/* Building a path: depth first from the leaf, each candidate issuer checked (path_rules.c) and the signature that it
 * would have made verified before the search goes on from it, so that only who can sign can make us search. */
#include "x509/path.h"

#include "base/control.h"
#include "x509/name.h"
#include "x509/path_rules.h"
#include "x509/sentences.h"
#include "x509/trust.h"

enum { MAX_SIGNATURE_CHECKS = 100 };

struct search {
    struct path path;
    unsigned num_signature_checks;
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
        return 4;
    case TL_REASON_PATH_SEARCH_TOO_LONG:
        return 5;
    default:
        return 3;
    }
}

static bool fail(struct search *search, const tl_error *failure) {
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

/* A key for RSASSA-PSS alone makes no other signatures, and those only with its own hash (RFC 4055 §3.3). */
bool path_key_may_sign(const struct public_key *key, const struct signature_alg *alg) {
    if (key->kind != KEY_RSA_PSS) {
        return true;
    }
    return alg->padding == PADDING_PSS &&
           (key->pss_hash == NULL || (key->pss_hash == alg->hash && alg->salt_len >= key->pss_salt_len));
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
    if (path_key_may_sign(&issuer->key, child->signature_alg) &&
        signature_verify(path->request->crypto, child->signature_alg, &issuer->key, child->tbs, child->signature)) {
        return true;
    }
    path_describe(path, child, who);
    path_name_text(issuer->subject, name);
    return error_set(error, BAD_CERTIFICATE_SIGNATURE, who, name);
}

static bool is_search_over(const struct search *search) {
    return search->failure.reason == TL_REASON_PATH_SEARCH_TOO_LONG;
}

/* Parses a candidate into the place behind the path's last certificate. False: it is none, or not one with this hint.
 */
static bool read_candidate(struct search *search, tl_bytes der, enum hint hint) {
    struct path *path = &search->path;
    const struct certificate *child = last_of(path);
    struct certificate *candidate = &path->certificates[path->len];
    tl_bytes issuer, subject;
    if (!certificate_peek_names(der, &issuer, &subject) || !name_equal(subject, child->issuer)) {
        return false;
    }
    tl_error problem, failure;
    if (certificate_parse(der, candidate, &problem)) {
        return hint_of(child, candidate) == hint;
    }
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, child, who);
    path_name_text(child->issuer, name);
    error_set(&failure, MALFORMED_CERTIFICATE_SENT, name, who, problem.message);
    return fail(search, &failure);
}

/* An anchor that has the issuer's name but says itself that it has another key, or that a self-signed certificate
 * claims to be, is not the issuer: then the issuer is unknown, rather than the signature bad. */
static bool is_another_key(const struct path *path, enum hint hint, const tl_error *failure) {
    const struct certificate *child = &path->certificates[path->len - 1];
    return failure->reason == TL_REASON_BAD_CERTIFICATE_SIGNATURE &&
           (hint == HINT_OTHER_KEY || name_equal(child->subject, child->issuer));
}

static bool try_anchors(struct search *search, uint32_t issuer_hash, enum hint hint) {
    struct path *path = &search->path;
    size_t cursor = 0;
    tl_bytes der;
    while (!is_search_over(search) && trust_next_by_subject(path->request->trust, issuer_hash, &cursor, &der)) {
        if (!read_candidate(search, der, hint)) {
            continue;
        }
        const struct certificate *anchor = &path->certificates[path->len];
        tl_error failure;
        if (path_check_anchor(path, anchor, &failure) && check_signature(search, anchor, &failure) &&
            path_check_name_constraints(path, &failure) && revocation_check(path, anchor, &failure)) {
            return true;
        }
        if (!is_another_key(path, hint, &failure)) {
            fail(search, &failure);
        }
    }
    return false;
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

static bool try_sent_certificate(struct search *search, tl_bytes der, enum hint hint) {
    struct path *path = &search->path;
    if (!read_candidate(search, der, hint)) {
        return false;
    }
    const struct certificate *issuer = &path->certificates[path->len];
    if (is_on_path(path, issuer)) {
        return false;
    }
    tl_error failure;
    if (!check_depth(path, &failure) || !path_check_issuer(path, issuer, &failure) ||
        !check_signature(search, issuer, &failure)) {
        return fail(search, &failure);
    }
    path->len++;
    bool found = find_issuer(search);
    path->len--;
    return found;
}

static bool try_sent(struct search *search, enum hint hint) {
    const struct path_request *request = search->path.request;
    for (size_t i = 0; i < request->num_intermediates && !is_search_over(search); i++) {
        if (try_sent_certificate(search, request->intermediates[i], hint)) {
            return true;
        }
    }
    return false;
}

static bool is_anchor_name(const tl_trust *trust, tl_bytes name) {
    size_t cursor = 0;
    tl_bytes der, issuer, subject;
    while (trust_next_by_subject(trust, name_hash(name), &cursor, &der)) {
        if (certificate_peek_names(der, &issuer, &subject) && name_equal(subject, name)) {
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
    bool self_signed = name_equal(child->subject, child->issuer);
    tl_error failure;
    char who[DESCRIPTION_SIZE], name[NAME_TEXT_SIZE];
    path_describe(path, self_signed ? path->certificates : child, who);
    path_name_text(child->issuer, name);
    if (!self_signed) {
        error_set(&failure, UNKNOWN_ISSUER, who, name, trust->count, but, path_role(path->request->purpose));
    } else if (path->len == 1) {
        error_set(&failure, SELF_SIGNED_LEAF, who, name, trust->count, but);
    } else {
        error_set(&failure, SELF_SIGNED_ROOT, who, name, trust->count, but);
    }
    return fail(search, &failure);
}

/* Goes on from the path's last certificate until an anchor is reached. */
static bool find_issuer(struct search *search) {
    uint32_t issuer_hash = name_hash(last_of(&search->path)->issuer);
    for (enum hint hint = HINT_SAME_KEY; hint <= HINT_OTHER_KEY; hint++) {
        if (try_anchors(search, issuer_hash, hint) || try_sent(search, hint)) {
            return true;
        }
    }
    return issuer_missing(search);
}

static bool leads_to_anchor(struct search *search, tl_error *error) {
    struct path *path = &search->path;
    const struct certificate *leaf = path->certificates;
    if (trust_has(path->request->trust, leaf)) { /* trusted itself: nobody needs to vouch for it */
        return true;
    }
    TRY(path_check_signature_alg(path, leaf, error));
    if (find_issuer(search)) {
        return true;
    }
    if (error != NULL) {
        *error = search->failure;
    }
    return false;
}

/* The name comes last: whom a certificate is for matters only once someone vouches for it. */
bool path_verify(const struct path_request *request, tl_error *error) {
    struct search search;
    search.path.request = request;
    search.path.certificates[0] = *request->leaf;
    search.path.len = 1;
    search.path.num_comparisons = 0;
    search.path.num_list_signatures_left = REVOCATION_MAX_SIGNATURES;
    search.path.revocation_gave_up = false;
    search.num_signature_checks = 0;
    search.failure_rank = 0;
    search.failure.reason = TL_REASON_NONE;
    TRY(path_check_leaf(&search.path, search.path.certificates, error));
    TRY(leads_to_anchor(&search, error));
    return request->host == NULL || certificate_check_host(request->leaf, request->host, request->purpose, error);
}
