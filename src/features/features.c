#include "features/features.h"

#include <string.h>

#include "base/control.h"

static const struct section {
    const char *name;
    feature_row_fn *row;
} sections[] = {
    {"library", feature_library},       {"protocols", feature_protocol},        {"ciphers", feature_cipher},
    {"groups", feature_group},          {"signatures", feature_signature},      {"purposes", feature_purpose},
    {"revocation", feature_revocation}, {"client-certs", feature_client_cert},  {"settings", feature_setting},
    {"options", feature_option},        {"verification", feature_verification}, {"extensions", feature_extension},
    {"formats", feature_format},        {"missing", feature_missing},
};

/* The cursor is the section, and the row in it. */
enum { ROWS_OF_SECTION = 1 << 16 };

bool tl_feature_next_sized(size_t *cursor, tl_feature *feature, size_t size) {
    size_t section = *cursor / ROWS_OF_SECTION, row = *cursor % ROWS_OF_SECTION;
    for (; section < COUNT_OF(sections); section++, row = 0) {
        tl_feature all = {.section = sections[section].name};
        if (sections[section].row(row, &all)) {
            memset(feature, 0, size);
            memcpy(feature, &all, size < sizeof all ? size : sizeof all);
            *cursor = section * ROWS_OF_SECTION + row + 1;
            return true;
        }
    }
    return false;
}
