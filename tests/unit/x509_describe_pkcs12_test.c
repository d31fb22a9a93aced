/* tl_describe_with_password: PKCS #12 and encrypted keys as OpenSSL makes them, opened, closed, and damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/fields.h"
#include "support/openssl_files.h"
#include "x509/der/oid.h"

static const char make_certificate[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -subj /CN=me "
    "-days 3 2>err";

static tl_bytes export(struct openssl_files *files, const char *options) {
    char command[512];
    snprintf(command, sizeof command,
             "openssl pkcs12 -export -out id.p12 -inkey key.pem -in cert.pem -passout pass:x %s", options);
    openssl_run(files, command);
    return openssl_read(files, "id.p12");
}

struct asked {
    const char *password; /* NULL: none is given */
    unsigned times;
};

static bool answer(void *arg, const char *source, char *password, size_t size, size_t *len) {
    struct asked *asked = arg;
    assert_string_equal(source, "the given octets");
    asked->times++;
    if (asked->password == NULL) {
        return false;
    }
    *len = strlen(asked->password);
    assert_true(*len <= size);
    memcpy(password, asked->password, *len);
    return true;
}

static struct fields opened(tl_bytes octets, const char *password, unsigned times, const char *what) {
    struct asked asked = {.password = password};
    struct fields fields = fields_with_password(octets, answer, &asked, what);
    check_form_of_fields(&fields);
    assert_int_equal(asked.times, times);
    return fields;
}

static void is_refused(struct fields *fields, unsigned reason, const char *says) {
    assert_false(fields->good);
    if (fields->error.reason != reason || strstr(fields->error.message, says) == NULL) {
        fail_msg("%s: reason %u, not %u: %s", fields->what, fields->error.reason, reason, fields->error.message);
    }
}

#define BAG(part) "pkcs12/authSafe/" #part "/safeContents/0/"

static void certificate_and_key_are_told(void **state) {
    static const struct {
        const char *options, *encryption, *digest;
    } ways[] = {{"", "PBES2", "SHA-256"},
                {"-macalg SHA384 -name friend", "PBES2", "SHA-384"},
                {"-certpbe AES-128-CBC -keypbe AES-192-CBC", "PBES2", "SHA-256"},
                {"-legacy -certpbe PBE-SHA1-3DES -name friend", "PBE with SHA-1 and 3DES", "SHA-1"}};
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        tl_bytes file = export(&files, ways[i].options);
        struct fields fields = opened(file, "x", 1, ways[i].options);
        assert_true(fields.good);
        assert_string_equal(field_at(&fields, "pkcs12/version"), "3");
        assert_string_equal(field_at(&fields, "pkcs12/macData/digestAlgorithm"), ways[i].digest);
        assert_string_equal(field_at(&fields, "pkcs12/macData/iterations"), "2048");
        assert_string_equal(field_at(&fields, "pkcs12/authSafe/0/encryption"), ways[i].encryption);
        assert_string_equal(field_at(&fields, "pkcs12/authSafe/0/cost"), "2048");
        assert_string_equal(field_at(&fields, BAG(0) "bagId"), "certBag");
        assert_string_equal(field_at(&fields, BAG(0) "certificate/subject/name"), "CN=me");
        assert_string_equal(field_at(&fields, BAG(1) "bagId"), "pkcs8ShroudedKeyBag");
        assert_string_equal(field_at(&fields, BAG(1) "privateKey/encryption"), ways[i].encryption);
        assert_string_equal(field_at(&fields, BAG(1) "privateKey/subjectPublicKeyInfo/pin"),
                            field_at(&fields, BAG(0) "certificate/subjectPublicKeyInfo/pin"));
        fields_clear(&fields);
        free((void *)(uintptr_t)file.data);
    }
    openssl_files_clear(&files);
}

/* Closed: what is not encrypted, by tl_describe, by nobody's password and by a wrong one. */
static void what_is_closed_is_told_so(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    tl_bytes file = export(&files, "");
    struct fields tries[] = {fields_of(file, "tl_describe"), opened(file, NULL, 1, "none"), opened(file, "y", 1, "y")};
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        struct fields *fields = &tries[i];
        assert_int_equal(fields->good, i < 2);
        assert_string_equal(field_at(fields, "pkcs12/macData/digestAlgorithm"), "SHA-256");
        assert_string_equal(field_at(fields, "pkcs12/authSafe/0/cipher"), "AES-256-CBC");
        assert_string_equal(field_at(fields, "pkcs12/authSafe/0/prf"), "HMAC with SHA-256");
        assert_false(has_field_at(fields, "pkcs12/authSafe/0/safeContents"));
        assert_string_equal(field_at(fields, BAG(1) "privateKey/encrypted"), "true");
        assert_false(has_field_at(fields, BAG(1) "privateKey/subjectPublicKeyInfo"));
    }
    is_refused(&tries[2], TL_REASON_WRONG_PASSWORD, "password is wrong");
    for (size_t i = 0; i < COUNT_OF(tries); i++) {
        fields_clear(&tries[i]);
    }
    free((void *)(uintptr_t)file.data);

    file = export(&files, "-legacy");
    struct fields fields = opened(file, "x", 1, "RC2");
    is_refused(&fields, TL_REASON_UNSUPPORTED_ENCRYPTION, "40-bit RC2");
    assert_false(has_field_at(&fields, "pkcs12/authSafe/0/safeContents"));
    assert_true(has_field_at(&fields, BAG(1) "privateKey/subjectPublicKeyInfo/pin"));
    fields_clear(&fields);
    free((void *)(uintptr_t)file.data);
    openssl_files_clear(&files);
}

static void without_protection(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    tl_bytes file = export(&files, "-nomac -certpbe NONE -keypbe NONE");
    struct fields fields = opened(file, NULL, 0, "open");
    assert_true(fields.good);
    assert_false(has_field_at(&fields, "pkcs12/macData"));
    assert_string_equal(field_at(&fields, BAG(1) "bagId"), "keyBag");
    assert_string_equal(field_at(&fields, BAG(1) "privateKey/encrypted"), "false");
    fields_clear(&fields);
    free((void *)(uintptr_t)file.data);

    file = export(&files, "-nomac");
    fields = opened(file, "x", 1, "no MAC");
    assert_true(fields.good);
    assert_string_equal(field_at(&fields, BAG(0) "certificate/subject/name"), "CN=me");
    fields_clear(&fields);
    free((void *)(uintptr_t)file.data);
    openssl_files_clear(&files);
}

/* The last octet of the digest's identifier makes it one that we do not have. */
static void unknown_macs_are_said(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    tl_bytes file = export(&files, "");
    static const tl_bytes sha256 = OID_VIEW(OID_SHA256);
    uint8_t *at = memmem(file.data, file.len, sha256.data, sha256.len);
    assert_non_null(at);
    at[sha256.len - 1] = 9;
    struct fields fields = opened(file, "x", 0, "SHA3-384");
    is_refused(&fields, TL_REASON_UNSUPPORTED_ENCRYPTION, "2.16.840.1.101.3.4.2.9");
    assert_string_equal(field_at(&fields, "pkcs12/macData/digestAlgorithm"), "2.16.840.1.101.3.4.2.9");
    fields_clear(&fields);
    free((void *)(uintptr_t)file.data);
    openssl_files_clear(&files);
}

/* One octet altered anywhere, or the end cut off: an error always where the password is checked, and a good form. */
static void damaged_files(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    tl_bytes whole = export(&files, "-iter 1");
    uint8_t *octets = (uint8_t *)(uintptr_t)whole.data;
    for (size_t i = 0; i < whole.len; i++) {
        struct asked asked = {.password = "x"};
        octets[i] ^= 1;
        struct fields fields = fields_with_password(whole, answer, &asked, "altered");
        check_form_of_fields(&fields);
        assert_false(fields.good);
        fields_clear(&fields);
        octets[i] ^= 1;
        fields = fields_with_password(bytes_of(octets, i), answer, &asked, "cut");
        assert_false(fields.good);
        assert_int_equal(fields.num, 0);
        fields_clear(&fields);
    }
    free(octets);
    openssl_files_clear(&files);
}

/* Several encrypted keys: nobody is asked twice, whether the first answer was one or none. */
static void encrypted_keys(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_certificate);
    openssl_run(&files, "openssl pkcs8 -topk8 -in key.pem -passout pass:x -out one && cat one cert.pem one >keys");
    tl_bytes keys = openssl_read(&files, "keys");
    struct fields fields = opened(keys, "x", 1, "opened");
    assert_true(fields.good);
    assert_string_equal(field_at(&fields, "privateKey/encrypted"), "true");
    assert_string_equal(field_at(&fields, "privateKey/subjectPublicKeyInfo/pin"),
                        field_at(&fields, "certificate/subjectPublicKeyInfo/pin"));
    fields_clear(&fields);
    fields = opened(keys, NULL, 1, "closed");
    assert_true(fields.good);
    assert_false(has_field_at(&fields, "privateKey/subjectPublicKeyInfo"));
    fields_clear(&fields);
    fields = opened(keys, "y", 1, "wrong");
    is_refused(&fields, TL_REASON_WRONG_PASSWORD, "PEM block number 1");
    assert_string_equal(field_at(&fields, "certificate/subject/name"), "CN=me");
    fields_clear(&fields);
    free((void *)(uintptr_t)keys.data);
    openssl_files_clear(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificate_and_key_are_told),
        cmocka_unit_test(what_is_closed_is_told_so),
        cmocka_unit_test(without_protection),
        cmocka_unit_test(unknown_macs_are_said),
        cmocka_unit_test(damaged_files),
        cmocka_unit_test(encrypted_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
