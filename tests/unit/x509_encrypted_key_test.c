/* Keys behind passwords: published vectors for the primitives, encrypted PKCS #8 as OpenSSL writes it, wrong passwords,
 * absurd costs, and bundles whose certificates stand in any order. */
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
#include "support/wycheproof.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"
#include "x509/key_files/encrypted_key.h"

/* ---- primitives ---- */

static enum verdict check_pbkdf2(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    uint8_t key[256];
    (void)group;
    tl_bytes expected = vectors_hex(v, test, "dk");
    assert_true(expected.len <= sizeof key && expected.len == vectors_number(test, "dkLen"));
    assert_true(kdf_pbkdf2(arg, vectors_hex(v, test, "password"), vectors_hex(v, test, "salt"),
                           (uint32_t)vectors_number(test, "iterationCount"), key, expected.len));
    return bytes_equal(bytes_of(key, expected.len), expected) ? ACCEPTED : REFUSED;
}

static void pbkdf2_gives_the_published_keys(void **state) {
    (void)state;
    wycheproof_run(&(struct wycheproof){.path = "wycheproof/pbkdf2_hmacsha256_test.json",
                                        .check = check_pbkdf2,
                                        .arg = &hash_sha256,
                                        .expected = {.valid = 60}});
}

/* The vectors as the AlgorithmIdentifier that a file would have. */
static void write_pbes2(struct writer *w, tl_bytes prf_oid, tl_bytes salt, uint32_t iterations, tl_bytes iv) {
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_PBES2));
    size_t parameters = der_begin(w, DER_SEQUENCE), kdf = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_PBKDF2));
    size_t pbkdf2 = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OCTET_STRING, salt);
    der_write_small(w, iterations);
    size_t prf = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, prf_oid);
    der_write(w, DER_NULL, (tl_bytes){0});
    der_end(w, prf);
    der_end(w, pbkdf2);
    der_end(w, kdf);
    size_t cipher = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_AES_256_CBC));
    der_write(w, DER_OCTET_STRING, iv);
    der_end(w, cipher);
    der_end(w, parameters);
}

static bool give_octets(void *arg, const char *source, char *password, size_t size, size_t *len) {
    const tl_bytes *octets = arg;
    assert_non_null(source);
    if (octets->len > size) {
        return false;
    }
    memcpy(password, octets->data, octets->len);
    *len = octets->len;
    return true;
}

static enum verdict check_pbes2(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    (void)group;
    (void)arg;
    tl_bytes password = vectors_hex(v, test, "password");
    struct buffer algorithm = {0}, plain = {0};
    struct writer w = writer_to(&algorithm);
    struct unlocking unlocking;
    tl_error error = {0};
    write_pbes2(&w, (tl_bytes)OID_VIEW(OID_HMAC_WITH_SHA256), vectors_hex(v, test, "salt"),
                (uint32_t)vectors_number(test, "iterationCount"), vectors_hex(v, test, "iv"));
    assert_false(w.failed);
    unlocking_init(&unlocking, give_octets, &password, "vector", &error);
    bool right = unlocking_decrypt(&unlocking, buffer_bytes(&algorithm), vectors_hex(v, test, "ct"), &plain) &&
                 bytes_equal(buffer_bytes(&plain), vectors_hex(v, test, "msg"));
    unlocking_clear(&unlocking);
    buffer_clear(&algorithm);
    buffer_clear(&plain);
    return right ? ACCEPTED : REFUSED;
}

static void pbes2_opens_the_published_ciphertexts(void **state) {
    (void)state;
    wycheproof_run(&(struct wycheproof){
        .path = "wycheproof/pbes2_hmacsha256_aes_256_test.json", .check = check_pbes2, .expected = {.valid = 84}});
}

static enum verdict check_cbc(struct vectors *v, const json_t *group, const json_t *test, const void *arg) {
    (void)arg;
    size_t bits = vectors_number(group, "keySize"), len = 0, sealed_len = 0;
    const struct cbc_alg *alg = bits == 128 ? &cbc_aes_128 : bits == 192 ? &cbc_aes_192 : &cbc_aes_256;
    tl_bytes key = vectors_hex(v, test, "key"), iv = vectors_hex(v, test, "iv"), ct = vectors_hex(v, test, "ct");
    uint8_t plain[512], sealed[512];
    assert_true(ct.len <= sizeof plain - CBC_MAX_BLOCK && key.len == alg->key_len);
    if (!cbc_decrypt(alg, key.data, iv.data, ct, plain, &len)) {
        return REFUSED;
    }
    assert_true(cbc_encrypt(alg, key.data, iv.data, bytes_of(plain, len), sealed, &sealed_len));
    assert_true(bytes_equal(bytes_of(sealed, sealed_len), ct));
    return bytes_equal(bytes_of(plain, len), vectors_hex(v, test, "msg")) ? ACCEPTED : REFUSED;
}

static void cbc_gives_the_published_texts(void **state) {
    (void)state;
    wycheproof_run(&(struct wycheproof){
        .path = "wycheproof/aes_cbc_pkcs5_test.json", .check = check_cbc, .expected = {.valid = 72, .invalid = 144}});
}

/* RFC 7914 §12 */
static void scrypt_gives_the_key_of_its_rfc(void **state) {
    static const char expected[] = "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622"
                                   "eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
    uint8_t key[64];
    char hex[129];
    (void)state;
    assert_true(kdf_scrypt(bytes_of_string("password"), bytes_of_string("NaCl"), 1024, 8, 16, key, sizeof key));
    hex_encode(bytes_of(key, sizeof key), hex);
    assert_string_equal(hex, expected);
    assert_true(kdf_scrypt(bytes_of_string("Password"), bytes_of_string("NaCl"), 1024, 8, 16, key, sizeof key));
    hex_encode(bytes_of(key, sizeof key), hex);
    assert_string_not_equal(hex, expected);
}

/* ---- files of OpenSSL ---- */

static tl_identity *load(struct openssl_files *files, const char *cert, const char *key, const char *password,
                         tl_error *error) {
    char cert_path[128], key_path[128];
    openssl_path(files, cert, cert_path);
    *error = (tl_error){0};
    return tl_identity_load_with_password(cert_path, key != NULL ? openssl_path(files, key, key_path) : NULL,
                                          password != NULL ? tl_password_text : NULL, (void *)(uintptr_t)password,
                                          error);
}

static void loads(struct openssl_files *files, const char *cert, const char *key, const char *password) {
    tl_error error;
    tl_identity *identity = load(files, cert, key, password, &error);
    if (identity == NULL) {
        fail_msg("%s", error.message);
    }
    tl_identity_free(identity);
}

static void refused(struct openssl_files *files, const char *cert, const char *key, const char *password,
                    unsigned reason, const char *says) {
    tl_error error;
    assert_null(load(files, cert, key, password, &error));
    if (error.reason != reason || strstr(error.message, says) == NULL) {
        fail_msg("reason %u, not %u: %s", error.reason, reason, error.message);
    }
}

#define MAKE_CERTIFICATE                                                                                               \
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem "                            \
    "-out cert.pem -subj /CN=a.example -days 3"

static void encrypted_pkcs8_opens_with_its_password(void **state) {
    static const char *const ways[] = {"-v2 aes256",
                                       "-v2 aes-128-cbc",
                                       "-v2 aes-192-cbc",
                                       "-v2 aes256 -v2prf hmacWithSHA1",
                                       "-v2 aes256 -v2prf hmacWithSHA384",
                                       "-v2 aes256 -v2prf hmacWithSHA512",
                                       "-scrypt",
                                       "-v2 aes256 -iter 100000",
                                       "-v2 aes256 -outform DER"};
    struct openssl_files files = openssl_files_new();
    char command[256];
    (void)state;
    openssl_run(&files, MAKE_CERTIFICATE);
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        snprintf(command, sizeof command, "openssl pkcs8 -topk8 -in key.pem -out locked -passout pass:geheim %s",
                 ways[i]);
        openssl_run(&files, command);
        loads(&files, "cert.pem", "locked", "geheim");
        refused(&files, "cert.pem", "locked", "Geheim", TL_REASON_WRONG_PASSWORD, "password is wrong");
        refused(&files, "cert.pem", "locked", "", TL_REASON_WRONG_PASSWORD, "password is wrong");
        refused(&files, "cert.pem", "locked", NULL, TL_REASON_ENCRYPTED_KEY, "no password was given");
    }
    openssl_files_clear(&files);
}

static void every_kind_of_key_opens(void **state) {
    static const char *const kinds[] = {
        "rsa:2048", "ec -pkeyopt ec_paramgen_curve:P-384",  "ec -pkeyopt ec_paramgen_curve:P-521", "ed25519",
        "ed448",    "rsa-pss -pkeyopt rsa_keygen_bits:2048"};
    struct openssl_files files = openssl_files_new();
    char command[512];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        snprintf(
            command, sizeof command,
            "openssl req -x509 -newkey %s -nodes -keyout key.pem -out cert.pem -subj /CN=a -days 3 && "
            "openssl pkcs8 -topk8 -in key.pem -out locked.pem -passout pass:x && cat locked.pem cert.pem >both.pem",
            kinds[i]);
        openssl_run(&files, command);
        loads(&files, "cert.pem", "key.pem", NULL);
        loads(&files, "both.pem", NULL, "x");
        refused(&files, "both.pem", NULL, "y", TL_REASON_WRONG_PASSWORD, "password is wrong");
    }
    openssl_files_clear(&files);
}

static void what_is_not_read_is_refused_with_its_reason(void **state) {
    struct openssl_files files = openssl_files_new();
    (void)state;
    openssl_run(&files, MAKE_CERTIFICATE);
    openssl_run(&files, "openssl ec -in key.pem -aes256 -passout pass:x -out old.pem");
    refused(&files, "cert.pem", "old.pem", "x", TL_REASON_UNSUPPORTED_ENCRYPTION, "Proc-Type");
    openssl_run(&files, "openssl pkcs8 -topk8 -v2 des3 -in key.pem -out des3.pem -passout pass:x");
    refused(&files, "cert.pem", "des3.pem", "x", TL_REASON_UNSUPPORTED_ENCRYPTION, "DES-EDE3-CBC");
    openssl_files_clear(&files);
}

static void absurd_pbkdf2_is_refused_at_once(void **state) {
#define SHA1   OID_VIEW(OID_HMAC_WITH_SHA1)
#define SHA256 OID_VIEW(OID_HMAC_WITH_SHA256)
    static const struct {
        tl_bytes prf;
        uint32_t iterations;
        unsigned reason;
    } rows[] = {{SHA256, UNLOCKING_MAX_WORK + 1, TL_REASON_TOO_MUCH_WORK},
                {SHA256, INT32_MAX, TL_REASON_TOO_MUCH_WORK},
                {SHA256, 0, TL_REASON_BAD_ENCRYPTION},
                {SHA256, 1000, TL_REASON_WRONG_PASSWORD},
                {SHA1, UNLOCKING_MAX_WORK / 2 + 1, TL_REASON_TOO_MUCH_WORK}, /* a key of AES-256 takes two blocks */
                {SHA1, UINT32_MAX, TL_REASON_BAD_ENCRYPTION},                /* no number of 31 bits */
                {SHA1, 1000, TL_REASON_WRONG_PASSWORD}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer algorithm = {0}, plain = {0};
        struct writer w = writer_to(&algorithm);
        struct unlocking unlocking;
        tl_error error = {0};
        write_pbes2(&w, rows[i].prf, bytes_of_string("salt"), rows[i].iterations, bytes_of("0123456789abcdef", 16));
        assert_false(w.failed);
        unlocking_init(&unlocking, tl_password_text, (char[]){"x"}, "absurd", &error);
        assert_false(
            unlocking_decrypt(&unlocking, buffer_bytes(&algorithm), bytes_of_string("sixteen octets.."), &plain));
        if (error.reason != rows[i].reason) {
            fail_msg("row %zu: %s", i, error.message);
        }
        unlocking_clear(&unlocking);
        buffer_clear(&algorithm);
        buffer_clear(&plain);
    }
}

/* Parameters of scrypt that no one would write, and what is asked of the file's reader before any work is done. */
static void absurd_scrypt_is_refused_at_once(void **state) {
    static const struct {
        uint32_t n, r, p;
        unsigned reason;
    } absurd[] = {
        {1u << 24, 8, 1, TL_REASON_TOO_MUCH_WORK}, {1u << 20, 4096, 1, TL_REASON_TOO_MUCH_WORK},
        {2, 1, 65535, TL_REASON_WRONG_PASSWORD},   {1u << 15, 8, 1000, TL_REASON_TOO_MUCH_WORK},
        {3, 8, 1, TL_REASON_BAD_ENCRYPTION},       {0, 8, 1, TL_REASON_BAD_ENCRYPTION},
        {16384, 0, 1, TL_REASON_BAD_ENCRYPTION},   {16384, 8, 0, TL_REASON_BAD_ENCRYPTION},
        {16384, 8, 1, TL_REASON_WRONG_PASSWORD},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(absurd); i++) {
        struct buffer algorithm = {0}, plain = {0};
        struct writer w = writer_to(&algorithm);
        der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_PBES2));
        size_t parameters = der_begin(&w, DER_SEQUENCE), kdf = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_SCRYPT));
        size_t scrypt = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OCTET_STRING, bytes_of_string("salt"));
        der_write_small(&w, absurd[i].n);
        der_write_small(&w, absurd[i].r);
        der_write_small(&w, absurd[i].p);
        der_end(&w, scrypt);
        der_end(&w, kdf);
        size_t cipher = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, (tl_bytes)OID_VIEW(OID_AES_256_CBC));
        der_write(&w, DER_OCTET_STRING, bytes_of("0123456789abcdef", 16));
        der_end(&w, cipher);
        der_end(&w, parameters);
        struct unlocking unlocking;
        tl_error error = {0};
        unlocking_init(&unlocking, tl_password_text, (char[]){"x"}, "absurd", &error);
        assert_false(
            unlocking_decrypt(&unlocking, buffer_bytes(&algorithm), bytes_of_string("sixteen octets.."), &plain));
        if (error.reason != absurd[i].reason) {
            fail_msg("row %zu: %s", i, error.message);
        }
        unlocking_clear(&unlocking);
        buffer_clear(&algorithm);
        buffer_clear(&plain);
    }
}

/* ---- bundles ---- */

static const char make_chain[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -subj "
    "/CN=root -days 3 && openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout mid.key -out "
    "mid.csr -subj /CN=mid && openssl x509 -req -in mid.csr -CA root.pem -CAkey root.key -out mid.pem -days 3 && "
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout leaf.key -out leaf.csr -subj "
    "/CN=leaf && openssl x509 -req -in leaf.csr -CA mid.pem -CAkey mid.key -out leaf.pem -days 3";

static void subject_is(tl_bytes der, const char *subject) {
    tl_cert *cert = tl_cert_parse(der, NULL);
    assert_non_null(cert);
    assert_string_equal(tl_cert_subject(cert), subject);
    tl_cert_free(cert);
}

static void bundles_are_put_in_order(void **state) {
    static const char *const orders[] = {"leaf.pem mid.pem root.pem leaf.key", "root.pem mid.pem leaf.pem leaf.key",
                                         "leaf.key root.pem leaf.pem mid.pem", "mid.pem leaf.key leaf.pem root.pem"};
    struct openssl_files files = openssl_files_new();
    char command[256];
    tl_error error;
    (void)state;
    openssl_run(&files, make_chain);
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        snprintf(command, sizeof command, "cat %s >bundle.pem", orders[i]);
        openssl_run(&files, command);
        tl_identity *identity = load(&files, "bundle.pem", NULL, NULL, &error);
        assert_non_null(identity);
        assert_int_equal(identity->num_chain, 3);
        subject_is(identity->chain[0], "CN=leaf");
        subject_is(identity->chain[1], "CN=mid");
        subject_is(identity->chain[2], "CN=root");
        assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=leaf");
        tl_identity_free(identity);
    }
    openssl_run(&files, "cat leaf.pem mid.pem >two.pem");
    refused(&files, "two.pem", "root.key", NULL, TL_REASON_KEY_MISMATCH, "nor to any other one there");
    refused(&files, "two.pem", "mid.key", NULL, TL_REASON_LEAF_NOT_FIRST, "number 2 (\"CN=mid\")");
    refused(&files, "leaf.pem", "mid.key", NULL, TL_REASON_KEY_MISMATCH, "\"CN=leaf\"; give");
    openssl_files_clear(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pbkdf2_gives_the_published_keys),
        cmocka_unit_test(pbes2_opens_the_published_ciphertexts),
        cmocka_unit_test(cbc_gives_the_published_texts),
        cmocka_unit_test(scrypt_gives_the_key_of_its_rfc),
        cmocka_unit_test(encrypted_pkcs8_opens_with_its_password),
        cmocka_unit_test(every_kind_of_key_opens),
        cmocka_unit_test(what_is_not_read_is_refused_with_its_reason),
        cmocka_unit_test(absurd_pbkdf2_is_refused_at_once),
        cmocka_unit_test(absurd_scrypt_is_refused_at_once),
        cmocka_unit_test(bundles_are_put_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
