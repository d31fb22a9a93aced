#include "tls/fields.h"

#include <stdlib.h>
#include <string.h>

#include "tls/text.h"

enum { INDENT = 2, HEX_A_LINE = 64 };

static bool is_open(const tl_field *field) {
    return field->kind == TL_FIELD_GROUP || field->kind == TL_FIELD_LIST;
}

/* ---- text: a line for each field, indented; an element of a list has a dash ---- */

/* The line of what holds the field ends with its first field, unless that stands behind a dash. */
static void begin_line(struct fields *fields, const tl_field *field) {
    const struct fields_level *parent = field->depth > 0 ? &fields->levels[field->depth - 1] : NULL;
    bool is_first = parent != NULL && !parent->has_fields;
    if (is_first && !parent->after_dash) {
        putc('\n', fields->to);
    }
    if (!is_first || !parent->after_dash) {
        fprintf(fields->to, "%*s", (int)(INDENT * field->depth), "");
    }
    if (field->name != NULL) {
        print_clean(fields->to, field->name);
        putc(':', fields->to);
    } else {
        putc('-', fields->to);
    }
    if (field->name == NULL && is_open(field)) {
        putc(' ', fields->to);
    }
}

/* Long octets take several lines, to the right of their name. */
static void print_hex_lines(struct fields *fields, const tl_field *field) {
    for (const char *at = field->text; *at != '\0';) {
        size_t length = strnlen(at, HEX_A_LINE);
        fprintf(fields->to, "\n%*s%.*s", (int)(INDENT * (field->depth + 1)), "", (int)length, at);
        at += length;
    }
}

static void print_text_value(struct fields *fields, const tl_field *field) {
    if (field->kind == TL_FIELD_HEX && strlen(field->text) > HEX_A_LINE) {
        print_hex_lines(fields, field);
    } else if (*field->text != '\0') {
        putc(' ', fields->to);
        print_clean(fields->to, field->text);
    }
    putc('\n', fields->to);
}

static void print_text(struct fields *fields, const tl_field *field) {
    if (field->kind == TL_FIELD_END) {
        const struct fields_level *ended = &fields->levels[field->depth];
        fputs(ended->has_fields ? "" : " none\n", fields->to);
        return;
    }
    if (field->depth == 0 && fields->has_printed) {
        putc('\n', fields->to);
    }
    fields->has_printed = true;
    begin_line(fields, field);
    if (!is_open(field)) {
        print_text_value(fields, field);
    }
}

static bool print_text_file(struct fields *fields) {
    if (fields->several_files) {
        fprintf(fields->to, "\n%*sfile: ", (int)INDENT, "");
        print_clean(fields->to, fields->file);
        putc('\n', fields->to);
    }
    return fields->several_files;
}

/* ---- JSON ---- */

static void begin_json_member(struct fields *fields, const tl_field *field) {
    if (fields->levels[field->depth - 1].has_fields) {
        putc(',', fields->to);
    }
    if (field->name != NULL) {
        print_json_string(fields->to, field->name);
        putc(':', fields->to);
    }
}

static void print_json_value(struct fields *fields, const tl_field *field) {
    switch (field->kind) {
    case TL_FIELD_GROUP:
        putc('{', fields->to);
        break;
    case TL_FIELD_LIST:
        putc('[', fields->to);
        break;
    case TL_FIELD_NUMBER:
    case TL_FIELD_BOOL:
        fputs(field->text, fields->to);
        break;
    case TL_FIELD_TEXT:
    case TL_FIELD_HEX:
    case TL_FIELD_TIME:
        print_json_string(fields->to, field->text);
        break;
    case TL_FIELD_END:
        break;
    }
}

static void print_json(struct fields *fields, const tl_field *field) {
    if (field->kind == TL_FIELD_END) {
        fputs(fields->levels[field->depth].is_list ? "]" : field->depth == 0 ? "}\n" : "}", fields->to);
    } else if (field->depth == 0) { /* a group: it becomes the event */
        struct json json = json_begin(fields->to, field->name);
        json_text(&json, "file", fields->file);
    } else {
        begin_json_member(fields, field);
        print_json_value(fields, field);
    }
}

/* ---- both ---- */

void print_field(void *arg, const tl_field *field) {
    struct fields *fields = arg;
    if (field->depth >= FIELDS_MAX_DEPTH) {
        abort(); /* certificates do not nest so deeply: make FIELDS_MAX_DEPTH larger */
    }
    if (fields->json) {
        print_json(fields, field);
    } else {
        print_text(fields, field);
    }
    if (field->depth > 0 && field->kind != TL_FIELD_END) {
        fields->levels[field->depth - 1].has_fields = true;
    }
    if (is_open(field)) {
        bool has_file = field->depth == 0 && (fields->json || print_text_file(fields));
        fields->levels[field->depth] = (struct fields_level){
            .is_list = field->kind == TL_FIELD_LIST,
            .has_fields = has_file,
            .after_dash = field->name == NULL,
        };
    }
}
