/* Runs a file of Wycheproof vectors: every "valid" test must be accepted and every "invalid" one refused. How many of
 * each there are is asserted too, so that a test which runs nothing fails. */
#ifndef SUPPORT_WYCHEPROOF_H
#define SUPPORT_WYCHEPROOF_H

#include "support/vectors.h"

enum verdict {
    REFUSED,
    ACCEPTED,
    NOT_OURS /* of a size that TLS has no use for, and that our functions cannot be asked for */
};

struct wycheproof_counts {
    unsigned valid, invalid, acceptable, not_ours;
};

struct wycheproof {
    const char *path; /* below TLSLITE_VECTORS */
    enum verdict (*check)(struct vectors *v, const json_t *group, const json_t *test, const void *arg);
    const void *arg;
    enum verdict (*decide)(const json_t *test); /* what we want of an "acceptable" test; NULL: there are none */
    struct wycheproof_counts expected;
};

void wycheproof_run(const struct wycheproof *file);
bool wycheproof_flag(const json_t *test, const char *flag);

#endif
