/* renegotiation_info (RFC 5746). We never renegotiate, so that it is always empty; asking for it keeps others from
 * splicing a first handshake into theirs. */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    if (place == IN_CLIENT_HELLO) {
        return h->conn->config->policy.min_version <= TL_TLS1_2;
    }
    return h->secure_renegotiation;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)h;
    (void)place;
    write_vector(content, 1, (tl_bytes){0});
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    struct reader r = reader_of(content);
    values->renegotiation_info = read_vector(&r, 1, 0, 0xff);
    return read_end(&r);
}

const struct extension extension_renegotiation_info = {
    EXTENSION_RENEGOTIATION_INFO, "renegotiation_info", IN_CLIENT_HELLO | IN_SERVER_HELLO12, wanted, write, read,
};
