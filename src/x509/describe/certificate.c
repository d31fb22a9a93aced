/* Certificates (RFC 5280 §4.1), also such as nothing else here would take: only the frame has to be right. */
#include "x509/certificate/certificate.h"

#include "base/control.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/sentences.h"

struct frame {
    tl_bytes version; /* INTEGER content; empty: 1 */
    tl_bytes serial, signed_algorithm, issuer, validity, subject, spki;
    tl_bytes issuer_unique_id, subject_unique_id; /* BIT STRING content; data NULL: none */
    tl_bytes extensions;                          /* content of Extensions; data NULL: none */
    tl_bytes algorithm, signature;
};

/* [number] EXPLICIT or IMPLICIT, if it is next. */
static tl_bytes read_optional(struct reader *r, unsigned tag) {
    return der_next_is(r, tag) ? der_read(r, tag) : (tl_bytes){0};
}

static void read_version(struct reader *r, struct frame *frame) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(0));
        frame->version = der_read_integer(&field);
        der_leave(r, &field);
    }
}

static void read_extensions(struct reader *r, struct frame *frame) {
    if (der_next_is(r, DER_CONTEXT_CONSTRUCTED(3))) {
        struct reader field = der_enter(r, DER_CONTEXT_CONSTRUCTED(3));
        frame->extensions = der_read(&field, DER_SEQUENCE);
        der_leave(r, &field);
    }
}

static void read_tbs(struct reader *certificate, struct frame *frame) {
    struct reader r = der_enter(certificate, DER_SEQUENCE);
    read_version(&r, frame);
    frame->serial = der_read_integer(&r);
    frame->signed_algorithm = der_read(&r, DER_SEQUENCE);
    frame->issuer = der_read_element(&r, DER_SEQUENCE);
    frame->validity = der_read(&r, DER_SEQUENCE);
    frame->subject = der_read_element(&r, DER_SEQUENCE);
    frame->spki = der_read_element(&r, DER_SEQUENCE);
    frame->issuer_unique_id = read_optional(&r, DER_CONTEXT(1));
    frame->subject_unique_id = read_optional(&r, DER_CONTEXT(2));
    read_extensions(&r, frame);
    der_leave(certificate, &r);
}

static bool read_frame(tl_bytes der, struct frame *frame) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    *frame = (struct frame){0};
    read_tbs(&r, frame);
    frame->algorithm = der_read(&r, DER_SEQUENCE);
    frame->signature = der_read(&r, DER_BIT_STRING);
    der_leave(&outer, &r);
    return read_end(&outer) && frame->signature.len > 0;
}

static void describe_validity_fields(struct description *d, struct reader *r) {
    describe_next_time(d, "notBefore", r);
    describe_next_time(d, "notAfter", r);
}

static void describe_unique_id(struct description *d, const char *name, tl_bytes content) {
    if (content.len > 0) {
        describe_bit_string(d, name, content);
    }
}

static void describe_frame(struct description *d, const struct frame *frame) {
    describe_version(d, frame->version);
    describe_magnitude(d, "serialNumber", frame->serial);
    describe_signature_algorithm(d, "signature", frame->signed_algorithm);
    describe_name(d, "issuer", frame->issuer);
    describe_group(d, "validity");
    describe_or_show(d, frame->validity, describe_validity_fields);
    describe_end(d);
    describe_name(d, "subject", frame->subject);
    describe_public_key(d, frame->spki);
    describe_unique_id(d, "issuerUniqueID", frame->issuer_unique_id);
    describe_unique_id(d, "subjectUniqueID", frame->subject_unique_id);
    if (frame->extensions.data != NULL) {
        describe_extensions(d, frame->extensions);
    }
    describe_signature(d, frame->signed_algorithm, frame->algorithm, frame->signature);
}

bool describe_certificate(struct description *d, tl_bytes der, tl_error *error) {
    struct frame frame;
    struct certificate certificate;
    tl_error problem;
    REQUIRE(read_frame(der, &frame),
            error_set(error, MALFORMED_CERTIFICATE, "it is not one DER structure with the fields of RFC 5280 §4.1"));
    bool good = certificate_parse(der, &certificate, &problem);
    describe_group(d, "certificate");
    if (!good) {
        describe_text(d, "malformed", problem.message);
    }
    describe_frame(d, &frame);
    describe_fingerprints(d, der);
    describe_end(d);
    return true;
}
