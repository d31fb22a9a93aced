/* What can be wrong with settings. */
#ifndef POLICY_SENTENCES_H
#define POLICY_SENTENCES_H

#include <inttypes.h>

#include "base/error.h"

#define SETTING(reason) reason, TL_ERR_USAGE, TL_ALERT_NONE

#define UNKNOWN_NAME                                                                                                   \
    SETTING(TL_REASON_UNKNOWN_NAME), "settings.%s names \"%.*s\", which this library does not know; "                  \
                                     "'tls features' lists the names it takes"
#define EMPTY_LIST                                                                                                     \
    SETTING(TL_REASON_EMPTY_LIST), "settings.%s leaves nothing to use; name at least one, or leave it NULL for the "   \
                                   "safe default"
#define LIST_TOO_LONG SETTING(TL_REASON_LIST_TOO_LONG), "settings.%s names more than %d entries; shorten it"
#define BAD_VERSION                                                                                                    \
    SETTING(TL_REASON_BAD_VERSION), "settings.%s is 0x%04x, which is no version that this library speaks; use "        \
                                    "TL_TLS1_2 or TL_TLS1_3, or 0 for the default"
#define VERSIONS_CROSSED                                                                                               \
    SETTING(TL_REASON_VERSIONS_CROSSED), "settings.min_version is above settings.max_version; exchange them"
#define NO_SUITE_FOR_VERSION                                                                                           \
    SETTING(TL_REASON_NO_SUITE_FOR_VERSION), "settings.ciphers has no cipher suite of %s, which settings.min_version " \
                                             "and settings.max_version allow; add one or narrow the versions"
#define NO_SCHEME_FOR_TLS13                                                                                            \
    SETTING(TL_REASON_NO_SCHEME_FOR_TLS13), "settings.signatures has only schemes that TLS 1.3 allows in "             \
                                            "certificates; add one such as ecdsa_secp256r1_sha256 or "                 \
                                            "rsa_pss_rsae_sha256"
#define SHARE_NOT_A_GROUP                                                                                              \
    SETTING(TL_REASON_SHARE_NOT_A_GROUP), "settings.key_shares names %s, which settings.groups does not have; a "      \
                                          "share can only be sent for a group that is offered"
#define KEY_BITS_WEAK                                                                                                  \
    SETTING(TL_REASON_KEY_BITS_WEAK), "settings.min_key_bits is %u, but RSA keys under 2048 bits are only admitted "   \
                                      "with settings.legacy, and none under 1024"
#define KEY_BITS_CROSSED                                                                                               \
    SETTING(TL_REASON_KEY_BITS_CROSSED), "settings.min_key_bits %u and settings.max_key_bits %u admit no RSA key; "    \
                                         "the largest key that can be used has 16384 bits"
#define BAD_LIMIT SETTING(TL_REASON_BAD_LIMIT), "settings.%s is %zu, but it must be %" PRIu64 " to %" PRIu64 " %s"
#define PADDING_OVER_RECORD                                                                                            \
    SETTING(TL_REASON_BAD_LIMIT), "settings.record_padding is %zu, but it must be at most settings.max_record"

#endif
