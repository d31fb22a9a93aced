/* Keys alone, requests (PKCS #10) and the certificates that answer them, keys under passwords, and what certificates
 * can have beyond a name: all as tl_describe tells it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "support/fields.h"
#include "support/forge.h"
#include "support/openssl_files.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"
#include "x509/issue/csr_object.h"
#include "x509/key_files/key_object.h"
#include "x509/key_files/key_writer.h"

static tl_key *new_key(tl_key_kind kind) {
    tl_error error;
    tl_key *key = tl_key_make(kind, 0, forge_crypto(), &error);
    if (key == NULL) {
        fail_msg("%s", error.message);
    }
    return key;
}

static tl_identity *make(tl_cert_options options) {
    tl_error error;
    options.crypto = forge_crypto();
    tl_identity *identity = tl_cert_make(&options, &error);
    if (identity == NULL) {
        fail_msg("%s", error.message);
    }
    return identity;
}

static tl_csr *request(tl_cert_options options) {
    tl_error error;
    tl_csr *csr = tl_csr_make(&options, &error);
    if (csr == NULL) {
        fail_msg("%s", error.message);
    }
    return csr;
}

static bool has_key(const tl_identity *identity, const tl_key *key) {
    return public_key_equal(&identity->leaf.key, private_key_public(key->key));
}

/* ---- what certificates can have ---- */

/* The place of an extension by its name; fails where there is none. */
static size_t find_extension(const struct fields *fields, const char *name) {
    for (size_t i = 0;; i++) {
        char path[64];
        snprintf(path, sizeof path, "certificate/extensions/%zu/name", i);
        if (strcmp(field_at(fields, path), name) == 0) {
            return i;
        }
    }
}

static void check_extension(const struct fields *fields, const char *name, const char *path, const char *text) {
    char whole[128];
    snprintf(whole, sizeof whole, "certificate/extensions/%zu/%s", find_extension(fields, name), path);
    assert_string_equal(field_at(fields, whole), text);
}

static void all_that_a_leaf_can_have(void **state) {
    (void)state;
    static const char *const names[] = {"www.example.org", "2001:db8::1", "a@example.org", "spiffe://example.org/x"};
    static const char *const ocsp[] = {"http://ocsp.example.org/", "http://ocsp2.example.org/"};
    static const char *const crls[] = {"http://example.org/1.crl", "http://example.org/2.crl"};
    static const char *const issuers[] = {"http://example.org/ca.der"};
    tl_identity *identity = make((tl_cert_options){.names = names,
                                                   .num_names = 4,
                                                   .organization = "Example, Ltd",
                                                   .country = "DE",
                                                   .for_client = true,
                                                   .for_server = true,
                                                   .for_email = true,
                                                   .must_staple = true,
                                                   .crl_urls = crls,
                                                   .num_crl_urls = 2,
                                                   .ocsp_urls = ocsp,
                                                   .num_ocsp_urls = 2,
                                                   .issuer_urls = issuers,
                                                   .num_issuer_urls = 1});
    struct fields fields = fields_of(identity->chain[0], "leaf");
    assert_string_equal(field_at(&fields, "certificate/subject/name"), "CN=www.example.org, O=Example\\, Ltd, C=DE");
    static const struct {
        const char *name, *path, *text;
    } wanted[] = {
        {"subjectAltName", "value/0/dNSName", "www.example.org"},
        {"subjectAltName", "value/1/iPAddress", "2001:db8::1"},
        {"subjectAltName", "value/2/rfc822Name", "a@example.org"},
        {"subjectAltName", "value/3/uniformResourceIdentifier", "spiffe://example.org/x"},
        {"extendedKeyUsage", "value/0", "serverAuth"},
        {"extendedKeyUsage", "value/1", "clientAuth"},
        {"extendedKeyUsage", "value/2", "emailProtection"},
        {"tlsFeature", "value/0", "status_request"},
        {"cRLDistributionPoints", "value/1/fullName/0/uniformResourceIdentifier", "http://example.org/2.crl"},
        {"authorityInfoAccess", "value/1/accessMethod", "ocsp"},
        {"authorityInfoAccess", "value/1/uniformResourceIdentifier", "http://ocsp2.example.org/"},
        {"authorityInfoAccess", "value/2/accessMethod", "caIssuers"},
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        check_extension(&fields, wanted[i].name, wanted[i].path, wanted[i].text);
    }
    fields_clear(&fields);
    tl_identity_free(identity);
}

static void signers_of_responses_and_short_paths(void **state) {
    (void)state;
    tl_identity *root =
        make((tl_cert_options){.common_name = "root", .is_ca = true, .has_path_length = true, .path_length = 3});
    tl_identity *signer = make((tl_cert_options){.common_name = "signer", .for_ocsp = true, .issuer = root});
    assert_int_equal(root->leaf.path_len, 3);
    assert_int_equal(signer->leaf.extended_key_usage, EXTENDED_KEY_USAGE_OCSP);
    struct fields fields = fields_of(signer->chain[0], "signer");
    check_extension(&fields, "ocspNoCheck", "value", "NULL");
    fields_clear(&fields);
    tl_identity *client = make((tl_cert_options){.common_name = "client", .for_client = true});
    assert_int_equal(client->leaf.extended_key_usage, EXTENDED_KEY_USAGE_CLIENT); /* and not for servers beside */
    tl_identity_free(client);
    tl_identity_free(signer);
    tl_identity_free(root);
}

/* ---- keys ---- */

static const tl_key_kind kinds[] = {TL_KEY_ECDSA_P256, TL_KEY_ECDSA_P384, TL_KEY_ECDSA_P521,
                                    TL_KEY_ED25519,    TL_KEY_ED448,      TL_KEY_RSA};

static char password[] = "p\xc3\xa4ssword";

static void keys_under_passwords(void **state) {
    (void)state;
    tl_key_encryption encryption = {.password = bytes_of_string(password), .crypto = forge_crypto()};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        tl_key *key = new_key(kinds[i]);
        encryption.kdf = i % 2 == 0 ? TL_KEY_KDF_PBKDF2 : TL_KEY_KDF_SCRYPT;
        tl_error error;
        char *plain = tl_key_pem(key, NULL, &error), *sealed = tl_key_pem(key, &encryption, &error);
        assert_non_null(plain);
        assert_non_null(sealed);
        assert_non_null(strstr(plain, "-----BEGIN PRIVATE KEY-----"));
        assert_non_null(strstr(sealed, "-----BEGIN ENCRYPTED PRIVATE KEY-----"));
        assert_null(strstr(sealed, "BEGIN PRIVATE"));
        tl_key *again = tl_key_parse(bytes_of_string(sealed), tl_password_text, password, &error);
        assert_non_null(again);
        char *same = tl_key_pem(again, NULL, &error);
        assert_string_equal(same, plain);
        assert_null(tl_key_parse(bytes_of_string(sealed), NULL, NULL, &error));
        assert_int_equal(error.reason, TL_REASON_ENCRYPTED_KEY);
        static char wrong[] = "password";
        assert_null(tl_key_parse(bytes_of_string(sealed), tl_password_text, wrong, &error));
        assert_int_equal(error.reason, TL_REASON_WRONG_PASSWORD);
        char *other = tl_key_pem(key, &encryption, &error); /* another salt and another IV */
        assert_string_not_equal(other, sealed);
        tl_pem_free(other);
        tl_pem_free(same);
        tl_pem_free(sealed);
        tl_pem_free(plain);
        tl_key_free(again);
        tl_key_free(key);
    }
}

static void encryptions_that_are_none(void **state) {
    (void)state;
    static const uint8_t long_password[1025] = {'x'};
    const struct {
        tl_key_encryption encryption;
        const char *why;
    } cases[] = {
        {{.password = {NULL, 0}}, "1 to 1024 octets"},
        {{.password = {long_password, sizeof long_password}}, "1 to 1024 octets"},
        {{.password = bytes_of_string(password), .kdf = (tl_key_kdf)7}, "kdf is not one"},
    };
    tl_key *key = new_key(TL_KEY_ED25519);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tl_error error;
        assert_null(tl_key_pem(key, &cases[i].encryption, &error));
        assert_int_equal(error.reason, TL_REASON_CERTIFICATE_OPTIONS);
        assert_non_null(strstr(error.message, cases[i].why));
    }
    tl_key_free(key);
    tl_error error;
    assert_null(tl_key_make((tl_key_kind)6, 0, forge_crypto(), &error));
    assert_int_equal(error.reason, TL_REASON_CERTIFICATE_OPTIONS);
    assert_null(tl_key_parse(bytes_of_string("nothing"), NULL, NULL, &error));
    assert_int_equal(error.reason, TL_REASON_NO_PRIVATE_KEY);
    assert_null(tl_key_load("/nonexistent/key.pem", NULL, NULL, &error));
    assert_int_equal(error.reason, TL_REASON_IO);
}

/* A given key makes a certificate, and an identity that can be encrypted whole. */
static void certificates_for_keys(void **state) {
    (void)state;
    tl_key *key = new_key(TL_KEY_ECDSA_P521);
    tl_identity *identity = make((tl_cert_options){.common_name = "x", .key = key});
    assert_true(has_key(identity, key));
    tl_error error;
    tl_key_encryption encryption = {.password = bytes_of_string(password)};
    char *pem = tl_identity_pem_encrypted(identity, true, &encryption, &error);
    assert_non_null(pem);
    tl_identity *again =
        tl_identity_parse_with_password(bytes_of_string(pem), (tl_bytes){0}, tl_password_text, password, &error);
    assert_non_null(again);
    assert_true(has_key(again, key));
    tl_identity_free(again);
    tl_pem_free(pem);
    tl_identity_free(identity);
    tl_cert_options both = {.common_name = "x", .key = key, .key_kind = TL_KEY_RSA};
    assert_null(tl_cert_make(&both, &error));
    assert_non_null(strstr(error.message, "both a key and a kind"));
    tl_key *second = tl_key_ref(key);
    tl_key_free(key);
    tl_key_free(second);
}

/* ---- requests ---- */

static void requests_and_their_answers(void **state) {
    (void)state;
    static const char *const names[] = {"www.example.org", "192.0.2.1", "a@example.org", "spiffe://example.org/x"};
    static const char *const others[] = {"other.example.org"};
    tl_identity *ca = make((tl_cert_options){.common_name = "CA", .is_ca = true});
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        tl_key *key = new_key(kinds[i]);
        tl_csr *csr = request((tl_cert_options){.names = names, .num_names = 4, .key = key, .organization = "Asker"});
        assert_string_equal(tl_csr_subject(csr), "CN=www.example.org, O=Asker");
        char name[64];
        size_t cursor = 0;
        for (size_t n = 0; n < COUNT_OF(names); n++) {
            assert_true(tl_csr_next_name(csr, &cursor, name, sizeof name));
            assert_string_equal(name, names[n]);
        }
        assert_false(tl_csr_next_name(csr, &cursor, name, sizeof name));
        cursor = 0;
        assert_true(tl_csr_next_name(csr, &cursor, name, 12));
        assert_string_equal(name, "www.exam...");

        tl_identity *taken = make((tl_cert_options){.request = csr, .take_requested_names = true, .issuer = ca});
        assert_true(has_key(taken, key) && taken->key == NULL);
        assert_true(bytes_equal(taken->leaf.subject, csr->request.subject));
        assert_true(bytes_equal(taken->leaf.subject_alt_name, csr->names));
        assert_true(bytes_equal(taken->leaf.spki, csr->request.spki));
        assert_int_equal(taken->num_chain, 2);
        assert_true(signature_verify(forge_crypto(), taken->leaf.signature_alg, &ca->leaf.key, taken->leaf.tbs,
                                     taken->leaf.signature));

        tl_identity *given = make((tl_cert_options){.request = csr, .names = others, .num_names = 1, .issuer = ca});
        assert_string_equal(tl_cert_subject(tl_identity_cert(given)), "CN=other.example.org");
        assert_true(tl_cert_matches_host(tl_identity_cert(given), "other.example.org"));
        assert_false(tl_cert_matches_host(tl_identity_cert(given), "www.example.org"));

        tl_identity *joined = make((tl_cert_options){.request = csr,
                                                     .take_requested_names = true,
                                                     .common_name = "mine",
                                                     .names = others,
                                                     .num_names = 1,
                                                     .issuer = ca});
        assert_string_equal(tl_cert_subject(tl_identity_cert(joined)), "CN=mine");
        assert_true(tl_cert_matches_host(tl_identity_cert(joined), "other.example.org"));
        assert_true(tl_cert_matches_host(tl_identity_cert(joined), "www.example.org"));
        tl_identity_free(joined);
        tl_identity_free(given);
        tl_identity_free(taken);
        tl_csr_free(csr);
        tl_key_free(key);
    }
    tl_identity_free(ca);
}

static void requests_are_read_again(void **state) {
    (void)state;
    tl_key *key = new_key(TL_KEY_ED25519);
    tl_csr *csr = request((tl_cert_options){.common_name = "x", .key = key}), *shared = tl_csr_ref(csr);
    tl_error error;
    char *pem = tl_csr_pem(csr, &error);
    assert_non_null(pem);
    tl_csr *again = tl_csr_parse(bytes_of_string(pem), &error), *der = tl_csr_parse(tl_csr_der(csr), &error);
    assert_true(again != NULL && der != NULL);
    assert_true(bytes_equal(tl_csr_der(again), tl_csr_der(csr)) && bytes_equal(tl_csr_der(der), tl_csr_der(csr)));
    tl_csr_free(der);
    tl_csr_free(again);
    tl_pem_free(pem);
    tl_csr_free(shared);
    tl_csr_free(csr);
    tl_key_free(key);
}

/* One bit anywhere makes a request that is refused: malformed, or not signed by its key. */
static void changed_requests_are_refused(void **state) {
    (void)state;
    tl_key *key = new_key(TL_KEY_ED25519);
    tl_csr *csr = request((tl_cert_options){.names = (const char *const[]){"a.example"}, .num_names = 1, .key = key});
    tl_bytes der = tl_csr_der(csr);
    uint8_t *changed = malloc(der.len);
    assert_non_null(changed);
    size_t wrong_signatures = 0;
    for (size_t bit = 0; bit < 8 * der.len; bit++) {
        tl_error error;
        memcpy(changed, der.data, der.len);
        changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_null(tl_csr_parse(bytes_of(changed, der.len), &error));
        assert_true(error.kind == TL_ERR_USAGE && strlen(error.message) > 20);
        wrong_signatures += error.reason == TL_REASON_BAD_REQUEST_SIGNATURE;
    }
    assert_true(wrong_signatures > 1000);
    for (size_t len = 0; len < der.len; len++) {
        assert_null(tl_csr_parse(bytes_of(der.data, len), NULL));
    }
    free(changed);
    tl_csr_free(csr);
    tl_key_free(key);
}

static void options_that_do_not_go_with_requests(void **state) {
    (void)state;
    static const char *const urls[] = {"http://example.org/"};
    tl_identity *ca = make((tl_cert_options){.common_name = "CA", .is_ca = true});
    tl_key *key = new_key(TL_KEY_ED25519);
    tl_csr *csr = request((tl_cert_options){.common_name = "x", .key = key});
    const struct {
        tl_cert_options options;
        const char *why;
    } making[] = {
        {{.common_name = "x"}, "no key to make a request for"},
        {{.common_name = "x", .key = key, .issuer = ca}, "for the issuer to say"},
        {{.common_name = "x", .key = key, .not_after = 4000000000}, "for the issuer to say"},
        {{.common_name = "x", .key = key, .ocsp_urls = urls, .num_ocsp_urls = 1}, "for the issuer to say"},
        {{.common_name = "x", .key = key, .request = csr}, "a request cannot be made for a request"},
        {{.key = key}, "no name of at most 64 octets"},
    };
    const struct {
        tl_cert_options options;
        const char *why;
    } answering[] = {
        {{.common_name = "x", .request = csr}, "no issuer to sign"},
        {{.common_name = "x", .request = csr, .issuer = ca, .key = key}, "both a request and a key"},
        {{.request = csr, .issuer = ca}, "no name of at most 64 octets"}, /* its names are not taken unasked */
    };
    tl_error error;
    for (size_t i = 0; i < COUNT_OF(making); i++) {
        assert_null(tl_csr_make(&making[i].options, &error));
        assert_int_equal(error.reason, TL_REASON_CERTIFICATE_OPTIONS);
        if (strstr(error.message, making[i].why) == NULL) {
            fail_msg("%s", error.message);
        }
    }
    for (size_t i = 0; i < COUNT_OF(answering); i++) {
        assert_null(tl_cert_make(&answering[i].options, &error));
        assert_int_equal(error.reason, TL_REASON_CERTIFICATE_OPTIONS);
        if (strstr(error.message, answering[i].why) == NULL) {
            fail_msg("%s", error.message);
        }
    }
    tl_csr_free(csr);
    tl_key_free(key);
    tl_identity_free(ca);
}

/* ---- requests that nobody honest would make ---- */

enum repetition {
    ONCE,
    AFTER_NOTHING, /* an extensionRequest with no extension stands before */
    TWICE_IN_ONE,  /* two subjectAltNames in the same Extensions */
    IN_TWO_VALUES, /* in two values of one attribute */
};

struct asking {
    tl_bytes common_name;
    unsigned name_tag; /* 0: there are no names */
    tl_bytes name;     /* the content of one GeneralName */
    enum repetition repetition;
};

static void write_names(struct writer *w, const struct asking *asking) {
    size_t extension = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME));
    size_t value = der_begin(w, DER_OCTET_STRING), list = der_begin(w, DER_SEQUENCE);
    der_write(w, asking->name_tag, asking->name);
    der_end(w, list);
    der_end(w, value);
    der_end(w, extension);
}

static void write_attribute(struct writer *w, const struct asking *asking, unsigned num_names) {
    size_t attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_EXTENSION_REQUEST));
    size_t values = der_begin(w, DER_SET), extensions = der_begin(w, DER_SEQUENCE);
    for (unsigned i = 0; i < num_names; i++) {
        if (i > 0 && asking->repetition == IN_TWO_VALUES) {
            der_end(w, extensions);
            extensions = der_begin(w, DER_SEQUENCE);
        }
        write_names(w, asking);
    }
    der_end(w, extensions);
    der_end(w, values);
    der_end(w, attribute);
}

static void write_common_name(struct writer *w, tl_bytes text) {
    size_t name = der_begin(w, DER_SEQUENCE), rdn = der_begin(w, DER_SET), attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_COMMON_NAME));
    der_write(w, DER_UTF8_STRING, text);
    der_end(w, attribute);
    der_end(w, rdn);
    der_end(w, name);
}

static void write_info(struct writer *w, const struct asking *asking, const struct private_key *key) {
    size_t info = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 0);
    write_common_name(w, asking->common_name);
    public_key_info_write(w, private_key_public(key));
    size_t attributes = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
    if (asking->repetition == AFTER_NOTHING) {
        write_attribute(w, asking, 0);
    }
    unsigned num_names = asking->repetition == TWICE_IN_ONE || asking->repetition == IN_TWO_VALUES ? 2 : 1;
    write_attribute(w, asking, asking->name_tag != 0 ? num_names : 0);
    der_end(w, attributes);
    der_end(w, info);
}

/* Signed as it should be, so that only what it asks for can be wrong. */
static tl_csr *forged_request(const struct asking *asking) {
    tl_key *key = new_key(TL_KEY_ED25519);
    const struct signature_alg *alg = signature_alg_for_key(private_key_public(key->key));
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t len = 0, request = der_begin(&w, DER_SEQUENCE);
    write_info(&w, asking, key->key);
    assert_true(
        private_key_sign(forge_crypto(), key->key, alg, bytes_from(buffer_bytes(&der), request), signature, &len));
    signature_algorithm_write(&w, alg);
    der_write_bit_string(&w, bytes_of(signature, len));
    der_end(&w, request);
    assert_false(w.failed);
    tl_error error;
    tl_csr *csr = tl_csr_parse(buffer_bytes(&der), &error);
    if (csr == NULL) {
        fail_msg("%s", error.message);
    }
    buffer_clear(&der);
    tl_key_free(key);
    return csr;
}

#define OCTETS(text)                                                                                                   \
    { (const uint8_t *)(text), sizeof(text) - 1 }
#define DNS_NAME  DER_CONTEXT(2)
#define MAIL_NAME DER_CONTEXT(1)
#define URI_NAME  DER_CONTEXT(6)

static const struct {
    struct asking asking;
    const char *why; /* it is refused; NULL: it is answered */
} askings[] = {
    {{OCTETS("x"), DNS_NAME, OCTETS("www.example.org"), ONCE}, NULL},
    {{OCTETS("x"), DNS_NAME, OCTETS("*.example.org"), ONCE}, NULL},
    {{OCTETS("x"), DNS_NAME, OCTETS("www.example.org\0.evil.example"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS(""), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS(".example.org"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("*"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("*."), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("www.*.org"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("192.0.2.1"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("a.example, DNS:b.example"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), DNS_NAME, OCTETS("a\x1b[2J.example"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), MAIL_NAME, OCTETS("a@example.org"), ONCE}, NULL},
    {{OCTETS("x"), MAIL_NAME, OCTETS("example.org"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), MAIL_NAME, OCTETS("a@b@example.org"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), URI_NAME, OCTETS("spiffe://example.org/x"), ONCE}, NULL},
    {{OCTETS("x"), URI_NAME, OCTETS("spiffe://example.org/\0"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), URI_NAME, OCTETS("spiffe://"), ONCE}, "neither a DNS name"},
    {{OCTETS("x"), URI_NAME, OCTETS("://x"), ONCE}, "neither a DNS name"},
    {{OCTETS("x\0.example"), 0, {0}, ONCE}, "control or invisible"},
    {{OCTETS("x\r\ny"), 0, {0}, ONCE}, "control or invisible"},
    {{OCTETS("\xff\xfe"), 0, {0}, ONCE}, "control or invisible"},
    {{OCTETS("gro\xc3\x9f"), 0, {0}, ONCE}, NULL},
    {{OCTETS("x"), DNS_NAME, OCTETS("a.example"), AFTER_NOTHING}, "malformed"},
    {{OCTETS("x"), DNS_NAME, OCTETS("a.example"), TWICE_IN_ONE}, "malformed"},
    {{OCTETS("x"), DNS_NAME, OCTETS("a.example"), IN_TWO_VALUES}, "malformed"},
};

static void odd_wishes_are_not_granted(void **state) {
    (void)state;
    tl_identity *ca = make((tl_cert_options){.common_name = "CA", .is_ca = true});
    for (size_t i = 0; i < COUNT_OF(askings); i++) {
        tl_csr *csr = forged_request(&askings[i].asking);
        tl_cert_options options = {
            .request = csr, .take_requested_names = true, .issuer = ca, .crypto = forge_crypto()};
        tl_error error = {0};
        tl_identity *identity = tl_cert_make(&options, &error);
        bool refused = identity == NULL && error.reason == TL_REASON_CERTIFICATE_OPTIONS && askings[i].why != NULL &&
                       strstr(error.message, askings[i].why) != NULL;
        if (askings[i].why == NULL ? identity == NULL : !refused) {
            fail_msg("row %zu: %s", i, identity != NULL ? "answered" : error.message);
        }
        tl_identity_free(identity);
        tl_csr_free(csr);
    }
    tl_identity_free(ca);
}

/* ---- requests that OpenSSL made ---- */

static tl_csr *openssl_request(struct openssl_files *files, const char *arguments) {
    char command[1024];
    snprintf(
        command, sizeof command,
        "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key && openssl req -new -key key -out "
        "csr %s 2>err || { cat err; false; }",
        arguments);
    openssl_run(files, command);
    char path[128];
    tl_error error;
    tl_csr *csr = tl_csr_load(openssl_path(files, "csr", path), &error);
    if (csr == NULL) {
        fail_msg("%s: %s", arguments, error.message);
    }
    return csr;
}

static void requests_of_openssl(void **state) {
    (void)state;
    struct openssl_files files = openssl_files_new();
    tl_identity *ca = make((tl_cert_options){.common_name = "CA", .is_ca = true});
    tl_error error;
    tl_csr *plain = openssl_request(&files, "-subj '/C=DE/O=Example/CN=x'"); /* no attributes at all */
    tl_identity *identity = make((tl_cert_options){.request = plain, .take_requested_names = true, .issuer = ca});
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=x, O=Example, C=DE");
    assert_null(identity->leaf.subject_alt_name.data);
    tl_identity_free(identity);
    tl_csr_free(plain);
    tl_csr *named = openssl_request(&files, "-subj /CN=x -addext 'subjectAltName=DNS:a.example,IP:::1'");
    identity = make((tl_cert_options){.request = named, .take_requested_names = true, .issuer = ca});
    assert_true(tl_cert_matches_host(tl_identity_cert(identity), "a.example"));
    assert_true(tl_cert_matches_host(tl_identity_cert(identity), "::1"));
    tl_identity_free(identity);
    tl_csr_free(named);
    /* Without a subject the names are critical (RFC 5280 §4.2.1.6); without either there is nobody. */
    tl_csr *subjectless = openssl_request(&files, "-subj / -addext 'subjectAltName=DNS:a.example'");
    identity = make((tl_cert_options){.request = subjectless, .take_requested_names = true, .issuer = ca});
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "");
    struct fields fields = fields_of(identity->chain[0], "no subject");
    check_extension(&fields, "subjectAltName", "critical", "true");
    fields_clear(&fields);
    tl_identity_free(identity);
    tl_csr_free(subjectless);
    tl_csr *nobody = openssl_request(&files, "-subj /");
    tl_cert_options nameless = {.request = nobody, .take_requested_names = true, .issuer = ca};
    assert_null(tl_cert_make(&nameless, &error));
    assert_non_null(strstr(error.message, "asks for no name at all"));
    tl_csr_free(nobody);
    /* What asks to be a CA becomes none, and odd names are not taken. */
    tl_csr *ambitious = openssl_request(
        &files, "-subj /CN=x -addext basicConstraints=critical,CA:TRUE -addext subjectAltName=DNS:a.example");
    identity = make((tl_cert_options){.request = ambitious, .take_requested_names = true, .issuer = ca});
    assert_false(identity->leaf.is_ca || identity->leaf.has_basic_constraints);
    tl_identity_free(identity);
    tl_csr_free(ambitious);
    tl_csr *odd = openssl_request(&files, "-subj /CN=x -addext 'subjectAltName=RID:1.2.3.4'");
    tl_cert_options options = {.request = odd, .take_requested_names = true, .issuer = ca};
    assert_null(tl_cert_make(&options, &error));
    assert_non_null(strstr(error.message, "names other than DNS names"));
    tl_csr_free(odd);
    tl_csr *malformed = openssl_request(&files, "-subj /CN=x -addext 2.5.29.17=DER:0400");
    options.request = malformed;
    assert_null(tl_cert_make(&options, &error));
    assert_non_null(strstr(error.message, "malformed"));
    tl_csr_free(malformed);
    tl_identity_free(ca);
    openssl_files_clear(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_a_leaf_can_have),
        cmocka_unit_test(signers_of_responses_and_short_paths),
        cmocka_unit_test(keys_under_passwords),
        cmocka_unit_test(encryptions_that_are_none),
        cmocka_unit_test(certificates_for_keys),
        cmocka_unit_test(requests_and_their_answers),
        cmocka_unit_test(requests_are_read_again),
        cmocka_unit_test(changed_requests_are_refused),
        cmocka_unit_test(options_that_do_not_go_with_requests),
        cmocka_unit_test(odd_wishes_are_not_granted),
        cmocka_unit_test(requests_of_openssl),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    forge_clear_crypto();
    return failed;
}
