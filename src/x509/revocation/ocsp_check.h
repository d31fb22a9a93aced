/* An OCSP response judged by itself, for one certificate and its issuer. */
#ifndef X509_OCSP_CHECK_H
#define X509_OCSP_CHECK_H

#include <tlslite/x509.h>

#include "x509/certificate/certificate.h"

struct ocsp_question {
    const struct certificate *certificate, *issuer;
    const tl_crypto *crypto; /* NULL: libcrypto */
    int64_t time;
};

/* What a response says, verified: good or revoked, in *status. False with the sentence in *error. */
bool ocsp_check(const struct ocsp_question *question, tl_bytes response, tl_revocation_status *status, tl_error *error);

#endif
