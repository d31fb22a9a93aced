/* tls features: what the library is built with and takes, as it says itself; and the summary that `tls` alone prints.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <tlslite/features.h>

#include "tls/commands.h"
#include "tls/options.h"
#include "tls/text.h"

enum { KEY_JSON_LINES = KEY_OWN };

static const struct option_row rows[] = {
    {KEY_JSON_LINES, "json", NULL, "one JSON object a line for each feature"},
};

static bool set_option(void *into, int key, const char *value) {
    (void)key; /* KEY_JSON_LINES */
    (void)value;
    *(bool *)into = true;
    return true;
}

static bool is_of(const tl_feature *feature, const char *section) {
    return strcmp(feature->section, section) == 0;
}

static const char *use_name(tl_feature_use use) {
    switch (use) {
    case TL_FEATURE_DEFAULT:
        return "default";
    case TL_FEATURE_BY_NAME:
        return "by name";
    case TL_FEATURE_ABSENT:
        return "absent";
    case TL_FEATURE_ALWAYS:
        break;
    }
    return "always";
}

static const char *version_name(tl_protocol version) {
    tl_feature feature;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        if (is_of(&feature, "protocols") && feature.code == version) {
            return feature.name;
        }
    }
    return NULL;
}

/* ---- JSON ---- */

static void json_number_if(struct json *json, const char *key, bool is_there, uint64_t number) {
    if (is_there) {
        json_number(json, key, (double)number);
    } else {
        json_text(json, key, NULL);
    }
}

static void show_json(const tl_feature *f) {
    char hex[16];
    snprintf(hex, sizeof hex, "0x%04" PRIx32, f->code);
    struct json json = json_begin(stdout, "feature");
    json_text(&json, "section", f->section);
    json_text(&json, "name", f->name);
    json_text(&json, "short_name", f->short_name);
    json_text(&json, "use", use_name(f->use));
    json_number_if(&json, "code", f->has_code, f->code);
    json_text(&json, "hex", f->has_code ? hex : NULL);
    json_text(&json, "min_version", version_name(f->min_version));
    json_text(&json, "max_version", version_name(f->max_version));
    json_number_if(&json, "bits", f->bits != 0, f->bits);
    json_text(&json, "text", f->text);
    json_text(&json, "unit", f->unit);
    json_number_if(&json, "initial", f->has_range, f->initial);
    json_number_if(&json, "smallest", f->has_range, f->smallest);
    json_number_if(&json, "largest", f->has_range && f->largest != UINT64_MAX, f->largest);
    json_text(&json, "about", f->about);
    json_end(&json);
}

/* ---- text: one line each, which says its section, so that it means the same behind grep ---- */

/* So wide that the names of the section are one column. */
static int width_of(const char *section) {
    tl_feature feature;
    size_t width = 0;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        size_t length = strlen(feature.name);
        width = is_of(&feature, section) && length > width ? length : width;
    }
    return (int)width;
}

/* What comes behind name and number, with commas between. */
struct details {
    bool any;
};

static void begin_detail(struct details *details) {
    fputs(details->any ? ", " : "  ", stdout);
    details->any = true;
}

static void show_detail(struct details *details, const char *text) {
    if (text != NULL) {
        begin_detail(details);
        fputs(text, stdout);
    }
}

/* "default 16384, 64 to 16384 octets", "default 30000, from 1 milliseconds", "default 0 days" */
static void show_bounds(struct details *details, const tl_feature *f) {
    bool is_version = strcmp(f->unit, "version") == 0, is_open = f->largest == UINT64_MAX;
    const char *form = is_version ? "%s0x%04" PRIx64 : "%s%" PRIu64;
    begin_detail(details);
    printf(form, "default ", f->initial);
    if (!is_open || f->smallest != 0) {
        begin_detail(details);
        printf(form, is_open ? "from " : "", f->smallest);
    }
    if (!is_open) {
        printf(form, " to ", f->largest);
    }
    if (!is_version) {
        printf(" %s", f->unit);
    }
}

static void show_setting(struct details *details, const tl_feature *f) {
    if (!f->has_range) {
        show_detail(details, f->unit);
    } else if (strcmp(f->unit, "flag") == 0) {
        show_detail(details, f->initial != 0 ? "flag, default on" : "flag, default off");
    } else {
        show_bounds(details, f);
    }
    if (f->text != NULL) {
        begin_detail(details);
        printf("default %s", f->text);
    }
}

static void show_versions(struct details *details, const tl_feature *f) {
    begin_detail(details);
    printf("%s", version_name(f->min_version));
    if (f->max_version != f->min_version) {
        printf(" to %s", version_name(f->max_version));
    }
}

static void show_text(const tl_feature *f) {
    struct details details = {false};
    printf("%-12s  %-*s", f->section, width_of(f->section), f->name);
    if (f->has_code) {
        printf("  0x%04" PRIx32, f->code);
    }
    if (f->use != TL_FEATURE_ALWAYS) {
        show_detail(&details, use_name(f->use));
    }
    show_detail(&details, f->short_name);
    if (f->min_version != 0 && !is_of(f, "protocols")) {
        show_versions(&details, f);
    }
    if (f->bits != 0) {
        begin_detail(&details);
        printf("%u bits", f->bits);
    }
    if (f->unit != NULL) {
        show_setting(&details, f);
    } else {
        show_detail(&details, f->text);
    }
    show_detail(&details, f->about);
    putchar('\n');
}

/* ---- sections ---- */

static bool next_section(size_t *cursor, tl_feature *feature, const char *before) {
    while (tl_feature_next(cursor, feature)) {
        if (!is_of(feature, before)) {
            return true;
        }
    }
    return false;
}

/* NULL where none or several begin so: then it says which ones there are. */
static const char *find_section(const char *command, const char *begin) {
    tl_feature feature;
    const char *found = NULL, *section = "";
    size_t num = 0;
    for (size_t cursor = 0; next_section(&cursor, &feature, section);) {
        section = feature.section;
        if (strcmp(section, begin) == 0) {
            return section;
        }
        if (strncmp(section, begin, strlen(begin)) == 0) {
            found = section;
            num++;
        }
    }
    if (num == 1) {
        return found;
    }
    fprintf(stderr, "%s: \"%s\" %s; there are", command, begin, num > 1 ? "fits several sections" : "is no section");
    section = "";
    for (size_t cursor = 0; next_section(&cursor, &feature, section);) {
        section = feature.section;
        fprintf(stderr, " %s", section);
    }
    putc('\n', stderr);
    return NULL;
}

/* All sections where section is NULL. */
static int show(const char *section, bool json) {
    tl_feature feature;
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        if (section == NULL || is_of(&feature, section)) {
            (json ? show_json : show_text)(&feature);
        }
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "the output cannot be written: %s\n", strerror(errno));
        return EXIT_USAGE_OR_IO;
    }
    return EXIT_WELL;
}

int features_command(int argc, char **argv) {
    bool json = false;
    struct command_line line = {
        .usage = "[options] [SECTION]",
        .about =
            "Lists what is built in, or one section of it: versions, protocols, cipher suites, groups and signature\n"
            "schemes with their numbers, the names that settings take, defaults and bounds, file formats, and\n"
            "what is missing and why. One line each.\n"
            "Exit codes: 0 well, 1 usage or input/output.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &json,
        .min_operands = 0,
        .max_operands = 1,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    const char *section = first < argc ? find_section(argv[0], argv[first]) : NULL;
    return first < argc && section == NULL ? EXIT_USAGE_OR_IO : show(section, json);
}

/* ---- the summary ---- */

static const char *shortest_name(const tl_feature *feature) {
    return feature->short_name != NULL ? feature->short_name : feature->name;
}

/* Suites that share a short name are one entry. */
static bool is_repeated(const tl_feature *feature) {
    tl_feature earlier;
    for (size_t cursor = 0; tl_feature_next(&cursor, &earlier) && strcmp(earlier.name, feature->name) != 0;) {
        if (is_of(&earlier, feature->section) && strcmp(shortest_name(&earlier), shortest_name(feature)) == 0) {
            return true;
        }
    }
    return false;
}

static void print_names(const char *label, const char *section) {
    tl_feature feature;
    const char *separator = "";
    printf("  %-17s", label);
    for (size_t cursor = 0; tl_feature_next(&cursor, &feature);) {
        if (is_of(&feature, section) && !is_repeated(&feature)) {
            printf("%s%s", separator, shortest_name(&feature));
            separator = ", ";
        }
    }
    putchar('\n');
}

void print_summary(void) {
    tl_feature feature;
    size_t cursor = 0;
    (void)tl_feature_next(&cursor, &feature); /* the library itself is the first of its section */
    printf("tls, of %s %s\n", feature.name, feature.text);
    while (tl_feature_next(&cursor, &feature) && is_of(&feature, "library")) {
        printf("  %-16s %s\n", feature.name, feature.text);
    }
    print_names("protocols", "protocols");
    print_names("ciphers", "ciphers");
    print_names("groups", "groups");
    print_names("not built in", "missing");
}
