/* Messages after the handshake (RFC 8446 §4.6). */
#ifndef WIRE_POST_HANDSHAKE_H
#define WIRE_POST_HANDSHAKE_H

#include "base/reader.h"
#include "base/writer.h"

enum key_update_request { KEY_UPDATE_NOT_REQUESTED = 0, KEY_UPDATE_REQUESTED = 1 };

struct new_session_ticket {
    uint32_t lifetime, age_add;
    tl_bytes nonce, ticket, extensions;
};

bool parse_key_update(tl_bytes body, uint8_t *request);
bool parse_new_session_ticket(tl_bytes body, struct new_session_ticket *m);

#endif
