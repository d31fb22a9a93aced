#include "policy/groups.h"

const struct group groups[] = {
    {29, "x25519", &group_x25519, CURVE_NONE},
    {23, "secp256r1", &group_secp256r1, CURVE_P256},
    {24, "secp384r1", &group_secp384r1, CURVE_P384},
};

const size_t num_groups = sizeof groups / sizeof *groups;

const struct group *group_by_id(uint16_t id) {
    for (size_t i = 0; i < num_groups; i++) {
        if (groups[i].id == id) {
            return &groups[i];
        }
    }
    return NULL;
}

const struct group *group_by_curve(enum key_curve curve) {
    for (size_t i = 0; i < num_groups; i++) {
        if (groups[i].curve == curve) {
            return &groups[i];
        }
    }
    return NULL;
}
