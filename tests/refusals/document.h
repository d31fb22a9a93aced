/* docs/refusals.md: the table with what three verifiers say. */
#ifndef TESTS_REFUSALS_DOCUMENT_H
#define TESTS_REFUSALS_DOCUMENT_H

#include "refusals/rows.h"

enum { MAX_ROWS = 400, CELL_SIZE = 2 * ANSWER_SIZE + 40, LINE_SIZE = 8192 };

/* What one verifier says to all rows, in their order. */
struct column {
    char name[60]; /* "OpenSSL 3.0.19" */
    char cells[MAX_ROWS][CELL_SIZE];
    size_t num_cells;
};

#define ACCEPTS      "**accepted**"
#define REFUSES_TWIN "; refuses the twin too: "

void cell_write(char cell[CELL_SIZE], const struct row *row, const struct outcome *outcome);

/* Does the cell say something else than we do? */
bool cell_differs(const char *cell, const struct row *row);

/* Asks about all rows. */
void column_ask(struct column *column, const char *name, answer_fn *ask);

/* The columns of the document as it is. Fails the running test where there is none or a row is missing. */
void document_read(struct column *openssl, struct column *gnutls);

void document_write(struct buffer *out, const struct column *ours, const struct column *openssl,
                    const struct column *gnutls);

/* A test: the column as it is in the document, and why the verifier differs wherever it does. */
void document_has(const struct column *column, const struct column *written);

/* The whole test program of a peer: it says what the document says of it, unless the document is about another version,
 * which is skipped. name is "OpenSSL 3.0.19", as the column begins; which picks the peer's of the two columns. Returns
 * what to exit with. */
enum peer { PEER_OPENSSL, PEER_GNUTLS };
int check_peer(enum peer peer, const char *name, answer_fn *ask);

/* The document's path, which the caller frees; its text likewise. */
char *document_path(void);
char *document_text(void);

#endif
