/* Secrets: wiped when they are done with, compared in constant time. */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include "base/bytes.h"

#define SECRET_MAX 66 /* the longest shared secret or hash: a P-521 coordinate */

struct secret {
    uint8_t data[SECRET_MAX];
    uint8_t len;
};

void secret_wipe(void *memory, size_t len); /* not optimised away */
void secret_clear(struct secret *secret);
bool secret_set(struct secret *secret, tl_bytes value); /* false: too long */
bool secret_equal(tl_bytes a, tl_bytes b);              /* time depends on the lengths alone */

static inline tl_bytes secret_bytes(const struct secret *secret) {
    return (tl_bytes){secret->data, secret->len};
}

#endif
