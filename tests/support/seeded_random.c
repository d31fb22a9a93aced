#include "support/seeded_random.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

bool seeded_random(void *arg, uint8_t *out, size_t len) {
    struct seeded_random *source = arg;
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(next(&source->state) >> 32);
    }
    return true;
}
