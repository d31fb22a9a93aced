/* PKCS #12 as OpenSSL writes it, with its old and its new protection; what is altered, locked otherwise or incomplete
 * is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "base/hex.h"
#include "crypto/kdf.h"
#include "support/openssl_files.h"
#include "x509/identity/identity.h"
#include "x509/key_files/password_text.h"

#define EC "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes "
static const char make_chain[] =
    "openssl req -x509 " EC "-keyout root.key -out root.pem -subj /CN=root -days 3 && openssl req -new " EC
    "-keyout leaf.key -out leaf.csr -subj /CN=leaf && openssl x509 -req -in leaf.csr -CA root.pem -CAkey root.key -out "
    "leaf.pem -days 3";

static void export(struct openssl_files *files, const char *options) {
    char command[512];
    snprintf(command, sizeof command, "openssl pkcs12 -export -out id.p12 -inkey leaf.key -in leaf.pem %s", options);
    openssl_run(files, command);
}

static tl_identity *load(struct openssl_files *files, const char *password, tl_error *error) {
    char path[128];
    *error = (tl_error){0};
    return tl_identity_load_with_password(openssl_path(files, "id.p12", path), NULL,
                                          password != NULL ? tl_password_text : NULL, (void *)(uintptr_t)password,
                                          error);
}

static void refused(struct openssl_files *files, const char *password, unsigned reason, const char *says) {
    tl_error error;
    assert_null(load(files, password, &error));
    if (error.reason != reason || strstr(error.message, says) == NULL) {
        fail_msg("reason %u, not %u: %s", error.reason, reason, error.message);
    }
}

static void exported_files_open(void **state) {
    static const char *const ways[] = {
        "",
        "-certpbe AES-128-CBC -keypbe AES-192-CBC",
        "-macalg SHA1 -iter 5000",
        "-macalg SHA384",
        "-macalg SHA512 -maciter",
        "-legacy -certpbe PBE-SHA1-3DES",
        "-certpbe NONE -keypbe NONE",
        "-certpbe NONE",
        "-name \"a friend\"",
    };
    struct openssl_files files = openssl_files_new();
    char options[256];
    tl_error error;
    (void)state;
    openssl_run(&files, make_chain);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        snprintf(options, sizeof options, "-certfile root.pem -passout pass:'gr\xc3\xbc\xc3\x9f dich' %s", ways[i]);
        export(&files, options);
        tl_identity *identity = load(&files, "gr\xc3\xbc\xc3\x9f dich", &error);
        if (identity == NULL) {
            fail_msg("%s: %s", ways[i], error.message);
        }
        assert_int_equal(identity->num_chain, 2);
        assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=leaf");
        tl_identity_free(identity);
        refused(&files, "gruss dich", TL_REASON_WRONG_PASSWORD, "password is wrong");
        refused(&files, "gr\xfc\xdf dich", TL_REASON_NO_PASSWORD, "UTF-8");
        refused(&files, NULL, TL_REASON_ENCRYPTED_KEY, "no password");
    }
    export(&files, "-passout pass:");
    tl_identity *identity = load(&files, "", &error);
    assert_non_null(identity);
    tl_identity_free(identity);
    openssl_files_clear(&files);
}

static void others_are_refused_with_their_reason(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_chain);
    export(&files, "-passout pass:x -nomac");
    refused(&files, "x", TL_REASON_BAD_PKCS12, "no MAC");
    export(&files, "-passout pass:x -legacy");
    refused(&files, "x", TL_REASON_UNSUPPORTED_ENCRYPTION, "RC2");
    export(&files, "-passout pass:x -nokeys");
    refused(&files, "x", TL_REASON_BAD_PKCS12, "no private key");
    openssl_run(&files, "openssl pkcs12 -export -out id.p12 -inkey leaf.key -nocerts -passout pass:x");
    refused(&files, "x", TL_REASON_BAD_PKCS12, "no certificate");
    openssl_files_clear(&files);
}

/* One octet altered anywhere, or the end cut off: refused always, without harm. */
static void altered_files_are_refused(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, make_chain);
    export(&files, "-passout pass:x -iter 1");
    tl_bytes whole = openssl_read(&files, "id.p12");
    uint8_t *octets = (uint8_t *)(uintptr_t)whole.data;
    char password[] = "x";
    tl_identity *identity = tl_identity_parse_with_password(whole, (tl_bytes){0}, tl_password_text, password, NULL);
    assert_non_null(identity);
    tl_identity_free(identity);
    for (size_t i = 0; i < whole.len; i++) {
        octets[i] ^= 1;
        identity = tl_identity_parse_with_password(whole, (tl_bytes){0}, tl_password_text, password, NULL);
        assert_null(identity);
        octets[i] ^= 1;
        tl_bytes cut = bytes_of(octets, i);
        assert_null(tl_identity_parse_with_password(cut, (tl_bytes){0}, tl_password_text, password, NULL));
    }
    free(octets);
    openssl_files_clear(&files);
}

/* RFC 7292 B.2 with figures that OpenSSL 3.0 computed: openssl kdf -keylen 24 -kdfopt digest:SHA1 -kdfopt
 * hexpass:0073006d006500670000 -kdfopt hexsalt:0a58cf64530d823f -kdfopt iter:1 -kdfopt id:1 PKCS12KDF */
static void derivation_is_that_of_the_rfc(void **state) {
    struct buffer password = {0};
    uint8_t salt[8], key[24];
    char hex[49];
    size_t len;
    (void)state;
    assert_true(hex_decode("0a58cf64530d823f", salt, sizeof salt, &len));
    assert_true(buffer_reserve(&password, 10));
    assert_true(password_to_bmp(bytes_of_string("smeg"), &password));
    assert_int_equal(password.len, 10);
    assert_true(kdf_pkcs12(&hash_sha1, KDF_PKCS12_KEY, buffer_bytes(&password), bytes_of(salt, 8), 1, key, 24));
    hex_encode(bytes_of(key, 24), hex);
    assert_string_equal(hex, "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3");
    assert_true(kdf_pkcs12(&hash_sha1, KDF_PKCS12_IV, buffer_bytes(&password), bytes_of(salt, 8), 1, key, 8));
    hex_encode(bytes_of(key, 8), hex);
    assert_string_equal(hex, "79993dfe048d3b76");
    buffer_clear(&password);
}

static void passwords_become_utf16(void **state) {
    static const struct {
        const char *utf8, *hex; /* hex NULL: not UTF-8 */
    } rows[] = {{"", "0000"},
                {"a", "00610000"},
                {"\xc3\xa9", "00e90000"},
                {"\xe2\x82\xac", "20ac0000"},
                {"\xf0\x9f\x94\x91", "d83ddd110000"},
                {"\xc0\x80", NULL},
                {"\xed\xa0\x80", NULL},
                {"\xf4\x90\x80\x80", NULL},
                {"\xe2\x82", NULL},
                {"\x80", NULL}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer out = {0};
        char hex[64];
        assert_true(buffer_reserve(&out, 32));
        bool ok = password_to_bmp(bytes_of_string(rows[i].utf8), &out);
        assert_int_equal(ok, rows[i].hex != NULL);
        if (ok) {
            hex_encode(buffer_bytes(&out), hex);
            assert_string_equal(hex, rows[i].hex);
        }
        buffer_clear(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exported_files_open),       cmocka_unit_test(others_are_refused_with_their_reason),
        cmocka_unit_test(altered_files_are_refused), cmocka_unit_test(derivation_is_that_of_the_rfc),
        cmocka_unit_test(passwords_become_utf16),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
