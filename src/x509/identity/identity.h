/* An identity: a certificate chain, and its private key unless that is elsewhere. */
#ifndef X509_IDENTITY_H
#define X509_IDENTITY_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "base/buffer.h"
#include "x509/certificate/certificate.h"

/* An OCSP response for a certificate of the chain; der empty: none. */
struct staple {
    struct buffer der;
    int64_t this_update, valid_until;
};

struct tl_identity {
    struct ref_count refs;
    tl_identity *of;        /* whose chain and key these are; NULL: its own */
    struct staple *staples; /* num_chain of them; NULL: none */
    tl_bytes *chain;        /* DER, leaf first; one block of memory with what it shows */
    size_t num_chain;
    struct certificate leaf; /* views into chain[0] */
    struct private_key *key; /* NULL: elsewhere */
    tl_cert *leaf_object;
};

/* Takes over the chain (one block, as chain_parse gives it) and the key, also where it fails. */
tl_identity *identity_new(tl_bytes *chain, size_t num_chain, struct private_key *key, tl_error *error);

/* The key that signs, with all that restricts it: the private one's public half, the certificate's where that is
 * elsewhere. */
const struct public_key *identity_signing_key(const tl_identity *identity);

/* The response to staple to a certificate of the chain at this time; empty: none is valid. */
tl_bytes identity_staple(const tl_identity *identity, size_t index, int64_t now);

void identity_staples_free(struct staple *staples, size_t count);

#endif
