#include "x509/certificate/spki_pin.h"

#include "base/base64.h"
#include "base/control.h"
#include "base/hex.h"
#include "base/list.h"
#include "crypto/hash.h"
#include "x509/certificate/certificate.h"

enum { PIN_LEN = 32, BASE64_LEN = 44 };

static const char prefix[] = "sha256/";

static bool decode_base64(tl_bytes text, uint8_t digest[PIN_LEN]) {
    uint8_t octets[PIN_LEN + 4]; /* base64_decoded_max(BASE64_LEN) */
    size_t len = 0;
    TRY(text.len == BASE64_LEN && base64_decode(text, octets, &len) && len == PIN_LEN);
    memcpy(digest, octets, PIN_LEN);
    return true;
}

static bool decode_hex(tl_bytes text, uint8_t digest[PIN_LEN]) {
    size_t len = 0;
    return hex_decode_bytes(text, digest, PIN_LEN, &len) && len == PIN_LEN;
}

static bool decode(tl_bytes pin, uint8_t digest[PIN_LEN]) {
    size_t prefix_len = sizeof prefix - 1;
    if (pin.len > prefix_len && memcmp(pin.data, prefix, prefix_len) == 0) {
        return decode_base64(bytes_from(pin, prefix_len), digest);
    }
    return decode_hex(pin, digest);
}

bool spki_pins_are_well_formed(const char *pins) {
    uint8_t digest[PIN_LEN];
    tl_bytes pin;
    size_t count = 0;
    for (; list_next(&pins, &pin); count++) {
        TRY(decode(pin, digest));
    }
    return count > 0;
}

static bool hash_spki(tl_bytes der, uint8_t digest[HASH_MAX_LEN]) {
    struct certificate certificate;
    return certificate_parse(der, &certificate, NULL) && hash_once(&hash_sha256, certificate.spki, digest);
}

bool spki_pins_match(const char *pins, tl_bytes certificate) {
    uint8_t found[HASH_MAX_LEN], expected[PIN_LEN];
    tl_bytes pin;
    bool matches = false;
    TRY(spki_pins_are_well_formed(pins) && hash_spki(certificate, found));
    while (list_next(&pins, &pin)) {
        matches = matches || (decode(pin, expected) && memcmp(found, expected, PIN_LEN) == 0);
    }
    return matches;
}

bool spki_pin_text(tl_bytes certificate, char out[TL_SPKI_PIN_SIZE]) {
    uint8_t digest[HASH_MAX_LEN];
    TRY(hash_spki(certificate, digest));
    memcpy(out, prefix, sizeof prefix - 1);
    base64_encode(bytes_of(digest, PIN_LEN), out + sizeof prefix - 1);
    out[TL_SPKI_PIN_SIZE - 1] = '\0';
    return true;
}
