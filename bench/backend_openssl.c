/* OpenSSL's libssl, on a BIO that reads and writes our wire: less work than its memory BIO, which keeps a buffer. */
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "x509.h"

struct context {
    SSL_CTX *ctx;
    BIO_METHOD *wires;
    enum side side;
};

struct conn {
    SSL *ssl;
    struct wire *in, *out;
};

static void need(bool good, const char *what) {
    if (!good) {
        ERR_print_errors_fp(stderr);
        bench_die("OpenSSL: %s failed", what);
    }
}

static const char *version(void) {
    return OpenSSL_version(OPENSSL_VERSION_STRING);
}

/* ---- the wire as a BIO ---- */

static int wires_write(BIO *bio, const char *data, int len) {
    struct conn *conn = BIO_get_data(bio);
    wire_push(conn->out, data, (size_t)len);
    return len;
}

static int wires_read(BIO *bio, char *data, int size) {
    struct conn *conn = BIO_get_data(bio);
    size_t len = wire_pull(conn->in, data, (size_t)size);
    BIO_clear_retry_flags(bio);
    if (len == 0) {
        BIO_set_retry_read(bio);
        return -1;
    }
    return (int)len;
}

static long wires_ctrl(BIO *bio, int command, long number, void *pointer) {
    (void)bio, (void)number, (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

static int wires_create(BIO *bio) {
    BIO_set_init(bio, 1);
    return 1;
}

static BIO_METHOD *make_wires(void) {
    BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "wires");
    need(method != NULL && BIO_meth_set_write(method, wires_write) && BIO_meth_set_read(method, wires_read) &&
             BIO_meth_set_ctrl(method, wires_ctrl) && BIO_meth_set_create(method, wires_create),
         "BIO_meth_new");
    return method;
}

/* ---- contexts ---- */

static void set_protocol(SSL_CTX *ctx, const struct scenario *scenario) {
    static const char *const old_suites[] = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"};
    static const char *const new_suites[] = {"TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"};
    int number = scenario->version == VERSION_TLS12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    need(SSL_CTX_set_min_proto_version(ctx, number) && SSL_CTX_set_max_proto_version(ctx, number), "the version");
    need(SSL_CTX_set_cipher_list(ctx, old_suites[scenario->suite]), "the suite");
    need(SSL_CTX_set_ciphersuites(ctx, new_suites[scenario->suite]), "the suite");
    need(SSL_CTX_set1_groups_list(ctx, "X25519:P-256"), "the groups");
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(ctx, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

static X509 *next_certificate(BIO *pem) {
    X509 *cert = PEM_read_bio_X509(pem, NULL, NULL, NULL);
    need(cert != NULL, "reading a certificate");
    return cert;
}

static void set_trust(SSL_CTX *ctx, const struct credentials *credentials) {
    BIO *pem = BIO_new_mem_buf(credentials->root, -1);
    X509 *root = next_certificate(pem);
    need(X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), root), "trusting the root");
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    X509_free(root);
    BIO_free(pem);
}

static void set_identity(SSL_CTX *ctx, const struct credentials *credentials) {
    BIO *chain = BIO_new_mem_buf(credentials->chain, -1), *keys = BIO_new_mem_buf(credentials->key, -1);
    X509 *leaf = next_certificate(chain);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(keys, NULL, NULL, NULL);
    need(key != NULL && SSL_CTX_use_certificate(ctx, leaf) && SSL_CTX_use_PrivateKey(ctx, key), "the identity");
    need(SSL_CTX_add0_chain_cert(ctx, next_certificate(chain)), "the intermediate");
    EVP_PKEY_free(key);
    X509_free(leaf);
    BIO_free(chain);
    BIO_free(keys);
}

static void *context_new(enum side side, const struct scenario *scenario) {
    struct context *context = uncounted_new(sizeof *context);
    context->side = side;
    context->ctx = SSL_CTX_new(side == CLIENT ? TLS_client_method() : TLS_server_method());
    need(context->ctx != NULL, "SSL_CTX_new");
    context->wires = make_wires();
    set_protocol(context->ctx, scenario);
    side == CLIENT ? set_trust(context->ctx, scenario->credentials) : set_identity(context->ctx, scenario->credentials);
    return context;
}

/* As an application that holds many idle connections may ask for. */
static void *lean_context_new(enum side side, const struct scenario *scenario) {
    struct context *context = context_new(side, scenario);
    SSL_CTX_set_mode(context->ctx, SSL_MODE_RELEASE_BUFFERS);
    return context;
}

static void context_free(void *pointer) {
    struct context *context = pointer;
    SSL_CTX_free(context->ctx);
    BIO_meth_free(context->wires);
    uncounted_free(context);
}

/* ---- connections ---- */

static void *conn_new(void *pointer, struct wire *in, struct wire *out) {
    struct context *context = pointer;
    struct conn *conn = uncounted_new(sizeof *conn);
    *conn = (struct conn){.ssl = SSL_new(context->ctx), .in = in, .out = out};
    BIO *bio = BIO_new(context->wires);
    need(conn->ssl != NULL && bio != NULL, "SSL_new");
    BIO_set_data(bio, conn);
    SSL_set_bio(conn->ssl, bio, bio);
    if (context->side == CLIENT) {
        need(SSL_set1_host(conn->ssl, BENCH_HOST) && SSL_set_tlsext_host_name(conn->ssl, BENCH_HOST), "the host");
        SSL_set_connect_state(conn->ssl);
    } else {
        SSL_set_accept_state(conn->ssl);
    }
    return conn;
}

static void conn_free(void *pointer) {
    struct conn *conn = pointer;
    SSL_free(conn->ssl);
    uncounted_free(conn);
}

static enum progress handshake(void *pointer) {
    struct conn *conn = pointer;
    int result = SSL_do_handshake(conn->ssl);
    if (result == 1) {
        return PROGRESS_DONE;
    }
    need(SSL_get_error(conn->ssl, result) == SSL_ERROR_WANT_READ, "the handshake");
    return PROGRESS_WAITING;
}

static bool write(void *pointer, const void *data, size_t len) {
    struct conn *conn = pointer;
    return SSL_write(conn->ssl, data, (int)len) == (int)len;
}

static size_t read(void *pointer) {
    static uint8_t plaintext[16384];
    struct conn *conn = pointer;
    int len = SSL_read(conn->ssl, plaintext, sizeof plaintext);
    return len > 0 ? (size_t)len : 0;
}

/* ---- the CA bundle ---- */

static void *bundle_load(const char *file, size_t *count) {
    X509_STORE *store = X509_STORE_new();
    need(store != NULL && X509_STORE_load_file(store, file), "loading the bundle");
    *count = (size_t)sk_X509_OBJECT_num(X509_STORE_get0_objects(store));
    return store;
}

static void bundle_free(void *bundle) {
    X509_STORE_free(bundle);
}

const struct backend backend_openssl = {BACKEND_FUNCTIONS("OpenSSL", x509_openssl), .context_new = context_new};
const struct backend backend_openssl_lean = {BACKEND_FUNCTIONS("OpenSSL", x509_openssl),
                                             .context_new = lean_context_new};
