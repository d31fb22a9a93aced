/* RFC 8448: our client and our server as parties to the recorded handshakes. Every record that they send must be the
 * recorded one, octet for octet, and every recorded one be accepted (support/recorded.h says what is ours). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/recorded.h"

/* ---- following a trace ---- */

static bool is_content(const json_t *record, const char *type) {
    return strcmp(vectors_string(record, "content_type"), type) == 0;
}

/* We do not make tickets: the test has the recorded one sealed. */
static void seal_ticket(struct recorded *p, tl_bytes payload) {
    assert_true(output_room(p->engine) >= payload.len);
    assert_true(output_seal(p->engine, CONTENT_HANDSHAKE, payload));
}

static void start_sending(struct recorded *p, const json_t *record) {
    tl_bytes payload = vectors_hex(p->v, record, "payload");
    size_t written;
    if (is_content(record, "application_data")) {
        assert_int_equal(tl_engine_write(p->engine, payload.data, payload.len, &written), TL_OK);
        assert_int_equal(written, payload.len);
    } else if (is_content(record, "alert")) {
        tl_engine_shutdown(p->engine);
    } else if (recorded_is_after_handshake(record)) {
        seal_ticket(p, payload);
    }
}

static void expect_sent(struct recorded *p, const json_t *record) {
    tl_bytes expected = vectors_hex(p->v, record, "record");
    start_sending(p, record);
    tl_bytes output = tl_engine_output(p->engine);
    assert_true(output.len >= expected.len);
    assert_memory_equal(output.data, expected.data, expected.len);
    tl_engine_sent(p->engine, expected.len);
    p->num_sent++;
}

static void expect_accepted(struct recorded *p, const json_t *record) {
    tl_result result = recorded_receive(p->engine, vectors_hex(p->v, record, "record"));
    if (result != TL_OK) {
        fail_msg("a recorded record was refused: %s", tl_engine_error(p->engine)->message);
    }
    if (is_content(record, "application_data")) {
        tl_bytes payload = vectors_hex(p->v, record, "payload");
        assert_true(bytes_equal(tl_engine_plaintext(p->engine), payload));
        tl_engine_consumed(p->engine, payload.len);
    } else if (is_content(record, "alert")) {
        assert_true(tl_engine_orderly_end(p->engine));
    }
    p->num_accepted++;
}

static void expect_secret(struct recorded *p, const struct secret *secret, const char *label) {
    tl_bytes expected = vectors_hex(p->v, vectors_object(p->trace, "secrets"), label);
    assert_true(bytes_equal(secret_bytes(secret), expected));
}

static void expect_secrets(struct recorded *p) {
    const struct connection *c = &p->engine->conn;
    expect_secret(p, &c->client_traffic, "tls13 c ap traffic");
    expect_secret(p, &c->server_traffic, "tls13 s ap traffic");
    expect_secret(p, &c->exporter, "tls13 exp master");
}

static void follow(struct recorded *p) {
    json_t *record;
    size_t i;
    json_array_foreach(vectors_array(p->trace, "records"), i, record) {
        (recorded_is_from(record, p->role) ? expect_sent : expect_accepted)(p, record);
    }
    assert_true(tl_engine_handshake_done(p->engine));
    assert_int_equal(tl_engine_output(p->engine).len, 0);
    assert_int_equal(tl_engine_error(p->engine)->kind, TL_ERR_NONE);
    assert_int_equal(p->random.octets.len, 0);
    expect_secrets(p);
}

/* ---- the traces ---- */

static const struct expected {
    const char *trace;
    enum role role;
    size_t num_sent, num_accepted, num_signatures;
    const char *group;
    bool retried;
} expected[] = {
    {"simple_1rtt", ROLE_CLIENT, 4, 5, 0, "x25519", false},
    {"simple_1rtt", ROLE_SERVER, 5, 4, 1, "x25519", false},
    {"hello_retry_request", ROLE_CLIENT, 4, 4, 0, "secp256r1", true},
    {"hello_retry_request", ROLE_SERVER, 4, 4, 1, "secp256r1", true},
    {"client_authentication", ROLE_CLIENT, 3, 3, 1, "x25519", false},
    {"client_authentication", ROLE_SERVER, 3, 3, 1, "x25519", false},
    {"compatibility_mode", ROLE_CLIENT, 4, 4, 0, "x25519", false},
    {"compatibility_mode", ROLE_SERVER, 4, 4, 1, "x25519", false},
};

static void test_traces(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct recorded p;
        recorded_start(&p, &v, expected[i].trace, expected[i].role, true);
        follow(&p);
        assert_int_equal(p.num_sent, expected[i].num_sent);
        assert_int_equal(p.num_accepted, expected[i].num_accepted);
        assert_int_equal(p.num_signatures, expected[i].num_signatures);
        const tl_session *session = tl_engine_session(p.engine);
        assert_string_equal(tl_session_cipher(session), "TLS_AES_128_GCM_SHA256");
        assert_string_equal(tl_session_group(session), expected[i].group);
        assert_int_equal(tl_session_hello_retry(session), expected[i].retried);
        recorded_end(&p);
    }
    vectors_close(&v);
}

/* ---- the signature comes later ---- */

static bool is_in_flight(const json_t *record, enum role sender) {
    return recorded_is_from(record, sender) && strcmp(vectors_string(record, "epoch"), "handshake data") == 0;
}

/* What the engine sends under the flight's keys, however it is cut into records. */
static void collect_flight(struct recorded *p, struct protection *keys, struct buffer *flight) {
    while (tl_engine_output(p->engine).len > 0) {
        tl_bytes output = tl_engine_output(p->engine);
        struct record record;
        size_t need;
        uint8_t copy[TL_BUFFER_SIZE];
        memcpy(copy, output.data, output.len);
        assert_int_equal(record_open(keys, copy, output.len, &record, &need), RECORD_OK);
        assert_int_equal(record.type, CONTENT_HANDSHAKE);
        assert_true(buffer_append(flight, record.content));
        tl_engine_sent(p->engine, record.len);
    }
}

/* Follows the trace to our own flight, which is returned. */
static const json_t *follow_to_flight(struct recorded *p) {
    json_t *record;
    size_t i;
    json_array_foreach(vectors_array(p->trace, "records"), i, record) {
        if (is_in_flight(record, p->role)) {
            return record;
        }
        (recorded_is_from(record, p->role) ? expect_sent : expect_accepted)(p, record);
    }
    fail_msg("the trace has no flight of the %s", role_name(p->role));
    return NULL;
}

static void expect_answered_later(struct vectors *v, const char *trace, enum role role) {
    struct recorded p;
    struct protection keys;
    struct buffer flight = {0};
    uint16_t scheme;
    recorded_start(&p, v, trace, role, false);
    tl_bytes signature = recorded_signature(&p, &scheme);
    const json_t *record = follow_to_flight(&p);
    recorded_keys(&p, record, AEAD_OPEN, &keys);
    collect_flight(&p, &keys, &flight);
    const tl_question *question = tl_engine_question(p.engine);
    assert_non_null(question);
    recorded_check_question(&p, question, scheme);
    assert_int_equal(tl_engine_answer(p.engine, question->id, signature, NULL), TL_OK);
    collect_flight(&p, &keys, &flight);
    assert_true(bytes_equal(buffer_bytes(&flight), vectors_hex(v, record, "payload")));
    expect_secrets(&p);
    buffer_clear(&flight);
    protection_clear(&keys);
    recorded_end(&p);
}

/* The same flight, though in other records. */
static void test_answered_later(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    expect_answered_later(&v, "simple_1rtt", ROLE_SERVER);
    expect_answered_later(&v, "hello_retry_request", ROLE_SERVER);
    expect_answered_later(&v, "client_authentication", ROLE_SERVER);
    expect_answered_later(&v, "client_authentication", ROLE_CLIENT);
    expect_answered_later(&v, "compatibility_mode", ROLE_SERVER);
    vectors_close(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_traces),
        cmocka_unit_test(test_answered_later),
    };
    return vectors_available() ? cmocka_run_group_tests(tests, NULL, NULL) : VECTORS_SKIPPED;
}
