/* certificate_authorities (RFC 8446 §4.2.4): a server tells clients whose certificates it accepts, so that a person
 * with several is asked about those that fit. */
#include "handshake/handshake.h"

#include "handshake/authorities.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    return place == IN_CERTIFICATE_REQUEST && has_authorities(server_config(h->conn)->client_trust);
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)place;
    write_authorities(server_config(h->conn)->client_trust, content);
}

/* A client with one identity has nothing to choose: the names need only be well-formed. */
static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)values;
    (void)place;
    struct reader r = reader_of(content);
    struct reader list = reader_of(read_vector(&r, 2, 3, 0xffff));
    while (read_more(&list)) {
        read_vector(&list, 2, 1, 0xffff);
    }
    return read_end(&r) && read_end(&list);
}

const struct extension extension_certificate_authorities = {
    EXTENSION_CERTIFICATE_AUTHORITIES,
    "certificate_authorities",
    IN_CLIENT_HELLO | IN_CERTIFICATE_REQUEST,
    wanted,
    write,
    read,
};
