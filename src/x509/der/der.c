#include "x509/der/der.h"

/* X.690 §8.1.3, §10.1: the definite form with the fewest octets. */
static size_t read_length(struct reader *r) {
    unsigned first = read_u8(r);
    if (first < 0x80) {
        return first;
    }
    size_t length = 0;
    switch (first) {
    case 0x81:
        length = read_u8(r);
        break;
    case 0x82:
        length = read_u16(r);
        break;
    case 0x83:
        length = read_u24(r);
        break;
    case 0x84: /* large CRLs have more than 16 MiB */
        length = read_u32(r);
        break;
    default: /* 4 GiB and more, or the indefinite form */
        read_fail(r);
        break;
    }
    unsigned num_octets = first & 0x7f;
    if (length < 0x80 || length >> 8 * (num_octets - 1) == 0) {
        read_fail(r);
    }
    return length;
}

tl_bytes der_read_any(struct reader *r, unsigned *tag) {
    *tag = read_u8(r);
    if ((*tag & 0x1f) == 0x1f) { /* the high form: no type of X.509 has it */
        read_fail(r);
    }
    return read_bytes(r, read_length(r));
}

tl_bytes der_read_any_element(struct reader *r) {
    const uint8_t *start = r->at;
    unsigned tag;
    der_read_any(r, &tag);
    return r->failed ? (tl_bytes){0} : bytes_of(start, (size_t)(r->at - start));
}

tl_bytes der_read_as(struct reader *r, unsigned tag) {
    unsigned found;
    tl_bytes content = der_read_any(r, &found);
    if (found != tag) {
        read_fail(r);
    }
    return r->failed ? (tl_bytes){0} : content;
}

tl_bytes der_read_element(struct reader *r, unsigned tag) {
    const uint8_t *start = r->at;
    der_read(r, tag);
    return r->failed ? (tl_bytes){0} : bytes_of(start, (size_t)(r->at - start));
}

bool der_read_boolean(struct reader *r) {
    tl_bytes content = der_read(r, DER_BOOLEAN);
    if (content.len != 1 || (content.data[0] != 0x00 && content.data[0] != 0xff)) {
        read_fail(r);
        return false;
    }
    return content.data[0] == 0xff;
}

/* X.690 §8.3.2: the first nine bits are neither all zero nor all one. */
static bool is_minimal_integer(tl_bytes content) {
    if (content.len < 2) {
        return content.len == 1;
    }
    bool second_is_negative = (content.data[1] & 0x80) != 0;
    return !(content.data[0] == 0x00 && !second_is_negative) && !(content.data[0] == 0xff && second_is_negative);
}

static tl_bytes read_integer_as(struct reader *r, unsigned tag) {
    tl_bytes content = der_read(r, tag);
    if (!is_minimal_integer(content)) {
        read_fail(r);
        return (tl_bytes){0};
    }
    return content;
}

tl_bytes der_read_integer(struct reader *r) {
    return read_integer_as(r, DER_INTEGER);
}

tl_bytes der_read_positive(struct reader *r) {
    tl_bytes content = der_read_integer(r);
    if (content.len > 0 && content.data[0] == 0) {
        content = bytes_from(content, 1);
    } else if (content.len > 0 && content.data[0] >= 0x80) {
        content = (tl_bytes){0};
    }
    if (content.len == 0) {
        read_fail(r);
    }
    return content;
}

uint32_t der_read_small_as(struct reader *r, unsigned tag, uint32_t max) {
    tl_bytes content = read_integer_as(r, tag);
    uint32_t value = 0;
    if (content.len > 4 || (content.len > 0 && content.data[0] >= 0x80)) {
        read_fail(r);
        return 0;
    }
    for (size_t i = 0; i < content.len; i++) {
        value = value << 8 | content.data[i];
    }
    if (value > max) {
        read_fail(r);
        return 0;
    }
    return value;
}

uint32_t der_read_small(struct reader *r, uint32_t max) {
    return der_read_small_as(r, DER_INTEGER, max);
}

tl_bytes der_read_bit_string(struct reader *r) {
    tl_bytes content = der_read(r, DER_BIT_STRING);
    if (content.len == 0 || content.data[0] != 0) {
        read_fail(r);
        return (tl_bytes){0};
    }
    return bytes_from(content, 1);
}

/* X.690 §11.2.1: unused bits are zero. §11.2.2 wants trailing zero bits of named bits left out too, but roots that
 * every trust store has (Trustwave's on P-256 and P-384) do not keep to that. */
static bool is_named_bits(tl_bytes content) {
    if (content.len == 1) {
        return content.data[0] == 0;
    }
    unsigned unused = content.data[0], last = content.data[content.len - 1];
    return unused < 8 && (last & ((1u << unused) - 1)) == 0;
}

unsigned der_read_named_bits(struct reader *r, unsigned tag) {
    tl_bytes content = der_read(r, tag);
    if (content.len == 0 || content.len > 3 || !is_named_bits(content)) {
        read_fail(r);
        return 0;
    }
    unsigned bits = 0;
    for (size_t i = 0; i < 8 * (content.len - 1); i++) {
        bits |= ((unsigned)content.data[1 + i / 8] >> (7 - i % 8) & 1) << i;
    }
    return bits;
}

/* X.690 §8.19: each arc is base 128 without leading zeros, and the last one ends. */
static bool is_oid(tl_bytes content) {
    uint8_t before = 0;
    for (size_t i = 0; i < content.len; i++) {
        if (content.data[i] == 0x80 && before < 0x80) {
            return false;
        }
        before = content.data[i];
    }
    return content.len > 0 && before < 0x80;
}

tl_bytes der_read_oid(struct reader *r) {
    tl_bytes content = der_read(r, DER_OID);
    if (!is_oid(content)) {
        read_fail(r);
        return (tl_bytes){0};
    }
    return content;
}

void der_read_null(struct reader *r) {
    if (der_read(r, DER_NULL).len != 0) {
        read_fail(r);
    }
}

bool der_is_element(tl_bytes bytes, unsigned tag) {
    struct reader r = reader_of(bytes);
    der_read(&r, tag);
    return read_end(&r);
}
