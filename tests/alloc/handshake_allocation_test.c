/* Every allocation of ours during a handshake is made to fail, one after the other: the connection then fails with a
 * reason or goes on, nothing is lost and nothing crashes. And how many allocations a handshake takes.
 *
 * ctest: timeout 300 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "alloc/failing_malloc.h"
#include "crypto/signature.h"
#include "policy/schemes.h"
#include "support/peers.h"
#include "x509/identity/identity.h"

static struct pki pki;
static tl_crypto *crypto;

struct scenario {
    const char *name;
    tl_protocol version;
    const char *groups; /* the server's; NULL: as by default. A client's first share is of x25519 */
    bool client_certificate, staples, external, pool, small_records, keep_chain;
    unsigned long most_allocations; /* of both sides, with the data and the end */
};

static const struct scenario scenarios[] = {
    {.name = "TLS 1.3", .version = TL_TLS1_3, .most_allocations = 50},
    {.name = "TLS 1.2", .version = TL_TLS1_2, .most_allocations = 55},
    {.name = "TLS 1.3 with HelloRetryRequest", .version = TL_TLS1_3, .groups = "secp384r1", .most_allocations = 60},
    {.name = "TLS 1.3 with client certificate",
     .version = TL_TLS1_3,
     .client_certificate = true,
     .keep_chain = true,
     .most_allocations = 60},
    {.name = "TLS 1.2 with client certificate",
     .version = TL_TLS1_2,
     .client_certificate = true,
     .most_allocations = 65},
    {.name = "TLS 1.3 signed elsewhere",
     .version = TL_TLS1_3,
     .client_certificate = true,
     .external = true,
     .most_allocations = 75},
    {.name = "TLS 1.2 signed elsewhere",
     .version = TL_TLS1_2,
     .client_certificate = true,
     .external = true,
     .most_allocations = 75},
    {.name = "TLS 1.3 with a pool", .version = TL_TLS1_3, .pool = true, .most_allocations = 35},
    {.name = "TLS 1.3 with staples",
     .version = TL_TLS1_3,
     .client_certificate = true,
     .staples = true,
     .most_allocations = 60},
    {.name = "TLS 1.2 with staples", .version = TL_TLS1_2, .staples = true, .most_allocations = 55},
    {.name = "TLS 1.3 in small records", .version = TL_TLS1_3, .small_records = true, .most_allocations = 65},
    {.name = "TLS 1.2 in small records", .version = TL_TLS1_2, .small_records = true, .most_allocations = 65},
    {.name = "TLS 1.3 with a HelloRetryRequest for P-521",
     .version = TL_TLS1_3,
     .groups = "secp521r1",
     .most_allocations = 60},
    {.name = "TLS 1.2 with P-521", .version = TL_TLS1_2, .groups = "secp521r1", .most_allocations = 60},
};
enum { NUM_SCENARIOS = sizeof scenarios / sizeof *scenarios };

/* ---- one conversation ---- */

static tl_identity *without_key(const tl_identity *identity) {
    char *pem = tl_identity_pem(identity, true, false, NULL);
    assert_non_null(pem);
    tl_identity *external = tl_identity_parse_external(bytes_of_string(pem), NULL);
    assert_non_null(external);
    tl_pem_free(pem);
    return external;
}

struct stage {
    const struct scenario *scenario;
    struct peers peers;
    tl_identity *server_identity, *client_identity; /* of external signers */
    tl_buffers *pools[2];
};

static void set_up(struct stage *stage, const struct scenario *scenario) {
    *stage = (struct stage){.scenario = scenario};
    struct peers *peers = &stage->peers;
    peers_init(peers, &pki);
    peers_set_version(peers, scenario->version);
    tl_common_options *client = &peers->client_options.common, *server = &peers->server_options.common;
    client->alpn = server->alpn = "h2";
    server->settings.groups = scenario->groups;
    client->settings.max_record = server->settings.max_record = scenario->small_records ? 64 : 0;
    client->keep_peer_chain = server->keep_peer_chain = scenario->keep_chain;
    if (scenario->client_certificate) {
        peers->client_options.identity = pki_identity(&pki, PKI_CLIENT);
        peers->server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        peers->server_options.client_trust = pki_trust(&pki);
    }
    if (scenario->staples) {
        peers_only_identity(peers, pki_identity(&pki, PKI_SERVER_STAPLED));
        peers->client_options.identity = pki_identity(&pki, PKI_CLIENT_STAPLED);
    }
    if (scenario->external) {
        stage->server_identity = without_key(pki_identity(&pki, PKI_SERVER));
        stage->client_identity = without_key(pki_identity(&pki, PKI_CLIENT));
        peers_only_identity(peers, stage->server_identity);
        peers->client_options.identity = stage->client_identity;
    }
    peers_configure(peers);
}

static void tear_down(struct stage *stage) {
    peers_clear(&stage->peers);
    tl_identity_free(stage->server_identity);
    tl_identity_free(stage->client_identity);
}

/* Signs with the key that the engine has not got; the question stays open where there is no memory to take the answer,
 * and is answered again. */
static void answer(tl_engine *engine, enum pki_member member) {
    const tl_question *question = tl_engine_question(engine);
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t len;
    if (question == NULL) {
        return;
    }
    const struct scheme *scheme = scheme_by_id(question->about.signature.scheme);
    if (private_key_sign(crypto, pki_identity(&pki, member)->key, scheme->alg, question->about.signature.message,
                         signature, &len)) {
        (void)!tl_engine_answer(engine, question->id, bytes_of(signature, len), NULL);
    }
}

/* Moves octets, answers, and tries again for buffers, until nothing more comes of it. */
static void run(struct pair *pair) {
    for (int idle = 0; idle < 3; idle++) {
        while (pair_move(pair->client, pair->server, 0) + pair_move(pair->server, pair->client, 0) > 0) {
            idle = 0;
        }
        answer(pair->server, PKI_SERVER);
        answer(pair->client, PKI_CLIENT);
        (void)!tl_engine_received(pair->client, 0);
        (void)!tl_engine_received(pair->server, 0);
    }
}

static bool has_failed(const tl_engine *engine) {
    return tl_engine_error(engine)->kind != TL_ERR_NONE;
}

/* Data one way and back, then the end. */
static bool converse(struct pair *pair) {
    static const uint8_t data[20000];
    for (int i = 0; i < 2; i++) {
        tl_engine *from = i ? pair->server : pair->client, *to = i ? pair->client : pair->server;
        size_t written = 0, read = 0;
        for (int turn = 0; turn < 1000 && read < sizeof data; turn++) {
            size_t part = 0;
            if (written < sizeof data) {
                (void)!tl_engine_write(from, data + written, sizeof data - written, &part);
            }
            written += part;
            pair_move(from, to, 0);
            read += tl_engine_plaintext(to).len;
            tl_engine_consumed(to, sizeof data);
            (void)!tl_engine_received(from, 0);
            (void)!tl_engine_received(to, 0);
        }
        if (read != sizeof data) {
            return false;
        }
    }
    if (tl_session_version(tl_engine_session(pair->client)) == TL_TLS1_3) {
        (void)!tl_engine_key_update(pair->client, true, NULL);
    }
    run(pair);
    tl_engine_shutdown(pair->client);
    run(pair);
    tl_engine_shutdown(pair->server);
    run(pair);
    return tl_engine_orderly_end(pair->client) && tl_engine_orderly_end(pair->server);
}

enum outcome { ENGINE_REFUSED, FAILED, COMPLETED };

static bool start(struct stage *stage, tl_error *error) {
    struct peers *peers = &stage->peers;
    for (int i = 0; i < 2 && stage->scenario->pool; i++) {
        stage->pools[i] = tl_buffers_new(2, error);
        if (stage->pools[i] == NULL) {
            return false;
        }
    }
    peers->pair.client = tl_engine_new_client(peers->client_config, peers->server_name, NULL, stage->pools[0], error);
    peers->pair.server =
        peers->pair.client != NULL ? tl_engine_new_server(peers->server_config, stage->pools[1], error) : NULL;
    return peers->pair.server != NULL;
}

static void stop(struct stage *stage) {
    peers_stop(&stage->peers);
    for (int i = 0; i < 2; i++) {
        tl_buffers_free(stage->pools[i]);
        stage->pools[i] = NULL;
    }
}

/* Where a side failed it says why: for want of memory, or because the other side gave up. Where none failed they wait
 * for a buffer, which one failure is no cause for. */
static void assert_reasons(const struct pair *pair) {
    const tl_engine *sides[] = {pair->client, pair->server};
    bool any = allocations.fail_on && !has_failed(pair->client) && !has_failed(pair->server);
    for (int i = 0; i < 2; i++) {
        const tl_error *error = tl_engine_error(sides[i]);
        bool ours = error->reason == TL_REASON_OUT_OF_MEMORY || error->reason == TL_REASON_CRYPTO_FAILED;
        if (has_failed(sides[i]) && !ours && error->reason != TL_REASON_ALERT_RECEIVED) {
            fail_msg("a failed allocation ended in reason %u: \"%s\"", error->reason, error->message);
        }
        any |= ours;
    }
    assert_true(any);
}

static enum outcome play(struct stage *stage) {
    tl_error error;
    if (!start(stage, &error)) {
        assert_int_equal(error.reason, TL_REASON_OUT_OF_MEMORY);
        assert_int_equal(error.kind, TL_ERR_MEMORY);
        return ENGINE_REFUSED;
    }
    struct pair *pair = &stage->peers.pair;
    run(pair);
    if (pair_is_done(pair) && converse(pair)) {
        return COMPLETED;
    }
    assert_reasons(pair);
    return FAILED;
}

/* ---- the tests ---- */

struct counts {
    unsigned long handshake, all; /* both sides together; all: with the data and the end */
};

static struct counts count(struct stage *stage) {
    struct counts counts;
    tl_error error;
    unsigned long before = allocations.made;
    assert_true(start(stage, &error));
    run(&stage->peers.pair);
    assert_true(pair_is_done(&stage->peers.pair));
    counts.handshake = allocations.made - before;
    assert_true(converse(&stage->peers.pair));
    counts.all = allocations.made - before;
    stop(stage);
    return counts;
}

static void handshakes_take_few_allocations(void **state) {
    (void)state;
    for (size_t i = 0; i < NUM_SCENARIOS; i++) {
        struct stage stage;
        set_up(&stage, &scenarios[i]);
        count(&stage); /* after which the trust keeps the anchor in its parsed form */
        struct counts counts = count(&stage);
        print_message("%s: %lu allocations of ours on both sides together, %lu with data and end\n", scenarios[i].name,
                      counts.handshake, counts.all);
        assert_in_range(counts.handshake, 10, counts.all);
        assert_in_range(counts.all, 10, scenarios[i].most_allocations);
        assert_int_equal(count(&stage).all, counts.all);
        tear_down(&stage);
    }
}

static void fail_each(const struct scenario *scenario, bool on) {
    struct stage stage;
    unsigned outcomes[3] = {0};
    unsigned long num = 0;
    bool happened = true;
    set_up(&stage, scenario);
    count(&stage);
    while (happened) {
        unsigned long live = allocations_live();
        allocations_fail(++num, on);
        enum outcome outcome = play(&stage);
        outcomes[outcome]++;
        stop(&stage);
        happened = allocations_recover();
        assert_int_equal(allocations_live(), live);
        assert_true(happened || outcome == COMPLETED);
    }
    assert_true(outcomes[ENGINE_REFUSED] > 0 && outcomes[FAILED] > 10);
    print_message("%s: %lu allocations failed%s; %u connections failed, %u went on\n", scenario->name, num - 1,
                  on ? " with all after them" : "", outcomes[ENGINE_REFUSED] + outcomes[FAILED],
                  outcomes[COMPLETED] - 1);
    tear_down(&stage);
}

static void any_allocation_may_fail(void **state) {
    (void)state;
    for (size_t i = 0; i < NUM_SCENARIOS; i++) {
        fail_each(&scenarios[i], false);
    }
}

static void memory_may_run_out_at_any_time(void **state) {
    (void)state;
    for (size_t i = 0; i < NUM_SCENARIOS; i++) {
        fail_each(&scenarios[i], true);
    }
}

/* With a pool, a record costs no allocation of ours. */
static void records_take_no_allocation(void **state) {
    (void)state;
    struct stage stage;
    set_up(&stage, &scenarios[7]);
    tl_error error;
    assert_true(start(&stage, &error));
    struct pair *pair = &stage.peers.pair;
    run(pair);
    assert_true(pair_says(pair->client, pair->server, "warm", 4) && pair_says(pair->server, pair->client, "warm", 4));
    unsigned long before = allocations.made;
    for (int i = 0; i < 1000; i++) {
        assert_true(pair_says(pair->client, pair->server, "up", 2));
        assert_true(pair_says(pair->server, pair->client, "down", 4));
    }
    assert_int_equal(allocations.made, before);
    stop(&stage);
    tear_down(&stage);
}

static int setup(void **state) {
    (void)state;
    crypto = tl_crypto_new(NULL, NULL, NULL);
    return crypto == NULL;
}

static int teardown(void **state) {
    (void)state;
    tl_crypto_free(crypto);
    pki_clear(&pki);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handshakes_take_few_allocations),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(memory_may_run_out_at_any_time),
        cmocka_unit_test(records_take_no_allocation),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
