/* What takes long to make and is asked for again and again, by the octets that say what it is. */
#ifndef FUZZ_MEMO_H
#define FUZZ_MEMO_H

#include "base/buffer.h"

enum { MEMO_SLOTS = 512 };

struct memo {
    struct memo_slot {
        struct buffer key;
        void *value;
    } slots[MEMO_SLOTS];
};

/* Where what these octets stand for is kept: NULL there where it is to be made. What was in the slot before is freed.
 */
void **memo_find(struct memo *memo, tl_bytes key, void (*free_value)(void *value));

#endif
