#include "handshake/connection.h"

#include "base/error.h"

/* Stands in where there is no memory to describe a failure in. */
static tl_error *no_memory_error(void) {
    static const tl_error error = {
        .kind = TL_ERR_MEMORY,
        .reason = TL_REASON_OUT_OF_MEMORY,
        .alert = TL_ALERT_INTERNAL_ERROR,
        .message = "out of memory on our side; free some or lower the limits, then connect again",
    };
    return (tl_error *)(uintptr_t)&error;
}

static bool is_owned(const tl_error *error) {
    return error != no_memory_error();
}

const char *peer_name(const struct connection *c) {
    return role_name(other_role(connection_role(c)));
}

bool connection_fail(struct connection *c, unsigned reason, tl_error_kind kind, tl_alert alert, const char *format,
                     ...) {
    if (c->error != NULL) {
        return false;
    }
    tl_error *error = mem_new(sizeof *error);
    if (error == NULL) {
        c->error = no_memory_error();
        return false;
    }
    va_list arguments;
    va_start(arguments, format);
    error_vset(error, reason, kind, alert, format, arguments);
    va_end(arguments);
    c->error = error;
    return false;
}

bool connection_fail_with(struct connection *c, const tl_error *error) {
    connection_fail(c, error->reason, error->kind, error->alert, "%s", error->message);
    if (is_owned(c->error)) {
        c->error->os_errno = error->os_errno;
    }
    return false;
}

void connection_clear(struct connection *c) {
    protection_clear(&c->read);
    protection_clear(&c->write);
    buffer_clear(&c->flight);
    tl_session_free(c->session);
    if (c->error != NULL && is_owned(c->error)) {
        mem_free(c->error);
    }
    secret_wipe(c, sizeof *c);
}

struct secret *own_traffic(struct connection *c) {
    return connection_role(c) == ROLE_CLIENT ? &c->client_traffic : &c->server_traffic;
}

struct secret *peer_traffic(struct connection *c) {
    return connection_role(c) == ROLE_CLIENT ? &c->server_traffic : &c->client_traffic;
}
