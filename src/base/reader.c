#include "base/reader.h"

static uint32_t read_uint(struct reader *r, unsigned size) {
    tl_bytes b = read_bytes(r, size);
    uint32_t value = 0;
    for (size_t i = 0; i < b.len; i++) {
        value = value << 8 | b.data[i];
    }
    return value;
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
