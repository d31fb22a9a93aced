/* Revocation lists (RFC 5280 §5). */
#include "x509/revocation/crl.h"

#include "base/control.h"
#include "x509/describe/objects.h"
#include "x509/describe/parts.h"
#include "x509/revocation/revocation_sentences.h"

struct frame {
    bool has_version;
    tl_bytes signed_algorithm, issuer, dates;
    tl_bytes entries, extensions; /* contents; data NULL: none */
    tl_bytes algorithm, signature;
};

static bool next_is_time(const struct reader *r) {
    return der_next_is(r, DER_UTC_TIME) || der_next_is(r, DER_GENERALIZED_TIME);
}

static void read_dates(struct reader *r, struct frame *frame) {
    struct reader start = *r;
    while (next_is_time(r)) {
        der_read_any_element(r);
    }
    frame->dates = read_bytes(&start, read_left(&start) - read_left(r));
}

static void read_tbs(struct reader *list, struct frame *frame) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    frame->has_version = der_next_is(&r, DER_INTEGER);
    if (frame->has_version) {
        der_read_small(&r, 1);
    }
    frame->signed_algorithm = der_read(&r, DER_SEQUENCE);
    frame->issuer = der_read_element(&r, DER_SEQUENCE);
    read_dates(&r, frame);
    if (der_next_is(&r, DER_SEQUENCE)) {
        frame->entries = der_read(&r, DER_SEQUENCE);
    }
    if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(0))) {
        struct reader field = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
        frame->extensions = der_read(&field, DER_SEQUENCE);
        der_leave(&r, &field);
    }
    der_leave(list, &r);
}

static bool read_frame(tl_bytes der, struct frame *frame) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    *frame = (struct frame){0};
    read_tbs(&r, frame);
    frame->algorithm = der_read(&r, DER_SEQUENCE);
    frame->signature = der_read(&r, DER_BIT_STRING);
    der_leave(&outer, &r);
    return read_end(&outer) && frame->dates.len > 0 && frame->signature.len > 0;
}

static void describe_dates(struct description *d, struct reader *r) {
    describe_next_time(d, "thisUpdate", r);
    if (read_more(r)) {
        describe_next_time(d, "nextUpdate", r);
    }
}

static void describe_entry(struct description *d, struct reader *list) {
    struct reader r = der_enter(list, DER_SEQUENCE);
    describe_group(d, NULL);
    describe_magnitude(d, "userCertificate", der_read_integer(&r));
    describe_next_time(d, "revocationDate", &r);
    if (read_more(&r)) {
        describe_extensions(d, der_read(&r, DER_SEQUENCE));
    }
    describe_end(d);
    der_leave(list, &r);
}

static void describe_entries(struct description *d, struct reader *r) {
    describe_list(d, "revokedCertificates");
    while (read_more(r)) {
        describe_entry(d, r);
    }
    describe_end(d);
}

static void describe_frame(struct description *d, const struct frame *frame) {
    describe_number(d, "version", frame->has_version ? 2 : 1);
    describe_signature_algorithm(d, "signature", frame->signed_algorithm);
    describe_name(d, "issuer", frame->issuer);
    describe_or_show(d, frame->dates, describe_dates);
    if (frame->extensions.data != NULL) {
        describe_extensions(d, frame->extensions);
    }
    if (frame->entries.data != NULL) {
        describe_or_show(d, frame->entries, describe_entries);
    }
    describe_signature(d, frame->signed_algorithm, frame->algorithm, frame->signature);
}

bool describe_crl(struct description *d, tl_bytes der, tl_error *error) {
    struct frame frame;
    struct crl crl;
    tl_error problem;
    REQUIRE(read_frame(der, &frame),
            error_set(error, MALFORMED_CRL, "it is not one DER structure with the fields of RFC 5280 §5.1"));
    bool good = crl_parse(der, &crl, &problem) && crl_read_entries(&crl, NULL, NULL, &problem);
    describe_group(d, "certificateList");
    if (!good) {
        describe_text(d, "malformed", problem.message);
    }
    describe_frame(d, &frame);
    describe_fingerprints(d, der);
    describe_end(d);
    return true;
}
