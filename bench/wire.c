#include <stdlib.h>
#include <string.h>

#include "bench.h"

static void make_room(struct wire *wire, size_t len) {
    if (wire->at == wire->len) {
        wire->at = wire->len = 0;
    }
    if (wire->len + len <= wire->capacity) {
        return;
    }
    size_t capacity = 2 * (wire->len + len);
    uint8_t *data = uncounted_new(capacity);
    if (wire->len > 0) {
        memcpy(data, wire->data, wire->len);
    }
    uncounted_free(wire->data);
    wire->data = data;
    wire->capacity = capacity;
}

void wire_push(struct wire *wire, const void *data, size_t len) {
    if (wire->discard || len == 0) {
        return;
    }
    make_room(wire, len);
    memcpy(wire->data + wire->len, data, len);
    wire->len += len;
}

size_t wire_pull(struct wire *wire, void *data, size_t size) {
    size_t left = wire->len - wire->at;
    size_t len = size < left ? size : left;
    if (len > 0) {
        memcpy(data, wire->data + wire->at, len);
    }
    wire->at += len;
    return len;
}
