#include "wire/key_exchange.h"

bool parse_server_key_exchange(tl_bytes body, struct server_key_exchange *m) {
    struct reader r = reader_of(body);
    m->curve_type = read_u8(&r);
    m->group = read_u16(&r);
    m->share = read_vector(&r, 1, 1, 0xff);
    m->parameters = bytes_of(body.data, body.len - read_left(&r));
    read_digitally_signed(&r, &m->signature);
    return read_end(&r);
}

void write_server_ecdh_params(struct writer *w, uint16_t group, tl_bytes share) {
    write_u8(w, CURVE_TYPE_NAMED);
    write_u16(w, group);
    write_vector(w, 1, share);
}

bool parse_client_key_exchange(tl_bytes body, tl_bytes *share) {
    struct reader r = reader_of(body);
    *share = read_vector(&r, 1, 1, 0xff);
    return read_end(&r);
}

void write_client_key_exchange(struct writer *w, tl_bytes share) {
    write_vector(w, 1, share);
}
