/* What tl_describe told, kept, so that a test can go through it field by field. Each next_... takes the next field and
 * fails the running test where it is another one than was expected. */
#ifndef TESTS_SUPPORT_FIELDS_H
#define TESTS_SUPPORT_FIELDS_H

#include <tlslite/x509.h>

struct kept_field {
    tl_field_kind kind;
    unsigned depth;
    char *name, *text; /* NULL: none */
    int64_t number;
    uint8_t *octets;
    size_t octets_len;
};

struct fields {
    const char *what; /* in messages */
    struct kept_field *kept;
    size_t num, at;
    bool good; /* what tl_describe said */
    tl_error error;
};

struct fields fields_of(tl_bytes octets, const char *what);
struct fields fields_with_password(tl_bytes octets, tl_password_fn *password, void *arg, const char *what);
void fields_clear(struct fields *fields);

/* The next field without taking it; NULL: no more. */
const struct kept_field *peek_field(const struct fields *fields);
bool next_field_is_named(const struct fields *fields, const char *name);

const struct kept_field *next_field(struct fields *fields, tl_field_kind kind, const char *name);
void next_group(struct fields *fields, const char *name);
void next_list(struct fields *fields, const char *name);
void next_end(struct fields *fields);
void next_text(struct fields *fields, const char *name, const char *text);
void next_hex(struct fields *fields, const char *name, tl_bytes octets);
void next_number(struct fields *fields, const char *name, int64_t number);
void next_bool(struct fields *fields, const char *name, bool value);
void next_time(struct fields *fields, const char *name, int64_t seconds);

/* Every group and list ends, depths and texts are such as tlslite/x509.h says. */
void check_form_of_fields(const struct fields *fields);

/* The text of the only field there "certificate/subject/name", elements of lists by number from 0:
 * "certificate/extensions/2/value/0/dNSName". Fails where there is none. */
const char *field_at(const struct fields *fields, const char *path);
bool has_field_at(const struct fields *fields, const char *path);

#endif
