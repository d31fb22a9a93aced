#include "support/fixed_random.h"

#include <string.h>

bool fixed_random(void *arg, uint8_t *out, size_t len) {
    struct fixed_random *source = arg;
    if (len > source->octets.len) {
        return false;
    }
    memcpy(out, source->octets.data, len);
    source->octets.data += len;
    source->octets.len -= len;
    return true;
}
