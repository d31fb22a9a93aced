/* One certificate as two parsers see it. */
#ifndef FUZZ_CERTIFICATE_COMPARE_H
#define FUZZ_CERTIFICATE_COMPARE_H

#include <openssl/x509v3.h>

#include "x509/certificate/certificate.h"

/* All that both have: ends the program where a field differs and no class of differences explains it. */
void compare_certificates(const struct certificate *ours, X509 *theirs);

/* What we accept and libcrypto does not, in the extension (NID_undef: in the rest), for the reason that is first in its
 * queue of errors: ends the program unless the part is one that we do not look into. */
void explain_acceptance(const struct certificate *ours, int nid);

#endif
