/* The server's event loop. */
#ifndef TLS_SERVE_H
#define TLS_SERVE_H

#include "tls/https_connection.h"
#include "tls/listener.h"

/* Serves clients, at most max_clients at once, until SIGINT or SIGTERM. False: the loop itself failed, which was said.
 */
bool serve(const struct https_site *site, const struct listener *listener, const char *command, size_t max_clients);

#endif
