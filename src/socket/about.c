/* What a connection can be asked and told beside its data. */
#include "socket/pump.h"

const tl_session *tl_conn_session(const tl_conn *conn) {
    return tl_engine_session(conn->engine);
}

tl_engine *tl_conn_engine(tl_conn *conn) {
    return conn->engine;
}

int tl_conn_fd(const tl_conn *conn) {
    return conn->transport.fd;
}

void tl_conn_keep_fd(tl_conn *conn, bool keep) {
    conn->keep_fd = keep;
}

void tl_conn_set_timeout(tl_conn *conn, unsigned milliseconds) {
    conn->timeout_ms = milliseconds;
}

short tl_conn_poll_events(const tl_conn *conn) {
    return pump_events(conn);
}

const char *tl_conn_peer_address(const tl_conn *conn) {
    return conn->peer_address;
}

bool tl_conn_orderly_end(const tl_conn *conn) {
    return tl_engine_orderly_end(conn->engine);
}

tl_result tl_conn_export(const tl_conn *conn, const char *label, tl_bytes context, uint8_t *out, size_t len,
                         tl_error *error) {
    return tl_engine_export(conn->engine, label, context, out, len, error);
}

tl_result tl_conn_key_update(tl_conn *conn, bool request_peer, tl_error *error) {
    tl_result result = tl_engine_key_update(conn->engine, request_peer, error);
    pump_send(conn);
    return result;
}
