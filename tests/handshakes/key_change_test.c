/* Nothing may lie in a record across a change of keys (RFC 8446 §5.1), and nothing within a message that is cut into
 * records. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/tamper.h"

/* ---- messages behind which the keys of TLS 1.3 change ---- */

static const struct {
    const char *name;
    enum role sender;
    enum message message;
    unsigned nth;
    bool retries;
} changes[] = {
    {"behind ClientHello", ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0, false},
    {"behind the second ClientHello", ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1, true},
    {"behind ServerHello", ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, false},
    {"behind the server's Finished", ROLE_SERVER, MESSAGE_FINISHED, 0, false},
    {"behind the client's Finished", ROLE_CLIENT, MESSAGE_FINISHED, 0, false},
};

/* A whole message, the start of a longer one, and less than a header. */
static const uint8_t key_update[] = {MESSAGE_KEY_UPDATE, 0, 0, 1, 0};
static const uint8_t start_of_message[] = {MESSAGE_ENCRYPTED_EXTENSIONS, 0, 0, 9, 0, 7};
static const uint8_t start_of_header[] = {MESSAGE_CERTIFICATE};
static const tl_bytes pieces[] = {{key_update, sizeof key_update},
                                  {start_of_message, sizeof start_of_message},
                                  {start_of_header, sizeof start_of_header}};

/* The dummy would come between. */
static void without_dummy(struct script_body *body, const void *arg) {
    (void)arg;
    body->h->conn->change_cipher_spec_due = false;
}

static void expect_refused_behind(struct world *world, size_t which, tl_bytes piece) {
    struct encounter e;
    encounter_init(&e, world, changes[which].name, other_role(changes[which].sender), TL_TLS1_3);
    if (changes[which].retries) {
        encounter_with_retry(&e);
    }
    size_t row = script_row(&e.script, changes[which].sender, changes[which].message, changes[which].nth);
    script_edit(&e.script, row, without_dummy, NULL);
    encounter_append_behind(&e, row, piece);
    encounter_run(&e);
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_MESSAGE_ACROSS_KEY_CHANGE);
    encounter_clear(&e);
}

static void test_behind(void **state) {
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        for (size_t j = 0; j < COUNT_OF(pieces); j++) {
            expect_refused_behind(*state, i, pieces[j]);
        }
    }
}

/* The twin: where no keys change, messages may share a record, and be cut anywhere. */
static void test_within_flight(void **state) {
    static const size_t sizes[] = {64, 100, 1000, 16384};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct encounter e;
        encounter_init(&e, *state, "records of another size", ROLE_CLIENT, TL_TLS1_3);
        encounter_with_client_certificate(&e, *state);
        e.peers.client_options.common.settings.max_record = sizes[i];
        e.peers.server_options.common.settings.max_record = sizes[i];
        encounter_run(&e);
        encounter_accepted(&e);
        encounter_clear(&e);
    }
}

/* ---- KeyUpdate ---- */

static void connect(struct encounter *e, struct world *world, const char *name, enum role victim) {
    encounter_init(e, world, name, victim, TL_TLS1_3);
    encounter_run(e);
    encounter_accepted(e);
}

static void expect_refused_behind_update(struct world *world, enum role victim, tl_bytes piece) {
    struct encounter e;
    struct buffer content = {0};
    connect(&e, world, "behind KeyUpdate", victim);
    assert_true(buffer_append(&content, bytes_of(key_update, sizeof key_update)) && buffer_append(&content, piece));
    encounter_send_record(&e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = buffer_bytes(&content)});
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_MESSAGE_ACROSS_KEY_CHANGE);
    buffer_clear(&content);
    encounter_clear(&e);
}

static void test_behind_key_update(void **state) {
    for (size_t j = 0; j < COUNT_OF(pieces); j++) {
        expect_refused_behind_update(*state, ROLE_CLIENT, pieces[j]);
        expect_refused_behind_update(*state, ROLE_SERVER, pieces[j]);
    }
    struct encounter e;
    connect(&e, *state, "a KeyUpdate for itself", ROLE_CLIENT);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(tl_engine_key_update(encounter_departing(&e), i == 1, NULL), TL_OK);
    }
    encounter_accepted(&e);
    tl_engine_stats stats;
    tl_engine_get_stats(encounter_victim(&e), &stats);
    assert_int_equal(stats.key_updates_read, 3);
    assert_int_equal(stats.key_updates_written, 1);
    encounter_clear(&e);
}

/* ---- records between the parts of a message ---- */

static const uint8_t warning[] = {1, TL_ALERT_USER_CANCELED};
static const uint8_t one[] = {1};
static const struct odd_record between[] = {
    {.type = CONTENT_ALERT, .content = {warning, sizeof warning}},
    {.type = CONTENT_CHANGE_CIPHER_SPEC, .content = {one, sizeof one}, .naked = true},
    {.type = CONTENT_APPLICATION_DATA, .content = {warning, sizeof warning}},
};

/* Sends what is in the flight in two records, with another one between them. */
static void send_apart(struct encounter *e, const struct odd_record *middle) {
    struct buffer flight = encounter_take_flight(e);
    encounter_send_record(e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = bytes_of(flight.data, 7)});
    if (middle != NULL) {
        encounter_send_record(e, middle);
    }
    encounter_send_record(
        e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = bytes_from(buffer_bytes(&flight), 7)});
    buffer_clear(&flight);
}

static void pause_before(struct encounter *e, struct world *world, enum role sender, enum message message,
                         tl_protocol version) {
    encounter_init(e, world, "within a message", other_role(sender), version);
    script_pause(&e->script, script_row(&e->script, sender, message, 0));
    encounter_run_to_pause(e);
}

static void expect_refused_within(struct world *world, enum role sender, enum message message, tl_protocol version) {
    struct encounter e;
    for (size_t i = 0; i < COUNT_OF(between); i++) {
        pause_before(&e, world, sender, message, version);
        send_apart(&e, &between[i]);
        script_resume(&e.script, encounter_departing(&e));
        encounter_run(&e);
        encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_INTERLEAVED);
        encounter_clear(&e);
    }
    pause_before(&e, world, sender, message, version);
    send_apart(&e, NULL);
    script_resume(&e.script, encounter_departing(&e));
    encounter_run(&e);
    encounter_accepted(&e);
    encounter_clear(&e);
}

static void test_within(void **state) {
    expect_refused_within(*state, ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY, TL_TLS1_3);
    expect_refused_within(*state, ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE, TL_TLS1_2);
    expect_refused_within(*state, ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC, TL_TLS1_2);
}

/* After the handshake it is the same. */
static void test_within_ticket(void **state) {
    static const uint8_t ticket[] = {
        MESSAGE_NEW_SESSION_TICKET, 0, 0, 16, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 3, 1, 2, 3, 0, 0};
    for (size_t i = 0; i <= COUNT_OF(between); i++) {
        struct encounter e;
        connect(&e, *state, "within a ticket", ROLE_CLIENT);
        encounter_send_record(&e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = {ticket, 5}});
        if (i < COUNT_OF(between)) {
            encounter_send_record(&e, &between[i]);
            encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_INTERLEAVED);
        } else {
            tl_bytes rest = bytes_from(bytes_of(ticket, sizeof ticket), 5);
            encounter_send_record(&e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = rest});
            encounter_accepted(&e);
        }
        encounter_clear(&e);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_behind), cmocka_unit_test(test_within_flight), cmocka_unit_test(test_behind_key_update),
        cmocka_unit_test(test_within), cmocka_unit_test(test_within_ticket),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
