#include "x509/certificate/authority_info.h"

static void read_description(struct reader *list, struct access_description *description) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    description->method = der_read_oid(&r);
    general_name_read(&r, &description->location);
    der_leave(list, &r);
}

bool authority_info_is_well_formed(tl_bytes content) {
    struct reader r = reader_of(content);
    do { /* SIZE (1..MAX) */
        struct access_description description;
        read_description(&r, &description);
    } while (read_more(&r));
    return read_end(&r);
}

bool authority_info_next(tl_bytes content, size_t *cursor, struct access_description *description) {
    if (*cursor >= content.len) {
        return false;
    }
    struct reader r = reader_of(bytes_from(content, *cursor));
    read_description(&r, description);
    *cursor = content.len - read_left(&r);
    return !r.failed;
}
