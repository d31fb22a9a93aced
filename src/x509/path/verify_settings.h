/* What the fields of tl_verify_options stand for when they are zero. */
#ifndef X509_VERIFY_SETTINGS_H
#define X509_VERIFY_SETTINGS_H

#include "policy/settings.h"

enum verify_setting {
    VERIFY_PURPOSE,
    VERIFY_REVOCATION,
    VERIFY_SHORT_LIVED_DAYS,
    VERIFY_MIN_KEY_BITS,
    VERIFY_MAX_KEY_BITS,
    VERIFY_MAX_DEPTH,
    VERIFY_POLICIES,
    VERIFY_REQUIRE_POLICY,
    VERIFY_INHIBIT_POLICY_MAPPING,
    VERIFY_INHIBIT_ANY_POLICY,
    VERIFY_LEGACY_COMMON_NAME,
    NUM_VERIFY_SETTINGS
};
extern const struct setting verify_settings[NUM_VERIFY_SETTINGS];

#endif
