#include "policy/groups.h"

/* clang-format off */
const struct group groups[] = {
    {29, "x25519", &group_x25519},
    {23, "secp256r1", &group_secp256r1},
    {24, "secp384r1", &group_secp384r1},
    {25, "secp521r1", &group_secp521r1},
    {30, "x448", &group_x448},
};
/* clang-format on */

const size_t num_groups = sizeof groups / sizeof *groups;

const struct group *group_by_id(uint16_t id) {
    for (size_t i = 0; i < num_groups; i++) {
        if (groups[i].id == id) {
            return &groups[i];
        }
    }
    return NULL;
}

uint16_t group_id_of_curve(enum key_curve curve) {
    switch (curve) {
    case CURVE_P256:
        return 23;
    case CURVE_P384:
        return 24;
    case CURVE_P521:
        return 25;
    case CURVE_NONE:
        break;
    }
    return 0;
}
