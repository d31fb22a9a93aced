/* What can be wrong with options. */
#ifndef CONFIG_SENTENCES_H
#define CONFIG_SENTENCES_H

#include "base/error.h"

#define OPTION(reason) reason, TL_ERR_USAGE, TL_ALERT_NONE

#define NO_IDENTITY                                                                                                    \
    OPTION(TL_REASON_NO_IDENTITY), "a server needs a certificate and key: set options.identities to at least one "     \
                                   "loaded by tl_identity_load"
#define NO_CLIENT_TRUST                                                                                                \
    OPTION(TL_REASON_NO_CLIENT_TRUST), "options.client_cert asks clients for certificates, but options.client_trust "  \
                                       "does not say who may vouch for them; load it with tl_trust_load"
#define BAD_CLIENT_CERT                                                                                                \
    OPTION(TL_REASON_USAGE), "options.client_cert is %u, but it must be one of the TL_CLIENT_CERT_ constants"
#define BAD_ALPN                                                                                                       \
    OPTION(TL_REASON_BAD_ALPN), "options.alpn is \"%s\", but it must be names of 1 to 255 octets with commas between " \
                                "them, such as \"h2,http/1.1\""
#define BAD_FINGERPRINT                                                                                                \
    OPTION(TL_REASON_BAD_FINGERPRINT), "options.trusted_fingerprint says \"%.*s\", but a fingerprint is 64 (SHA-256) " \
                                       "or 40 (SHA-1) hex digits; several have commas between them"
#define TRUST_UNUSED                                                                                                   \
    OPTION(TL_REASON_TRUST_UNUSED), "options.trust is set beside options.trusted_fingerprint, which alone decides; "   \
                                    "leave out one of them, or check the fingerprint too with tl_check_fingerprint"
#define IDENTITY_UNUSABLE                                                                                              \
    OPTION(TL_REASON_IDENTITY_UNUSABLE), "settings.signatures leaves no scheme that the key of identity %zu (%s) can " \
                                         "sign with; add one that fits the key"
#define BAD_REVOCATION                                                                                                 \
    OPTION(TL_REASON_BAD_REVOCATION), "the revocation option is %u, which is none of the TL_REVOCATION_ policies"
#define REVOCATION_IS_OFF                                                                                              \
    OPTION(TL_REASON_BAD_REVOCATION), "revocation lists or short_lived_days are set, but revocation is "               \
                                      "TL_REVOCATION_OFF; choose another of the TL_REVOCATION_ policies"
#define REVOCATION_WITHOUT_CHAIN                                                                                       \
    OPTION(TL_REASON_BAD_REVOCATION), "revocation is to be checked, but the chain of the peer's certificates is not "  \
                                      "(insecure_no_chain_check, trusted_fingerprint, or no client certificates)"
#define NULL_OPTIONS OPTION(TL_REASON_USAGE), "options is NULL; pass a zeroed struct for the safe defaults"

#endif
