/* Allocations of ours, counted and made to fail. Programs in this folder are linked so that malloc, calloc, realloc and
 * free of every object in them, but of no shared library, come here: libcrypto's allocations are not among them. */
#ifndef ALLOC_FAILING_MALLOC_H
#define ALLOC_FAILING_MALLOC_H

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>

static struct {
    unsigned long made, freed; /* since the program began */
    unsigned long fail_at;     /* this one, counted from 1, and */
    bool fail_on;              /* ... all after it */
    unsigned long seen;        /* while failing is on */
    bool failing;
    void (*before_free)(const void *memory, size_t size); /* NULL: nobody looks at what goes */
} allocations;

static inline unsigned long allocations_live(void) {
    return allocations.made - allocations.freed;
}

/* From now on the nth allocation fails; with `on` every one after it too. */
static inline void allocations_fail(unsigned long nth, bool on) {
    allocations.fail_at = nth;
    allocations.fail_on = on;
    allocations.seen = 0;
    allocations.failing = true;
}

/* No allocation fails any more. True if one did. */
static inline bool allocations_recover(void) {
    allocations.failing = false;
    return allocations.seen >= allocations.fail_at;
}

static inline bool allocation_fails(void) {
    if (!allocations.failing) {
        return false;
    }
    allocations.seen++;
    return allocations.seen == allocations.fail_at || (allocations.fail_on && allocations.seen > allocations.fail_at);
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

static inline void show_before_free(void *memory) {
    if (memory != NULL && allocations.before_free != NULL) {
        allocations.before_free(memory, malloc_usable_size(memory));
    }
}

void *__wrap_malloc(size_t size) {
    void *memory = allocation_fails() ? NULL : __real_malloc(size);
    allocations.made += memory != NULL;
    return memory;
}

void *__wrap_calloc(size_t count, size_t size) {
    void *memory = allocation_fails() ? NULL : __real_calloc(count, size);
    allocations.made += memory != NULL;
    return memory;
}

void *__wrap_realloc(void *memory, size_t size) {
    bool is_new = memory == NULL;
    show_before_free(memory); /* it may move */
    void *moved = allocation_fails() ? NULL : __real_realloc(memory, size);
    allocations.made += is_new && moved != NULL;
    return moved;
}

void __wrap_free(void *memory) {
    allocations.freed += memory != NULL;
    show_before_free(memory);
    __real_free(memory);
}

#endif
