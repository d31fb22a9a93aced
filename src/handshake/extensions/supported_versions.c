/* supported_versions (RFC 8446 §4.2.1). */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    return place != IN_CLIENT_HELLO || h->conn->config->policy.max_version >= TL_TLS1_3;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    const struct policy *policy = &h->conn->config->policy;
    if (place != IN_CLIENT_HELLO) {
        write_u16(content, TL_TLS1_3);
        return;
    }
    struct vector list = write_begin(content, 1);
    for (unsigned version = policy->max_version; version >= policy->min_version; version--) {
        write_u16(content, version);
    }
    write_close(content, list);
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    struct reader r = reader_of(content);
    if (place == IN_CLIENT_HELLO) {
        values->supported_versions = read_vector(&r, 1, 2, 254);
        return read_end(&r) && values->supported_versions.len % 2 == 0;
    }
    values->selected_version = read_u16(&r);
    return read_end(&r);
}

const struct extension extension_supported_versions = {
    EXTENSION_SUPPORTED_VERSIONS,
    "supported_versions",
    IN_CLIENT_HELLO | IN_SERVER_HELLO13 | IN_HELLO_RETRY,
    wanted,
    write,
    read,
};
