/* Revocation, as clients, servers and `tls verify` have it in common: options, lists, and how a status is said. */
#ifndef TLS_REVOCATION_H
#define TLS_REVOCATION_H

#include <stdbool.h>
#include <stdio.h>

#include <tlslite/x509.h>

#include "tls/options.h"
#include "tls/text.h"
#include "tls/watch.h"

enum { KEY_CRL = KEY_OWN + 100, KEY_REVOCATION, KEY_SHORT_LIVED, MAX_LIST_PATHS = 100 };

/* For a command's table of options. */
#define ROW_OF_LISTS                                                                                                   \
    { KEY_CRL, "crl", "PATH", "file of revocation lists, PEM or one in DER, or a directory of such files; repeatable" }
#define ROW_OF_POLICY                                                                                                  \
    {                                                                                                                  \
        KEY_REVOCATION, "revocation", "POLICY",                                                                        \
            "if-known (default): refuse the revoked; required, leaf-required: the unknown too; off"                    \
    }
#define ROW_OF_SHORT_LIVED                                                                                             \
    { KEY_SHORT_LIVED, "short-lived", "DAYS", "what is valid for at most so many days needs no status" }
#define REVOCATION_ROWS ROW_OF_LISTS, ROW_OF_POLICY, ROW_OF_SHORT_LIVED

/* revocation_load fills what the library's options take. */
struct revocation {
    const char *paths[MAX_LIST_PATHS];
    size_t num_paths;
    bool has_policy;
    tl_revocation policy;
    tl_crls *crls; /* NULL: none */
    unsigned short_lived_days;
};

bool revocation_set(struct revocation *revocation, int key, const char *value);

/* Reads the lists. unchecked says why no chain is verified ("--insecure verifies no chain"), NULL: one is. False where
 * the options make no sense or a list cannot be read, which is said. */
bool revocation_load(struct revocation *revocation, const char *command, const char *unchecked);

/* Adds the lists. */
bool revocation_watch(const struct revocation *revocation, struct watch *watch);
void revocation_clear(struct revocation *revocation);

/* "not revoked, says a list of 2026-11-20 10:00:00 UTC, which holds until 2026-12-20 10:00:00 UTC" */
void print_revocation(FILE *to, const tl_revocation_status *status);
const char *revocation_state_name(tl_revocation_state state);

/* The members status, source, this_update and next_update, each behind the prefix; of what was revoked also revoked_at
 * and reason. */
void json_revocation(struct json *json, const char *prefix, const tl_revocation_status *status);

#endif
