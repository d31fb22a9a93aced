/* One client of the server: a socket, an engine, the request that is read and the reply that is sent. */
#ifndef TLS_HTTPS_CONNECTION_H
#define TLS_HTTPS_CONNECTION_H

#include <stdbool.h>
#include <stdint.h>

#include <tlslite/engine.h>

#include "tls/reply.h"
#include "tls/request.h"

/* What all connections of a server have in common. */
struct https_site {
    const tl_server_config *config;
    tl_buffers *buffers;
    int directory;
    bool json;
    unsigned timeout_ms; /* for the handshake, for a request, for a reply that does not move, and between requests */
};

enum https_phase {
    PHASE_HANDSHAKE,
    PHASE_IDLE,
    PHASE_REQUEST,
    PHASE_REPLY,
    PHASE_CLOSING,  /* what is left to send goes out */
    PHASE_LINGERING /* our side has ended: what still comes is dropped, so that it resets nothing */
};

struct https_connection {
    const struct https_site *site;
    int fd;
    enum https_phase phase;
    tl_engine *engine;
    struct request request;
    struct reply *reply;
    int64_t started, deadline; /* milliseconds on the monotonic clock */
    bool peer_ended, broken, failure_reported;
    bool unfinished; /* more could be done at once: it is another one's turn */
    char peer[64];
};

/* Takes the fd, whether it succeeds or not. */
struct https_connection *https_connection_new(const struct https_site *site, int fd, const char *peer);
void https_connection_free(struct https_connection *connection);

/* Moves what can move. False: it is over. */
bool https_connection_go_on(struct https_connection *connection);

/* To be called when the deadline has passed: an idle connection is closed in order, any other is over at once (false).
 */
bool https_connection_time_is_up(struct https_connection *connection);

bool https_connection_wants_input(const struct https_connection *connection);
bool https_connection_wants_output(const struct https_connection *connection);
bool https_connection_wants_buffer(const struct https_connection *connection);

/* Ends it with close_notify, as far as that goes without waiting. */
void https_connection_say_goodbye(struct https_connection *connection);

int64_t monotonic_ms(void);

#endif
