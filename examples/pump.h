/* The whole of what an event loop needs around an engine: to be copied. */
#ifndef PUMP_H
#define PUMP_H

#include <errno.h>
#include <sys/socket.h>
#include <tlslite/engine.h>

/* Both say: 1 something moved, 0 not now, -1 the connection is broken. */
static int send_some(tl_engine *engine, int fd) {
    tl_bytes out = tl_engine_output(engine);
    ssize_t sent = out.len > 0 ? send(fd, out.data, out.len, MSG_DONTWAIT | MSG_NOSIGNAL) : 0; /* no SIGPIPE */
    if (sent < 0) {
        return errno == EINTR ? 1 : errno == EAGAIN ? 0 : -1;
    }
    tl_engine_sent(engine, (size_t)sent);
    return sent > 0;
}

static int receive_some(tl_engine *engine, int fd) {
    size_t room;
    uint8_t *in = tl_engine_input(engine, &room);
    if (in == NULL) {
        return 0; /* the pool has no buffer just now */
    }
    ssize_t got = recv(fd, in, room, MSG_DONTWAIT);
    int why = errno;
    (void)!tl_engine_received(engine, got > 0 ? (size_t)got : 0); /* if it fails, an alert waits in the output */
    if (got == 0) {
        (void)!tl_engine_received_eof(engine);
    }
    return got >= 0 || why == EINTR ? 1 : why == EAGAIN ? 0 : -1;
}

/* pump is called when the fd is ready for something. 1: there is plaintext to read or a question to answer; 0: poll
 * again; -1: it is over, and the last alert has gone out as far as the network took it. */
static int pump(tl_engine *engine, int fd) {
    for (;;) {
        int moved = send_some(engine, fd);
        unsigned ready = tl_engine_ready(engine);
        if (moved >= 0 && (ready & (TL_CAN_READ | TL_MUST_ANSWER))) {
            return 1;
        }
        if (moved == 0 && (ready & TL_CAN_RECEIVE)) {
            moved = receive_some(engine, fd); /* whether or not our own output is stuck */
        } else if (moved == 0 && !(ready & TL_MUST_SEND)) {
            return -1;
        }
        if (moved <= 0) {
            return moved;
        }
    }
}

#endif
