/* Fingerprints of certificates, as people write them: SHA-256 or SHA-1 in hexadecimal digits of either case, with or
 * without colons. */
#ifndef X509_FINGERPRINT_H
#define X509_FINGERPRINT_H

#include "base/bytes.h"

bool fingerprint_is_well_formed(const char *hex);
bool fingerprint_is_sha1(const char *hex); /* well formed, and the shorter of the two */

/* False also where the fingerprint is not well formed. */
bool fingerprint_matches(tl_bytes der, const char *hex);

#endif
