/* What there is to be seen on a path, and in the lists beside it, that explains a difference. */
#ifndef FUZZ_PATH_VIEW_H
#define FUZZ_PATH_VIEW_H

#include "fuzz/path_question.h"
#include "x509/certificate/certificate.h"

/* A path, the leaf first, the anchor last, and the verdict on it that is to be explained. */
struct view {
    const struct plan *plan;
    struct certificate path[PLAN_MAX_CERTIFICATES + 2];
    size_t len;
    bool strict;
    struct verdict theirs;
    tl_error ours;
};

/* The same question about nothing but the path. */
struct question exact_question(const struct view *view);

/* Each says whether what libcrypto, or we, hold against the path may come from this. Of paths: */
bool any_view(const struct view *view);
bool anchor_is_out_of_date(const struct view *view);
bool is_last_second(const struct view *view);
bool host_is_absolute(const struct view *view);
bool any_usage_stands_for_purpose(const struct view *view);
bool key_only_encrypts_mail(const struct view *view);
bool issuer_is_named_otherwise(const struct view *view);
bool ca_has_no_basic_constraints(const struct view *view);
bool names_need_conversion(const struct view *view);
bool anchor_is_of_version_1(const struct view *view);
bool anchor_limits_length(const struct view *view);
bool anchor_has_unknown_critical(const struct view *view);
bool anchor_is_for_other_purpose(const struct view *view);
bool has_self_issued(const struct view *view);
bool mailbox_is_in_subject(const struct view *view);
bool wildcard_covers_underscore(const struct view *view);
bool leaf_maps_policies(const struct view *view);
bool leaf_may_sign_certificates(const struct view *view);
bool has_constraints(const struct view *view);
bool name_has_partial_wildcard(const struct view *view);
bool wildcard_is_constrained(const struct view *view);
bool mappings_without_policies(const struct view *view);
bool leaf_is_self_issued_to_them(const struct view *view);
bool leaf_is_self_issued_to_them_alone(const struct view *view);
bool issuers_share_name(const struct view *view);
bool some_ca_has_no_policies(const struct view *view);

/* Of revocation: */
bool is_about_anchor(const struct view *view);
bool a_list_has_no_end(const struct view *view);
bool a_list_is_in_its_last_second(const struct view *view);
bool a_list_is_signed_with_sha1(const struct view *view);
bool a_list_needs_conversion(const struct view *view);
bool a_list_names_another_key(const struct view *view);
bool a_list_is_of_issuers_name(const struct view *view);
bool a_list_is_out_of_date(const struct view *view);
bool a_list_has_an_entry_twice(const struct view *view);
bool a_point_is_of_some_reasons(const struct view *view);
bool a_point_names_issuer(const struct view *view);
bool a_delta_is_not_announced(const struct view *view);
bool fewer_lists_lead_further(const struct view *view);
bool fewer_lists_revoke(const struct view *view);

#endif
