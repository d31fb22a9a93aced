/* A borrowed view of octets, and what can be asked of one. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <string.h>

#include <tlslite.h>

static inline tl_bytes bytes_of(const void *data, size_t len) {
    return (tl_bytes){data, len};
}

static inline tl_bytes bytes_of_string(const char *string) {
    return (tl_bytes){(const uint8_t *)string, strlen(string)};
}

/* Not for secrets: takes as long as the views agree (see secret_equal). Their last octets are looked at first, in which
 * most object identifiers of one length differ. */
static inline bool bytes_equal(tl_bytes a, tl_bytes b) {
    return a.len == b.len &&
           (a.len == 0 || (a.data[a.len - 1] == b.data[b.len - 1] && memcmp(a.data, b.data, a.len) == 0));
}

static inline tl_bytes bytes_from(tl_bytes b, size_t start) {
    return start > b.len || b.data == NULL ? (tl_bytes){0} : (tl_bytes){b.data + start, b.len - start};
}

#endif
