#include "base/control.h"
#include "socket/pump.h"
#include "socket/sentences.h"

static tl_result handshake_timed_out(tl_conn *conn) {
    tl_error error;
    error_set(&error, HANDSHAKE_TIMED_OUT, conn->peer_address, conn->handshake_timeout_ms);
    conn->receive_failed = conn->send_failed = true;
    return conn_fail(conn, &error);
}

/* Where application data came together with the failure, the handshake was complete and the data goes first. */
static tl_result handshake_failed(tl_conn *conn) {
    pump_last_words(conn);
    return tl_engine_plaintext(conn->engine).len > 0 ? TL_OK : TL_FAILED;
}

/* Not before our last flight is with the system: the peer waits for it, and the application may read next. */
static bool is_complete(const tl_conn *conn) {
    return tl_engine_handshake_done(conn->engine) && !pump_has_output(conn);
}

static tl_result wait_for_peer(tl_conn *conn, struct patience patience) {
    tl_result want = pump_has_output(conn) ? TL_WANT_WRITE : TL_WANT_READ;
    patience.until = deadline_earlier(patience.until, conn->handshake_deadline);
    tl_result waited = pump_wait(conn, patience, want);
    if (waited == TL_FAILED) {
        return handshake_failed(conn);
    }
    return waited == want && deadline_passed(conn->handshake_deadline) ? handshake_timed_out(conn) : waited;
}

static tl_result run_handshake(tl_conn *conn, struct patience patience) {
    for (;;) {
        bool moved = pump_send(conn);
        if (conn->error != NULL || conn_engine_failed(conn)) {
            return handshake_failed(conn);
        }
        if (is_complete(conn)) {
            return TL_OK;
        }
        if (pump_receive(conn) || moved) {
            continue;
        }
        if (tl_engine_ready(conn->engine) & TL_MUST_ANSWER) {
            return TL_WANT_ANSWER;
        }
        tl_result waited = wait_for_peer(conn, patience);
        if (waited != TL_OK) {
            return waited;
        }
    }
}

tl_result conn_handshake(tl_conn *conn, struct patience patience) {
    if (conn->handshake_over) {
        return TL_OK;
    }
    if (!conn->handshake_begun) {
        conn->handshake_begun = true;
        conn->handshake_deadline = deadline_in(conn->handshake_timeout_ms);
    }
    tl_result result = run_handshake(conn, patience);
    conn->handshake_over = result == TL_OK;
    return result;
}

tl_result tl_handshake(tl_conn *conn) {
    return conn_handshake(conn, (struct patience){0});
}
