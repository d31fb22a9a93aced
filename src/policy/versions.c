#include "policy/versions.h"

const struct version versions[] = {
    {TL_TLS1_2, "TLS 1.2", "tls1.2"},
    {TL_TLS1_3, "TLS 1.3", "tls1.3"},
};

const size_t num_versions = sizeof versions / sizeof *versions;

static const struct version *version_by_id(tl_protocol id) {
    for (size_t i = 0; i < num_versions; i++) {
        if (versions[i].id == id) {
            return &versions[i];
        }
    }
    return NULL;
}

bool version_is_known(tl_protocol version) {
    return version_by_id(version) != NULL;
}

const char *version_name(tl_protocol version) {
    const struct version *known = version_by_id(version);
    return known != NULL ? known->name : "an unknown version";
}
