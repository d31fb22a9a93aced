/* Trust anchors from files and memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/control.h"
#include "base/pem.h"
#include "support/data.h"
#include "support/forge.h"
#include "x509/names/name.h"
#include "x509/trust/trust.h"

#define DEBIAN_BUNDLE "/etc/ssl/certs/ca-certificates.crt"

static struct forged make_anchor(const char *name) {
    return forge(&(struct forgery){.name = name, .is_ca = true});
}

static void append_pem(struct buffer *text, const char *label, tl_bytes der) {
    struct writer w = writer_to(text);
    pem_write(&w, label, der);
    assert_false(w.failed);
}

static void append_text(struct buffer *buffer, const char *text) {
    assert_true(buffer_append(buffer, bytes_of_string(text)));
}

/* How many anchors have the subject of this certificate, and is it itself among them? */
static void expect_found(const tl_trust *trust, const struct forged *forged, size_t num_same_subject, bool itself) {
    struct certificate certificate;
    size_t cursor = 0, index, found = 0;
    assert_true(certificate_parse(forged_der(forged), &certificate, NULL));
    while (trust_next_by_subject(trust, name_hash(certificate.subject), &cursor, &index)) {
        found++;
    }
    assert_int_equal(found, num_same_subject);
    assert_int_equal(trust_has(trust, &certificate), itself);
}

static void anchors_are_found_by_subject(void **state) {
    (void)state;
    struct forged a = make_anchor("a"), b = make_anchor("b"), other_b = make_anchor("B "), c = make_anchor("c");
    struct buffer text = {0}, der = {0};
    const struct forged *in[] = {&a, &b, &other_b};
    append_text(&text, "# text before\n");
    for (size_t i = 0; i < COUNT_OF(in); i++) {
        append_pem(&text, "CERTIFICATE", forged_der(in[i]));
        append_text(&text, "\n# text between - with dashes ---\n");
        assert_true(buffer_append(&der, forged_der(in[i])));
    }
    const tl_bytes forms[] = {buffer_bytes(&text), buffer_bytes(&der)};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        tl_error error;
        tl_trust *trust = tl_trust_parse(forms[i], &error);
        assert_non_null(trust);
        assert_int_equal(tl_trust_count(trust), 3);
        assert_int_equal(trust->num_skipped, 0);
        expect_found(trust, &a, 1, true);
        expect_found(trust, &b, 2, true);
        expect_found(trust, &other_b, 2, true);
        expect_found(trust, &c, 0, false);
        assert_ptr_equal(tl_trust_ref(trust), trust);
        tl_trust_free(trust);
        assert_int_equal(tl_trust_count(trust), 3);
        tl_trust_free(trust);
    }
    buffer_clear(&text);
    buffer_clear(&der);
    struct forged *all[] = {&a, &b, &other_b, &c};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
}

/* A certificate that is none is counted and passed over; it hides neither those before it nor those behind it. */
static void broken_ones_do_not_hide_others(void **state) {
    (void)state;
    struct forged a = make_anchor("a"), b = make_anchor("b");
    static const char *const broken[] = {
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB!\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END SOMETHING-----\n",
    };
    struct buffer text = {0};
    append_pem(&text, "CERTIFICATE", forged_der(&a));
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        append_text(&text, broken[i]);
    }
    append_pem(&text, "X509 CRL", forged_der(&a)); /* not ours to count */
    append_pem(&text, "CERTIFICATE", bytes_of(a.der.data, a.der.len - 1));
    append_pem(&text, "CERTIFICATE", forged_der(&b));
    tl_trust *trust = tl_trust_parse(buffer_bytes(&text), NULL);
    assert_non_null(trust);
    assert_int_equal(tl_trust_count(trust), 2);
    assert_int_equal(trust->num_skipped, COUNT_OF(broken) + 1);
    expect_found(trust, &a, 1, true);
    expect_found(trust, &b, 1, true);
    tl_trust_free(trust);
    buffer_clear(&text);
    forged_clear(&a);
    forged_clear(&b);
}

/* The second asking for an anchor gives the same as the first; one that is malformed is never there. */
static void anchors_are_kept_parsed(void **state) {
    (void)state;
    struct forged good = make_anchor("good"), bad = make_anchor("bad");
    struct certificate certificate;
    struct buffer der = {0};
    tl_error error;
    assert_true(certificate_parse(forged_der(&bad), &certificate, NULL));
    bad.der.data[certificate.signature.data - 1 - bad.der.data] = 1; /* unused bits of signatureValue */
    assert_true(buffer_append(&der, forged_der(&good)) && buffer_append(&der, forged_der(&bad)));
    tl_trust *trust = tl_trust_parse(buffer_bytes(&der), &error);
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, &error);
    assert_non_null(trust);
    assert_non_null(crypto);
    const struct certificate *anchor = trust_anchor(trust, 0, crypto);
    assert_non_null(anchor);
    assert_true(bytes_equal(anchor->der, forged_der(&good)));
    assert_non_null(anchor->key.prepared);
    assert_ptr_equal(trust_anchor(trust, 0, crypto), anchor);
    assert_null(trust_anchor(trust, 1, crypto));
    assert_null(trust_anchor(trust, 1, crypto));
    tl_crypto_free(crypto);
    tl_trust_free(trust);
    buffer_clear(&der);
    forged_clear(&good);
    forged_clear(&bad);
}

static void nothing_to_trust(void **state) {
    (void)state;
    static const char no_der_in_it[] = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    static const char *const texts[] = {"", "no certificate", "0", no_der_in_it};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tl_error error;
        assert_null(tl_trust_parse(bytes_of_string(texts[i]), &error));
        assert_int_equal(error.reason, TL_REASON_NO_CERTIFICATE);
        assert_int_equal(error.kind, TL_ERR_USAGE);
        assert_string_equal(error.message, "the given octets: there is no certificate in it; one begins with "
                                           "\"-----BEGIN CERTIFICATE-----\", or is DER");
    }
    assert_null(tl_trust_parse((tl_bytes){0}, NULL));
    tl_trust_free(NULL);
}

static void files(void **state) {
    (void)state;
    char path[DATA_PATH_SIZE];
    tl_error error;
    data_path("rsa.pem", path);
    tl_trust *trust = tl_trust_load(path, &error);
    assert_non_null(trust);
    assert_int_equal(tl_trust_count(trust), 1);
    tl_trust_free(trust);
    data_path("rsa-pkcs1.pem", path);
    assert_null(tl_trust_load(path, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CERTIFICATE);
    assert_non_null(strstr(error.message, "rsa-pkcs1.pem: there is no certificate"));
    assert_null(tl_trust_load("/nonexistent", &error));
    assert_int_equal(error.kind, TL_ERR_IO);
}

/* SSL_CERT_FILE names the system's anchors; where it names nothing good, nothing else is taken instead. */
static void system_by_environment(void **state) {
    (void)state;
    char path[DATA_PATH_SIZE];
    tl_error error;
    data_path("ed25519.pem", path);
    assert_int_equal(setenv("SSL_CERT_FILE", path, 1), 0);
    tl_trust *trust = tl_trust_system(&error);
    assert_non_null(trust);
    assert_int_equal(tl_trust_count(trust), 1);
    tl_trust_free(trust);
    assert_int_equal(setenv("SSL_CERT_FILE", "/nonexistent", 1), 0);
    assert_null(tl_trust_system(&error));
    assert_int_equal(error.kind, TL_ERR_IO);
    assert_int_equal(unsetenv("SSL_CERT_FILE"), 0);
}

/* Every certificate in Debian's bundle is one for our parser too, strict as it is. */
static void debian_bundle(void **state) {
    (void)state;
    if (access(DEBIAN_BUNDLE, R_OK) != 0) {
        print_message("skipped: there is no " DEBIAN_BUNDLE " (package ca-certificates)\n");
        skip();
    }
    tl_error error;
    tl_trust *trust = tl_trust_system(&error);
    if (trust == NULL) {
        fail_msg("%s", error.message);
    }
    assert_in_range(tl_trust_count(trust), 50, 1000);
    assert_int_equal(trust->num_skipped, 0);
    for (size_t i = 0; i < tl_trust_count(trust); i++) {
        struct certificate certificate;
        tl_bytes der = trust_certificate(trust, i);
        if (!certificate_parse(der, &certificate, &error)) {
            fail_msg("certificate %zu: %s", i + 1, error.message);
        }
        assert_int_not_equal(certificate.key.kind, KEY_NONE);
        assert_true(certificate.is_ca);
        assert_true(trust_has(trust, &certificate));
    }
    tl_trust_free(trust);
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anchors_are_found_by_subject),
        cmocka_unit_test(broken_ones_do_not_hide_others),
        cmocka_unit_test(anchors_are_kept_parsed),
        cmocka_unit_test(nothing_to_trust),
        cmocka_unit_test(files),
        cmocka_unit_test(system_by_environment),
        cmocka_unit_test(debian_bundle),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
