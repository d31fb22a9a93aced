/* signature_algorithms (RFC 8446 §4.2.3): what the sender can verify. */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    (void)h;
    return place == IN_CLIENT_HELLO || place == IN_CERTIFICATE_REQUEST;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)place;
    const struct policy *policy = &h->conn->config->policy;
    struct vector list = write_begin(content, 2);
    for (size_t i = 0; i < policy->num_schemes; i++) {
        write_u16(content, policy->schemes[i]->id);
    }
    write_close(content, list);
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    struct reader r = reader_of(content);
    values->signature_algorithms = read_vector(&r, 2, 2, 0xfffe);
    return read_end(&r) && values->signature_algorithms.len % 2 == 0;
}

const struct extension extension_signature_algorithms = {
    EXTENSION_SIGNATURE_ALGORITHMS,
    "signature_algorithms",
    IN_CLIENT_HELLO | IN_CERTIFICATE_REQUEST,
    wanted,
    write,
    read,
};
