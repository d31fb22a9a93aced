/* Revocation lists as objects: an index over the serial numbers of each, and frozen sets of them. */
#ifndef X509_CRL_SET_H
#define X509_CRL_SET_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "x509/certificate/certificate.h"
#include "x509/revocation/crl.h"

struct tl_crls {
    struct ref_count refs;
    tl_crl **crls; /* the latest first */
    size_t count;
};

const struct crl *crl_view(const tl_crl *crl);

/* Digests of what a list, and a set of them, say: a set's are equal where the lists are, in whatever order or number
 * they were given. */
#define CRLS_DIGEST_LEN 32
const uint8_t *crl_digest(const tl_crl *crl); /* CRLS_DIGEST_LEN octets */
bool crls_digest(const tl_crls *set, uint8_t out[CRLS_DIGEST_LEN]);

/* Takes over der.data, also where it fails. */
tl_crl *crl_object(tl_bytes der, tl_error *error);

/* The entry of the certificate that this issuer gave this serial number; of several the one that revokes for good. */
bool crl_find(const tl_crl *crl, tl_bytes issuer, tl_bytes serial, struct crl_entry *entry);

/* Is the signature that of this certificate's key? That the last one asked about was right is remembered, since a list
 * can be long. *budget counts down the signatures verified; at 0 none is right. */
bool crl_is_signed_by(const tl_crl *crl, const struct certificate *signer, const tl_crypto *crypto, unsigned *budget);

#endif
