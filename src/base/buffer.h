/* A growing row of octets, wiped when it is cleared or moves. */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/bytes.h"

struct buffer {
    uint8_t *data;
    size_t len, capacity;
};

bool buffer_append(struct buffer *buffer, tl_bytes bytes);
uint8_t *buffer_extend(struct buffer *buffer, size_t len); /* len more octets, not initialised; NULL: no memory */
bool buffer_reserve(struct buffer *buffer, size_t more);
void buffer_drop_front(struct buffer *buffer, size_t len);
void buffer_reset(struct buffer *buffer); /* empty, but keeps its memory */
void buffer_clear(struct buffer *buffer); /* wiped and freed */

static inline tl_bytes buffer_bytes(const struct buffer *buffer) {
    return (tl_bytes){buffer->data, buffer->len};
}

#endif
