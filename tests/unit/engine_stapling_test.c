/* Who asks for stapled OCSP responses, who sends them, and what becomes of a certificate with and without. Where a
 * client requires the status of every certificate, a handshake succeeds only if each response came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/forge_crl.h"
#include "support/peers.h"
#include "support/staples.h"
#include "x509/identity/identity.h"

static struct pki pki;
static tl_identity *leaf_stapled, *must_stapled, *client_must_stapled; /* each with a response for the leaf alone */
static tl_crls *root_list; /* of which the intermediate's status is known, where no response can tell it */

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
#define EACH_VERSION(v) for (const tl_protocol *v = versions; v < versions + COUNT_OF(versions); v++)

static void init_in(struct peers *peers, tl_protocol version, const tl_identity *server) {
    peers_init(peers, &pki);
    peers_set_version(peers, version);
    peers_only_identity(peers, server);
}

static void require_status(struct peers *peers, const tl_crls *crls) {
    peers->client_options.revocation = TL_REVOCATION_REQUIRED;
    peers->client_options.crls = crls;
}

static void ask_client(struct peers *peers, const tl_identity *identity) {
    peers->client_options.identity = identity;
    peers->server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
    peers->server_options.client_trust = pki_trust(&pki);
}

static void succeeds(struct peers *peers) {
    peers_connect(peers);
    assert_true(pair_says(peers->pair.client, peers->pair.server, "up", 2));
    assert_true(pair_says(peers->pair.server, peers->pair.client, "down", 4));
    peers_clear(peers);
}

/* For this reason, in a sentence with this in it. */
static void is_refused_by(struct peers *peers, tl_engine *const *refuser, unsigned reason, const char *words) {
    peers_try(peers);
    assert_reason(*refuser, reason);
    assert_int_equal(tl_engine_error(peers->pair.client)->alert, tl_engine_error(peers->pair.server)->alert);
    if (strstr(tl_engine_error(*refuser)->message, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", tl_engine_error(*refuser)->message, words);
    }
    peers_clear(peers);
}

static void is_refused(struct peers *peers, unsigned reason, const char *words) {
    is_refused_by(peers, &peers->pair.client, reason, words);
}

/* ---- servers ---- */

static void tls13_staples_to_every_certificate(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_3, pki_identity(&pki, PKI_SERVER_STAPLED));
    require_status(&peers, NULL);
    succeeds(&peers);
    init_in(&peers, TL_TLS1_3, leaf_stapled);
    require_status(&peers, NULL);
    is_refused(&peers, TL_REASON_REVOCATION_UNKNOWN, "Test Root"); /* nobody tells of the intermediate */
    init_in(&peers, TL_TLS1_3, pki_identity(&pki, PKI_SERVER));
    require_status(&peers, NULL);
    is_refused(&peers, TL_REASON_REVOCATION_UNKNOWN, "Test");
}

static void tls13_staples_after_a_retry(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_3, pki_identity(&pki, PKI_SERVER_STAPLED));
    peers.server_options.common.settings.groups = "secp384r1";
    require_status(&peers, NULL);
    peers_connect(&peers);
    assert_true(tl_session_hello_retry(tl_engine_session(peers.pair.client)));
    peers_clear(&peers);
}

/* TLS 1.2 has a place for one response. */
static void tls12_staples_to_the_leaf(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_2, pki_identity(&pki, PKI_SERVER_STAPLED));
    require_status(&peers, root_list);
    succeeds(&peers);
    init_in(&peers, TL_TLS1_2, pki_identity(&pki, PKI_SERVER_STAPLED));
    require_status(&peers, NULL);
    is_refused(&peers, TL_REASON_REVOCATION_UNKNOWN, "Test Root");
    init_in(&peers, TL_TLS1_2, pki_identity(&pki, PKI_SERVER));
    require_status(&peers, root_list);
    is_refused(&peers, TL_REASON_REVOCATION_UNKNOWN, "Test Intermediate");
}

/* As public sites do it in either version. */
static void one_response_is_enough_where_only_the_leaf_needs_one(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, leaf_stapled);
        peers.client_options.revocation = TL_REVOCATION_LEAF_REQUIRED;
        succeeds(&peers);
        init_in(&peers, *version, pki_identity(&pki, PKI_SERVER));
        peers.client_options.revocation = TL_REVOCATION_LEAF_REQUIRED;
        is_refused(&peers, TL_REASON_REVOCATION_UNKNOWN, "Test Intermediate");
    }
}

/* A client of both versions asks in one hello, whatever the server then speaks. */
static void either_version_may_be_chosen(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, pki_identity(&pki, PKI_SERVER_STAPLED));
        peers.client_options.common.settings.min_version = TL_TLS1_2;
        peers.client_options.common.settings.max_version = TL_TLS1_3;
        require_status(&peers, root_list);
        succeeds(&peers);
    }
}

/* Which also shows that nothing is sent where nothing was asked for: it would be refused as not offered. */
static void nobody_who_does_not_ask_gets_one(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, must_stapled);
        peers.client_options.revocation = TL_REVOCATION_OFF;
        succeeds(&peers);
        init_in(&peers, *version, must_stapled);
        peers.client_options.insecure_no_chain_check = true;
        succeeds(&peers);
        init_in(&peers, *version, pki_identity(&pki, PKI_MUST_STAPLE));
        peers.client_options.revocation = TL_REVOCATION_OFF;
        succeeds(&peers);
    }
}

/* What a session says of the peer's leaf. */
static void sessions_know_what_was_stapled(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, leaf_stapled);
        ask_client(&peers, pki_identity(&pki, PKI_CLIENT_STAPLED));
        peers_connect(&peers);
        const tl_revocation_status *of_server = tl_session_revocation(tl_engine_session(peers.pair.client));
        const tl_revocation_status *of_client = tl_session_revocation(tl_engine_session(peers.pair.server));
        bool client_is_asked = *version == TL_TLS1_3;
        assert_int_equal(of_server->state, TL_REVOCATION_GOOD);
        assert_int_equal(of_server->source, TL_REVOCATION_FROM_OCSP);
        assert_true(of_server->next_update > time(NULL));
        assert_int_equal(of_client->state, client_is_asked ? TL_REVOCATION_GOOD : TL_REVOCATION_UNKNOWN);
        peers_clear(&peers);
        init_in(&peers, *version, pki_identity(&pki, PKI_SERVER));
        peers_connect(&peers);
        of_server = tl_session_revocation(tl_engine_session(peers.pair.client));
        assert_int_equal(of_server->state, TL_REVOCATION_UNKNOWN);
        assert_int_equal(of_server->source, TL_REVOCATION_FROM_NOWHERE);
        peers_clear(&peers);
    }
}

static void promises_to_staple_are_held(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, must_stapled);
        succeeds(&peers);
        init_in(&peers, *version, pki_identity(&pki, PKI_MUST_STAPLE));
        is_refused(&peers, TL_REASON_NOT_STAPLED, "none of \"CN=Test Intermediate\" came");
        init_in(&peers, *version, pki_identity(&pki, PKI_SERVER)); /* which promised nothing */
        succeeds(&peers);
    }
}

/* A server whose clock is there says nothing; were the response sent, the client would say that it is out of date. */
static time_t in_a_month(void *arg) {
    (void)arg;
    return time(NULL) + 31 * FORGE_DAY;
}

static time_t a_month_ago(void *arg) {
    (void)arg;
    return time(NULL) - 31 * FORGE_DAY;
}

static void responses_out_of_date_are_not_sent(void **state) {
    (void)state;
    tl_clock_fn *const clocks[] = {in_a_month, a_month_ago};
    EACH_VERSION(version) {
        for (size_t i = 0; i < COUNT_OF(clocks); i++) {
            struct peers peers;
            init_in(&peers, *version, must_stapled);
            peers.server_options.common.clock = clocks[i];
            is_refused(&peers, TL_REASON_NOT_STAPLED, "none of \"CN=Test Intermediate\" came");
        }
    }
}

/* Each of a server's identities has its own. */
static void the_chosen_identity_staples(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, pki_identity(&pki, PKI_OTHER_NAME));
        peers_add_identity(&peers, must_stapled);
        succeeds(&peers);
        init_in(&peers, *version, pki_identity(&pki, PKI_OTHER_NAME));
        peers_add_identity(&peers, must_stapled);
        peers.server_name = "other.example.net";
        succeeds(&peers);
    }
}

/* ---- clients ---- */

static void tls13_asks_clients(void **state) {
    (void)state;
    struct peers peers;
    const tl_identity *server = pki_identity(&pki, PKI_SERVER);
    init_in(&peers, TL_TLS1_3, server);
    ask_client(&peers, pki_identity(&pki, PKI_CLIENT_STAPLED));
    peers.server_options.client_revocation = TL_REVOCATION_REQUIRED;
    succeeds(&peers);
    init_in(&peers, TL_TLS1_3, server);
    ask_client(&peers, pki_identity(&pki, PKI_CLIENT));
    peers.server_options.client_revocation = TL_REVOCATION_REQUIRED;
    is_refused_by(&peers, &peers.pair.server, TL_REASON_REVOCATION_UNKNOWN, "Test Root");
    init_in(&peers, TL_TLS1_3, server);
    ask_client(&peers, client_must_stapled);
    succeeds(&peers);
    init_in(&peers, TL_TLS1_3, server);
    ask_client(&peers, pki_identity(&pki, PKI_CLIENT_MUST_STAPLE));
    is_refused_by(&peers, &peers.pair.server, TL_REASON_NOT_STAPLED, "client");
}

/* TLS 1.2 has no way to ask a client, so that its promise cannot be held. */
static void tls12_does_not_ask_clients(void **state) {
    (void)state;
    struct peers peers;
    init_in(&peers, TL_TLS1_2, pki_identity(&pki, PKI_SERVER));
    ask_client(&peers, pki_identity(&pki, PKI_CLIENT_MUST_STAPLE));
    succeeds(&peers);
    init_in(&peers, TL_TLS1_2, pki_identity(&pki, PKI_SERVER));
    ask_client(&peers, pki_identity(&pki, PKI_CLIENT_STAPLED));
    peers.server_options.client_revocation = TL_REVOCATION_REQUIRED;
    is_refused_by(&peers, &peers.pair.server, TL_REASON_REVOCATION_UNKNOWN, "Test Root");
}

static void servers_that_do_not_look_do_not_ask(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, pki_identity(&pki, PKI_SERVER));
        ask_client(&peers, client_must_stapled);
        peers.server_options.client_revocation = TL_REVOCATION_OFF;
        succeeds(&peers);
    }
}

/* A server that stapled in TLS 1.2 still judges the client's certificate when it comes. */
static void both_sides_are_judged(void **state) {
    (void)state;
    EACH_VERSION(version) {
        struct peers peers;
        init_in(&peers, *version, must_stapled);
        ask_client(&peers, pki_identity(&pki, PKI_CLIENT_STAPLED));
        succeeds(&peers);
        init_in(&peers, *version, must_stapled);
        ask_client(&peers, pki_identity(&pki, PKI_SERVER));
        is_refused_by(&peers, &peers.pair.server, TL_REASON_WRONG_EXTENDED_KEY_USAGE, "client");
    }
}

/* ---- the program ---- */

static tl_identity *staple_to_leaf(enum pki_member member) {
    const tl_identity *issuer = pki_identity(&pki, PKI_INTERMEDIATE);
    return staple_attach(pki_identity(&pki, member), &issuer, 1);
}

static int setup(void **state) {
    (void)state;
    const tl_identity *root = pki_identity(&pki, PKI_ROOT);
    leaf_stapled = staple_to_leaf(PKI_SERVER);
    must_stapled = staple_to_leaf(PKI_MUST_STAPLE);
    client_must_stapled = staple_to_leaf(PKI_CLIENT_MUST_STAPLE);
    root_list = forge_crls(&(struct crl_forgery){.issuer = root->leaf.subject,
                                                 .key = root->key,
                                                 .this_update = time(NULL) - FORGE_DAY,
                                                 .next_update = time(NULL) + FORGE_DAY},
                           1);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    tl_identity_free(leaf_stapled);
    tl_identity_free(must_stapled);
    tl_identity_free(client_must_stapled);
    tl_crls_free(root_list);
    pki_clear(&pki);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls13_staples_to_every_certificate),
        cmocka_unit_test(tls13_staples_after_a_retry),
        cmocka_unit_test(tls12_staples_to_the_leaf),
        cmocka_unit_test(one_response_is_enough_where_only_the_leaf_needs_one),
        cmocka_unit_test(either_version_may_be_chosen),
        cmocka_unit_test(nobody_who_does_not_ask_gets_one),
        cmocka_unit_test(sessions_know_what_was_stapled),
        cmocka_unit_test(promises_to_staple_are_held),
        cmocka_unit_test(responses_out_of_date_are_not_sent),
        cmocka_unit_test(the_chosen_identity_staples),
        cmocka_unit_test(tls13_asks_clients),
        cmocka_unit_test(tls12_does_not_ask_clients),
        cmocka_unit_test(servers_that_do_not_look_do_not_ask),
        cmocka_unit_test(both_sides_are_judged),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
