/* After the handshake: what may come then, what may not, and how often. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/tamper.h"

#define MAX_RENEGOTIATIONS 4
#define MAX_KEY_UPDATES    32
#define MAX_WARNINGS       8
#define MAX_EMPTY          1000

struct connected {
    tl_protocol version;
    enum role victim;
};
static const struct connected all[] = {
    {TL_TLS1_3, ROLE_CLIENT}, {TL_TLS1_3, ROLE_SERVER}, {TL_TLS1_2, ROLE_CLIENT}, {TL_TLS1_2, ROLE_SERVER}};

static void connect(struct encounter *e, struct world *world, const struct connected *c, const char *name) {
    encounter_init(e, world, name, c->victim, c->version);
    encounter_run(e);
    encounter_accepted(e);
}

static void send_message(struct encounter *e, uint8_t type, tl_bytes body) {
    struct buffer message = {0};
    struct writer w = writer_to(&message);
    write_u8(&w, type);
    write_vector(&w, 3, body);
    assert_false(w.failed);
    encounter_send_record(e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = buffer_bytes(&message)});
    buffer_clear(&message);
}

/* ---- which messages ---- */

/* What each side may send, by the RFCs and as far as we speak them (RFC 8446 §4.6; RFC 5246 §7.4.1). */
static bool is_allowed(const struct connected *c, enum message message) {
    bool from_client = c->victim == ROLE_SERVER;
    switch (message) {
    case MESSAGE_KEY_UPDATE:
        return c->version == TL_TLS1_3;
    case MESSAGE_NEW_SESSION_TICKET:
        return c->version == TL_TLS1_3 && !from_client;
    case MESSAGE_HELLO_REQUEST:
        return c->version == TL_TLS1_2 && !from_client;
    case MESSAGE_CLIENT_HELLO:
        return c->version == TL_TLS1_2 && from_client;
    default:
        return false;
    }
}

static void test_other_messages(void **state) {
    static const uint8_t body[40];
    size_t num_allowed = 0;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        for (unsigned type = 0; type <= 255; type++) {
            struct encounter e;
            if (is_allowed(&all[i], (enum message)type)) {
                num_allowed++;
                continue;
            }
            char name[80];
            snprintf(name, sizeof name, "message %u to a %s of TLS %x", type, role_name(all[i].victim), all[i].version);
            connect(&e, *state, &all[i], name);
            send_message(&e, (uint8_t)type, bytes_of(body, sizeof body));
            encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_AFTER);
            encounter_clear(&e);
        }
    }
    assert_int_equal(num_allowed, 5);
}

/* ---- KeyUpdate ---- */

static void test_key_update(void **state) {
    const struct {
        tl_bytes body;
        tl_alert alert;
        unsigned reason;
    } updates[] = {
        {OCTETS(2), TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_BAD_KEY_UPDATE},
        {OCTETS(255), TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_BAD_KEY_UPDATE},
        {{(const uint8_t *)"", 0}, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE},
        {OCTETS(0, 0), TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE},
    };
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < COUNT_OF(updates); j++) {
            struct encounter e;
            connect(&e, *state, &all[i], "a strange KeyUpdate");
            send_message(&e, MESSAGE_KEY_UPDATE, updates[j].body);
            encounter_refused(&e, updates[j].alert, updates[j].reason);
            encounter_clear(&e);
        }
    }
}

static void update_keys(struct encounter *e, unsigned times) {
    for (unsigned i = 0; i < times; i++) {
        assert_int_equal(tl_engine_key_update(encounter_departing(e), false, NULL), TL_OK);
        pair_run(&e->peers.pair, 0);
    }
}

static void test_many_key_updates(void **state) {
    struct encounter e;
    for (size_t i = 0; i < 2; i++) {
        connect(&e, *state, &all[i], "many KeyUpdates");
        update_keys(&e, MAX_KEY_UPDATES);
        encounter_accepted(&e); /* data between them makes it begin anew */
        update_keys(&e, MAX_KEY_UPDATES);
        assert_int_equal(tl_engine_error(encounter_victim(&e))->kind, TL_ERR_NONE);
        update_keys(&e, 1);
        encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_TOO_MANY_KEY_UPDATES);
        encounter_clear(&e);
    }
}

/* ---- NewSessionTicket ---- */

static const uint8_t ticket[] = {0,   0,   14,  16, 1, 2, 3,  4, 2, 0, 1, 0,  3,
                                 'a', 'b', 'c', 0,  8, 0, 42, 0, 4, 0, 0, 64, 0};

static void test_ticket(void **state) {
    struct encounter e;
    connect(&e, *state, &all[0], "a ticket");
    for (unsigned i = 0; i < 5; i++) {
        send_message(&e, MESSAGE_NEW_SESSION_TICKET, bytes_of(ticket, sizeof ticket));
    }
    encounter_accepted(&e);
    encounter_clear(&e);
    for (size_t len = 0; len < sizeof ticket; len++) {
        connect(&e, *state, &all[0], "a ticket cut short");
        send_message(&e, MESSAGE_NEW_SESSION_TICKET, bytes_of(ticket, len));
        encounter_refused(&e, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE);
        encounter_clear(&e);
    }
    const tl_bytes strange[] = {
        OCTETS(0, 0, 14, 16, 1, 2, 3, 4, 0, 0, 1, 9, 0, 0, 0),                 /* an octet too many */
        OCTETS(0, 0, 14, 16, 1, 2, 3, 4, 0, 0, 0, 0, 0),                       /* no ticket */
        OCTETS(0, 0, 14, 16, 1, 2, 3, 4, 0, 0, 1, 9, 0, 3, 0, 42, 0),          /* half an extension */
        OCTETS(0, 0, 14, 16, 1, 2, 3, 4, 0, 0, 1, 9, 0, 6, 0, 42, 0, 9, 0, 0), /* one that is longer than the list */
    };
    const tl_bytes twice = OCTETS(0, 0, 14, 16, 1, 2, 3, 4, 0, 0, 1, 9, 0, 10, 9, 9, 0, 1, 7, 9, 9, 0, 1, 8);
    connect(&e, *state, &all[0], "a ticket with an extension twice");
    send_message(&e, MESSAGE_NEW_SESSION_TICKET, twice);
    encounter_refused(&e, TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_DUPLICATE_EXTENSION);
    encounter_clear(&e);
    for (size_t i = 0; i < COUNT_OF(strange); i++) {
        connect(&e, *state, &all[0], "a strange ticket");
        send_message(&e, MESSAGE_NEW_SESSION_TICKET, strange[i]);
        encounter_refused(&e, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE);
        encounter_clear(&e);
    }
}

/* ---- renegotiation ---- */

static void ask_again(struct encounter *e) {
    static const uint8_t hello[60] = {3, 3};
    bool asks_client = e->victim == ROLE_CLIENT;
    send_message(e, asks_client ? MESSAGE_HELLO_REQUEST : MESSAGE_CLIENT_HELLO,
                 bytes_of(hello, asks_client ? 0 : sizeof hello));
}

static void test_renegotiation(void **state) {
    struct encounter e;
    for (size_t i = 2; i < COUNT_OF(all); i++) {
        connect(&e, *state, &all[i], "renegotiation");
        for (unsigned j = 0; j < MAX_RENEGOTIATIONS; j++) {
            ask_again(&e);
            assert_int_equal(encounter_departing(&e)->warnings, j + 1); /* no_renegotiation */
            encounter_accepted(&e);
        }
        ask_again(&e);
        encounter_refused(&e, TL_ALERT_HANDSHAKE_FAILURE, TL_REASON_TOO_MANY_RENEGOTIATIONS);
        encounter_clear(&e);
    }
}

/* The warning itself, as the other side has to read it. */
static void test_no_renegotiation(void **state) {
    static const uint8_t request[] = {MESSAGE_HELLO_REQUEST, 0, 0, 0}, hello[] = {MESSAGE_CLIENT_HELLO, 0, 0, 1, 9};
    static const uint8_t warning[] = {1, TL_ALERT_NO_RENEGOTIATION};
    for (size_t i = 2; i < COUNT_OF(all); i++) {
        struct encounter e;
        struct record record;
        size_t need;
        connect(&e, *state, &all[i], "no_renegotiation");
        bool asks_client = e.victim == ROLE_CLIENT;
        tl_bytes content = asks_client ? bytes_of(request, sizeof request) : bytes_of(hello, sizeof hello);
        struct buffer question =
            encounter_seal(&e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = content});
        assert_int_equal(peer_feed(encounter_victim(&e), buffer_bytes(&question)), TL_OK);
        struct buffer answer = peer_take(encounter_victim(&e));
        struct protection *keys = &encounter_departing(&e)->conn.read;
        assert_int_equal(record_open(keys, answer.data, answer.len, &record, &need), RECORD_OK);
        assert_int_equal(need, answer.len);
        assert_int_equal(record.type, CONTENT_ALERT);
        assert_true(bytes_equal(record.content, bytes_of(warning, sizeof warning)));
        buffer_clear(&question);
        buffer_clear(&answer);
        encounter_clear(&e);
    }
}

static void test_strange_hello_request(void **state) {
    struct encounter e;
    connect(&e, *state, &all[2], "a HelloRequest with content");
    send_message(&e, MESSAGE_HELLO_REQUEST, bytes_of("x", 1));
    encounter_refused(&e, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_MESSAGE);
    encounter_clear(&e);
}

/* ---- warnings ---- */

static void send_warning(struct encounter *e, tl_alert alert) {
    uint8_t content[] = {1, (uint8_t)alert};
    encounter_send_record(e, &(struct odd_record){.type = CONTENT_ALERT, .content = bytes_of(content, sizeof content)});
}

static void test_warnings(void **state) {
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct encounter e;
        connect(&e, *state, &all[i], "warnings");
        for (unsigned j = 0; j < MAX_WARNINGS; j++) {
            send_warning(&e, all[i].version == TL_TLS1_3 ? TL_ALERT_USER_CANCELED : TL_ALERT_NO_RENEGOTIATION);
            encounter_accepted(&e);
        }
        send_warning(&e, TL_ALERT_USER_CANCELED);
        encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_TOO_MANY_WARNINGS);
        encounter_clear(&e);
    }
}

/* In TLS 1.3 the level says nothing (RFC 8446 §6). */
static void test_warnings_that_are_errors(void **state) {
    static const tl_alert alerts[] = {TL_ALERT_NO_RENEGOTIATION, TL_ALERT_UNRECOGNIZED_NAME, (tl_alert)77};
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < COUNT_OF(alerts); j++) {
            struct encounter e;
            connect(&e, *state, &all[i], "an error by another level");
            send_warning(&e, alerts[j]);
            const tl_error *error = tl_engine_error(encounter_victim(&e));
            assert_int_equal(error->kind, TL_ERR_REMOTE_ALERT);
            assert_int_equal(error->alert, alerts[j]);
            assert_non_null(strstr(error->message, role_name(other_role(all[i].victim))));
            assert_int_equal(tl_engine_output(encounter_victim(&e)).len, 0); /* no alert answers an alert */
            encounter_clear(&e);
        }
    }
}

/* ---- errors of the other side ---- */

static const struct {
    tl_alert alert;
    const char *meaning; /* must be in the sentence */
} meanings[] = {
    {TL_ALERT_UNEXPECTED_MESSAGE, "did not wait for"},
    {TL_ALERT_BAD_RECORD_MAC, "do not decrypt"},
    {TL_ALERT_HANDSHAKE_FAILURE, "in common"},
    {TL_ALERT_BAD_CERTIFICATE, "our certificate"},
    {TL_ALERT_CERTIFICATE_EXPIRED, "expired"},
    {TL_ALERT_UNKNOWN_CA, "does not trust the CA"},
    {TL_ALERT_DECODE_ERROR, "could not parse"},
    {TL_ALERT_PROTOCOL_VERSION, "protocol versions"},
    {TL_ALERT_INTERNAL_ERROR, "failed on its side"},
    {TL_ALERT_UNRECOGNIZED_NAME, "the name that we asked for"},
    {TL_ALERT_CERTIFICATE_REQUIRED, "requires a client certificate"},
    {TL_ALERT_NO_APPLICATION_PROTOCOL, "ALPN"},
    {(tl_alert)77, "its log may say why"},
};

static void test_meanings(void **state) {
    for (size_t i = 0; i < 2 * COUNT_OF(meanings); i++) {
        struct encounter e;
        tl_alert alert = meanings[i / 2].alert;
        uint8_t content[] = {2, (uint8_t)alert};
        connect(&e, *state, &all[i % 2 == 0 ? 0 : 3], tl_alert_name(alert));
        encounter_send_record(&e, &(struct odd_record){.type = CONTENT_ALERT, .content = bytes_of(content, 2)});
        const tl_error *error = tl_engine_error(encounter_victim(&e));
        assert_int_equal(error->kind, TL_ERR_REMOTE_ALERT);
        assert_int_equal(error->alert, alert);
        assert_non_null(strstr(error->message, tl_alert_name(alert)));
        assert_non_null(strstr(error->message, meanings[i / 2].meaning));
        encounter_clear(&e);
    }
}

/* ---- records without data ---- */

static void send_empty(struct encounter *e, unsigned times) {
    for (unsigned i = 0; i < times; i++) {
        static const uint8_t nothing;
        encounter_send_record(e, &(struct odd_record){.type = CONTENT_APPLICATION_DATA, .content = {&nothing, 0}});
    }
}

static void test_empty_records(void **state) {
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct encounter e;
        tl_engine_stats stats;
        connect(&e, *state, &all[i], "empty records");
        send_empty(&e, MAX_EMPTY);
        encounter_accepted(&e); /* data between them makes it begin anew */
        send_empty(&e, MAX_EMPTY);
        tl_engine_get_stats(encounter_victim(&e), &stats);
        assert_int_equal(stats.empty_records_read, 2 * MAX_EMPTY);
        assert_int_equal(tl_engine_error(encounter_victim(&e))->kind, TL_ERR_NONE);
        send_empty(&e, 1);
        encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_TOO_MANY_EMPTY_RECORDS);
        encounter_clear(&e);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_messages),
        cmocka_unit_test(test_key_update),
        cmocka_unit_test(test_many_key_updates),
        cmocka_unit_test(test_ticket),
        cmocka_unit_test(test_renegotiation),
        cmocka_unit_test(test_no_renegotiation),
        cmocka_unit_test(test_strange_hello_request),
        cmocka_unit_test(test_warnings),
        cmocka_unit_test(test_warnings_that_are_errors),
        cmocka_unit_test(test_meanings),
        cmocka_unit_test(test_empty_records),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
