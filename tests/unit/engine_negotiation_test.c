/* What two engines agree on: version, suite, group, scheme, application protocol, and which of the server's identities
 * is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/peers.h"

static struct pki pki;

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};

static const tl_session *client_session(const struct peers *peers) {
    return tl_engine_session(peers->pair.client);
}

static const tl_session *server_session(const struct peers *peers) {
    return tl_engine_session(peers->pair.server);
}

/* Fails on the server's side for the reason, and tells the client by the alert. */
static void assert_server_refuses(const struct peers *peers, unsigned reason, tl_alert alert) {
    assert_reason(peers->pair.server, reason);
    assert_int_equal(tl_engine_error(peers->pair.server)->alert, alert);
    assert_reason(peers->pair.client, TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(peers->pair.client)->alert, alert);
}

/* ---- every suite, group and scheme ---- */

struct signer {
    enum pki_member member;
    const char *scheme;
    bool in_tls13;
};

static const struct signer signers[] = {
    {PKI_SERVER, "ecdsa_secp256r1_sha256", true},
    {PKI_SERVER, "ecdsa_secp384r1_sha384", false},
    {PKI_SERVER_P384, "ecdsa_secp384r1_sha384", true},
    {PKI_SERVER_P384, "ecdsa_secp256r1_sha256", false},
    {PKI_SERVER_P521, "ecdsa_secp521r1_sha512", true},
    {PKI_SERVER, "ecdsa_secp521r1_sha512", false},
    {PKI_SERVER_ED25519, "ed25519", true},
    {PKI_SERVER_ED448, "ed448", true},
    {PKI_SERVER_RSA, "rsa_pss_rsae_sha256", true},
    {PKI_SERVER_RSA, "rsa_pss_rsae_sha384", true},
    {PKI_SERVER_RSA, "rsa_pss_rsae_sha512", true},
    {PKI_SERVER_RSA, "rsa_pkcs1_sha256", false},
    {PKI_SERVER_RSA, "rsa_pkcs1_sha384", false},
    {PKI_SERVER_RSA, "rsa_pkcs1_sha512", false},
};
static const char *const ciphers[] = {"aes128gcm", "aes256gcm", "chacha20-poly1305"};
static const unsigned cipher_bits[] = {128, 256, 256};
static const char *const groups[] = {"x25519", "secp256r1", "secp384r1", "secp521r1", "x448"};
enum { NUM_GROUPS = sizeof groups / sizeof *groups };

static void force(struct peers *peers, tl_protocol version, size_t cipher, size_t group, const struct signer *signer) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
    peers_only_identity(peers, pki_identity(&pki, signer->member));
    tl_settings *settings = &peers->client_options.common.settings;
    settings->ciphers = ciphers[cipher];
    settings->groups = "x25519,secp256r1,secp384r1,secp521r1,x448"; /* the curve of an ECDSA key too */
    settings->key_shares = groups[group];
    settings->signatures = signer->scheme;
    peers->server_options.common.settings.groups = groups[group];
    peers_connect(peers);
}

static void assert_negotiated(const struct peers *peers, tl_protocol version, size_t cipher, size_t group,
                              const struct signer *signer) {
    const tl_session *sessions[] = {client_session(peers), server_session(peers)};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tl_session_version(sessions[i]), version);
        assert_int_equal(tl_session_cipher_bits(sessions[i]), cipher_bits[cipher]);
        assert_string_equal(tl_session_group(sessions[i]), groups[group]);
        assert_false(tl_session_hello_retry(sessions[i]));
        assert_int_equal(tl_session_extended_master_secret(sessions[i]), version == TL_TLS1_2);
    }
    assert_string_equal(tl_session_cipher(sessions[0]), tl_session_cipher(sessions[1]));
    assert_string_equal(tl_session_peer_signature(sessions[0]), signer->scheme);
    assert_string_equal(tl_session_own_signature(sessions[1]), signer->scheme);
    assert_null(tl_session_own_signature(sessions[0]));
    assert_null(tl_session_peer_signature(sessions[1]));
}

static void every_suite_group_and_scheme(tl_protocol version) {
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        bool in_version = version == TL_TLS1_2 || signers[i].in_tls13;
        for (size_t cipher = 0; cipher < 3 && in_version; cipher++) {
            for (size_t group = 0; group < NUM_GROUPS; group++) {
                struct peers peers;
                force(&peers, version, cipher, group, &signers[i]);
                assert_negotiated(&peers, version, cipher, group, &signers[i]);
                assert_true(pair_says(peers.pair.client, peers.pair.server, "up", 2));
                assert_true(pair_says(peers.pair.server, peers.pair.client, "down", 4));
                peers_clear(&peers);
            }
        }
    }
}

static void every_combination_works_in_tls12(void **state) {
    (void)state;
    every_suite_group_and_scheme(TL_TLS1_2);
}

static void every_combination_works_in_tls13(void **state) {
    (void)state;
    every_suite_group_and_scheme(TL_TLS1_3);
}

/* In TLS 1.3 a curve is bound to its scheme, and PKCS#1 is for certificates only. */
static void scheme_that_the_key_cannot_make_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++) {
        if (signers[i].in_tls13) {
            continue;
        }
        struct peers peers;
        char signatures[64];
        peers_init(&peers, &pki);
        peers_only_identity(&peers, pki_identity(&pki, signers[i].member));
        peers_set_version(&peers, TL_TLS1_3);
        snprintf(signatures, sizeof signatures, "%s,rsa_pss_pss_sha256", signers[i].scheme);
        peers.client_options.common.settings.signatures = signatures;
        peers_try(&peers);
        assert_server_refuses(&peers, TL_REASON_NO_COMMON_SCHEME, TL_ALERT_HANDSHAKE_FAILURE);
        peers_clear(&peers);
    }
}

/* ---- HelloRetryRequest ---- */

static void retry_where_no_share_fits(void **state) {
    (void)state;
    for (size_t i = 0; i < NUM_GROUPS; i++) {
        for (size_t j = 0; j < NUM_GROUPS; j++) {
            struct peers peers;
            char list[64];
            snprintf(list, sizeof list, "%s,%s", groups[i], groups[j]);
            peers_init(&peers, &pki);
            peers_set_version(&peers, TL_TLS1_3);
            peers.client_options.common.settings.groups = list;
            peers.server_options.common.settings.groups = groups[j];
            peers_connect(&peers);
            assert_int_equal(tl_session_hello_retry(client_session(&peers)), i != j);
            assert_int_equal(tl_session_hello_retry(server_session(&peers)), i != j);
            assert_string_equal(tl_session_group(client_session(&peers)), groups[j]);
            assert_true(pair_says(peers.pair.client, peers.pair.server, "up", 2));
            peers_clear(&peers);
        }
    }
}

static void shares_are_sent_as_set(void **state) {
    (void)state;
    static const struct {
        const char *shares;
        bool retry;
    } cases[] = {{NULL, true},
                 {"", true},
                 {"secp384r1", false},
                 {"x25519,secp256r1", true},
                 {"x25519,secp256r1,secp384r1", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers.client_options.common.settings.key_shares = cases[i].shares;
        peers.server_options.common.settings.groups = "secp384r1";
        peers_connect(&peers);
        assert_int_equal(tl_session_hello_retry(client_session(&peers)), cases[i].retry);
        assert_string_equal(tl_session_group(server_session(&peers)), "secp384r1");
        peers_clear(&peers);
    }
}

/* A round trip costs more than a group that is only the server's second choice. */
static void server_prefers_a_group_with_a_share(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    peers.client_options.common.settings.key_shares = "x25519";
    peers.server_options.common.settings.groups = "secp384r1,x25519";
    peers_connect(&peers);
    assert_string_equal(tl_session_group(client_session(&peers)), "x25519");
    assert_false(tl_session_hello_retry(client_session(&peers)));
    peers_clear(&peers);
}

static void no_common_group_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i]);
        peers_only_identity(&peers, pki_identity(&pki, PKI_SERVER_ED25519));
        peers.client_options.common.settings.groups = "x25519";
        peers.server_options.common.settings.groups = "secp384r1";
        peers_try(&peers);
        assert_server_refuses(&peers, TL_REASON_NO_COMMON_GROUP, TL_ALERT_HANDSHAKE_FAILURE);
        peers_clear(&peers);
    }
}

static void server_chooses_suite_by_its_preference(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i]);
        peers.client_options.common.settings.ciphers = "aes128gcm,aes256gcm,chacha20-poly1305";
        peers.server_options.common.settings.ciphers = "chacha20-poly1305,aes128gcm";
        peers_connect(&peers);
        assert_non_null(strstr(tl_session_cipher(client_session(&peers)), "CHACHA20"));
        peers_clear(&peers);
        peers.server_options.common.settings.ciphers = "aes256gcm";
        peers.client_options.common.settings.ciphers = "aes128gcm";
        peers_try(&peers);
        assert_server_refuses(&peers, TL_REASON_NO_COMMON_SUITE, TL_ALERT_HANDSHAKE_FAILURE);
        peers_clear(&peers);
    }
}

/* ---- versions ---- */

static void best_common_version_is_chosen(void **state) {
    (void)state;
    static const tl_protocol bounds[][2] = {{TL_TLS1_2, TL_TLS1_2}, {TL_TLS1_2, TL_TLS1_3}, {TL_TLS1_3, TL_TLS1_3}};
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 3; j++) {
            struct peers peers;
            peers_init(&peers, &pki);
            tl_settings *client = &peers.client_options.common.settings;
            tl_settings *server = &peers.server_options.common.settings;
            client->min_version = bounds[i][0], client->max_version = bounds[i][1];
            server->min_version = bounds[j][0], server->max_version = bounds[j][1];
            peers_try(&peers);
            if (i + j == 2 && i != j) {
                assert_server_refuses(&peers, TL_REASON_NO_COMMON_VERSION, TL_ALERT_PROTOCOL_VERSION);
            } else {
                assert_true(pair_is_done(&peers.pair));
                tl_protocol best = i == 0 || j == 0 ? TL_TLS1_2 : TL_TLS1_3;
                assert_int_equal(tl_session_version(client_session(&peers)), best);
                assert_int_equal(tl_session_version(server_session(&peers)), best);
                assert_string_equal(tl_session_version_name(client_session(&peers)),
                                    best == TL_TLS1_2 ? "TLS 1.2" : "TLS 1.3");
            }
            peers_clear(&peers);
        }
    }
}

/* ---- application protocols ---- */

static void try_alpn(tl_protocol version, const char *client, const char *server, const char *expected) {
    struct peers peers;
    peers_init(&peers, &pki);
    peers_set_version(&peers, version);
    peers.client_options.common.alpn = client;
    peers.server_options.common.alpn = server;
    peers_connect(&peers);
    const tl_session *sessions[] = {client_session(&peers), server_session(&peers)};
    for (int i = 0; i < 2; i++) {
        const char *alpn = tl_session_alpn(sessions[i]);
        assert_true(expected == NULL ? alpn == NULL : alpn != NULL && strcmp(alpn, expected) == 0);
    }
    peers_clear(&peers);
}

static void server_chooses_the_application_protocol(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        try_alpn(versions[i], NULL, NULL, NULL);
        try_alpn(versions[i], "h2", NULL, NULL);
        try_alpn(versions[i], NULL, "h2", NULL);
        try_alpn(versions[i], "h2,http/1.1", "http/1.1", "http/1.1");
        try_alpn(versions[i], "h2,http/1.1", "x,http/1.1,h2", "http/1.1");
        try_alpn(versions[i], "a", "a", "a");
    }
}

static void no_common_application_protocol_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i]);
        peers.client_options.common.alpn = "h2";
        peers.server_options.common.alpn = "h";
        peers_try(&peers);
        assert_server_refuses(&peers, TL_REASON_NO_COMMON_PROTOCOL, TL_ALERT_NO_APPLICATION_PROTOCOL);
        peers_clear(&peers);
    }
}

/* ---- identities ---- */

static bool shows(const struct peers *peers, const tl_identity *identity) {
    const tl_cert *shown = tl_session_peer_cert(client_session(peers), 0);
    return bytes_equal(tl_cert_der(shown), tl_cert_der(tl_identity_cert(identity)));
}

static void set_three_identities(struct peers *peers, tl_protocol version) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
    peers_only_identity(peers, pki_identity(&pki, PKI_OTHER_NAME));
    peers_add_identity(peers, pki_identity(&pki, PKI_SERVER));
    peers_add_identity(peers, pki_identity(&pki, PKI_SERVER_P384));
    peers->client_options.insecure_no_name_check = true;
}

static void identity_is_chosen_by_name(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum pki_member member;
    } cases[] = {
        {"www.example.org", PKI_SERVER},          {"WWW.Example.ORG", PKI_SERVER},
        {"a.wild.example.org", PKI_SERVER},       {"other.example.net", PKI_OTHER_NAME},
        {"unknown.example.com", PKI_OTHER_NAME},  {"wild.example.org", PKI_OTHER_NAME},
        {"a.b.wild.example.org", PKI_OTHER_NAME}, {"127.0.0.1", PKI_OTHER_NAME}, /* addresses are not sent */
        {"www.example.org.", PKI_SERVER},
    };
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct peers peers;
        set_three_identities(&peers, versions[i % 2]);
        peers.server_name = cases[i / 2].name;
        peers_connect(&peers);
        if (!shows(&peers, pki_identity(&pki, cases[i / 2].member))) {
            fail_msg("another identity is shown for %s", cases[i / 2].name);
        }
        peers_clear(&peers);
    }
}

static void without_a_name_the_default_identity_is_shown(void **state) {
    (void)state;
    struct peers peers;
    set_three_identities(&peers, TL_TLS1_3);
    peers.server_name = NULL;
    peers.server_options.refuse_unknown_names = true; /* none is not an unknown one */
    peers_connect(&peers);
    assert_true(shows(&peers, pki_identity(&pki, PKI_OTHER_NAME)));
    assert_null(tl_session_server_name(server_session(&peers)));
    peers_clear(&peers);
}

static void unknown_names_may_be_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        set_three_identities(&peers, versions[i]);
        peers.server_options.refuse_unknown_names = true;
        peers.server_name = "www.example.org";
        peers_connect(&peers);
        peers.server_name = "unknown.example.com";
        peers_try(&peers);
        assert_server_refuses(&peers, TL_REASON_UNKNOWN_SERVER_NAME, TL_ALERT_UNRECOGNIZED_NAME);
        peers_clear(&peers);
    }
}

static void both_sides_know_the_server_name(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i]);
        peers_connect(&peers);
        assert_string_equal(tl_session_server_name(client_session(&peers)), "www.example.org");
        assert_string_equal(tl_session_server_name(server_session(&peers)), "www.example.org");
        peers_clear(&peers);
    }
}

static void offer_to_p521(struct peers *peers, tl_protocol version, const char *client_groups) {
    peers_init(peers, &pki);
    peers_only_identity(peers, pki_identity(&pki, PKI_SERVER_P521));
    peers_set_version(peers, version);
    peers->client_options.common.settings.groups = client_groups;
}

/* In TLS 1.2 the curve of a server's key must be among the client's groups (RFC 8422 §5.1.1). */
static void curve_that_the_client_does_not_name_is_not_shown(void **state) {
    (void)state;
    static const char without_p521[] = "x25519,secp256r1,secp384r1,x448";
    struct peers peers;
    offer_to_p521(&peers, TL_TLS1_2, without_p521);
    peers_try(&peers);
    assert_server_refuses(&peers, TL_REASON_NO_COMMON_SUITE, TL_ALERT_HANDSHAKE_FAILURE);
    peers_clear(&peers);
    offer_to_p521(&peers, TL_TLS1_3, without_p521); /* there it is a matter of schemes */
    peers_connect(&peers);
    peers_clear(&peers);
}

/* Every curve that we verify is named, and the first group is that of the exchange. */
static void curves_are_named_by_default(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct peers peers;
        offer_to_p521(&peers, versions[i], NULL);
        peers_connect(&peers);
        assert_true(shows(&peers, pki_identity(&pki, PKI_SERVER_P521)));
        assert_string_equal(tl_session_group(client_session(&peers)), "x25519");
        peers_clear(&peers);
    }
}

/* The first with the name whose key can make a signature that the client verifies. */
static void identity_is_chosen_by_schemes(void **state) {
    (void)state;
    static const struct {
        const char *signatures;
        enum pki_member member;
    } cases[] = {{NULL, PKI_SERVER_RSA},
                 {"ecdsa_secp256r1_sha256", PKI_SERVER},
                 {"ed25519", PKI_SERVER_ED25519},
                 {"ed25519,ecdsa_secp256r1_sha256", PKI_SERVER},
                 {"rsa_pss_rsae_sha512", PKI_SERVER_RSA}};
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i % 2]);
        peers_only_identity(&peers, pki_identity(&pki, PKI_OTHER_NAME));
        peers_add_identity(&peers, pki_identity(&pki, PKI_SERVER_RSA));
        peers_add_identity(&peers, pki_identity(&pki, PKI_SERVER));
        peers_add_identity(&peers, pki_identity(&pki, PKI_SERVER_ED25519));
        peers.client_options.common.settings.signatures = cases[i / 2].signatures;
        peers_connect(&peers);
        assert_true(shows(&peers, pki_identity(&pki, cases[i / 2].member)));
        peers_clear(&peers);
    }
}

/* In TLS 1.2 a suite is for one kind of key. */
static void identity_is_chosen_by_suites_in_tls12(void **state) {
    (void)state;
    static const struct {
        const char *ciphers;
        enum pki_member member;
    } cases[] = {{"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", PKI_SERVER},
                 {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", PKI_SERVER_RSA}};
    for (size_t i = 0; i < 4; i++) {
        struct peers peers;
        peers_init(&peers, &pki);
        peers_set_version(&peers, TL_TLS1_2);
        peers_only_identity(&peers, pki_identity(&pki, i < 2 ? PKI_SERVER_RSA : PKI_SERVER));
        peers_add_identity(&peers, pki_identity(&pki, i < 2 ? PKI_SERVER : PKI_SERVER_RSA));
        peers.client_options.common.settings.ciphers = cases[i % 2].ciphers;
        peers_connect(&peers);
        assert_true(shows(&peers, pki_identity(&pki, cases[i % 2].member)));
        peers_clear(&peers);
    }
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_works_in_tls12),
        cmocka_unit_test(every_combination_works_in_tls13),
        cmocka_unit_test(scheme_that_the_key_cannot_make_is_refused),
        cmocka_unit_test(retry_where_no_share_fits),
        cmocka_unit_test(shares_are_sent_as_set),
        cmocka_unit_test(server_prefers_a_group_with_a_share),
        cmocka_unit_test(no_common_group_is_refused),
        cmocka_unit_test(server_chooses_suite_by_its_preference),
        cmocka_unit_test(best_common_version_is_chosen),
        cmocka_unit_test(server_chooses_the_application_protocol),
        cmocka_unit_test(no_common_application_protocol_is_refused),
        cmocka_unit_test(identity_is_chosen_by_name),
        cmocka_unit_test(without_a_name_the_default_identity_is_shown),
        cmocka_unit_test(unknown_names_may_be_refused),
        cmocka_unit_test(both_sides_know_the_server_name),
        cmocka_unit_test(curve_that_the_client_does_not_name_is_not_shown),
        cmocka_unit_test(curves_are_named_by_default),
        cmocka_unit_test(identity_is_chosen_by_schemes),
        cmocka_unit_test(identity_is_chosen_by_suites_in_tls12),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
