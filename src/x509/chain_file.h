/* Certificate chains as files hold them. */
#ifndef X509_CHAIN_FILE_H
#define X509_CHAIN_FILE_H

#include "base/error.h"
#include "x509/certificate.h"

#define CHAIN_MAX_CERTIFICATES 32

/* Every certificate in PEM text, or in DER one after the other, in the order in which they stand; each is parsed. What
 * *chain receives is one block of memory, to be released with mem_free. source names it in sentences. */
bool chain_parse(tl_bytes octets, tl_bytes **chain, size_t *num_chain, const char *source, tl_error *error);

/* Puts the first certificate of this key first, and behind it each certificate's issuer as far as the chain has them;
 * what then remains stays behind these in the order that it had. False, and nothing moved: none is of this key. */
bool chain_order(tl_bytes *chain, size_t num_chain, const struct public_key *key);

#endif
