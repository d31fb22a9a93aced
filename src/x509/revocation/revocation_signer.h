/* Who signed a revocation list (RFC 5280 §6.3.3 (f), (g)). */
#ifndef X509_REVOCATION_SIGNER_H
#define X509_REVOCATION_SIGNER_H

#include "x509/path/path_rules.h"
#include "x509/revocation/crl_set.h"

/* Which certificate of which path is judged. */
struct revocation_case {
    struct path *path;
    const struct certificate *anchor;
    unsigned index;
};

/* Finds the certificate by which the list is signed, among those above the one that is judged and the others that were
 * given, which must lead to the same anchor. */
bool revocation_find_signer(const struct revocation_case *judged, const tl_crl *crl, struct certificate *signer);

/* May the certificate sign lists, and is this one signed by it? Where no signature may be verified any more, that we
 * gave up is noted on the path. */
bool revocation_signed_list(const struct revocation_case *judged, const struct certificate *signer, const tl_crl *crl);

#endif
