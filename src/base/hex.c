#include "base/hex.h"

/* Computed, as secrets are logged so: no table is touched at a place that depends on them. */
static char digit_of(unsigned nibble) {
    return (char)('0' + nibble + ((0u - (nibble >= 10)) & ('a' - '0' - 10)));
}

void hex_encode(tl_bytes bytes, char *out) {
    for (size_t i = 0; i < bytes.len; i++) {
        *out++ = digit_of(bytes.data[i] >> 4);
        *out++ = digit_of(bytes.data[i] & 15);
    }
    *out = '\0';
}

static int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_decode_bytes(tl_bytes text, uint8_t *out, size_t size, size_t *len) {
    const uint8_t *at = text.data, *end = at + text.len;
    *len = 0;
    while (at < end) {
        int high = digit_value((char)*at++);
        int low = at < end ? digit_value((char)*at++) : -1;
        if (high < 0 || low < 0 || *len == size) {
            return false;
        }
        out[(*len)++] = (uint8_t)(high << 4 | low);
        if (end - at > 1 && *at == ':') {
            at++;
        }
    }
    return true;
}

bool hex_decode(const char *text, uint8_t *out, size_t size, size_t *len) {
    return hex_decode_bytes(bytes_of_string(text), out, size, len);
}
