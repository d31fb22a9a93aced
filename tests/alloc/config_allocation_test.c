/* Every allocation of ours while configurations, providers, pools and connections over sockets are made fails once: the
 * call then says that memory is out, and nothing is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <tlslite/crypto.h>
#include <tlslite/engine.h>
#include <tlslite/features.h>

#include "alloc/failing_malloc.h"
#include "support/pki.h"

static struct pki pki;
static tl_crypto *crypto;

#define FINGERPRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static tl_client_options full_client_options(void) {
    return (tl_client_options){.common = {.alpn = "h2,http/1.1", .application = "mail", .crypto = crypto},
                               .trust = pki_trust(&pki),
                               .identity = pki_identity(&pki, PKI_CLIENT)};
}

/* ---- what is made ---- */

static bool client_config(tl_error *error) {
    tl_client_options options = full_client_options();
    tl_client_config *config = tl_client_config_new(&options, error);
    tl_client_config_free(config);
    return config != NULL;
}

static bool client_config_by_fingerprint(tl_error *error) {
    tl_client_options options = full_client_options();
    options.trust = NULL;
    options.trusted_fingerprint = FINGERPRINT ",0123456789abcdef0123456789abcdef01234567";
    options.common.crypto = NULL; /* one is made */
    tl_client_config *config = tl_client_config_new(&options, error);
    tl_client_config_free(config);
    return config != NULL;
}

static bool server_config(tl_error *error) {
    const tl_identity *identities[] = {pki_identity(&pki, PKI_SERVER), pki_identity(&pki, PKI_SERVER_ED25519)};
    tl_server_options options = {.common = {.alpn = "h2", .crypto = crypto},
                                 .identities = identities,
                                 .num_identities = 2,
                                 .client_cert = TL_CLIENT_CERT_OPTIONAL,
                                 .client_trust = pki_trust(&pki)};
    tl_server_config *config = tl_server_config_new(&options, error);
    tl_server_config_free(config);
    return config != NULL;
}

static bool provider(tl_error *error) {
    tl_crypto *made = tl_crypto_new(NULL, NULL, error);
    tl_crypto_free(made);
    return made != NULL;
}

static bool pool(tl_error *error) {
    tl_buffers *buffers = tl_buffers_new(0, error);
    tl_buffers_free(buffers);
    return buffers != NULL;
}

/* Safe defaults, with the system's trust anchors from a file. */
static bool engine_with_defaults(tl_error *error) {
    tl_engine *engine = tl_engine_new_client(NULL, "www.example.org", NULL, NULL, error);
    if (engine != NULL && tl_engine_error(engine)->kind != TL_ERR_NONE) {
        *error = *tl_engine_error(engine);
        tl_engine_free(engine);
        return false;
    }
    tl_engine_free(engine);
    return engine != NULL;
}

static const struct {
    const char *name;
    bool (*make)(tl_error *error);
} objects[] = {
    {"client configuration", client_config},
    {"client configuration by fingerprint", client_config_by_fingerprint},
    {"server configuration", server_config},
    {"provider", provider},
    {"pool of buffers", pool},
    {"engine with defaults", engine_with_defaults},
};

static void fail_each(bool (*make)(tl_error *error), const char *name) {
    unsigned long nth = 0, gone_on = 0;
    bool happened = true;
    while (happened) {
        tl_error error = {0};
        unsigned long live = allocations_live();
        allocations_fail(++nth, false);
        bool made = make(&error);
        happened = allocations_recover();
        assert_int_equal(allocations_live(), live);
        gone_on += happened && made;
        if (!made && (!happened || error.reason != TL_REASON_OUT_OF_MEMORY || error.kind != TL_ERR_MEMORY)) {
            fail_msg("%s, allocation %lu: reason %u, \"%s\"", name, nth, error.reason, error.message);
        }
    }
    assert_true(nth > 1);
    print_message("%s: %lu allocations failed, %lu without consequence\n", name, nth - 1, gone_on);
}

static void making_objects_survives_want_of_memory(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        tl_error error;
        if (!objects[i].make(&error)) { /* once without failures, and for what libcrypto keeps */
            fail_msg("%s: %s", objects[i].name, error.message);
        }
        fail_each(objects[i].make, objects[i].name);
    }
}

/* ---- whole connections over sockets ---- */

struct line {
    tl_client_config *client_config;
    tl_server_config *server_config;
    tl_conn *client, *server;
};

static bool open_line(struct line *line, tl_error *error) {
    int fds[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    line->client = tl_client(fds[0], "www.example.org", line->client_config, error);
    line->server = line->client != NULL ? tl_server(fds[1], line->server_config, error) : NULL;
    if (line->client == NULL) {
        close(fds[0]);
    }
    if (line->server == NULL) {
        close(fds[1]);
    }
    return line->server != NULL;
}

static void close_line(struct line *line) {
    tl_free(line->client);
    tl_free(line->server);
    line->client = line->server = NULL;
}

static bool is_over(tl_result result) {
    return result == TL_FAILED || result == TL_CLOSED;
}

/* TL_WANT_BUFFER goes away when the call is made again. */
static bool talk_over(struct line *line) {
    char buf[16];
    size_t len = 0;
    for (int turn = 0; turn < 100; turn++) {
        tl_result client = tl_handshake(line->client), server = tl_handshake(line->server);
        if (is_over(client) || is_over(server)) {
            return false;
        }
        if (client != TL_OK || server != TL_OK) {
            continue;
        }
        if (len == 0) {
            client = tl_write(line->client, "ping", 4, &len);
        }
        size_t got = 0;
        server = tl_read(line->server, buf, sizeof buf, &got);
        if (is_over(client) || is_over(server)) {
            return false;
        }
        if (got == 4) {
            return memcmp(buf, "ping", 4) == 0;
        }
    }
    fail_msg("the connection goes neither on nor fails");
    return false;
}

static bool has_reason(const tl_conn *conn) {
    const tl_error *error = tl_conn_error(conn);
    return error->kind == TL_ERR_NONE || error->reason == TL_REASON_OUT_OF_MEMORY ||
           error->reason == TL_REASON_CRYPTO_FAILED || error->reason == TL_REASON_ALERT_RECEIVED;
}

static void connections_over_sockets_survive_want_of_memory(void **state) {
    (void)state;
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    struct line line = {
        tl_client_config_new(&(tl_client_options){.common.crypto = crypto, .trust = pki_trust(&pki)}, NULL),
        tl_server_config_new(
            &(tl_server_options){.common.crypto = crypto, .identities = &identity, .num_identities = 1}, NULL),
        NULL, NULL};
    unsigned long nth = 0, failed = 0;
    bool happened = true;
    assert_true(open_line(&line, NULL) && talk_over(&line)); /* the trust keeps the anchor in its parsed form */
    close_line(&line);
    while (happened) {
        tl_error error;
        unsigned long live = allocations_live();
        allocations_fail(++nth, false);
        bool made = open_line(&line, &error);
        assert_true(made || error.reason == TL_REASON_OUT_OF_MEMORY);
        bool talked = made && talk_over(&line);
        happened = allocations_recover();
        assert_true(talked || happened);
        if (made && (!has_reason(line.client) || !has_reason(line.server))) {
            fail_msg("allocation %lu: client \"%s\", server \"%s\"", nth, tl_conn_error(line.client)->message,
                     tl_conn_error(line.server)->message);
        }
        failed += !talked;
        close_line(&line);
        assert_int_equal(allocations_live(), live);
    }
    assert_true(failed > 10);
    print_message("connection over a socket: %lu allocations failed, %lu connections failed\n", nth - 1, failed);
    tl_client_config_free(line.client_config);
    tl_server_config_free(line.server_config);
}

static void features_need_no_memory(void **state) {
    (void)state;
    tl_feature feature;
    size_t rows = 0;
    allocations_fail(1, true);
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        rows++;
    }
    allocations_recover();
    assert_int_equal(allocations.seen, 0);
    assert_in_range(rows, 50, 1000);
}

static int setup(void **state) {
    (void)state;
    char path[] = "/tmp/tlslite-trust-XXXXXX";
    int fd = mkstemp(path);
    char *pem = tl_identity_pem(pki_identity(&pki, PKI_ROOT), false, false, NULL);
    crypto = tl_crypto_new(NULL, NULL, NULL);
    if (fd < 0 || pem == NULL || crypto == NULL || write(fd, pem, strlen(pem)) != (ssize_t)strlen(pem)) {
        return 1;
    }
    close(fd);
    tl_pem_free(pem);
    pki_identity(&pki, PKI_SERVER), pki_identity(&pki, PKI_SERVER_ED25519), pki_identity(&pki, PKI_CLIENT);
    pki_trust(&pki);
    return setenv("SSL_CERT_FILE", path, 1);
}

static int teardown(void **state) {
    (void)state;
    unlink(getenv("SSL_CERT_FILE"));
    tl_crypto_free(crypto);
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(making_objects_survives_want_of_memory),
        cmocka_unit_test(connections_over_sockets_survive_want_of_memory),
        cmocka_unit_test(features_need_no_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
