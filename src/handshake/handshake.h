/* The state of one handshake. */
#ifndef HANDSHAKE_HANDSHAKE_H
#define HANDSHAKE_HANDSHAKE_H

#include <tlslite/engine.h>

#include "handshake/connection.h"
#include "handshake/extensions/extension.h"
#include "handshake/flow.h"
#include "keys/transcript.h"
#include "x509/certificate/certificate.h"

#define MAX_PEER_CHAIN 32 /* certificates that we look at; 10 is already strange */

/* An ephemeral key and its public share. */
struct key_share {
    const struct group *group;
    struct group_key key;
    struct buffer share;
};

struct handshake {
    struct connection *conn;

    /* flow.c alone moves these */
    const struct flow_family *family; /* NULL while the hellos run */
    const struct flow_row *row;
    bool keys_due; /* the row's message is done; its key effect is not */
    bool followed; /* more lay behind the peer's last message */

    struct transcript transcript;

    /* hello */
    uint8_t session_id[MAX_SESSION_ID_LEN];
    uint8_t session_id_len;
    uint32_t offered; /* our ClientHello's or CertificateRequest's extensions, by row of their table */
    struct extension_values extensions; /* of the message that is being handled: views */
    bool hello_retry;                   /* a HelloRetryRequest is needed, or was sent or received */
    struct buffer cookie;               /* of a HelloRetryRequest */
    uint8_t hello_digest[HASH_MAX_LEN]; /* of what a second ClientHello may not change */
    bool change_cipher_spec_sent;       /* the compatibility one of TLS 1.3 */
    bool extended_master_secret;
    bool secure_renegotiation; /* the client said so (RFC 5746) */
    bool client_point_formats;
    bool server_name_recognized;
    char *server_name; /* client: whom we expect; server: whom the client asked for */

    /* key exchange */
    const struct group *group;
    struct key_share key_shares[POLICY_MAX_LIST]; /* a client's offer; in TLS 1.2 the one of `group` */
    size_t num_key_shares;
    struct secret shared;
    struct buffer own_share; /* a server's answer, or a TLS 1.2 client's */

    /* secrets of TLS 1.3 */
    struct secret schedule, client_handshake, server_handshake;

    /* keys of TLS 1.2, both directions (RFC 5246 §6.3) */
    uint8_t key_block[2 * (AEAD_MAX_KEY_LEN + AEAD_NONCE_LEN)];

    /* authentication */
    const tl_identity *identity;
    const struct scheme *scheme; /* ours */
    bool certificate_requested;
    tl_cert **peer_chain;
    size_t num_peer_chain;
    struct certificate peer_leaf; /* views into peer_chain[0] */
    const struct scheme *peer_scheme;
    bool peer_authenticated;
    uint8_t hello_requests; /* a TLS 1.2 server's, during the handshake */

    /* stapled OCSP responses */
    bool status_asked;        /* by the peer */
    bool status_acknowledged; /* TLS 1.2: ServerHello said that CertificateStatus may follow */
    tl_bytes staple;          /* to our certificate that is being written, TLS 1.2: to the leaf; a view; empty: none */

    /* the open question */
    struct tl_question question;
    bool asking, answered;
    uint64_t last_question_id;
    struct buffer question_message, answer;
};

/* The dummy ChangeCipherSpec of compatibility mode: once, behind a server's first message, before a client's second
 * flight (RFC 8446 appendix D.4). */
void send_compatibility_record(struct handshake *h);

bool key_share_generate(struct handshake *h, struct key_share *share, const struct group *group);
void key_shares_clear(struct handshake *h);

struct handshake *handshake_new(struct connection *c);
void handshake_free(struct handshake *h); /* cancels an open question */

/* Fails the connection; always false, which is STEP_FAILED too. */
#define handshake_fail(h, ...) connection_fail((h)->conn, __VA_ARGS__)

#endif
