/* What lives as long as a connection: its keys, its session, its failure. Everything that only the handshake needs is
 * in struct handshake, which is freed when the handshake is complete. */
#ifndef HANDSHAKE_CONNECTION_H
#define HANDSHAKE_CONNECTION_H

#include "base/buffer.h"
#include "config/config.h"
#include "record/record.h"
#include "session/session.h"
#include "wire/hello.h"

struct handshake;

struct connection {
    const struct config *config;
    struct handshake *handshake; /* NULL once complete */
    tl_session *session;
    tl_error *error; /* NULL: nothing failed; the first failure sticks */
    const struct suite *suite;
    tl_protocol version; /* 0 until it is chosen */

    struct protection read, write;
    struct secret client_traffic, server_traffic; /* TLS 1.3: application_traffic_secret_N (RFC 8446 §7.2) */
    struct secret exporter;                       /* TLS 1.3: exporter_master_secret; TLS 1.2: master_secret */
    uint8_t client_random[RANDOM_LEN], server_random[RANDOM_LEN];

    struct buffer flight;          /* handshake messages that are to be sealed, in order */
    bool change_cipher_spec_due;   /* behind the flight */
    bool key_update_due;           /* we owe the peer a KeyUpdate */
    bool key_update_requests_peer; /* ... and ask it for one */
    uint64_t key_updates_read, key_updates_written;
    uint8_t key_updates_in_row;    /* without application data between them */
    uint8_t no_renegotiations_due; /* warnings that we owe (RFC 5246 §7.4.1.1) */
    uint8_t renegotiations_asked;
};

static inline enum role connection_role(const struct connection *c) {
    return c->config->role;
}

static inline const tl_client_config *client_config(const struct connection *c) {
    return (const tl_client_config *)c->config;
}

static inline const tl_server_config *server_config(const struct connection *c) {
    return (const tl_server_config *)c->config;
}

/* "client" or "server": the other side, for sentences. */
const char *peer_name(const struct connection *c);

/* Records the first failure; always returns false. */
bool connection_fail(struct connection *c, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Takes a failure over that another layer described; always returns false. */
bool connection_fail_with(struct connection *c, const tl_error *error);
void connection_clear(struct connection *c);

/* Our sending traffic secret, and the peer's. */
struct secret *own_traffic(struct connection *c);
struct secret *peer_traffic(struct connection *c);

#endif
