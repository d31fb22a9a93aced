#include "handshake/post_handshake.h"

#include "base/control.h"
#include "handshake/keys13.h"
#include "handshake/sentences.h"
#include "keys/prf12.h"
#include "keys/schedule13.h"
#include "wire/extension.h"
#include "wire/post_handshake.h"

#define MAX_KEY_UPDATES_IN_ROW 32
#define MAX_RENEGOTIATIONS     4

/* ---- KeyUpdate (RFC 8446 §4.6.3) ---- */

static bool receive_key_update(struct connection *c, const struct flow_message *message) {
    uint8_t request;
    REQUIRE(parse_key_update(bytes_from(message->octets, MESSAGE_HEADER_LEN), &request),
            connection_fail(c, BAD_MESSAGE, peer_name(c), "KeyUpdate"));
    REQUIRE(request <= KEY_UPDATE_REQUESTED, connection_fail(c, BAD_KEY_UPDATE, peer_name(c), request));
    REQUIRE(!message->followed, connection_fail(c, MESSAGE_ACROSS_KEY_CHANGE, peer_name(c)));
    REQUIRE(c->key_updates_in_row++ < MAX_KEY_UPDATES_IN_ROW,
            connection_fail(c, TOO_MANY_KEY_UPDATES, peer_name(c), MAX_KEY_UPDATES_IN_ROW));
    c->key_updates_read++;
    c->key_update_due |= request == KEY_UPDATE_REQUESTED; /* one answer serves all that wait */
    REQUIRE(traffic_update13(c->suite->hash, peer_traffic(c)), connection_fail(c, CRYPTO_FAILED, "update a key"));
    return install_traffic13(c, peer_traffic(c), false);
}

void key_update_write(const struct connection *c, uint8_t message[KEY_UPDATE_LEN]) {
    message[0] = MESSAGE_KEY_UPDATE;
    message[1] = 0;
    message[2] = 0;
    message[3] = 1;
    message[4] = c->key_update_requests_peer ? KEY_UPDATE_REQUESTED : KEY_UPDATE_NOT_REQUESTED;
}

bool key_update_sent(struct connection *c) {
    c->key_update_due = false;
    c->key_update_requests_peer = false;
    c->key_updates_written++;
    REQUIRE(traffic_update13(c->suite->hash, own_traffic(c)), connection_fail(c, CRYPTO_FAILED, "update a key"));
    return install_traffic13(c, own_traffic(c), true);
}

/* ---- NewSessionTicket: checked, and passed over until sessions can be resumed ---- */

static bool receive_new_session_ticket(struct connection *c, const struct flow_message *message) {
    struct new_session_ticket m;
    REQUIRE(parse_new_session_ticket(bytes_from(message->octets, MESSAGE_HEADER_LEN), &m),
            connection_fail(c, BAD_MESSAGE, "server", "NewSessionTicket"));
    int duplicate;
    REQUIRE(check_extensions(m.extensions, &duplicate), connection_fail(c, BAD_MESSAGE, "server", "NewSessionTicket"));
    REQUIRE(duplicate < 0, connection_fail(c, DUPLICATE_EXTENSION, "server", duplicate));
    return true;
}

/* ---- renegotiation: refused with a warning, which the peer may bear (RFC 5246 §7.2.2) ---- */

static bool refuse_renegotiation(struct connection *c, const struct flow_message *message) {
    REQUIRE(message->kind != MESSAGE_HELLO_REQUEST || message->octets.len == MESSAGE_HEADER_LEN,
            connection_fail(c, BAD_MESSAGE, "server", "HelloRequest"));
    REQUIRE(c->renegotiations_asked++ < MAX_RENEGOTIATIONS, connection_fail(c, TOO_MANY_RENEGOTIATIONS, peer_name(c)));
    c->no_renegotiations_due++;
    return true;
}

/* ---- the table ---- */

struct post_row {
    tl_protocol version;
    bool from_client, from_server;
    enum message message;
    bool (*receive)(struct connection *c, const struct flow_message *message);
};

static const struct post_row rows[] = {
    {TL_TLS1_3, true, true, MESSAGE_KEY_UPDATE, receive_key_update},
    {TL_TLS1_3, false, true, MESSAGE_NEW_SESSION_TICKET, receive_new_session_ticket},
    {TL_TLS1_2, false, true, MESSAGE_HELLO_REQUEST, refuse_renegotiation},
    {TL_TLS1_2, true, false, MESSAGE_CLIENT_HELLO, refuse_renegotiation},
};

bool post_handshake_receive(struct connection *c, const struct flow_message *message) {
    bool from_client = connection_role(c) == ROLE_SERVER;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct post_row *row = &rows[i];
        bool fits = row->version == c->version && (from_client ? row->from_client : row->from_server);
        if (fits && row->message == message->kind) {
            return row->receive(c, message);
        }
    }
    return connection_fail(c, UNEXPECTED_AFTER, peer_name(c), message_name(message->kind));
}

/* ---- exporter ---- */

bool connection_export(const struct connection *c, const char *label, tl_bytes context, uint8_t *out, size_t len) {
    const struct hash_alg *hash = c->suite->hash;
    if (c->version == TL_TLS1_3) {
        return export13(hash, &c->exporter, label, context, out, len);
    }
    return export12(hash, &c->exporter, bytes_of(c->client_random, RANDOM_LEN), bytes_of(c->server_random, RANDOM_LEN),
                    label, context, out, len);
}
