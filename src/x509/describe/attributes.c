/* Attributes of requests and of bags in PKCS #12: SET OF SEQUENCE { type, values SET } (RFC 2986 §4, RFC 7292 §4.2). */
#include "x509/der/oid.h"
#include "x509/describe/parts.h"
#include "x509/issue/request.h"

static void describe_values(struct description *d, struct reader *r) {
    describe_list(d, "values");
    while (read_more(r)) {
        describe_any(d, NULL, r);
    }
    describe_end(d);
}

static void describe_octet_strings(struct description *d, struct reader *r) {
    describe_list(d, "values");
    while (read_more(r)) {
        describe_hex(d, NULL, der_read(r, DER_OCTET_STRING));
    }
    describe_end(d);
}

/* RFC 2985 §5.4.2: one value, which is Extensions. */
static void describe_requested_extensions(struct description *d, struct reader *r) {
    tl_bytes extensions = der_read(r, DER_SEQUENCE);
    if (!r->failed) {
        describe_extensions(d, extensions);
    }
}

static void describe_attribute(struct description *d, struct reader *list) {
    tl_bytes type, values;
    request_read_attribute(list, &type, &values);
    describe_value_fn *describe = oid_is(type, OID_EXTENSION_REQUEST) ? describe_requested_extensions
                                  : oid_is(type, OID_LOCAL_KEY_ID)    ? describe_octet_strings
                                                                      : describe_values;
    describe_group(d, NULL);
    describe_oid(d, "type", type);
    describe_or_show(d, values, describe);
    describe_end(d);
}

void describe_attributes(struct description *d, const char *name, struct reader *r) {
    describe_list(d, name);
    while (read_more(r)) {
        describe_attribute(d, r);
    }
    describe_end(d);
}
