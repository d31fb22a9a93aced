/* ec_point_formats (RFC 8422 §5.1.2): only uncompressed points are left. */
#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

#define POINT_FORMAT_UNCOMPRESSED 0

static bool wanted(const struct handshake *h, enum extension_place place) {
    if (place == IN_CLIENT_HELLO) {
        return h->conn->config->policy.min_version <= TL_TLS1_2;
    }
    return place == IN_SERVER_HELLO12 && h->client_point_formats;
}

static void write(const struct handshake *h, enum extension_place place, struct writer *content) {
    (void)h;
    (void)place;
    static const uint8_t formats[] = {POINT_FORMAT_UNCOMPRESSED};
    write_vector(content, 1, bytes_of(formats, sizeof formats));
}

static bool read(struct extension_values *values, enum extension_place place, tl_bytes content) {
    (void)place;
    struct reader r = reader_of(content);
    tl_bytes formats = read_vector(&r, 1, 1, 0xff);
    values->point_formats = true;
    values->uncompressed_points =
        formats.len > 0 && memchr(formats.data, POINT_FORMAT_UNCOMPRESSED, formats.len) != NULL;
    return read_end(&r);
}

bool check_point_formats(struct handshake *h) {
    REQUIRE(!h->extensions.point_formats || h->extensions.uncompressed_points,
            handshake_fail(h, NO_UNCOMPRESSED_POINTS, peer_name(h->conn)));
    return true;
}

const struct extension extension_ec_point_formats = {
    EXTENSION_EC_POINT_FORMATS, "ec_point_formats", IN_CLIENT_HELLO | IN_SERVER_HELLO12, wanted, write, read,
};
