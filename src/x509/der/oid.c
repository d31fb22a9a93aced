#include "x509/der/oid.h"

#include <stdio.h>

static void dotted_text(tl_bytes oid, char *out, size_t size) {
    size_t len = 0;
    uint64_t arc = 0;
    bool first = true;
    *out = '\0';
    for (size_t i = 0; i < oid.len && len < size; i++) {
        arc = arc << 7 | (oid.data[i] & 0x7f);
        if (oid.data[i] >= 0x80) {
            continue;
        }
        uint64_t root = arc < 80 ? arc / 40 : 2; /* the first number stands for two arcs (X.690 §8.19.4) */
        int added =
            first ? snprintf(out, size, "%llu.%llu", (unsigned long long)root, (unsigned long long)(arc - 40 * root))
                  : snprintf(out + len, size - len, ".%llu", (unsigned long long)arc);
        len += added > 0 ? (size_t)added : 0;
        first = false;
        arc = 0;
    }
}

void oid_dotted(tl_bytes oid, char out[OID_TEXT_SIZE]) {
    dotted_text(oid, out, OID_TEXT_SIZE);
}

void oid_text(tl_bytes oid, char out[OID_TEXT_SIZE]) {
    const char *name = oid_name(oid);
    if (name == NULL) {
        dotted_text(oid, out, OID_TEXT_SIZE);
        return;
    }
    snprintf(out, OID_TEXT_SIZE, "%s", name);
}

/* One number of the dotted form without leading zeros; *dotted is left behind it. */
static bool read_number(const char **dotted, uint32_t *number) {
    const char *start = *dotted;
    uint64_t value = 0;
    for (; **dotted >= '0' && **dotted <= '9' && value <= UINT32_MAX; (*dotted)++) {
        value = 10 * value + (uint64_t)(**dotted - '0');
    }
    *number = (uint32_t)value;
    return *dotted > start && value <= UINT32_MAX && (*start != '0' || *dotted == start + 1);
}

/* Base 128, the most significant digit first (X.690 §8.19.2). */
static bool add_arc(uint8_t out[OID_MAX_LEN], size_t *len, uint64_t arc) {
    unsigned digits = 1;
    while (arc >> (7 * digits) != 0) {
        digits++;
    }
    if (*len + digits > OID_MAX_LEN) {
        return false;
    }
    while (digits-- > 0) {
        out[(*len)++] = (uint8_t)((arc >> (7 * digits) & 0x7f) | (digits > 0 ? 0x80 : 0));
    }
    return true;
}

bool oid_parse(const char *dotted, uint8_t out[OID_MAX_LEN], size_t *len) {
    uint32_t first, second, arc;
    *len = 0;
    if (!read_number(&dotted, &first) || first > 2 || *dotted++ != '.' || !read_number(&dotted, &second) ||
        (first < 2 && second > 39) || !add_arc(out, len, (uint64_t)first * 40 + second)) {
        return false;
    }
    while (*dotted == '.') {
        dotted++;
        if (!read_number(&dotted, &arc) || !add_arc(out, len, arc)) {
            return false;
        }
    }
    return *dotted == '\0';
}
