/* The client's part of the hellos: what it offers, and what it makes of the server's choice. */
#ifndef HANDSHAKE_OFFER_H
#define HANDSHAKE_OFFER_H

#include "handshake/flow.h"

enum step send_client_hello(struct handshake *h, struct writer *body);
enum step receive_hello_retry(struct handshake *h, tl_bytes body);
enum step receive_server_hello(struct handshake *h, tl_bytes body);

#endif
