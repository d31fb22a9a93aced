#include "engine/buffers.h"

#include "base/alloc.h"
#include "base/error.h"

/* A free buffer holds the link to the next one in its first octets. */
struct free_buffer {
    struct free_buffer *next;
};

struct tl_buffers {
    struct free_buffer *free;
    size_t max, in_use; /* max 0: no bound */
};

tl_buffers *tl_buffers_new(size_t max, tl_error *error) {
    error_clear(error);
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
    return buffers->in_use;
}

uint8_t *buffers_take(tl_buffers *buffers) {
    if (buffers == NULL) {
        return mem_new_unset(TL_BUFFER_SIZE);
    }
    if (buffers->max != 0 && buffers->in_use == buffers->max) {
        return NULL;
    }
    struct free_buffer *buffer = buffers->free;
    if (buffer != NULL) {
        buffers->free = buffer->next;
    } else {
        buffer = mem_new_unset(TL_BUFFER_SIZE);
    }
    buffers->in_use += buffer != NULL;
    return (uint8_t *)buffer;
}

void buffers_give_back(tl_buffers *buffers, uint8_t *buffer) {
    if (buffers == NULL || buffer == NULL) {
        mem_free(buffer);
        return;
    }
    struct free_buffer *link = (void *)buffer;
    link->next = buffers->free;
    buffers->free = link;
    buffers->in_use--;
}
