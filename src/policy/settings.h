/* What the fields of options stand for when they are zero, and their bounds: one row each. The code that reads a field
 * takes both from its row. */
#ifndef POLICY_SETTINGS_H
#define POLICY_SETTINGS_H

#include <tlslite.h>

#define NO_BOUND UINT64_MAX

struct setting {
    const char *name;                    /* the field's */
    const char *unit;                    /* "octets"; "flag"; "names" and "constant", which have no numbers */
    const char *text;                    /* of these, what NULL or 0 stands for; NULL: see about */
    uint64_t initial, smallest, largest; /* what 0 stands for, and the bounds of what is given */
    const char *about;
};

#define NAMES_SETTING(field, names, help)                                                                              \
    { .name = (field), .unit = "names", .text = (names), .about = (help) }
#define CONSTANT_SETTING(field, constant, help)                                                                        \
    { .name = (field), .unit = "constant", .text = #constant, .about = (help) }
#define FLAG_SETTING(field, help)                                                                                      \
    { .name = (field), .unit = "flag", .largest = 1, .about = (help) }

/* The fields of tl_settings, in their order. */
enum setting_id {
    SETTING_MIN_VERSION,
    SETTING_MAX_VERSION,
    SETTING_MIN_KEY_BITS,
    SETTING_MAX_KEY_BITS,
    SETTING_CIPHERS,
    SETTING_GROUPS,
    SETTING_KEY_SHARES,
    SETTING_SIGNATURES,
    SETTING_MAX_RECORD,
    SETTING_RECORD_PADDING,
    SETTING_MAX_HANDSHAKE,
    SETTING_RECORDS_PER_KEY,
    SETTING_LEGACY,
    NUM_SETTINGS
};
extern const struct setting settings_table[NUM_SETTINGS];

static inline uint64_t setting_or_initial(const struct setting *setting, uint64_t given) {
    return given != 0 ? given : setting->initial;
}

#endif
