#include "x509/der/string_text.h"

#include "x509/der/der.h"

enum { UTF8_MAX_LEN = 4 };

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

/* The same for characters of a fixed number of octets. */
static size_t wide_character(tl_bytes b, size_t width, uint32_t *point) {
    if (b.len < width) {
        return 0;
    }
    *point = 0;
    for (size_t i = 0; i < width; i++) {
        *point = *point << 8 | b.data[i];
    }
    bool surrogate = *point >= 0xd800 && *point < 0xe000;
    return *point > 0x10ffff || surrogate ? 0 : width;
}

bool string_is(unsigned tag) {
    return tag == DER_UTF8_STRING || tag == DER_NUMERIC_STRING || tag == DER_PRINTABLE_STRING ||
           tag == DER_TELETEX_STRING || tag == DER_IA5_STRING || tag == DER_VISIBLE_STRING ||
           tag == DER_UNIVERSAL_STRING || tag == DER_BMP_STRING;
}

static size_t character_width(unsigned tag) {
    return tag == DER_BMP_STRING ? 2 : tag == DER_UNIVERSAL_STRING ? 4 : 1;
}

bool string_next(unsigned tag, tl_bytes *left, struct character *c) {
    if (left->len == 0) {
        return false;
    }
    size_t width = character_width(tag);
    bool wide = width > 1 || tag == DER_TELETEX_STRING;
    *c = (struct character){0};
    size_t len = wide ? wide_character(*left, width, &c->point) : utf8_sequence(*left, &c->point);
    c->valid = len > 0;
    if (len == 0) {
        len = width <= left->len ? width : left->len;
    }
    c->octets = bytes_of(left->data, len);
    *left = bytes_from(*left, len);
    return true;
}

/* Controls, invisible characters and those that turn the direction of writing could make a name look like another. */
bool character_is_safe(const struct character *c) {
    uint32_t point = c->point;
    bool control = point < 0x20 || (point >= 0x7f && point < 0xa0);
    bool invisible = (point >= 0x200b && point <= 0x200f) || (point >= 0x2028 && point <= 0x202e) ||
                     (point >= 0x2060 && point <= 0x206f) || point == 0xfeff;
    return c->valid && !control && !invisible;
}

bool string_is_safe(unsigned tag, tl_bytes value) {
    struct character c;
    bool safe = true;
    while (string_next(tag, &value, &c)) {
        safe = safe && character_is_safe(&c);
    }
    return safe;
}

static size_t utf8_encode(uint32_t point, uint8_t out[UTF8_MAX_LEN]) {
    size_t len = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = len; i-- > 1; point >>= 6) {
        out[i] = (uint8_t)(0x80 | (point & 0x3f));
    }
    out[0] = (uint8_t)(first[len] | point);
    return len;
}

static void add_escaped(struct text *text, tl_bytes octets) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < octets.len; i++) {
        text_add_char(text, '\\');
        text_add_char(text, digits[octets.data[i] >> 4]);
        text_add_char(text, digits[octets.data[i] & 15]);
    }
}

void text_add_character(struct text *text, const struct character *c) {
    uint8_t utf8[UTF8_MAX_LEN];
    size_t len = c->valid ? utf8_encode(c->point, utf8) : 0;
    if (!character_is_safe(c)) {
        add_escaped(text, c->valid ? bytes_of(utf8, len) : c->octets);
        return;
    }
    for (size_t i = 0; i < len; i++) {
        text_add_char(text, (char)utf8[i]);
    }
}

void string_write(unsigned tag, tl_bytes value, struct text *text) {
    struct character c;
    while (string_next(tag, &value, &c)) {
        if (c.valid && c.point == '\\') {
            text_add_char(text, '\\');
        }
        text_add_character(text, &c);
    }
}
