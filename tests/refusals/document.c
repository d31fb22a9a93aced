#include "refusals/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char head[] =
    "# What is refused\n"
    "\n"
    "For each rule of X.509 verification a chain that breaks this rule and nothing else; its twin, the same chain "
    "with\n"
    "the rule kept, is accepted. The chains are made anew by each run of the tests (`tests/refusals/`), put to us, to\n"
    "OpenSSL and to GnuTLS, and what the three say is compared with this page, which is written by\n"
    "`cmake --build build --target refusals-document` and by nobody else.\n"
    "\n"
    "All are asked as for a TLS connection: `tl_verify` with its defaults; `X509_verify_cert` with the purpose, name "
    "and\n"
    "time of the row and the security level of Debian's libssl (2), policies and revocation lists switched on in the "
    "rows\n"
    "that are about them; `gnutls_x509_trust_list_verify_crt2` with the same and the profile `MEDIUM`. " ACCEPTS
    " says\n"
    "that a rule, or a limit of ours, was broken and nobody minded. A cell that ends in \"refuses the twin too\" is "
    "about\n"
    "what a verifier cannot do at all. Wherever one of the two judges otherwise than we do, the last column says why.\n"
    "\n";

/* ---- cells ---- */

/* A cell is one line, and a bar would end it. */
static void put(char *out, size_t size, const char *text) {
    size_t len = 0;
    for (; *text != '\0' && len + 1 < size; text++) {
        out[len++] = *text == '|' ? '/' : *text == '\n' ? ' ' : *text;
    }
    out[len] = '\0';
}

void cell_write(char cell[CELL_SIZE], const struct row *row, const struct outcome *outcome) {
    char text[CELL_SIZE];
    const char *broken = outcome->broken.accepted ? ACCEPTS : outcome->broken.text;
    if (row->reason == TL_REASON_NONE) {
        broken = outcome->broken.accepted ? "accepted" : outcome->broken.text;
    }
    snprintf(text, sizeof text, "%s%s%s", broken, outcome->twin.accepted ? "" : REFUSES_TWIN,
             outcome->twin.accepted ? "" : outcome->twin.text);
    if (row->reason == TL_REASON_NONE) {
        snprintf(text, sizeof text, "%s", broken);
    }
    put(cell, CELL_SIZE, text);
}

bool cell_differs(const char *cell, const struct row *row) {
    if (row->reason == TL_REASON_NONE) {
        return strcmp(cell, "accepted") != 0;
    }
    return strncmp(cell, ACCEPTS, strlen(ACCEPTS)) == 0 || strstr(cell, REFUSES_TWIN) != NULL;
}

void column_ask(struct column *column, const char *name, answer_fn *ask) {
    size_t cursor = 0;
    const struct table *table;
    const struct row *row;
    snprintf(column->name, sizeof column->name, "%s", name);
    column->num_cells = 0;
    while ((row = rows_next(&cursor, &table)) != NULL) {
        struct outcome outcome = {0};
        assert_true(column->num_cells < MAX_ROWS);
        row_ask(table, row, ask, &outcome);
        cell_write(column->cells[column->num_cells++], row, &outcome);
    }
}

/* ---- writing ---- */

static void add(struct buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct buffer *out, const char *format, ...) {
    char line[LINE_SIZE];
    va_list list;
    va_start(list, format);
    int len = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    assert_in_range(len, 0, sizeof line - 1);
    assert_true(buffer_append(out, bytes_of_string(line)));
}

static void add_count(struct buffer *out, const struct column *column) {
    size_t cursor = 0, refused = 0, missed = 0, twins = 0, good = 0, bad = 0;
    const struct table *table;
    const struct row *row;
    for (size_t i = 0; (row = rows_next(&cursor, &table)) != NULL; i++) {
        const char *cell = column->cells[i];
        if (row->reason == TL_REASON_NONE) {
            *(cell_differs(cell, row) ? &bad : &good) += 1;
        } else if (strstr(cell, REFUSES_TWIN) != NULL) {
            twins++;
        } else {
            *(cell_differs(cell, row) ? &missed : &refused) += 1;
        }
    }
    add(out, "| %s | %zu | %zu | %zu | %zu | %zu |\n", column->name, refused, missed, twins, good, bad);
}

static void add_row(struct buffer *out, const struct row *row, const struct column *ours, const struct column *openssl,
                    const struct column *gnutls, size_t at) {
    add(out, "| %s | %s | ", row->rule, row->source);
    if (row->reason != TL_REASON_NONE) {
        add(out, "`%s`: ", row->reason_name);
    }
    add(out, "%s | %s | %s | %s |\n", ours->cells[at], openssl->cells[at], gnutls->cells[at],
        row_why(row) != NULL ? row_why(row) : "");
}

void document_write(struct buffer *out, const struct column *ours, const struct column *openssl,
                    const struct column *gnutls) {
    size_t at = 0;
    add(out, "%s", head);
    add(out, "| | refused, and the twin accepted | broken rule not noticed | twin refused too | good chains accepted | "
             "good chains refused |\n|---|---|---|---|---|---|\n");
    add_count(out, ours);
    add_count(out, openssl);
    add_count(out, gnutls);
    for (size_t i = 0; i < num_tables; i++) {
        add(out, "\n## %s\n\n", tables[i]->title);
        if (tables[i]->text != NULL) {
            add(out, "%s\n\n", tables[i]->text);
        }
        add(out, "| rule | source | we | OpenSSL | GnuTLS | why they differ |\n|---|---|---|---|---|---|\n");
        for (size_t k = 0; k < tables[i]->num_rows; k++, at++) {
            add_row(out, &tables[i]->rows[k], ours, openssl, gnutls, at);
        }
    }
}

/* ---- reading ---- */

char *document_path(void) {
    const char *source = getenv("SOURCE_DIR");
    if (source == NULL) {
        fail_msg("SOURCE_DIR does not say where the sources are; run this through ctest");
    }
    size_t size = strlen(source) + sizeof "/docs/refusals.md";
    char *path = malloc(size);
    assert_non_null(path);
    snprintf(path, size, "%s/docs/refusals.md", source);
    return path;
}

char *document_text(void) {
    enum { MAX = 1 << 20 };
    char *path = document_path(), *text = malloc(MAX);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("there is no %s; write it with: cmake --build build --target refusals-document", path);
    }
    assert_non_null(text);
    size_t len = fread(text, 1, MAX - 1, file);
    text[len] = '\0';
    fclose(file);
    free(path);
    return text;
}

/* The text of one cell; number 0 is the first. */
static void copy_cell(const char *line, unsigned number, char *out, size_t size) {
    const char *at = line + strlen("| ");
    for (unsigned i = 0; i < number && at != NULL; i++) {
        at = strstr(at, " | ");
        at = at != NULL ? at + strlen(" | ") : NULL;
    }
    const char *end = at != NULL ? strstr(at, " |") : NULL;
    if (end == NULL || (size_t)(end - at) >= size) {
        fail_msg("this line of docs/refusals.md has not the cells it should have: %.100s", line);
    } else {
        snprintf(out, size, "%.*s", (int)(end - at), at);
    }
}

static const char *find_row(const char *text, const struct row *row) {
    char begin[LINE_SIZE];
    snprintf(begin, sizeof begin, "\n| %s | %s | ", row->rule, row->source);
    const char *line = strstr(text, begin);
    if (line == NULL) {
        fail_msg("docs/refusals.md lacks the row \"%s\"; write it anew with: cmake --build build --target "
                 "refusals-document",
                 row->rule);
        return NULL;
    }
    return line + 1;
}

static void read_name(const char *text, const char *begin, struct column *column) {
    const char *line = strstr(text, begin);
    assert_non_null(line);
    copy_cell(line + 1, 0, column->name, sizeof column->name);
}

void document_read(struct column *openssl, struct column *gnutls) {
    char *text = document_text();
    size_t cursor = 0;
    const struct table *table;
    const struct row *row;
    read_name(text, "\n| OpenSSL ", openssl);
    read_name(text, "\n| GnuTLS ", gnutls);
    openssl->num_cells = gnutls->num_cells = 0;
    while ((row = rows_next(&cursor, &table)) != NULL) {
        const char *line = find_row(text, row);
        copy_cell(line, 3, openssl->cells[openssl->num_cells++], CELL_SIZE);
        copy_cell(line, 4, gnutls->cells[gnutls->num_cells++], CELL_SIZE);
    }
    free(text);
}

void document_has(const struct column *column, const struct column *written) {
    size_t cursor = 0, num_wrong = 0;
    const struct table *table;
    const struct row *row;
    for (size_t i = 0; (row = rows_next(&cursor, &table)) != NULL; i++) {
        if (strcmp(column->cells[i], written->cells[i]) != 0) {
            print_error("%s: %s says:\n  %s\nthe document:\n  %s\n", row->rule, column->name, column->cells[i],
                        written->cells[i]);
            num_wrong++;
        }
        if (cell_differs(column->cells[i], row) && row_why(row) == NULL) {
            print_error("%s: %s differs (%s), and nobody says why\n", row->rule, column->name, column->cells[i]);
            num_wrong++;
        }
    }
    assert_int_equal(num_wrong, 0);
}

/* ---- a peer's test program ---- */

struct peer_check {
    enum peer peer;
    const char *name;
    answer_fn *ask;
    bool skipped;
};

static void every_row(void **state) {
    static struct column said, written[2];
    struct peer_check *check = *state;
    const struct column *mine = &written[check->peer];
    document_read(&written[PEER_OPENSSL], &written[PEER_GNUTLS]);
    if (strcmp(check->name, mine->name) != 0) {
        print_message("skipped: the document is about %s, and here is %s, which may say other things\n", mine->name,
                      check->name);
        check->skipped = true;
        skip();
    }
    column_ask(&said, check->name, check->ask);
    document_has(&said, mine);
}

static int clear(void **state) {
    (void)state;
    scene_free_shared();
    return 0;
}

int check_peer(enum peer peer, const char *name, answer_fn *ask) {
    enum { SKIPPED = 77 };
    struct peer_check check = {.peer = peer, .name = name, .ask = ask};
    const struct CMUnitTest tests[] = {cmocka_unit_test_prestate(every_row, &check)};
    int result = cmocka_run_group_tests(tests, NULL, clear);
    return check.skipped ? SKIPPED : result;
}
