#include "x509/names/name.h"

void name_read_attribute(struct reader *rdn, struct name_attribute *attribute) {
    struct reader r = der_enter(rdn, DER_SEQUENCE);
    attribute->type = der_read_oid(&r);
    attribute->element = bytes_of(r.at, read_left(&r)); /* it is the last field */
    attribute->value = der_read_any(&r, &attribute->tag);
    der_leave(rdn, &r);
}

static struct reader rdns_of(tl_bytes name) {
    struct reader r = reader_of(name);
    return der_enter(&r, DER_SEQUENCE);
}

static bool read_rdn(struct reader *rdns) {
    struct name_attribute attribute;
    struct reader rdn = der_enter(rdns, DER_SET);
    do { /* SIZE (1..MAX) */
        name_read_attribute(&rdn, &attribute);
    } while (read_more(&rdn));
    der_leave(rdns, &rdn);
    return !rdns->failed;
}

bool name_is_well_formed(tl_bytes name) {
    struct reader rdns = rdns_of(name);
    unsigned count = 0;
    while (read_more(&rdns)) {
        if (!read_rdn(&rdns) || ++count > NAME_MAX_RDNS) {
            return false;
        }
    }
    return read_end(&rdns) && der_is_element(name, DER_SEQUENCE);
}

bool name_is_empty(tl_bytes name) {
    struct reader rdns = rdns_of(name);
    return read_end(&rdns);
}

/* Types whose octets are ASCII or UTF-8, so that values of different types can be compared. */
static bool is_text(unsigned tag) {
    return tag == DER_PRINTABLE_STRING || tag == DER_UTF8_STRING || tag == DER_IA5_STRING;
}

static uint8_t fold(uint8_t c) {
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

static bool is_space(uint8_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The next character of a text without regard to case and to how much white space there is; -1: the end. */
static int next_folded(struct reader *r, bool at_start) {
    bool space = false;
    while (read_more(r) && is_space(*r->at)) {
        read_u8(r);
        space = true;
    }
    if (!read_more(r)) {
        return -1;
    }
    return space && !at_start ? ' ' : fold(read_u8(r));
}

static bool texts_equal(tl_bytes a, tl_bytes b) {
    struct reader ra = reader_of(a), rb = reader_of(b);
    for (bool at_start = true;; at_start = false) {
        int ca = next_folded(&ra, at_start), cb = next_folded(&rb, at_start);
        if (ca != cb) {
            return false;
        }
        if (ca < 0) {
            return true;
        }
    }
}

static bool attributes_equal(const struct name_attribute *a, const struct name_attribute *b) {
    if (!bytes_equal(a->type, b->type)) {
        return false;
    }
    if (is_text(a->tag) && is_text(b->tag)) {
        return texts_equal(a->value, b->value);
    }
    return a->tag == b->tag && bytes_equal(a->value, b->value);
}

/* Their octets are mostly the same: names are copied from issuers into what they issue. */
static bool rdns_equal(struct reader a, struct reader b) {
    if (!a.failed && !b.failed && bytes_equal(bytes_of(a.at, read_left(&a)), bytes_of(b.at, read_left(&b)))) {
        return true;
    }
    while (read_more(&a) && read_more(&b)) {
        struct name_attribute attribute_a, attribute_b;
        name_read_attribute(&a, &attribute_a);
        name_read_attribute(&b, &attribute_b);
        if (!attributes_equal(&attribute_a, &attribute_b)) {
            return false;
        }
    }
    return read_end(&a) && read_end(&b);
}

bool name_is_within(tl_bytes name, tl_bytes base) {
    struct reader a = rdns_of(name), b = rdns_of(base);
    while (read_more(&b)) {
        if (!rdns_equal(der_enter(&a, DER_SET), der_enter(&b, DER_SET))) {
            return false;
        }
    }
    return !a.failed && read_end(&b);
}

static unsigned count_rdns(tl_bytes name) {
    struct reader rdns = rdns_of(name);
    unsigned count = 0;
    for (; read_more(&rdns); count++) {
        der_read(&rdns, DER_SET);
    }
    return count;
}

bool name_equal(tl_bytes a, tl_bytes b) {
    if (bytes_equal(a, b)) {
        return true;
    }
    return count_rdns(a) == count_rdns(b) && name_is_within(a, b);
}

bool name_rdns_equal(tl_bytes a, tl_bytes b) {
    return rdns_equal(reader_of(a), reader_of(b));
}

bool name_is_base_and(tl_bytes name, tl_bytes base, tl_bytes rdn) {
    unsigned count = count_rdns(base);
    if (count_rdns(name) != count + 1 || !name_is_within(name, base)) {
        return false;
    }
    struct reader rdns = rdns_of(name);
    while (count-- > 0) {
        der_read(&rdns, DER_SET);
    }
    return name_rdns_equal(der_read(&rdns, DER_SET), rdn);
}

/* FNV-1a: the names are those of a trust store, not an attacker's. */
static uint32_t hash_octet(uint32_t hash, uint8_t c) {
    return (hash ^ c) * 16777619u;
}

static uint32_t hash_attribute(uint32_t hash, const struct name_attribute *attribute) {
    bool text = is_text(attribute->tag);
    for (size_t i = 0; i < attribute->type.len; i++) {
        hash = hash_octet(hash, attribute->type.data[i]);
    }
    for (size_t i = 0; i < attribute->value.len; i++) {
        uint8_t c = attribute->value.data[i];
        if (!text || !is_space(c)) {
            hash = hash_octet(hash, text ? fold(c) : c);
        }
    }
    return hash;
}

uint32_t name_hash(tl_bytes name) {
    struct reader rdns = rdns_of(name);
    uint32_t hash = 2166136261u;
    while (read_more(&rdns)) {
        struct reader rdn = der_enter(&rdns, DER_SET);
        while (read_more(&rdn)) {
            struct name_attribute attribute;
            name_read_attribute(&rdn, &attribute);
            hash = hash_attribute(hash, &attribute);
        }
    }
    return hash;
}
