#include "tls/https_connection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tls/report.h"

#define ROUNDS      32   /* of moving before it is another connection's turn */
#define FAREWELL_MS 3000 /* for the last octets, and for the peer's end */

int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void enter(struct https_connection *connection, enum https_phase phase) {
    connection->phase = phase;
    connection->deadline =
        monotonic_ms() + (phase >= PHASE_CLOSING ? FAREWELL_MS : (int64_t)connection->site->timeout_ms);
}

struct https_connection *https_connection_new(const struct https_site *site, int fd, const char *peer) {
    struct https_connection *connection = calloc(1, sizeof *connection);
    tl_error error;
    if (connection != NULL) {
        connection->engine = tl_engine_new_server(site->config, site->buffers, &error);
    }
    if (connection == NULL || connection->engine == NULL) {
        free(connection);
        close(fd);
        return NULL;
    }
    connection->site = site;
    connection->fd = fd;
    connection->started = monotonic_ms();
    snprintf(connection->peer, sizeof connection->peer, "%s", peer);
    request_init(&connection->request);
    enter(connection, PHASE_HANDSHAKE);
    return connection;
}

void https_connection_free(struct https_connection *connection) {
    if (connection == NULL) {
        return;
    }
    tl_engine_free(connection->engine);
    request_clear(&connection->request);
    reply_free(connection->reply);
    close(connection->fd);
    free(connection);
}

/* ---- the network side: each gives whether octets moved ---- */

static bool would_wait(int os_errno) {
    return os_errno == EAGAIN || os_errno == EWOULDBLOCK || os_errno == EINTR;
}

static bool send_output(struct https_connection *connection) {
    tl_bytes output = tl_engine_output(connection->engine);
    if (output.len == 0 || connection->broken) {
        return false;
    }
    ssize_t sent = send(connection->fd, output.data, output.len, MSG_NOSIGNAL);
    if (sent < 0) {
        connection->broken = !would_wait(errno);
        return false;
    }
    tl_engine_sent(connection->engine, (size_t)sent);
    if (connection->phase == PHASE_REPLY) {
        enter(connection, PHASE_REPLY); /* it moves, so it may go on */
    }
    return true;
}

static bool receive_input(struct https_connection *connection) {
    size_t room = 0;
    if (!https_connection_wants_input(connection) || connection->phase == PHASE_LINGERING) {
        return false;
    }
    uint8_t *input = tl_engine_input(connection->engine, &room);
    if (input == NULL) {
        return false;
    }
    ssize_t got = recv(connection->fd, input, room, 0);
    connection->broken = connection->broken || (got < 0 && !would_wait(errno));
    /* A failure sticks to the engine and is looked at there. */
    (void)!tl_engine_received(connection->engine, got > 0 ? (size_t)got : 0);
    if (got == 0 || connection->broken) {
        connection->peer_ended = true;
        (void)!tl_engine_received_eof(connection->engine);
    }
    return got >= 0;
}

/* ---- the application side ---- */

static void report_handshake(struct https_connection *connection) {
    report_session_line(stdout, connection->site->json, connection->peer, tl_engine_session(connection->engine),
                        (double)(monotonic_ms() - connection->started) / 1000);
    enter(connection, PHASE_IDLE);
}

static bool start_reply(struct https_connection *connection) {
    connection->reply = reply_new(&connection->request, connection->site->directory);
    if (connection->reply == NULL) {
        tl_engine_abort(connection->engine, TL_ALERT_INTERNAL_ERROR);
        enter(connection, PHASE_CLOSING);
        return false;
    }
    enter(connection, PHASE_REPLY);
    return true;
}

static bool read_request(struct https_connection *connection) {
    tl_bytes plaintext = tl_engine_plaintext(connection->engine);
    if (plaintext.len == 0) {
        return false;
    }
    if (connection->phase == PHASE_IDLE) {
        enter(connection, PHASE_REQUEST);
    }
    size_t used = 0;
    enum request_state state = request_feed(&connection->request, (const char *)plaintext.data, plaintext.len, &used);
    tl_engine_consumed(connection->engine, used);
    return state == REQUEST_COMPLETE ? start_reply(connection) : true;
}

static void end_reply(struct https_connection *connection) {
    bool keep_alive = connection->reply->keep_alive;
    reply_free(connection->reply);
    connection->reply = NULL;
    request_next(&connection->request);
    if (keep_alive) {
        enter(connection, PHASE_IDLE);
    } else {
        tl_engine_shutdown(connection->engine);
        enter(connection, PHASE_CLOSING);
    }
}

static bool send_reply(struct https_connection *connection) {
    size_t room = 0, length = 0;
    uint8_t *plaintext =
        tl_engine_ready(connection->engine) & TL_CAN_WRITE ? tl_engine_room(connection->engine, &room) : NULL;
    if (plaintext == NULL) {
        return false;
    }
    if (!reply_fill(connection->reply, plaintext, room, &length)) {
        /* The length was promised and cannot be kept: an end without close_notify says so. */
        tl_engine_abort(connection->engine, TL_ALERT_INTERNAL_ERROR);
        enter(connection, PHASE_CLOSING);
        return true;
    }
    (void)!tl_engine_filled(connection->engine, length);
    if (reply_is_complete(connection->reply)) {
        end_reply(connection);
    }
    return true;
}

/* ---- endings ---- */

static void report_failure(struct https_connection *connection, const tl_error *error) {
    bool in_handshake = !tl_engine_handshake_done(connection->engine);
    bool only_left = error->kind == TL_ERR_ABRUPT_CLOSE || error->kind == TL_ERR_CLOSED;
    if (!connection->failure_reported && (in_handshake || !only_left)) {
        report_failure_line(stdout, connection->site->json, connection->peer, in_handshake, error);
    }
    connection->failure_reported = true;
}

/* The engine failed, or the peer ended its side: what is left to say goes out. */
static void notice_end(struct https_connection *connection) {
    const tl_error *error = tl_engine_error(connection->engine);
    if (error != NULL && error->kind != TL_ERR_NONE) {
        report_failure(connection, error);
        if (connection->phase < PHASE_CLOSING) {
            enter(connection, PHASE_CLOSING);
        }
        return;
    }
    bool waiting = connection->phase == PHASE_IDLE || connection->phase == PHASE_REQUEST;
    if (waiting && tl_engine_orderly_end(connection->engine) && tl_engine_plaintext(connection->engine).len == 0) {
        tl_engine_shutdown(connection->engine);
        enter(connection, PHASE_CLOSING);
    }
}

/* True: over. */
static bool close_when_sent(struct https_connection *connection) {
    if (connection->broken) {
        return true;
    }
    if (connection->phase == PHASE_CLOSING && tl_engine_output(connection->engine).len == 0) {
        shutdown(connection->fd, SHUT_WR);
        enter(connection, PHASE_LINGERING);
    }
    return connection->phase == PHASE_LINGERING && connection->peer_ended;
}

static bool drop_input(struct https_connection *connection) {
    char dropped[4096];
    ssize_t got = recv(connection->fd, dropped, sizeof dropped, 0);
    connection->peer_ended = connection->peer_ended || got == 0;
    connection->broken = connection->broken || (got < 0 && !would_wait(errno));
    return got > 0;
}

/* ---- one turn ---- */

static bool act(struct https_connection *connection) {
    switch (connection->phase) {
    case PHASE_HANDSHAKE:
        if (!tl_engine_handshake_done(connection->engine)) {
            return false;
        }
        report_handshake(connection);
        return true;
    case PHASE_IDLE:
    case PHASE_REQUEST:
        return read_request(connection);
    case PHASE_REPLY:
        return send_reply(connection);
    case PHASE_LINGERING:
        return drop_input(connection);
    default:
        return false;
    }
}

bool https_connection_go_on(struct https_connection *connection) {
    connection->unfinished = false;
    for (int round = 0; round < ROUNDS; round++) {
        bool sent = send_output(connection);
        bool acted = act(connection);
        bool received = receive_input(connection);
        notice_end(connection);
        if (close_when_sent(connection)) {
            return false;
        }
        if (!sent && !acted && !received) {
            return true;
        }
    }
    connection->unfinished = true;
    return true;
}

static void report_slow_handshake(const struct https_connection *connection) {
    tl_error error = {.kind = TL_ERR_TIMEOUT, .reason = TL_REASON_HANDSHAKE_TIMEOUT, .alert = TL_ALERT_NONE};
    snprintf(error.message, sizeof error.message, "the client did not complete the handshake in %u seconds, our limit",
             connection->site->timeout_ms / 1000);
    report_failure_line(stdout, connection->site->json, connection->peer, true, &error);
}

bool https_connection_time_is_up(struct https_connection *connection) {
    if (connection->phase == PHASE_HANDSHAKE) {
        report_slow_handshake(connection);
        return false;
    }
    if (connection->phase != PHASE_IDLE) {
        return false;
    }
    tl_engine_shutdown(connection->engine);
    enter(connection, PHASE_CLOSING);
    return https_connection_go_on(connection);
}

bool https_connection_wants_input(const struct https_connection *connection) {
    if (connection->phase == PHASE_LINGERING) {
        return true;
    }
    return !connection->peer_ended && connection->phase != PHASE_CLOSING &&
           (tl_engine_ready(connection->engine) & TL_CAN_RECEIVE) != 0;
}

bool https_connection_wants_output(const struct https_connection *connection) {
    return tl_engine_output(connection->engine).len > 0;
}

bool https_connection_wants_buffer(const struct https_connection *connection) {
    return (tl_engine_ready(connection->engine) & TL_NEEDS_BUFFER) != 0;
}

void https_connection_say_goodbye(struct https_connection *connection) {
    tl_engine_shutdown(connection->engine);
    send_output(connection);
}
