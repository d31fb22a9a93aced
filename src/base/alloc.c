#include "base/alloc.h"

#include <stdlib.h>

#include "base/secret.h"

void *mem_new(size_t size) {
    return calloc(1, size > 0 ? size : 1);
}

void *mem_new_unset(size_t size) {
    return malloc(size > 0 ? size : 1);
}

void *mem_new_array(size_t count, size_t size) {
    return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

void *mem_resize(void *memory, size_t size) {
    return realloc(memory, size > 0 ? size : 1);
}

void mem_free(void *memory) {
    free(memory);
}

void mem_free_wiped(void *memory, size_t size) {
    if (memory != NULL) {
        secret_wipe(memory, size);
    }
    free(memory);
}

char *mem_copy_string(const char *string) {
    return string != NULL ? mem_copy_bytes_as_string(bytes_of_string(string)) : NULL;
}

char *mem_copy_bytes_as_string(tl_bytes bytes) {
    char *copy = mem_new(bytes.len + 1);
    if (copy != NULL && bytes.len > 0) {
        memcpy(copy, bytes.data, bytes.len);
    }
    return copy;
}

void ref_init(struct ref_count *refs) {
    __atomic_store_n(&refs->count, 1, __ATOMIC_RELAXED);
}

void ref_take(struct ref_count *refs) {
    __atomic_add_fetch(&refs->count, 1, __ATOMIC_RELAXED);
}

bool ref_drop(struct ref_count *refs) {
    return __atomic_sub_fetch(&refs->count, 1, __ATOMIC_ACQ_REL) == 0;
}
