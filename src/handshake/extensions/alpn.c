/* application_layer_protocol_negotiation (RFC 7301). */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    return place == IN_CLIENT_HELLO ? h->conn->config->alpn.len > 0 : h->conn->session->alpn != NULL;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    struct vector list = write_begin(content, 2);
    if (place == IN_CLIENT_HELLO) {
        write_bytes(content, h->conn->config->alpn);
    } else {
        write_vector(content, 1, bytes_of_string(h->conn->session->alpn));
    }
    write_close(content, list);
}

/* Every name has at least one octet; the server's list has exactly one name (RFC 7301 §3.1). */
static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    struct reader r = reader_of(content);
    values->alpn = read_vector(&r, 2, 2, 0xffff);
    struct reader list = reader_of(values->alpn);
    unsigned num_names = 0;
    while (read_more(&list)) {
        read_vector(&list, 1, 1, 0xff);
        num_names++;
    }
    return read_end(&r) && read_end(&list) && (place == IN_CLIENT_HELLO || num_names == 1);
}

const struct extension extension_alpn = {
    EXTENSION_ALPN,
    "application_layer_protocol_negotiation",
    IN_CLIENT_HELLO | IN_SERVER_HELLO12 | IN_ENCRYPTED_EXTENSIONS,
    wanted,
    write,
    read,
};
