/* GnuTLS, with push and pull functions on our wire. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#include "x509.h"

struct context {
    gnutls_certificate_credentials_t credentials;
    gnutls_priority_t priority;
    enum side side;
};

struct conn {
    gnutls_session_t session;
    struct wire *in, *out;
};

static int need(int result, const char *what) {
    if (result < 0) {
        bench_die("GnuTLS: %s failed: %s", what, gnutls_strerror(result));
    }
    return result;
}

static const char *version(void) {
    return gnutls_check_version(NULL);
}

static gnutls_datum_t text(const char *string) {
    return (gnutls_datum_t){(unsigned char *)string, (unsigned)strlen(string)};
}

static void *context_new(enum side side, const struct scenario *scenario) {
    static const char *const versions[] = {"+VERS-TLS1.2", "+VERS-TLS1.3"};
    static const char *const suites[] = {"+AES-128-GCM", "+CHACHA20-POLY1305"};
    struct context *context = uncounted_new(sizeof *context);
    char priority[200];
    snprintf(priority, sizeof priority,
             "NONE:%s:%s:+AEAD:+ECDHE-ECDSA:+ECDHE-RSA:+GROUP-X25519:+GROUP-SECP256R1:+SIGN-ALL:+COMP-NULL",
             versions[scenario->version], suites[scenario->suite]);
    context->side = side;
    need(gnutls_priority_init(&context->priority, priority, NULL), "the priority");
    need(gnutls_certificate_allocate_credentials(&context->credentials), "the credentials");
    gnutls_datum_t root = text(scenario->credentials->root), chain = text(scenario->credentials->chain),
                   key = text(scenario->credentials->key);
    if (side == CLIENT) {
        need(gnutls_certificate_set_x509_trust_mem(context->credentials, &root, GNUTLS_X509_FMT_PEM), "the root");
    } else {
        need(gnutls_certificate_set_x509_key_mem(context->credentials, &chain, &key, GNUTLS_X509_FMT_PEM), "the key");
    }
    return context;
}

static void context_free(void *pointer) {
    struct context *context = pointer;
    gnutls_certificate_free_credentials(context->credentials);
    gnutls_priority_deinit(context->priority);
    uncounted_free(context);
}

/* ---- the wire ---- */

static ssize_t push(gnutls_transport_ptr_t pointer, const void *data, size_t len) {
    struct conn *conn = pointer;
    wire_push(conn->out, data, len);
    return (ssize_t)len;
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *data, size_t size) {
    struct conn *conn = pointer;
    size_t len = wire_pull(conn->in, data, size);
    if (len == 0) {
        gnutls_transport_set_errno(conn->session, EAGAIN);
        return -1;
    }
    return (ssize_t)len;
}

static int pull_timeout(gnutls_transport_ptr_t pointer, unsigned milliseconds) {
    const struct conn *conn = pointer;
    (void)milliseconds;
    return conn->in->at < conn->in->len;
}

/* ---- connections ---- */

static void *conn_new(void *pointer, struct wire *in, struct wire *out) {
    struct context *context = pointer;
    struct conn *conn = uncounted_new(sizeof *conn);
    unsigned flags = context->side == CLIENT ? GNUTLS_CLIENT : GNUTLS_SERVER;
    *conn = (struct conn){.in = in, .out = out};
    need(gnutls_init(&conn->session, flags | GNUTLS_NONBLOCK | GNUTLS_NO_TICKETS | GNUTLS_NO_SIGNAL), "gnutls_init");
    need(gnutls_priority_set(conn->session, context->priority), "the priority");
    need(gnutls_credentials_set(conn->session, GNUTLS_CRD_CERTIFICATE, context->credentials), "the credentials");
    if (context->side == CLIENT) {
        need(gnutls_server_name_set(conn->session, GNUTLS_NAME_DNS, BENCH_HOST, strlen(BENCH_HOST)), "the name");
        gnutls_session_set_verify_cert(conn->session, BENCH_HOST, 0);
    }
    gnutls_transport_set_ptr(conn->session, conn);
    gnutls_transport_set_push_function(conn->session, push);
    gnutls_transport_set_pull_function(conn->session, pull);
    gnutls_transport_set_pull_timeout_function(conn->session, pull_timeout);
    return conn;
}

static void conn_free(void *pointer) {
    struct conn *conn = pointer;
    gnutls_deinit(conn->session);
    uncounted_free(conn);
}

static enum progress handshake(void *pointer) {
    struct conn *conn = pointer;
    int result = gnutls_handshake(conn->session);
    if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED) {
        return PROGRESS_WAITING;
    }
    need(result, "the handshake");
    return PROGRESS_DONE;
}

static bool write(void *pointer, const void *data, size_t len) {
    struct conn *conn = pointer;
    return gnutls_record_send(conn->session, data, len) == (ssize_t)len;
}

static size_t read(void *pointer) {
    static uint8_t plaintext[16384];
    struct conn *conn = pointer;
    ssize_t len = gnutls_record_recv(conn->session, plaintext, sizeof plaintext);
    return len > 0 ? (size_t)len : 0;
}

/* ---- the CA bundle ---- */

static void *bundle_load(const char *file, size_t *count) {
    gnutls_certificate_credentials_t credentials;
    need(gnutls_certificate_allocate_credentials(&credentials), "the credentials");
    *count = (size_t)need(gnutls_certificate_set_x509_trust_file(credentials, file, GNUTLS_X509_FMT_PEM), "the bundle");
    return credentials;
}

static void bundle_free(void *bundle) {
    gnutls_certificate_free_credentials(bundle);
}

const struct backend backend_gnutls = {BACKEND_FUNCTIONS("GnuTLS", x509_gnutls), .context_new = context_new};
