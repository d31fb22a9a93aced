/* The messages that authenticate: Certificate, CertificateRequest, CertificateVerify in both families
 * (RFC 8446 §4.3.2, §4.4; RFC 5246 §7.4.2, §7.4.4, §7.4.8), and what is stapled to them (RFC 6066 §8). */
#ifndef WIRE_AUTHENTICATION_H
#define WIRE_AUTHENTICATION_H

#include "base/reader.h"
#include "base/writer.h"

/* One certificate of a list. extensions: the content of the entry's list (TLS 1.3). */
struct certificate_entry {
    tl_bytes der, extensions;
};

struct certificate_message {
    tl_bytes request_context; /* TLS 1.3 */
    tl_bytes list;
};

bool parse_certificate13(tl_bytes body, struct certificate_message *m);
bool parse_certificate12(tl_bytes body, struct certificate_message *m);
bool read_certificate_entry13(struct reader *list, struct certificate_entry *entry); /* false: no more, or failed */
bool read_certificate_entry12(struct reader *list, struct certificate_entry *entry);

/* A CertificateStatus: TLS 1.2's message, and in TLS 1.3 the extension of an entry. The one type of status that is
 * asked for is an OCSP response (DER). */
struct certificate_status {
    tl_bytes ocsp_response;
};

bool parse_certificate_status(tl_bytes body, struct certificate_status *m);
void write_certificate_status(struct writer *w, const struct certificate_status *m);

/* The content of a ClientHello's status_request. Of other types than OCSP nothing is known. */
struct certificate_status_request {
    bool is_ocsp;
    tl_bytes responder_ids, request_extensions;
};

bool parse_certificate_status_request(tl_bytes content, struct certificate_status_request *m);
void write_certificate_status_request(struct writer *w); /* OCSP, from whatever responder */

struct certificate_request13 {
    tl_bytes request_context, extensions;
};
struct certificate_request12 {
    tl_bytes certificate_types, signature_algorithms, authorities;
};

bool parse_certificate_request13(tl_bytes body, struct certificate_request13 *m);
bool parse_certificate_request12(tl_bytes body, struct certificate_request12 *m);

/* A DigitallySigned struct, which is all of CertificateVerify. */
struct certificate_verify {
    uint16_t scheme;
    tl_bytes signature;
};

bool parse_certificate_verify(tl_bytes body, struct certificate_verify *m);
void read_digitally_signed(struct reader *r, struct certificate_verify *m);
void write_digitally_signed(struct writer *w, uint16_t scheme, tl_bytes signature);

#endif
