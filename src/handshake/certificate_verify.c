#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/authentication.h"

/* A client proves that it holds its key if it sent a certificate: our own we know, the peer's we have seen. */
enum when client_proof_due(const struct handshake *h) {
    bool has_certificate = connection_role(h->conn) == ROLE_CLIENT ? h->identity != NULL : h->num_peer_chain > 0;
    return h->certificate_requested && has_certificate ? MUST : NEVER;
}

#define SIGNED_PADDING 64
#define SIGNED_LABEL   33 /* both labels have as many octets */

/* What is signed in TLS 1.3 (RFC 8446 §4.4.3). */
struct signed_content {
    uint8_t octets[SIGNED_PADDING + SIGNED_LABEL + 1 + HASH_MAX_LEN];
    size_t len;
};

static bool make_signed_content(const struct handshake *h, enum role signer, struct signed_content *content) {
    const char *label =
        signer == ROLE_SERVER ? "TLS 1.3, server CertificateVerify" : "TLS 1.3, client CertificateVerify";
    uint8_t *at = content->octets;
    memset(at, ' ', SIGNED_PADDING);
    memcpy(at + SIGNED_PADDING, label, SIGNED_LABEL + 1); /* with its NUL, the separator */
    content->len = SIGNED_PADDING + SIGNED_LABEL + 1 + h->conn->suite->hash->len;
    return transcript_hash(&h->transcript, at + SIGNED_PADDING + SIGNED_LABEL + 1);
}

enum step send_certificate_verify13(struct handshake *h, struct writer *body) {
    struct signed_content content;
    REQUIRE(make_signed_content(h, connection_role(h->conn), &content),
            handshake_fail(h, CRYPTO_FAILED, "hash the handshake"));
    return write_signature(h, bytes_of(content.octets, content.len), body);
}

enum step receive_certificate_verify13(struct handshake *h, tl_bytes body) {
    struct certificate_verify m;
    REQUIRE(parse_certificate_verify(body, &m),
            handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), "CertificateVerify"));
    struct signed_content content;
    REQUIRE(make_signed_content(h, other_role(connection_role(h->conn)), &content),
            handshake_fail(h, CRYPTO_FAILED, "hash the handshake"));
    TRY(check_signature(h, &m, bytes_of(content.octets, content.len), "CertificateVerify"));
    return STEP_DONE;
}

/* In TLS 1.2 the messages themselves are signed, under the scheme's own hash (RFC 5246 §7.4.8). */
enum step send_certificate_verify12(struct handshake *h, struct writer *body) {
    return write_signature(h, transcript_kept(&h->transcript), body);
}

enum step receive_certificate_verify12(struct handshake *h, tl_bytes body) {
    struct certificate_verify m;
    REQUIRE(parse_certificate_verify(body, &m), handshake_fail(h, BAD_MESSAGE, "client", "CertificateVerify"));
    TRY(check_signature(h, &m, transcript_kept(&h->transcript), "CertificateVerify"));
    return STEP_DONE;
}
