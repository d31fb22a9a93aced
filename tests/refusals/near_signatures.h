/* Signatures that are nearly right: made by the right key, but with another number, encoding or padding than there may
 * be. */
#ifndef TESTS_REFUSALS_NEAR_SIGNATURES_H
#define TESTS_REFUSALS_NEAR_SIGNATURES_H

#include "refusals/odd_signatures.h"

/* by a key on P-256, with SHA-256 */
odd_signature sign_ecdsa_with_long_length; /* the SEQUENCE's length has an octet too many */
odd_signature sign_ecdsa_with_tail;        /* an octet behind the SEQUENCE */
odd_signature sign_ecdsa_with_zeros;       /* r and s are 0 */
odd_signature sign_ecdsa_with_large_r;     /* r and the group's order */

odd_signature sign_ed25519_with_large_s; /* S and the group's order */

/* by an RSA key of 2048 bits, PKCS #1 with SHA-256 */
odd_signature sign_rsa_with_long_number;   /* a zero octet before it */
odd_signature sign_rsa_without_null;       /* DigestInfo lacks the NULL of the hash's parameters */
odd_signature sign_rsa_with_tail;          /* eight octets of padding, and the rest behind the digest */
odd_signature sign_rsa_with_exponent_of_1; /* what is signed, in its padding: anybody can write it */

#endif
