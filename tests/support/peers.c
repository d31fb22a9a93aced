#include "support/peers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

void peers_init(struct peers *peers, struct pki *pki) {
    *peers = (struct peers){.server_name = "www.example.org"};
    peers->client_options.trust = pki_trust(pki);
    peers_add_identity(peers, pki_identity(pki, PKI_SERVER));
}

void peers_add_identity(struct peers *peers, const tl_identity *identity) {
    assert_in_range(peers->server_options.num_identities, 0, PEERS_MAX_IDENTITIES - 1);
    peers->identities[peers->server_options.num_identities++] = identity;
}

void peers_only_identity(struct peers *peers, const tl_identity *identity) {
    peers->server_options.num_identities = 0;
    peers_add_identity(peers, identity);
}

void peers_set_version(struct peers *peers, tl_protocol version) {
    tl_settings *client = &peers->client_options.common.settings;
    tl_settings *server = &peers->server_options.common.settings;
    client->min_version = client->max_version = version;
    server->min_version = server->max_version = version;
}

void peers_configure(struct peers *peers) {
    tl_error error;
    peers->server_options.identities = peers->identities;
    if (peers->client_config == NULL) {
        peers->client_config = tl_client_config_new(&peers->client_options, &error);
    }
    if (peers->client_config == NULL) {
        fail_msg("the test's client configuration cannot be made: %s", error.message);
    }
    if (peers->server_config == NULL) {
        peers->server_config = tl_server_config_new(&peers->server_options, &error);
    }
    if (peers->server_config == NULL) {
        fail_msg("the test's server configuration cannot be made: %s", error.message);
    }
}

void peers_start(struct peers *peers) {
    tl_error error;
    peers_configure(peers);
    peers_stop(peers);
    peers->pair.client =
        tl_engine_new_client(peers->client_config, peers->server_name, NULL, peers->client_buffers, &error);
    if (peers->pair.client == NULL) {
        fail_msg("the test's client cannot be made: %s", error.message);
    }
    peers->pair.server = tl_engine_new_server(peers->server_config, peers->server_buffers, &error);
    if (peers->pair.server == NULL) {
        fail_msg("the test's server cannot be made: %s", error.message);
    }
}

void peers_try(struct peers *peers) {
    peers_start(peers);
    pair_run(&peers->pair, 0);
}

void peers_connect(struct peers *peers) {
    peers_try(peers);
    if (!pair_is_done(&peers->pair)) {
        fail_msg("the handshake did not succeed; client: \"%s\", server: \"%s\"",
                 tl_engine_error(peers->pair.client)->message, tl_engine_error(peers->pair.server)->message);
    }
}

void peers_stop(struct peers *peers) {
    pair_free(&peers->pair);
}

void peers_clear(struct peers *peers) {
    peers_stop(peers);
    tl_client_config_free(peers->client_config);
    tl_server_config_free(peers->server_config);
    peers->client_config = NULL;
    peers->server_config = NULL;
}

struct buffer peer_take(tl_engine *engine) {
    struct buffer octets = {0};
    for (tl_bytes output; (output = tl_engine_output(engine)).len > 0;) {
        assert_true(buffer_append(&octets, output));
        tl_engine_sent(engine, output.len);
    }
    return octets;
}

tl_result peer_feed(tl_engine *engine, tl_bytes octets) {
    tl_result result = TL_OK;
    size_t room;
    uint8_t *input;
    while (octets.len > 0 && (input = tl_engine_input(engine, &room)) != NULL) {
        size_t len = octets.len < room ? octets.len : room;
        memcpy(input, octets.data, len);
        result = tl_engine_received(engine, len);
        octets = bytes_from(octets, len);
    }
    return result;
}

void peer_write(tl_engine *engine, const void *data, size_t len) {
    size_t written;
    assert_int_equal(tl_engine_write(engine, data, len, &written), TL_OK);
    assert_int_equal(written, len);
}

void assert_reads_at(tl_engine *engine, const void *data, size_t len, const char *file, int line) {
    uint8_t buf[4096];
    size_t got;
    _assert_in_range(len, 1, sizeof buf, file, line);
    _assert_int_equal(tl_engine_read(engine, buf, sizeof buf, &got), TL_OK, file, line);
    _assert_int_equal(got, len, file, line);
    _assert_memory_equal(buf, data, len, file, line);
}

void assert_reason_at(const tl_engine *engine, unsigned expected, const char *file, int line) {
    const tl_error *error = tl_engine_error(engine);
    if (error->kind == TL_ERR_NONE || error->reason != expected) {
        print_error("%s:%d: reason %u was expected, but it is %u: \"%s\"\n", file, line, expected, error->reason,
                    error->message);
        _fail(file, line);
    }
}
