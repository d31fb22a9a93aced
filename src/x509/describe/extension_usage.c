/* What a key and a certificate may be used for. */
#include "x509/der/oid.h"
#include "x509/describe/extension_values.h"
#include "x509/describe/parts.h"

/* RFC 5280 §4.2.1.3 */
void describe_key_usage(struct description *d, struct reader *r) {
    static const char *const names[] = {
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
        "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly",     NULL};
    describe_bits(d, "value", der_read_named_bits(r, DER_BIT_STRING), names);
}

/* RFC 5280 §4.2.1.12 */
void describe_extended_key_usage(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    do { /* SIZE (1..MAX) */
        describe_oid(d, NULL, der_read_oid(&r));
    } while (read_more(&r));
    describe_end(d);
    der_leave(outer, &r);
}

/* RFC 5280 §4.2.1.9; cA written out where it is false is not DER, but says nothing wrong. */
void describe_basic_constraints(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    describe_bool(d, "cA", der_next_is(&r, DER_BOOLEAN) && der_read_boolean(&r));
    if (read_more(&r)) {
        describe_integer(d, "pathLenConstraint", der_read_integer(&r));
    }
    describe_end(d);
    der_leave(outer, &r);
}

/* [number] IMPLICIT GeneralizedTime */
static void describe_implicit_time(struct description *d, const char *name, struct reader *r, unsigned number) {
    if (der_next_is(r, DER_CONTEXT(number))) {
        describe_string(d, name, DER_GENERALIZED_TIME, der_read(r, DER_CONTEXT(number)));
    }
}

/* RFC 3280 §4.2.1.4 */
void describe_private_key_usage_period(struct description *d, struct reader *outer) {
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_group(d, "value");
    describe_implicit_time(d, "notBefore", &r, 0);
    describe_implicit_time(d, "notAfter", &r, 1);
    describe_end(d);
    der_leave(outer, &r);
}

/* RFC 7633 §4.1: TLS extensions that a server with this certificate must answer. */
void describe_tls_feature(struct description *d, struct reader *outer) {
    enum { STATUS_REQUEST = 5, STATUS_REQUEST_V2 = 17 };
    struct reader r = der_enter(outer, DER_SEQUENCE);
    describe_list(d, "value");
    while (read_more(&r)) {
        uint32_t feature = der_read_small(&r, UINT16_MAX);
        if (feature == STATUS_REQUEST || feature == STATUS_REQUEST_V2) {
            describe_text(d, NULL, feature == STATUS_REQUEST ? "status_request" : "status_request_v2");
        } else {
            describe_number(d, NULL, feature);
        }
    }
    describe_end(d);
    der_leave(outer, &r);
}

void describe_netscape_cert_type(struct description *d, struct reader *r) {
    static const char *const names[] = {"sslClient", "sslServer",       "smime", "objectSigning", "reserved", "sslCA",
                                        "smimeCA",   "objectSigningCA", NULL};
    describe_bits(d, "value", der_read_named_bits(r, DER_BIT_STRING), names);
}
