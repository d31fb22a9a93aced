#include "base/writer.h"

struct writer writer_to(struct buffer *buffer) {
    return (struct writer){buffer, false};
}

uint8_t *write_room(struct writer *w, size_t len) {
    uint8_t *room = w->failed ? NULL : buffer_extend(w->buffer, len);
    w->failed = room == NULL;
    return room;
}

static void store_uint(uint8_t *at, unsigned size, uint32_t value) {
    for (unsigned i = 0; i < size; i++) {
        at[i] = (uint8_t)(value >> 8 * (size - 1 - i));
    }
}

static void write_uint(struct writer *w, unsigned size, uint32_t value) {
    uint8_t *room = write_room(w, size);
    if (room != NULL) {
        store_uint(room, size, value);
    }
}

void write_u8(struct writer *w, unsigned value) {
    write_uint(w, 1, value);
}

void write_u16(struct writer *w, unsigned value) {
    write_uint(w, 2, value);
}

void write_u24(struct writer *w, uint32_t value) {
    write_uint(w, 3, value);
}

void write_u32(struct writer *w, uint32_t value) {
    write_uint(w, 4, value);
}

void write_bytes(struct writer *w, tl_bytes bytes) {
    if (!w->failed && !buffer_append(w->buffer, bytes)) {
        w->failed = true;
    }
}

struct vector write_begin(struct writer *w, unsigned prefix) {
    struct vector vector = {w->buffer->len, prefix};
    write_uint(w, prefix, 0);
    return vector;
}

void write_close(struct writer *w, struct vector vector) {
    if (w->failed) {
        return;
    }
    size_t len = w->buffer->len - vector.at - vector.prefix;
    if (len >> 8 * vector.prefix != 0) {
        w->failed = true;
        return;
    }
    store_uint(w->buffer->data + vector.at, vector.prefix, (uint32_t)len);
}

void write_vector(struct writer *w, unsigned prefix, tl_bytes content) {
    struct vector vector = write_begin(w, prefix);
    write_bytes(w, content);
    write_close(w, vector);
}
