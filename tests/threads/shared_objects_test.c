/* Threads that share configurations, trust, identities, certificates and sessions, without locks of theirs: to be run
 * under the thread sanitizer as well.
 *
 * ctest: timeout 180 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <pthread.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "support/forge_crl.h"
#include "support/peers.h"
#include "support/staples.h"
#include "x509/identity/identity.h"

enum { NUM_THREADS = 4 };

#ifdef __SANITIZE_THREAD__
enum { NUM_HANDSHAKES = 30, NUM_TURNS = 2000 };
#else
enum { NUM_HANDSHAKES = 60, NUM_TURNS = 20000 };
#endif

static struct pki pki;

/* What all threads have in common. */
enum { NUM_CLIENTS = 6 };
struct shared {
    tl_client_config *clients[NUM_CLIENTS];
    tl_server_config *server;
    const tl_trust *trust;
    tl_cert *cert;
    tl_session *session;
    int failures; /* atomic */
};

static void fail_in_thread(struct shared *shared) {
    __atomic_add_fetch(&shared->failures, 1, __ATOMIC_RELAXED);
}

static void run_threads(struct shared *shared, void *(*run)(void *shared)) {
    pthread_t threads[NUM_THREADS];
    for (int i = 0; i < NUM_THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, run, shared), 0);
    }
    for (int i = 0; i < NUM_THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
    assert_int_equal(__atomic_load_n(&shared->failures, __ATOMIC_RELAXED), 0);
}

/* One client for each key of the server (RSA, ECDSA, Ed25519) and version, all with certificates of their own. */
static tl_client_config *make_client(int number) {
    static const char *const signatures[] = {"rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256", "ed25519"};
    static const enum pki_member members[] = {PKI_CLIENT_RSA, PKI_CLIENT, PKI_CLIENT_ED25519};
    tl_protocol version = number % 2 ? TL_TLS1_2 : TL_TLS1_3;
    /* The client's own key must be able to sign too. */
    tl_settings settings = {.min_version = version, .max_version = version, .signatures = signatures[number / 2]};
    tl_client_options options = {.common = {.settings = settings, .alpn = "h2"},
                                 .trust = pki_trust(&pki),
                                 .identity = pki_identity(&pki, members[number / 2])};
    tl_error error;
    tl_client_config *config = tl_client_config_new(&options, &error);
    if (config == NULL) {
        fail_msg("client %d: %s", number, error.message);
    }
    return config;
}

static void make_shared(struct shared *shared) {
    static const enum pki_member members[] = {PKI_SERVER_RSA, PKI_SERVER, PKI_SERVER_ED25519};
    const tl_identity *identities[] = {pki_identity(&pki, members[0]), pki_identity(&pki, members[1]),
                                       pki_identity(&pki, members[2])};
    *shared = (struct shared){.trust = pki_trust(&pki)};
    for (int i = 0; i < NUM_CLIENTS; i++) {
        shared->clients[i] = make_client(i);
    }
    shared->server = tl_server_config_new(&(tl_server_options){.common = {.alpn = "h2", .keep_peer_chain = true},
                                                               .identities = identities,
                                                               .num_identities = 3,
                                                               .client_cert = TL_CLIENT_CERT_REQUIRED,
                                                               .client_trust = shared->trust},
                                          NULL);
    assert_non_null(shared->server);
    shared->cert = tl_cert_parse(tl_cert_der(tl_identity_cert(pki_identity(&pki, PKI_SERVER))), NULL);
    assert_non_null(shared->cert);
}

static void free_shared(struct shared *shared) {
    for (int i = 0; i < NUM_CLIENTS; i++) {
        tl_client_config_free(shared->clients[i]);
    }
    tl_server_config_free(shared->server);
    tl_cert_free(shared->cert);
    tl_session_free(shared->session);
}

/* ---- handshakes ---- */

static bool shake_hands(const tl_client_config *client, const tl_server_config *server) {
    struct pair pair = {tl_engine_new_client(client, "www.example.org", NULL, NULL, NULL),
                        tl_engine_new_server(server, NULL, NULL)};
    bool done = pair.client != NULL && pair.server != NULL;
    if (done) {
        pair_run(&pair, 0);
        done = pair_is_done(&pair) && pair_says(pair.client, pair.server, "up", 2) &&
               pair_says(pair.server, pair.client, "down", 4);
    }
    pair_free(&pair);
    return done;
}

static void *run_handshakes(void *arg) {
    struct shared *shared = arg;
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        if (!shake_hands(shared->clients[i % NUM_CLIENTS], shared->server)) {
            fail_in_thread(shared);
        }
    }
    return NULL;
}

static void threads_share_configurations_and_keys(void **state) {
    (void)state;
    struct shared shared;
    make_shared(&shared);
    run_threads(&shared, run_handshakes);
    free_shared(&shared);
}

/* ---- references ---- */

static void *run_references(void *arg) {
    struct shared *shared = arg;
    for (int i = 0; i < NUM_TURNS; i++) {
        tl_client_config *client = tl_client_config_ref(shared->clients[0]);
        tl_server_config *server = tl_server_config_ref(shared->server);
        tl_session *session = tl_session_ref(shared->session);
        tl_cert *cert = tl_cert_ref(shared->cert);
        tl_trust *trust = tl_trust_ref(shared->trust);
        tl_client_config_free(client);
        tl_server_config_free(server);
        tl_session_free(session);
        tl_cert_free(cert);
        tl_trust_free(trust);
    }
    return NULL;
}

static void threads_share_references(void **state) {
    (void)state;
    struct shared shared;
    make_shared(&shared);
    struct peers peers;
    peers_init(&peers, &pki);
    peers_connect(&peers);
    shared.session = tl_session_ref(tl_engine_session(peers.pair.client));
    peers_clear(&peers);
    run_threads(&shared, run_references);
    free_shared(&shared);
}

/* A configuration is swapped under a running server: whoever still uses the old one frees it. */
struct swapped {
    struct shared shared; /* first */
    pthread_mutex_t lock;
    tl_server_config *current;
};

static tl_server_config *take_current(struct swapped *swapped) {
    pthread_mutex_lock(&swapped->lock);
    tl_server_config *config = tl_server_config_ref(swapped->current);
    pthread_mutex_unlock(&swapped->lock);
    return config;
}

static void replace_current(struct swapped *swapped) {
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER); /* made before */
    tl_server_options options = {.identities = &identity, .num_identities = 1};
    tl_server_config *fresh = tl_server_config_new(&options, NULL);
    pthread_mutex_lock(&swapped->lock);
    tl_server_config *old = swapped->current;
    swapped->current = fresh;
    pthread_mutex_unlock(&swapped->lock);
    tl_server_config_free(old);
}

static void *run_swaps(void *arg) {
    struct swapped *swapped = arg;
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        tl_server_config *config = take_current(swapped);
        if (i % 3 == 0) {
            replace_current(swapped);
        }
        /* The clients that this server's one key suits. */
        if (!shake_hands(swapped->shared.clients[2 + i % 2], config)) {
            fail_in_thread(&swapped->shared);
        }
        tl_server_config_free(config);
    }
    return NULL;
}

static void configurations_are_swapped_while_in_use(void **state) {
    (void)state;
    struct swapped swapped = {.lock = PTHREAD_MUTEX_INITIALIZER};
    make_shared(&swapped.shared);
    replace_current(&swapped);
    run_threads(&swapped.shared, run_swaps);
    tl_server_config_free(swapped.current);
    free_shared(&swapped.shared);
}

/* ---- renewal, as a server does it that runs for years ---- */

/* One thread loads staples, lists and trust anew, again and again, and puts them into use; others shake hands. Every
 * other list revokes the client. */
struct renewal {
    struct shared shared; /* first */
    pthread_mutex_t lock;
    struct in_use {
        tl_server_config *server;
        bool revokes;
    } in_use;
    tl_client_config *client;
    struct buffer staple, lists[2]; /* the second one revokes */
    bool over;                      /* atomic: nobody shakes hands any more */
};

static struct in_use take_in_use(struct renewal *renewal) {
    pthread_mutex_lock(&renewal->lock);
    struct in_use in_use = {tl_server_config_ref(renewal->in_use.server), renewal->in_use.revokes};
    pthread_mutex_unlock(&renewal->lock);
    return in_use;
}

static void put_into_use(struct renewal *renewal, struct in_use fresh) {
    pthread_mutex_lock(&renewal->lock);
    struct in_use old = renewal->in_use;
    renewal->in_use = fresh;
    pthread_mutex_unlock(&renewal->lock);
    tl_server_config_free(old.server);
}

static tl_server_config *load_anew(const struct renewal *renewal, bool revokes) {
    tl_bytes response = buffer_bytes(&renewal->staple), root = tl_cert_der(tl_identity_cert(pki.members[PKI_ROOT]));
    tl_identity *identity = tl_identity_with_ocsp(pki.members[PKI_SERVER], &response, 1, NULL);
    tl_crls *crls = tl_crls_parse(buffer_bytes(&renewal->lists[revokes]), NULL);
    tl_trust *trust = tl_trust_parse(root, NULL);
    tl_server_options options = {.identities = (const tl_identity *const *)&identity,
                                 .num_identities = 1,
                                 .client_cert = TL_CLIENT_CERT_REQUIRED,
                                 .client_trust = trust,
                                 .client_crls = crls};
    tl_server_config *config =
        identity != NULL && crls != NULL && trust != NULL ? tl_server_config_new(&options, NULL) : NULL;
    tl_trust_free(trust);
    tl_crls_free(crls);
    tl_identity_free(identity);
    return config;
}

static void *run_renewals(void *arg) {
    struct renewal *renewal = arg;
    for (unsigned i = 0; !__atomic_load_n(&renewal->over, __ATOMIC_RELAXED); i++) {
        struct in_use fresh = {load_anew(renewal, i % 2 != 0), i % 2 != 0};
        if (fresh.server == NULL) {
            fail_in_thread(&renewal->shared);
            break;
        }
        put_into_use(renewal, fresh);
    }
    return NULL;
}

/* The staple was good, and the list said what it says. */
static bool is_judged(const struct pair *pair, bool revokes) {
    if (revokes) {
        return tl_engine_error(pair->server)->reason == TL_REASON_CERTIFICATE_REVOKED;
    }
    const tl_session *of_client = tl_engine_session(pair->client), *of_server = tl_engine_session(pair->server);
    return pair_is_done(pair) && tl_session_revocation(of_client)->source == TL_REVOCATION_FROM_OCSP &&
           tl_session_revocation(of_client)->state == TL_REVOCATION_GOOD &&
           tl_session_revocation(of_server)->source == TL_REVOCATION_FROM_CRL &&
           tl_session_revocation(of_server)->state == TL_REVOCATION_GOOD;
}

static void *run_judged_handshakes(void *arg) {
    struct renewal *renewal = arg;
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        struct in_use in_use = take_in_use(renewal);
        struct pair pair = {tl_engine_new_client(renewal->client, "www.example.org", NULL, NULL, NULL),
                            tl_engine_new_server(in_use.server, NULL, NULL)};
        tl_server_config_free(in_use.server); /* the engine has its share, whatever is put into use meanwhile */
        pair_run(&pair, 0);
        if (!is_judged(&pair, in_use.revokes)) {
            fail_in_thread(&renewal->shared);
        }
        pair_free(&pair);
    }
    return NULL;
}

static struct buffer make_list(bool revokes) {
    const tl_identity *issuer = pki_identity(&pki, PKI_INTERMEDIATE);
    int64_t now = time(NULL);
    const struct forged_entry entry = {.serial = tl_cert_serial(tl_identity_cert(pki_identity(&pki, PKI_CLIENT))),
                                       .revoked_at = now - 60};
    return forge_crl(&(struct crl_forgery){.issuer = issuer->leaf.subject,
                                           .key = issuer->key,
                                           .this_update = now - 60,
                                           .next_update = now + FORGE_DAY,
                                           .entries = &entry,
                                           .num_entries = revokes ? 1 : 0});
}

static void make_renewal(struct renewal *renewal) {
    *renewal = (struct renewal){.lock = PTHREAD_MUTEX_INITIALIZER};
    renewal->staple = staple_make(pki_identity(&pki, PKI_SERVER), pki_identity(&pki, PKI_INTERMEDIATE), STAPLE_GOOD);
    renewal->lists[0] = make_list(false);
    renewal->lists[1] = make_list(true);
    tl_client_options options = {.trust = pki_trust(&pki), .identity = pki_identity(&pki, PKI_CLIENT)};
    renewal->client = tl_client_config_new(&options, NULL);
    renewal->in_use.server = load_anew(renewal, false);
    assert_non_null(renewal->client);
    assert_non_null(renewal->in_use.server);
}

static void everything_is_renewed_while_in_use(void **state) {
    (void)state;
    struct renewal renewal;
    pthread_t renewing;
    make_renewal(&renewal);
    assert_int_equal(pthread_create(&renewing, NULL, run_renewals, &renewal), 0);
    run_threads(&renewal.shared, run_judged_handshakes);
    __atomic_store_n(&renewal.over, true, __ATOMIC_RELAXED);
    assert_int_equal(pthread_join(renewing, NULL), 0);
    assert_int_equal(__atomic_load_n(&renewal.shared.failures, __ATOMIC_RELAXED), 0);
    tl_server_config_free(renewal.in_use.server);
    tl_client_config_free(renewal.client);
    buffer_clear(&renewal.staple);
    buffer_clear(&renewal.lists[0]);
    buffer_clear(&renewal.lists[1]);
}

/* ---- certificates and verification ---- */

static bool read_certificate(const tl_cert *cert) {
    char name[256];
    size_t cursor = 0, num = 0;
    while (tl_cert_next_name(cert, &cursor, name, sizeof name)) {
        num++;
    }
    return num == 5 && strlen(tl_cert_fingerprint(cert)) == 64 && strlen(tl_cert_fingerprint_sha1(cert)) == 40 &&
           tl_cert_subject(cert) != NULL && tl_cert_issuer(cert) != NULL &&
           tl_cert_matches_host(cert, "www.example.org") && !tl_cert_is_ca(cert) && tl_cert_key_bits(cert) == 256;
}

static void *run_verifications(void *arg) {
    struct shared *shared = arg;
    tl_bytes intermediate = tl_cert_der(tl_identity_cert(pki_identity(&pki, PKI_INTERMEDIATE)));
    tl_verify_options options = {
        .trust = shared->trust, .intermediates = &intermediate, .num_intermediates = 1, .host = "localhost"};
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        if (!read_certificate(shared->cert) || tl_verify(tl_cert_der(shared->cert), &options, NULL) != TL_OK) {
            fail_in_thread(shared);
        }
    }
    return NULL;
}

static void threads_share_certificates_and_trust(void **state) {
    (void)state;
    struct shared shared;
    make_shared(&shared);
    tl_trust *fresh = pki_trust_in(pki_identity(&pki, PKI_ROOT)); /* that nobody has used yet */
    shared.trust = fresh;
    run_threads(&shared, run_verifications);
    free_shared(&shared);
    tl_trust_free(fresh);
}

/* The system's anchors are many, and parsed when they are needed. */
static void *run_system_verifications(void *arg) {
    struct shared *shared = arg;
    tl_verify_options options = {.trust = shared->trust, .host = "localhost"};
    for (int i = 0; i < NUM_HANDSHAKES; i++) {
        tl_error error;
        if (tl_verify(tl_cert_der(shared->cert), &options, &error) != TL_FAILED ||
            error.reason != TL_REASON_UNKNOWN_ISSUER) {
            fail_in_thread(shared);
        }
    }
    return NULL;
}

static void threads_share_the_systems_trust(void **state) {
    (void)state;
    struct shared shared;
    tl_error error;
    make_shared(&shared);
    tl_trust *system_trust = tl_trust_system(&error);
    if (system_trust == NULL) {
        free_shared(&shared);
        print_message("skipped: %s\n", error.message);
        skip();
    }
    shared.trust = system_trust;
    run_threads(&shared, run_system_verifications);
    free_shared(&shared);
    tl_trust_free(system_trust);
}

/* The negative twin: a failure in a thread is seen. */
static void *run_wrong_handshake(void *arg) {
    struct shared *shared = arg;
    struct pair pair = {tl_engine_new_client(shared->clients[0], "wrong.example", NULL, NULL, NULL),
                        tl_engine_new_server(shared->server, NULL, NULL)};
    pair_run(&pair, 0);
    if (!pair_is_done(&pair)) {
        fail_in_thread(shared);
    }
    pair_free(&pair);
    return NULL;
}

static void failures_in_threads_are_seen(void **state) {
    (void)state;
    struct shared shared;
    pthread_t thread;
    make_shared(&shared);
    assert_int_equal(pthread_create(&thread, NULL, run_wrong_handshake, &shared), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(shared.failures, 1);
    free_shared(&shared);
}

static int teardown(void **state) {
    (void)state;
    pki_clear(&pki);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_configurations_and_keys),
        cmocka_unit_test(threads_share_references),
        cmocka_unit_test(configurations_are_swapped_while_in_use),
        cmocka_unit_test(everything_is_renewed_while_in_use),
        cmocka_unit_test(threads_share_certificates_and_trust),
        cmocka_unit_test(threads_share_the_systems_trust),
        cmocka_unit_test(failures_in_threads_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
