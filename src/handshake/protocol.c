#include "handshake/protocol.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

static bool has_name(tl_bytes list, tl_bytes name) {
    struct reader r = reader_of(list);
    while (read_more(&r)) {
        if (bytes_equal(read_vector(&r, 1, 1, 255), name)) {
            return true;
        }
    }
    return false;
}

static bool set_protocol(struct handshake *h, tl_bytes name) {
    h->conn->session->alpn = mem_copy_bytes_as_string(name);
    REQUIRE(h->conn->session->alpn != NULL, handshake_fail(h, OUT_OF_MEMORY));
    return true;
}

bool choose_protocol(struct handshake *h) {
    tl_bytes ours = h->conn->config->alpn;
    tl_bytes theirs = h->extensions.alpn;
    if (ours.len == 0 || theirs.data == NULL) {
        return true;
    }
    struct reader r = reader_of(ours);
    while (read_more(&r)) {
        tl_bytes name = read_vector(&r, 1, 1, 255);
        if (has_name(theirs, name)) {
            return set_protocol(h, name);
        }
    }
    return handshake_fail(h, NO_COMMON_PROTOCOL);
}

bool client_take_protocol(struct handshake *h) {
    if (h->extensions.alpn.data == NULL) {
        return true;
    }
    tl_bytes name = bytes_from(h->extensions.alpn, 1);
    REQUIRE(has_name(h->conn->config->alpn, name), handshake_fail(h, UNOFFERED_PROTOCOL));
    return set_protocol(h, name);
}
