/* tl_verify against X509_verify_cert on chains that are made and signed here (path_plan.h): the verdicts agree, with
 * and without libcrypto's strict rules, or the difference falls into a class below, each with its row in
 * DIFFERENCES.md. */
#include <openssl/err.h>

#include "base/control.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/path_view.h"

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
    {.name = "listed-twice"},
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

static void add_to_view(struct view *view, tl_bytes der) {
    EXPECT(view->len < COUNT_OF(view->path));
    EXPECT(certificate_parse(der, &view->path[view->len++], NULL));
}

/* ---- what explains which verdict ---- */

/* One of libcrypto's errors about lists, or that; with that a certificate was revoked. */
enum { ANY_LIST_ERROR = -1, ANY_OF_LISTS = -2 };

struct explanation {
    int verdict; /* X509_V_ERR_ or one of the two of what we accept, TL_REASON_ of what we refuse */
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
    {ANY_OF_LISTS, "anchor-revocation", is_about_anchor},
    {ANY_OF_LISTS, "last-second", a_list_is_in_its_last_second},
    {ANY_OF_LISTS, "issuer-named-otherwise", a_list_names_another_key},
    {ANY_OF_LISTS, "list-of-issuers-name", a_list_is_of_issuers_name},
    {ANY_OF_LISTS, "point-of-some-reasons", a_point_is_of_some_reasons},
    {X509_V_ERR_CERT_REVOKED, "list-signed-with-sha1", a_list_is_signed_with_sha1},
    {X509_V_ERR_CERT_REVOKED, "list-without-end", a_list_has_no_end},
    {X509_V_ERR_CERT_REVOKED, "name-strings", a_list_needs_conversion},
    {ANY_LIST_ERROR, "list-search", fewer_lists_lead_further},
    {ANY_LIST_ERROR, "list-search", issuers_share_name},
    {X509_V_ERR_CRL_HAS_EXPIRED, "delta-not-announced", a_delta_is_not_announced},
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
    {TL_REASON_CERTIFICATE_REVOKED, "list-of-issuers-name", a_list_is_of_issuers_name},
    {TL_REASON_CERTIFICATE_REVOKED, "point-of-some-reasons", a_point_is_of_some_reasons},
    {TL_REASON_CERTIFICATE_REVOKED, "last-second", a_list_is_in_its_last_second},
    {TL_REASON_CERTIFICATE_REVOKED, "list-of-point-first", a_point_names_issuer},
    {TL_REASON_CERTIFICATE_REVOKED, "delta-not-announced", a_delta_is_not_announced},
    {TL_REASON_CERTIFICATE_REVOKED, "list-search", fewer_lists_revoke},
    {TL_REASON_CERTIFICATE_REVOKED, "listed-twice", a_list_has_an_entry_twice},
    {TL_REASON_NO_VALID_POLICY, "self-issued-leaf-policies", leaf_is_self_issued_to_them},
    {TL_REASON_NAME_NOT_PERMITTED, "wildcard-covers-excluded", wildcard_is_constrained},
    {TL_REASON_WRONG_HOST, "partial-wildcard", name_has_partial_wildcard},
    {TL_REASON_WRONG_EMAIL, "mailbox-in-subject", mailbox_is_in_subject},
};

static bool is_meant(int verdict, const struct explanation *explanation, const struct view *view) {
    bool about_list = error_is_about_list(view->theirs.error);
    bool about_lists = about_list || view->theirs.error == X509_V_ERR_CERT_REVOKED;
    return explanation->verdict == verdict || (explanation->verdict == ANY_LIST_ERROR && about_list) ||
           (explanation->verdict == ANY_OF_LISTS && about_lists);
}

static bool explain(const struct explanation *table, size_t count, int verdict, const struct view *view) {
    for (size_t i = 0; i < count; i++) {
        if (is_meant(verdict, &table[i], view) && table[i].explains(view)) {
            difference_met(table[i].name);
            return true;
        }
    }
    return false;
}

static void explain_our_acceptance(const struct plan *plan, const tl_path *path, bool strict) {
    struct view view = {.plan = plan, .strict = strict};
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
