/* Key exchange groups (RFC 8446 §4.2.7): one row each, with IANA number and name. */
#ifndef POLICY_GROUPS_H
#define POLICY_GROUPS_H

#include "crypto/group.h"
#include "crypto/signature.h"

struct group {
    uint16_t id;
    const char *name; /* IANA */
    const struct group_alg *alg;
};

extern const struct group groups[]; /* in our order of preference */
extern const size_t num_groups;

const struct group *group_by_id(uint16_t id);

/* The number by which a hello names a curve of certificates (RFC 8422 §5.1.1); 0: of CURVE_NONE. */
uint16_t group_id_of_curve(enum key_curve curve);

#endif
