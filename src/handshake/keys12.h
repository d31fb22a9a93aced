/* The master secret and connection keys of TLS 1.2 (RFC 5246 §6.3, §8.1, RFC 7627). */
#ifndef HANDSHAKE_KEYS12_H
#define HANDSHAKE_KEYS12_H

#include "handshake/connection.h"

bool install_keys12(struct handshake *h, unsigned keys);

#endif
