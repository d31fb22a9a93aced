/* Hexadecimal text, base64 and calendar time. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/control.h"
#include "base/hex.h"

/* ---- hex ---- */

static void hex_reads_and_writes(void **state) {
    (void)state;
    static const uint8_t octets[] = {0x00, 0x0f, 0xa5, 0xff};
    static const char *const texts[] = {"000fa5ff", "000FA5FF", "00:0f:A5:ff", "000f:a5ff"};
    char written[9];
    hex_encode(bytes_of(octets, sizeof octets), written);
    assert_string_equal(written, "000fa5ff");
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint8_t read[4];
        size_t len;
        assert_true(hex_decode(texts[i], read, sizeof read, &len));
        assert_int_equal(len, sizeof octets);
        assert_memory_equal(read, octets, sizeof octets);
    }
}

static void hex_refuses(void **state) {
    (void)state;
    static const char *const texts[] = {"0", "00f", "0g", "g0", ":00", "00:", "00::0f", "0 0f", "000fa5ff00", "0:00"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint8_t read[4];
        size_t len;
        assert_false(hex_decode(texts[i], read, sizeof read, &len));
    }
}

/* Nothing behind the octets that were given is looked at. */
static void hex_of_octets_ends_with_them(void **state) {
    (void)state;
    static const char text[] = "00:0f:a5";
    static const bool good[sizeof text] = {[0] = true, [2] = true, [5] = true, [8] = true};
    for (size_t given = 0; given < sizeof text; given++) {
        uint8_t read[4];
        size_t len;
        assert_int_equal(hex_decode_bytes(bytes_of(text, given), read, sizeof read, &len), good[given]);
        assert_true(!good[given] || len == (given + 1) / 3);
    }
}

static void hex_reads_nothing(void **state) {
    (void)state;
    size_t len = 9;
    assert_true(hex_decode("", NULL, 0, &len));
    assert_int_equal(len, 0);
}

/* ---- base64 ---- */

static const struct {
    const char *octets, *text;
} base64_examples[] = {/* RFC 4648 §10 */
                       {"", ""},
                       {"f", "Zg=="},
                       {"fo", "Zm8="},
                       {"foo", "Zm9v"},
                       {"foob", "Zm9vYg=="},
                       {"fooba", "Zm9vYmE="},
                       {"foobar", "Zm9vYmFy"}};

static void base64_follows_rfc_4648(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(base64_examples); i++) {
        const char *text = base64_examples[i].text;
        tl_bytes octets = bytes_of_string(base64_examples[i].octets);
        char written[16] = {0};
        uint8_t read[16];
        size_t len;
        assert_int_equal(base64_encoded_len(octets.len), strlen(text));
        base64_encode(octets, written);
        assert_string_equal(written, text);
        assert_true(base64_decode(bytes_of_string(text), read, &len));
        assert_true(bytes_equal(bytes_of(read, len), octets));
    }
}

/* Every length and every octet value there and back, with the line breaks of PEM and with breaks at odd places, decoded
 * apart and in place. */
static void base64_there_and_back(void **state) {
    (void)state;
    uint8_t octets[600], text[1700];
    for (size_t i = 0; i < sizeof octets; i++) {
        octets[i] = (uint8_t)(i * 167 + i / 256);
    }
    for (size_t len = 0; len <= sizeof octets; len++) {
        char encoded[801];
        base64_encode(bytes_of(octets, len), encoded);
        for (size_t every = 1; every <= 77; every += every < 8 ? 1 : 23) {
            size_t text_len = 0;
            for (size_t i = 0; i < base64_encoded_len(len); i++) {
                text[text_len++] = (uint8_t)encoded[i];
                if (i % every == every - 1) {
                    text[text_len++] = i % 3 == 0 ? '\n' : ' ';
                }
            }
            size_t decoded_len;
            assert_true(base64_decode(bytes_of(text, text_len), text, &decoded_len));
            assert_int_equal(decoded_len, len);
            assert_memory_equal(text, octets, len);
        }
    }
}

/* Each character of the 256 there are, at a place that is decoded by itself and at one that is decoded in a block. */
static void base64_knows_its_characters(void **state) {
    (void)state;
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (unsigned c = 0; c < 256; c++) {
        const char *place = c != 0 ? strchr(alphabet, (int)c) : NULL;
        bool white_space = c == ' ' || (c >= 9 && c <= 13);
        for (size_t at = 0; at < 20; at++) {
            uint8_t text[20], out[18];
            size_t len;
            memset(text, 'A', sizeof text);
            text[at] = (uint8_t)c;
            bool ok = base64_decode(bytes_of(text, sizeof text), out, &len);
            bool padding = c == '=' && at == 19; /* elsewhere it ends too early; white space leaves 19 characters */
            assert_int_equal(ok, place != NULL || padding);
            if (place != NULL) {
                unsigned bits =
                    (unsigned)out[at / 4 * 3] << 16 | (unsigned)out[at / 4 * 3 + 1] << 8 | out[at / 4 * 3 + 2];
                assert_int_equal(bits >> (18 - 6 * (at % 4)) & 63, place - alphabet);
            }
        }
        uint8_t with_gap[5] = {'A', 'A', (uint8_t)c, 'A', 'A'}, out[6];
        size_t len;
        assert_int_equal(base64_decode(bytes_of(with_gap, 5), out, &len), white_space);
    }
}

static void base64_refuses(void **state) {
    (void)state;
    static const char *const texts[] = {
        "Z",     "Zg",   "Zg=",  "Zg===", "Zm8",
        "Zm8==", "=",    "====", "Z===",  "Zg==Zg==",
        "Zg=a",  "Zh==", "Zm9=", "Zm9v=", "Zm9vYmFyZm9vYmFyZm9vYmFy=",
        "Zm9-",  "Zm9_",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        uint8_t out[32];
        size_t len;
        assert_false(base64_decode(bytes_of_string(texts[i]), out, &len));
        assert_int_equal(len, 0);
    }
}

/* ---- time ---- */

static void time_of_known_dates(void **state) {
    (void)state;
    static const struct {
        struct calendar calendar;
        int64_t seconds;
        const char *text;
    } dates[] = {
        {{1970, 1, 1, 0, 0, 0}, 0, "1970-01-01 00:00:00 UTC"},
        {{1969, 12, 31, 23, 59, 59}, -1, "1969-12-31 23:59:59 UTC"},
        {{2000, 2, 29, 12, 0, 0}, 951825600, "2000-02-29 12:00:00 UTC"},
        {{2001, 9, 9, 1, 46, 40}, 1000000000, "2001-09-09 01:46:40 UTC"},
        {{2038, 1, 19, 3, 14, 8}, 2147483648, "2038-01-19 03:14:08 UTC"},
        {{2100, 3, 1, 0, 0, 0}, 4107542400, "2100-03-01 00:00:00 UTC"},
        {{9999, 12, 31, 23, 59, 59}, 253402300799, "9999-12-31 23:59:59 UTC"},
        {{0, 1, 1, 0, 0, 0}, -62167219200, "0000-01-01 00:00:00 UTC"},
    };
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        int64_t seconds;
        char text[TIME_TEXT_SIZE];
        assert_true(calendar_to_seconds(&dates[i].calendar, &seconds));
        assert_int_equal(seconds, dates[i].seconds);
        time_text(seconds, text);
        assert_string_equal(text, dates[i].text);
    }
}

/* Each day of ten centuries follows the one before, and the C library's calendar says the same. */
static void time_agrees_with_the_c_library(void **state) {
    (void)state;
    for (int64_t day = -134774 /* 1601 */; day < 230000 /* 2599 */; day++) {
        int64_t seconds = day * 86400 + (day * 7919 % 86400 + 86400) % 86400, back;
        time_t t = (time_t)seconds;
        struct tm tm;
        gmtime_r(&t, &tm);
        struct calendar c = calendar_from_seconds(seconds);
        assert_int_equal(c.year, tm.tm_year + 1900);
        assert_int_equal(c.month, tm.tm_mon + 1);
        assert_int_equal(c.day, tm.tm_mday);
        assert_int_equal(c.hour, tm.tm_hour);
        assert_int_equal(c.minute, tm.tm_min);
        assert_int_equal(c.second, tm.tm_sec);
        assert_true(calendar_to_seconds(&c, &back));
        assert_int_equal(back, seconds);
    }
}

static void time_refuses_what_is_no_date(void **state) {
    (void)state;
    static const struct calendar dates[] = {
        {2001, 2, 29, 0, 0, 0}, {1900, 2, 29, 0, 0, 0}, {2000, 2, 30, 0, 0, 0}, {2001, 4, 31, 0, 0, 0},
        {2001, 0, 1, 0, 0, 0},  {2001, 13, 1, 0, 0, 0}, {2001, 1, 0, 0, 0, 0},  {2001, 1, 32, 0, 0, 0},
        {2001, 1, 1, 24, 0, 0}, {2001, 1, 1, 0, 60, 0}, {2001, 1, 1, 0, 0, 60}, {2001, 1, 1, -1, 0, 0},
        {10000, 1, 1, 0, 0, 0}, {-1, 12, 31, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        int64_t seconds;
        assert_false(calendar_to_seconds(&dates[i], &seconds));
    }
}

static void time_text_of_far_away(void **state) {
    (void)state;
    char text[TIME_TEXT_SIZE];
    time_text(INT64_MAX, text);
    assert_string_equal(text, "9223372036854775807 seconds since 1970");
    time_text(INT64_MIN, text);
    assert_string_equal(text, "-9223372036854775808 seconds since 1970");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hex_reads_and_writes),         cmocka_unit_test(hex_refuses),
        cmocka_unit_test(hex_of_octets_ends_with_them), cmocka_unit_test(hex_reads_nothing),
        cmocka_unit_test(base64_follows_rfc_4648),      cmocka_unit_test(base64_there_and_back),
        cmocka_unit_test(base64_knows_its_characters),  cmocka_unit_test(base64_refuses),
        cmocka_unit_test(time_of_known_dates),          cmocka_unit_test(time_agrees_with_the_c_library),
        cmocka_unit_test(time_refuses_what_is_no_date), cmocka_unit_test(time_text_of_far_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
