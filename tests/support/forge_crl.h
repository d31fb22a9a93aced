/* Revocation lists for tests. What a forgery leaves at 0 is the date of a good list: from a day before FORGE_NOW to a
 * day after it; an entry is an hour old. */
#ifndef TESTS_SUPPORT_FORGE_CRL_H
#define TESTS_SUPPORT_FORGE_CRL_H

#include <tlslite/x509.h>

#include "support/crl_writer.h"
#include "support/forge.h"

/* Entries: of what forge made without saying a serial number, and of another certificate. */
extern const struct forged_entry forged_revoked, forged_held, forged_removed; /* key compromise; hold; removeFromCRL */
extern const struct forged_entry forged_other;                                /* key compromise */
extern const struct forged_entry forged_strange, forged_harmless; /* ... with an unknown extension, critical or not */

/* Each fails the running test where it cannot be made. */
struct buffer forge_crl(const struct crl_forgery *forgery);
tl_crl *forge_crl_object(const struct crl_forgery *forgery);
tl_crls *forge_crls(const struct crl_forgery *forgeries, size_t num_forgeries);

/* The Name of the one who was forged. */
tl_bytes forged_subject(const struct forged *forged);

#endif
