/* Mozilla's certdata.txt for tests. */
#ifndef TESTS_SUPPORT_FORGE_CERTDATA_H
#define TESTS_SUPPORT_FORGE_CERTDATA_H

#include "support/forge.h"

#define CERTDATA_TRUSTED     "CKT_NSS_TRUSTED_DELEGATOR"
#define CERTDATA_MUST_VERIFY "CKT_NSS_MUST_VERIFY_TRUST"
#define CERTDATA_NOT_TRUSTED "CKT_NSS_NOT_TRUSTED"

/* Each appends to the text, which begins with a line "BEGINDATA". */
void certdata_add_text(struct buffer *text, const char *line);

/* The certificate itself; server_date ("300101000000Z"): servers are trusted only for what was issued until then; NULL:
 * always. */
void certdata_add_certificate(struct buffer *text, const struct forged *forged, const char *server_date);

/* For what it is trusted: the words above. */
void certdata_add_trust(struct buffer *text, const struct forged *forged, const char *server, const char *email);

#endif
