#include "socket/conn.h"

#include <unistd.h>

#include "base/alloc.h"
#include "base/control.h"
#include "socket/pump.h"
#include "socket/sentences.h"

/* ---- making and freeing ---- */

/* Everything but the engine. The fd becomes the connection's own only when that is there too. */
static tl_conn *conn_new(int fd, tl_error *error) {
    struct transport transport;
    if (!transport_init(&transport, fd, error)) {
        return NULL;
    }
    tl_conn *conn = mem_new(sizeof *conn);
    if (conn == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    conn->transport = transport;
    transport_peer_address(&transport, conn->peer_address);
    return conn;
}

static tl_conn *conn_with_engine(tl_conn *conn, tl_engine *engine, unsigned handshake_timeout_ms) {
    if (engine == NULL) {
        mem_free(conn);
        return NULL;
    }
    conn->engine = engine;
    conn->handshake_timeout_ms = handshake_timeout_ms;
    return conn;
}

tl_conn *tl_client(int fd, const char *server_name, const tl_client_config *config, tl_error *error) {
    error_clear(error);
    tl_client_config *own =
        config != NULL ? tl_client_config_ref(config) : tl_client_config_new(&(tl_client_options){0}, error);
    if (own == NULL) {
        return NULL;
    }
    tl_conn *conn = conn_new(fd, error);
    if (conn != NULL) {
        conn = conn_with_engine(conn, tl_engine_new_client(own, server_name, NULL, NULL, error),
                                tl_client_config_handshake_timeout(own));
    }
    tl_client_config_free(own);
    return conn;
}

tl_conn *tl_server(int fd, const tl_server_config *config, tl_error *error) {
    error_clear(error);
    if (config == NULL) {
        error_set(error, NO_SERVER_CONFIG);
        return NULL;
    }
    tl_conn *conn = conn_new(fd, error);
    if (conn == NULL) {
        return NULL;
    }
    return conn_with_engine(conn, tl_engine_new_server(config, NULL, error),
                            tl_server_config_handshake_timeout(config));
}

/* What stands for an error that there was no memory to keep. */
static const tl_error no_memory_error = {
    .kind = TL_ERR_MEMORY,
    .reason = TL_REASON_OUT_OF_MEMORY,
    .alert = TL_ALERT_NONE,
    .message = "the connection failed, and there was no memory on our side to keep the reason; free some",
};

void tl_free(tl_conn *conn) {
    if (conn == NULL) {
        return;
    }
    if (!conn->keep_fd) {
        if (!conn->input_ended) {
            transport_discard(&conn->transport);
        }
        close(conn->transport.fd);
    }
    tl_engine_free(conn->engine);
    buffer_clear(&conn->unread);
    conn_leave_failure_to_engine(conn);
    mem_free(conn);
}

/* ---- failures ---- */

tl_result conn_fail(tl_conn *conn, const tl_error *error) {
    if (conn->error != NULL) {
        return TL_FAILED;
    }
    tl_error *copy = mem_new(sizeof *copy);
    if (copy != NULL) {
        *copy = *error;
    }
    conn->error = copy != NULL ? copy : &no_memory_error;
    return TL_FAILED;
}

void conn_leave_failure_to_engine(tl_conn *conn) {
    if (conn->error != &no_memory_error) {
        mem_free((void *)conn->error);
    }
    conn->error = NULL;
}

bool conn_engine_failed(const tl_conn *conn) {
    return tl_engine_error(conn->engine)->kind != TL_ERR_NONE;
}

const tl_error *tl_conn_error(const tl_conn *conn) {
    return conn->error != NULL ? conn->error : tl_engine_error(conn->engine);
}
