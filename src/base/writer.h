/* A sticky writer into a buffer: it remembers the first failure, and nests length-prefixed vectors. */
#ifndef BASE_WRITER_H
#define BASE_WRITER_H

#include "base/buffer.h"

struct writer {
    struct buffer *buffer;
    bool failed;
};

/* An open vector: where its length prefix stands. */
struct vector {
    size_t at;
    unsigned prefix;
};

struct writer writer_to(struct buffer *buffer);
void write_u8(struct writer *w, unsigned value);
void write_u16(struct writer *w, unsigned value);
void write_u24(struct writer *w, uint32_t value);
void write_u32(struct writer *w, uint32_t value);
void write_bytes(struct writer *w, tl_bytes bytes);
uint8_t *write_room(struct writer *w, size_t len); /* len octets to be filled at once; NULL: failed */

struct vector write_begin(struct writer *w, unsigned prefix);
void write_close(struct writer *w, struct vector vector); /* fails where the content is too long for its prefix */
void write_vector(struct writer *w, unsigned prefix, tl_bytes content);

#endif
