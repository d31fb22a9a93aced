/* Key exchange groups (RFC 8446 §4.2.7): one row each, with IANA number and name. */
#ifndef POLICY_GROUPS_H
#define POLICY_GROUPS_H

#include "crypto/group.h"
#include "crypto/signature.h"

struct group {
    uint16_t id;
    const char *name; /* IANA */
    const struct group_alg *alg;
    enum key_curve curve; /* the same curve in certificates */
};

extern const struct group groups[]; /* in our order of preference */
extern const size_t num_groups;

const struct group *group_by_id(uint16_t id);
const struct group *group_by_curve(enum key_curve curve); /* not of CURVE_NONE */

#endif
