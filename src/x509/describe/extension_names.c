/* Names and identifiers in extensions. */
#include "base/control.h"
#include "x509/describe/extension_values.h"
#include "x509/describe/parts.h"

/* RFC 5280 §4.2.1.6, §4.2.1.7 and §5.3.3 */
void describe_alt_names(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_general_names(d, "value", &r);
    der_leave(outer, &r);
}

/* GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL } */
static void describe_subtree(struct description *d, struct reader *list) {
    static const char *const fields[] = {"minimum", "maximum"};
    struct reader r = der_enter(list, DER_SEQUENCE);
    describe_group(d, NULL);
    describe_general_name(d, &r, true);
    for (unsigned i = 0; i < COUNT_OF(fields); i++) {
        if (der_next_is(&r, DER_CONTEXT(i))) {
            describe_integer(d, fields[i], der_read(&r, DER_CONTEXT(i)));
        }
    }
    describe_end(d);
    der_leave(list, &r);
}

/* RFC 5280 §4.2.1.10 */
void describe_name_constraints(struct description *d, struct reader *outer) {
    static const char *const fields[] = {"permittedSubtrees", "excludedSubtrees"};
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    for (unsigned i = 0; i < COUNT_OF(fields); i++) {
        if (!der_next_is(&r, DER_CONTEXT_CONSTRUCTED(i))) {
            continue;
        }
        struct reader subtrees = der_enter(&r, DER_CONTEXT_CONSTRUCTED(i));
        describe_list(d, fields[i]);
        do { /* SIZE (1..MAX) */
            describe_subtree(d, &subtrees);
        } while (read_more(&subtrees));
        describe_end(d);
        der_leave(&r, &subtrees);
    }
    describe_end(d);
    der_leave(outer, &r);
}

/* RFC 5280 §4.2.1.2 */
void describe_key_id(struct description *d, struct reader *r) {
    describe_hex(d, "value", der_read(r, DER_OCTET_STRING));
}

/* RFC 5280 §4.2.1.1 */
void describe_authority_key_id(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    if (der_next_is(&r, DER_CONTEXT(0))) {
        describe_hex(d, "keyIdentifier", der_read(&r, DER_CONTEXT(0)));
    }
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(1))) {
        struct reader names = der_enter(&r, DER_CONTEXT_CONSTRUCTED(1));
        describe_general_names(d, "authorityCertIssuer", &names);
        der_leave(&r, &names);
    }
    if (der_next_is(&r, DER_CONTEXT(2))) {
        describe_magnitude(d, "authorityCertSerialNumber", der_read(&r, DER_CONTEXT(2)));
    }
    describe_end(d);
    der_leave(outer, &r);
}

/* Attribute ::= SEQUENCE { type, values SET OF ANY } (RFC 5280 §4.2.1.8) */
static void describe_directory_attribute(struct description *d, struct reader *list) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    describe_group(d, NULL);
    describe_oid(d, "type", der_read_oid(&r));
    struct reader values = der_enter(&r, DER_SET);
    describe_list(d, "values");
    do { /* SIZE (1..MAX) */
        describe_any(d, NULL, &values);
    } while (read_more(&values));
    describe_end(d);
    describe_end(d);
    der_leave(&r, &values);
    der_leave(list, &r);
}

void describe_directory_attributes(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        describe_directory_attribute(d, &r);
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}
