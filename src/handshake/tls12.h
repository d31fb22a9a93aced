/* Messages that only TLS 1.2 has. */
#ifndef HANDSHAKE_TLS12_H
#define HANDSHAKE_TLS12_H

#include "handshake/flow.h"

enum step send_server_hello_done(struct handshake *h, struct writer *body);
enum step receive_server_hello_done(struct handshake *h, tl_bytes body);
enum step send_change_cipher_spec(struct handshake *h, struct writer *none);
enum step receive_change_cipher_spec(struct handshake *h, tl_bytes none);

#endif
