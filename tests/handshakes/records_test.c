/* Records that are refused wherever they come: before the first hello, within the protected handshake, and after it.
 * Each place has records that are accepted, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/tamper.h"

/* ---- places ---- */

/* What is there when the odd record comes. */
struct place {
    const char *name;
    tl_protocol version;
    enum role victim;
    enum message before; /* the departing side's message that does not come yet; 0: the handshake is done */
};

static void arrive(struct encounter *e, struct world *world, const struct place *place, const char *what) {
    encounter_init(e, world, what, place->victim, place->version);
    if (place->before != 0) {
        script_pause(&e->script, script_row(&e->script, other_role(place->victim), place->before, 0));
        encounter_run_to_pause(e);
    } else {
        encounter_run(e);
        encounter_accepted(e);
    }
}

/* ---- odd records ---- */

struct odd {
    const char *what;
    struct odd_record record;
    tl_alert alert; /* TL_ALERT_NONE: accepted */
    unsigned reason;
};

static void send(struct world *world, const struct place *place, const struct odd *odd) {
    struct encounter e;
    char name[160];
    snprintf(name, sizeof name, "%s, %s", place->name, odd->what);
    arrive(&e, world, place, name);
    encounter_send_record(&e, &odd->record);
    script_resume(&e.script, encounter_departing(&e));
    encounter_run(&e);
    if (odd->alert == TL_ALERT_NONE) {
        encounter_accepted(&e);
    } else {
        encounter_refused(&e, odd->alert, odd->reason);
    }
    encounter_clear(&e);
}

static void send_all(struct world *world, const struct place *places, size_t num_places, const struct odd *odds,
                     size_t num) {
    for (size_t i = 0; i < num_places; i++) {
        for (size_t j = 0; j < num; j++) {
            send(world, &places[i], &odds[j]);
        }
    }
}

/* clang-format off */

#define REFUSED_AS(name, cause) TL_ALERT_##name, TL_REASON_##cause
#define ACCEPTED                TL_ALERT_NONE, TL_REASON_NONE
#define RECORD(...)             {__VA_ARGS__}

enum { CHANGE = CONTENT_CHANGE_CIPHER_SPEC, ALARM = CONTENT_ALERT, SHAKE = CONTENT_HANDSHAKE, DATA = CONTENT_APPLICATION_DATA };

static const uint8_t zeros[RECORD_MAX_BODY_12 + 1];
#define ZEROS(count) {zeros, count}
#define NOTHING      {zeros, 0}

/* ---- everywhere ---- */

static const struct place all[] = {
    {"a server before ClientHello",            TL_TLS1_3, ROLE_SERVER, MESSAGE_CLIENT_HELLO},
    {"a server of TLS 1.2 before ClientHello", TL_TLS1_2, ROLE_SERVER, MESSAGE_CLIENT_HELLO},
    {"a client before ServerHello",            TL_TLS1_3, ROLE_CLIENT, MESSAGE_SERVER_HELLO},
    {"a client of TLS 1.2 before ServerHello", TL_TLS1_2, ROLE_CLIENT, MESSAGE_SERVER_HELLO},
    {"a client before EncryptedExtensions",    TL_TLS1_3, ROLE_CLIENT, MESSAGE_ENCRYPTED_EXTENSIONS},
    {"a client before Finished",               TL_TLS1_3, ROLE_CLIENT, MESSAGE_FINISHED},
    {"a server before Finished",               TL_TLS1_3, ROLE_SERVER, MESSAGE_FINISHED},
    {"a client of TLS 1.2 before Certificate", TL_TLS1_2, ROLE_CLIENT, MESSAGE_CERTIFICATE},
    {"a server of TLS 1.2 before the exchange", TL_TLS1_2, ROLE_SERVER, MESSAGE_CLIENT_KEY_EXCHANGE},
    {"a server of TLS 1.2 before Finished",    TL_TLS1_2, ROLE_SERVER, MESSAGE_FINISHED},
    {"a client of TLS 1.2 before Finished",    TL_TLS1_2, ROLE_CLIENT, MESSAGE_FINISHED},
    {"a connected client",                     TL_TLS1_3, ROLE_CLIENT, 0},
    {"a connected server",                     TL_TLS1_3, ROLE_SERVER, 0},
    {"a connected client of TLS 1.2",          TL_TLS1_2, ROLE_CLIENT, 0},
    {"a connected server of TLS 1.2",          TL_TLS1_2, ROLE_SERVER, 0},
};

static const struct odd everywhere[] = {
    {"a record of type 19",              RECORD(.type = 19, .outer_type = 19, .content = ZEROS(40)),     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a record of type 24",              RECORD(.type = 24, .outer_type = 24, .content = ZEROS(40)),     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a record of type 255",               RECORD(.type = 255, .outer_type = 255, .content = ZEROS(40)),   REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a record of SSL 2",                RECORD(.type = SHAKE, .legacy_version = 0x0203, .content = ZEROS(40)), REFUSED_AS(PROTOCOL_VERSION, BAD_RECORD_VERSION)},
    {"a record of version 4",            RECORD(.type = SHAKE, .legacy_version = 0x0400, .content = ZEROS(40)), REFUSED_AS(PROTOCOL_VERSION, BAD_RECORD_VERSION)},
    {"an empty record of a handshake",   RECORD(.type = SHAKE, .content = NOTHING),                      REFUSED_AS(UNEXPECTED_MESSAGE, EMPTY_FRAGMENT)},
    {"an empty alert",                   RECORD(.type = ALARM, .content = NOTHING),                      REFUSED_AS(UNEXPECTED_MESSAGE, EMPTY_FRAGMENT)},
    {"half an alert",                    RECORD(.type = ALARM, .content = OCTETS(2)),                    REFUSED_AS(DECODE_ERROR, BAD_ALERT)},
    {"an alert and a half",              RECORD(.type = ALARM, .content = OCTETS(1, 90, 1)),             REFUSED_AS(DECODE_ERROR, BAD_ALERT)},
    {"an alert of level 3",              RECORD(.type = ALARM, .content = OCTETS(3, 90)),                REFUSED_AS(DECODE_ERROR, BAD_ALERT)},
    {"an alert of level 0",              RECORD(.type = ALARM, .content = OCTETS(0, 0)),                 REFUSED_AS(DECODE_ERROR, BAD_ALERT)},
    {"a warning that something ends",    RECORD(.type = ALARM, .content = OCTETS(1, 90)),                ACCEPTED},
    {"a record that is too long",        RECORD(.type = SHAKE, .content = ZEROS(RECORD_MAX_CONTENT + 1)), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
};

static void test_everywhere(void **state) {
    send_all(*state, all, COUNT_OF(all), everywhere, COUNT_OF(everywhere));
}

/* ---- before there are keys ---- */

static const struct odd to_server_first[] = {
    {"application data",                 RECORD(.type = DATA, .content = ZEROS(9)),                      REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_DATA)},
    {"no application data",              RECORD(.type = DATA, .content = NOTHING),                       REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_DATA)},
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1)),                   REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_CHANGE_CIPHER_SPEC)},
    {"an empty ChangeCipherSpec",        RECORD(.type = CHANGE, .content = NOTHING),                     REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_CHANGE_CIPHER_SPEC)},
};

static const struct odd to_client13_first[] = {
    {"application data",                 RECORD(.type = DATA, .content = ZEROS(9)),                      REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_DATA)},
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1)),                   ACCEPTED},
    {"another ChangeCipherSpec",         RECORD(.type = CHANGE, .content = OCTETS(2)),                   REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
    {"two ChangeCipherSpecs in one",     RECORD(.type = CHANGE, .content = OCTETS(1, 1)),                REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
    {"an empty ChangeCipherSpec",        RECORD(.type = CHANGE, .content = NOTHING),                     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
};

static const struct odd to_client12_first[] = {
    {"application data",                 RECORD(.type = DATA, .content = ZEROS(9)),                      REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_DATA)},
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1)),                   REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_CHANGE_CIPHER_SPEC)},
};

static void test_before_keys(void **state) {
    send_all(*state, &all[0], 2, to_server_first, COUNT_OF(to_server_first));
    send_all(*state, &all[2], 1, to_client13_first, COUNT_OF(to_client13_first));
    send_all(*state, &all[3], 1, to_client12_first, COUNT_OF(to_client12_first));
}

/* ---- within the protected handshake of TLS 1.3 ---- */

static const struct odd within13[] = {
    {"a naked message",                  RECORD(.type = SHAKE, .content = ZEROS(40), .naked = true),     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1), .naked = true),    ACCEPTED},
    {"another ChangeCipherSpec",         RECORD(.type = CHANGE, .content = OCTETS(2), .naked = true),    REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"an empty ChangeCipherSpec",        RECORD(.type = CHANGE, .content = NOTHING, .naked = true),      REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"two ChangeCipherSpecs in one",     RECORD(.type = CHANGE, .content = OCTETS(1, 1), .naked = true), REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a protected ChangeCipherSpec",     RECORD(.type = CHANGE, .content = OCTETS(1)),                   REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a long protected ChangeCipherSpec", RECORD(.type = CHANGE, .content = ZEROS(100)),                 REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"application data",                 RECORD(.type = DATA, .content = ZEROS(9)),                      REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_DATA)},
    {"nothing but padding",              RECORD(.type = 0, .content = NOTHING, .padding = 100),          REFUSED_AS(UNEXPECTED_MESSAGE, RECORD_WITHOUT_TYPE)},
    {"nothing at all",                   RECORD(.type = 0, .content = NOTHING),                          REFUSED_AS(UNEXPECTED_MESSAGE, RECORD_WITHOUT_TYPE)},
    {"an unknown type inside",           RECORD(.type = 24, .content = ZEROS(9)),                        REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a record that is not ours",        RECORD(.type = DATA, .content = ZEROS(40), .naked = true),      REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a record too short for a tag",     RECORD(.type = DATA, .content = ZEROS(16), .naked = true),      REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"an empty record",                  RECORD(.type = DATA, .content = NOTHING, .naked = true),        REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a body of 2^14 + 257",             RECORD(.type = DATA, .content = ZEROS(RECORD_MAX_BODY_13 + 1), .naked = true), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"padding that is too long",         RECORD(.type = SHAKE, .content = ZEROS(4), .padding = RECORD_MAX_CONTENT - 3), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"much padding",                     RECORD(.type = ALARM, .content = OCTETS(1, 90), .padding = RECORD_MAX_CONTENT - 2), ACCEPTED},
};

static void test_within_tls13(void **state) {
    send_all(*state, &all[4], 3, within13, COUNT_OF(within13));
}

/* ---- where TLS 1.2 waits for a ChangeCipherSpec ---- */

static const struct place changes12[] = {
    {"a client before ChangeCipherSpec", TL_TLS1_2, ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC},
    {"a server before ChangeCipherSpec", TL_TLS1_2, ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC},
};

static const struct odd changing12[] = {
    {"another ChangeCipherSpec",         RECORD(.type = CHANGE, .content = OCTETS(2)),                   REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
    {"no ChangeCipherSpec",              RECORD(.type = CHANGE, .content = NOTHING),                     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
    {"two in one",                       RECORD(.type = CHANGE, .content = OCTETS(1, 1)),                REFUSED_AS(UNEXPECTED_MESSAGE, BAD_CHANGE_CIPHER_SPEC)},
    {"the start of another message",     RECORD(.type = SHAKE, .content = OCTETS(20, 0, 0)),             REFUSED_AS(UNEXPECTED_MESSAGE, INTERLEAVED)},
    {"a warning",                        RECORD(.type = ALARM, .content = OCTETS(1, 90)),                ACCEPTED},
};

static void test_changing_tls12(void **state) {
    send_all(*state, changes12, 2, changing12, COUNT_OF(changing12));
}

/* ---- after the handshake ---- */

static const struct odd after13[] = {
    {"a naked message",                  RECORD(.type = SHAKE, .content = ZEROS(40), .naked = true),     REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a naked alert",                    RECORD(.type = ALARM, .content = OCTETS(2, 40), .naked = true), REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1), .naked = true),    REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_CHANGE_CIPHER_SPEC)},
    {"another ChangeCipherSpec",         RECORD(.type = CHANGE, .content = OCTETS(0), .naked = true),    REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a protected ChangeCipherSpec",     RECORD(.type = CHANGE, .content = OCTETS(1)),                   REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"nothing but padding",              RECORD(.type = 0, .content = NOTHING, .padding = 1),            REFUSED_AS(UNEXPECTED_MESSAGE, RECORD_WITHOUT_TYPE)},
    {"an unknown type inside",           RECORD(.type = 25, .content = ZEROS(9)),                        REFUSED_AS(UNEXPECTED_MESSAGE, BAD_RECORD_TYPE)},
    {"a record that is not ours",        RECORD(.type = DATA, .content = ZEROS(40), .naked = true),      REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a body of 2^14 + 257",             RECORD(.type = DATA, .content = ZEROS(RECORD_MAX_BODY_13 + 1), .naked = true), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"data of 2^14 + 1",                 RECORD(.type = DATA, .content = ZEROS(RECORD_MAX_CONTENT + 1)), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"no data",                          RECORD(.type = DATA, .content = NOTHING),                       ACCEPTED},
    {"no data, with padding",            RECORD(.type = DATA, .content = NOTHING, .padding = 999),       ACCEPTED},
    {"legacy_record_version of TLS 1.0", RECORD(.type = DATA, .content = NOTHING, .legacy_version = 0x0301), ACCEPTED},
};

static const struct odd after12[] = {
    {"a ChangeCipherSpec",               RECORD(.type = CHANGE, .content = OCTETS(1)),                   REFUSED_AS(UNEXPECTED_MESSAGE, UNEXPECTED_CHANGE_CIPHER_SPEC)},
    {"a naked message",                  RECORD(.type = SHAKE, .content = ZEROS(40), .naked = true),     REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a naked ChangeCipherSpec",         RECORD(.type = CHANGE, .content = OCTETS(1), .naked = true),    REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a record too short for a tag",     RECORD(.type = DATA, .content = ZEROS(23), .naked = true),      REFUSED_AS(BAD_RECORD_MAC, BAD_RECORD_MAC)},
    {"a body of 2^14 + 2049",            RECORD(.type = DATA, .content = ZEROS(RECORD_MAX_BODY_12 + 1), .naked = true), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"data of 2^14 + 1",                 RECORD(.type = DATA, .content = ZEROS(RECORD_MAX_CONTENT + 1)), REFUSED_AS(RECORD_OVERFLOW, RECORD_OVERFLOW)},
    {"no data",                          RECORD(.type = DATA, .content = NOTHING),                       ACCEPTED},
    {"a warning",                        RECORD(.type = ALARM, .content = OCTETS(1, 100)),               ACCEPTED},
};
/* clang-format on */

static void test_after(void **state) {
    send_all(*state, &all[11], 2, after13, COUNT_OF(after13));
    send_all(*state, &all[13], 2, after12, COUNT_OF(after12));
}

/* ---- data of all lengths ---- */

static void test_data(void **state) {
    static const size_t lens[] = {1, 2, 16383, RECORD_MAX_CONTENT};
    for (size_t i = 11; i < COUNT_OF(all); i++) {
        for (size_t j = 0; j < COUNT_OF(lens); j++) {
            struct encounter e;
            arrive(&e, *state, &all[i], "data");
            struct odd_record record = {.type = DATA, .content = {zeros, lens[j]}};
            encounter_send_record(&e, &record);
            tl_bytes data = tl_engine_plaintext(encounter_victim(&e));
            assert_int_equal(data.len, lens[j]);
            assert_memory_equal(data.data, zeros, data.len);
            tl_engine_consumed(encounter_victim(&e), data.len);
            encounter_accepted(&e);
            encounter_clear(&e);
        }
    }
}

/* ---- a client that fails at ServerHello has no keys yet, and says so in the clear ---- */

static void send_early_alert(struct encounter *e, struct world *world, uint8_t level, tl_alert alert) {
    uint8_t content[] = {level, (uint8_t)alert};
    arrive(e, world, &all[6], tl_alert_name(alert));
    struct buffer record = encounter_seal(
        e, &(struct odd_record){.type = ALARM, .content = bytes_of(content, sizeof content), .naked = true});
    encounter_send_octets(e, bytes_of(record.data, 6)); /* the last octet takes its time */
    assert_int_equal(tl_engine_error(encounter_victim(e))->kind, TL_ERR_NONE);
    encounter_send_octets(e, bytes_from(buffer_bytes(&record), 6));
    buffer_clear(&record);
}

static void test_early_alert(void **state) {
    static const tl_alert alerts[] = {TL_ALERT_ILLEGAL_PARAMETER, TL_ALERT_PROTOCOL_VERSION, TL_ALERT_CLOSE_NOTIFY};
    struct encounter e;
    for (size_t i = 0; i < COUNT_OF(alerts); i++) {
        send_early_alert(&e, *state, 2, alerts[i]);
        const tl_error *error = tl_engine_error(e.peers.pair.server);
        assert_int_equal(error->kind, TL_ERR_REMOTE_ALERT);
        assert_int_equal(error->alert, alerts[i]);
        assert_non_null(strstr(error->message, "client"));
        encounter_clear(&e);
    }
    send_early_alert(&e, *state, 3, TL_ALERT_ILLEGAL_PARAMETER);
    encounter_refused_unheard(&e, TL_ALERT_DECODE_ERROR, TL_REASON_BAD_ALERT);
    encounter_clear(&e);

    /* A warning ends nothing, and counts once. */
    send_early_alert(&e, *state, 1, TL_ALERT_USER_CANCELED);
    script_resume(&e.script, e.peers.pair.client);
    encounter_run(&e);
    encounter_accepted(&e);
    assert_int_equal(e.peers.pair.server->warnings, 1);
    encounter_clear(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everywhere),     cmocka_unit_test(test_before_keys), cmocka_unit_test(test_within_tls13),
        cmocka_unit_test(test_changing_tls12), cmocka_unit_test(test_after),       cmocka_unit_test(test_data),
        cmocka_unit_test(test_early_alert),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
