#include "tls/feature_name.h"

#include <stdio.h>
#include <string.h>

#include <tlslite/features.h>

/* The next row of the section that has a short name. */
static bool next_of(const char *section, size_t *cursor, tl_feature *feature) {
    while (tl_feature_next(cursor, feature)) {
        if (strcmp(feature->section, section) == 0 && feature->short_name != NULL) {
            return true;
        }
    }
    return false;
}

static size_t count_of(const char *section) {
    tl_feature feature;
    size_t count = 0;
    for (size_t cursor = 0; next_of(section, &cursor, &feature);) {
        count++;
    }
    return count;
}

/* "a, b or c" */
static void say_choices(const char *section) {
    tl_feature feature;
    size_t left = count_of(section);
    for (size_t cursor = 0; next_of(section, &cursor, &feature);) {
        left--;
        fprintf(stderr, "%s%s", feature.short_name, left > 1 ? ", " : left == 1 ? " or " : "");
    }
}

bool parse_feature(const char *section, const char *what, const char *short_name, unsigned *code) {
    tl_feature feature;
    for (size_t cursor = 0; next_of(section, &cursor, &feature);) {
        if (strcmp(feature.short_name, short_name) == 0) {
            *code = feature.code;
            return true;
        }
    }
    fprintf(stderr, "\"%s\" is no %s; say ", short_name, what);
    say_choices(section);
    putc('\n', stderr);
    return false;
}
