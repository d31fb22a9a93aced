/* The server's part of the hellos: it chooses version, suite, group, identity and protocol from what the client
 * offers. */
#ifndef HANDSHAKE_CHOOSE_H
#define HANDSHAKE_CHOOSE_H

#include "handshake/flow.h"

enum step receive_client_hello(struct handshake *h, tl_bytes body);
enum step send_hello_retry(struct handshake *h, struct writer *body);
enum step send_server_hello(struct handshake *h, struct writer *body);

#endif
