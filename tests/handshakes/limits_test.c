/* How much, and how often, within the handshake. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/tamper.h"

#define MAX_HELLO_REQUESTS      4
#define MAX_CHANGE_CIPHER_SPECS 4
#define MAX_HANDSHAKE           4096 /* the least that can be set */
#define PADDING                 21   /* RFC 7685 */

/* ---- the length of a message ---- */

static void pad_hello(struct script_body *body, const void *arg) {
    static const uint8_t zeros[2 * MAX_HANDSHAKE];
    size_t len = script_body_bytes(body).len + 4, wanted = *(const size_t *)arg;
    assert_true(len < wanted && wanted - len <= sizeof zeros);
    tamper_set_extension(body, &(struct tamper_extension){PADDING, {zeros, wanted - len}});
    assert_int_equal(script_body_bytes(body).len, wanted);
}

static void test_long_hello(void **state) {
    static const size_t lens[] = {MAX_HANDSHAKE, MAX_HANDSHAKE + 1};
    static const size_t max_records[] = {0, 1000};
    for (size_t i = 0; i < 4; i++) {
        struct encounter e;
        encounter_init(&e, *state, "a long ClientHello", ROLE_SERVER, i % 2 == 0 ? TL_TLS1_3 : TL_TLS1_2);
        e.peers.server_options.common.settings.max_handshake = MAX_HANDSHAKE;
        e.peers.client_options.common.settings.max_record = max_records[i % 2];
        script_edit(&e.script, script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0), pad_hello, &lens[i / 2]);
        encounter_run(&e);
        if (lens[i / 2] > MAX_HANDSHAKE) {
            encounter_refused(&e, TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_HANDSHAKE_TOO_LONG);
        } else {
            encounter_accepted(&e);
        }
        encounter_clear(&e);
    }
}

/* What is announced is enough: nobody waits for it, or has room for it. */
static void test_announced_length(void **state) {
    static const uint8_t header[] = {MESSAGE_CERTIFICATE, 0xff, 0xff, 0xff};
    static const enum message before[] = {MESSAGE_SERVER_HELLO, MESSAGE_CERTIFICATE};
    for (size_t i = 0; i < 4; i++) {
        struct encounter e;
        encounter_init(&e, *state, "a message of 2^24 - 1", ROLE_CLIENT, i % 2 == 0 ? TL_TLS1_3 : TL_TLS1_2);
        script_pause(&e.script, script_row(&e.script, ROLE_SERVER, before[i / 2], 0));
        encounter_run_to_pause(&e);
        struct odd_record record = {.type = CONTENT_HANDSHAKE, .content = bytes_of(header, sizeof header)};
        encounter_send_record(&e, &record);
        script_resume(&e.script, encounter_departing(&e));
        encounter_run(&e);
        encounter_refused(&e, TL_ALERT_ILLEGAL_PARAMETER, TL_REASON_HANDSHAKE_TOO_LONG);
        encounter_clear(&e);
    }
}

/* ---- HelloRequest within a handshake of TLS 1.2 ---- */

static void write_octets(struct script_body *body, const void *arg) {
    script_append(body, arg);
}

static void start_with_requests(struct encounter *e, struct world *world, unsigned num, const tl_bytes *content) {
    encounter_init(e, world, "HelloRequests", ROLE_CLIENT, TL_TLS1_2);
    for (unsigned i = 0; i < num; i++) {
        size_t row = script_row(&e->script, ROLE_SERVER, MESSAGE_CERTIFICATE, 0);
        script_insert(&e->script, row, MESSAGE_HELLO_REQUEST, write_octets, content);
        e->script.rows[row].transcript = TRANSCRIPT_SKIP; /* RFC 5246 §7.4.1.1 */
    }
    encounter_run(e);
}

static void test_hello_requests(void **state) {
    static const tl_bytes nothing = {(const uint8_t *)"", 0}, something = {(const uint8_t *)"x", 1};
    struct encounter e;
    start_with_requests(&e, *state, MAX_HELLO_REQUESTS, &nothing);
    encounter_accepted(&e);
    encounter_clear(&e);
    start_with_requests(&e, *state, MAX_HELLO_REQUESTS + 1, &nothing);
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_MESSAGE);
    encounter_clear(&e);
    start_with_requests(&e, *state, 1, &something);
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_MESSAGE);
    encounter_clear(&e);
}

/* ---- records that are passed over ---- */

static void pause_before_finished(struct encounter *e, struct world *world, enum role victim) {
    encounter_init(e, world, "records that are passed over", victim, TL_TLS1_3);
    script_pause(&e->script, script_row(&e->script, other_role(victim), MESSAGE_FINISHED, 0));
    encounter_run_to_pause(e);
    encounter_send_octets(e, (tl_bytes){0}); /* all that comes before, with one ChangeCipherSpec */
}

static void go_on(struct encounter *e) {
    script_resume(&e->script, encounter_departing(e));
    encounter_run(e);
}

static void test_change_cipher_specs(void **state) {
    static const uint8_t one = 1;
    const struct odd_record change = {.type = CONTENT_CHANGE_CIPHER_SPEC, .content = {&one, 1}, .naked = true};
    for (unsigned i = 0; i < 4; i++) {
        struct encounter e;
        bool too_many = i % 2 == 1;
        pause_before_finished(&e, *state, i / 2 == 0 ? ROLE_CLIENT : ROLE_SERVER);
        for (unsigned j = 1; j < MAX_CHANGE_CIPHER_SPECS + (too_many ? 1 : 0); j++) {
            encounter_send_record(&e, &change);
        }
        go_on(&e);
        if (too_many) {
            encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_CHANGE_CIPHER_SPEC);
        } else {
            encounter_accepted(&e);
        }
        encounter_clear(&e);
    }
}

static void test_warnings(void **state) {
    static const uint8_t user_canceled[] = {1, TL_ALERT_USER_CANCELED};
    const struct odd_record warning = {.type = CONTENT_ALERT, .content = bytes_of(user_canceled, 2)};
    for (unsigned i = 0; i < 4; i++) {
        struct encounter e;
        bool too_many = i % 2 == 1;
        pause_before_finished(&e, *state, i / 2 == 0 ? ROLE_CLIENT : ROLE_SERVER);
        for (unsigned j = 0; j < (too_many ? 9 : 8); j++) {
            encounter_send_record(&e, &warning);
        }
        go_on(&e);
        if (too_many) {
            encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_TOO_MANY_WARNINGS);
        } else {
            encounter_accepted(&e);
        }
        encounter_clear(&e);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_hello),     cmocka_unit_test(test_announced_length),
        cmocka_unit_test(test_hello_requests), cmocka_unit_test(test_change_cipher_specs),
        cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
