/* A sticky reader: read field after field, check once at the end. After the first failure every read gives zero or an
 * empty view, so a parser needs no checks between its lines. */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/bytes.h"

struct reader {
    const uint8_t *at, *end;
    bool failed;
};

struct reader reader_of(tl_bytes bytes);
uint8_t read_u8(struct reader *r);
uint16_t read_u16(struct reader *r);
uint32_t read_u24(struct reader *r);
uint32_t read_u32(struct reader *r);
tl_bytes read_bytes(struct reader *r, size_t len);
tl_bytes read_rest(struct reader *r);

/* A vector as RFC 8446 §3.4 writes it: a length of prefix octets, which must lie in min..max, then the content. */
tl_bytes read_vector(struct reader *r, unsigned prefix, size_t min, size_t max);

size_t read_left(const struct reader *r);
bool read_more(const struct reader *r); /* nothing failed and something is left */
bool read_end(const struct reader *r);  /* nothing failed and nothing is left */
void read_fail(struct reader *r);

#endif
