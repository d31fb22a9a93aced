/* Strict DER, read and written; object identifiers and times. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/control.h"
#include "base/hex.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/der/times.h"

struct octets {
    uint8_t data[300];
    size_t len;
};

static struct octets from_hex(const char *hex) {
    struct octets octets;
    assert_true(hex_decode(hex, octets.data, sizeof octets.data, &octets.len));
    return octets;
}

static tl_bytes view(const struct octets *octets) {
    return bytes_of(octets->data, octets->len);
}

static void lengths_are_minimal(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool ok;
    } cases[] = {
        {"0400", true},        {"04017f", true},        {"048100", false},         {"04810100", false},
        {"048000", false},     {"04", false},           {"0402ff", false},         {"040100ff", false},
        {"04820001ff", false}, {"0483000001ff", false}, {"048400000001ff", false}, {"04ff", false},
        {"1f0400", false},     {"3f8100", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct octets octets = from_hex(cases[i].hex);
        assert_int_equal(der_is_element(view(&octets), DER_OCTET_STRING), cases[i].ok);
    }
}

/* Around each length at which the form of the length changes: what the writer writes, the reader reads. */
static void long_lengths_there_and_back(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x12345};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct buffer buffer = {0};
        struct writer w = writer_to(&buffer);
        size_t outer = der_begin(&w, DER_SEQUENCE), inner = der_begin(&w, DER_OCTET_STRING);
        uint8_t *room = write_room(&w, lengths[i]);
        if (lengths[i] > 0) {
            memset(room, 0xa7, lengths[i]);
        }
        der_end(&w, inner);
        der_write_boolean(&w, true);
        der_end(&w, outer);
        assert_false(w.failed);
        struct reader r = reader_of(buffer_bytes(&buffer));
        struct reader sequence = der_enter(&r, DER_SEQUENCE);
        tl_bytes content = der_read(&sequence, DER_OCTET_STRING);
        assert_int_equal(content.len, lengths[i]);
        assert_true(content.len == 0 || (content.data[0] == 0xa7 && content.data[content.len - 1] == 0xa7));
        assert_true(der_read_boolean(&sequence));
        der_leave(&r, &sequence);
        assert_true(read_end(&r));
        buffer_clear(&buffer);
    }
}

static void long_form_must_be_needed(void **state) {
    (void)state;
    struct octets octets = {.len = 3 + 0x7f, .data = {0x04, 0x81, 0x7f}};
    assert_false(der_is_element(view(&octets), DER_OCTET_STRING));
    octets = (struct octets){.len = 3 + 0x80, .data = {0x04, 0x81, 0x80}};
    assert_true(der_is_element(view(&octets), DER_OCTET_STRING));
    octets = (struct octets){.len = 4 + 0xff, .data = {0x04, 0x82, 0x00, 0xff}};
    assert_false(der_is_element(view(&octets), DER_OCTET_STRING));
    octets = (struct octets){.len = 4 + 0x100, .data = {0x04, 0x82, 0x01, 0x00}};
    assert_true(der_is_element(view(&octets), DER_OCTET_STRING));
}

static void failures_reach_the_outer_reader(void **state) {
    (void)state;
    static const char *const wrong[] = {"3003010101" /* no BOOLEAN */, "300401010000" /* something left */};
    struct octets right = from_hex("30030101ff");
    struct reader r = reader_of(view(&right)), inner = der_enter(&r, DER_SEQUENCE);
    assert_true(der_read_boolean(&inner));
    der_leave(&r, &inner);
    assert_true(read_end(&r));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct octets octets = from_hex(wrong[i]);
        r = reader_of(view(&octets));
        inner = der_enter(&r, DER_SEQUENCE);
        der_read_boolean(&inner);
        der_leave(&r, &inner);
        assert_false(read_end(&r));
    }
}

static void integers(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool minimal, positive;
        int small; /* -1: not in 0..300 */
    } cases[] = {
        {"020100", true, false, 0},    {"02017f", true, true, 127},          {"02020080", true, true, 128},
        {"0202012c", true, true, 300}, {"0202012d", true, true, -1},         {"020180", true, false, -1},
        {"0202ff7f", true, false, -1}, {"02020001", false, false, -1},       {"0202ffff", false, false, -1},
        {"0200", false, false, -1},    {"0205007fffffff", false, false, -1}, {"02050080000000", true, true, -1},
        {"0101ff", false, false, -1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct octets octets = from_hex(cases[i].hex);
        struct reader r = reader_of(view(&octets));
        der_read_integer(&r);
        assert_int_equal(read_end(&r), cases[i].minimal);
        r = reader_of(view(&octets));
        tl_bytes magnitude = der_read_positive(&r);
        assert_int_equal(read_end(&r), cases[i].positive);
        assert_true(!cases[i].positive || magnitude.data[0] != 0);
        r = reader_of(view(&octets));
        uint32_t small = der_read_small(&r, 300);
        assert_int_equal(read_end(&r), cases[i].small >= 0);
        assert_int_equal(small, cases[i].small >= 0 ? cases[i].small : 0);
    }
}

static void booleans_and_null(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool ok, value;
    } cases[] = {{"0101ff", true, true},   {"010100", true, false}, {"010101", false, false},
                 {"010180", false, false}, {"0100", false, false},  {"0102ffff", false, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct octets octets = from_hex(cases[i].hex);
        struct reader r = reader_of(view(&octets));
        assert_int_equal(der_read_boolean(&r), cases[i].value);
        assert_int_equal(read_end(&r), cases[i].ok);
    }
    struct octets null = from_hex("0500"), not_null = from_hex("050100");
    struct reader r = reader_of(view(&null));
    der_read_null(&r);
    assert_true(read_end(&r));
    r = reader_of(view(&not_null));
    der_read_null(&r);
    assert_false(read_end(&r));
}

static void bit_strings(void **state) {
    (void)state;
    static const struct {
        const char *hex;
        bool whole, named;
        unsigned bits;
    } cases[] = {
        {"030100", true, true, 0},      {"03020780", false, true, 1},   {"030205a0", false, true, 5},
        {"03020001", true, true, 0x80}, {"0303078000", false, true, 1}, {"0303070080", false, true, 0x100},
        {"03020781", false, false, 0},  {"03020880", false, false, 0},  {"0300", false, false, 0},
        {"030107", false, false, 0},    {"03020680", false, true, 1},   {"030400000000", true, false, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct octets octets = from_hex(cases[i].hex);
        struct reader r = reader_of(view(&octets));
        der_read_bit_string(&r);
        assert_int_equal(read_end(&r), cases[i].whole);
        r = reader_of(view(&octets));
        assert_int_equal(der_read_named_bits(&r, DER_BIT_STRING), cases[i].bits);
        assert_int_equal(read_end(&r), cases[i].named);
    }
}

static void named_bits_there_and_back(void **state) {
    (void)state;
    for (unsigned bits = 0; bits < 0x200; bits++) {
        struct buffer buffer = {0};
        struct writer w = writer_to(&buffer);
        der_write_named_bits(&w, bits);
        struct reader r = reader_of(buffer_bytes(&buffer));
        assert_int_equal(der_read_named_bits(&r, DER_BIT_STRING), bits);
        assert_true(read_end(&r));
        buffer_clear(&buffer);
    }
}

static void object_identifiers(void **state) {
    (void)state;
    static const struct {
        const char *hex, *text; /* text NULL: not well formed */
    } cases[] = {
        {"0603551d0f", "keyUsage"},
        {"06092a864886f70d01010b", "RSA with SHA-256"},
        {"06032a0304", "1.2.3.4"},
        {"0603883703", "2.999.3"},
        {"06028837", "2.999"},
        {"060100", "0.0"},
        {"06014f", "1.39"},
        {"060150", "2.0"},
        {"0600", NULL},
        {"06025580", NULL},
        {"0603558001", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct octets octets = from_hex(cases[i].hex);
        struct reader r = reader_of(view(&octets));
        char text[OID_TEXT_SIZE];
        tl_bytes oid = der_read_oid(&r);
        assert_int_equal(read_end(&r), cases[i].text != NULL);
        if (cases[i].text != NULL) {
            oid_text(oid, text);
            assert_string_equal(text, cases[i].text);
        }
    }
}

static void endless_object_identifier_is_cut(void **state) {
    (void)state;
    uint8_t content[200];
    char text[OID_TEXT_SIZE];
    memset(content, 0x7f, sizeof content);
    oid_text(bytes_of(content, sizeof content), text);
    assert_int_equal(strlen(text), OID_TEXT_SIZE - 1);
}

/* ---- times ---- */

static bool read_time(unsigned tag, const char *text, int64_t *seconds) {
    struct buffer buffer = {0};
    struct writer w = writer_to(&buffer);
    der_write(&w, tag, bytes_of_string(text));
    struct reader r = reader_of(buffer_bytes(&buffer));
    *seconds = der_read_time(&r);
    bool ok = read_end(&r);
    buffer_clear(&buffer);
    return ok;
}

static void times_as_rfc_5280_wants_them(void **state) {
    (void)state;
    static const struct {
        unsigned tag;
        const char *text, *time; /* NULL: refused */
    } cases[] = {
        {DER_UTC_TIME, "260528202640Z", "2026-05-28 20:26:40 UTC"},
        {DER_UTC_TIME, "491231235959Z", "2049-12-31 23:59:59 UTC"},
        {DER_UTC_TIME, "500101000000Z", "1950-01-01 00:00:00 UTC"},
        {DER_UTC_TIME, "991231235959Z", "1999-12-31 23:59:59 UTC"},
        {DER_GENERALIZED_TIME, "20500101000000Z", "2050-01-01 00:00:00 UTC"},
        {DER_GENERALIZED_TIME, "20020101120100Z", "2002-01-01 12:01:00 UTC"},
        {DER_GENERALIZED_TIME, "99991231235959Z", "9999-12-31 23:59:59 UTC"},
        {DER_UTC_TIME, "2605282026Z", NULL},
        {DER_UTC_TIME, "260528202640", NULL},
        {DER_UTC_TIME, "260528202640+0000", NULL},
        {DER_UTC_TIME, "260528202640z", NULL},
        {DER_UTC_TIME, "260528202640Z ", NULL},
        {DER_UTC_TIME, "20260528202640Z", NULL},
        {DER_UTC_TIME, "260230000000Z", NULL},
        {DER_UTC_TIME, "260528246060Z", NULL},
        {DER_UTC_TIME, "26052820264 Z", NULL},
        {DER_UTC_TIME, "-60528202640Z", NULL},
        {DER_UTC_TIME, "", NULL},
        {DER_GENERALIZED_TIME, "20500101000000.0Z", NULL},
        {DER_GENERALIZED_TIME, "205001010000Z", NULL},
        {DER_GENERALIZED_TIME, "20500101000000", NULL},
        {DER_GENERALIZED_TIME, "20500101000000+0100", NULL},
        {DER_GENERALIZED_TIME, "500101000000Z", NULL},
        {DER_PRINTABLE_STRING, "260528202640Z", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t seconds;
        char text[TIME_TEXT_SIZE];
        assert_int_equal(read_time(cases[i].tag, cases[i].text, &seconds), cases[i].time != NULL);
        if (cases[i].time != NULL) {
            time_text(seconds, text);
            assert_string_equal(text, cases[i].time);
        }
    }
}

static void times_there_and_back(void **state) {
    (void)state;
    static const struct {
        int64_t seconds;
        unsigned tag;
    } cases[] = {{-631152000, DER_UTC_TIME}, {-631152001, DER_GENERALIZED_TIME}, {1780000000, DER_UTC_TIME},
                 {2524607999, DER_UTC_TIME}, {2524608000, DER_GENERALIZED_TIME}, {253402300799, DER_GENERALIZED_TIME}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer buffer = {0};
        struct writer w = writer_to(&buffer);
        der_write_time(&w, cases[i].seconds);
        assert_int_equal(buffer.data[0], cases[i].tag);
        struct reader r = reader_of(buffer_bytes(&buffer));
        assert_int_equal(der_read_time(&r), cases[i].seconds);
        assert_true(read_end(&r));
        buffer_clear(&buffer);
    }
    struct buffer buffer = {0};
    struct writer w = writer_to(&buffer);
    der_write_time(&w, 253402300800); /* the year 10000 */
    assert_true(w.failed);
    buffer_clear(&buffer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_minimal),
        cmocka_unit_test(long_lengths_there_and_back),
        cmocka_unit_test(long_form_must_be_needed),
        cmocka_unit_test(failures_reach_the_outer_reader),
        cmocka_unit_test(integers),
        cmocka_unit_test(booleans_and_null),
        cmocka_unit_test(bit_strings),
        cmocka_unit_test(named_bits_there_and_back),
        cmocka_unit_test(object_identifiers),
        cmocka_unit_test(endless_object_identifier_is_cut),
        cmocka_unit_test(times_as_rfc_5280_wants_them),
        cmocka_unit_test(times_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
