/* The certificate parser, and all that walks over what it accepted: names, hosts, name constraints, texts.
 *
 * Input: one octet says how long the host is, then the host, then the DER. */
#include <string.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "fuzz/der_mutator.h"
#include "fuzz/describe_helper.h"
#include "fuzz/expect.h"
#include "x509/certificate/certificate.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"
#include "x509/path/name_constraints.h"
#include "x509/path/path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* Behind the host. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    size_t head = size > 0 && seed % 8 != 0 ? 1 + (size_t)data[0] : 0;
    if (head >= size) {
        head = 0;
    }
    return head + der_mutate(data + head, size - head, max_size - head, seed);
}

static void expect_within(tl_bytes der, tl_bytes view) {
    if (view.len == 0) {
        return;
    }
    EXPECT(view.data >= der.data && view.len <= der.len && view.data <= der.data + der.len - view.len);
}

static void expect_views(const struct certificate *c) {
    const tl_bytes views[] = {c->tbs,
                              c->serial,
                              c->issuer,
                              c->subject,
                              c->spki,
                              c->key.modulus,
                              c->key.public_exponent,
                              c->key.point,
                              c->signature,
                              c->subject_alt_name,
                              c->name_constraints,
                              c->subject_key_id,
                              c->authority_key_id,
                              c->unknown_critical};
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        expect_within(c->der, views[i]);
    }
    EXPECT(c->version >= 1 && c->version <= 3);
    EXPECT(c->path_len >= -1);
}

/* An error is a sentence, and one that a terminal can show. */
static void expect_sentence(const tl_error *error) {
    EXPECT(error->kind != 0 && error->reason != TL_REASON_NONE);
    size_t len = strnlen(error->message, sizeof error->message);
    EXPECT(len > 0 && len < sizeof error->message);
    for (size_t i = 0; i < len; i++) {
        EXPECT((unsigned char)error->message[i] >= ' ');
    }
}

static void check_names(const struct certificate *c) {
    char text_of[200];
    struct text text = text_into(text_of, sizeof text_of);
    name_write(c->subject, &text);
    EXPECT(strlen(text_of) < sizeof text_of);
    EXPECT(name_equal(c->subject, c->subject) && name_is_within(c->issuer, c->issuer));
    EXPECT(name_equal(c->subject, c->issuer) == name_equal(c->issuer, c->subject));
    EXPECT(!name_equal(c->subject, c->issuer) || name_hash(c->subject) == name_hash(c->issuer));
    struct general_name name;
    size_t cursor = 0, num = 0;
    while (general_names_next(c->subject_alt_name, &cursor, &name)) {
        expect_within(c->subject_alt_name, name.value);
        EXPECT(++num <= c->subject_alt_name.len);
    }
    EXPECT(c->subject_alt_name.data == NULL || num > 0);
}

/* A host that matches is one of the names, or under a wildcard among them. */
static void check_host(const struct certificate *c, const char *host) {
    tl_error error = {0};
    bool matches = certificate_matches_host(c, host);
    EXPECT(!matches || c->subject_alt_name.len > 0);
    EXPECT(certificate_check_host(c, host, TL_PURPOSE_SERVER, &error) == matches);
    if (!matches) {
        expect_sentence(&error);
    }
}

static void check_constraints(const struct certificate *c) {
    unsigned comparisons = 0;
    struct general_name name;
    if (c->has_name_constraints) {
        name_constraints_check(c->name_constraints, c, &comparisons, &name);
        EXPECT(comparisons <= NAME_CONSTRAINTS_MAX_COMPARISONS + 1);
    }
}

/* The same certificate through the public functions. */
static void check_object(const struct certificate *c, const char *host) {
    tl_error error = {0};
    char name[64];
    size_t cursor = 0, num = 0;
    tl_cert *cert = tl_cert_parse(c->der, &error);
    EXPECT(cert != NULL);
    EXPECT(tl_cert_subject(cert) != NULL && tl_cert_issuer(cert) != NULL && tl_cert_key_type(cert) != NULL);
    EXPECT(bytes_equal(tl_cert_serial(cert), c->serial));
    EXPECT(tl_cert_is_ca(cert) == c->is_ca);
    EXPECT(tl_cert_matches_host(cert, host) == certificate_matches_host(c, host));
    while (tl_cert_next_name(cert, &cursor, name, sizeof name)) {
        EXPECT(strlen(name) < sizeof name && ++num <= c->subject_alt_name.len);
    }
    tl_cert_free(cert);
}

/* What the parser takes is described, and as a whole it is not malformed; single extensions that the parser does not
 * look into may be. */
static void check_description(const struct certificate *c) {
    struct described described = {0};
    tl_cert *cert = tl_cert_parse(c->der, NULL);
    EXPECT(cert != NULL && tl_cert_describe(cert, check_described_field, &described, NULL));
    EXPECT(described.depth == 0 && described.num_fields > 20);
    tl_cert_free(cert);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char host[256] = "";
    struct certificate certificate;
    tl_error error = {0};
    if (size == 0 || data[0] > size - 1) {
        return 0;
    }
    size_t host_len = data[0];
    memcpy(host, data + 1, host_len);
    tl_bytes der = bytes_from(bytes_of(data, size), 1 + host_len);
    if (!certificate_parse(der, &certificate, &error)) {
        expect_sentence(&error);
        return 0;
    }
    EXPECT(bytes_equal(certificate.der, der));
    expect_views(&certificate);
    check_names(&certificate);
    check_host(&certificate, host);
    check_constraints(&certificate);
    check_object(&certificate, host);
    check_description(&certificate);
    return 0;
}
