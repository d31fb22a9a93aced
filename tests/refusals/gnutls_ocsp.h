#ifndef TESTS_REFUSALS_GNUTLS_OCSP_H
#define TESTS_REFUSALS_GNUTLS_OCSP_H

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "refusals/scene.h"

/* Asks the stage's OCSP response about the leaf, of which the chain is good. */
void gnutls_asks_response(const struct stage *stage, gnutls_x509_crt_t leaf, gnutls_x509_crt_t issuer,
                          struct answer *answer);

#endif
