#include "x509/name.h"
#include "x509/oid.h"

static void add_escaped_octet(struct text *text, uint8_t c) {
    static const char digits[] = "0123456789ABCDEF";
    text_add_char(text, '\\');
    text_add_char(text, digits[c >> 4]);
    text_add_char(text, digits[c & 15]);
}

static void add_hex(struct text *text, tl_bytes bytes) {
    static const char digits[] = "0123456789abcdef";
    text_add_char(text, '#');
    for (size_t i = 0; i < bytes.len; i++) {
        text_add_char(text, digits[bytes.data[i] >> 4]);
        text_add_char(text, digits[bytes.data[i] & 15]);
    }
}

/* The length of the UTF-8 sequence that the octets begin with (RFC 3629 §4) and its code point; 0: they do not. */
static size_t utf8_sequence(tl_bytes b, uint32_t *point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint8_t first = b.data[0];
    size_t len = first < 0x80 ? 1 : first < 0xc0 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    if (len == 0 || len > b.len) {
        return 0;
    }
    *point = len == 1 ? first : first & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((b.data[i] & 0xc0) != 0x80) {
            return 0;
        }
        *point = *point << 6 | (b.data[i] & 0x3f);
    }
    bool surrogate = *point >= 0xd800 && *point < 0xe000;
    return *point < least[len] || *point > 0x10ffff || surrogate ? 0 : len;
}

/* Controls, invisible characters and those that turn the direction of writing could make a name look like another. */
static bool is_safe_to_show(uint32_t point) {
    bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    bool invisible = (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
                     (point >= 0x2060 && point <= 0x206f) || point == 0xfeff;
    return !control && !invisible;
}

/* RFC 4514 §2.4 */
static bool needs_backslash(tl_bytes value, size_t at) {
    uint8_t c = value.data[at];
    if (c == '"' || c == '+' || c == ',' || c == ';' || c == '<' || c == '>' || c == '\\') {
        return true;
    }
    return (at == 0 && (c == ' ' || c == '#')) || (at == value.len - 1 && c == ' ');
}

static void add_value(struct text *text, tl_bytes value) {
    for (size_t at = 0; at < value.len;) {
        uint32_t point = 0;
        size_t len = utf8_sequence(bytes_from(value, at), &point);
        bool shown = len > 0 && is_safe_to_show(point);
        if (shown && needs_backslash(value, at)) {
            text_add_char(text, '\\');
        }
        for (size_t end = at + (len > 0 ? len : 1); at < end; at++) {
            if (shown) {
                text_add_char(text, (char)value.data[at]);
            } else {
                add_escaped_octet(text, value.data[at]);
            }
        }
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
    if (attribute.tag == DER_BMP_STRING || attribute.tag == DER_UNIVERSAL_STRING || attribute.tag > 0x1e) {
        add_hex(text, attribute.value);
    } else {
        add_value(text, attribute.value);
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
