/* Who the peers are: certificates of both sides, the names and fingerprints that are expected, the application's
 * checker, and every field that weakens it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/engine.h"
#include "support/peers.h"

static struct pki pki;

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
#define EACH_VERSION(v) for (const tl_protocol *v = versions; v < versions + sizeof versions / sizeof *versions; v++)

static void init_in(struct peers *peers, tl_protocol version) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
}

static void assert_client_refuses(struct peers *peers, unsigned reason) {
    peers_try(peers);
    assert_reason(peers->pair.client, reason);
    assert_reason(peers->pair.server, TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(peers->pair.client)->alert, tl_engine_error(peers->pair.server)->alert);
    assert_false(tl_engine_handshake_done(peers->pair.client));
}

/* In TLS 1.3 a client is done before the server has judged it, and hears of it then. */
static void assert_server_refuses(struct peers *peers, unsigned reason) {
    peers_try(peers);
    bool client_knows = reason == TL_REASON_NO_PEER_CERTIFICATE && peers->pair.client->conn.version == TL_TLS1_2;
    assert_reason(peers->pair.server, reason);
    assert_reason(peers->pair.client, client_knows ? TL_REASON_CLIENT_CERTIFICATE_MISSED : TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(peers->pair.client)->alert, tl_engine_error(peers->pair.server)->alert);
    assert_false(tl_engine_handshake_done(peers->pair.server));
}

/* ---- the server's certificate ---- */

static void client_refuses_what_does_not_verify(void **state) {
    (void)state;
    static const struct {
        enum pki_member member;
        unsigned reason;
    } cases[] = {
        {PKI_OTHER_NAME, TL_REASON_WRONG_HOST},   {PKI_EXPIRED, TL_REASON_CERTIFICATE_EXPIRED},
        {PKI_SELF_SIGNED, TL_REASON_SELF_SIGNED}, {PKI_NOT_YET_VALID, TL_REASON_CERTIFICATE_NOT_YET_VALID},
        {PKI_STRANGER, TL_REASON_UNKNOWN_ISSUER}, {PKI_CLIENT, TL_REASON_WRONG_EXTENDED_KEY_USAGE},
    };
    EACH_VERSION(version) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct peers peers;
            init_in(&peers, *version);
            peers_only_identity(&peers, pki_identity(&pki, cases[i].member));
            assert_client_refuses(&peers, cases[i].reason);
            assert_int_equal(tl_engine_error(peers.pair.client)->kind, TL_ERR_AUTH_INVALID);
            peers_clear(&peers);
        }
    }
}

static void client_refuses_an_issuer_that_it_does_not_trust(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_3);
    peers.client_options.trust = pki_other_trust(&pki); /* whose root has the same name and another key */
    assert_client_refuses(&peers, TL_REASON_UNKNOWN_ISSUER);
    peers_clear(&peers);
}

/* Every name that the certificate has, and some that it does not have. */
static void client_accepts_the_names_of_the_certificate(void **state) {
    (void)state;
    static const struct {
        const char *name;
        bool right;
    } cases[] = {
        {"localhost", true}, {"www.example.org", true},    {"WWW.EXAMPLE.ORG", true}, {"127.0.0.1", true},
        {"::1", true},       {"a.wild.example.org", true}, {"example.org", false},    {"127.0.0.2", false},
        {"::2", false},      {"wild.example.org", false},  {"localhost.x", false},    {"a.b.wild.example.org", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct peers peers;
        init_in(&peers, TL_TLS1_3);
        peers.server_name = cases[i].name;
        if (cases[i].right) {
            peers_connect(&peers);
        } else {
            assert_client_refuses(&peers, TL_REASON_WRONG_HOST);
        }
        peers_clear(&peers);
    }
}

static void client_must_say_whom_it_expects(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", "a b", "https://www.example.org", "user@example.org", "a\nb", "caf\xc3\xa9.org"};
    struct peers peers;
    tl_error error;
    init_in(&peers, TL_TLS1_3);
    peers_configure(&peers);
    assert_null(tl_engine_new_client(peers.client_config, NULL, NULL, NULL, &error));
    assert_int_equal(error.reason, TL_REASON_NO_SERVER_NAME);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_null(tl_engine_new_client(peers.client_config, bad[i], NULL, NULL, &error));
        assert_int_equal(error.reason, TL_REASON_BAD_SERVER_NAME);
        assert_int_equal(error.kind, TL_ERR_USAGE);
    }
    char longest[256];
    memset(longest, 'a', sizeof longest);
    longest[255] = '\0';
    assert_null(tl_engine_new_client(peers.client_config, longest, NULL, NULL, &error));
    assert_int_equal(error.reason, TL_REASON_BAD_SERVER_NAME);
    assert_null(tl_engine_new_server(NULL, NULL, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
    peers_clear(&peers);
}

static time_t fixed_clock(void *arg) {
    return *(const time_t *)arg;
}

static void dates_are_judged_by_the_clock_of_the_options(void **state) {
    (void)state;
    time_t yesterday = time(NULL) - 2 * 86400, in_a_year = time(NULL) + 365 * 86400;
    struct peers peers;
    init_in(&peers, TL_TLS1_3);
    peers.client_options.common.clock = fixed_clock;
    peers.client_options.common.clock_arg = &in_a_year;
    assert_client_refuses(&peers, TL_REASON_CERTIFICATE_EXPIRED);
    peers_clear(&peers);
    peers.client_options.common.clock_arg = &yesterday;
    assert_client_refuses(&peers, TL_REASON_CERTIFICATE_NOT_YET_VALID);
    peers_clear(&peers);
}

static void keys_outside_the_bounds_are_refused(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version);
        peers_only_identity(&peers, pki_identity(&pki, PKI_SERVER_RSA));
        peers.client_options.common.settings.min_key_bits = 3072;
        assert_client_refuses(&peers, TL_REASON_WEAK_KEY);
        peers_clear(&peers);
        peers.client_options.insecure_no_chain_check = true; /* the key is looked at all the same */
        assert_client_refuses(&peers, TL_REASON_PEER_KEY_SIZE);
        peers_clear(&peers);
        peers.client_options.common.settings.min_key_bits = 2048;
        peers.client_options.common.settings.max_key_bits = 2048;
        peers_connect(&peers);
        peers_clear(&peers);
    }
}

/* ---- what weakens it ---- */

static void insecure_fields_leave_out_what_they_say(void **state) {
    (void)state;
    static const struct {
        enum pki_member member;
        bool no_chain, no_name;
        unsigned reason;
    } cases[] = {
        {PKI_STRANGER, true, false, 0},
        {PKI_EXPIRED, true, false, 0},
        {PKI_OTHER_NAME, true, false, TL_REASON_WRONG_HOST},
        {PKI_OTHER_NAME, false, true, 0},
        {PKI_STRANGER, false, true, TL_REASON_UNKNOWN_ISSUER},
        {PKI_EXPIRED, false, true, TL_REASON_CERTIFICATE_EXPIRED},
        {PKI_SELF_SIGNED, true, true, 0},
        {PKI_OTHER_NAME, true, true, 0},
    };
    EACH_VERSION(version) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct peers peers;
            init_in(&peers, *version);
            peers_only_identity(&peers, pki_identity(&pki, cases[i].member));
            peers.client_options.insecure_no_chain_check = cases[i].no_chain;
            peers.client_options.insecure_no_name_check = cases[i].no_name;
            if (cases[i].reason == 0) {
                peers_connect(&peers);
            } else {
                assert_client_refuses(&peers, cases[i].reason);
            }
            peers_clear(&peers);
        }
    }
}

/* ---- fingerprints ---- */

static const char *with_colons(const char *hex, char *out) {
    char *at = out;
    for (size_t i = 0; hex[i] != '\0'; i += 2) {
        at += sprintf(at, "%s%c%c", i > 0 ? ":" : "", hex[i], hex[i + 1] >= 'a' ? hex[i + 1] - 32 : hex[i + 1]);
    }
    return out;
}

static void fingerprint_alone_authenticates(void **state) {
    (void)state;
    char colons[128];
    const tl_cert *cert = tl_identity_cert(pki_identity(&pki, PKI_STRANGER));
    const char *forms[] = {tl_cert_fingerprint(cert), tl_cert_fingerprint_sha1(cert),
                           with_colons(tl_cert_fingerprint(cert), colons)};
    EACH_VERSION(version) {
        for (size_t i = 0; i < 3; i++) {
            struct peers peers;
            init_in(&peers, *version);
            peers_only_identity(&peers, pki_identity(&pki, PKI_STRANGER));
            peers.client_options.trusted_fingerprint = forms[i];
            peers.client_options.trust = NULL;
            peers.server_name = "anything.example";
            peers_connect(&peers);
            peers_clear(&peers);
        }
    }
}

/* A server that changes its certificate has one of two for a while. */
static void one_of_several_fingerprints_is_enough(void **state) {
    (void)state;
    static const enum pki_member members[] = {PKI_SERVER, PKI_STRANGER, PKI_SERVER_RSA};
    char list[120];
    snprintf(list, sizeof list, "%s,%s", tl_cert_fingerprint(tl_identity_cert(pki_identity(&pki, PKI_SERVER))),
             tl_cert_fingerprint_sha1(tl_identity_cert(pki_identity(&pki, PKI_STRANGER))));
    EACH_VERSION(version) {
        for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
            struct peers peers;
            init_in(&peers, *version);
            peers_only_identity(&peers, pki_identity(&pki, members[i]));
            peers.client_options.trust = NULL;
            peers.client_options.trusted_fingerprint = list;
            if (i < 2) {
                peers_connect(&peers);
            } else {
                assert_client_refuses(&peers, TL_REASON_WRONG_FINGERPRINT);
            }
            peers_clear(&peers);
        }
    }
}

static void another_fingerprint_is_refused(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version); /* whose server would verify by chain and name */
        peers.client_options.trust = NULL;
        peers.client_options.trusted_fingerprint =
            tl_cert_fingerprint(tl_identity_cert(pki_identity(&pki, PKI_CLIENT)));
        assert_client_refuses(&peers, TL_REASON_WRONG_FINGERPRINT);
        assert_int_equal(tl_engine_error(peers.pair.client)->kind, TL_ERR_AUTH_FINGERPRINT);
        peers_clear(&peers);
    }
}

static void fingerprint_may_be_checked_beside_the_rest(void **state) {
    (void)state;
    const char *right = tl_cert_fingerprint(tl_identity_cert(pki_identity(&pki, PKI_SERVER)));
    const char *stranger = tl_cert_fingerprint(tl_identity_cert(pki_identity(&pki, PKI_STRANGER)));
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version);
        peers.client_options.common.checker = tl_check_fingerprint(right);
        peers_connect(&peers);
        peers_clear(&peers);
        peers.client_options.common.checker = tl_check_fingerprint(stranger);
        peers_try(&peers);
        assert_reason(peers.pair.client, TL_REASON_WRONG_FINGERPRINT);
        assert_reason(peers.pair.server, TL_REASON_ALERT_RECEIVED);
        peers_clear(&peers);
        peers_only_identity(&peers, pki_identity(&pki, PKI_STRANGER));
        assert_client_refuses(&peers, TL_REASON_UNKNOWN_ISSUER);
        peers_clear(&peers);
        peers.client_options.insecure_no_chain_check = true;
        peers_connect(&peers);
        peers_clear(&peers);
    }
}

static void server_may_check_the_clients_fingerprint(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_3);
    peers.server_options.client_cert = TL_CLIENT_CERT_OPTIONAL;
    peers.server_options.client_trust = pki_trust(&pki);
    peers.server_options.common.checker =
        tl_check_fingerprint(tl_cert_fingerprint(tl_identity_cert(pki_identity(&pki, PKI_CLIENT))));
    peers_try(&peers);
    assert_reason(peers.pair.server, TL_REASON_NO_PEER_CERTIFICATE);
    peers_clear(&peers);
    peers.client_options.identity = pki_identity(&pki, PKI_CLIENT);
    peers_connect(&peers);
    peers_clear(&peers);
    peers.client_options.identity = pki_identity(&pki, PKI_CLIENT_ED25519);
    peers_try(&peers);
    assert_reason(peers.pair.server, TL_REASON_WRONG_FINGERPRINT);
    peers_clear(&peers);
}

/* ---- the checker ---- */

struct check {
    bool answer;
    tl_error error; /* kind TL_ERR_NONE: it says nothing */
    int calls;
    size_t num_certs;
    tl_protocol version;
};

static bool run_check(void *arg, const tl_session *session, tl_error *error) {
    struct check *check = arg;
    check->calls++;
    check->num_certs = tl_session_num_peer_certs(session);
    check->version = tl_session_version(session);
    assert_non_null(tl_session_cipher(session));
    if (check->error.kind != TL_ERR_NONE) {
        *error = check->error;
    }
    return check->answer;
}

static void set_check(struct peers *peers, int side, struct check *check) {
    tl_common_options *common = side ? &peers->server_options.common : &peers->client_options.common;
    common->checker = (tl_checker){run_check, check};
}

static void checker_that_accepts_sees_the_peer(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        struct check client = {.answer = true}, server = {.answer = true, .error = {.kind = TL_ERR_USAGE}};
        init_in(&peers, *version);
        peers.client_options.identity = pki_identity(&pki, PKI_CLIENT);
        peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        peers.server_options.client_trust = pki_trust(&pki);
        set_check(&peers, 0, &client);
        set_check(&peers, 1, &server);
        peers_connect(&peers);
        assert_true(pair_says(peers.pair.client, peers.pair.server, "in", 2));
        const struct check *checks[] = {&client, &server};
        for (int i = 0; i < 2; i++) {
            assert_int_equal(checks[i]->calls, 1);
            assert_int_equal(checks[i]->num_certs, 3); /* leaf, intermediate, root */
            assert_int_equal(checks[i]->version, *version);
        }
        peers_clear(&peers);
    }
}

/* On either side: the handshake fails, no application data is read, and the peer is told. */
static void refuse_by_checker(tl_protocol version, int side, const tl_error *own) {
    struct peers peers;
    struct check check = {.answer = false};
    if (own != NULL) {
        check.error = *own;
    }
    init_in(&peers, version);
    set_check(&peers, side, &check);
    peers_start(&peers);
    tl_engine *judge = side ? peers.pair.server : peers.pair.client;
    tl_engine *other = side ? peers.pair.client : peers.pair.server;
    for (int i = 0; i < 3; i++) {
        size_t len;
        pair_move(other, judge, 0);
        pair_move(judge, other, 0);
        (void)!tl_engine_write(other, "data", 4, &len);
    }
    pair_run(&peers.pair, 0);
    assert_int_equal(check.calls, 1);
    assert_int_equal(tl_engine_plaintext(judge).len, 0);
    assert_false(tl_engine_handshake_done(judge));
    assert_reason(judge, own != NULL ? own->reason : TL_REASON_CHECKER_REFUSED);
    assert_int_equal(tl_engine_error(judge)->kind, own != NULL ? own->kind : TL_ERR_AUTH_DENIED);
    tl_alert alert = own != NULL && own->alert != TL_ALERT_NONE ? own->alert : TL_ALERT_ACCESS_DENIED;
    assert_reason(other, TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(other)->alert, alert);
    if (own != NULL) {
        assert_string_equal(tl_engine_error(judge)->message, own->message);
    }
    peers_clear(&peers);
}

static void checker_that_refuses_ends_the_connection(void **state) {
    (void)state;
    static const tl_error own[] = {
        {TL_ERR_AUTH_DENIED, 12345, TL_ALERT_CERTIFICATE_REVOKED, 0, "the peer left the company"},
        {TL_ERR_AUTH_TYPE, 12346, TL_ALERT_NONE, 0, "the peer should have used a password"},
    };
    EACH_VERSION(version) {
        for (int side = 0; side < 2; side++) {
            refuse_by_checker(*version, side, NULL);
            refuse_by_checker(*version, side, &own[0]);
            refuse_by_checker(*version, side, &own[1]);
        }
    }
}

/* ---- client certificates ---- */

static void client_certificate(tl_protocol version, tl_client_cert mode, const tl_identity *identity) {
    struct peers peers;
    init_in(&peers, version);
    peers.client_options.identity = identity;
    peers.server_options.client_cert = mode;
    peers.server_options.client_trust = mode != TL_CLIENT_CERT_NONE ? pki_trust(&pki) : NULL;
    if (mode == TL_CLIENT_CERT_REQUIRED && identity == NULL) {
        assert_server_refuses(&peers, TL_REASON_NO_PEER_CERTIFICATE);
        assert_int_equal(tl_engine_error(peers.pair.server)->kind, TL_ERR_AUTH_MISSING);
        assert_int_equal(tl_engine_error(peers.pair.client)->alert,
                         version == TL_TLS1_3 ? TL_ALERT_CERTIFICATE_REQUIRED : TL_ALERT_HANDSHAKE_FAILURE);
        peers_clear(&peers);
        return;
    }
    peers_connect(&peers);
    bool is_shown = mode != TL_CLIENT_CERT_NONE && identity != NULL;
    const tl_session *client = tl_engine_session(peers.pair.client), *server = tl_engine_session(peers.pair.server);
    assert_int_equal(tl_session_num_peer_certs(server), is_shown);
    assert_int_equal(tl_session_peer_signature(server) != NULL, is_shown);
    assert_int_equal(tl_session_own_signature(client) != NULL, is_shown);
    if (is_shown) {
        assert_string_equal(tl_session_peer_signature(server), tl_session_own_signature(client));
        assert_string_equal(tl_cert_fingerprint(tl_session_peer_cert(server, 0)),
                            tl_cert_fingerprint(tl_identity_cert(identity)));
    }
    assert_null(tl_session_peer_cert(server, is_shown));
    assert_true(pair_says(peers.pair.client, peers.pair.server, "up", 2));
    peers_clear(&peers);
}

static void clients_show_certificates_as_asked(void **state) {
    (void)state;
    static const tl_client_cert modes[] = {TL_CLIENT_CERT_NONE, TL_CLIENT_CERT_OPTIONAL, TL_CLIENT_CERT_REQUIRED};
    EACH_VERSION(version) {
        for (size_t i = 0; i < 3; i++) {
            client_certificate(*version, modes[i], NULL);
            client_certificate(*version, modes[i], pki_identity(&pki, PKI_CLIENT));
            client_certificate(*version, modes[i], pki_identity(&pki, PKI_CLIENT_RSA));
            client_certificate(*version, modes[i], pki_identity(&pki, PKI_CLIENT_ED25519));
            client_certificate(*version, modes[i], pki_identity(&pki, PKI_CLIENT_P521));
            client_certificate(*version, modes[i], pki_identity(&pki, PKI_CLIENT_ED448));
        }
    }
}

static tl_identity *make_client(const tl_identity *issuer, time_t not_before, time_t not_after) {
    tl_identity *identity = tl_cert_make(&(tl_cert_options){.common_name = "client",
                                                            .for_client = true,
                                                            .issuer = issuer,
                                                            .not_before = not_before,
                                                            .not_after = not_after},
                                         NULL);
    assert_non_null(identity);
    return identity;
}

static void refuse_client(const tl_identity *identity, unsigned reason) {
    EACH_VERSION(version) {
        for (int mode = TL_CLIENT_CERT_OPTIONAL; mode <= TL_CLIENT_CERT_REQUIRED; mode++) {
            struct peers peers;
            init_in(&peers, *version);
            peers.client_options.identity = identity;
            peers.server_options.client_cert = (tl_client_cert)mode;
            peers.server_options.client_trust = pki_trust(&pki);
            assert_server_refuses(&peers, reason);
            peers_clear(&peers);
        }
    }
}

static void server_refuses_clients_that_do_not_verify(void **state) {
    (void)state;
    time_t now = time(NULL);
    tl_identity *self_signed = make_client(NULL, 0, 0);
    tl_identity *stranger = make_client(pki_identity(&pki, PKI_OTHER_ROOT), 0, 0);
    tl_identity *expired = make_client(pki_identity(&pki, PKI_INTERMEDIATE), now - 2 * 86400, now - 86400);
    refuse_client(self_signed, TL_REASON_SELF_SIGNED);
    refuse_client(stranger, TL_REASON_UNKNOWN_ISSUER);
    refuse_client(expired, TL_REASON_CERTIFICATE_EXPIRED);
    refuse_client(pki_identity(&pki, PKI_SERVER), TL_REASON_WRONG_EXTENDED_KEY_USAGE);
    tl_identity_free(self_signed);
    tl_identity_free(stranger);
    tl_identity_free(expired);
}

/* A key that cannot make any signature that the server accepts is not shown. */
static void client_shows_no_certificate_that_it_cannot_prove(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version);
        peers.client_options.identity = pki_identity(&pki, PKI_CLIENT_ED25519);
        peers.server_options.common.settings.signatures = "ecdsa_secp256r1_sha256";
        peers.server_options.client_cert = TL_CLIENT_CERT_OPTIONAL;
        peers.server_options.client_trust = pki_trust(&pki);
        peers_connect(&peers);
        assert_int_equal(tl_session_num_peer_certs(tl_engine_session(peers.pair.server)), 0);
        peers_clear(&peers);
        peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        assert_server_refuses(&peers, TL_REASON_NO_PEER_CERTIFICATE);
        peers_clear(&peers);
    }
}

/* ---- what is kept ---- */

static void the_chain_is_kept_by_choice(void **state) {
    (void)state;
    EACH_VERSION(version) {
        for (int keep = 0; keep < 2; keep++) {
            struct peers peers;
            init_in(&peers, *version);
            peers.client_options.common.keep_peer_chain = keep;
            peers_connect(&peers);
            tl_session *session = tl_session_ref(tl_engine_session(peers.pair.client));
            peers_clear(&peers); /* a session outlives its engine */
            assert_int_equal(tl_session_num_peer_certs(session), keep ? 3 : 1);
            assert_true(tl_cert_matches_host(tl_session_peer_cert(session, 0), "www.example.org"));
            assert_int_equal(tl_session_peer_cert(session, 1) != NULL, keep);
            tl_session_free(session);
        }
    }
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_refuses_what_does_not_verify),
        cmocka_unit_test(client_refuses_an_issuer_that_it_does_not_trust),
        cmocka_unit_test(client_accepts_the_names_of_the_certificate),
        cmocka_unit_test(client_must_say_whom_it_expects),
        cmocka_unit_test(dates_are_judged_by_the_clock_of_the_options),
        cmocka_unit_test(keys_outside_the_bounds_are_refused),
        cmocka_unit_test(insecure_fields_leave_out_what_they_say),
        cmocka_unit_test(fingerprint_alone_authenticates),
        cmocka_unit_test(one_of_several_fingerprints_is_enough),
        cmocka_unit_test(another_fingerprint_is_refused),
        cmocka_unit_test(fingerprint_may_be_checked_beside_the_rest),
        cmocka_unit_test(server_may_check_the_clients_fingerprint),
        cmocka_unit_test(checker_that_accepts_sees_the_peer),
        cmocka_unit_test(checker_that_refuses_ends_the_connection),
        cmocka_unit_test(clients_show_certificates_as_asked),
        cmocka_unit_test(server_refuses_clients_that_do_not_verify),
        cmocka_unit_test(client_shows_no_certificate_that_it_cannot_prove),
        cmocka_unit_test(the_chain_is_kept_by_choice),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
