/* status_request (RFC 6066 §8, RFC 8446 §4.4.2.1): the peer is asked to staple OCSP responses to its certificates. In
 * TLS 1.2 a server's answer is empty and announces CertificateStatus; in TLS 1.3 the response is in the extension of
 * each certificate's entry, a client's too if the CertificateRequest asks for it. */
#include "handshake/handshake.h"
#include "wire/authentication.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    switch (place) {
    case IN_CLIENT_HELLO:
        return client_config(h->conn)->revocation.policy != TL_REVOCATION_OFF;
    case IN_CERTIFICATE_REQUEST:
        return server_config(h->conn)->revocation.policy != TL_REVOCATION_OFF;
    case IN_SERVER_HELLO12:
        return h->status_acknowledged;
    default: /* IN_CERTIFICATE */
        return h->staple.len > 0;
    }
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    if (place == IN_CLIENT_HELLO) {
        write_certificate_status_request(content);
    } else if (place == IN_CERTIFICATE) {
        write_certificate_status(content, &(struct certificate_status){h->staple});
    }
}

/* Other types of status than OCSP are passed over, and so are the responders and extensions that a client would like:
 * we have no choice of responses. */
static bool read_offer(struct extension_values *values, tl_bytes content) {
    struct certificate_status_request m;
    bool well_formed = parse_certificate_status_request(content, &m);
    values->status_request = m.is_ocsp;
    return well_formed;
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    if (place == IN_CLIENT_HELLO) {
        return read_offer(values, content);
    }
    if (place == IN_CERTIFICATE) {
        struct certificate_status m;
        bool well_formed = parse_certificate_status(content, &m);
        values->ocsp_response = m.ocsp_response;
        return well_formed;
    }
    values->status_request = true;
    return content.len == 0;
}

const struct extension extension_status_request = {
    EXTENSION_STATUS_REQUEST,
    "status_request",
    IN_CLIENT_HELLO | IN_SERVER_HELLO12 | IN_CERTIFICATE_REQUEST | IN_CERTIFICATE,
    wanted,
    write,
    read,
};
