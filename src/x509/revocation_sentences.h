/* What can be wrong with revocation lists, and how certificates are found revoked. */
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

/* "the server's certificate", when, why, "of "CN=Example CA" of 2026-01-31" */
#define CERTIFICATE_REVOKED                                                                                            \
    TL_REASON_CERTIFICATE_REVOKED, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_REVOKED,                                  \
        "%s was revoked at %s (%s), says the revocation list of \"%s\" of %s; have its owner get a new one"
#define REVOCATION_UNKNOWN                                                                                             \
    TL_REASON_REVOCATION_UNKNOWN, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_UNKNOWN,                                   \
        "whether %s was revoked cannot be told, which the settings on our side require: %s"

#define REVOCATION_GAVE_UP                                                                                             \
    TL_REASON_REVOCATION_UNKNOWN, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_UNKNOWN,                                   \
        "whether %s was revoked was not found out with the memory on our side and %d signatures of revocation lists; " \
        "have the peer send only the certificates that are needed"

/* The last %s of it: how far the search came. The issuer's name comes as %s. */
#define WHY_NO_LIST       "no revocation list of \"%s\" is at hand; load it"
#define WHY_OUT_OF_SCOPE  "the revocation list of \"%s\" that is at hand does not cover it; load the one that does"
#define WHY_UNKNOWN_PART  "the revocation list of \"%s\" has a critical extension that this library does not know"
#define WHY_NO_SIGNER     "nobody known by the name of \"%s\" may sign revocation lists, or signed the one at hand"
#define WHY_WEAK          "the revocation list of \"%s\" is signed in a way that is not safe or not known"
#define WHY_NOT_YET_VALID "the revocation list of \"%s\" is of the future; see whether the clock on our side is right"
#define WHY_OUT_OF_DATE   "the revocation list of \"%s\" is out of date; load the present one"
#define WHY_SOME_REASONS  "the revocation lists of \"%s\" at hand cover some reasons only; load the others too"

#endif
