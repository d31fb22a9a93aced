#include "engine/buffers.h"

#include "base/alloc.h"
#include "engine/sentences.h"

/* A free buffer holds the link to the next one in its first octets. */
struct free_buffer {
    struct free_buffer *next;
};

struct tl_buffers {
    struct free_buffer *free;
    size_t max;     /* 0: no bound */
    size_t held[2]; /* by enum buffer_use */
};

tl_buffers *tl_buffers_new(size_t max, tl_error *error) {
    error_clear(error);
    if (max == 1) {
        error_set(error, POOL_TOO_SMALL);
        return NULL;
    }
    tl_buffers *buffers = mem_new(sizeof *buffers);
    if (buffers == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    buffers->max = max;
    return buffers;
}

void tl_buffers_free(tl_buffers *buffers) {
    if (buffers == NULL) {
        return;
    }
    while (buffers->free != NULL) {
        struct free_buffer *next = buffers->free->next;
        mem_free(buffers->free);
        buffers->free = next;
    }
    mem_free(buffers);
}

size_t tl_buffers_in_use(const tl_buffers *buffers) {
    return buffers->held[BUFFER_FOR_INPUT] + buffers->held[BUFFER_FOR_OUTPUT];
}

static bool has_spare(const tl_buffers *buffers, enum buffer_use use) {
    bool is_fair = buffers->held[use] + 1 < buffers->max;
    return buffers->max == 0 || (is_fair && tl_buffers_in_use(buffers) < buffers->max);
}

uint8_t *buffers_take(tl_buffers *buffers, enum buffer_use use) {
    if (buffers == NULL) {
        return mem_new_unset(TL_BUFFER_SIZE);
    }
    if (!has_spare(buffers, use)) {
        return NULL;
    }
    struct free_buffer *buffer = buffers->free;
    if (buffer != NULL) {
        buffers->free = buffer->next;
    } else {
        buffer = mem_new_unset(TL_BUFFER_SIZE);
    }
    buffers->held[use] += buffer != NULL;
    return (uint8_t *)buffer;
}

void buffers_give_back(tl_buffers *buffers, enum buffer_use use, uint8_t *buffer) {
    if (buffers == NULL || buffer == NULL) {
        mem_free(buffer);
        return;
    }
    struct free_buffer *link = (void *)buffer;
    link->next = buffers->free;
    buffers->free = link;
    buffers->held[use]--;
}
