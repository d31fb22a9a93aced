#include "base/buffer.h"

#include "base/alloc.h"
#include "base/secret.h"

bool buffer_reserve(struct buffer *buffer, size_t more) {
    if (more <= buffer->capacity - buffer->len) {
        return true;
    }
    if (more > SIZE_MAX / 2 - buffer->len) {
        return false;
    }
    size_t capacity = buffer->capacity < 128 ? 128 : buffer->capacity * 2;
    if (capacity < buffer->len + more) {
        capacity = buffer->len + more;
    }
    uint8_t *data = mem_new(capacity);
    if (data == NULL) {
        return false;
    }
    if (buffer->len > 0) {
        memcpy(data, buffer->data, buffer->len);
    }
    mem_free_wiped(buffer->data, buffer->capacity);
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

uint8_t *buffer_extend(struct buffer *buffer, size_t len) {
    if (!buffer_reserve(buffer, len)) {
        return NULL;
    }
    buffer->len += len;
    return buffer->data + buffer->len - len;
}

bool buffer_append(struct buffer *buffer, tl_bytes bytes) {
    if (bytes.len == 0) {
        return true;
    }
    uint8_t *room = buffer_extend(buffer, bytes.len);
    if (room == NULL) {
        return false;
    }
    memcpy(room, bytes.data, bytes.len);
    return true;
}

void buffer_drop_front(struct buffer *buffer, size_t len) {
    if (len > 0) {
        memmove(buffer->data, buffer->data + len, buffer->len - len);
        buffer->len -= len;
    }
}

void buffer_reset(struct buffer *buffer) {
    buffer->len = 0;
}

void buffer_clear(struct buffer *buffer) {
    mem_free_wiped(buffer->data, buffer->capacity);
    *buffer = (struct buffer){0};
}
