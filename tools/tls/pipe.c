#include "tls/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tls/commands.h"
#include "tls/report.h"

#define CHUNK 16384

/* Octets on their way from one side to the other. */
struct basin {
    uint8_t data[CHUNK];
    size_t start, end;
};

struct pipe {
    tl_conn *conn;
    struct basin out; /* from standard input to the peer */
    struct basin in;  /* from the peer to standard output */
    bool input_ended, shutdown_sent, peer_ended, failed;
    bool half_closes;
    unsigned patience_ms;
};

static size_t held(const struct basin *basin) {
    return basin->end - basin->start;
}

/* POLLOUT promises that a pipe takes so many octets without blocking (POSIX, write). */
static size_t without_blocking(const struct basin *basin) {
    return held(basin) < PIPE_BUF ? held(basin) : PIPE_BUF;
}

static bool take_input(struct pipe *pipe) {
    ssize_t length = read(STDIN_FILENO, pipe->out.data, CHUNK);
    if (length < 0 && errno != EINTR && errno != EAGAIN) {
        fprintf(stderr, "standard input cannot be read: %s\n", strerror(errno));
        return false;
    }
    if (length == 0) {
        pipe->input_ended = true;
    } else if (length > 0) {
        pipe->out.start = 0;
        pipe->out.end = (size_t)length;
    }
    return true;
}

static bool give_output(struct pipe *pipe) {
    ssize_t length = write(STDOUT_FILENO, pipe->in.data + pipe->in.start, without_blocking(&pipe->in));
    if (length < 0 && errno != EINTR && errno != EAGAIN) {
        fprintf(stderr, "standard output cannot be written: %s\n", strerror(errno));
        return false;
    }
    if (length > 0) {
        pipe->in.start += (size_t)length;
    }
    return true;
}

/* A failed call leaves its reason in the connection; what was received before is still delivered. */
static void note(struct pipe *pipe, tl_result result) {
    pipe->failed = pipe->failed || result == TL_FAILED;
    pipe->peer_ended = pipe->peer_ended || result == TL_CLOSED;
}

static void move_to_peer(struct pipe *pipe) {
    if (held(&pipe->out) > 0 && !pipe->failed) {
        size_t length = 0;
        note(pipe, tl_write(pipe->conn, pipe->out.data + pipe->out.start, held(&pipe->out), &length));
        pipe->out.start += length;
    }
    bool all_given = pipe->input_ended && held(&pipe->out) == 0;
    if (all_given && pipe->half_closes && !pipe->shutdown_sent && !pipe->failed) {
        pipe->shutdown_sent = true;
        note(pipe, tl_shutdown(pipe->conn));
    }
    if (!pipe->failed) {
        note(pipe, tl_flush(pipe->conn));
    }
}

/* True: something came. */
static bool move_from_peer(struct pipe *pipe) {
    if (held(&pipe->in) > 0 || pipe->peer_ended) {
        return false;
    }
    size_t length = 0;
    tl_result result = tl_read(pipe->conn, pipe->in.data, CHUNK, &length);
    note(pipe, result);
    if (result == TL_FAILED) {
        pipe->peer_ended = true;
    }
    pipe->in.start = 0;
    pipe->in.end = result == TL_OK ? length : 0;
    return pipe->in.end > 0;
}

/* While standard output takes nothing, nothing is received: the peer has to wait with us. */
static struct pollfd peer_events(const struct pipe *pipe) {
    short events = tl_conn_poll_events(pipe->conn);
    if (held(&pipe->in) > 0) {
        events = (short)(events & ~POLLIN);
    }
    return (struct pollfd){.fd = events != 0 && !pipe->peer_ended ? tl_conn_fd(pipe->conn) : -1, .events = events};
}

static bool wants_input(const struct pipe *pipe) {
    return !pipe->input_ended && !pipe->failed && held(&pipe->out) == 0;
}

/* Waits, then moves what standard input and output are ready for. *silent: nothing happened for all our patience. */
static bool wait_and_move(struct pipe *pipe, bool *silent) {
    struct pollfd fds[] = {
        {.fd = wants_input(pipe) ? STDIN_FILENO : -1, .events = POLLIN},
        {.fd = held(&pipe->in) > 0 ? STDOUT_FILENO : -1, .events = POLLOUT},
        peer_events(pipe),
    };
    bool bounded = pipe->input_ended && !pipe->half_closes;
    int ready = poll(fds, 3, bounded ? (int)pipe->patience_ms : -1);
    if (ready < 0) {
        return errno == EINTR;
    }
    *silent = ready == 0;
    if (fds[0].revents != 0 && !take_input(pipe)) {
        return false;
    }
    return fds[1].revents == 0 || give_output(pipe);
}

/* True: the peer ended and everything of it was printed, or it was silent for as long as we are patient. */
static bool run(struct pipe *pipe) {
    bool silent = false;
    for (;;) {
        move_to_peer(pipe);
        bool came = move_from_peer(pipe);
        if (silent || (pipe->peer_ended && held(&pipe->in) == 0)) {
            return true;
        }
        if (!came && !wait_and_move(pipe, &silent)) {
            return false;
        }
    }
}

/* What was read from standard input still goes out, then our close_notify. */
static int finish(struct pipe *pipe, const char *command, bool json) {
    if (held(&pipe->out) > 0 && tl_write_all(pipe->conn, pipe->out.data + pipe->out.start, held(&pipe->out)) != TL_OK) {
        fprintf(stderr, "%s: the server ended the connection before it took everything\n", command);
        return EXIT_USAGE_OR_IO;
    }
    if (!pipe->shutdown_sent && tl_shutdown(pipe->conn) == TL_FAILED) {
        return report_error(json, command, false, tl_conn_error(pipe->conn));
    }
    return EXIT_WELL;
}

static bool set_blocking(int fd, bool blocking) {
    int flags = fcntl(fd, F_GETFL);
    int wanted = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
    if (flags < 0 || fcntl(fd, F_SETFL, wanted) != 0) {
        fprintf(stderr, "the socket's mode cannot be changed: %s\n", strerror(errno));
        return false;
    }
    return true;
}

int pipe_through(tl_conn *conn, const char *command, bool json, unsigned patience_ms) {
    struct pipe pipe = {
        .conn = conn,
        .half_closes = tl_session_version(tl_conn_session(conn)) >= TL_TLS1_3,
        .patience_ms = patience_ms,
    };
    int fd = tl_conn_fd(conn);
    if (!set_blocking(fd, false) || !run(&pipe) || !set_blocking(fd, true)) {
        return EXIT_USAGE_OR_IO;
    }
    if (pipe.failed) {
        return report_error(json, command, false, tl_conn_error(conn));
    }
    tl_conn_set_timeout(conn, patience_ms);
    return finish(&pipe, command, json);
}
