/* cookie (RFC 8446 §4.2.2): a client echoes what a HelloRetryRequest brought; we send none as a server, for we keep our
 * state. */
#include "handshake/handshake.h"

static bool wanted(const struct handshake *h, enum extension_place place) {
    return place == IN_CLIENT_HELLO && h->cookie.len > 0;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)place;
    write_vector(content, 2, buffer_bytes(&h->cookie));
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    struct reader r = reader_of(content);
    values->cookie = read_vector(&r, 2, 1, 0xffff);
    return read_end(&r);
}

const struct extension extension_cookie = {
    EXTENSION_COOKIE, "cookie", IN_CLIENT_HELLO | IN_HELLO_RETRY, wanted, write, read,
};
