/* The numbers of an RSA private key: read, checked against each other, generated. */
#ifndef CRYPTO_LIBCRYPTO_RSA_NUMBERS_H
#define CRYPTO_LIBCRYPTO_RSA_NUMBERS_H

#include "crypto/libcrypto/rsa_key.h"

bool rsa_numbers_read(struct rsa_numbers *numbers, const struct private_key_parts *parts);
void rsa_numbers_clear(struct rsa_numbers *numbers);

/* Whether they are one key (RFC 8017 §3.2). That p and q are primes is not looked at: a key is its owner's choice, and
 * testing costs more than all the rest of loading. */
bool rsa_numbers_agree(const struct rsa_numbers *numbers);

struct private_key *rsa_generate(const tl_crypto *crypto, const struct private_key_parts *wanted, unsigned bits);

#endif
