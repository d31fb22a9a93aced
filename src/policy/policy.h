/* Settings, checked and frozen: which versions, suites, groups and schemes, in which order, under which limits. */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "policy/groups.h"
#include "policy/schemes.h"
#include "policy/suites.h"
#include "policy/versions.h"

#define POLICY_MAX_LIST 24

struct policy {
    tl_protocol min_version, max_version;
    unsigned min_key_bits, max_key_bits;
    const struct suite *suites[POLICY_MAX_LIST];
    const struct group *groups[POLICY_MAX_LIST];
    const struct group *key_shares[POLICY_MAX_LIST]; /* of `groups` */
    const struct scheme *schemes[POLICY_MAX_LIST];
    uint8_t num_suites, num_groups, num_key_shares, num_schemes;
    size_t max_record, record_padding, max_handshake;
    uint64_t records_per_key; /* 0: the suite's own limit */
    bool legacy;
};

/* False with a sentence that names the setting. */
bool policy_init(struct policy *policy, const tl_settings *settings, tl_error *error);

bool policy_has_suite(const struct policy *policy, const struct suite *suite);
bool policy_has_group(const struct policy *policy, const struct group *group);
bool policy_has_scheme(const struct policy *policy, const struct scheme *scheme);

#endif
