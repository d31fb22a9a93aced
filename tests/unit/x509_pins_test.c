/* Pins: their two forms, lists of them, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "base/hex.h"
#include "crypto/hash.h"
#include "support/forge.h"
#include "x509/certificate/spki_pin.h"

#define ZEROS  "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define DIGITS "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

static void lists_are_well_formed_or_not(void **state) {
    static const struct {
        const char *pins;
        bool good;
    } rows[] = {
        {ZEROS, true},
        {DIGITS, true},
        {ZEROS "," DIGITS, true},
        {" " ZEROS ", " DIGITS " ,", true},
        {"00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff", true},
        {"", false},
        {" , ", false},
        {"sha256/", false},
        {"sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
        {"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
        {"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", false},
        {"sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", false},
        {"SHA256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", false},
        {DIGITS "00", false},
        {"00112233445566778899aabbccddeeff0011223", false},
        {ZEROS ",nonsense", false},
        {ZEROS ZEROS, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (spki_pins_are_well_formed(rows[i].pins) != rows[i].good) {
            fail_msg("%s", rows[i].pins);
        }
    }
}

/* Two certificates of one key have one pin, and that is the hash of what stands in the certificate. */
static void a_pin_is_that_of_the_key(void **state) {
    struct forged first = forge(&(struct forgery){.name = "a"});
    struct forged renewed = forge(&(struct forgery){.name = "b", .same_key = &first});
    struct forged other = forge(&(struct forgery){.name = "a"});
    char pin[TL_SPKI_PIN_SIZE], same[TL_SPKI_PIN_SIZE], another[TL_SPKI_PIN_SIZE], hex[65];
    char list[2 * TL_SPKI_PIN_SIZE + 8];
    uint8_t digest[HASH_MAX_LEN];
    struct certificate certificate;
    (void)state;
    assert_true(spki_pin_text(forged_der(&first), pin));
    assert_true(spki_pin_text(forged_der(&renewed), same));
    assert_true(spki_pin_text(forged_der(&other), another));
    assert_string_equal(pin, same);
    assert_string_not_equal(pin, another);
    assert_true(certificate_parse(forged_der(&first), &certificate, NULL));
    assert_true(hash_once(&hash_sha256, certificate.spki, digest));
    hex_encode(bytes_of(digest, 32), hex);
    assert_true(spki_pins_match(hex, forged_der(&first)));
    assert_true(spki_pins_match(pin, forged_der(&renewed)));
    assert_false(spki_pins_match(pin, forged_der(&other)));
    assert_false(spki_pins_match(hex, forged_der(&other)));
    snprintf(list, sizeof list, "%s,%s", another, pin);
    assert_true(spki_pins_match(list, forged_der(&first)));
    assert_true(spki_pins_match(list, forged_der(&other)));
    snprintf(list, sizeof list, "%s,%s", another, ZEROS);
    assert_false(spki_pins_match(list, forged_der(&first)));
    snprintf(list, sizeof list, "%s,x", pin);
    assert_false(spki_pins_match(list, forged_der(&first)));
    assert_false(spki_pins_match(pin, bytes_of_string("no certificate")));
    forged_clear(&other);
    forged_clear(&renewed);
    forged_clear(&first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_well_formed_or_not),
        cmocka_unit_test(a_pin_is_that_of_the_key),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    forge_clear_crypto();
    return failed;
}
