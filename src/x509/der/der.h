/* Strict DER (ITU-T X.690 §8, §10) on the sticky reader: one line per field, one check at the end. Lengths and integers
 * must be minimal, BOOLEAN canonical, tags of the low form. A failure inside a nested element fails the outer reader
 * when it is left. */
#ifndef X509_DER_H
#define X509_DER_H

#include "base/reader.h"

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_NUMERIC_STRING = 0x12,
    DER_PRINTABLE_STRING = 0x13,
    DER_TELETEX_STRING = 0x14,
    DER_IA5_STRING = 0x16,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_VISIBLE_STRING = 0x1a,
    DER_UNIVERSAL_STRING = 0x1c,
    DER_BMP_STRING = 0x1e,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31
};
#define DER_CONTEXT(number)             (0x80u | (number)) /* [number] IMPLICIT of a primitive type */
#define DER_CONTEXT_CONSTRUCTED(number) (0xa0u | (number)) /* [number] EXPLICIT, or IMPLICIT of a constructed type */

static inline bool der_next_is(const struct reader *r, unsigned tag) {
    return read_more(r) && *r->at == tag;
}

/* Content, and which tag it had. */
tl_bytes der_read_any(struct reader *r, unsigned *tag);
tl_bytes der_read_any_element(struct reader *r); /* with tag and length */

/* Content. What certificates are made of mostly has fewer than 128 octets. */
tl_bytes der_read_as(struct reader *r, unsigned tag);
static inline tl_bytes der_read(struct reader *r, unsigned tag) {
    const uint8_t *at = r->at;
    size_t left = read_left(r);
    if (left < 2 || at[0] != tag || at[1] >= 0x80 || at[1] > left - 2) {
        return der_read_as(r, tag);
    }
    r->at = at + 2 + at[1];
    return (tl_bytes){at + 2, at[1]};
}
tl_bytes der_read_element(struct reader *r, unsigned tag); /* with tag and length */

/* Reading inside an element: enter, read, leave. Leaving fails unless all was read. */
static inline struct reader der_enter(struct reader *r, unsigned tag) {
    struct reader inner = reader_of(der_read(r, tag));
    inner.failed = r->failed; /* then there is nothing in it either */
    return inner;
}
static inline void der_leave(struct reader *r, const struct reader *inner) {
    if (!read_end(inner)) {
        read_fail(r);
    }
}

bool der_read_boolean(struct reader *r);
tl_bytes der_read_integer(struct reader *r);             /* two's complement, minimal */
tl_bytes der_read_positive(struct reader *r);            /* magnitude of an INTEGER > 0, no leading zero */
uint32_t der_read_small(struct reader *r, uint32_t max); /* an INTEGER in 0..max */
uint32_t der_read_small_as(struct reader *r, unsigned tag, uint32_t max); /* the same, [n] IMPLICIT */
tl_bytes der_read_bit_string(struct reader *r);                           /* whole octets: no unused bits */
unsigned der_read_named_bits(struct reader *r, unsigned tag); /* bit 0 of the ASN.1 type is bit 0 of the result */
tl_bytes der_read_oid(struct reader *r);
void der_read_null(struct reader *r);

/* Is this one element with this tag, and nothing else? */
bool der_is_element(tl_bytes bytes, unsigned tag);

#endif
