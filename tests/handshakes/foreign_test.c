/* Peers that do not speak TLS, or one that is long gone: the sentence says what they seem to speak instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"

static const struct foreigner {
    const char *greeting;
    const char *sentence; /* what must be in it */
} foreigners[] = {
    {"HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"},
    {"GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n", "HTTP"},
    {"HEAD / HTTP/1.0\r\n\r\n", "HTTP"},
    {"POST /form HTTP/1.1\r\n", "HTTP"},
    {"PUT /file HTTP/1.1\r\n", "HTTP"},
    {"DELETE /file HTTP/1.1\r\n", "HTTP"},
    {"OPTIONS * HTTP/1.1\r\n", "HTTP"},
    {"CONNECT www.example.org:443 HTTP/1.1\r\n", "HTTP"},
    {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP"},
    {"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", "SSH"},
    {"220 mail.example.org ESMTP\r\n", "SMTP"},
    {"220-ftp.example.org ready\r\n", "FTP"},
    {"421 too many connections\r\n", "FTP"},
    {"554 go away\r\n", "SMTP"},
    {"EHLO client.example.org\r\n", "SMTP"},
    {"HELO client.example.org\r\n", "SMTP"},
    {"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n", "IMAP"},
    {"* BYE\r\n", "IMAP"},
    {"* PREAUTH ready\r\n", "IMAP"},
    {"+OK POP3 ready\r\n", "POP3"},
    {"CAPA\r\n", "POP3"},
    {"USER somebody\r\n", "FTP"},
    {"<?xml version='1.0'?>", "XMPP"},
    {"<stream:stream>", "XMPP"},
};

static tl_engine *start(struct encounter *e, struct world *world, enum role victim, const char *name) {
    encounter_init(e, world, name, victim, TL_TLS1_3);
    e->peers.client_options.common.settings.min_version = TL_TLS1_2;
    e->peers.server_options.common.settings.min_version = TL_TLS1_2;
    peers_start(&e->peers);
    tl_engine *engine = encounter_victim(e);
    struct buffer hello = peer_take(engine); /* of a client; it goes nowhere */
    buffer_clear(&hello);
    return engine;
}

/* A record with a fatal alert, in the clear. */
static void expect_alert(tl_engine *engine, tl_alert alert) {
    const uint8_t record[] = {CONTENT_ALERT, 3, 3, 0, 2, 2, (uint8_t)alert};
    assert_true(bytes_equal(tl_engine_output(engine), bytes_of(record, sizeof record)));
}

static void expect_foreign(struct world *world, enum role victim, const struct foreigner *f, size_t chunk) {
    struct encounter e;
    tl_engine *engine = start(&e, world, victim, f->greeting);
    size_t len = strlen(f->greeting);
    for (size_t at = 0; at < len && tl_engine_error(engine)->kind == TL_ERR_NONE; at += chunk) {
        (void)!peer_feed(engine, bytes_of(f->greeting + at, chunk < len - at ? chunk : len - at));
    }
    encounter_refused_unheard(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_NOT_TLS);
    assert_non_null(strstr(tl_engine_error(engine)->message, f->sentence));
    expect_alert(engine, TL_ALERT_UNEXPECTED_MESSAGE);
    encounter_clear(&e);
}

static void test_foreigners(void **state) {
    static const size_t chunks[] = {1, 3, 1000};
    for (size_t i = 0; i < COUNT_OF(foreigners); i++) {
        for (size_t j = 0; j < COUNT_OF(chunks); j++) {
            expect_foreign(*state, ROLE_CLIENT, &foreigners[i], chunks[j]);
            expect_foreign(*state, ROLE_SERVER, &foreigners[i], chunks[j]);
        }
    }
}

/* ---- what is no protocol that we know ---- */

static const struct {
    const char *name;
    tl_bytes octets;
    tl_alert alert;
    unsigned reason;
} noises[] = {
    {"zeros", {(const uint8_t *)"\0\0\0\0\0\0\0", 7}, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_BAD_RECORD_TYPE},
    {"a hello of SSL 2",
     {(const uint8_t *)"\x80\x2e\x01\x03\x01\0\x15\0\0\0\x10", 11},
     TL_ALERT_UNEXPECTED_MESSAGE,
     TL_REASON_BAD_RECORD_TYPE},
    {"a question of PostgreSQL",
     {(const uint8_t *)"\0\0\0\x08\x04\xd2\x16\x2f", 8},
     TL_ALERT_UNEXPECTED_MESSAGE,
     TL_REASON_BAD_RECORD_TYPE},
    {"DTLS 1.2",
     {(const uint8_t *)"\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x01", 13},
     TL_ALERT_PROTOCOL_VERSION,
     TL_REASON_BAD_RECORD_VERSION},
    {"a record of TLS that is far too long",
     {(const uint8_t *)"\x16\x03\x01\xff\xff", 5},
     TL_ALERT_RECORD_OVERFLOW,
     TL_REASON_RECORD_OVERFLOW},
};

static void test_noise(void **state) {
    for (size_t i = 0; i < 2 * COUNT_OF(noises); i++) {
        struct encounter e;
        tl_engine *engine = start(&e, *state, i % 2 == 0 ? ROLE_CLIENT : ROLE_SERVER, noises[i / 2].name);
        assert_int_equal(peer_feed(engine, noises[i / 2].octets), TL_FAILED);
        encounter_refused_unheard(&e, noises[i / 2].alert, noises[i / 2].reason);
        expect_alert(engine, noises[i / 2].alert);
        encounter_clear(&e);
    }
}

/* The twin: a server waits for the rest of what begins like a record, and a client too. */
static void test_starts_of_records(void **state) {
    static const uint8_t start_of_record[] = {CONTENT_HANDSHAKE, 3, 1, 0, 200, MESSAGE_CLIENT_HELLO, 0, 0};
    for (size_t len = 1; len <= sizeof start_of_record; len++) {
        for (unsigned i = 0; i < 2; i++) {
            struct encounter e;
            tl_engine *engine = start(&e, *state, i == 0 ? ROLE_CLIENT : ROLE_SERVER, "the start of a record");
            assert_int_equal(peer_feed(engine, bytes_of(start_of_record, len)), TL_OK);
            assert_int_equal(tl_engine_output(engine).len, 0);
            encounter_clear(&e);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreigners),
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_starts_of_records),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
