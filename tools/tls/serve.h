/* The server's event loop. */
#ifndef TLS_SERVE_H
#define TLS_SERVE_H

#include "tls/https_connection.h"
#include "tls/listener.h"

struct serving {
    const struct https_site *site;
    const struct listener *listener;
    const char *command;
    size_t max_clients; /* at once */
    /* Called between turns of clients: at SIGHUP, where site->config may be replaced, and about twice a second. */
    void (*reload)(void *arg), (*tick)(void *arg);
    void *arg;
};

/* Serves clients until SIGINT or SIGTERM, or until the terminal that it was started at is gone. False: the loop itself
 * failed, which was said. */
bool serve(const struct serving *serving);

/* From now on a SIGHUP waits until clients are served. */
void serve_hold_reloads(void);

#endif
