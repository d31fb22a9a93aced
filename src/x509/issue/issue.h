/* Making a certificate or a request: what goes into it, resolved from the options. */
#ifndef X509_ISSUE_H
#define X509_ISSUE_H

#include <tlslite/x509.h>

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/signature.h"
#include "x509/issue/request.h"

enum { ISSUE_SERIAL_LEN = 16, ISSUE_KEY_ID_LEN = 20 };

struct issue {
    const tl_cert_options *options;
    const tl_crypto *crypto;
    const struct request *request; /* that is answered; NULL: none */
    const char *common_name;       /* NULL: the request's subject is taken, or there is none */
    int64_t not_before, not_after;
    struct private_key *key;          /* of the subject; NULL: the request's */
    const struct private_key *signer; /* the issuer's, or the subject's own */
    struct buffer subject, spki, extensions;
    tl_bytes requested_names; /* content of the request's subjectAltName, where it is taken */
    uint8_t serial[ISSUE_SERIAL_LEN];
    uint8_t key_id[HASH_MAX_LEN]; /* ISSUE_KEY_ID_LEN octets of it */
    tl_error *error;
};

/* Checks the options and fills in what they leave open. */
bool issue_options_check(struct issue *issue);

/* The same for a request, in which the issuer's part must be left out. */
bool issue_request_options_check(struct issue *issue);

/* Subject, and the extensions of a certificate or those that a request asks for. */
bool issue_write_extensions(struct issue *issue);
bool issue_write_requested_extensions(struct issue *issue);

/* The subject's key, new or given, and its SubjectPublicKeyInfo. */
bool issue_make_key(struct issue *issue);

void issue_clear(struct issue *issue);

#endif
