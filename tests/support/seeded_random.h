/* A source of octets that look random and are the same after the same seed, for tests that compare runs. */
#ifndef SUPPORT_SEEDED_RANDOM_H
#define SUPPORT_SEEDED_RANDOM_H

#include <tlslite.h>

struct seeded_random {
    uint64_t state; /* set it to begin again */
};

/* A tl_random_fn; arg is a struct seeded_random. It never fails. */
bool seeded_random(void *arg, uint8_t *out, size_t len);

#endif
