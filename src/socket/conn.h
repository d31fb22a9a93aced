/* A connection: an engine, the fd it speaks through, and what the application gave back unread. */
#ifndef SOCKET_CONN_H
#define SOCKET_CONN_H

#include <tlslite/engine.h>

#include "base/buffer.h"
#include "socket/transport.h"
#include "socket/wait.h"

struct tl_conn {
    tl_engine *engine;
    struct transport transport;
    struct buffer unread;  /* goes before what the engine holds */
    const tl_error *error; /* our first failure, NULL: none of ours, the engine may have one */
    unsigned timeout_ms;   /* for each read or write; 0: none */
    unsigned handshake_timeout_ms;
    struct deadline handshake_deadline; /* counted from the first call that runs the handshake */
    bool handshake_begun, handshake_over;
    int send_errno;      /* why, where ... */
    bool send_failed;    /* nothing can be sent any more; what came before may still be read */
    bool owes_data;      /* not all that the application wrote has gone out */
    bool receive_failed; /* nothing can be received any more */
    bool input_ended;    /* the end of the input was seen and told to the engine */
    bool said_last_words;
    bool keep_fd;
    char peer_address[PEER_ADDRESS_SIZE];
};

/* How long a call may wait: on a blocking fd until the deadline, on a non-blocking one only if it must. */
struct patience {
    struct deadline until;
    bool even_if_nonblocking;
};

/* The first failure stays. Always TL_FAILED. */
tl_result conn_fail(tl_conn *conn, const tl_error *error);
void conn_leave_failure_to_engine(tl_conn *conn); /* which knows the reason better */
bool conn_engine_failed(const tl_conn *conn);

/* The connection's part that the public calls and closing share. */
tl_result conn_handshake(tl_conn *conn, struct patience patience);

#endif
