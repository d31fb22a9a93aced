#ifndef TESTS_REFUSALS_OPENSSL_OCSP_H
#define TESTS_REFUSALS_OPENSSL_OCSP_H

#include <openssl/x509_vfy.h>

#include "refusals/scene.h"

/* Asks the stage's OCSP response about the leaf, of which the chain is good. */
void openssl_asks_response(const struct stage *stage, X509_STORE *store, X509 *leaf, STACK_OF(X509) * sent,
                           struct answer *answer);

#endif
