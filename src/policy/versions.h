/* Protocol versions: one row each. */
#ifndef POLICY_VERSIONS_H
#define POLICY_VERSIONS_H

#include <tlslite.h>

struct version {
    tl_protocol id;
    const char *name;       /* "TLS 1.3" */
    const char *short_name; /* "tls1.3" */
};

extern const struct version protocol_versions[]; /* the oldest first */
extern const size_t num_protocol_versions;

bool version_is_known(tl_protocol version);
const char *version_name(tl_protocol version); /* "TLS 1.3" */

#endif
