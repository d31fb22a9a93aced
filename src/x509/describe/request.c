/* Certification requests (PKCS #10, RFC 2986 §4). */
#include "x509/issue/request.h"

#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/sentences.h"

static void describe_values(struct description *d, struct reader *r) {
    describe_list(d, "values");
    while (read_more(r)) {
        describe_any(d, NULL, r);
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
    describe_group(d, NULL);
    describe_oid(d, "type", type);
    describe_or_show(d, values, oid_is(type, OID_EXTENSION_REQUEST) ? describe_requested_extensions : describe_values);
    describe_end(d);
}

static void describe_attributes(struct description *d, struct reader *r) {
    describe_list(d, "attributes");
    while (read_more(r)) {
        describe_attribute(d, r);
    }
    describe_end(d);
}

bool describe_request(struct description *d, tl_bytes der, tl_error *error) {
    struct request request, strict;
    tl_error problem;
    REQUIRE(request_read(der, &request),
            error_set(error, MALFORMED_REQUEST, "it is not one DER structure with the fields of RFC 2986 §4"));
    bool good = request_parse(der, &strict, &problem);
    describe_group(d, "certificateRequest");
    if (!good) {
        describe_text(d, "malformed", problem.message);
    }
    describe_version(d, request.version);
    describe_name(d, "subject", request.subject);
    describe_public_key(d, request.spki);
    if (request.attributes.data != NULL) {
        describe_or_show(d, request.attributes, describe_attributes);
    }
    describe_signature_algorithm(d, "signatureAlgorithm", request.algorithm);
    describe_bit_string(d, "signatureValue", request.signature);
    describe_fingerprints(d, der);
    describe_end(d);
    return true;
}
