/* Counts allocations by standing in for the C library's malloc, in this program and in all libraries that it loads.
 * While nothing is counted this costs a branch. One thread only. */
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

/* glibc's own, under their other names. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *memory);

/* Where the program's own code begins and ends: libtlslite is linked into it, the other libraries are not. */
extern const char __executable_start[], etext[];

static struct heap_count counts[NUM_SIDES];
static struct heap_count *current;
static bool counting;

void heap_reset(void) {
    counts[CLIENT] = counts[SERVER] = (struct heap_count){0};
}

void heap_count_allocations(bool on) {
    counting = on;
}

void heap_begin(enum side side) {
    current = counting ? &counts[side] : NULL;
}

void heap_end(void) {
    current = NULL;
}

struct heap_count heap_count_of(enum side side) {
    return counts[side];
}

static long long size_of(void *memory) {
    return memory != NULL ? (long long)malloc_usable_size(memory) + 8 : 0;
}

static void *note_new(void *memory, const char *caller) {
    if (current != NULL && memory != NULL) {
        current->calls++;
        current->calls_of_ours += caller >= __executable_start && caller < etext;
        current->live += size_of(memory);
        current->peak = current->live > current->peak ? current->live : current->peak;
    }
    return memory;
}

static void note_gone(void *memory) {
    if (current != NULL) {
        current->live -= size_of(memory);
    }
}

/* Visible to the libraries too. */
#pragma GCC visibility push(default)

#define CALLER ((const char *)__builtin_return_address(0))

void *malloc(size_t size) {
    return note_new(__libc_malloc(size), CALLER);
}

void *calloc(size_t count, size_t size) {
    return note_new(__libc_calloc(count, size), CALLER);
}

void *realloc(void *memory, size_t size) {
    note_gone(memory);
    return note_new(__libc_realloc(memory, size), CALLER);
}

void free(void *memory) {
    note_gone(memory);
    __libc_free(memory);
}

void *memalign(size_t alignment, size_t size) {
    return note_new(__libc_memalign(alignment, size), CALLER);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return note_new(__libc_memalign(alignment, size), CALLER);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    *memory = note_new(__libc_memalign(alignment, size), CALLER);
    return *memory != NULL ? 0 : ENOMEM;
}

#pragma GCC visibility pop

void *uncounted_new(size_t size) {
    void *memory = __libc_calloc(1, size);
    if (memory == NULL) {
        bench_die("out of memory");
    }
    return memory;
}

void uncounted_free(void *memory) {
    __libc_free(memory);
}
