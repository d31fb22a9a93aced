/* Signatures that are made elsewhere: the question, its answers right and wrong, and what happens meanwhile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <tlslite/crypto.h>

#include "crypto/signature.h"
#include "policy/schemes.h"
#include "support/peers.h"
#include "x509/identity/identity.h"

static struct pki pki;
static tl_crypto *crypto;

static const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};

/* The chain of an identity without its key. */
static tl_identity *without_key(const tl_identity *identity) {
    tl_error error;
    char *pem = tl_identity_pem(identity, true, false, &error);
    assert_non_null(pem);
    tl_identity *external = tl_identity_parse_external(bytes_of_string(pem), &error);
    assert_non_null(external);
    tl_pem_free(pem);
    return external;
}

struct asked {
    struct peers peers;
    const tl_identity *key;  /* who can answer */
    tl_identity *identity;   /* the same without its key */
    tl_engine *asks, *other; /* the engine with the open question, and its peer */
};

/* Brings a handshake to the point where the server (or client) asks for its signature. */
static void ask(struct asked *a, tl_protocol version, bool by_server, enum pki_member member) {
    *a = (struct asked){.key = pki_identity(&pki, member)};
    a->identity = without_key(a->key);
    peers_init(&a->peers, &pki);
    peers_set_version(&a->peers, version);
    if (by_server) {
        peers_only_identity(&a->peers, a->identity);
    } else {
        a->peers.client_options.identity = a->identity;
        a->peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        a->peers.server_options.client_trust = pki_trust(&pki);
    }
    peers_try(&a->peers);
    a->asks = by_server ? a->peers.pair.server : a->peers.pair.client;
    a->other = by_server ? a->peers.pair.client : a->peers.pair.server;
    assert_non_null(tl_engine_question(a->asks));
}

static void asked_clear(struct asked *a) {
    peers_clear(&a->peers);
    tl_identity_free(a->identity);
}

struct answer {
    uint8_t octets[SIGNATURE_MAX_LEN];
    size_t len;
};

static struct answer sign(const struct asked *a) {
    const tl_question *question = tl_engine_question(a->asks);
    const struct scheme *scheme = scheme_by_id(question->about.signature.scheme);
    struct answer answer;
    assert_non_null(scheme);
    assert_true(private_key_sign(crypto, a->key->key, scheme->alg, question->about.signature.message, answer.octets,
                                 &answer.len));
    return answer;
}

static tl_result give(const struct asked *a, const struct answer *answer) {
    return tl_engine_answer(a->asks, tl_engine_question(a->asks)->id, bytes_of(answer->octets, answer->len), NULL);
}

static void right_answer_completes(tl_protocol version, bool by_server, enum pki_member member) {
    struct asked a;
    ask(&a, version, by_server, member);
    const tl_question *question = tl_engine_question(a.asks);
    assert_int_equal(question->kind, TL_ASK_SIGNATURE);
    assert_ptr_equal(question->about.signature.identity, a.identity);
    struct answer answer = sign(&a);
    assert_int_equal(give(&a, &answer), TL_OK);
    assert_null(tl_engine_question(a.asks));
    pair_run(&a.peers.pair, 0);
    assert_true(pair_is_done(&a.peers.pair));
    assert_true(pair_says(a.asks, a.other, "signed", 6));
    const tl_session *session = tl_engine_session(a.asks);
    assert_non_null(tl_session_own_signature(session));
    asked_clear(&a);
}

static void right_answers_complete_handshakes(void **state) {
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        right_answer_completes(versions[i], true, PKI_SERVER);
        right_answer_completes(versions[i], true, PKI_SERVER_P384);
        right_answer_completes(versions[i], true, PKI_SERVER_ED25519);
        right_answer_completes(versions[i], true, PKI_SERVER_RSA);
        right_answer_completes(versions[i], false, PKI_CLIENT);
        right_answer_completes(versions[i], false, PKI_CLIENT_RSA);
        right_answer_completes(versions[i], false, PKI_CLIENT_ED25519);
    }
}

static void both_sides_may_ask(void **state) {
    (void)state;
    struct asked client;
    ask(&client, TL_TLS1_3, false, PKI_CLIENT);
    peers_clear(&client.peers);
    tl_identity *server_identity = without_key(pki_identity(&pki, PKI_SERVER));
    peers_only_identity(&client.peers, server_identity);
    peers_try(&client.peers);
    struct asked server = client;
    server.asks = client.peers.pair.server;
    server.key = pki_identity(&pki, PKI_SERVER);
    struct answer answer = sign(&server);
    assert_int_equal(give(&server, &answer), TL_OK);
    pair_run(&client.peers.pair, 0);
    client.asks = client.peers.pair.client;
    answer = sign(&client);
    assert_int_equal(give(&client, &answer), TL_OK);
    pair_run(&client.peers.pair, 0);
    assert_true(pair_is_done(&client.peers.pair));
    asked_clear(&client);
    tl_identity_free(server_identity);
}

/* After a HelloRetryRequest too. */
static void question_after_a_retry(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_3, true, PKI_SERVER);
    peers_clear(&a.peers);
    a.peers.server_options.common.settings.groups = "secp384r1";
    peers_try(&a.peers);
    a.asks = a.peers.pair.server;
    struct answer answer = sign(&a);
    assert_int_equal(give(&a, &answer), TL_OK);
    pair_run(&a.peers.pair, 0);
    assert_true(pair_is_done(&a.peers.pair));
    assert_true(tl_session_hello_retry(tl_engine_session(a.peers.pair.client)));
    asked_clear(&a);
}

static void wrong_signature_is_refused_by_the_peer(void **state) {
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct asked a;
        ask(&a, versions[i % 2], i < 2, i < 2 ? PKI_SERVER_ED25519 : PKI_CLIENT_ED25519);
        struct answer answer = sign(&a);
        answer.octets[answer.len / 2] ^= 1;
        assert_int_equal(give(&a, &answer), TL_OK);
        pair_run(&a.peers.pair, 0);
        assert_reason(a.other, TL_REASON_WRONG_SIGNATURE);
        assert_reason(a.asks, TL_REASON_ALERT_RECEIVED);
        assert_int_equal(tl_engine_error(a.asks)->alert, TL_ALERT_DECRYPT_ERROR);
        asked_clear(&a);
    }
}

static void answer_of_impossible_length_fails_the_handshake(void **state) {
    (void)state;
    static const size_t lengths[] = {0, SIGNATURE_MAX_LEN + 1, 70000};
    static const uint8_t octets[70000];
    for (size_t i = 0; i < 3; i++) {
        struct asked a;
        ask(&a, TL_TLS1_3, true, PKI_SERVER);
        uint64_t id = tl_engine_question(a.asks)->id;
        assert_int_equal(tl_engine_answer(a.asks, id, bytes_of(octets, lengths[i]), NULL), TL_FAILED);
        assert_reason(a.asks, TL_REASON_BAD_ANSWER);
        assert_null(tl_engine_question(a.asks));
        pair_run(&a.peers.pair, 0);
        assert_int_equal(tl_engine_error(a.other)->alert, TL_ALERT_INTERNAL_ERROR);
        asked_clear(&a);
    }
}

static void assert_no_such_question(tl_engine *engine, uint64_t id, const struct answer *answer) {
    tl_error error;
    assert_int_equal(tl_engine_answer(engine, id, bytes_of(answer->octets, answer->len), &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NO_SUCH_QUESTION);
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_int_equal(tl_engine_refuse(engine, id, TL_ALERT_INTERNAL_ERROR, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NO_SUCH_QUESTION);
    assert_int_equal(tl_engine_error(engine)->kind, TL_ERR_NONE);
}

static void unknown_and_late_ids_change_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct asked a;
        ask(&a, versions[i % 2], i < 2, i < 2 ? PKI_SERVER : PKI_CLIENT);
        uint64_t id = tl_engine_question(a.asks)->id;
        struct answer answer = sign(&a);
        assert_no_such_question(a.asks, id + 1, &answer);
        assert_no_such_question(a.asks, 0, &answer);
        assert_no_such_question(a.other, id, &answer);
        assert_int_equal(tl_engine_question(a.asks)->id, id);
        assert_int_equal(give(&a, &answer), TL_OK);
        assert_no_such_question(a.asks, id, &answer);
        pair_run(&a.peers.pair, 0);
        assert_true(pair_is_done(&a.peers.pair));
        assert_no_such_question(a.asks, id, &answer);
        asked_clear(&a);
    }
}

static void refused_question_ends_the_handshake_with_its_alert(void **state) {
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct asked a;
        ask(&a, versions[i % 2], i < 2, i < 2 ? PKI_SERVER : PKI_CLIENT);
        uint64_t id = tl_engine_question(a.asks)->id;
        assert_int_equal(tl_engine_refuse(a.asks, id, TL_ALERT_ACCESS_DENIED, NULL), TL_OK);
        assert_reason(a.asks, TL_REASON_ANSWER_REFUSED);
        assert_null(tl_engine_question(a.asks));
        struct answer answer = {{0}, 64};
        assert_int_equal(tl_engine_answer(a.asks, id, bytes_of(answer.octets, answer.len), NULL), TL_FAILED);
        pair_run(&a.peers.pair, 0);
        assert_reason(a.other, TL_REASON_ALERT_RECEIVED);
        assert_int_equal(tl_engine_error(a.other)->alert, TL_ALERT_ACCESS_DENIED);
        asked_clear(&a);
    }
}

static void engine_may_be_freed_while_it_asks(void **state) {
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct asked a;
        ask(&a, versions[i % 2], i < 2, i < 2 ? PKI_SERVER : PKI_CLIENT);
        asked_clear(&a);
    }
}

static void calls_say_that_an_answer_is_due(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_3, true, PKI_SERVER);
    uint8_t octet = 0;
    size_t len;
    assert_int_equal(tl_engine_ready(a.asks), TL_MUST_ANSWER | TL_CAN_RECEIVE);
    assert_int_equal(tl_engine_read(a.asks, &octet, 1, &len), TL_WANT_ANSWER);
    assert_int_equal(tl_engine_write(a.asks, &octet, 1, &len), TL_WANT_ANSWER);
    assert_null(tl_engine_room(a.asks, &len));
    assert_false(tl_engine_handshake_done(a.asks));
    assert_null(tl_engine_session(a.asks));
    asked_clear(&a);
}

/* The peer gives up while the signer still works. */
static void what_comes_while_a_question_is_open_waits(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_2, true, PKI_SERVER);
    struct answer answer = sign(&a);
    const tl_question before = *tl_engine_question(a.asks);
    tl_engine_abort(a.other, TL_ALERT_INTERNAL_ERROR);
    assert_true(pair_move(a.other, a.asks, 1) > 0);
    assert_int_equal(tl_engine_ready(a.asks) & TL_MUST_ANSWER, TL_MUST_ANSWER);
    assert_memory_equal(tl_engine_question(a.asks), &before, sizeof before); /* what it lent stays where it was */
    assert_int_equal(give(&a, &answer), TL_FAILED);
    assert_reason(a.asks, TL_REASON_ALERT_RECEIVED);
    asked_clear(&a);
}

static void input_ends_while_a_question_is_open(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_2, true, PKI_SERVER);
    struct answer answer = sign(&a);
    assert_int_equal(tl_engine_received_eof(a.asks), TL_OK);
    assert_int_equal(tl_engine_ready(a.asks), TL_MUST_ANSWER);
    assert_int_equal(give(&a, &answer), TL_FAILED);
    assert_reason(a.asks, TL_REASON_ABRUPT_IN_HANDSHAKE);
    asked_clear(&a);
}

static void connection_may_be_ended_while_a_question_is_open(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_3, true, PKI_SERVER);
    uint64_t id = tl_engine_question(a.asks)->id;
    tl_engine_abort(a.asks, TL_ALERT_INTERNAL_ERROR);
    assert_null(tl_engine_question(a.asks));
    assert_int_equal(tl_engine_answer(a.asks, id, bytes_of("x", 1), NULL), TL_FAILED);
    assert_int_equal(tl_engine_ready(a.asks), TL_MUST_SEND);
    asked_clear(&a);
}

/* As programs do whose reads complete later: the input is lent all the time. */
static void answer_goes_on_while_input_is_lent(void **state) {
    (void)state;
    struct asked a;
    ask(&a, TL_TLS1_3, true, PKI_SERVER);
    size_t room;
    uint8_t *input = tl_engine_input(a.asks, &room);
    assert_non_null(input);
    struct answer answer = sign(&a);
    assert_int_equal(give(&a, &answer), TL_OK);
    assert_true(tl_engine_output(a.asks).len > 0);
    assert_true(pair_move(a.asks, a.other, 0) > 0);
    struct buffer flight = peer_take(a.other);
    memcpy(input, flight.data, flight.len); /* where it was lent before */
    assert_int_equal(tl_engine_received(a.asks, flight.len), TL_OK);
    assert_true(pair_is_done(&a.peers.pair));
    buffer_clear(&flight);
    asked_clear(&a);
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
        cmocka_unit_test(right_answers_complete_handshakes),
        cmocka_unit_test(both_sides_may_ask),
        cmocka_unit_test(question_after_a_retry),
        cmocka_unit_test(wrong_signature_is_refused_by_the_peer),
        cmocka_unit_test(answer_of_impossible_length_fails_the_handshake),
        cmocka_unit_test(unknown_and_late_ids_change_nothing),
        cmocka_unit_test(refused_question_ends_the_handshake_with_its_alert),
        cmocka_unit_test(engine_may_be_freed_while_it_asks),
        cmocka_unit_test(calls_say_that_an_answer_is_due),
        cmocka_unit_test(what_comes_while_a_question_is_open_waits),
        cmocka_unit_test(input_ends_while_a_question_is_open),
        cmocka_unit_test(connection_may_be_ended_while_a_question_is_open),
        cmocka_unit_test(answer_goes_on_while_input_is_lent),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
