/* tlslite, on its public engine API, with one pool of buffers for all connections of a side. */
#include <string.h>

#include <tlslite/crypto.h>
#include <tlslite/engine.h>

#include "x509.h"

struct context {
    enum side side;
    tl_client_config *client;
    tl_server_config *server;
    tl_buffers *buffers;
};

struct conn {
    tl_engine *engine;
    struct wire *in, *out;
};

static void need(const void *object, const tl_error *error) {
    if (object == NULL) {
        bench_die("tlslite: %s", error->message);
    }
}

static const char *version(void) {
    return tl_version_string();
}

static tl_bytes text(const char *string) {
    return (tl_bytes){(const uint8_t *)string, strlen(string)};
}

static tl_settings settings_of(const struct scenario *scenario) {
    static const char *const suites[][2] = {
        [VERSION_TLS12] = {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
        [VERSION_TLS13] = {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"},
    };
    tl_protocol protocol = scenario->version == VERSION_TLS12 ? TL_TLS1_2 : TL_TLS1_3;
    return (tl_settings){.min_version = protocol,
                         .max_version = protocol,
                         .ciphers = suites[scenario->version][scenario->suite],
                         .groups = "x25519,secp256r1"};
}

static void make_client(struct context *context, const struct scenario *scenario) {
    tl_error error;
    tl_trust *trust = tl_trust_parse(text(scenario->credentials->root), &error);
    need(trust, &error);
    tl_client_options options = {.trust = trust, .common.settings = settings_of(scenario)};
    context->client = tl_client_config_new(&options, &error);
    need(context->client, &error);
    tl_trust_free(trust);
}

static void make_server(struct context *context, const struct scenario *scenario) {
    tl_error error;
    tl_identity *identity =
        tl_identity_parse(text(scenario->credentials->chain), text(scenario->credentials->key), &error);
    need(identity, &error);
    const tl_identity *identities[] = {identity};
    tl_server_options options = {
        .identities = identities, .num_identities = 1, .common.settings = settings_of(scenario)};
    context->server = tl_server_config_new(&options, &error);
    need(context->server, &error);
    tl_identity_free(identity);
}

static void *context_new(enum side side, const struct scenario *scenario) {
    struct context *context = uncounted_new(sizeof *context);
    tl_error error;
    context->side = side;
    context->buffers = tl_buffers_new(0, &error);
    need(context->buffers, &error);
    side == CLIENT ? make_client(context, scenario) : make_server(context, scenario);
    return context;
}

static void context_free(void *pointer) {
    struct context *context = pointer;
    tl_client_config_free(context->client);
    tl_server_config_free(context->server);
    tl_buffers_free(context->buffers);
    uncounted_free(context);
}

static void *conn_new(void *pointer, struct wire *in, struct wire *out) {
    struct context *context = pointer;
    struct conn *conn = uncounted_new(sizeof *conn);
    tl_error error;
    *conn = (struct conn){.in = in, .out = out};
    conn->engine = context->side == CLIENT
                       ? tl_engine_new_client(context->client, BENCH_HOST, NULL, context->buffers, &error)
                       : tl_engine_new_server(context->server, context->buffers, &error);
    need(conn->engine, &error);
    return conn;
}

static void conn_free(void *pointer) {
    struct conn *conn = pointer;
    tl_engine_free(conn->engine);
    uncounted_free(conn);
}

static void send_output(struct conn *conn) {
    for (tl_bytes out; (out = tl_engine_output(conn->engine)).len > 0;) {
        wire_push(conn->out, out.data, out.len);
        tl_engine_sent(conn->engine, out.len);
    }
}

/* False: there is nothing on the wire, or no room for it now. */
static bool receive_input(struct conn *conn) {
    size_t room;
    if (conn->in->at == conn->in->len || !(tl_engine_ready(conn->engine) & TL_CAN_RECEIVE)) {
        return false;
    }
    uint8_t *input = tl_engine_input(conn->engine, &room);
    if (input == NULL) {
        return false;
    }
    size_t len = wire_pull(conn->in, input, room);
    if (tl_engine_received(conn->engine, len) == TL_FAILED) {
        bench_die("tlslite: %s", tl_engine_error(conn->engine)->message);
    }
    return true;
}

static enum progress handshake(void *pointer) {
    struct conn *conn = pointer;
    do {
        send_output(conn);
    } while (receive_input(conn));
    send_output(conn);
    return tl_engine_handshake_done(conn->engine) ? PROGRESS_DONE : PROGRESS_WAITING;
}

static bool write(void *pointer, const void *data, size_t len) {
    struct conn *conn = pointer;
    size_t written = 0;
    bool good = tl_engine_write(conn->engine, data, len, &written) == TL_OK && written == len;
    send_output(conn);
    return good;
}

static size_t read(void *pointer) {
    struct conn *conn = pointer;
    tl_bytes plaintext = tl_engine_plaintext(conn->engine);
    while (plaintext.len == 0 && receive_input(conn)) {
        plaintext = tl_engine_plaintext(conn->engine);
    }
    tl_engine_consumed(conn->engine, plaintext.len);
    return plaintext.len;
}

static void *bundle_load(const char *file, size_t *count) {
    tl_error error;
    tl_trust *trust = tl_trust_load(file, &error);
    need(trust, &error);
    *count = tl_trust_count(trust);
    return trust;
}

static void bundle_free(void *bundle) {
    tl_trust_free(bundle);
}

const struct backend backend_tlslite = {BACKEND_FUNCTIONS("tlslite", x509_tlslite), .context_new = context_new};
