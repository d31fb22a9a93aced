/* However the network cuts the octets up, an engine comes to the same: fed one octet at a time, and in every two parts
 * of every flight. Under the same randomness (and with Ed25519, whose signatures need none) the same octets leave it,
 * the same session and the same plaintext come of it.
 *
 * ctest: timeout 300 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "base/buffer.h"
#include "support/forge.h"
#include "support/peers.h"
#include "support/seeded_random.h"
#include "support/staples.h"

#define MAX_FLIGHTS 32
#define WHOLE       SIZE_MAX /* in a cut: of no flight */

enum { CLIENT, SERVER, NUM_SIDES };

/* Where the octets are cut: flight `flight` in front of octet `at`, every flight into parts of at most `chunk`. */
struct cut {
    size_t flight, at, chunk;
};

struct outcome {
    struct buffer wire[NUM_SIDES];      /* what the side sent */
    struct buffer plaintext[NUM_SIDES]; /* what its application got */
    char session[NUM_SIDES][512];
    uint8_t exported[NUM_SIDES][32];
    size_t flights[MAX_FLIGHTS], num_flights;
};

struct talk {
    struct peers peers;
    struct seeded_random random[NUM_SIDES];
    tl_crypto *crypto[NUM_SIDES];
    struct cut cut;
    struct outcome outcome;
};

static struct pki pki;
static tl_identity *self_signed, *client_self_signed;
static tl_identity *stapled, *client_stapled; /* the same, with responses: trust anchors of whom nobody asks */
static tl_trust *trust, *client_trust;

static tl_engine *engine_of(struct talk *talk, int side) {
    return side == CLIENT ? talk->peers.pair.client : talk->peers.pair.server;
}

static void keep(struct buffer *buffer, tl_bytes octets) {
    assert_true(buffer_append(buffer, octets));
}

/* ---- moving octets ---- */

static void take_plaintext(struct talk *talk, int side) {
    tl_engine *engine = engine_of(talk, side);
    for (tl_bytes came; (came = tl_engine_plaintext(engine)).len > 0;) {
        keep(&talk->outcome.plaintext[side], came);
        tl_engine_consumed(engine, came.len);
    }
}

static void feed(struct talk *talk, int side, tl_bytes octets) {
    tl_engine *engine = engine_of(talk, side);
    while (octets.len > 0) {
        size_t room;
        uint8_t *input = tl_engine_input(engine, &room);
        assert_non_null(input);
        size_t len = octets.len < room ? octets.len : room;
        len = len < talk->cut.chunk ? len : talk->cut.chunk;
        memcpy(input, octets.data, len);
        assert_int_equal(tl_engine_received(engine, len), TL_OK);
        octets = bytes_from(octets, len);
        take_plaintext(talk, side);
    }
}

/* Everything that the side has to send, now. */
static struct buffer take_flight(struct talk *talk, int side) {
    struct buffer flight = {0};
    tl_engine *engine = engine_of(talk, side);
    for (tl_bytes output; (output = tl_engine_output(engine)).len > 0;) {
        keep(&flight, output);
        tl_engine_sent(engine, output.len);
    }
    return flight;
}

static bool deliver(struct talk *talk, int from) {
    struct outcome *outcome = &talk->outcome;
    struct buffer flight = take_flight(talk, from);
    if (flight.len == 0) {
        return false;
    }
    keep(&outcome->wire[from], buffer_bytes(&flight));
    bool is_cut = outcome->num_flights == talk->cut.flight;
    assert_true(outcome->num_flights < MAX_FLIGHTS);
    outcome->flights[outcome->num_flights++] = flight.len;
    size_t at = is_cut ? talk->cut.at : flight.len;
    feed(talk, !from, bytes_of(flight.data, at));
    feed(talk, !from, bytes_from(buffer_bytes(&flight), at));
    buffer_clear(&flight);
    return true;
}

static void deliver_all(struct talk *talk) {
    while (deliver(talk, CLIENT) || deliver(talk, SERVER)) {
    }
}

/* ---- what is said ---- */

static void say(struct talk *talk, int side, const char *text) {
    size_t len;
    assert_int_equal(tl_engine_write(engine_of(talk, side), text, strlen(text), &len), TL_OK);
    assert_int_equal(len, strlen(text));
}

static void converse(struct talk *talk) {
    say(talk, CLIENT, "what the client says, long enough for two records of sixty-four octets each");
    deliver_all(talk);
    say(talk, SERVER, "the server's answer");
    say(talk, CLIENT, "the client goes on meanwhile");
    deliver_all(talk);
    if (tl_session_version(tl_engine_session(engine_of(talk, CLIENT))) == TL_TLS1_3) {
        assert_int_equal(tl_engine_key_update(engine_of(talk, SERVER), true, NULL), TL_OK);
        say(talk, SERVER, "under new keys");
        deliver_all(talk);
        say(talk, CLIENT, "the same here");
        deliver_all(talk);
    }
    tl_engine_shutdown(engine_of(talk, CLIENT));
    deliver_all(talk);
    tl_engine_shutdown(engine_of(talk, SERVER));
    deliver_all(talk);
}

static void describe(struct talk *talk, int side) {
    tl_engine *engine = engine_of(talk, side);
    const tl_session *s = tl_engine_session(engine);
    const char *own = tl_session_own_signature(s), *peer = tl_session_peer_signature(s);
    const char *alpn = tl_session_alpn(s), *name = tl_session_server_name(s);
    snprintf(talk->outcome.session[side], sizeof talk->outcome.session[side], "%s %s %s %s %s %s %s %d %d %zu %d %d",
             tl_session_version_name(s), tl_session_cipher(s), tl_session_group(s), own != NULL ? own : "-",
             peer != NULL ? peer : "-", alpn != NULL ? alpn : "-", name != NULL ? name : "-", tl_session_hello_retry(s),
             tl_session_extended_master_secret(s), tl_session_num_peer_certs(s), tl_engine_orderly_end(engine),
             (int)tl_engine_ready(engine));
    assert_int_equal(tl_engine_export(engine, "EXPORTER-test", (tl_bytes){0}, talk->outcome.exported[side],
                                      sizeof talk->outcome.exported[side], NULL),
                     TL_OK);
}

static void run(struct talk *talk, struct cut cut) {
    talk->cut = cut;
    talk->random[CLIENT].state = 1;
    talk->random[SERVER].state = 2;
    peers_start(&talk->peers);
    deliver_all(talk);
    assert_true(pair_is_done(&talk->peers.pair));
    converse(talk);
    describe(talk, CLIENT);
    describe(talk, SERVER);
    peers_stop(&talk->peers);
}

static void outcome_clear(struct outcome *outcome) {
    for (int side = 0; side < NUM_SIDES; side++) {
        buffer_clear(&outcome->wire[side]);
        buffer_clear(&outcome->plaintext[side]);
    }
    *outcome = (struct outcome){0};
}

/* ---- scenarios ---- */

static void talk_init(struct talk *talk) {
    *talk = (struct talk){0};
    struct peers *peers = &talk->peers;
    peers_init(peers, &pki);
    peers_only_identity(peers, self_signed);
    for (int side = 0; side < NUM_SIDES; side++) {
        talk->crypto[side] = tl_crypto_new(seeded_random, &talk->random[side], NULL);
        assert_non_null(talk->crypto[side]);
    }
    peers->client_options.trust = trust;
    peers->client_options.common.crypto = talk->crypto[CLIENT];
    peers->client_options.common.alpn = "h2,http/1.1";
    peers->server_options.common.crypto = talk->crypto[SERVER];
    peers->server_options.common.alpn = "http/1.1";
}

static void talk_clear(struct talk *talk) {
    peers_clear(&talk->peers);
    outcome_clear(&talk->outcome);
    tl_crypto_free(talk->crypto[CLIENT]);
    tl_crypto_free(talk->crypto[SERVER]);
}

static void assert_same(const struct outcome *a, const struct outcome *b, struct cut cut) {
    for (int side = 0; side < NUM_SIDES; side++) {
        bool same = bytes_equal(buffer_bytes(&a->wire[side]), buffer_bytes(&b->wire[side])) &&
                    bytes_equal(buffer_bytes(&a->plaintext[side]), buffer_bytes(&b->plaintext[side])) &&
                    strcmp(a->session[side], b->session[side]) == 0 &&
                    memcmp(a->exported[side], b->exported[side], sizeof a->exported[side]) == 0;
        if (!same) {
            fail_msg("flight %zu cut at %zu (parts of %zu): another outcome for the %s: %s instead of %s", cut.flight,
                     cut.at, cut.chunk, side == CLIENT ? "client" : "server", b->session[side], a->session[side]);
        }
    }
}

static struct outcome take_outcome(struct talk *talk) {
    struct outcome outcome = talk->outcome;
    talk->outcome = (struct outcome){0};
    return outcome;
}

static void compare(struct talk *talk, const struct outcome *expected, struct cut cut) {
    run(talk, cut);
    assert_same(expected, &talk->outcome, cut);
    outcome_clear(&talk->outcome);
}

/* Runs it whole, octet by octet, and in every two parts of every flight. */
static void check_splits(struct talk *talk) {
    run(talk, (struct cut){WHOLE, 0, WHOLE});
    struct outcome expected = take_outcome(talk);
    assert_true(expected.num_flights > 6);
    compare(talk, &expected, (struct cut){WHOLE, 0, WHOLE}); /* the test itself is deterministic */
    compare(talk, &expected, (struct cut){WHOLE, 0, 1});
    for (size_t chunk = 2; chunk < 64; chunk++) {
        compare(talk, &expected, (struct cut){WHOLE, 0, chunk});
    }
    for (size_t flight = 0; flight < expected.num_flights; flight++) {
        for (size_t at = 1; at < expected.flights[flight]; at++) {
            compare(talk, &expected, (struct cut){flight, at, WHOLE});
        }
    }
    outcome_clear(&expected);
    talk_clear(talk);
}

static void splits_do_not_matter_in_tls13(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    check_splits(&talk);
}

static void splits_do_not_matter_in_tls12(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    peers_set_version(&talk.peers, TL_TLS1_2);
    check_splits(&talk);
}

static void ask_for_client_certificate(struct talk *talk) {
    talk->peers.client_options.identity = client_self_signed;
    talk->peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
    talk->peers.server_options.client_trust = client_trust;
}

static void splits_do_not_matter_with_retry_and_client_certificate(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    ask_for_client_certificate(&talk);
    talk.peers.server_options.common.settings.groups = "secp256r1";
    check_splits(&talk);
}

static void splits_do_not_matter_with_client_certificate_in_tls12(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    ask_for_client_certificate(&talk);
    peers_set_version(&talk.peers, TL_TLS1_2);
    check_splits(&talk);
}

static void splits_do_not_matter_with_staples(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct talk talk;
        talk_init(&talk);
        ask_for_client_certificate(&talk);
        peers_set_version(&talk.peers, i == 0 ? TL_TLS1_2 : TL_TLS1_3);
        talk.peers.client_options.identity = client_stapled;
        peers_only_identity(&talk.peers, stapled);
        check_splits(&talk);
    }
}

/* A retry asks for P-521, whose shares are the longest; in TLS 1.2 they are those of the key exchange. */
static void splits_do_not_matter_with_long_shares(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct talk talk;
        talk_init(&talk);
        peers_set_version(&talk.peers, i == 0 ? TL_TLS1_2 : TL_TLS1_3);
        talk.peers.server_options.common.settings.groups = "secp521r1";
        check_splits(&talk);
    }
}

/* Every handshake message goes over several records. */
static void splits_do_not_matter_in_small_records(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    talk.peers.client_options.common.settings.max_record = 64;
    talk.peers.server_options.common.settings.max_record = 64;
    check_splits(&talk);
}

/* The negative twin: the comparison notices other octets. */
static void another_seed_has_another_outcome(void **state) {
    (void)state;
    struct talk talk;
    talk_init(&talk);
    run(&talk, (struct cut){WHOLE, 0, WHOLE});
    struct outcome first = take_outcome(&talk);
    talk.peers.server_options.common.settings.record_padding = 16;
    tl_server_config_free(talk.peers.server_config);
    talk.peers.server_config = NULL;
    run(&talk, (struct cut){WHOLE, 0, WHOLE});
    assert_false(bytes_equal(buffer_bytes(&first.wire[SERVER]), buffer_bytes(&talk.outcome.wire[SERVER])));
    assert_true(bytes_equal(buffer_bytes(&first.plaintext[CLIENT]), buffer_bytes(&talk.outcome.plaintext[CLIENT])));
    outcome_clear(&first);
    talk_clear(&talk);
}

/* ---- the program ---- */

static tl_identity *make_self_signed(bool for_client) {
    static const char *const names[] = {"www.example.org"};
    return tl_cert_make(
        &(tl_cert_options){.names = names, .num_names = 1, .key_kind = TL_KEY_ED25519, .for_client = for_client}, NULL);
}

static int setup(void **state) {
    (void)state;
    self_signed = make_self_signed(false);
    client_self_signed = make_self_signed(true);
    trust = pki_trust_in(self_signed);
    client_trust = pki_trust_in(client_self_signed);
    stapled = staple_attach(self_signed, (const tl_identity *const *)&self_signed, 1);
    client_stapled = staple_attach(client_self_signed, (const tl_identity *const *)&client_self_signed, 1);
    return self_signed == NULL || client_self_signed == NULL;
}

static int teardown(void **state) {
    (void)state;
    tl_identity_free(stapled);
    tl_identity_free(client_stapled);
    tl_identity_free(self_signed);
    tl_identity_free(client_self_signed);
    tl_trust_free(trust);
    tl_trust_free(client_trust);
    pki_clear(&pki);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_do_not_matter_in_tls13),
        cmocka_unit_test(splits_do_not_matter_in_tls12),
        cmocka_unit_test(splits_do_not_matter_with_retry_and_client_certificate),
        cmocka_unit_test(splits_do_not_matter_with_client_certificate_in_tls12),
        cmocka_unit_test(splits_do_not_matter_with_staples),
        cmocka_unit_test(splits_do_not_matter_with_long_shares),
        cmocka_unit_test(splits_do_not_matter_in_small_records),
        cmocka_unit_test(another_seed_has_another_outcome),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
