/* Memory: the one place that allocates. Everything comes zeroed; freeing accepts NULL. */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include "base/bytes.h"

void *mem_new(size_t size);       /* zeroed; NULL when there is no memory */
void *mem_new_unset(size_t size); /* not zeroed: for large buffers that are written before they are read */
void *mem_new_array(size_t count, size_t size);
void *mem_resize(void *memory, size_t size); /* new octets are not zeroed; on failure the old memory stays */
void mem_free(void *memory);
void mem_free_wiped(void *memory, size_t size);
char *mem_copy_string(const char *string);      /* NULL stays NULL */
char *mem_copy_bytes_as_string(tl_bytes bytes); /* NUL-terminated */

/* A reference count that threads may share. An object starts with one reference. */
struct ref_count {
    int count;
};
void ref_init(struct ref_count *refs);
void ref_take(struct ref_count *refs);
bool ref_drop(struct ref_count *refs); /* true: that was the last one, free the object */

#endif
