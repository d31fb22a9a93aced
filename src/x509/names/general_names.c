#include "x509/names/general_names.h"

#include "x509/names/name.h"

static bool is_ia5(tl_bytes text) {
    uint8_t all = 0;
    for (size_t i = 0; i < text.len; i++) {
        all |= text.data[i];
    }
    return all < 0x80;
}

static bool is_oid_content(tl_bytes content) {
    struct reader r = reader_of(content);
    uint8_t last = 0x80;
    while (read_more(&r)) {
        last = read_u8(&r);
    }
    return last < 0x80;
}

static bool value_is_well_formed(const struct general_name *name) {
    switch (name->kind) {
    case GENERAL_NAME_EMAIL:
    case GENERAL_NAME_DNS:
    case GENERAL_NAME_URI:
        return is_ia5(name->value);
    case GENERAL_NAME_DIRECTORY:
        return name_is_well_formed(name->value);
    case GENERAL_NAME_REGISTERED_ID:
        return is_oid_content(name->value);
    case GENERAL_NAME_OTHER:
    case GENERAL_NAME_X400:
    case GENERAL_NAME_EDI:
    case GENERAL_NAME_IP: /* its length depends on where it stands */
        break;
    }
    return true;
}

void general_name_read(struct reader *r, struct general_name *name) {
    /* constructed: otherName, x400Address, directoryName, ediPartyName */
    static const uint8_t tags[] = {0xa0, 0x81, 0x82, 0xa3, 0xa4, 0xa5, 0x86, 0x87, 0x88};
    unsigned tag;
    tl_bytes value = der_read_any(r, &tag);
    unsigned kind = tag & 0x1f;
    *name = (struct general_name){(enum general_name_kind)kind, value};
    if (r->failed || kind >= sizeof tags || tags[kind] != tag || !value_is_well_formed(name)) {
        read_fail(r);
        *name = (struct general_name){GENERAL_NAME_OTHER, {0}};
    }
}

bool general_names_are_well_formed(tl_bytes content) {
    struct reader r = reader_of(content);
    struct general_name name;
    do { /* SIZE (1..MAX) */
        general_name_read(&r, &name);
        if (name.kind == GENERAL_NAME_IP && name.value.len != 4 && name.value.len != 16) {
            read_fail(&r);
        }
    } while (read_more(&r));
    return read_end(&r);
}

bool general_names_next(tl_bytes content, size_t *cursor, struct general_name *name) {
    struct reader r = reader_of(bytes_from(content, *cursor));
    if (!read_more(&r)) {
        return false;
    }
    general_name_read(&r, name);
    *cursor = content.len - read_left(&r);
    return !r.failed;
}
