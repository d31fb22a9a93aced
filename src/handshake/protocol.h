/* The application protocol (RFC 7301): the server chooses, the client checks. */
#ifndef HANDSHAKE_PROTOCOL_H
#define HANDSHAKE_PROTOCOL_H

#include <stdbool.h>

struct handshake;

bool choose_protocol(struct handshake *h);      /* server: from the ClientHello's list, by our preference */
bool client_take_protocol(struct handshake *h); /* client: from the server's answer, if it has one */

#endif
