#include "wire/post_handshake.h"

bool parse_key_update(tl_bytes body, uint8_t *request) {
    struct reader r = reader_of(body);
    *request = read_u8(&r);
    return read_end(&r);
}

bool parse_new_session_ticket(tl_bytes body, struct new_session_ticket *m) {
    struct reader r = reader_of(body);
    m->lifetime = read_u32(&r);
    m->age_add = read_u32(&r);
    m->nonce = read_vector(&r, 1, 0, 0xff);
    m->ticket = read_vector(&r, 2, 1, 0xffff);
    m->extensions = read_vector(&r, 2, 0, 0xfffe);
    return read_end(&r);
}
