/* Messages after the handshake (RFC 8446 §4.6; RFC 5246 §7.4.1.1 for who still asks for renegotiation). */
#ifndef HANDSHAKE_POST_HANDSHAKE_H
#define HANDSHAKE_POST_HANDSHAKE_H

#include "handshake/connection.h"
#include "handshake/flow.h"

bool post_handshake_receive(struct connection *c, const struct flow_message *message);

/* Makes the KeyUpdate message that is due (5 octets); the keys change by key_update_sent once it is sealed. */
#define KEY_UPDATE_LEN 5
void key_update_write(const struct connection *c, uint8_t message[KEY_UPDATE_LEN]);
bool key_update_sent(struct connection *c);

/* RFC 8446 §7.5, RFC 5705 */
bool connection_export(const struct connection *c, const char *label, tl_bytes context, uint8_t *out, size_t len);

#endif
