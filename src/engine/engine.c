#include "engine/engine.h"

#include "base/control.h"
#include "engine/sentences.h"
#include "handshake/post_handshake.h"
#include "handshake/sentences.h"

/* ---- moving on ---- */

static void finish_handshake(tl_engine *e) {
    handshake_free(e->conn.handshake);
    e->conn.handshake = NULL;
    buffer_clear(&e->conn.flight);
}

/* Both return false when nothing more can be done now. */
static bool advance_handshake(tl_engine *e) {
    bool taken;
    enum flow_result result = flow_run(e->conn.handshake, e->has_message ? &e->message : NULL, &taken);
    if (taken) {
        input_drop_message(e);
    }
    switch (result) {
    case FLOW_NEEDS_FLUSH:
        return output_seal_due(e);
    case FLOW_NEEDS_MESSAGE:
        return taken || input_next(e);
    case FLOW_COMPLETE:
        finish_handshake(e);
        return true;
    default:
        return false;
    }
}

static bool advance_application(tl_engine *e) {
    if (e->plaintext.len > 0) {
        return false;
    }
    if (!e->has_message) {
        return input_next(e);
    }
    bool ok = post_handshake_receive(&e->conn, &e->message);
    input_drop_message(e);
    return ok;
}

static bool advance_once(tl_engine *e) {
    bool more = e->conn.handshake != NULL ? advance_handshake(e) : advance_application(e);
    if (e->conn.error == NULL) {
        (void)output_seal_due(e); /* what does not fit now goes later; receiving goes on */
    }
    return more;
}

void engine_advance(tl_engine *e) {
    while (e->conn.error == NULL && advance_once(e)) {
    }
    if (e->conn.error != NULL) {
        alert_for_error(e);
    }
    input_release(e);
    output_release(e);
}

/* ---- making engines ---- */

static void config_free(const struct config *config) {
    if (config->role == ROLE_CLIENT) {
        tl_client_config_free((tl_client_config *)(uintptr_t)config);
    } else {
        tl_server_config_free((tl_server_config *)(uintptr_t)config);
    }
}

/* Takes a reference to the configuration over. */
static tl_engine *engine_new(const struct config *config, tl_buffers *buffers, tl_error *error) {
    error_clear(error);
    tl_engine *e = mem_new(sizeof *e);
    if (e == NULL) {
        config_free(config);
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    e->buffers = buffers;
    e->conn.config = config;
    protection_init_none(&e->conn.read);
    protection_init_none(&e->conn.write);
    e->conn.session = session_new();
    e->conn.handshake = handshake_new(&e->conn);
    if (e->conn.session == NULL || e->conn.handshake == NULL) {
        tl_engine_free(e);
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    return e;
}

/* A DNS name or an address: printable, and as long as the DNS allows (RFC 1035 §2.3.4). */
static bool is_server_name(const char *name) {
    size_t len = strlen(name);
    if (len == 0 || len > 254) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c <= ' ' || c >= 127 || strchr("/\\@[]\"'<>,;", c) != NULL) {
            return false;
        }
    }
    return true;
}

static bool set_server_name(tl_engine *e, const char *server_name, tl_error *error) {
    if (server_name == NULL) {
        REQUIRE(!client_config(&e->conn)->check_name, error_set(error, NEEDS_SERVER_NAME));
        return true;
    }
    REQUIRE(is_server_name(server_name), error_set(error, INVALID_SERVER_NAME, server_name));
    e->conn.handshake->server_name = mem_copy_string(server_name);
    REQUIRE(e->conn.handshake->server_name != NULL, error_set(error, OUT_OF_MEMORY));
    return true;
}

tl_engine *tl_engine_new_client(const tl_client_config *config, const char *server_name, const tl_session *resume,
                                tl_buffers *buffers, tl_error *error) {
    (void)resume; /* no session is resumable yet, and such are passed over */
    tl_client_config *own =
        config != NULL ? tl_client_config_ref(config) : tl_client_config_new(&(tl_client_options){0}, error);
    if (own == NULL) {
        return NULL;
    }
    tl_engine *e = engine_new(&own->common, buffers, error);
    if (e == NULL) {
        return NULL;
    }
    if (!set_server_name(e, server_name, error)) {
        tl_engine_free(e);
        return NULL;
    }
    engine_advance(e);
    return e;
}

tl_engine *tl_engine_new_server(const tl_server_config *config, tl_buffers *buffers, tl_error *error) {
    if (config == NULL) {
        error_set(error, NEEDS_SERVER_CONFIG);
        return NULL;
    }
    return engine_new(&tl_server_config_ref(config)->common, buffers, error);
}

void tl_engine_free(tl_engine *e) {
    if (e == NULL) {
        return;
    }
    const struct config *config = e->conn.config;
    handshake_free(e->conn.handshake);
    assembler_clear(&e->assembler);
    if (e->in != NULL) {
        buffers_give_back(e->buffers, BUFFER_FOR_INPUT, e->in);
    }
    if (e->out != NULL) {
        buffers_give_back(e->buffers, BUFFER_FOR_OUTPUT, e->out);
    }
    connection_clear(&e->conn);
    mem_free_wiped(e, sizeof *e);
    config_free(config);
}

/* ---- what can be done ---- */

static bool can_receive(const tl_engine *e) {
    bool starved = e->starved && e->in == NULL;
    return e->conn.error == NULL && !e->read_closed && !e->eof && !starved && input_has_room(e);
}

static bool can_write(const tl_engine *e) {
    return e->conn.handshake == NULL && e->conn.error == NULL && !e->write_closed && output_has_room(e);
}

unsigned tl_engine_ready(const tl_engine *e) {
    unsigned ready = 0;
    ready |= can_receive(e) ? TL_CAN_RECEIVE : 0u;
    ready |= tl_engine_output(e).len > 0 ? TL_MUST_SEND : 0u;
    ready |= e->plaintext.len > 0 ? TL_CAN_READ : 0u;
    ready |= can_write(e) ? TL_CAN_WRITE : 0u;
    ready |= tl_engine_question(e) != NULL ? TL_MUST_ANSWER : 0u;
    ready |= e->starved && e->conn.error == NULL ? TL_NEEDS_BUFFER : 0u;
    return ready;
}

bool tl_engine_handshake_done(const tl_engine *e) {
    return e->conn.handshake == NULL;
}

bool tl_engine_orderly_end(const tl_engine *e) {
    return e->orderly_end;
}

const tl_error *tl_engine_error(const tl_engine *e) {
    static const tl_error none = {.alert = TL_ALERT_NONE};
    return e->conn.error != NULL ? e->conn.error : &none;
}

const tl_session *tl_engine_session(const tl_engine *e) {
    return e->conn.handshake == NULL ? e->conn.session : NULL;
}

tl_session *tl_engine_take_session(tl_engine *e) {
    (void)e; /* none is resumable yet */
    return NULL;
}

void tl_engine_get_stats(const tl_engine *e, tl_engine_stats *stats) {
    *stats = e->stats;
    stats->key_updates_read = e->conn.key_updates_read;
    stats->key_updates_written = e->conn.key_updates_written;
}
