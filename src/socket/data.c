/* Reading and writing application data. */
#include "base/control.h"
#include "socket/pump.h"
#include "socket/sentences.h"

static struct patience call_patience(const tl_conn *conn) {
    return (struct patience){.until = deadline_in(conn->timeout_ms)};
}

static tl_result over(tl_conn *conn, tl_result result) {
    pump_last_words(conn);
    return conn->receive_failed ? TL_FAILED : result;
}

/* ---- reading ---- */

static tl_result take_unread(tl_conn *conn, void *buf, size_t size, size_t *len) {
    *len = size < conn->unread.len ? size : conn->unread.len;
    memcpy(buf, conn->unread.data, *len);
    buffer_drop_front(&conn->unread, *len);
    if (conn->unread.len == 0) {
        buffer_clear(&conn->unread);
    }
    return TL_OK;
}

static tl_result read_from_engine(tl_conn *conn, void *buf, size_t size, size_t *len, struct patience patience) {
    for (;;) {
        tl_result result = tl_engine_read(conn->engine, buf, size, len);
        if (result == TL_CLOSED || result == TL_FAILED) {
            return over(conn, result);
        }
        if (result != TL_WANT_READ) {
            return result;
        }
        if (pump_receive(conn) || pump_send(conn)) {
            continue;
        }
        tl_result waited = pump_wait(conn, patience, TL_WANT_READ);
        if (waited != TL_OK) {
            return waited;
        }
    }
}

tl_result tl_read(tl_conn *conn, void *buf, size_t size, size_t *len) {
    *len = 0;
    if (size == 0) {
        return TL_OK;
    }
    if (conn->unread.len > 0) {
        return take_unread(conn, buf, size, len);
    }
    struct patience patience = call_patience(conn);
    tl_result handshake = conn_handshake(conn, patience);
    if (handshake != TL_OK) {
        return handshake;
    }
    pump_send(conn); /* the peer may be waiting for what an earlier call had to leave */
    return read_from_engine(conn, buf, size, len, patience);
}

static bool put_before_unread(struct buffer *unread, const void *data, size_t len) {
    size_t behind = unread->len;
    TRY(buffer_extend(unread, len) != NULL);
    memmove(unread->data + len, unread->data, behind);
    memcpy(unread->data, data, len);
    return true;
}

/* Octets before these are lost, so nobody may take these for the next ones of the stream. */
static void drop_plaintext(tl_conn *conn) {
    size_t len;
    while ((len = tl_engine_plaintext(conn->engine).len) > 0) {
        tl_engine_consumed(conn->engine, len);
    }
}

tl_result tl_unread(tl_conn *conn, const void *data, size_t len) {
    if (len == 0 || put_before_unread(&conn->unread, data, len)) {
        return TL_OK;
    }
    tl_error error;
    error_set(&error, OUT_OF_MEMORY);
    drop_plaintext(conn);
    conn->receive_failed = conn->send_failed = true;
    return conn_fail(conn, &error);
}

size_t tl_unread_len(const tl_conn *conn) {
    return conn->unread.len + tl_engine_plaintext(conn->engine).len;
}

/* ---- writing ---- */

/* Accepts up to size octets, record by record, each handed on before the next. Octets that were accepted are reported
 * even where their way on was blocked; the next call takes it up. */
static tl_result write_to_engine(tl_conn *conn, const uint8_t *data, size_t size, size_t *len,
                                 struct patience patience) {
    size_t accepted = 0;
    tl_result result = TL_OK;
    while (accepted < size && result == TL_OK) {
        size_t taken = 0;
        result = tl_engine_write(conn->engine, data + accepted, size - accepted, &taken);
        accepted += taken;
        conn->owes_data = conn->owes_data || taken > 0;
        if (result == TL_OK || result == TL_WANT_WRITE) {
            result = pump_flush(conn, patience);
        }
    }
    if (result == TL_FAILED || result == TL_CLOSED) {
        return over(conn, result);
    }
    *len = accepted;
    return accepted > 0 ? TL_OK : result;
}

static tl_result write_some(tl_conn *conn, const void *buf, size_t size, size_t *len, struct patience patience) {
    *len = 0;
    tl_result handshake = conn_handshake(conn, patience);
    if (handshake != TL_OK) {
        return handshake;
    }
    return write_to_engine(conn, buf, size, len, patience);
}

tl_result tl_write(tl_conn *conn, const void *buf, size_t size, size_t *len) {
    return write_some(conn, buf, size, len, call_patience(conn));
}

tl_result tl_write_all(tl_conn *conn, const void *buf, size_t size) {
    const uint8_t *data = buf;
    while (size > 0) {
        struct patience patience = call_patience(conn);
        patience.even_if_nonblocking = true;
        size_t len = 0;
        tl_result result = write_some(conn, data, size, &len, patience);
        if (result != TL_OK) {
            return result;
        }
        data += len;
        size -= len;
    }
    return tl_flush(conn);
}

tl_result tl_flush(tl_conn *conn) {
    tl_result result = pump_flush(conn, call_patience(conn));
    return result == TL_FAILED ? over(conn, result) : result;
}
