#include "wire/hello.h"

/* SHA-256("HelloRetryRequest") */
const uint8_t hello_retry_random[RANDOM_LEN] = {0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c,
                                                0x02, 0x1e, 0x65, 0xb8, 0x91, 0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb,
                                                0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

bool parse_client_hello(tl_bytes body, struct client_hello *m) {
    struct reader r = reader_of(body);
    m->legacy_version = read_u16(&r);
    m->random = read_bytes(&r, RANDOM_LEN);
    m->session_id = read_vector(&r, 1, 0, MAX_SESSION_ID_LEN);
    m->cipher_suites = read_vector(&r, 2, 2, 0xfffe);
    m->compression_methods = read_vector(&r, 1, 1, 0xff);
    m->extensions = read_more(&r) ? read_vector(&r, 2, 0, 0xffff) : (tl_bytes){0};
    return read_end(&r) && m->cipher_suites.len % 2 == 0;
}

bool parse_server_hello(tl_bytes body, struct server_hello *m) {
    struct reader r = reader_of(body);
    m->legacy_version = read_u16(&r);
    m->random = read_bytes(&r, RANDOM_LEN);
    m->session_id = read_vector(&r, 1, 0, MAX_SESSION_ID_LEN);
    m->cipher_suite = read_u16(&r);
    m->compression_method = read_u8(&r);
    m->extensions = read_more(&r) ? read_vector(&r, 2, 0, 0xffff) : (tl_bytes){0};
    return read_end(&r);
}

bool is_hello_retry_request(tl_bytes message) {
    struct reader r = reader_of(message);
    read_u32(&r); /* header */
    read_u16(&r); /* legacy_version */
    return bytes_equal(read_bytes(&r, RANDOM_LEN), bytes_of(hello_retry_random, RANDOM_LEN));
}

void write_client_hello(struct writer *w, const struct client_hello *m) {
    write_u16(w, m->legacy_version);
    write_bytes(w, m->random);
    write_vector(w, 1, m->session_id);
    write_vector(w, 2, m->cipher_suites);
    write_vector(w, 1, m->compression_methods);
}

void write_server_hello(struct writer *w, const struct server_hello *m) {
    write_u16(w, m->legacy_version);
    write_bytes(w, m->random);
    write_vector(w, 1, m->session_id);
    write_u16(w, m->cipher_suite);
    write_u8(w, m->compression_method);
}

bool has_u16(tl_bytes list, uint16_t value) {
    struct reader r = reader_of(list);
    while (read_more(&r)) {
        if (read_u16(&r) == value) {
            return true;
        }
    }
    return false;
}
