/* Certification requests (PKCS #10, RFC 2986 §4). */
#include "x509/issue/request.h"

#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/sentences.h"

static void describe_requested(struct description *d, struct reader *r) {
    describe_attributes(d, "attributes", r);
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
        describe_or_show(d, request.attributes, describe_requested);
    }
    describe_signature_algorithm(d, "signatureAlgorithm", request.algorithm);
    describe_bit_string(d, "signatureValue", request.signature);
    describe_fingerprints(d, der);
    describe_end(d);
    return true;
}
