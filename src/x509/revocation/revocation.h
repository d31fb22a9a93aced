/* Was a certificate of a path revoked? By revocation lists (RFC 5280 §6.3) and OCSP responses (RFC 6960). */
#ifndef X509_REVOCATION_H
#define X509_REVOCATION_H

#include <tlslite/x509.h>

struct certificate;
struct path;

/* What is asked; zeroed: nothing is. */
struct revocation_request {
    tl_revocation policy;
    const tl_crls *crls;       /* NULL: none */
    const tl_bytes *responses; /* OCSP responses, DER, in any order */
    size_t num_responses;
    unsigned short_lived_days;
    bool stapling_asked;          /* the leaf's owner was asked for a response: if it must have one, it must show it */
    tl_revocation_status *status; /* receives that of the leaf; NULL: not wanted */
    bool of_signer;               /* the path is that of a certificate that signs lists */
};

#define REVOCATION_MAX_SIGNATURES 32 /* of revocation lists and OCSP responses, over all paths tried */

/* Judges every certificate of a path that leads to this anchor. False with the sentence in *error. */
bool revocation_check(struct path *path, const struct certificate *anchor, tl_error *error);

#endif
