#include <tlslite/x509.h>

#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/authentication.h"

enum when client_certificate_due(const struct handshake *h) {
    return h->certificate_requested ? MUST : NEVER;
}

static void write_chain(struct handshake *h, bool with_extensions, struct writer *body) {
    struct vector list = write_begin(body, 3);
    for (size_t i = 0; h->identity != NULL && i < h->identity->num_chain; i++) {
        write_vector(body, 3, h->identity->chain[i]);
        if (with_extensions) {
            choose_staple(h, i);
            extensions_write(h, IN_CERTIFICATE, body);
        }
    }
    write_close(body, list);
}

enum step send_certificate13(struct handshake *h, struct writer *body) {
    write_u8(body, 0); /* certificate_request_context */
    write_chain(h, true, body);
    return STEP_DONE;
}

enum step send_certificate12(struct handshake *h, struct writer *body) {
    write_chain(h, false, body);
    return STEP_DONE;
}

/* A server must show a certificate; a client need not where it is optional. */
static bool check_missing(struct handshake *h) {
    if (connection_role(h->conn) == ROLE_CLIENT) {
        return handshake_fail(h, NO_SERVER_CERTIFICATE);
    }
    if (server_config(h->conn)->client_cert != TL_CLIENT_CERT_REQUIRED) {
        return true;
    }
    return h->conn->version == TL_TLS1_3 ? handshake_fail(h, NO_PEER_CERTIFICATE)
                                         : handshake_fail(h, NO_PEER_CERTIFICATE_12);
}

typedef bool read_entry_fn(struct reader *list, struct certificate_entry *entry);

/* Every certificate has room for a response, those without one an empty view. */
static bool read_chain(struct handshake *h, tl_bytes list, read_entry_fn *read_entry,
                       tl_bytes responses[MAX_PEER_CHAIN]) {
    struct reader r = reader_of(list);
    for (struct certificate_entry entry; read_entry(&r, &entry);) {
        TRY(extensions_read(h, IN_CERTIFICATE, "Certificate", entry.extensions));
        TRY(add_peer_certificate(h, entry.der));
        responses[h->num_peer_chain - 1] = h->extensions.ocsp_response;
    }
    REQUIRE(read_end(&r), handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), "Certificate"));
    return h->num_peer_chain > 0 || check_missing(h);
}

static size_t without_gaps(tl_bytes *responses, size_t num) {
    size_t kept = 0;
    for (size_t i = 0; i < num; i++) {
        if (responses[i].len > 0) {
            responses[kept++] = responses[i];
        }
    }
    return kept;
}

enum step receive_certificate13(struct handshake *h, tl_bytes body) {
    struct certificate_message m;
    REQUIRE(parse_certificate13(body, &m), handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), "Certificate"));
    REQUIRE(m.request_context.len == 0, handshake_fail(h, REQUEST_CONTEXT, peer_name(h->conn)));
    tl_bytes responses[MAX_PEER_CHAIN];
    TRY(read_chain(h, m.list, read_certificate_entry13, responses));
    TRY(h->num_peer_chain == 0 || authenticate_peer(h, responses, without_gaps(responses, h->num_peer_chain)));
    return STEP_DONE;
}

static bool check_suite(struct handshake *h) {
    const struct suite *suite = h->conn->suite;
    REQUIRE(connection_role(h->conn) == ROLE_SERVER || suite_fits_key(suite, &h->peer_leaf.key),
            handshake_fail(h, SUITE_NOT_FOR_KEY, suite->name));
    return true;
}

bool judge_certificate12(struct handshake *h, tl_bytes ocsp_response) {
    TRY(authenticate_peer(h, &ocsp_response, ocsp_response.len > 0));
    return check_suite(h);
}

enum step receive_certificate12(struct handshake *h, tl_bytes body) {
    struct certificate_message m;
    REQUIRE(parse_certificate12(body, &m), handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), "Certificate"));
    tl_bytes responses[MAX_PEER_CHAIN];
    TRY(read_chain(h, m.list, read_certificate_entry12, responses));
    bool waits = certificate_status_due(h) == MAY;
    TRY(h->num_peer_chain == 0 || waits || judge_certificate12(h, (tl_bytes){0}));
    return STEP_DONE;
}
