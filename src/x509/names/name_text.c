#include "x509/der/oid.h"
#include "x509/der/string_text.h"
#include "x509/names/name.h"

/* RFC 4514 §2.4 */
static bool needs_backslash(const struct character *c, bool is_first, bool is_last) {
    if (c->point < 0x80 && c->point != 0 && strchr("\"+,;<>\\", (int)c->point) != NULL) {
        return true;
    }
    return (is_first && (c->point == ' ' || c->point == '#')) || (is_last && c->point == ' ');
}

static void add_string(struct text *text, unsigned tag, tl_bytes value) {
    struct character c;
    for (bool is_first = true; string_next(tag, &value, &c); is_first = false) {
        if (character_is_safe(&c) && needs_backslash(&c, is_first, value.len == 0)) {
            text_add_char(text, '\\');
        }
        text_add_character(text, &c);
    }
}

/* The DER of a value that is no string, as RFC 4514 §2.4 has it. */
static void add_hex(struct text *text, tl_bytes element) {
    static const char digits[] = "0123456789abcdef";
    text_add_char(text, '#');
    for (size_t i = 0; i < element.len; i++) {
        text_add_char(text, digits[element.data[i] >> 4]);
        text_add_char(text, digits[element.data[i] & 15]);
    }
}

static void add_type(struct text *text, tl_bytes oid) {
    char dotted[OID_TEXT_SIZE];
    const char *name = oid_name(oid);
    if (name == NULL) {
        oid_text(oid, dotted);
        name = dotted;
    }
    text_add(text, name);
}

static void add_attribute(struct text *text, struct reader *rdn) {
    struct name_attribute attribute;
    name_read_attribute(rdn, &attribute);
    add_type(text, attribute.type);
    text_add_char(text, '=');
    if (string_is(attribute.tag)) {
        add_string(text, attribute.tag, attribute.value);
    } else {
        add_hex(text, attribute.element);
    }
}

static void add_rdn(struct text *text, struct reader rdn) {
    while (read_more(&rdn)) {
        add_attribute(text, &rdn);
        if (read_more(&rdn)) {
            text_add_char(text, '+');
        }
    }
}

void rdn_write(tl_bytes rdn, struct text *text) {
    add_rdn(text, reader_of(rdn));
}

void name_write(tl_bytes name, struct text *text) {
    struct reader r = reader_of(name);
    struct reader rdns = der_enter(&r, DER_SEQUENCE);
    struct reader parts[NAME_MAX_RDNS];
    size_t count = 0;
    while (read_more(&rdns) && count < NAME_MAX_RDNS) {
        parts[count++] = der_enter(&rdns, DER_SET);
    }
    while (count > 0) {
        add_rdn(text, parts[--count]);
        if (count > 0) {
            text_add(text, ", ");
        }
    }
}

static bool rdn_is_safe(struct reader rdn) {
    bool safe = true;
    while (read_more(&rdn)) {
        struct name_attribute attribute;
        name_read_attribute(&rdn, &attribute);
        safe = safe && (!string_is(attribute.tag) || string_is_safe(attribute.tag, attribute.value));
    }
    return safe;
}

bool name_is_safe(tl_bytes name) {
    struct reader r = reader_of(name);
    struct reader rdns = der_enter(&r, DER_SEQUENCE);
    bool safe = true;
    while (read_more(&rdns)) {
        safe = rdn_is_safe(der_enter(&rdns, DER_SET)) && safe;
    }
    return safe;
}
