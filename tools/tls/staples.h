/* OCSP responses for the identities of a client or a server to staple. */
#ifndef TLS_STAPLES_H
#define TLS_STAPLES_H

#include <stdbool.h>
#include <stddef.h>

#include <tlslite.h>

#include "tls/ocsp_files.h"
#include "tls/options.h"
#include "tls/watch.h"

enum { KEY_STAPLE = KEY_OWN + 200 };

/* Reads the files and lets each identity staple the responses that are for its chain, which it adds to what is watched.
 * One that says that its certificate was revoked, or is not known, is left out with a warning. False where one is
 * malformed or for none of the identities, which is said. */
bool staples_attach(const struct ocsp_files *files, tl_identity **identities, size_t num_identities,
                    struct watch *watch);

#endif
