#include "refusals/rows.h"

#include "base/control.h"

const struct table *const tables[] = {
    &table_chains,
    &table_dates,
    &table_cas,
    &table_usages,
    &table_extensions,
    &table_signatures,
    &table_near_signatures,
    &table_keys,
    &table_encoding,
    &table_hosts,
    &table_name_constraints,
    &table_policies,
    &table_lists,
    &table_responses,
    &table_distrust,
    &table_work,
    &table_kinds,
};
const size_t num_tables = COUNT_OF(tables);

static void ask_one(const struct table *table, scene_change *change, answer_fn *ask, struct answer *answer) {
    struct scene scene;
    struct stage stage;
    scene_init(&scene);
    if (table->setting != NULL) {
        table->setting(&scene);
    }
    if (change != NULL) {
        change(&scene);
    }
    stage_make(&stage, &scene);
    ask(&stage, answer);
    stage_clear(&stage);
    scene_clear(&scene);
}

void row_ask(const struct table *table, const struct row *row, answer_fn *ask, struct outcome *outcome) {
    ask_one(table, row->change, ask, &outcome->broken);
    outcome->twin = outcome->broken;
    if (row->reason != TL_REASON_NONE) {
        ask_one(table, row->twin, ask, &outcome->twin);
    }
}

const struct row *rows_next(size_t *cursor, const struct table **table) {
    size_t at = (*cursor)++;
    for (size_t i = 0; i < num_tables; i++) {
        if (at < tables[i]->num_rows) {
            *table = tables[i];
            return &tables[i]->rows[at];
        }
        at -= tables[i]->num_rows;
    }
    return NULL;
}
