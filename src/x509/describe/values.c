/* Values of ASN.1 types that are described alike wherever they stand. */
#include "x509/der/oid.h"
#include "x509/der/string_text.h"
#include "x509/describe/description.h"

enum { SMALL_INTEGER_LEN = 7 };

static void write_oid(unsigned tag, tl_bytes oid, struct text *text) {
    char name[OID_TEXT_SIZE];
    (void)tag;
    oid_text(oid, name);
    text_add(text, name);
}

void describe_oid(struct description *d, const char *name, tl_bytes oid) {
    describe_written(d, name, DER_OID, oid, write_oid);
}

void describe_string(struct description *d, const char *name, unsigned tag, tl_bytes content) {
    describe_written(d, name, tag, content, string_write);
}

void describe_any(struct description *d, const char *name, struct reader *r) {
    struct reader start = *r;
    unsigned tag;
    tl_bytes content = der_read_any(r, &tag);
    if (string_is(tag)) {
        describe_string(d, name, tag, content);
    } else {
        describe_hex(d, name, der_read_any_element(&start));
    }
}

void describe_integer(struct description *d, const char *name, tl_bytes content) {
    if (content.len == 0 || content.len > SMALL_INTEGER_LEN) {
        describe_magnitude(d, name, content);
        return;
    }
    int64_t value = content.data[0] >= 0x80 ? -1 : 0;
    for (size_t i = 0; i < content.len; i++) {
        value = (int64_t)((uint64_t)value << 8 | content.data[i]);
    }
    describe_number(d, name, value);
}

/* Two's complement: the magnitude of a negative number is its inverse plus one, carried from the last octet up. */
static void add_magnitude(struct text *text, tl_bytes content, bool negative) {
    static const char digits[] = "0123456789abcdef";
    size_t last_one = content.len;
    while (negative && last_one > 0 && content.data[last_one - 1] == 0) {
        last_one--;
    }
    for (size_t i = 0; i < content.len; i++) {
        uint8_t octet = content.data[i];
        if (negative) {
            octet = (uint8_t)(i + 1 == last_one ? -octet : i < last_one ? ~octet : 0);
        }
        text_add_char(text, digits[octet >> 4]);
        text_add_char(text, digits[octet & 15]);
    }
}

static void write_magnitude(unsigned tag, tl_bytes content, struct text *text) {
    (void)tag;
    bool negative = content.len > 0 && content.data[0] >= 0x80;
    bool padded = content.len > 1 && content.data[0] == 0;
    if (negative) {
        text_add_char(text, '-');
    }
    add_magnitude(text, padded ? bytes_from(content, 1) : content, negative);
}

void describe_magnitude(struct description *d, const char *name, tl_bytes content) {
    describe_written(d, name, DER_INTEGER, content, write_magnitude);
}

void describe_bits(struct description *d, const char *name, unsigned bits, const char *const *names) {
    size_t num_names = 0;
    while (names[num_names] != NULL) {
        num_names++;
    }
    describe_list(d, name);
    for (unsigned i = 0; i < 8 * sizeof bits; i++) {
        if ((bits >> i & 1) == 0) {
            continue;
        }
        if (i < num_names) {
            describe_text(d, NULL, names[i]);
        } else {
            describe_number(d, NULL, i);
        }
    }
    describe_end(d);
}
