#include "x509/path/verify_settings.h"

#include "x509/path/path.h"

const struct setting verify_settings[NUM_VERIFY_SETTINGS] = {
    [VERIFY_PURPOSE] = CONSTANT_SETTING("purpose", TL_PURPOSE_SERVER, NULL),
    [VERIFY_REVOCATION] = CONSTANT_SETTING("revocation", TL_REVOCATION_IF_KNOWN, NULL),
    [VERIFY_SHORT_LIVED_DAYS] = {"short_lived_days", "days", NULL, 0, 0, NO_BOUND,
                                 "a leaf valid for at most so many needs no status"},
    [VERIFY_MIN_KEY_BITS] = {"min_key_bits", "bits", NULL, PATH_DEFAULT_MIN_KEY_BITS, 1, NO_BOUND, "of RSA keys"},
    [VERIFY_MAX_KEY_BITS] = {"max_key_bits", "bits", NULL, PATH_DEFAULT_MAX_KEY_BITS, 1, NO_BOUND, "of RSA keys"},
    [VERIFY_MAX_DEPTH] = {"max_depth", "certificates", NULL, PATH_DEFAULT_DEPTH, 1, PATH_MAX_DEPTH,
                          "between leaf and anchor"},
    [VERIFY_POLICIES] = NAMES_SETTING("policies", NULL, "object identifiers; by default any policy will do"),
    [VERIFY_REQUIRE_POLICY] = FLAG_SETTING("require_policy", "initial-explicit-policy of RFC 5280"),
    [VERIFY_INHIBIT_POLICY_MAPPING] =
        FLAG_SETTING("inhibit_policy_mapping", "initial-policy-mapping-inhibit of RFC 5280"),
    [VERIFY_INHIBIT_ANY_POLICY] = FLAG_SETTING("inhibit_any_policy", "initial-any-policy-inhibit of RFC 5280"),
    [VERIFY_LEGACY_COMMON_NAME] =
        FLAG_SETTING("legacy_common_name", "the common name will do where subjectAltName has no names"),
};
