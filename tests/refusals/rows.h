/* The table: for each rule a chain that breaks it and nothing else, and its twin, which keeps it. */
#ifndef TESTS_REFUSALS_ROWS_H
#define TESTS_REFUSALS_ROWS_H

#include "refusals/scene.h"

typedef void scene_change(struct scene *scene);

struct row {
    const char *rule;
    const char *source; /* RFC and section */
    unsigned reason;    /* TL_REASON_NONE: nothing is wrong, and it must be accepted */
    const char *reason_name;
    scene_change *change; /* what breaks the rule */
    scene_change *twin;   /* what keeps it; NULL: the scene as it is */
};

struct table {
    const char *title;
    const char *text;      /* what holds for all rows */
    scene_change *setting; /* before a row's change; NULL: the good scene */
    const struct row *rows;
    size_t num_rows;
};

#define BECAUSE(cause) TL_REASON_##cause, #cause

#define TABLE(name, its_title, its_text, its_setting)                                                                  \
    const struct table name = {its_title, its_text, its_setting, rows, sizeof rows / sizeof *rows}

extern const struct table table_chains, table_dates, table_cas, table_usages, table_extensions, table_signatures,
    table_near_signatures, table_keys, table_encoding, table_hosts, table_name_constraints, table_policies, table_lists,
    table_responses, table_distrust, table_work, table_kinds;

extern const struct table *const tables[];
extern const size_t num_tables;

/* Asks about a row: what it breaks, and its twin (for a row in which nothing is wrong both are the same). */
struct outcome {
    struct answer broken, twin;
};
void row_ask(const struct table *table, const struct row *row, answer_fn *ask, struct outcome *outcome);

/* Why another verifier judges otherwise, in words; NULL: none does. */
const char *row_why(const struct row *row);

/* The rules that those words are about: *cursor starts at 0; NULL: no more. */
const char *whys_next(size_t *cursor);

/* The row that *cursor stands for, which starts at 0; NULL: no more. */
const struct row *rows_next(size_t *cursor, const struct table **table);

#endif
