/* RFC 8448: recorded flights that were changed on the way, or by the peer that protected them, are refused with the
 * alert that says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/recorded.h"

/* What is changed in one recorded record, and what comes of it. */
struct change {
    const char *trace;
    enum role role; /* ours: the other side's record is changed */
    size_t record;  /* among the trace's records */
    size_t octet;   /* of the record, or of the plaintext that is protected again */
    bool inside;
    tl_alert alert; /* TL_ALERT_NONE: accepted */
};

static tl_bytes copy_of(struct buffer *room, tl_bytes octets) {
    buffer_clear(room);
    assert_true(buffer_append(room, octets));
    return buffer_bytes(room);
}

static tl_bytes change_outside(struct recorded *p, const json_t *record, size_t octet, struct buffer *room) {
    tl_bytes changed = copy_of(room, vectors_hex(p->v, record, "record"));
    assert_true(octet < changed.len);
    room->data[octet] ^= 1;
    return changed;
}

/* Protects the payload again, once it is changed. */
static tl_bytes change_inside(struct recorded *p, const json_t *record, size_t octet, struct buffer *room) {
    struct protection keys;
    struct buffer payload = {0};
    tl_bytes recorded = vectors_hex(p->v, record, "record");
    copy_of(&payload, vectors_hex(p->v, record, "payload"));
    copy_of(room, recorded);
    recorded_keys(p, record, AEAD_SEAL, &keys);
    assert_true(record_seal(&keys, CONTENT_HANDSHAKE, 0x0303, buffer_bytes(&payload), 0, room->data));
    assert_true(bytes_equal(buffer_bytes(room), recorded));

    assert_true(octet < payload.len);
    payload.data[octet] ^= 1;
    keys.sequence = 0;
    assert_true(record_seal(&keys, CONTENT_HANDSHAKE, 0x0303, buffer_bytes(&payload), 0, room->data));
    protection_clear(&keys);
    buffer_clear(&payload);
    return buffer_bytes(room);
}

static void drain(tl_engine *engine) {
    while (tl_engine_output(engine).len > 0) {
        tl_engine_sent(engine, tl_engine_output(engine).len);
    }
}

/* Follows the handshake with one octet of one record changed, until it fails or its records are all there. */
static void run_changed(struct recorded *p, const struct change *change) {
    struct buffer room = {0};
    json_t *record;
    size_t i;
    json_array_foreach(vectors_array(p->trace, "records"), i, record) {
        if (recorded_is_from(record, p->role) || recorded_is_after_handshake(record)) {
            continue;
        }
        tl_bytes octets = vectors_hex(p->v, record, "record");
        if (i == change->record) {
            octets = (change->inside ? change_inside : change_outside)(p, record, change->octet, &room);
        }
        drain(p->engine);
        if (recorded_receive(p->engine, octets) != TL_OK) {
            break;
        }
    }
    buffer_clear(&room);
}

static void expect_change(struct vectors *v, const struct change *change) {
    struct recorded p;
    recorded_start(&p, v, change->trace, change->role, true);
    p.is_changed = true;
    run_changed(&p, change);
    const tl_error *error = tl_engine_error(p.engine);
    if (error->alert != change->alert) {
        fail_msg("%s, %s, record %zu, octet %zu: %s", change->trace, role_name(change->role), change->record,
                 change->octet, error->kind != TL_ERR_NONE ? error->message : "accepted");
    }
    assert_int_equal(tl_engine_handshake_done(p.engine), change->alert == TL_ALERT_NONE);
    recorded_end(&p);
}

static tl_bytes record_octets(struct vectors *v, const char *trace, size_t record) {
    return vectors_hex(v, json_array_get(vectors_array(recorded_trace(v, trace), "records"), record), "record");
}

/* The protected flights, by trace and record. */
static const struct {
    const char *trace;
    enum role role;
    size_t record;
} flights[] = {
    {"simple_1rtt", ROLE_CLIENT, 2},           {"simple_1rtt", ROLE_SERVER, 3},
    {"hello_retry_request", ROLE_CLIENT, 4},   {"hello_retry_request", ROLE_SERVER, 5},
    {"client_authentication", ROLE_CLIENT, 2}, {"client_authentication", ROLE_SERVER, 3},
    {"compatibility_mode", ROLE_CLIENT, 3},    {"compatibility_mode", ROLE_SERVER, 5},
};

static tl_alert alert_for_octet(size_t octet) {
    switch (octet) {
    case 0:
        return TL_ALERT_UNEXPECTED_MESSAGE; /* of another type, where all are application data */
    case 1:
        return TL_ALERT_PROTOCOL_VERSION;
    default:
        return TL_ALERT_BAD_RECORD_MAC; /* the header is authenticated too */
    }
}

/* One bit of every octet, but for the length, which decides how much there is to wait for. */
static void test_flipped_outside(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    size_t num = 0;
    for (size_t i = 0; i < COUNT_OF(flights); i++) {
        size_t len = record_octets(&v, flights[i].trace, flights[i].record).len;
        for (size_t octet = 0; octet < len; octet += octet == 2 ? 3 : octet < RECORD_HEADER_LEN ? 1 : 7) {
            struct change change = {flights[i].trace,      flights[i].role, flights[i].record, octet, false,
                                    alert_for_octet(octet)};
            expect_change(&v, &change);
            num++;
        }
    }
    assert_int_equal(num, 506);
    vectors_close(&v);
}

/* Changes to the plaintext records. A random that differs makes other keys. */
static const struct change hello_changes[] = {
    {"simple_1rtt", ROLE_CLIENT, 1, 0, false, TL_ALERT_UNEXPECTED_MESSAGE},         /* no record of a handshake */
    {"simple_1rtt", ROLE_CLIENT, 1, 1, false, TL_ALERT_PROTOCOL_VERSION},           /* no record of TLS */
    {"simple_1rtt", ROLE_CLIENT, 1, 2, false, TL_ALERT_NONE},                       /* legacy_record_version */
    {"simple_1rtt", ROLE_CLIENT, 1, 5, false, TL_ALERT_UNEXPECTED_MESSAGE},         /* no ServerHello */
    {"simple_1rtt", ROLE_CLIENT, 1, 9, false, TL_ALERT_ILLEGAL_PARAMETER},          /* legacy_version */
    {"simple_1rtt", ROLE_CLIENT, 1, 10, false, TL_ALERT_ILLEGAL_PARAMETER},         /* ... */
    {"simple_1rtt", ROLE_CLIENT, 1, 11, false, TL_ALERT_BAD_RECORD_MAC},            /* random */
    {"simple_1rtt", ROLE_CLIENT, 1, 42, false, TL_ALERT_BAD_RECORD_MAC},            /* ... */
    {"simple_1rtt", ROLE_CLIENT, 1, 44, false, TL_ALERT_ILLEGAL_PARAMETER},         /* cipher_suite */
    {"simple_1rtt", ROLE_CLIENT, 1, 45, false, TL_ALERT_ILLEGAL_PARAMETER},         /* ... */
    {"simple_1rtt", ROLE_CLIENT, 1, 46, false, TL_ALERT_ILLEGAL_PARAMETER},         /* legacy_compression_method */
    {"simple_1rtt", ROLE_CLIENT, 1, 48, false, TL_ALERT_DECODE_ERROR},              /* length of the extensions */
    {"simple_1rtt", ROLE_CLIENT, 1, 54, false, TL_ALERT_ILLEGAL_PARAMETER},         /* the share's group */
    {"simple_1rtt", ROLE_CLIENT, 1, 57, false, TL_ALERT_BAD_RECORD_MAC},            /* the share */
    {"simple_1rtt", ROLE_CLIENT, 1, 94, false, TL_ALERT_ILLEGAL_PARAMETER},         /* the selected version */
    {"simple_1rtt", ROLE_SERVER, 0, 5, false, TL_ALERT_UNEXPECTED_MESSAGE},         /* no ClientHello */
    {"simple_1rtt", ROLE_SERVER, 0, 11, false, TL_ALERT_BAD_RECORD_MAC},            /* random */
    {"simple_1rtt", ROLE_SERVER, 0, 47, false, TL_ALERT_BAD_RECORD_MAC},            /* the first cipher suite */
    {"compatibility_mode", ROLE_CLIENT, 1, 44, false, TL_ALERT_ILLEGAL_PARAMETER},  /* session ID echo */
    {"compatibility_mode", ROLE_CLIENT, 2, 0, false, TL_ALERT_UNEXPECTED_MESSAGE},  /* no ChangeCipherSpec */
    {"compatibility_mode", ROLE_CLIENT, 2, 5, false, TL_ALERT_UNEXPECTED_MESSAGE},  /* not 1 */
    {"compatibility_mode", ROLE_SERVER, 4, 5, false, TL_ALERT_UNEXPECTED_MESSAGE},  /* ... */
    {"hello_retry_request", ROLE_CLIENT, 1, 54, false, TL_ALERT_ILLEGAL_PARAMETER}, /* the group asked for */
    {"hello_retry_request", ROLE_CLIENT, 1, 63, false, TL_ALERT_BAD_RECORD_MAC},    /* the cookie */
    {"hello_retry_request", ROLE_SERVER, 2, 11, false, TL_ALERT_ILLEGAL_PARAMETER}, /* random of the second hello */
};

static void test_flipped_hellos(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    for (size_t i = 0; i < COUNT_OF(hello_changes); i++) {
        expect_change(&v, &hello_changes[i]);
    }
    vectors_close(&v);
}

/* The last octet of each message of a flight, which is then protected again. */
static void expect_changes_inside(struct vectors *v, struct change change, const tl_alert *alerts, size_t num) {
    const json_t *record = json_array_get(vectors_array(recorded_trace(v, change.trace), "records"), change.record);
    struct reader r = reader_of(vectors_hex(v, record, "payload"));
    size_t end = 0;
    for (size_t i = 0; i < num; i++) {
        read_u8(&r);
        end += MESSAGE_HEADER_LEN + read_vector(&r, 3, 0, 0xffffff).len;
        change.octet = end - 1;
        change.alert = alerts[i];
        expect_change(v, &change);
    }
    assert_true(read_end(&r));
}

static void test_flipped_inside(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/rfc8448.json");
    /* EncryptedExtensions end with the length of server_name; Certificate with the length of an entry's extensions. */
    static const tl_alert server[] = {TL_ALERT_DECODE_ERROR, TL_ALERT_DECODE_ERROR, TL_ALERT_DECRYPT_ERROR,
                                      TL_ALERT_DECRYPT_ERROR};
    expect_changes_inside(&v, (struct change){"simple_1rtt", ROLE_CLIENT, 2, 0, true, 0}, server, 4);
    expect_changes_inside(&v, (struct change){"hello_retry_request", ROLE_CLIENT, 4, 0, true, 0}, server, 4);
    expect_changes_inside(&v, (struct change){"compatibility_mode", ROLE_CLIENT, 3, 0, true, 0}, server, 4);

    /* CertificateRequest ends with a signature scheme: nothing is wrong with another, but it is not what was signed. */
    static const tl_alert asking[] = {TL_ALERT_DECODE_ERROR, TL_ALERT_DECRYPT_ERROR, TL_ALERT_DECODE_ERROR,
                                      TL_ALERT_DECRYPT_ERROR, TL_ALERT_DECRYPT_ERROR};
    expect_changes_inside(&v, (struct change){"client_authentication", ROLE_CLIENT, 2, 0, true, 0}, asking, 5);

    static const tl_alert client[] = {TL_ALERT_DECRYPT_ERROR};
    expect_changes_inside(&v, (struct change){"simple_1rtt", ROLE_SERVER, 3, 0, true, 0}, client, 1);
    static const tl_alert answering[] = {TL_ALERT_DECODE_ERROR, TL_ALERT_DECRYPT_ERROR, TL_ALERT_DECRYPT_ERROR};
    expect_changes_inside(&v, (struct change){"client_authentication", ROLE_SERVER, 3, 0, true, 0}, answering, 3);
    vectors_close(&v);
}
int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flipped_outside),
        cmocka_unit_test(test_flipped_hellos),
        cmocka_unit_test(test_flipped_inside),
    };
    return vectors_available() ? cmocka_run_group_tests(tests, NULL, NULL) : VECTORS_SKIPPED;
}
