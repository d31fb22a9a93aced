/* Distinguished names (RFC 5280 §4.1.2.4), as views with tag and length. */
#ifndef X509_NAME_H
#define X509_NAME_H

#include "x509/der/der.h"
#include "x509/der/text.h"

#define NAME_MAX_RDNS 32 /* relative distinguished names in a name */

struct name_attribute {
    tl_bytes type;    /* OID */
    unsigned tag;     /* of the value */
    tl_bytes value;   /* content */
    tl_bytes element; /* the value with tag and length */
};

/* The next AttributeTypeAndValue of a RelativeDistinguishedName. */
void name_read_attribute(struct reader *rdn, struct name_attribute *attribute);

bool name_is_well_formed(tl_bytes name);
bool name_is_empty(tl_bytes name);

/* Whether what is text in it is, and shows all that it says: name_write escapes nothing in it but its own marks. */
bool name_is_safe(tl_bytes name);

/* RFC 5280 §7.1 as far as ASCII goes: the same octets, or attributes of the same types in the same order, whose texts
 * differ at most in string type, in the case of A to Z and in white space. */
bool name_equal(tl_bytes a, tl_bytes b);

/* Is name within the subtree that begins with base (RFC 5280 §4.2.1.10, directoryName)? */
bool name_is_within(tl_bytes name, tl_bytes base);

/* Is name the name base with one more RelativeDistinguishedName, this one (the content of its SET)? */
bool name_is_base_and(tl_bytes name, tl_bytes base, tl_bytes rdn);
bool name_rdns_equal(tl_bytes a, tl_bytes b); /* contents of SETs */

/* Equal names have equal hashes. */
uint32_t name_hash(tl_bytes name);

/* The name as RFC 4514 writes it, most specific part first, ", " between the parts; what could upset a terminal is
 * escaped. */
void name_write(tl_bytes name, struct text *text);
void rdn_write(tl_bytes rdn, struct text *text); /* the content of its SET */

#endif
