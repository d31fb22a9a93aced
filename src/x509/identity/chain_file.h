/* Certificate chains as files hold them. */
#ifndef X509_CHAIN_FILE_H
#define X509_CHAIN_FILE_H

#include "base/error.h"
#include "x509/certificate/certificate.h"

#define CHAIN_MAX_CERTIFICATES 32

/* Every certificate in PEM text, or in DER one after the other, in the order in which they stand; each is parsed. What
 * *chain receives is one block of memory, to be released with mem_free. source names it in sentences. */
bool chain_parse(tl_bytes octets, tl_bytes **chain, size_t *num_chain, const char *source, tl_error *error);

enum chain_order {
    CHAIN_ORDERED,
    CHAIN_NO_LEAF,       /* no certificate is of this key */
    CHAIN_KEY_OF_ISSUER, /* the key is of one that issued another one of them: it is hardly the owner's */
};

/* Puts the first certificate of this key first, and behind it each certificate's issuer as far as the chain has them;
 * what then remains stays behind these in the order that it had. *place is where the key's certificate stood. Unless it
 * is CHAIN_ORDERED nothing is moved. */
enum chain_order chain_order(tl_bytes *chain, size_t num_chain, const struct public_key *key, size_t *place);

#endif
