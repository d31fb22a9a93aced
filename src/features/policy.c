/* Rows of the tables in policy/. Whether one is a default, the policy of zeroed settings says. */
#include "features/features.h"
#include "policy/policy.h"

static tl_feature_use default_if(bool condition) {
    return condition ? TL_FEATURE_DEFAULT : TL_FEATURE_BY_NAME;
}

static bool default_policy(struct policy *policy) {
    return policy_init(policy, &(tl_settings){0}, NULL);
}

bool feature_protocol(size_t index, tl_feature *feature) {
    struct policy policy;
    if (index >= num_protocol_versions || !default_policy(&policy)) {
        return false;
    }
    const struct version *version = &protocol_versions[index];
    feature->name = version->name;
    feature->short_name = version->short_name;
    feature->use = default_if(version->id >= policy.min_version && version->id <= policy.max_version);
    feature->has_code = true;
    feature->code = version->id;
    feature->min_version = feature->max_version = version->id;
    return true;
}

bool feature_cipher(size_t index, tl_feature *feature) {
    struct policy policy;
    if (index >= num_suites || !default_policy(&policy)) {
        return false;
    }
    const struct suite *suite = &suites[index];
    feature->name = suite->name;
    feature->short_name = suite->cipher;
    feature->use = default_if(policy_has_suite(&policy, suite));
    feature->has_code = true;
    feature->code = suite->id;
    feature->min_version = feature->max_version = suite->version;
    feature->bits = suite->bits;
    return true;
}

bool feature_group(size_t index, tl_feature *feature) {
    struct policy policy;
    if (index >= num_groups || !default_policy(&policy)) {
        return false;
    }
    feature->name = groups[index].name;
    feature->use = default_if(policy_has_group(&policy, &groups[index]));
    feature->has_code = true;
    feature->code = groups[index].id;
    return true;
}

bool feature_signature(size_t index, tl_feature *feature) {
    struct policy policy;
    if (index >= num_schemes || !default_policy(&policy)) {
        return false;
    }
    const struct scheme *scheme = &schemes[index];
    feature->name = scheme->name;
    feature->use = default_if(policy_has_scheme(&policy, scheme));
    feature->has_code = true;
    feature->code = scheme->id;
    feature->min_version = TL_TLS1_2; /* the first that has this extension (RFC 5246 §7.4.1.4.1) */
    feature->max_version = scheme->in_tls13 ? TL_TLS1_3 : TL_TLS1_2;
    return true;
}
