#include "policy/versions.h"

const struct version protocol_versions[] = {
    {TL_TLS1_2, "TLS 1.2", "tls1.2"},
    {TL_TLS1_3, "TLS 1.3", "tls1.3"},
};

const size_t num_protocol_versions = sizeof protocol_versions / sizeof *protocol_versions;

static const struct version *version_by_id(tl_protocol id) {
    for (size_t i = 0; i < num_protocol_versions; i++) {
        if (protocol_versions[i].id == id) {
            return &protocol_versions[i];
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
