/* tl_verify against X509_verify_cert on chains that are made and signed here (path_plan.h): the verdicts agree, with
 * and without libcrypto's strict rules, or the difference falls into a class below, each with its row in
 * DIFFERENCES.md. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/control.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/path_question.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"
#include "x509/path/path_report.h"
#include "x509/revocation/crl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static struct difference classes[] = {
    {.name = "path-search"},
    {.name = "anchor-dates"},
    {.name = "last-second"},
    {.name = "absolute-host"},
    {.name = "any-extended-usage"},
    {.name = "issuer-named-otherwise"},
    {.name = "strict-authority-key-id"},
    {.name = "strict-path-length-usage"},
    {.name = "strict-path-length-no-ca"},
    {.name = "no-basic-constraints"},
    {.name = "name-strings"},
    {.name = "anchor-version-1"},
    {.name = "strict-leaf-cert-sign"},
    {.name = "anchor-path-length"},
    {.name = "anchor-purpose"},
    {.name = "self-issued"},
    {.name = "wildcard-underscore"},
    {.name = "leaf-mappings"},
    {.name = "strict-ca-key-usage"},
    {.name = "mapping-without-policies"},
    {.name = "policies-moot"},
    {.name = "anchor-critical"},
    {.name = "constraint-form"},
    {.name = "strict-ca-critical"},
    {.name = "strict-empty-subject"},
    {.name = "strict-ca-subject"},
    {.name = "strict-issuer"},
    {.name = "strict-subject-key-id"},
    {.name = "anchor-revocation"},
    {.name = "list-of-issuers-name"},
    {.name = "list-search"},
    {.name = "point-of-some-reasons"},
    {.name = "revoked-by-old-list"},
    {.name = "delta-not-announced"},
    {.name = "list-of-point-first"},
    {.name = "self-issued-leaf-policies"},
    {.name = "wildcard-covers-excluded"},
    {.name = "partial-wildcard"},
    {.name = "list-without-end"},
    {.name = "list-signed-with-sha1"},
    {.name = "mailbox-in-subject"},
    {.name = "mail-key-usage"},
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return plan_mutate(data, size, max_size, seed);
}

/* libcrypto is not built for the fuzzer, which sees here what it answered. */
__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t verdicts[1 << 14];

/* ---- differences ---- */

/* A path, the leaf first, the anchor last, and the verdict on it that is to be explained. */
struct view {
    const struct plan *plan;
    struct certificate path[PLAN_MAX_CERTIFICATES + 2];
    size_t len;
    struct verdict theirs;
    tl_error ours;
};

static X509_NAME *decoded_name(tl_bytes name) {
    const unsigned char *cursor = name.data;
    X509_NAME *decoded = d2i_X509_NAME(NULL, &cursor, (long)name.len);
    EXPECT(decoded != NULL);
    return decoded;
}

static void add_to_view(struct view *view, tl_bytes der) {
    EXPECT(view->len < COUNT_OF(view->path));
    EXPECT(certificate_parse(der, &view->path[view->len++], NULL));
}

static const struct certificate *anchor_of(const struct view *view) {
    return &view->path[view->len - 1];
}

/* The same question about nothing but the path. */
static struct question exact_question(const struct view *view) {
    struct question q = {.plan = view->plan, .leaf = view->path[0].der};
    q.trusted[q.num_trusted++] = anchor_of(view)->der;
    for (size_t i = 1; i + 1 < view->len; i++) {
        q.sent[q.num_sent++] = view->path[i].der;
    }
    return q;
}

/* ---- predicates on the path ---- */

/* What strict libcrypto says is the rule itself. */
static bool any_view(const struct view *view) {
    return view->len > 0;
}

static bool anchor_is_out_of_date(const struct view *view) {
    return view->len > 1 &&
           (view->plan->time < anchor_of(view)->not_before || view->plan->time >= anchor_of(view)->not_after);
}

static bool is_last_second(const struct view *view) {
    for (size_t i = 0; i < view->len; i++) {
        if (view->path[i].not_after == view->plan->time) {
            return true;
        }
    }
    return false;
}

static bool host_is_absolute(const struct view *view) {
    return view->plan->host != NULL && view->plan->host[strlen(view->plan->host) - 1] == '.';
}

static unsigned usage_for(tl_purpose purpose) {
    return purpose == TL_PURPOSE_SERVER  ? EXTENDED_KEY_USAGE_SERVER
           : purpose == TL_PURPOSE_EMAIL ? EXTENDED_KEY_USAGE_EMAIL
                                         : EXTENDED_KEY_USAGE_CLIENT;
}

static bool any_usage_stands_for_purpose(const struct view *view) {
    unsigned wanted = usage_for(view->plan->purpose);
    for (size_t i = 0; i < view->len; i++) {
        unsigned usage = view->path[i].extended_key_usage;
        if ((usage & EXTENDED_KEY_USAGE_ANY) != 0 && (usage & wanted) == 0) {
            return true;
        }
    }
    return false;
}

static bool key_only_encrypts_mail(const struct view *view) {
    const struct certificate *leaf = &view->path[0];
    return view->plan->purpose == TL_PURPOSE_EMAIL && leaf->has_key_usage &&
           (leaf->key_usage & (KEY_USAGE_DIGITAL_SIGNATURE | KEY_USAGE_NON_REPUDIATION)) == 0;
}

/* The authorityKeyIdentifier of one says that its issuer is another certificate than the one that signed it. */
static bool issuer_is_named_otherwise(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        AUTHORITY_KEYID *id = X509_get_ext_d2i(decoded(view->path[i].der), NID_authority_key_identifier, NULL, NULL);
        bool otherwise = id != NULL && X509_check_akid(decoded(view->path[i + 1].der), id) != X509_V_OK;
        AUTHORITY_KEYID_free(id);
        if (otherwise) {
            return true;
        }
    }
    return false;
}

static bool ca_has_no_basic_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (!view->path[i].has_basic_constraints) {
            return true;
        }
    }
    return false;
}

/* A name of one is the name of the next only after conversion of strings. */
static bool names_need_conversion(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (!name_equal(view->path[i].issuer, view->path[i + 1].subject)) {
            return true;
        }
    }
    return false;
}

static bool anchor_is_of_version_1(const struct view *view) {
    return anchor_of(view)->version < 3;
}

static bool anchor_limits_length(const struct view *view) {
    int below = 0;
    for (size_t i = 1; i + 1 < view->len; i++) {
        below += certificate_is_self_issued(&view->path[i]) ? 0 : 1;
    }
    return anchor_of(view)->path_len >= 0 && below > anchor_of(view)->path_len;
}

static bool anchor_has_unknown_critical(const struct view *view) {
    return anchor_of(view)->unknown_critical.len > 0;
}

static bool anchor_is_for_other_purpose(const struct view *view) {
    return anchor_of(view)->has_extended_key_usage &&
           (anchor_of(view)->extended_key_usage & usage_for(view->plan->purpose)) == 0;
}

static bool has_self_issued(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (certificate_is_self_issued(&view->path[i])) {
            return true;
        }
    }
    return false;
}

static bool mailbox_is_in_subject(const struct view *view) {
    X509_NAME *subject = X509_get_subject_name(decoded(view->path[0].der));
    return X509_NAME_get_index_by_NID(subject, NID_pkcs9_emailAddress, -1) >= 0;
}

static bool wildcard_covers_underscore(const struct view *view) {
    const char *dot = view->plan->host != NULL ? strchr(view->plan->host, '.') : NULL;
    return dot != NULL && memchr(view->plan->host, '_', (size_t)(dot - view->plan->host)) != NULL;
}

static bool leaf_maps_policies(const struct view *view) {
    return view->path[0].policy_mappings.data != NULL;
}

static bool leaf_may_sign_certificates(const struct view *view) {
    return !view->path[0].is_ca && (view->path[0].key_usage & KEY_USAGE_CERT_SIGN) != 0;
}

static bool has_constraints(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (view->path[i].has_name_constraints) {
            return true;
        }
    }
    return false;
}

/* The certificate has a DNS name with an asterisk that is the first octet, or a later one. */
static bool has_wildcard(const struct certificate *certificate, bool first) {
    struct general_name name;
    for (size_t cursor = 0; general_names_next(certificate->subject_alt_name, &cursor, &name);) {
        const uint8_t *asterisk = name.value.len > 0 ? memchr(name.value.data, '*', name.value.len) : NULL;
        if (name.kind == GENERAL_NAME_DNS && asterisk != NULL && (asterisk == name.value.data) == first) {
            return true;
        }
    }
    return false;
}

static bool name_has_partial_wildcard(const struct view *view) {
    return has_wildcard(&view->path[0], false);
}

static bool wildcard_is_constrained(const struct view *view) {
    for (size_t i = 0; has_constraints(view) && i < view->len; i++) {
        if (has_wildcard(&view->path[i], true)) {
            return true;
        }
    }
    return false;
}

static bool mappings_without_policies(const struct view *view) {
    for (size_t i = 0; i + 1 < view->len; i++) {
        if (view->path[i].policy_mappings.data != NULL && view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}

static bool leaf_is_self_issued_to_them(const struct view *view) {
    X509 *leaf = decoded(view->path[0].der);
    return X509_NAME_cmp(X509_get_subject_name(leaf), X509_get_issuer_name(leaf)) == 0;
}

/* ... which converts strings before it compares them. */
static bool leaf_is_self_issued_to_them_alone(const struct view *view) {
    return leaf_is_self_issued_to_them(view) && !certificate_is_self_issued(&view->path[0]);
}

/* Two issuers by one name: libcrypto takes the first that fits and does not come back. */
static bool issuers_share_name(const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        for (size_t k = i + 1; k < view->len; k++) {
            if (name_equal(view->path[i].subject, view->path[k].subject)) {
                return true;
            }
        }
    }
    return false;
}

/* No policy is left on the way, so that those further down are not looked at. */
static bool some_ca_has_no_policies(const struct view *view) {
    for (size_t i = 1; i + 1 < view->len; i++) {
        if (view->path[i].policies.data == NULL) {
            return true;
        }
    }
    return false;
}

/* ---- predicates on revocation ---- */

static bool is_about_anchor(const struct view *view) {
    return view->theirs.depth + 1 == (int)view->len;
}

/* True where it holds for one of the lists. */
static bool any_list(const struct view *view, bool (*holds)(const struct crl *list, const struct view *view)) {
    for (size_t i = 0; i < view->plan->num_lists; i++) {
        struct crl list;
        if (crl_parse(buffer_bytes(&view->plan->lists[i]), &list, NULL) && holds(&list, view)) {
            return true;
        }
    }
    return false;
}

static bool has_no_end(const struct crl *list, const struct view *view) {
    (void)view;
    return !list->has_next_update;
}

static bool a_list_has_no_end(const struct view *view) {
    return any_list(view, has_no_end);
}

static bool ends_now(const struct crl *list, const struct view *view) {
    return list->has_next_update && list->next_update == view->plan->time;
}

static bool a_list_is_in_its_last_second(const struct view *view) {
    return any_list(view, ends_now);
}

static bool is_signed_with_sha1(const struct crl *list, const struct view *view) {
    (void)view;
    return list->signature_alg != NULL && list->signature_alg->hash == &hash_sha1;
}

static bool a_list_is_signed_with_sha1(const struct view *view) {
    return any_list(view, is_signed_with_sha1);
}

/* For libcrypto, which converts strings before it compares them. */
static bool names_are_equal_to_them(tl_bytes a, tl_bytes b) {
    X509_NAME *left = decoded_name(a), *right = decoded_name(b);
    bool equal = X509_NAME_cmp(left, right) == 0;
    X509_NAME_free(left);
    X509_NAME_free(right);
    return equal;
}

/* The name of an issuer, but in other strings. */
static bool is_named_in_other_strings(const struct crl *list, const struct view *view) {
    for (size_t i = 0; i < view->len; i++) {
        if (names_are_equal_to_them(list->issuer, view->path[i].issuer) &&
            !name_equal(list->issuer, view->path[i].issuer)) {
            return true;
        }
    }
    return false;
}

static bool a_list_needs_conversion(const struct view *view) {
    return any_list(view, is_named_in_other_strings);
}

static bool says_another_key(tl_bytes authority_key_id, const struct certificate *issuer) {
    const unsigned char *cursor = authority_key_id.data;
    AUTHORITY_KEYID *id = d2i_AUTHORITY_KEYID(NULL, &cursor, (long)authority_key_id.len);
    bool otherwise = id != NULL && X509_check_akid(decoded(issuer->der), id) != X509_V_OK;
    AUTHORITY_KEYID_free(id);
    return otherwise;
}

static bool names_another_key(const struct crl *list, const struct view *view) {
    for (size_t i = 1; i < view->len; i++) {
        if (name_equal(list->issuer, view->path[i].subject) &&
            says_another_key(list->authority_key_id, &view->path[i])) {
            return true;
        }
    }
    return false;
}

static bool a_list_names_another_key(const struct view *view) {
    return any_list(view, names_another_key);
}

static bool is_of_a_name(const struct crl *list, const struct view *view) {
    (void)view;
    return crl_point_has_name(&list->scope.name);
}

static bool a_list_is_of_a_name(const struct view *view) {
    return any_list(view, is_of_a_name);
}

static bool is_out_of_date(const struct crl *list, const struct view *view) {
    return list->has_next_update && list->next_update <= view->plan->time;
}

static bool a_list_is_out_of_date(const struct view *view) {
    return any_list(view, is_out_of_date);
}

static bool any_point(const struct view *view, bool (*holds)(const struct crl_point *point)) {
    for (size_t i = 0; i < view->len; i++) {
        struct crl_point point;
        for (size_t cursor = 0; crl_points_next(view->path[i].crl_points, &cursor, &point);) {
            if (holds(&point)) {
                return true;
            }
        }
    }
    return false;
}

static bool is_of_some_reasons(const struct crl_point *point) {
    return point->reasons != CRL_ALL_REASONS;
}

static bool a_point_is_of_some_reasons(const struct view *view) {
    return any_point(view, is_of_some_reasons);
}

static bool names_issuer(const struct crl_point *point) {
    return point->crl_issuer.len > 0;
}

static bool a_point_names_issuer(const struct view *view) {
    return any_point(view, names_issuer);
}

static bool is_delta(const struct crl *list, const struct view *view) {
    (void)view;
    return list->base_number.len > 0;
}

static bool announces_delta(const struct crl *list, const struct view *view) {
    (void)view;
    X509_CRL *theirs = decoded_list(list->der);
    bool announces = X509_CRL_get_ext_by_NID(theirs, NID_freshest_crl, -1) >= 0;
    X509_CRL_free(theirs);
    return announces;
}

static bool a_delta_is_not_announced(const struct view *view) {
    return any_list(view, is_delta) && !any_list(view, announces_delta);
}

static bool lists_share_issuer(const struct view *view) {
    struct crl a, b;
    for (size_t i = 0; i < view->plan->num_lists; i++) {
        for (size_t k = i + 1; k < view->plan->num_lists; k++) {
            if (crl_parse(buffer_bytes(&view->plan->lists[i]), &a, NULL) &&
                crl_parse(buffer_bytes(&view->plan->lists[k]), &b, NULL) &&
                names_are_equal_to_them(a.issuer, b.issuer)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- what explains which verdict ---- */

enum { ANY_LIST_ERROR = -1 };

struct explanation {
    int verdict; /* X509_V_ERR_ or ANY_LIST_ERROR of what we accept, TL_REASON_ of what we refuse */
    const char *name;
    bool (*explains)(const struct view *view);
};

static const struct explanation acceptances[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "anchor-dates", anchor_is_out_of_date},
    {X509_V_ERR_CERT_NOT_YET_VALID, "anchor-dates", anchor_is_out_of_date},
    {X509_V_ERR_CERT_HAS_EXPIRED, "last-second", is_last_second},
    {X509_V_ERR_HOSTNAME_MISMATCH, "absolute-host", host_is_absolute},
    {X509_V_ERR_INVALID_PURPOSE, "any-extended-usage", any_usage_stands_for_purpose},
    {X509_V_ERR_INVALID_PURPOSE, "mail-key-usage", key_only_encrypts_mail},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "issuer-named-otherwise", issuer_is_named_otherwise},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, "path-search", issuers_share_name},
    {X509_V_ERR_INVALID_CA, "anchor-version-1", anchor_is_of_version_1},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, "anchor-path-length", anchor_limits_length},
    {X509_V_ERR_INVALID_PURPOSE, "anchor-purpose", anchor_is_for_other_purpose},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, "anchor-critical", anchor_has_unknown_critical},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "self-issued", has_self_issued},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "name-strings", leaf_is_self_issued_to_them_alone},
    {X509_V_ERR_INVALID_POLICY_EXTENSION, "policies-moot", some_ca_has_no_policies},
    {X509_V_ERR_HOSTNAME_MISMATCH, "wildcard-underscore", wildcard_covers_underscore},
    {X509_V_ERR_INVALID_POLICY_EXTENSION, "leaf-mappings", leaf_maps_policies},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "self-issued", has_self_issued},
    {X509_V_ERR_CRL_HAS_EXPIRED, "last-second", a_list_is_in_its_last_second},
    {X509_V_ERR_CERT_REVOKED, "anchor-revocation", is_about_anchor},
    {ANY_LIST_ERROR, "anchor-revocation", is_about_anchor},
    {ANY_LIST_ERROR, "issuer-named-otherwise", a_list_names_another_key},
    {ANY_LIST_ERROR, "list-of-issuers-name", a_list_is_of_a_name},
    {ANY_LIST_ERROR, "point-of-some-reasons", a_point_is_of_some_reasons},
    {ANY_LIST_ERROR, "list-search", lists_share_issuer},
    {X509_V_ERR_CERT_REVOKED, "delta-not-announced", a_delta_is_not_announced},
    {X509_V_ERR_CERT_REVOKED, "list-of-point-first", a_point_names_issuer},
    /* strict */
    {X509_V_ERR_INVALID_CA, "strict-leaf-cert-sign", leaf_may_sign_certificates},
    {X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, "strict-leaf-cert-sign", leaf_may_sign_certificates},
    {X509_V_ERR_CA_CERT_MISSING_KEY_USAGE, "strict-ca-key-usage", any_view},
    {X509_V_ERR_CA_BCONS_NOT_CRITICAL, "strict-ca-critical", any_view},
    {X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL, "strict-empty-subject", any_view},
    {X509_V_ERR_SUBJECT_NAME_EMPTY, "strict-ca-subject", any_view},
    {X509_V_ERR_ISSUER_NAME_EMPTY, "strict-issuer", any_view},
    {X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER, "strict-subject-key-id", any_view},
    {X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER, "strict-authority-key-id", any_view},
    {X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, "strict-path-length-usage", any_view},
    {X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA, "strict-path-length-no-ca", any_view},
};

static const struct explanation refusals[] = {
    {TL_REASON_NOT_A_CA, "no-basic-constraints", ca_has_no_basic_constraints},
    {TL_REASON_INVALID_POLICIES, "mapping-without-policies", mappings_without_policies},
    {TL_REASON_UNSUPPORTED_NAME_CONSTRAINT, "constraint-form", has_constraints},
    {TL_REASON_UNKNOWN_ISSUER, "name-strings", names_need_conversion},
    {TL_REASON_REVOCATION_UNKNOWN, "list-without-end", a_list_has_no_end},
    {TL_REASON_REVOCATION_UNKNOWN, "list-signed-with-sha1", a_list_is_signed_with_sha1},
    {TL_REASON_REVOCATION_UNKNOWN, "name-strings", a_list_needs_conversion},
    {TL_REASON_CERTIFICATE_REVOKED, "revoked-by-old-list", a_list_is_out_of_date},
    {TL_REASON_CERTIFICATE_REVOKED, "issuer-named-otherwise", a_list_names_another_key},
    {TL_REASON_CERTIFICATE_REVOKED, "list-of-point-first", a_point_names_issuer},
    {TL_REASON_CERTIFICATE_REVOKED, "delta-not-announced", a_delta_is_not_announced},
    {TL_REASON_CERTIFICATE_REVOKED, "list-search", lists_share_issuer},
    {TL_REASON_NO_VALID_POLICY, "self-issued-leaf-policies", leaf_is_self_issued_to_them},
    {TL_REASON_NAME_NOT_PERMITTED, "wildcard-covers-excluded", wildcard_is_constrained},
    {TL_REASON_WRONG_HOST, "partial-wildcard", name_has_partial_wildcard},
    {TL_REASON_WRONG_EMAIL, "mailbox-in-subject", mailbox_is_in_subject},
};

static bool explain(const struct explanation *table, size_t count, int verdict, const struct view *view) {
    for (size_t i = 0; i < count; i++) {
        bool same = table[i].verdict == verdict ||
                    (table[i].verdict == ANY_LIST_ERROR && error_is_about_list(view->theirs.error));
        if (same && table[i].explains(view)) {
            difference_met(table[i].name);
            return true;
        }
    }
    return false;
}

static void explain_our_acceptance(const struct plan *plan, const tl_path *path, bool strict) {
    struct view view = {.plan = plan};
    for (size_t i = 0; i < tl_path_length(path); i++) {
        add_to_view(&view, tl_cert_der(tl_path_cert(path, i)));
    }
    struct question exact = exact_question(&view);
    view.theirs = ask_them(&exact, strict, NULL);
    if (view.theirs.error == X509_V_OK) {
        difference_met("path-search");
    } else if (!explain(acceptances, COUNT_OF(acceptances), view.theirs.error, &view)) {
        difference_found("we accept, %s refuses: %s", strict ? "strict libcrypto" : "libcrypto",
                         X509_verify_cert_error_string(view.theirs.error));
    }
}

/* Of more certificates we never make less, so our reason must be one against the path that libcrypto found. */
static void explain_our_refusal(const struct plan *plan, STACK_OF(X509) * chain) {
    struct view view = {.plan = plan};
    unsigned char *ders[PLAN_MAX_CERTIFICATES + 2] = {NULL};
    for (int i = 0; i < sk_X509_num(chain); i++) {
        int len = i2d_X509(sk_X509_value(chain, i), &ders[i]);
        add_to_view(&view, bytes_of(ders[i], len > 0 ? (size_t)len : 0));
    }
    struct question exact = exact_question(&view);
    tl_path *path = NULL;
    EXPECT(!ask_us(&exact, &path, &view.ours));
    tl_path_free(path);
    if (!explain(refusals, COUNT_OF(refusals), (int)view.ours.reason, &view)) {
        difference_found("libcrypto accepts, we refuse (%d): %s", (int)view.ours.reason, view.ours.message);
    }
    for (size_t i = 0; i < view.len; i++) {
        OPENSSL_free(ders[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct plan plan;
    tl_error error = {0};
    tl_path *path = NULL;
    STACK_OF(X509) *chain = NULL;
    differences_use(classes, COUNT_OF(classes));
    plan_make(&plan, data, size);
    struct question q = question_of(&plan);
    if (q.num_trusted > 0) {
        bool we_accept = ask_us(&q, &path, &error);
        int lax = ask_them(&q, false, &chain).error;
        int strict = we_accept && lax == X509_V_OK ? ask_them(&q, true, NULL).error : lax;
        verdicts[((unsigned)error.reason * 131 + (unsigned)strict) % sizeof verdicts]++;
        if (we_accept && strict != X509_V_OK) {
            explain_our_acceptance(&plan, path, lax == X509_V_OK);
        } else if (!we_accept && lax == X509_V_OK) {
            explain_our_refusal(&plan, chain);
        }
        sk_X509_pop_free(chain, X509_free);
        tl_path_free(path);
    }
    plan_clear(&plan);
    ERR_clear_error();
    return 0;
}
