/* The traffic keys of TLS 1.3 (RFC 8446 §7). */
#ifndef HANDSHAKE_KEYS13_H
#define HANDSHAKE_KEYS13_H

#include "handshake/connection.h"

bool install_keys13(struct handshake *h, unsigned keys);

/* Installs the keys of a traffic secret for one direction. */
bool install_traffic13(struct connection *c, const struct secret *traffic, bool for_writing);

#endif
