/* OpenSSL says what docs/refusals.md says that it says, and where it differs from us the document says why. */
#include <stdio.h>

#include <openssl/crypto.h>

#include "refusals/document.h"

int main(void) {
    char name[60];
    snprintf(name, sizeof name, "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
    return check_peer(PEER_OPENSSL, name, openssl_answers);
}
