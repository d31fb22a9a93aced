/* A private key as programs see it. */
#ifndef X509_KEY_OBJECT_H
#define X509_KEY_OBJECT_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "crypto/signature.h"

struct tl_key {
    struct ref_count refs;
    struct private_key *key;
};

/* A new key; NULL with a sentence: there are no such options, or the crypto library could not. */
struct private_key *key_generate(const tl_crypto *crypto, tl_key_kind kind, unsigned rsa_bits, tl_error *error);

/* The same key once more; NULL: no memory. */
struct private_key *key_copy(const struct private_key *key);

#endif
