/* CertificateRequest, Certificate, CertificateStatus and CertificateVerify, in both families. */
#ifndef HANDSHAKE_CERTIFICATES_H
#define HANDSHAKE_CERTIFICATES_H

#include "handshake/flow.h"

enum when request_due(const struct handshake *h);
enum when client_certificate_due(const struct handshake *h);
enum when client_proof_due(const struct handshake *h);
enum when certificate_status_due(const struct handshake *h);

enum step send_certificate_request13(struct handshake *h, struct writer *body);
enum step receive_certificate_request13(struct handshake *h, tl_bytes body);
enum step send_certificate_request12(struct handshake *h, struct writer *body);
enum step receive_certificate_request12(struct handshake *h, tl_bytes body);

enum step send_certificate13(struct handshake *h, struct writer *body);
enum step receive_certificate13(struct handshake *h, tl_bytes body);
enum step send_certificate12(struct handshake *h, struct writer *body);
enum step receive_certificate12(struct handshake *h, tl_bytes body);

enum step send_certificate_status(struct handshake *h, struct writer *body);
enum step receive_certificate_status(struct handshake *h, tl_bytes body);

/* Sets h->staple to what our certificate at this place of the chain has, if the peer asked for it. */
void choose_staple(struct handshake *h, size_t index);

/* TLS 1.2: judges the peer's certificate by all that it showed; an empty response: none was stapled. */
bool judge_certificate12(struct handshake *h, tl_bytes ocsp_response);

enum step send_certificate_verify13(struct handshake *h, struct writer *body);
enum step receive_certificate_verify13(struct handshake *h, tl_bytes body);
enum step send_certificate_verify12(struct handshake *h, struct writer *body);
enum step receive_certificate_verify12(struct handshake *h, tl_bytes body);

#endif
