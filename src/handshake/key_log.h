/* Lines of the SSLKEYLOGFILE format (RFC 9850), where the application asked for them. */
#ifndef HANDSHAKE_KEY_LOG_H
#define HANDSHAKE_KEY_LOG_H

#include "handshake/connection.h"

void key_log(const struct connection *c, const char *label, const struct secret *secret);

#endif
