/* The OCSP response that a TLS 1.2 server staples to its certificate (RFC 6066 §8). */
#include "base/control.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/authentication.h"
#include "x509/identity/identity.h"

/* A server that said it would need not send one. */
enum when certificate_status_due(const struct handshake *h) {
    if (!h->status_acknowledged) {
        return NEVER;
    }
    return connection_role(h->conn) == ROLE_SERVER ? MUST : MAY;
}

void choose_staple(struct handshake *h, size_t index) {
    tl_bytes none = {0};
    h->staple = h->status_asked ? identity_staple(h->identity, index, config_time(h->conn->config)) : none;
}

enum step send_certificate_status(struct handshake *h, struct writer *body) {
    write_certificate_status(body, &(struct certificate_status){h->staple});
    return STEP_DONE;
}

enum step receive_certificate_status(struct handshake *h, tl_bytes body) {
    struct certificate_status m;
    REQUIRE(parse_certificate_status(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "CertificateStatus"));
    TRY(judge_certificate12(h, m.ocsp_response));
    return STEP_DONE;
}
