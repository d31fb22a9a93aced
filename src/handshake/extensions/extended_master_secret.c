/* extended_master_secret (RFC 7627): the master secret is bound to the whole handshake. */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    if (place == IN_CLIENT_HELLO) {
        return h->conn->config->policy.min_version <= TL_TLS1_2;
    }
    return h->extended_master_secret;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)h;
    (void)place;
    (void)content;
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    values->extended_master_secret = true;
    return content.len == 0;
}

const struct extension extension_extended_master_secret = {
    EXTENSION_EXTENDED_MASTER_SECRET,
    "extended_master_secret",
    IN_CLIENT_HELLO | IN_SERVER_HELLO12,
    wanted,
    write,
    read,
};
