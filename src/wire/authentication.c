#include "wire/authentication.h"

bool parse_certificate13(tl_bytes body, struct certificate_message *m) {
    struct reader r = reader_of(body);
    m->request_context = read_vector(&r, 1, 0, 0xff);
    m->list = read_vector(&r, 3, 0, 0xffffff);
    return read_end(&r);
}

bool parse_certificate12(tl_bytes body, struct certificate_message *m) {
    struct reader r = reader_of(body);
    m->request_context = (tl_bytes){0};
    m->list = read_vector(&r, 3, 0, 0xffffff);
    return read_end(&r);
}

bool read_certificate_entry13(struct reader *list, struct certificate_entry *entry) {
    if (!read_more(list)) {
        return false;
    }
    entry->der = read_vector(list, 3, 1, 0xffffff);
    entry->extensions = read_vector(list, 2, 0, 0xffff);
    return !list->failed;
}

bool read_certificate_entry12(struct reader *list, struct certificate_entry *entry) {
    if (!read_more(list)) {
        return false;
    }
    entry->der = read_vector(list, 3, 1, 0xffffff);
    entry->extensions = (tl_bytes){0};
    return !list->failed;
}

/* CertificateStatusType (RFC 6066 §8) */
enum { STATUS_TYPE_OCSP = 1 };

bool parse_certificate_status(tl_bytes body, struct certificate_status *m) {
    struct reader r = reader_of(body);
    uint8_t type = read_u8(&r);
    m->ocsp_response = read_vector(&r, 3, 1, 0xffffff);
    return read_end(&r) && type == STATUS_TYPE_OCSP;
}

void write_certificate_status(struct writer *w, const struct certificate_status *m) {
    write_u8(w, STATUS_TYPE_OCSP);
    write_vector(w, 3, m->ocsp_response);
}

bool parse_certificate_status_request(tl_bytes content, struct certificate_status_request *m) {
    *m = (struct certificate_status_request){0};
    struct reader r = reader_of(content);
    m->is_ocsp = read_u8(&r) == STATUS_TYPE_OCSP;
    if (!m->is_ocsp) {
        return !r.failed;
    }
    m->responder_ids = read_vector(&r, 2, 0, 0xffff);
    m->request_extensions = read_vector(&r, 2, 0, 0xffff);
    struct reader ids = reader_of(m->responder_ids);
    while (read_more(&ids)) {
        read_vector(&ids, 2, 1, 0xffff);
    }
    return read_end(&r) && read_end(&ids);
}

void write_certificate_status_request(struct writer *w) {
    write_u8(w, STATUS_TYPE_OCSP);
    write_vector(w, 2, (tl_bytes){0});
    write_vector(w, 2, (tl_bytes){0});
}

bool parse_certificate_request13(tl_bytes body, struct certificate_request13 *m) {
    struct reader r = reader_of(body);
    m->request_context = read_vector(&r, 1, 0, 0xff);
    m->extensions = read_vector(&r, 2, 2, 0xffff);
    return read_end(&r);
}

bool parse_certificate_request12(tl_bytes body, struct certificate_request12 *m) {
    struct reader r = reader_of(body);
    m->certificate_types = read_vector(&r, 1, 1, 0xff);
    m->signature_algorithms = read_vector(&r, 2, 2, 0xfffe);
    m->authorities = read_vector(&r, 2, 0, 0xffff);
    return read_end(&r) && m->signature_algorithms.len % 2 == 0;
}

void read_digitally_signed(struct reader *r, struct certificate_verify *m) {
    m->scheme = read_u16(r);
    m->signature = read_vector(r, 2, 0, 0xffff);
}

bool parse_certificate_verify(tl_bytes body, struct certificate_verify *m) {
    struct reader r = reader_of(body);
    read_digitally_signed(&r, m);
    return read_end(&r);
}

void write_digitally_signed(struct writer *w, uint16_t scheme, tl_bytes signature) {
    write_u16(w, scheme);
    write_vector(w, 2, signature);
}
