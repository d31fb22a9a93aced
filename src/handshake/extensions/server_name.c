/* server_name (RFC 6066 §3): the host that the client wants. */
#include "handshake/handshake.h"

#include "x509/path/path.h"

#define NAME_TYPE_HOST 0

/* RFC 6066 §3: literal IP addresses are not permitted. */
static bool wanted(const struct handshake *h, enum extension_place place) {
    if (place == IN_CLIENT_HELLO) {
        uint8_t address[16];
        size_t len;
        return h->server_name != NULL && !host_is_ip_address(h->server_name, address, &len);
    }
    return h->server_name_recognized;
}

static tl_bytes without_trailing_dot(tl_bytes name) {
    if (name.len > 0 && name.data[name.len - 1] == '.') {
        name.len--;
    }
    return name;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    if (place != IN_CLIENT_HELLO) {
        return; /* the acknowledgement is empty */
    }
    struct vector list = write_begin(content, 2);
    write_u8(content, NAME_TYPE_HOST);
    write_vector(content, 2, without_trailing_dot(bytes_of_string(h->server_name)));
    write_close(content, list);
}

/* One host_name: RFC 6066 forbids two names of one type, and no other type was ever defined. */
static bool read_offer(struct extension_values *values, tl_bytes content) {
    struct reader r = reader_of(content);
    struct reader list = reader_of(read_vector(&r, 2, 1, 0xffff));
    uint8_t type = read_u8(&list);
    values->server_name = read_vector(&list, 2, 1, 0xffff);
    bool has_nul = values->server_name.len > 0 && memchr(values->server_name.data, 0, values->server_name.len) != NULL;
    return read_end(&list) && read_end(&r) && type == NAME_TYPE_HOST && !has_nul;
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    if (place == IN_CLIENT_HELLO) {
        return read_offer(values, content);
    }
    values->server_name_acknowledged = true;
    return content.len == 0;
}

const struct extension extension_server_name = {
    EXTENSION_SERVER_NAME,
    "server_name",
    IN_CLIENT_HELLO | IN_SERVER_HELLO12 | IN_ENCRYPTED_EXTENSIONS,
    wanted,
    write,
    read,
};
