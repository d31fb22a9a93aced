#include "base/reader.h"

struct reader reader_of(tl_bytes bytes) {
    static const uint8_t nothing;
    const uint8_t *start = bytes.data != NULL ? bytes.data : &nothing;
    return (struct reader){start, start + bytes.len, false};
}

void read_fail(struct reader *r) {
    r->failed = true;
    r->at = r->end;
}

size_t read_left(const struct reader *r) {
    return (size_t)(r->end - r->at);
}

tl_bytes read_bytes(struct reader *r, size_t len) {
    if (r->failed || len > read_left(r)) {
        read_fail(r);
        return (tl_bytes){0};
    }
    tl_bytes out = {r->at, len};
    r->at += len;
    return out;
}

tl_bytes read_rest(struct reader *r) {
    return read_bytes(r, read_left(r));
}

static uint32_t read_uint(struct reader *r, unsigned size) {
    tl_bytes b = read_bytes(r, size);
    uint32_t value = 0;
    for (size_t i = 0; i < b.len; i++) {
        value = value << 8 | b.data[i];
    }
    return value;
}

uint8_t read_u8(struct reader *r) {
    return (uint8_t)read_uint(r, 1);
}

uint16_t read_u16(struct reader *r) {
    return (uint16_t)read_uint(r, 2);
}

uint32_t read_u24(struct reader *r) {
    return read_uint(r, 3);
}

uint32_t read_u32(struct reader *r) {
    return read_uint(r, 4);
}

tl_bytes read_vector(struct reader *r, unsigned prefix, size_t min, size_t max) {
    tl_bytes b = read_bytes(r, read_uint(r, prefix));
    if (r->failed || b.len < min || b.len > max) {
        read_fail(r);
        return (tl_bytes){0};
    }
    return b;
}

bool read_more(const struct reader *r) {
    return !r->failed && r->at < r->end;
}

bool read_end(const struct reader *r) {
    return !r->failed && r->at == r->end;
}
