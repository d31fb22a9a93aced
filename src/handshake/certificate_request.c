#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/authorities.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/authentication.h"

/* ClientCertificateType (RFC 5246 §7.4.4, RFC 8422 §5.5) */
enum { TYPE_RSA_SIGN = 1, TYPE_ECDSA_SIGN = 64 };

enum when request_due(const struct handshake *h) {
    if (connection_role(h->conn) == ROLE_CLIENT) {
        return MAY;
    }
    return server_config(h->conn)->client_cert != TL_CLIENT_CERT_NONE ? MUST : NEVER;
}

enum step send_certificate_request13(struct handshake *h, struct writer *body) {
    h->certificate_requested = true;
    write_u8(body, 0); /* certificate_request_context is for post-handshake authentication */
    extensions_write(h, IN_CERTIFICATE_REQUEST, body);
    return STEP_DONE;
}

/* Our certificate is sent if it can answer the request; else an empty one is. */
static void choose_client_identity(struct handshake *h, tl_bytes peer_schemes) {
    const tl_identity *identity = client_config(h->conn)->identity;
    h->certificate_requested = true;
    h->scheme = identity != NULL ? choose_scheme(h, identity, peer_schemes) : NULL;
    h->identity = h->scheme != NULL ? identity : NULL;
}

enum step receive_certificate_request13(struct handshake *h, tl_bytes body) {
    struct certificate_request13 m;
    REQUIRE(parse_certificate_request13(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "CertificateRequest"));
    TRY(extensions_read(h, IN_CERTIFICATE_REQUEST, "CertificateRequest", m.extensions));
    REQUIRE(m.request_context.len == 0, handshake_fail(h, REQUEST_CONTEXT, "server"));
    REQUIRE(h->extensions.signature_algorithms.data != NULL,
            handshake_fail(h, MISSING_EXTENSION, "server", extension_signature_algorithms.name));
    h->status_asked = h->extensions.status_request;
    choose_client_identity(h, h->extensions.signature_algorithms);
    return STEP_DONE;
}

enum step send_certificate_request12(struct handshake *h, struct writer *body) {
    static const uint8_t types[] = {TYPE_ECDSA_SIGN, TYPE_RSA_SIGN};
    h->certificate_requested = true;
    write_vector(body, 1, bytes_of(types, sizeof types));
    extension_signature_algorithms.write(h, IN_CERTIFICATE_REQUEST, body);
    write_authorities(server_config(h->conn)->client_trust, body);
    return STEP_DONE;
}

enum step receive_certificate_request12(struct handshake *h, tl_bytes body) {
    struct certificate_request12 m;
    REQUIRE(parse_certificate_request12(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "CertificateRequest"));
    choose_client_identity(h, m.signature_algorithms);
    return STEP_DONE;
}
