/* Ending a connection. */
#include "socket/pump.h"

tl_result tl_shutdown(tl_conn *conn) {
    tl_engine_shutdown(conn->engine);
    return tl_flush(conn);
}

/* Nobody wants to wait for ever only to say good-bye. */
static struct patience closing_patience(const tl_conn *conn) {
    unsigned limit = conn->timeout_ms > 0 ? conn->timeout_ms : conn->handshake_timeout_ms;
    return (struct patience){.until = deadline_in(limit)};
}

/* A close_notify that a peer does not take is no loss when its own has come; anything else is. */
static tl_result say_good_bye(tl_conn *conn) {
    if (!conn->handshake_begun) {
        return TL_OK;
    }
    if (conn->error != NULL || conn_engine_failed(conn)) {
        pump_last_words(conn);
        return TL_FAILED;
    }
    struct patience patience = closing_patience(conn);
    if (pump_flush(conn, patience) != TL_OK) {
        return TL_FAILED;
    }
    tl_engine_shutdown(conn->engine);
    tl_result result = pump_flush(conn, patience);
    return result == TL_OK || tl_engine_orderly_end(conn->engine) ? TL_OK : TL_FAILED;
}

tl_result tl_close(tl_conn *conn) {
    tl_result result = conn != NULL ? say_good_bye(conn) : TL_OK;
    tl_free(conn);
    return result;
}
