#include "base/hex.h"

void hex_encode(tl_bytes bytes, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        *out++ = digits[bytes.data[i] >> 4];
        *out++ = digits[bytes.data[i] & 15];
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

bool hex_decode(const char *text, uint8_t *out, size_t size, size_t *len) {
    *len = 0;
    while (*text != '\0') {
        int high = digit_value(text[0]);
        int low = high < 0 ? -1 : digit_value(text[1]);
        if (low < 0 || *len == size) {
            return false;
        }
        out[(*len)++] = (uint8_t)(high << 4 | low);
        text += 2;
        if (text[0] == ':' && text[1] != '\0') {
            text++;
        }
    }
    return true;
}
