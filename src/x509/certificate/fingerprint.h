/* Fingerprints of certificates, as people write them: SHA-256 or SHA-1 in hexadecimal digits of either case, with or
 * without colons; several with commas or blanks between them. */
#ifndef X509_FINGERPRINT_H
#define X509_FINGERPRINT_H

#include <tlslite.h>

#include "base/bytes.h"

/* And there is at least one. *wrong is how the first that is none begins, empty where there is no other; it may be
 * NULL. */
bool fingerprints_are_well_formed(const char *list, tl_bytes *wrong);

/* Is one of them that of this certificate? False also where any of them is not well formed. */
bool fingerprints_match(tl_bytes der, const char *list);

/* The same with the sentence on whose certificate it is not. */
bool fingerprints_check(const tl_cert *cert, const char *list, tl_error *error);

/* A well-formed list written in one way only, whatever its order and letters: lower case, no colons, sorted, each once.
 * Freed with mem_free; NULL: out of memory. */
char *fingerprints_plain(const char *list);

#endif
