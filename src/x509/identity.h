/* An identity: a certificate chain, and its private key unless that is elsewhere. */
#ifndef X509_IDENTITY_H
#define X509_IDENTITY_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "x509/certificate.h"

struct tl_identity {
    struct ref_count refs;
    tl_bytes *chain; /* DER, leaf first; one block of memory with what it shows */
    size_t num_chain;
    struct certificate leaf; /* views into chain[0] */
    struct private_key *key; /* NULL: elsewhere */
    tl_cert *leaf_object;
};

/* Takes over the chain (one block, as chain_parse gives it) and the key, also where it fails. */
tl_identity *identity_new(tl_bytes *chain, size_t num_chain, struct private_key *key, tl_error *error);

#endif
