#include "handshake/extensions/extension.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

/* In the order in which they are sent. */
/* clang-format off */
static const struct extension *const table[] = {
    &extension_server_name,
    &extension_extended_master_secret,
    &extension_renegotiation_info,
    &extension_supported_groups,
    &extension_ec_point_formats,
    &extension_alpn,
    &extension_status_request,
    &extension_signature_algorithms,
    &extension_supported_versions,
    &extension_cookie,
    &extension_key_share,
    &extension_certificate_authorities,
};
/* clang-format on */

const struct extension *extension_at(size_t index) {
    return index < COUNT_OF(table) ? table[index] : NULL;
}

static int row_of(uint16_t type) {
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if (table[i]->type == type) {
            return (int)i;
        }
    }
    return -1;
}

static void write_one(struct handshake *h, size_t row, enum extension_place place, struct writer *w) {
    write_u16(w, table[row]->type);
    struct vector content = write_begin(w, 2);
    table[row]->write(h, place, w);
    write_close(w, content);
    if (place == IN_CLIENT_HELLO || place == IN_CERTIFICATE_REQUEST) {
        h->offered |= 1u << row;
    }
}

void extensions_write(struct handshake *h, enum extension_place place, struct writer *w) {
    struct vector list = write_begin(w, 2);
    size_t start = w->buffer->len;
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        if ((table[i]->places & place) != 0 && table[i]->wanted(h, place)) {
            write_one(h, i, place, w);
        }
    }
    if (place == IN_SERVER_HELLO12 && w->buffer->len == start && !w->failed) {
        w->buffer->len = list.at;
        return;
    }
    write_close(w, list);
}

/* Requests and offers may hold what we do not know; answers may hold only what was offered. */
static bool may_be_unknown(enum extension_place place) {
    return place == IN_CLIENT_HELLO || place == IN_CERTIFICATE_REQUEST;
}

bool extension_was_offered(const struct handshake *h, const struct extension *extension) {
    return (h->offered & 1u << row_of(extension->type)) != 0;
}

/* A server's messages answer our ClientHello, a client's Certificate our CertificateRequest; a cookie comes unasked
 * (RFC 8446 §4.2.2). */
static bool was_offered(const struct handshake *h, int row, enum extension_place place) {
    if (may_be_unknown(place) || (place == IN_HELLO_RETRY && table[row] == &extension_cookie)) {
        return true;
    }
    return (h->offered & 1u << row) != 0;
}

static bool read_one(struct handshake *h, enum extension_place place, const struct wire_extension *extension) {
    int row = row_of(extension->type);
    if (row < 0) {
        REQUIRE(may_be_unknown(place), handshake_fail(h, UNOFFERED_EXTENSION, peer_name(h->conn), extension->type));
        return true;
    }
    REQUIRE(was_offered(h, row, place), handshake_fail(h, UNOFFERED_EXTENSION, peer_name(h->conn), extension->type));
    REQUIRE((table[row]->places & place) != 0,
            handshake_fail(h, MISPLACED_EXTENSION, peer_name(h->conn), table[row]->name));
    REQUIRE(table[row]->read(&h->extensions, place, extension->content),
            handshake_fail(h, BAD_EXTENSION, peer_name(h->conn), table[row]->name));
    return true;
}

bool extensions_read(struct handshake *h, enum extension_place place, const char *message, tl_bytes list) {
    h->extensions = (struct extension_values){0};
    if (list.len == 0) {
        return true;
    }
    int duplicate;
    REQUIRE(check_extensions(list, &duplicate), handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), message));
    REQUIRE(duplicate < 0, handshake_fail(h, DUPLICATE_EXTENSION, peer_name(h->conn), duplicate));
    struct reader r = reader_of(list);
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        TRY(read_one(h, place, &extension));
    }
    return true;
}
