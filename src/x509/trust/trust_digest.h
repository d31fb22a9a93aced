/* A digest that tells sets of trust anchors apart, for the policy digest of sessions. */
#ifndef X509_TRUST_DIGEST_H
#define X509_TRUST_DIGEST_H

#include <tlslite.h>

#define TRUST_DIGEST_LEN 32

bool trust_digest(const tl_trust *trust, uint8_t out[TRUST_DIGEST_LEN]);

#endif
