/* An identity: a certificate chain, and its private key unless that is elsewhere. */
#ifndef X509_IDENTITY_H
#define X509_IDENTITY_H

#include "base/alloc.h"
#include "x509/certificate.h"

struct tl_identity {
    struct ref_count refs;
    tl_bytes *chain; /* DER, leaf first */
    size_t num_chain;
    struct certificate leaf;          /* views into chain[0] */
    struct private_key *key;          /* NULL: elsewhere */
    tl_cert *leaf_object;
};

#endif
