/* Loading certificate chains and private keys, which OpenSSL made in every form (tests/unit/data/make-x509.sh). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/control.h"
#include "base/pem.h"
#include "support/data.h"
#include "support/forge.h"
#include "x509/identity/chain_file.h"
#include "x509/identity/identity.h"
#include "x509/key_files/key_writer.h"
#include "x509/key_files/private_key_file.h"

static const struct {
    const char *file;
    enum key_kind kind;
    enum key_curve curve;
    unsigned bits;
    const struct signature_alg *signed_with;
    const char *key_type;
} kinds[] = {
    {"rsa.pem", KEY_RSA, CURVE_NONE, 2048, &signature_rsa_pkcs1_sha256, "RSA"},
    {"rsa-signed-pss.pem", KEY_RSA, CURVE_NONE, 2048, &signature_rsa_pss_sha384, "RSA"},
    {"rsa-pss.pem", KEY_RSA_PSS, CURVE_NONE, 2048, &signature_rsa_pss_sha256, "RSASSA-PSS"},
    {"rsa-pss-sha384.pem", KEY_RSA_PSS, CURVE_NONE, 2048, &signature_rsa_pss_sha384, "RSASSA-PSS"},
    {"p256.pem", KEY_ECDSA, CURVE_P256, 256, &signature_ecdsa_sha256, "ECDSA"},
    {"p384.pem", KEY_ECDSA, CURVE_P384, 384, &signature_ecdsa_sha256, "ECDSA"},
    {"p521.pem", KEY_ECDSA, CURVE_P521, 521, &signature_ecdsa_sha256, "ECDSA"},
    {"ed25519.pem", KEY_ED25519, CURVE_NONE, 255, &signature_ed25519, "Ed25519"},
    {"ed448.pem", KEY_ED448, CURVE_NONE, 448, &signature_ed448, "Ed448"},
};

/* The key signs, and the certificate's key finds it right, but not for another message. */
static void expect_pair(const tl_identity *identity) {
    const struct public_key *public = &identity->leaf.key;
    const struct signature_alg *alg = signature_alg_for_key(public);
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t len;
    tl_bytes message = bytes_of_string("message"), other = bytes_of_string("massage");
    assert_true(private_key_sign(forge_crypto(), identity->key, alg, message, signature, &len));
    assert_true(signature_verify(forge_crypto(), alg, public, message, bytes_of(signature, len)));
    assert_false(signature_verify(forge_crypto(), alg, public, other, bytes_of(signature, len)));
}

static void every_kind_from_one_file(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        char path[DATA_PATH_SIZE];
        tl_error error;
        data_path(kinds[i].file, path);
        tl_identity *identity = tl_identity_load(path, NULL, &error);
        if (identity == NULL) {
            fail_msg("%s", error.message);
        }
        const struct certificate *leaf = &identity->leaf;
        assert_int_equal(identity->num_chain, 1);
        assert_int_equal(leaf->key.kind, kinds[i].kind);
        assert_int_equal(leaf->key.curve, kinds[i].curve);
        assert_string_equal(tl_cert_key_type(tl_identity_cert(identity)), kinds[i].key_type);
        assert_in_range(tl_cert_key_bits(tl_identity_cert(identity)), kinds[i].bits, kinds[i].bits + 8);
        assert_ptr_equal(leaf->signature_alg, kinds[i].signed_with);
        assert_true(signature_verify(forge_crypto(), leaf->signature_alg, &leaf->key, leaf->tbs, leaf->signature));
        expect_pair(identity);
        tl_identity_free(identity);
    }
}

static tl_identity *load_pair(const char *cert_file, const char *key_file, tl_error *error) {
    char cert_path[DATA_PATH_SIZE], key_path[DATA_PATH_SIZE];
    data_path(cert_file, cert_path);
    data_path(key_file, key_path);
    return tl_identity_load(cert_path, key_path, error);
}

static void keys_in_older_forms(void **state) {
    (void)state;
    static const char *const pairs[][2] = {{"rsa.pem", "rsa-pkcs1.pem"},
                                           {"p256.pem", "p256-sec1.pem"},
                                           {"p384.pem", "p384-sec1.pem"},
                                           {"p521.pem", "p521-sec1.pem"}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        tl_error error;
        tl_identity *identity = load_pair(pairs[i][0], pairs[i][1], &error);
        if (identity == NULL) {
            fail_msg("%s", error.message);
        }
        expect_pair(identity);
        tl_identity_free(identity);
    }
}

/* The DER of the first certificate in a file, and of the key. */
static struct buffer cert_der(const char *name) {
    struct buffer text = data_read(name), der = {0};
    tl_bytes *chain;
    size_t num_chain;
    assert_true(chain_parse(buffer_bytes(&text), &chain, &num_chain, name, NULL));
    assert_true(buffer_append(&der, chain[0]));
    mem_free(chain);
    buffer_clear(&text);
    return der;
}

static struct buffer key_der(const char *name) {
    struct buffer text = data_read(name), der = {0};
    struct unlocking unlocking;
    unlocking_init(&unlocking, NULL, NULL, name, NULL);
    assert_true(private_key_find(buffer_bytes(&text), &unlocking, &der));
    buffer_clear(&text);
    return der;
}

static void from_memory(void **state) {
    (void)state;
    static const char *const keys[] = {"rsa.pem", "rsa-pkcs1.pem"};
    struct buffer text = data_read("rsa.pem"), cert = cert_der("rsa.pem");
    tl_error error;
    tl_identity *identity = tl_identity_parse(buffer_bytes(&text), (tl_bytes){0}, &error);
    assert_non_null(identity);
    tl_identity_free(identity);
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct buffer key_text = data_read(keys[i]), key = key_der(keys[i]);
        const struct buffer *forms[] = {&key_text, &key};
        for (size_t form = 0; form < 4; form++) {
            tl_bytes certs = buffer_bytes(form % 2 == 0 ? &text : &cert);
            identity = tl_identity_parse(certs, buffer_bytes(forms[form / 2]), &error);
            if (identity == NULL) {
                fail_msg("%s", error.message);
            }
            expect_pair(identity);
            tl_identity_free(identity);
        }
        buffer_clear(&key_text);
        buffer_clear(&key);
    }
    buffer_clear(&text);
    buffer_clear(&cert);
}

/* "rsaEncryption" in a key file and RSASSA-PSS in the certificate: the certificate decides. */
static void pss_certificate_with_a_plain_rsa_key(void **state) {
    (void)state;
    struct buffer cert = cert_der("rsa-pss.pem"), key = key_der("rsa-pss.pem");
    struct private_key_parts parts;
    struct reader r = reader_of(buffer_bytes(&key)), info = der_enter(&r, DER_SEQUENCE);
    der_read_small(&info, 0);
    der_read(&info, DER_SEQUENCE);
    tl_bytes pkcs1 = der_read(&info, DER_OCTET_STRING);
    assert_true(private_key_parse(pkcs1, &parts, "key", NULL));
    assert_int_equal(parts.kind, KEY_RSA);
    tl_identity *identity = tl_identity_parse(buffer_bytes(&cert), pkcs1, NULL);
    assert_non_null(identity);
    assert_int_equal(private_key_public(identity->key)->kind, KEY_RSA_PSS);
    expect_pair(identity);
    tl_identity_free(identity);
    buffer_clear(&cert);
    buffer_clear(&key);
}

/* The key in the file, as PKCS #8 with these parameters. */
static void restricted_key(const char *name, const struct hash_alg *hash, unsigned salt_len, struct buffer *pkcs8) {
    struct buffer der = key_der(name);
    struct private_key_parts parts;
    assert_true(private_key_parse(buffer_bytes(&der), &parts, "key", NULL));
    parts.kind = KEY_RSA_PSS;
    parts.pss_hash = hash;
    parts.pss_salt_len = salt_len;
    struct private_key *key = private_key_new(&parts);
    assert_non_null(key);
    struct writer w = writer_to(pkcs8);
    assert_true(private_key_write(&w, key));
    private_key_free(key);
    buffer_clear(&der);
}

/* Parameters in the key's file, in the certificate, in both: what either restricts holds for what the identity signs.
 */
static void restrictions_of_pss_keys(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const struct hash_alg *hash; /* in the key's file */
        unsigned salt_len;
        const struct signature_alg *signs; /* NULL: refused with the reason */
        unsigned reason;
    } rows[] = {
        {"rsa-pss.pem", NULL, 0, &signature_rsa_pss_sha256, 0},
        {"rsa-pss.pem", &hash_sha384, 20, &signature_rsa_pss_sha384, 0},
        {"rsa-pss.pem", &hash_sha512, 64, &signature_rsa_pss_sha512, 0},
        {"rsa-pss.pem", &hash_sha512, 65, NULL, TL_REASON_UNSUPPORTED_PRIVATE_KEY},
        {"rsa-pss.pem", &hash_sha1, 20, NULL, TL_REASON_UNSUPPORTED_PRIVATE_KEY},
        {"rsa-pss-sha384.pem", NULL, 0, &signature_rsa_pss_sha384, 0},
        {"rsa-pss-sha384.pem", &hash_sha384, 48, &signature_rsa_pss_sha384, 0},
        {"rsa-pss-sha384.pem", &hash_sha384, 49, NULL, TL_REASON_UNSUPPORTED_PRIVATE_KEY},
        {"rsa-pss-sha384.pem", &hash_sha256, 32, NULL, TL_REASON_KEY_MISMATCH},
    };
    static const struct signature_alg *const all[] = {&signature_rsa_pss_sha256, &signature_rsa_pss_sha384,
                                                      &signature_rsa_pss_sha512, &signature_rsa_pkcs1_sha256,
                                                      &signature_rsa_pkcs1_sha384};
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    assert_non_null(crypto);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer cert = cert_der(rows[i].name), key = {0};
        tl_error error = {0};
        restricted_key(rows[i].name, rows[i].hash, rows[i].salt_len, &key);
        tl_identity *identity = tl_identity_parse(buffer_bytes(&cert), buffer_bytes(&key), &error);
        if ((identity != NULL) != (rows[i].signs != NULL) || error.reason != rows[i].reason) {
            fail_msg("row %zu: reason %u: %s", i, error.reason, error.message);
        }
        for (size_t a = 0; identity != NULL && a < COUNT_OF(all); a++) {
            uint8_t signature[SIGNATURE_MAX_LEN];
            size_t len;
            bool may = all[a] == rows[i].signs || (rows[i].name[7] == '.' && rows[i].hash == NULL && a < 3);
            assert_int_equal(signature_fits(all[a], identity_signing_key(identity)), may);
            assert_int_equal(private_key_sign(crypto, identity->key, all[a], bytes_of_string("x"), signature, &len),
                             may);
        }
        tl_identity_free(identity);
        buffer_clear(&cert);
        buffer_clear(&key);
    }
    tl_crypto_free(crypto);
}

static void key_elsewhere(void **state) {
    (void)state;
    struct buffer text = data_read("p256.pem");
    tl_identity *identity = tl_identity_parse_external(buffer_bytes(&text), NULL);
    assert_non_null(identity);
    assert_null(identity->key);
    assert_int_equal(identity->leaf.key.kind, KEY_ECDSA);
    assert_ptr_equal(tl_identity_ref(identity), identity);
    tl_identity_free(identity);
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=p256, O=Example, C=DE");
    tl_identity_free(identity);
    tl_identity_free(NULL);
    assert_null(tl_identity_ref(NULL));
    buffer_clear(&text);
}

/* ---- chains ---- */

static void append(struct buffer *buffer, const char *name) {
    struct buffer text = data_read(name);
    assert_true(buffer_append(buffer, buffer_bytes(&text)));
    buffer_clear(&text);
}

static void append_text(struct buffer *buffer, const char *text) {
    assert_true(buffer_append(buffer, bytes_of_string(text)));
}

static void chain_and_key_in_one_text(void **state) {
    (void)state;
    struct buffer text = {0};
    tl_error error;
    append_text(&text, "The key comes first - and words around it do no harm.\n");
    append(&text, "p256-sec1.pem");
    append_text(&text, "issuer=-----\r\n");
    append(&text, "p256.pem"); /* and its key once more */
    append(&text, "rsa.pem");
    append(&text, "ed25519.pem");
    tl_identity *identity = tl_identity_parse(buffer_bytes(&text), (tl_bytes){0}, &error);
    if (identity == NULL) {
        fail_msg("%s", error.message);
    }
    assert_int_equal(identity->num_chain, 3);
    assert_int_equal(identity->leaf.key.kind, KEY_ECDSA);
    for (size_t i = 0; i < 3; i++) {
        static const char *const files[] = {"p256.pem", "rsa.pem", "ed25519.pem"};
        struct buffer der = cert_der(files[i]);
        assert_true(bytes_equal(identity->chain[i], buffer_bytes(&der)));
        buffer_clear(&der);
    }
    tl_identity_free(identity);
    buffer_clear(&text);
}

static void chain_in_der(void **state) {
    (void)state;
    struct buffer chain = cert_der("p256.pem"), second = cert_der("rsa.pem"), key = key_der("p256.pem");
    assert_true(buffer_append(&chain, buffer_bytes(&second)));
    tl_identity *identity = tl_identity_parse(buffer_bytes(&chain), buffer_bytes(&key), NULL);
    assert_non_null(identity);
    assert_int_equal(identity->num_chain, 2);
    tl_identity_free(identity);
    tl_error error;
    append_text(&chain, "x");
    assert_null(tl_identity_parse(buffer_bytes(&chain), buffer_bytes(&key), &error));
    assert_int_equal(error.reason, TL_REASON_BAD_CERTIFICATE_IN_FILE);
    assert_non_null(strstr(error.message, "certificate number 3 cannot be used"));
    buffer_clear(&chain);
    buffer_clear(&second);
    buffer_clear(&key);
}

/* ---- what is refused ---- */

static void expect_refused(tl_identity *identity, const tl_error *error, unsigned reason, const char *sentence) {
    if (identity != NULL) {
        fail_msg("accepted, although: %s", sentence);
    }
    if (error->reason != reason || strstr(error->message, sentence) == NULL) {
        fail_msg("reason %u: %s", error->reason, error->message);
    }
    assert_int_equal(error->kind, TL_ERR_USAGE);
    assert_int_equal(error->alert, TL_ALERT_NONE);
}

static void files_that_cannot_be_used(void **state) {
    (void)state;
    static const struct {
        const char *cert, *key;
        unsigned reason;
        const char *sentence;
    } cases[] = {
        {"rsa.pem", "rsa-encrypted.pem", TL_REASON_ENCRYPTED_KEY, "rsa-encrypted.pem: the private key is encrypted"},
        {"rsa.pem", "rsa-encrypted-pkcs1.pem", TL_REASON_UNSUPPORTED_ENCRYPTION, "openssl pkcs8 -topk8"},
        {"rsa.pem", "other-dsa.pem", TL_REASON_UNSUPPORTED_PRIVATE_KEY, "of a kind that this library does not know"},
        {"rsa.pem", "other-dsa-traditional.pem", TL_REASON_UNSUPPORTED_PRIVATE_KEY, "does not know"},
        {"rsa.pem", "other-secp256k1.pem", TL_REASON_UNSUPPORTED_PRIVATE_KEY, "does not know"},
        {"rsa.pem", "rsa-pss.pem", TL_REASON_KEY_MISMATCH,
         "rsa-pss.pem: the private key does not belong to the certificate of \"CN=rsa, O=Example, C=DE\""},
        {"rsa.pem", "rsa-signed-pss.pem", TL_REASON_KEY_MISMATCH, "does not belong"},
        {"rsa.pem", "p256.pem", TL_REASON_KEY_MISMATCH, "does not belong"},
        {"p256.pem", "p384.pem", TL_REASON_KEY_MISMATCH, "does not belong"},
        {"ed25519.pem", "ed448.pem", TL_REASON_KEY_MISMATCH, "does not belong"},
        {"p256-compressed.pem", "p256-compressed.pem", TL_REASON_UNSUPPORTED_KEY, "the first certificate has a key"},
        {"other-secp256k1.pem", "other-secp256k1.pem", TL_REASON_UNSUPPORTED_KEY, "the first certificate has a key"},
        {"rsa-pkcs1.pem", "rsa-pkcs1.pem", TL_REASON_NO_CERTIFICATE, "rsa-pkcs1.pem: there is no certificate in it"},
        {"rsa.pem", "make-x509.sh", TL_REASON_NO_PRIVATE_KEY, "make-x509.sh: there is no private key in it"},
        {"make-x509.sh", "rsa.pem", TL_REASON_NO_CERTIFICATE, "no certificate"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tl_error error;
        expect_refused(load_pair(cases[i].cert, cases[i].key, &error), &error, cases[i].reason, cases[i].sentence);
    }
}

static void files_that_are_not_there(void **state) {
    (void)state;
    tl_error error;
    assert_null(load_pair("rsa.pem", "nothing.pem", &error));
    assert_int_equal(error.kind, TL_ERR_IO);
    assert_non_null(strstr(error.message, "nothing.pem: No such file"));
    assert_null(load_pair("nothing.pem", "rsa.pem", &error));
    assert_int_equal(error.kind, TL_ERR_IO);
}

static void certificate_without_key(void **state) {
    (void)state;
    struct buffer cert = cert_der("rsa.pem");
    tl_error error;
    expect_refused(tl_identity_parse(buffer_bytes(&cert), (tl_bytes){0}, &error), &error, TL_REASON_NO_PRIVATE_KEY,
                   "the given octets: there is no private key in it");
    buffer_clear(&cert);
}

static void the_leaf_is_put_first(void **state) {
    (void)state;
    struct buffer text = {0}, key = key_der("p256.pem");
    append(&text, "rsa.pem");
    append(&text, "p256.pem");
    tl_identity *identity = tl_identity_parse(buffer_bytes(&text), buffer_bytes(&key), NULL);
    assert_non_null(identity);
    assert_int_equal(identity->num_chain, 2);
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=p256, O=Example, C=DE");
    expect_pair(identity);
    tl_identity_free(identity);
    buffer_clear(&text);
    buffer_clear(&key);
}

static void broken_text(void **state) {
    (void)state;
    struct buffer text = data_read("p256.pem"), key = key_der("p256.pem");
    tl_error error;
    tl_bytes cut = bytes_of(text.data, 200);
    expect_refused(tl_identity_parse(cut, buffer_bytes(&key), &error), &error, TL_REASON_BROKEN_PEM,
                   "PEM block number 1 is cut off");
    text.data[100] = '!';
    expect_refused(tl_identity_parse(buffer_bytes(&text), buffer_bytes(&key), &error), &error, TL_REASON_BROKEN_PEM,
                   "number 1 is cut off or has characters in it that are not base64");
    text.data[100] = 'A';
    text.data[101] = text.data[101] == 'B' ? 'C' : 'B'; /* still base64, but somewhere in its names */
    tl_identity *identity = tl_identity_parse(buffer_bytes(&text), buffer_bytes(&key), &error);
    assert_true(identity != NULL || error.reason == TL_REASON_BAD_CERTIFICATE_IN_FILE);
    tl_identity_free(identity);
    text.data[29] = 'X'; /* the first octet of the DER */
    expect_refused(tl_identity_parse(buffer_bytes(&text), buffer_bytes(&key), &error), &error,
                   TL_REASON_BAD_CERTIFICATE_IN_FILE,
                   "certificate number 1 cannot be used: the certificate is malformed");
    buffer_clear(&text);
    buffer_clear(&key);
}

static void chain_has_a_limit(void **state) {
    (void)state;
    struct buffer chain = {0}, cert = cert_der("ed25519.pem"), key = key_der("ed25519.pem");
    tl_error error;
    for (size_t i = 0; i < CHAIN_MAX_CERTIFICATES; i++) {
        assert_true(buffer_append(&chain, buffer_bytes(&cert)));
    }
    tl_identity *identity = tl_identity_parse(buffer_bytes(&chain), buffer_bytes(&key), &error);
    assert_non_null(identity);
    assert_int_equal(identity->num_chain, CHAIN_MAX_CERTIFICATES);
    tl_identity_free(identity);
    assert_true(buffer_append(&chain, buffer_bytes(&cert)));
    expect_refused(tl_identity_parse(buffer_bytes(&chain), buffer_bytes(&key), &error), &error,
                   TL_REASON_TOO_MANY_CERTIFICATES, "more than 32 certificates");
    buffer_clear(&chain);
    buffer_clear(&cert);
    buffer_clear(&key);
}

static void every_truncated_key_is_refused(void **state) {
    (void)state;
    static const char *const files[] = {"rsa.pem",       "rsa-pkcs1.pem", "rsa-pss-sha384.pem", "p256.pem",
                                        "p256-sec1.pem", "ed25519.pem",   "ed448.pem"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer der = key_der(files[i]);
        struct private_key_parts parts;
        assert_true(private_key_parse(buffer_bytes(&der), &parts, "key", NULL));
        for (size_t len = 0; len < der.len; len++) {
            uint8_t *copy = malloc(len > 0 ? len : 1);
            assert_non_null(copy);
            memcpy(copy, der.data, len);
            assert_false(private_key_parse(bytes_of(copy, len), &parts, "key", NULL));
            free(copy);
        }
        buffer_clear(&der);
    }
}

/* A bit turned in a key: it is refused, or it is another key than the certificate's, or the bit did not matter. */
static void damaged_keys_do_not_pass_for_good_ones(void **state) {
    (void)state;
    static const char *const files[] = {"p256.pem", "ed25519.pem"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct buffer cert = cert_der(files[i]), key = key_der(files[i]);
        for (size_t bit = 0; bit < 8 * key.len; bit++) {
            key.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
            tl_identity *identity = tl_identity_parse(buffer_bytes(&cert), buffer_bytes(&key), NULL);
            if (identity != NULL) {
                expect_pair(identity);
            }
            tl_identity_free(identity);
            key.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        buffer_clear(&cert);
        buffer_clear(&key);
    }
}

/* The two curves that are named in a PKCS #8 EC key must be one. */
static void curves_must_agree(void **state) {
    (void)state;
    struct buffer sec1 = key_der("p256-sec1.pem"), pkcs8 = {0};
    static const char *const curves[] = {"\x2a\x86\x48\xce\x3d\x03\x01\x07", "\x2b\x81\x04\x00\x22"};
    for (size_t i = 0; i < 2; i++) {
        struct writer w = writer_to(&pkcs8);
        size_t info = der_begin(&w, DER_SEQUENCE);
        der_write_small(&w, 0);
        size_t algorithm = der_begin(&w, DER_SEQUENCE);
        der_write(&w, DER_OID, bytes_of_string("\x2a\x86\x48\xce\x3d\x02\x01"));
        der_write(&w, DER_OID, bytes_of_string(curves[i]));
        der_end(&w, algorithm);
        der_write(&w, DER_OCTET_STRING, buffer_bytes(&sec1));
        der_end(&w, info);
        struct private_key_parts parts;
        assert_int_equal(private_key_parse(buffer_bytes(&pkcs8), &parts, "key", NULL), i == 0);
        buffer_clear(&pkcs8);
    }
    buffer_clear(&sec1);
}

/* ---- what a key's file says of its public half ---- */

static struct private_key *key_of(tl_bytes der) {
    struct private_key_parts parts;
    tl_error error;
    struct private_key *key =
        private_key_parse(der, &parts, "key", &error) ? private_key_of(&parts, "key", &error) : NULL;
    if (key == NULL) {
        fail_msg("%s", error.message);
    }
    return key;
}

/* A public key that does not belong to the private one would give the private one away where EdDSA signs with it, so
 * that what stands in the file is not looked at: OneAsymmetricKey with [1] (RFC 5958 §2), ECPrivateKey (RFC 5915 §3).
 */
static void public_halves_are_computed(void **state) {
    (void)state;
    static const uint8_t wrong_point[33] = {0, 1};
    struct buffer version_1 = key_der("ed25519.pem"), version_2 = {0}, sec1 = key_der("p256-sec1.pem");
    struct writer w = writer_to(&version_2);
    size_t info = der_begin(&w, DER_SEQUENCE);
    struct reader outer = reader_of(buffer_bytes(&version_1)), r = der_enter(&outer, DER_SEQUENCE);
    der_read_small(&r, 0);
    der_write_small(&w, 1);
    write_bytes(&w, read_rest(&r));
    der_write(&w, DER_CONTEXT(1), bytes_of(wrong_point, sizeof wrong_point));
    der_end(&w, info);
    struct private_key *before = key_of(buffer_bytes(&version_1)), *after = key_of(buffer_bytes(&version_2));
    assert_true(public_key_equal(private_key_public(before), private_key_public(after)));
    private_key_free(before);
    private_key_free(after);
    before = key_of(buffer_bytes(&sec1));
    sec1.data[sec1.len - 1] ^= 1; /* the last octet of the point */
    after = key_of(buffer_bytes(&sec1));
    assert_true(public_key_equal(private_key_public(before), private_key_public(after)));
    private_key_free(before);
    private_key_free(after);
    buffer_clear(&version_1);
    buffer_clear(&version_2);
    buffer_clear(&sec1);
}

/* An EC scalar is read with zeros before it or without, and written as long as the order (RFC 5915 §3). */
static void scalars_are_written_in_one_length(void **state) {
    (void)state;
    struct buffer sec1 = key_der("p256-sec1.pem");
    struct private_key_parts parts;
    uint8_t octets[40] = {0}, *scalar = octets + 4;
    assert_true(private_key_parse(buffer_bytes(&sec1), &parts, "key", NULL) && parts.scalar.len == 32);
    scalar[31] = 5; /* as short as can be, and longer than it needs to be */
    struct buffer written[3] = {{0}};
    const tl_bytes forms[] = {{scalar, 32}, {scalar + 31, 1}, {octets, 36}};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct writer w = writer_to(&written[i]);
        parts.scalar = forms[i];
        struct private_key *key = private_key_of(&parts, "key", NULL);
        assert_true(key != NULL && private_key_write(&w, key));
        assert_true(bytes_equal(buffer_bytes(&written[i]), buffer_bytes(&written[0])));
        private_key_free(key);
    }
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        buffer_clear(&written[i]);
    }
    buffer_clear(&sec1);
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_from_one_file),
        cmocka_unit_test(keys_in_older_forms),
        cmocka_unit_test(from_memory),
        cmocka_unit_test(pss_certificate_with_a_plain_rsa_key),
        cmocka_unit_test(restrictions_of_pss_keys),
        cmocka_unit_test(key_elsewhere),
        cmocka_unit_test(chain_and_key_in_one_text),
        cmocka_unit_test(chain_in_der),
        cmocka_unit_test(files_that_cannot_be_used),
        cmocka_unit_test(files_that_are_not_there),
        cmocka_unit_test(certificate_without_key),
        cmocka_unit_test(the_leaf_is_put_first),
        cmocka_unit_test(broken_text),
        cmocka_unit_test(chain_has_a_limit),
        cmocka_unit_test(every_truncated_key_is_refused),
        cmocka_unit_test(damaged_keys_do_not_pass_for_good_ones),
        cmocka_unit_test(curves_must_agree),
        cmocka_unit_test(public_halves_are_computed),
        cmocka_unit_test(scalars_are_written_in_one_length),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
