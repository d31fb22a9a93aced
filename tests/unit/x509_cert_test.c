/* Certificates as programs see them: objects, fingerprints, tl_verify. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "support/data.h"
#include "support/forge.h"
#include "support/pki.h"
#include "x509/certificate/fingerprint.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"

static void everything_that_can_be_asked(void **state) {
    (void)state;
    static const char *const names[] = {"localhost", "www.example.org", "*.wild.example.org", "127.0.0.1", "::1"};
    struct pki pki = {0};
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    const tl_cert *cert = tl_identity_cert(identity);
    assert_true(bytes_equal(tl_cert_der(cert), identity->chain[0]));
    assert_string_equal(tl_cert_subject(cert), "CN=localhost");
    assert_string_equal(tl_cert_issuer(cert), "CN=Test Intermediate");
    assert_int_equal(tl_cert_serial(cert).len, 16);
    assert_int_equal(tl_cert_not_after(cert) - tl_cert_not_before(cert), 90 * 86400);
    assert_string_equal(tl_cert_key_type(cert), "ECDSA");
    assert_int_equal(tl_cert_key_bits(cert), 256);
    assert_false(tl_cert_is_ca(cert));
    assert_true(tl_cert_is_ca(tl_identity_cert(pki_identity(&pki, PKI_ROOT))));
    assert_true(tl_cert_matches_host(cert, "WWW.example.org"));
    assert_true(tl_cert_matches_host(cert, "::1"));
    assert_false(tl_cert_matches_host(cert, "example.org"));
    size_t cursor = 0;
    char name[64];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(tl_cert_next_name(cert, &cursor, name, sizeof name));
        assert_string_equal(name, names[i]);
    }
    assert_false(tl_cert_next_name(cert, &cursor, name, sizeof name));
    cursor = 0;
    assert_true(tl_cert_next_name(cert, &cursor, name, 4)); /* cut, not overrun */
    assert_string_equal(name, "...");
    cursor = 0;
    assert_true(tl_cert_next_name(cert, &cursor, name, 6)); /* a name that was cut is not taken for another one */
    assert_string_equal(name, "lo...");
    cursor = 0;
    assert_true(tl_cert_next_name(cert, &cursor, name, 10));
    assert_string_equal(name, "localhost");
    pki_clear(&pki);
}

static void add_email_and_dns_name(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x0a, 0x81, 0x03, 'a', '@', 'b', 0x82, 0x03, 'c', '.', 'd'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, bytes_of(value, sizeof value));
}

static void other_names_are_passed_over(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "x", .extend = add_email_and_dns_name});
    tl_cert *cert = tl_cert_parse(forged_der(&forged), NULL);
    size_t cursor = 0;
    char name[64];
    assert_non_null(cert);
    assert_true(tl_cert_next_name(cert, &cursor, name, sizeof name));
    assert_string_equal(name, "c.d");
    assert_false(tl_cert_next_name(cert, &cursor, name, sizeof name));
    tl_cert_free(cert);
    forged_clear(&forged);
}

static void from_files_and_memory(void **state) {
    (void)state;
    char path[DATA_PATH_SIZE];
    tl_error error;
    data_path("rsa.pem", path);
    tl_cert *cert = tl_cert_load(path, &error);
    assert_non_null(cert);
    assert_string_equal(tl_cert_subject(cert), "CN=rsa, O=Example, C=DE");
    tl_cert *again = tl_cert_parse(tl_cert_der(cert), &error);
    assert_non_null(again);
    assert_string_equal(tl_cert_fingerprint(again), tl_cert_fingerprint(cert));
    assert_ptr_equal(tl_cert_ref(cert), cert);
    tl_cert_free(again);
    tl_cert_free(cert);
    assert_string_equal(tl_cert_issuer(cert), "CN=rsa, O=Example, C=DE");
    tl_cert_free(cert);
    data_path("rsa-pkcs1.pem", path);
    assert_null(tl_cert_load(path, &error));
    assert_int_equal(error.reason, TL_REASON_NO_CERTIFICATE);
    assert_null(tl_cert_load("/nonexistent", &error));
    assert_int_equal(error.kind, TL_ERR_IO);
    assert_null(
        tl_cert_parse(bytes_of_string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), &error));
    assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
    assert_null(
        tl_cert_parse(bytes_of_string("-----BEGIN CERTIFICATE-----\nAA!\n-----END CERTIFICATE-----\n"), &error));
    assert_int_equal(error.reason, TL_REASON_BROKEN_PEM);
    assert_null(tl_cert_parse((tl_bytes){0}, &error));
    tl_cert_free(NULL);
    assert_null(tl_cert_ref(NULL));
}

static void objects_without_parsing(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "x"});
    tl_cert *cert = certificate_object(forged_der(&forged), NULL);
    tl_error error;
    assert_non_null(cert);
    assert_string_equal(tl_cert_subject(cert), "CN=x");
    tl_cert_free(cert);
    assert_null(certificate_object(bytes_of_string("x"), &error));
    assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
    forged_clear(&forged);
}

/* ---- fingerprints ---- */

static void fingerprints(void **state) {
    (void)state;
    static const uint8_t abc[] = {'a', 'b', 'c'}; /* FIPS 180-4's example */
    static const char sha256[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    static const char sha1[] = "A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D";
    tl_bytes der = bytes_of(abc, sizeof abc);
    assert_true(fingerprints_match(der, sha256));
    assert_true(fingerprints_match(der, sha1));
    assert_false(fingerprints_match(bytes_of(abc, 2), sha256));
    assert_false(fingerprints_match(bytes_of(abc, 2), sha1));
    assert_true(fingerprints_are_well_formed(sha256, NULL) && fingerprints_are_well_formed(sha1, NULL));
    char text[80];
    for (size_t len = 0; len < 70; len++) { /* only whole ones */
        snprintf(text, sizeof text, "%.*s%s", (int)len, sha256, len > 64 ? "00000" : "");
        assert_int_equal(fingerprints_are_well_formed(text, NULL), len == 64 || len == 40);
        assert_int_equal(fingerprints_match(der, text), len == 64);
    }
    assert_false(
        fingerprints_are_well_formed("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", NULL));
}

#define ABC     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define ABC_1   "a9993e364706816aba3e25717850c26c9cd0d89d"
#define OTHER   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER_1 "0123456789abcdef0123456789abcdef01234567"

static void lists_of_fingerprints(void **state) {
    (void)state;
    static const struct {
        const char *list;
        bool matches;
        const char *wrong; /* NULL: well formed */
    } rows[] = {
        {ABC "," OTHER, true, NULL},
        {OTHER "," ABC, true, NULL},
        {OTHER "," ABC_1, true, NULL},
        {OTHER_1 " " OTHER "\t" ABC_1, true, NULL},
        {" , " ABC " ,", true, NULL},
        {OTHER "," OTHER_1, false, NULL},
        {ABC "," ABC "," ABC, true, NULL},
        {"", false, ""},
        {" , ", false, ""},
        {ABC ",x," OTHER, false, "x"},
        {ABC "," OTHER "0", false, OTHER "0"},
        {ABC OTHER, false, ABC OTHER},
        {"a9:99:3e 36:47:06," ABC, false, "a9:99:3e"},
        {ABC ";" OTHER, false, ABC ";" OTHER},
        {ABC ":," OTHER, false, ABC ":"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        tl_bytes wrong;
        assert_int_equal(fingerprints_match(bytes_of_string("abc"), rows[i].list), rows[i].matches);
        bool good = fingerprints_are_well_formed(rows[i].list, &wrong);
        if (good != (rows[i].wrong == NULL) || (!good && !bytes_equal(wrong, bytes_of_string(rows[i].wrong)))) {
            fail_msg("\"%s\" is %s, \"%.*s\" is wrong", rows[i].list, good ? "good" : "malformed", (int)wrong.len,
                     (const char *)wrong.data);
        }
    }
    assert_false(fingerprints_match(bytes_of_string("abd"), ABC "," ABC_1));
}

static void lists_are_written_in_one_way(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {ABC, ABC},
        {"A9:99:3E:36:47:06:81:6A:BA:3E:25:71:78:50:C2:6C:9C:D0:D8:9D", ABC_1},
        {ABC "," OTHER, OTHER "," ABC},
        {OTHER " ," ABC ",", OTHER "," ABC},
        {ABC "," OTHER "," ABC "," OTHER, OTHER "," ABC},
        {OTHER "," ABC "," OTHER_1 "," ABC_1, OTHER_1 "," OTHER "," ABC_1 "," ABC},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *plain = fingerprints_plain(rows[i][0]);
        assert_non_null(plain);
        assert_string_equal(plain, rows[i][1]);
        mem_free(plain);
    }
}

static void fingerprints_of_objects(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "x"});
    tl_cert *cert = tl_cert_parse(forged_der(&forged), NULL);
    assert_non_null(cert);
    assert_int_equal(strlen(tl_cert_fingerprint(cert)), 64);
    assert_int_equal(strlen(tl_cert_fingerprint_sha1(cert)), 40);
    assert_true(fingerprints_match(forged_der(&forged), tl_cert_fingerprint(cert)));
    assert_true(fingerprints_match(forged_der(&forged), tl_cert_fingerprint_sha1(cert)));
    tl_cert_free(cert);
    forged_clear(&forged);
}

/* ---- tl_verify ---- */

static tl_result verify(struct pki *pki, enum pki_member member, tl_verify_options options, tl_error *error) {
    const tl_identity *identity = pki_identity(pki, member);
    options.trust = options.trust != NULL ? options.trust : pki_trust(pki);
    options.intermediates = identity->chain + 1;
    options.num_intermediates = identity->num_chain - 1;
    return tl_verify(identity->chain[0], &options, error);
}

static void verification(void **state) {
    (void)state;
    struct pki pki = {0};
    tl_error error;
    static const enum pki_member good[] = {PKI_SERVER, PKI_SERVER_P384, PKI_SERVER_ED25519, PKI_SERVER_RSA};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_int_equal(verify(&pki, good[i], (tl_verify_options){.host = "localhost"}, &error), TL_OK);
        assert_int_equal(error.reason, TL_REASON_NONE);
    }
    assert_int_equal(verify(&pki, PKI_CLIENT, (tl_verify_options){.purpose = TL_PURPOSE_CLIENT}, &error), TL_OK);
    static const struct {
        enum pki_member member;
        tl_verify_options options;
        unsigned reason;
        tl_alert alert;
    } bad[] = {
        {PKI_SERVER, {.host = "x.example"}, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN},
        {PKI_OTHER_NAME, {.host = "localhost"}, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN},
        {PKI_EXPIRED, {.host = "localhost"}, TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED},
        {PKI_NOT_YET_VALID, {.host = "localhost"}, TL_REASON_CERTIFICATE_NOT_YET_VALID, TL_ALERT_CERTIFICATE_EXPIRED},
        {PKI_CLIENT, {.host = NULL}, TL_REASON_WRONG_EXTENDED_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE},
        {PKI_SERVER,
         {.purpose = TL_PURPOSE_CLIENT},
         TL_REASON_WRONG_EXTENDED_KEY_USAGE,
         TL_ALERT_UNSUPPORTED_CERTIFICATE},
        {PKI_SELF_SIGNED, {.host = "localhost"}, TL_REASON_SELF_SIGNED, TL_ALERT_UNKNOWN_CA},
        {PKI_STRANGER, {.host = "localhost"}, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA},
        {PKI_SERVER_RSA, {.min_key_bits = 3072}, TL_REASON_WEAK_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE},
        {PKI_SERVER_RSA, {.max_key_bits = 1024}, TL_REASON_KEY_TOO_LARGE, TL_ALERT_UNSUPPORTED_CERTIFICATE},
        {PKI_SERVER, {.time = 1}, TL_REASON_CERTIFICATE_NOT_YET_VALID, TL_ALERT_CERTIFICATE_EXPIRED},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_int_equal(verify(&pki, bad[i].member, bad[i].options, &error), TL_FAILED);
        if (error.reason != bad[i].reason || error.alert != bad[i].alert) {
            fail_msg("case %zu: %s", i, error.message);
        }
    }
    tl_verify_options other = {.trust = pki_other_trust(&pki)};
    assert_int_equal(verify(&pki, PKI_SERVER, other, &error), TL_FAILED);
    assert_int_equal(error.alert, TL_ALERT_UNKNOWN_CA);
    pki_clear(&pki);
}

static void options_without_sense(void **state) {
    (void)state;
    struct pki pki = {0};
    tl_error error;
    assert_int_equal(verify(&pki, PKI_SERVER, (tl_verify_options){.max_depth = 16}, &error), TL_OK);
    assert_int_equal(verify(&pki, PKI_SERVER, (tl_verify_options){.max_depth = 17}, &error), TL_FAILED);
    assert_int_equal(error.kind, TL_ERR_USAGE);
    assert_string_equal(error.message, "the verification option max_depth must be at most 16");
    assert_int_equal(verify(&pki, PKI_SERVER, (tl_verify_options){.purpose = (tl_purpose)7}, &error), TL_FAILED);
    assert_int_equal(error.kind, TL_ERR_USAGE);
    tl_bytes leaf = pki_identity(&pki, PKI_SERVER)->chain[0];
    tl_verify_options options = {.trust = pki_trust(&pki), .num_intermediates = 1};
    assert_int_equal(tl_verify(leaf, &options, &error), TL_FAILED);
    assert_int_equal(error.kind, TL_ERR_USAGE);
    options.num_intermediates = 0;
    assert_int_equal(tl_verify(bytes_of(leaf.data, leaf.len - 1), &options, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
    pki_clear(&pki);
}

/* A caller with an older, shorter idea of the options gets the defaults for the rest. */
static void shorter_options(void **state) {
    (void)state;
    struct pki pki = {0};
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    tl_verify_options options = {.trust = pki_trust(&pki),
                                 .intermediates = identity->chain + 1,
                                 .num_intermediates = identity->num_chain - 1,
                                 .host = "x.example",
                                 .max_depth = 99};
    size_t before_host = offsetof(tl_verify_options, host);
    assert_int_equal(tl_verify_sized(identity->chain[0], &options, before_host, NULL), TL_OK);
    assert_int_equal(tl_verify(identity->chain[0], &options, NULL), TL_FAILED);
    pki_clear(&pki);
}

static void verification_with_the_systems_trust(void **state) {
    (void)state;
    struct pki pki = {0};
    tl_error error;
    char path[DATA_PATH_SIZE];
    data_path("ed25519.pem", path);
    assert_int_equal(setenv("SSL_CERT_FILE", path, 1), 0);
    tl_cert *cert = tl_cert_load(path, NULL);
    assert_non_null(cert);
    tl_verify_options options = {.host = "www.example.org", .time = tl_cert_not_before(cert) + 1};
    assert_int_equal(tl_verify(tl_cert_der(cert), &options, &error), TL_OK);
    assert_int_equal(tl_verify(pki_identity(&pki, PKI_SERVER)->chain[0], &options, &error), TL_FAILED);
    assert_int_equal(unsetenv("SSL_CERT_FILE"), 0);
    tl_cert_free(cert);
    pki_clear(&pki);
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_that_can_be_asked),
        cmocka_unit_test(other_names_are_passed_over),
        cmocka_unit_test(from_files_and_memory),
        cmocka_unit_test(objects_without_parsing),
        cmocka_unit_test(fingerprints),
        cmocka_unit_test(lists_of_fingerprints),
        cmocka_unit_test(lists_are_written_in_one_way),
        cmocka_unit_test(fingerprints_of_objects),
        cmocka_unit_test(verification),
        cmocka_unit_test(options_without_sense),
        cmocka_unit_test(shorter_options),
        cmocka_unit_test(verification_with_the_systems_trust),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
