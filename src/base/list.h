/* Lists in text: items with commas or blanks between them, as options have them. */
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/bytes.h"

/* Takes the next item and goes on behind it. False: no more, and the item is empty. */
static inline bool list_next(const char **at, tl_bytes *item) {
    *at += strspn(*at, ", \t");
    size_t len = strcspn(*at, ", \t");
    *item = bytes_of(*at, len);
    *at += len;
    return len > 0;
}

#endif
