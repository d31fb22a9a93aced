/* Messages that only TLS 1.3 has. */
#ifndef HANDSHAKE_TLS13_H
#define HANDSHAKE_TLS13_H

#include "handshake/flow.h"

enum step send_encrypted_extensions(struct handshake *h, struct writer *body);
enum step receive_encrypted_extensions(struct handshake *h, tl_bytes body);

#endif
