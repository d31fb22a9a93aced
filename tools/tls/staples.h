/* OCSP responses in files, for the identities of a client or a server to staple. */
#ifndef TLS_STAPLES_H
#define TLS_STAPLES_H

#include <stdbool.h>
#include <stddef.h>

#include <tlslite.h>

#include "tls/options.h"
#include "tls/watch.h"

enum { KEY_STAPLE = KEY_OWN + 200, MAX_STAPLES = 64 };

struct staples {
    const char *files[MAX_STAPLES];
    size_t num_files;
};

bool staples_add(struct staples *staples, const char *file);

/* Reads the files and lets each identity staple the responses that are for its chain, which it adds to what is watched.
 * One that says that its certificate was revoked, or is not known, is left out with a warning. False where one is
 * malformed or for none of the identities, which is said. */
bool staples_attach(const struct staples *staples, tl_identity **identities, size_t num_identities,
                    struct watch *watch);

#endif
