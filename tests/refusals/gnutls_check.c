/* GnuTLS says what docs/refusals.md says that it says, and where it differs from us the document says why. */
#include <stdio.h>

#include <gnutls/gnutls.h>

#include "refusals/document.h"

int main(void) {
    char name[60];
    snprintf(name, sizeof name, "GnuTLS %s", gnutls_check_version(NULL));
    return check_peer(PEER_GNUTLS, name, gnutls_answers);
}
