/* Two sides that are in order, each for itself, but whose configurations have nothing in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"

/* ---- what each side is content with ---- */

struct tastes {
    tl_settings client, server;
    const char *client_alpn, *server_alpn;
    enum pki_member identity;
};

static const struct disagreement {
    const char *about;
    tl_protocol version; /* 0: as in the tastes */
    struct tastes tastes;
    tl_alert alert;
    unsigned reason;
} disagreements[] = {
    {"versions, the client's being newer",
     0,
     {.client = {.min_version = TL_TLS1_3}, .server = {.max_version = TL_TLS1_2}, .identity = PKI_SERVER},
     TL_ALERT_PROTOCOL_VERSION,
     TL_REASON_NO_COMMON_VERSION},
    {"versions, the server's being newer",
     0,
     {.client = {.max_version = TL_TLS1_2}, .server = {.min_version = TL_TLS1_3}, .identity = PKI_SERVER},
     TL_ALERT_PROTOCOL_VERSION,
     TL_REASON_NO_COMMON_VERSION},
    {"cipher suites",
     TL_TLS1_3,
     {.client = {.ciphers = "aes128gcm"}, .server = {.ciphers = "chacha20-poly1305"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SUITE},
    {"cipher suites in TLS 1.2",
     TL_TLS1_2,
     {.client = {.ciphers = "aes128gcm"}, .server = {.ciphers = "aes256gcm"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SUITE},
    {"cipher suites for the server's kind of key",
     TL_TLS1_2,
     {.client = {.ciphers = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SUITE},
    {"groups",
     TL_TLS1_3,
     {.client = {.groups = "x25519"}, .server = {.groups = "secp256r1,secp384r1"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_GROUP},
    {"groups in TLS 1.2",
     TL_TLS1_2,
     {.client = {.groups = "secp384r1"}, .server = {.groups = "x25519"}, .identity = PKI_SERVER_RSA},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_GROUP},
    {"signature schemes",
     TL_TLS1_3,
     {.client = {.signatures = "ed25519,rsa_pss_rsae_sha256"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SCHEME},
    {"signature schemes in TLS 1.2",
     TL_TLS1_2,
     {.client = {.signatures = "rsa_pkcs1_sha256"}, .identity = PKI_SERVER},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SCHEME},
    {"schemes that both know and the server's key cannot make",
     TL_TLS1_3,
     {.client = {.signatures = "ecdsa_secp256r1_sha256"}, .identity = PKI_SERVER_P384},
     TL_ALERT_HANDSHAKE_FAILURE,
     TL_REASON_NO_COMMON_SCHEME},
    {"application protocols",
     TL_TLS1_3,
     {.client_alpn = "h2", .server_alpn = "http/1.1,h2c", .identity = PKI_SERVER},
     TL_ALERT_NO_APPLICATION_PROTOCOL,
     TL_REASON_NO_COMMON_PROTOCOL},
    {"application protocols in TLS 1.2",
     TL_TLS1_2,
     {.client_alpn = "h2", .server_alpn = "H2", .identity = PKI_SERVER},
     TL_ALERT_NO_APPLICATION_PROTOCOL,
     TL_REASON_NO_COMMON_PROTOCOL},
};

static void apply(tl_settings *settings, const tl_settings *tastes) {
    settings->min_version = tastes->min_version != 0 ? tastes->min_version : settings->min_version;
    settings->max_version = tastes->max_version != 0 ? tastes->max_version : settings->max_version;
    settings->ciphers = tastes->ciphers;
    settings->groups = tastes->groups;
    settings->signatures = tastes->signatures;
}

/* A server without tastes of its own takes what the client likes. */
static void meet(struct encounter *e, struct world *world, const struct disagreement *d, bool client_insists,
                 bool server_insists) {
    encounter_init(e, world, d->about, ROLE_SERVER, d->version);
    peers_only_identity(&e->peers, pki_identity(&world->pki, d->tastes.identity));
    if (client_insists) {
        apply(&e->peers.client_options.common.settings, &d->tastes.client);
        e->peers.client_options.common.alpn = d->tastes.client_alpn;
    }
    if (server_insists) {
        apply(&e->peers.server_options.common.settings, &d->tastes.server);
        e->peers.server_options.common.alpn = d->tastes.server_alpn;
    }
    peers_start(&e->peers);
    encounter_run(e);
}

static bool only_the_key_is_in_the_way(const struct disagreement *d) {
    static const tl_settings none;
    return memcmp(&d->tastes.server, &none, sizeof none) == 0 && d->tastes.server_alpn == NULL;
}

static void test_disagreements(void **state) {
    for (size_t i = 0; i < COUNT_OF(disagreements); i++) {
        const struct disagreement *d = &disagreements[i];
        struct encounter e;
        meet(&e, *state, d, true, true);
        encounter_refused(&e, d->alert, d->reason);
        assert_false(tl_engine_handshake_done(e.peers.pair.client));
        encounter_clear(&e);

        /* The twins: each with a side that insists on nothing. */
        meet(&e, *state, d, false, true);
        encounter_accepted(&e);
        encounter_clear(&e);
        if (!only_the_key_is_in_the_way(d)) {
            meet(&e, *state, d, true, false);
            encounter_accepted(&e);
            encounter_clear(&e);
        }
    }
}

/* ---- a client certificate that the server cannot check ---- */

static void ask_client(struct encounter *e, struct world *world, tl_protocol version, const char *signatures) {
    encounter_init(e, world, "schemes of the client's key", ROLE_SERVER, version);
    encounter_with_client_certificate(e, world);
    e->peers.client_options.identity = pki_identity(&world->pki, PKI_CLIENT_ED25519);
    e->peers.server_options.common.settings.signatures = signatures;
    peers_start(&e->peers);
    encounter_run(e);
}

static void test_client_certificate(void **state) {
    struct encounter e;
    ask_client(&e, *state, TL_TLS1_3, "ecdsa_secp256r1_sha256");
    encounter_refused(&e, TL_ALERT_CERTIFICATE_REQUIRED, TL_REASON_NO_PEER_CERTIFICATE);
    encounter_clear(&e);
    ask_client(&e, *state, TL_TLS1_2, "ecdsa_secp256r1_sha256");
    encounter_refused(&e, TL_ALERT_HANDSHAKE_FAILURE, TL_REASON_NO_PEER_CERTIFICATE);
    encounter_clear(&e);
    for (tl_protocol version = TL_TLS1_2; version <= TL_TLS1_3; version++) {
        ask_client(&e, *state, version, "ecdsa_secp256r1_sha256,ed25519");
        encounter_accepted(&e);
        encounter_clear(&e);
    }
}

/* ---- a certificate for the name that was asked for, of which the client cannot check the signature ---- */

/* There is another one that it could check, but it has another name. */
static void ask_for_name(struct encounter *e, struct world *world, tl_protocol version, const char *signatures) {
    encounter_init(e, world, "schemes of the named server", ROLE_SERVER, version);
    peers_only_identity(&e->peers, pki_identity(&world->pki, PKI_OTHER_NAME));
    peers_add_identity(&e->peers, pki_identity(&world->pki, PKI_SERVER_ED25519));
    e->peers.client_options.common.settings.signatures = signatures;
    peers_start(&e->peers);
    encounter_run(e);
}

static void test_named_server(void **state) {
    for (tl_protocol version = TL_TLS1_2; version <= TL_TLS1_3; version++) {
        struct encounter e;
        ask_for_name(&e, *state, version, "ecdsa_secp256r1_sha256");
        encounter_refused(&e, TL_ALERT_HANDSHAKE_FAILURE, TL_REASON_NO_COMMON_SCHEME);
        encounter_clear(&e);
        ask_for_name(&e, *state, version, "ecdsa_secp256r1_sha256,ed25519");
        encounter_accepted(&e);
        encounter_clear(&e);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_disagreements),
        cmocka_unit_test(test_client_certificate),
        cmocka_unit_test(test_named_server),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
