#include "support/fields.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

enum { MAX_FIELDS = 1 << 20, MAX_DEPTH = 64, PATH_SIZE = 512 };

static char *copy_text(const char *text) {
    char *copy = text != NULL ? strdup(text) : NULL;
    assert_true(text == NULL || copy != NULL);
    return copy;
}

static void keep(void *arg, const tl_field *field) {
    struct fields *fields = arg;
    assert_true(fields->num < MAX_FIELDS);
    if ((fields->num & (fields->num - 1)) == 0) { /* room for twice as many at every power of two */
        fields->kept = realloc(fields->kept, 2 * (fields->num + 1) * sizeof *fields->kept);
        assert_non_null(fields->kept);
    }
    struct kept_field kept = {field->kind,   field->depth, copy_text(field->name), copy_text(field->text),
                              field->number, NULL,         field->octets.len};
    kept.octets = malloc(kept.octets_len + 1);
    assert_non_null(kept.octets);
    if (kept.octets_len > 0) {
        memcpy(kept.octets, field->octets.data, kept.octets_len);
    }
    fields->kept[fields->num++] = kept;
}

struct fields fields_of(tl_bytes octets, const char *what) {
    struct fields fields = {.what = what};
    fields.good = tl_describe(octets, keep, &fields, &fields.error);
    return fields;
}

struct fields fields_with_password(tl_bytes octets, tl_password_fn *password, void *arg, const char *what) {
    struct fields fields = {.what = what};
    fields.good = tl_describe_with_password(octets, password, arg, keep, &fields, &fields.error);
    return fields;
}

void fields_clear(struct fields *fields) {
    for (size_t i = 0; i < fields->num; i++) {
        free(fields->kept[i].name);
        free(fields->kept[i].text);
        free(fields->kept[i].octets);
    }
    free(fields->kept);
    *fields = (struct fields){0};
}

const struct kept_field *peek_field(const struct fields *fields) {
    return fields->at < fields->num ? &fields->kept[fields->at] : NULL;
}

static bool same_name(const char *a, const char *b) {
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool next_field_is_named(const struct fields *fields, const char *name) {
    const struct kept_field *field = peek_field(fields);
    return field != NULL && same_name(field->name, name);
}

const struct kept_field *next_field(struct fields *fields, tl_field_kind kind, const char *name) {
    const struct kept_field *field = peek_field(fields);
    if (field == NULL) {
        fail_msg("%s: there is no field where \"%s\" should be", fields->what, name != NULL ? name : "-");
    }
    if (field->kind != kind || !same_name(field->name, name)) {
        fail_msg("%s: field %zu is \"%s\" of kind %d (%s), not \"%s\" of kind %d", fields->what, fields->at,
                 field->name != NULL ? field->name : "-", (int)field->kind, field->text != NULL ? field->text : "",
                 name != NULL ? name : "-", (int)kind);
    }
    fields->at++;
    return field;
}

void next_group(struct fields *fields, const char *name) {
    next_field(fields, TL_FIELD_GROUP, name);
}

void next_list(struct fields *fields, const char *name) {
    next_field(fields, TL_FIELD_LIST, name);
}

void next_end(struct fields *fields) {
    next_field(fields, TL_FIELD_END, NULL);
}

static void next_of_text(struct fields *fields, tl_field_kind kind, const char *name, const char *text) {
    const struct kept_field *field = next_field(fields, kind, name);
    if (strcmp(field->text, text) != 0) {
        fail_msg("%s: field %zu \"%s\" is \"%s\", not \"%s\"", fields->what, fields->at - 1, name != NULL ? name : "-",
                 field->text, text);
    }
}

void next_text(struct fields *fields, const char *name, const char *text) {
    next_of_text(fields, TL_FIELD_TEXT, name, text);
}

void next_hex(struct fields *fields, const char *name, tl_bytes octets) {
    char *digits = malloc(2 * octets.len + 1);
    assert_non_null(digits);
    digits[0] = '\0';
    for (size_t i = 0; i < octets.len; i++) {
        snprintf(digits + 2 * i, 3, "%02x", octets.data[i]);
    }
    next_of_text(fields, TL_FIELD_HEX, name, digits);
    free(digits);
    const struct kept_field *field = &fields->kept[fields->at - 1];
    assert_true(bytes_equal(bytes_of(field->octets, field->octets_len), octets));
}

void next_number(struct fields *fields, const char *name, int64_t number) {
    char text[32];
    snprintf(text, sizeof text, "%lld", (long long)number);
    next_of_text(fields, TL_FIELD_NUMBER, name, text);
    assert_true(fields->kept[fields->at - 1].number == number);
}

void next_bool(struct fields *fields, const char *name, bool value) {
    next_of_text(fields, TL_FIELD_BOOL, name, value ? "true" : "false");
    assert_true(fields->kept[fields->at - 1].number == value);
}

void next_time(struct fields *fields, const char *name, int64_t seconds) {
    const struct kept_field *field = next_field(fields, TL_FIELD_TIME, name);
    if (field->number != seconds) {
        fail_msg("%s: \"%s\" is %s, not %lld", fields->what, name, field->text, (long long)seconds);
    }
}

/* ---- form ---- */

static void check_text(const struct kept_field *field) {
    bool has_text = field->kind >= TL_FIELD_TEXT;
    assert_true((field->text != NULL) == has_text);
    for (const char *at = field->text; at != NULL && *at != '\0'; at++) {
        assert_true((unsigned char)*at >= 0x20 && *at != 0x7f);
    }
}

void check_form_of_fields(const struct fields *fields) {
    bool is_list[MAX_DEPTH] = {false};
    unsigned depth = 0;
    for (size_t i = 0; i < fields->num; i++) {
        const struct kept_field *field = &fields->kept[i];
        if (field->kind == TL_FIELD_END) {
            assert_true(depth > 0);
            depth--;
        }
        assert_int_equal(field->depth, depth);
        check_text(field);
        bool nameless = field->kind == TL_FIELD_END || (depth > 0 && is_list[depth - 1]);
        assert_true((field->name == NULL) == nameless);
        if (field->kind == TL_FIELD_GROUP || field->kind == TL_FIELD_LIST) {
            assert_true(depth + 1 < MAX_DEPTH);
            is_list[depth++] = field->kind == TL_FIELD_LIST;
        }
    }
    assert_int_equal(depth, 0);
}

/* ---- by path ---- */

/* Behind the field and all that is in it. */
static size_t skip_field(const struct fields *fields, size_t at) {
    unsigned depth = fields->kept[at].depth;
    bool opens = fields->kept[at].kind == TL_FIELD_GROUP || fields->kept[at].kind == TL_FIELD_LIST;
    for (at++; opens && (fields->kept[at].kind != TL_FIELD_END || fields->kept[at].depth != depth); at++) {
    }
    return opens ? at + 1 : at;
}

/* The child that the first part of the path names, among those that begin at `at`; num: there is none. */
static size_t find_child(const struct fields *fields, size_t at, const char *part) {
    size_t number = 0;
    while (at < fields->num && fields->kept[at].kind != TL_FIELD_END) {
        char name[32];
        snprintf(name, sizeof name, "%zu", number++);
        if (strcmp(fields->kept[at].name != NULL ? fields->kept[at].name : name, part) == 0) {
            return at;
        }
        at = skip_field(fields, at);
    }
    return fields->num;
}

static const struct kept_field *find_field(const struct fields *fields, const char *path) {
    char parts[PATH_SIZE];
    size_t at = 0, found = fields->num;
    char *rest = NULL;
    snprintf(parts, sizeof parts, "%s", path);
    for (char *part = strtok_r(parts, "/", &rest); part != NULL; part = strtok_r(NULL, "/", &rest)) {
        found = find_child(fields, at, part);
        if (found == fields->num) {
            return NULL;
        }
        at = found + 1;
    }
    return &fields->kept[found];
}

bool has_field_at(const struct fields *fields, const char *path) {
    return find_field(fields, path) != NULL;
}

const char *field_at(const struct fields *fields, const char *path) {
    const struct kept_field *field = find_field(fields, path);
    if (field == NULL || field->text == NULL) {
        fail_msg("%s: there is no %s", fields->what, path);
    }
    return field->text;
}
