#include "socket/pump.h"

#include <errno.h>
#include <poll.h>

#include "socket/sentences.h"

/* How long the alert of a failed connection may wait for a peer that takes nothing. */
#define LAST_WORDS_MS 2000

bool pump_has_output(const tl_conn *conn) {
    return !conn->send_failed && tl_engine_output(conn->engine).len > 0;
}

static void receive_failed(tl_conn *conn, int os_errno) {
    char text[128];
    const char *why = strerror_r(os_errno, text, sizeof text);
    tl_error error;
    if (os_errno == ECONNRESET || os_errno == EPIPE) {
        error_set(&error, CONNECTION_RESET, conn->peer_address, why);
    } else {
        error_set(&error, RECEIVE_FAILED, conn->peer_address, why);
    }
    error.os_errno = os_errno;
    conn->receive_failed = conn->send_failed = true;
    conn_fail(conn, &error);
}

/* A peer that refuses us sends its alert and closes; what we were sending then fails first. The alert is the better
 * reason, so look whether one has come, or something else that says more, such as that the peer speaks no TLS. */
static bool peer_said_why(tl_conn *conn) {
    while (pump_receive(conn)) {
    }
    tl_error_kind kind = tl_engine_error(conn->engine)->kind;
    return kind == TL_ERR_REMOTE_ALERT || kind == TL_ERR_LOCAL_ALERT;
}

/* Of a peer that has ended its side and gone, nobody misses our close_notify; what the application wrote is a loss. */
static bool loses_nothing(const tl_conn *conn) {
    return !conn->owes_data && tl_engine_orderly_end(conn->engine);
}

static void explain_send_failure(tl_conn *conn) {
    if (conn->error != NULL || conn_engine_failed(conn) || loses_nothing(conn)) {
        return;
    }
    char text[128];
    tl_error error;
    error_set(&error, SEND_FAILED, conn->peer_address, strerror_r(conn->send_errno, text, sizeof text));
    error.os_errno = conn->send_errno;
    conn_fail(conn, &error);
    if (peer_said_why(conn)) {
        conn_leave_failure_to_engine(conn);
    }
}

static void send_failed(tl_conn *conn, int os_errno) {
    conn->send_failed = true;
    if (conn_engine_failed(conn)) {
        return; /* what could not be sent is the alert about a failure that came first */
    }
    conn->send_errno = os_errno;
    explain_send_failure(conn);
}

bool pump_send(tl_conn *conn) {
    bool moved = false;
    while (pump_has_output(conn)) {
        size_t len = 0;
        int os_errno = 0;
        switch (transport_send(&conn->transport, tl_engine_output(conn->engine), &len, &os_errno)) {
        case TRANSFER_DONE:
            tl_engine_sent(conn->engine, len);
            moved = true;
            break;
        case TRANSFER_FAILED:
            send_failed(conn, os_errno);
            return moved;
        default:
            return moved;
        }
    }
    conn->owes_data = conn->owes_data && conn->send_failed;
    return moved;
}

static bool can_receive(const tl_conn *conn) {
    return !conn->receive_failed && !conn->input_ended && (tl_engine_ready(conn->engine) & TL_CAN_RECEIVE);
}

bool pump_receive(tl_conn *conn) {
    size_t room = 0, len = 0;
    int os_errno = 0;
    if (tl_engine_ready(conn->engine) & TL_NEEDS_BUFFER) {
        (void)!tl_engine_received(conn->engine, 0); /* perhaps there is memory now */
    }
    uint8_t *input = can_receive(conn) ? tl_engine_input(conn->engine, &room) : NULL;
    if (input == NULL) {
        return false;
    }
    enum transfer transfer = transport_receive(&conn->transport, input, room, &len, &os_errno);
    (void)!tl_engine_received(conn->engine, len); /* a failure sticks: whoever needs the engine next will see it */
    if (transfer == TRANSFER_FAILED) {
        receive_failed(conn, os_errno);
    }
    if (transfer == TRANSFER_FAILED || transfer == TRANSFER_END) {
        conn->input_ended = true;
        (void)!tl_engine_received_eof(conn->engine);
    }
    return transfer == TRANSFER_DONE || transfer == TRANSFER_END;
}

short pump_events(const tl_conn *conn) {
    return (short)((can_receive(conn) ? POLLIN : 0) | (pump_has_output(conn) ? POLLOUT : 0));
}

static tl_result nothing_will_move(tl_conn *conn) {
    if (tl_engine_ready(conn->engine) & TL_NEEDS_BUFFER) {
        return TL_WANT_BUFFER;
    }
    if (conn->error == NULL && !conn_engine_failed(conn)) {
        tl_error error;
        error_set(&error, ENDED_EARLY, conn->peer_address);
        conn_fail(conn, &error);
    }
    return TL_FAILED;
}

static tl_result wait_failed(tl_conn *conn, int os_errno) {
    char text[128];
    tl_error error;
    error_set(&error, WAIT_FAILED, conn->peer_address, strerror_r(os_errno, text, sizeof text));
    error.os_errno = os_errno;
    conn->receive_failed = conn->send_failed = true;
    return conn_fail(conn, &error);
}

tl_result pump_wait(tl_conn *conn, struct patience patience, tl_result want) {
    short events = pump_events(conn);
    if (events == 0) {
        return nothing_will_move(conn);
    }
    if (!patience.even_if_nonblocking && !transport_blocks(&conn->transport)) {
        return want;
    }
    int os_errno = 0;
    switch (wait_for(conn->transport.fd, events, patience.until, &os_errno)) {
    case WAIT_READY:
        return TL_OK;
    case WAIT_TIMEOUT:
        return want;
    default:
        return wait_failed(conn, os_errno);
    }
}

tl_result pump_flush(tl_conn *conn, struct patience patience) {
    for (;;) {
        pump_send(conn);
        if (conn->send_failed) {
            explain_send_failure(conn);
            return loses_nothing(conn) ? TL_OK : TL_FAILED;
        }
        if (!pump_has_output(conn)) {
            return TL_OK;
        }
        if (pump_receive(conn)) {
            continue;
        }
        tl_result waited = pump_wait(conn, patience, TL_WANT_WRITE);
        if (waited != TL_OK) {
            return waited;
        }
    }
}

void pump_last_words(tl_conn *conn) {
    if (pump_has_output(conn) && !conn->said_last_words) {
        conn->said_last_words = true;
        (void)!pump_flush(conn, (struct patience){.until = deadline_in(LAST_WORDS_MS)});
    }
}
