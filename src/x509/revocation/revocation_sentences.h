/* What can be wrong with revocation lists, OCSP responses and staples, and how certificates are found revoked. */
#ifndef X509_REVOCATION_SENTENCES_H
#define X509_REVOCATION_SENTENCES_H

#include "base/error.h"

#define MALFORMED_CRL                                                                                                  \
    TL_REASON_MALFORMED_CRL, TL_ERR_USAGE, TL_ALERT_NONE,                                                              \
        "the revocation list is malformed: %s; get it again from its issuer"
#define BAD_CRL_IN_FILE                                                                                                \
    TL_REASON_MALFORMED_CRL, TL_ERR_USAGE, TL_ALERT_NONE, "%s: revocation list number %zu cannot be used: %s"
#define CRL_TOO_LARGE                                                                                                  \
    TL_REASON_FILE_TOO_LARGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                             \
        "%s: a revocation list of %zu octets is more than this library takes (%u); have its issuer partition it"
#define NO_CRL                                                                                                         \
    TL_REASON_NO_CRL, TL_ERR_USAGE, TL_ALERT_NONE,                                                                     \
        "%s: there is no revocation list in it; one begins with \"-----BEGIN X509 CRL-----\", or is DER"
#define NO_CRL_IN_DIRECTORY                                                                                            \
    TL_REASON_NO_CRL, TL_ERR_USAGE, TL_ALERT_NONE,                                                                     \
        "%s: no file in it has a name that ends in .crl, .pem or .der; put the revocation lists there"
#define BROKEN_CRL_PEM                                                                                                 \
    TL_REASON_BROKEN_PEM, TL_ERR_USAGE, TL_ALERT_NONE,                                                                 \
        "%s: its PEM block number %zu is cut off or has characters in it that are not base64; get the file again"
#define CRL_IS_NULL                                                                                                    \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "revocation list number %zu of %zu is NULL; give those that were loaded"

#define MALFORMED_OCSP                                                                                                 \
    TL_REASON_MALFORMED_OCSP, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE,                           \
        "the OCSP response is malformed: %s; get a new one from the responder"

#define USELESS_OCSP                                                                                                   \
    TL_REASON_REVOCATION_UNKNOWN, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE,                       \
        "the OCSP response does not tell whether the certificate was revoked: %s"
#define WRONG_NONCE                                                                                                    \
    TL_REASON_REVOCATION_UNKNOWN, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE,                       \
        "the OCSP response has the nonce of another request, so it may be an old one; ask again"
#define NOT_THE_ISSUER                                                                                                 \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "\"%.120s\" did not issue the certificate of \"%.120s\": that was \"%.120s\"; give the issuer's certificate"
#define STAPLE_NOT_SUCCESSFUL                                                                                          \
    TL_REASON_BAD_STAPLE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                 \
        "OCSP response number %zu is an error message of the responder, not worth stapling; ask it again"
#define STAPLE_TOO_LARGE                                                                                               \
    TL_REASON_BAD_STAPLE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                 \
        "OCSP response number %zu has %zu octets, more than the %d that a handshake carries; have its responder send " \
        "a shorter one"
#define STAPLE_OF_OTHERS                                                                                               \
    TL_REASON_STAPLE_OF_OTHERS, TL_ERR_USAGE, TL_ALERT_NONE,                                                           \
        "OCSP response number %zu is for no certificate of the chain of \"%.200s\"; staple it to the identity that "   \
        "it is for"
#define STAPLE_SAYS_REVOKED                                                                                            \
    TL_REASON_STAPLE_NOT_GOOD, TL_ERR_USAGE, TL_ALERT_NONE,                                                            \
        "the OCSP response for the certificate of \"%.200s\" says that it was revoked at %s (%s); get a new "          \
        "certificate, for whoever learns of this refuses the old one"
#define STAPLE_DOES_NOT_KNOW                                                                                           \
    TL_REASON_STAPLE_NOT_GOOD, TL_ERR_USAGE, TL_ALERT_NONE,                                                            \
        "the OCSP response for the certificate of \"%.200s\" says that the responder does not know it; ask again "     \
        "later if the certificate is new, else ask its CA"

/* "the server's certificate", when, why, says the "revocation list" of "CN=Example CA" of 2026-01-31 */
#define CERTIFICATE_REVOKED                                                                                            \
    TL_REASON_CERTIFICATE_REVOKED, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_REVOKED,                                  \
        "%s was revoked at %s (%s), says the %s of \"%s\" of %s; have its owner get a new one"
#define REVOCATION_UNKNOWN                                                                                             \
    TL_REASON_REVOCATION_UNKNOWN, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_UNKNOWN,                                   \
        "whether %s was revoked cannot be told, which the settings on our side require: %s"
#define MUST_STAPLE                                                                                                    \
    TL_REASON_NOT_STAPLED, TL_ERR_AUTH_INVALID, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE,                              \
        "%s promises that a good OCSP response comes with it (RFC 7633), but %s; have its owner staple one"

#define REVOCATION_GAVE_UP                                                                                             \
    TL_REASON_PATH_SEARCH_TOO_LONG, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_UNKNOWN,                                 \
        "whether %s was revoked was not found out with the memory on our side, %d signatures of revocation lists "     \
        "and OCSP responses and %d comparisons of names; have the peer send only the certificates that are needed"

/* The last %s of it: how far the search came. What stands before the issuer's name, and after it. */
#define WHY_NO_LIST       "no revocation list of \"", "\" is at hand, and no OCSP response; load it, or have one stapled"
#define WHY_OUT_OF_SCOPE  "the revocation list of \"", "\" that is at hand does not cover it; load the one that does"
#define WHY_UNKNOWN_PART  "the revocation list of \"", "\" has a critical extension that this library does not know"
#define WHY_NO_SIGNER     "nobody known by the name of \"", "\" may sign revocation lists, or signed the one at hand"
#define WHY_WEAK          "the revocation list of \"", "\" is signed in a way that is not safe or not known"
#define WHY_NOT_YET_VALID "the revocation list of \"", "\" is of the future; see whether the clock on our side is right"
#define WHY_WITHOUT_END                                                                                                \
    "the revocation list of \"", "\" does not say until when it holds (RFC 5280 §5.1.2.5); have its issuer say so"
#define WHY_OUT_OF_DATE  "the revocation list of \"", "\" is out of date; load the present one"
#define WHY_SOME_REASONS "the revocation lists of \"", "\" at hand cover some reasons only; load the others too"

#define WHY_NO_RESPONSE             "none of \"", "\" came"
#define WHY_RESPONSE_NOT_SUCCESSFUL "the OCSP responder said ", ", and not what was asked"
#define WHY_RESPONSE_OF_OTHERS      "the OCSP response is not about this certificate of \"", "\""
#define WHY_RESPONSE_UNKNOWN_PART                                                                                      \
    "the OCSP response for a certificate of \"", "\" has a critical extension that this library does not know"
#define WHY_RESPONSE_WEAK                                                                                              \
    "the OCSP response for a certificate of \"", "\" is signed in a way that is not safe or not known"
#define WHY_RESPONSE_NOT_SIGNED                                                                                        \
    "the OCSP response is signed neither by \"", "\" nor by anybody whom that CA appointed for it"
#define WHY_RESPONSE_NOT_YET_VALID                                                                                     \
    "the OCSP response for a certificate of \"", "\" is of the future; see whether the clock on our side is right"
#define WHY_RESPONSE_OUT_OF_DATE                                                                                       \
    "the OCSP response for a certificate of \"", "\" is out of date; have its owner get a new one"
#define WHY_RESPONSE_SAYS_UNKNOWN "the OCSP responder of \"", "\" says that it does not know the certificate"

#endif
