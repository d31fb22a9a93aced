/* A source of "randomness" that gives known octets, for tests whose results must be known beforehand. */
#ifndef SUPPORT_FIXED_RANDOM_H
#define SUPPORT_FIXED_RANDOM_H

#include <tlslite.h>

struct fixed_random {
    tl_bytes octets; /* what is left to give */
};

/* A tl_random_fn; arg is a struct fixed_random. False when fewer octets are left than were asked for. */
bool fixed_random(void *arg, uint8_t *out, size_t len);

#endif
