#include "fuzz/der_oracle.h"

enum { UNIVERSAL_LAST = 0x1f, MAX_DEPTH = 64 };

enum type {
    BOOLEAN = 1,
    INTEGER = 2,
    BIT_STRING = 3,
    NULL_TYPE = 5,
    OID = 6,
    ENUMERATED = 10,
    SEQUENCE = 16,
    SET = 17
};

static enum der_fault check_oid(const uint8_t *content, size_t len) {
    if (len == 0 || content[len - 1] >= 0x80) {
        return DER_IS_BER;
    }
    for (size_t i = 0; i < len; i++) {
        if (content[i] == 0x80 && (i == 0 || content[i - 1] < 0x80)) {
            return DER_IS_BER;
        }
    }
    return DER_SOUND;
}

static bool integer_is_short(const uint8_t *content, size_t len) {
    if (len < 2) {
        return len == 1;
    }
    int top = content[0] << 1 | content[1] >> 7; /* the first nine bits */
    return top != 0 && top != 0x1ff;
}

static bool bits_end_in_zeros(const uint8_t *content, size_t len) {
    if (len < 2) {
        return len == 1 && content[0] == 0;
    }
    return content[0] < 8 && (content[len - 1] & ((1 << content[0]) - 1)) == 0;
}

static enum der_fault check_primitive(unsigned type, const uint8_t *content, size_t len) {
    bool sound = true;
    switch (type) {
    case BOOLEAN:
        sound = len == 1 && (content[0] == 0 || content[0] == 0xff);
        break;
    case INTEGER:
    case ENUMERATED:
        sound = integer_is_short(content, len);
        break;
    case BIT_STRING:
        sound = bits_end_in_zeros(content, len);
        break;
    case NULL_TYPE:
        sound = len == 0;
        break;
    case OID:
        return check_oid(content, len);
    default:
        break;
    }
    return sound ? DER_SOUND : DER_IS_BER;
}

/* The header's length, and the content's in *content_len; 0: not the shortest definite form, or too long for what is
 * left. */
static size_t read_header(const uint8_t *data, size_t len, size_t *content_len) {
    size_t octets = 0;
    if (len < 2) {
        return 0;
    }
    *content_len = data[1];
    if (data[1] >= 0x80) {
        octets = data[1] & 0x7f;
        *content_len = 0;
        if (octets == 0 || octets > 4 || octets > len - 2 || data[2] == 0) {
            return 0;
        }
        for (size_t i = 0; i < octets; i++) {
            *content_len = *content_len << 8 | data[2 + i];
        }
        if (*content_len < 0x80) {
            return 0;
        }
    }
    return *content_len <= len - 2 - octets ? 2 + octets : 0;
}

static enum der_fault walk(const uint8_t *data, size_t len, unsigned depth);

static enum der_fault check_element(unsigned tag, const uint8_t *content, size_t len, unsigned depth) {
    bool constructed = (tag & 0x20) != 0, universal = (tag & 0xc0) == 0;
    unsigned type = tag & UNIVERSAL_LAST;
    if (universal && constructed != (type == SEQUENCE || type == SET)) {
        return DER_IS_BER;
    }
    if (constructed) {
        return walk(content, len, depth + 1);
    }
    return universal ? check_primitive(type, content, len) : DER_SOUND;
}

static enum der_fault walk(const uint8_t *data, size_t len, unsigned depth) {
    enum der_fault fault = depth < MAX_DEPTH ? DER_SOUND : DER_IS_BER;
    while (len > 0 && fault == DER_SOUND) {
        if ((data[0] & UNIVERSAL_LAST) == UNIVERSAL_LAST) {
            return DER_HIGH_TAG;
        }
        size_t content_len = 0, header = read_header(data, len, &content_len);
        if (header == 0) {
            return DER_IS_BER;
        }
        fault = check_element(data[0], data + header, content_len, depth);
        data += header + content_len;
        len -= header + content_len;
    }
    return fault;
}

enum der_fault der_oracle(const uint8_t *data, size_t len) {
    return walk(data, len, 0);
}
