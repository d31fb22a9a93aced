/* Diffie-Hellman in the shape of a KEM: to encapsulate is to make a key of one's own and agree with the offer. */
#ifndef CRYPTO_DIFFIE_HELLMAN_H
#define CRYPTO_DIFFIE_HELLMAN_H

#include "crypto/group.h"

enum group_result diffie_hellman_encapsulate(const struct group_alg *alg, const tl_crypto *crypto, tl_bytes offer,
                                             uint8_t *answer, struct secret *shared);

#endif
