/* Each chain that breaks one rule is refused for that reason, its twin accepted; and docs/refusals.md says what we say,
 * word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "refusals/document.h"

static struct column ours, openssl, gnutls; /* ours: as every_row found it */

static bool is_right(const struct row *row, const struct outcome *outcome) {
    if (row->reason == TL_REASON_NONE) {
        return outcome->broken.accepted;
    }
    return !outcome->broken.accepted && outcome->broken.reason == row->reason && outcome->twin.accepted;
}

static void every_row(void **state) {
    (void)state;
    size_t cursor = 0, num_wrong = 0;
    const struct table *table;
    const struct row *row;
    ours = (struct column){.name = "we"};
    while ((row = rows_next(&cursor, &table)) != NULL) {
        struct outcome outcome = {0};
        assert_true(ours.num_cells < MAX_ROWS);
        row_ask(table, row, ours_answers, &outcome);
        cell_write(ours.cells[ours.num_cells++], row, &outcome);
        if (!is_right(row, &outcome)) {
            print_error("%s: %s:\n  reason %u rather than %u: %s\n  twin: %s\n", table->title, row->rule,
                        outcome.broken.reason, row->reason, outcome.broken.text, outcome.twin.text);
            num_wrong++;
        }
    }
    assert_int_equal(num_wrong, 0);
}

static bool is_rule(const char *rule) {
    size_t cursor = 0;
    const struct table *table;
    const struct row *row;
    while ((row = rows_next(&cursor, &table)) != NULL) {
        if (strcmp(row->rule, rule) == 0) {
            return true;
        }
    }
    return false;
}

static void every_explanation_is_of_a_rule(void **state) {
    (void)state;
    size_t cursor = 0;
    const char *rule;
    while ((rule = whys_next(&cursor)) != NULL) {
        if (!is_rule(rule)) {
            fail_msg("a difference is explained for \"%s\", which is no rule", rule);
        }
    }
}

/* A row is found by its rule, and a difference explained only where there is one. */
static void the_table(void **state) {
    (void)state;
    size_t cursor = 0, other_cursor, num_wrong = 0;
    const struct table *table;
    const struct row *row, *other;
    document_read(&openssl, &gnutls);
    for (size_t i = 0; (row = rows_next(&cursor, &table)) != NULL; i++) {
        for (other_cursor = cursor; (other = rows_next(&other_cursor, &table)) != NULL;) {
            assert_string_not_equal(row->rule, other->rule);
        }
        bool differs = cell_differs(openssl.cells[i], row) || cell_differs(gnutls.cells[i], row);
        if (!differs && row_why(row) != NULL) {
            print_error("%s: explains a difference that there is not\n", row->rule);
            num_wrong++;
        }
    }
    assert_int_equal(num_wrong, 0);
}

static void the_document(void **state) {
    (void)state;
    struct buffer wanted = {0};
    char *text = document_text();
    document_read(&openssl, &gnutls);
    document_write(&wanted, &ours, &openssl, &gnutls);
    assert_true(buffer_append(&wanted, bytes_of((const uint8_t *)"", 1)));
    if (strcmp((const char *)wanted.data, text) != 0) {
        size_t at = 0;
        while (wanted.data[at] == (uint8_t)text[at]) {
            at++;
        }
        fail_msg(
            "docs/refusals.md is not what it should be; it says\n  %.300s\nwhere it should say\n  %.300s\nIf that is "
            "meant, write it anew: cmake --build build --target refusals-document",
            text + at, (const char *)wanted.data + at);
    }
    buffer_clear(&wanted);
    free(text);
}

static int clear(void **state) {
    (void)state;
    scene_free_shared();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row),
        cmocka_unit_test(every_explanation_is_of_a_rule),
        cmocka_unit_test(the_table),
        cmocka_unit_test(the_document),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
