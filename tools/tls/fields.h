/* What tl_describe tells, as text for people or as JSON. */
#ifndef TLS_FIELDS_H
#define TLS_FIELDS_H

#include <stdbool.h>
#include <stdio.h>

#include <tlslite/x509.h>

#define FIELDS_MAX_DEPTH 64

/* A group or list that is open. */
struct fields_level {
    bool is_list, has_fields;
    bool after_dash; /* text: it is an element of a list, whose first field stands behind the dash */
};

/* Outermost groups become one block of indented text each, or one JSON object on a line each, which begins as all of
 * them do and names the file. A zeroed one with to and file is ready. */
struct fields {
    FILE *to;
    const char *file;
    bool json;
    bool several_files; /* text: every block says of which file it is */
    bool has_printed;   /* text: a block, so that a blank line has to stand before the next */
    struct fields_level levels[FIELDS_MAX_DEPTH];
};

/* A tl_field_fn whose argument is a struct fields. */
void print_field(void *arg, const tl_field *field);

#endif
