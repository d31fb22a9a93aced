/* A sticky reader: read field after field, check once at the end. After the first failure every read gives zero or an
 * empty view, so a parser needs no checks between its lines. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/bytes.h"

struct reader {
    const uint8_t *at, *end;
    bool failed; /* set by read_fail alone, which leaves nothing to read */
};

/* The smallest are inline: a certificate is read with hundreds of them. */
static inline struct reader reader_of(tl_bytes bytes) {
    static const uint8_t nothing;
    const uint8_t *start = bytes.data != NULL ? bytes.data : &nothing;
    return (struct reader){start, start + bytes.len, false};
}

static inline void read_fail(struct reader *r) {
    r->failed = true;
    r->at = r->end;
}

static inline size_t read_left(const struct reader *r) {
    return (size_t)(r->end - r->at);
}

/* Nothing failed and something is left. */
static inline bool read_more(const struct reader *r) {
    return !r->failed && r->at < r->end;
}

/* Nothing failed and nothing is left. */
static inline bool read_end(const struct reader *r) {
    return !r->failed && r->at == r->end;
}

static inline tl_bytes read_bytes(struct reader *r, size_t len) {
    if (r->failed || len > read_left(r)) {
        read_fail(r);
        return (tl_bytes){0};
    }
    tl_bytes out = {r->at, len};
    r->at += len;
    return out;
}

static inline tl_bytes read_rest(struct reader *r) {
    return read_bytes(r, read_left(r));
}

static inline uint8_t read_u8(struct reader *r) {
    tl_bytes octet = read_bytes(r, 1);
    return octet.len > 0 ? *octet.data : 0;
}

uint16_t read_u16(struct reader *r);
uint32_t read_u24(struct reader *r);
uint32_t read_u32(struct reader *r);

/* A vector as RFC 8446 §3.4 writes it: a length of prefix octets, which must lie in min..max, then the content. */
tl_bytes read_vector(struct reader *r, unsigned prefix, size_t min, size_t max);

#endif
