/* Who we are and who the peer is: choosing our identity, judging the peer's certificate, making and checking
 * signatures. */
#ifndef HANDSHAKE_AUTHENTICATE_H
#define HANDSHAKE_AUTHENTICATE_H

#include "handshake/flow.h"
#include "policy/suites.h"
#include "x509/certificate/certificate.h"
#include "x509/identity/identity.h"

struct scheme;

bool suite_fits_key(const struct suite *suite, const struct public_key *key); /* TLS 1.2 */

/* ---- us ---- */

/* Server: sets h->identity and h->scheme by server name, the client's schemes and, in TLS 1.2, its suites and groups.
 */
bool choose_identity(struct handshake *h, tl_bytes client_suites);

/* Client: the scheme with which our identity can answer a CertificateRequest; NULL: none, so no certificate is sent. */
const struct scheme *choose_scheme(const struct handshake *h, const tl_identity *identity, tl_bytes peer_schemes);

/* Writes a DigitallySigned struct over message with our identity's key, or asks the application to sign and waits. */
enum step write_signature(struct handshake *h, tl_bytes message, struct writer *w);

/* ---- the peer ---- */

/* Adds one certificate to the peer's chain. */
bool add_peer_certificate(struct handshake *h, tl_bytes der);

/* Judges the peer's chain by the configuration: chain, name, fingerprint, key, revocation by what we have and the OCSP
 * responses that the peer stapled. */
bool authenticate_peer(struct handshake *h, const tl_bytes *responses, size_t num_responses);

struct certificate_verify;
/* Checks a signature of the peer's over message; where names the message for sentences. */
bool check_signature(struct handshake *h, const struct certificate_verify *signature, tl_bytes message,
                     const char *where);

#endif
