#include "x509/der/der_writer.h"

#include <stdio.h>

#include "base/clock.h"

size_t der_begin(struct writer *w, unsigned tag) {
    write_u8(w, tag);
    write_u8(w, 0);
    return w->buffer->len;
}

/* Most elements are short; the content of a long one moves to make room for its length. */
void der_end(struct writer *w, size_t begun) {
    if (w->failed) {
        return;
    }
    size_t len = w->buffer->len - begun;
    unsigned more = len < 0x80 ? 0 : len < 0x100 ? 1 : len < 0x10000 ? 2 : 3;
    if (len >= 0x1000000 || (more > 0 && write_room(w, more) == NULL)) {
        w->failed = true;
        return;
    }
    uint8_t *content = w->buffer->data + begun;
    memmove(content + more, content, len);
    content[-1] = (uint8_t)(more == 0 ? len : 0x80 | more);
    for (unsigned i = 0; i < more; i++) {
        content[i] = (uint8_t)(len >> 8 * (more - 1 - i));
    }
}

void der_write(struct writer *w, unsigned tag, tl_bytes content) {
    size_t begun = der_begin(w, tag);
    write_bytes(w, content);
    der_end(w, begun);
}

void der_write_boolean(struct writer *w, bool value) {
    uint8_t octet = value ? 0xff : 0x00;
    der_write(w, DER_BOOLEAN, bytes_of(&octet, 1));
}

void der_write_positive(struct writer *w, tl_bytes magnitude) {
    while (magnitude.len > 0 && magnitude.data[0] == 0) {
        magnitude = bytes_from(magnitude, 1);
    }
    size_t begun = der_begin(w, DER_INTEGER);
    if (magnitude.len == 0 || magnitude.data[0] >= 0x80) {
        write_u8(w, 0);
    }
    write_bytes(w, magnitude);
    der_end(w, begun);
}

void der_write_small(struct writer *w, uint32_t value) {
    uint8_t octets[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
    der_write_positive(w, bytes_of(octets, sizeof octets));
}

void der_write_bit_string(struct writer *w, tl_bytes octets) {
    size_t begun = der_begin(w, DER_BIT_STRING);
    write_u8(w, 0);
    write_bytes(w, octets);
    der_end(w, begun);
}

void der_write_named_bits(struct writer *w, unsigned bits) {
    uint8_t octets[3] = {0};
    size_t len = 1;
    for (unsigned i = 0; i < 16; i++) {
        if ((bits >> i & 1) != 0) {
            octets[1 + i / 8] |= (uint8_t)(0x80 >> i % 8);
            octets[0] = (uint8_t)(7 - i % 8);
            len = 2 + i / 8;
        }
    }
    der_write(w, DER_BIT_STRING, bytes_of(octets, len));
}

void der_write_time(struct writer *w, int64_t seconds) {
    struct calendar c = calendar_from_seconds(seconds);
    char text[80];
    bool utc_time = c.year >= 1950 && c.year < 2050;
    snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (c.year < 0 || c.year > 9999) {
        w->failed = true;
    }
    der_write(w, utc_time ? DER_UTC_TIME : DER_GENERALIZED_TIME, bytes_of_string(utc_time ? text + 2 : text));
}
