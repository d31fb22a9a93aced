/* Making certificates and keys, and writing them as PEM. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "support/forge.h"
#include "support/pki.h"
#include "x509/identity/identity.h"
#include "x509/path/path.h"

static tl_identity *make(tl_cert_options options) {
    tl_error error;
    options.crypto = forge_crypto();
    tl_identity *identity = tl_cert_make(&options, &error);
    if (identity == NULL) {
        fail_msg("%s", error.message);
    }
    return identity;
}

static bool signed_by(const tl_identity *identity, const tl_identity *issuer) {
    const struct certificate *leaf = &identity->leaf;
    return signature_verify(forge_crypto(), leaf->signature_alg, &issuer->leaf.key, leaf->tbs, leaf->signature);
}

/* A name alone gives what the header promises. */
static void defaults(void **state) {
    (void)state;
    time_t before = time(NULL);
    tl_identity *identity =
        tl_cert_make(&(tl_cert_options){.names = (const char *const[]){"www.example.org"}, .num_names = 1},
                     NULL); /* and with its own provider */
    assert_non_null(identity);
    const struct certificate *leaf = &identity->leaf;
    assert_int_equal(identity->num_chain, 1);
    assert_int_equal(leaf->version, 3);
    assert_int_equal(leaf->serial.len, 16);
    assert_in_range(leaf->serial.data[0], 0x40, 0x7f);
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)), "CN=www.example.org");
    assert_true(bytes_equal(leaf->subject, leaf->issuer));
    assert_in_range(leaf->not_before, before - 3600, time(NULL) - 3600);
    assert_int_equal(leaf->not_after - leaf->not_before, 90 * 86400);
    assert_int_equal(leaf->key.kind, KEY_ECDSA);
    assert_int_equal(leaf->key.curve, CURVE_P256);
    assert_int_equal(leaf->key_usage, KEY_USAGE_DIGITAL_SIGNATURE);
    assert_int_equal(leaf->extended_key_usage, EXTENDED_KEY_USAGE_SERVER);
    assert_false(leaf->is_ca || leaf->has_name_constraints || leaf->unknown_critical.len > 0);
    assert_true(leaf->subject_key_id.len == 20 && bytes_equal(leaf->subject_key_id, leaf->authority_key_id));
    assert_true(certificate_matches_host(leaf, "www.example.org"));
    assert_true(signed_by(identity, identity));
    tl_identity_free(identity);
}

static void every_kind_of_key(void **state) {
    (void)state;
    static const struct {
        tl_key_kind asked;
        enum key_kind kind;
        enum key_curve curve;
        unsigned bits;
        const struct signature_alg *alg;
    } kinds[] = {
        {TL_KEY_ECDSA_P256, KEY_ECDSA, CURVE_P256, 256, &signature_ecdsa_sha256},
        {TL_KEY_ECDSA_P384, KEY_ECDSA, CURVE_P384, 384, &signature_ecdsa_sha384},
        {TL_KEY_ED25519, KEY_ED25519, CURVE_NONE, 0, &signature_ed25519},
        {TL_KEY_RSA, KEY_RSA, CURVE_NONE, 2048, &signature_rsa_pkcs1_sha256},
        {TL_KEY_ECDSA_P521, KEY_ECDSA, CURVE_P521, 521, &signature_ecdsa_sha512},
        {TL_KEY_ED448, KEY_ED448, CURVE_NONE, 0, &signature_ed448},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        tl_identity *identity = make((tl_cert_options){.common_name = "x", .key_kind = kinds[i].asked});
        assert_int_equal(identity->leaf.key.kind, kinds[i].kind);
        assert_int_equal(identity->leaf.key.curve, kinds[i].curve);
        assert_true(kinds[i].bits == 0 || public_key_bits(&identity->leaf.key) == kinds[i].bits);
        assert_ptr_equal(identity->leaf.signature_alg, kinds[i].alg);
        assert_true(signed_by(identity, identity));
        tl_identity_free(identity);
    }
    tl_identity *larger = make((tl_cert_options){.common_name = "x", .key_kind = TL_KEY_RSA, .rsa_bits = 3072});
    assert_int_equal(public_key_bits(&larger->leaf.key), 3072);
    tl_identity_free(larger);
}

static void chains(void **state) {
    (void)state;
    tl_identity *root = make((tl_cert_options){.common_name = "Root", .is_ca = true, .key_kind = TL_KEY_ED25519});
    tl_identity *ca = make((tl_cert_options){.common_name = "CA", .is_ca = true, .issuer = root});
    tl_identity *leaf = make((tl_cert_options){
        .common_name = "leaf", .for_client = true, .issuer = ca, .not_before = 1000000000, .not_after = 4000000000});
    assert_int_equal(root->num_chain, 1);
    assert_int_equal(leaf->num_chain, 3);
    assert_true(bytes_equal(leaf->chain[1], ca->chain[0]) && bytes_equal(leaf->chain[2], root->chain[0]));
    assert_true(signed_by(root, root) && signed_by(ca, root) && signed_by(leaf, ca));
    assert_false(signed_by(leaf, root));
    assert_true(ca->leaf.is_ca && ca->leaf.path_len == -1);
    assert_int_equal(ca->leaf.key_usage, KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN);
    assert_false(ca->leaf.has_extended_key_usage);
    assert_int_equal(leaf->leaf.extended_key_usage, EXTENDED_KEY_USAGE_CLIENT);
    assert_true(bytes_equal(leaf->leaf.issuer, ca->leaf.subject));
    assert_true(bytes_equal(leaf->leaf.authority_key_id, ca->leaf.subject_key_id));
    assert_int_equal(leaf->leaf.not_before, 1000000000);
    assert_int_equal(leaf->leaf.not_after, 4000000000);
    assert_null(leaf->leaf.subject_alt_name.data);
    tl_identity_free(root); /* what was made of it does not need it */
    tl_identity_free(ca);
    tl_identity *again = tl_identity_ref(leaf);
    tl_identity_free(leaf);
    assert_int_equal(again->num_chain, 3);
    tl_identity_free(again);
}

static void serials_and_keys_differ(void **state) {
    (void)state;
    tl_identity *a = make((tl_cert_options){.common_name = "x"}), *b = make((tl_cert_options){.common_name = "x"});
    assert_false(bytes_equal(a->leaf.serial, b->leaf.serial));
    assert_false(bytes_equal(a->leaf.spki, b->leaf.spki));
    assert_false(bytes_equal(a->leaf.subject_key_id, b->leaf.subject_key_id));
    tl_identity_free(a);
    tl_identity_free(b);
}

static void common_name_fits(void **state) {
    (void)state;
    static const char long_name[] = "this-label-has-forty-characters-i-believe.and-this-one-too.example.org";
    static const char name_64[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.org";
    assert_int_equal(strlen(name_64), 65);
    const char *names[] = {long_name, name_64 + 1};
    tl_identity *identity = make((tl_cert_options){.names = names, .num_names = 2});
    assert_string_equal(tl_cert_subject(tl_identity_cert(identity)) + 3, name_64 + 1);
    assert_true(certificate_matches_host(&identity->leaf, long_name));
    tl_identity_free(identity);
}

/* The year decides how a date is written; the last date is that of 9999 (RFC 5280 §4.1.2.5). */
static void dates_of_any_year(void **state) {
    (void)state;
    static const time_t dates[] = {1, 2524607999, 2524608000, 253402300799};
    for (size_t i = 0; i + 1 < COUNT_OF(dates); i++) {
        tl_identity *identity =
            make((tl_cert_options){.common_name = "x", .not_before = dates[i], .not_after = dates[i + 1]});
        assert_int_equal(tl_cert_not_before(tl_identity_cert(identity)), dates[i]);
        assert_int_equal(tl_cert_not_after(tl_identity_cert(identity)), dates[i + 1]);
        tl_identity_free(identity);
    }
}

static void options_without_sense(void **state) {
    (void)state;
    struct pki pki = {0};
    const tl_identity *leaf = pki_identity(&pki, PKI_SERVER);
    char *pem = tl_identity_pem(pki_identity(&pki, PKI_ROOT), false, false, NULL);
    assert_non_null(pem);
    tl_identity *keyless = tl_identity_parse_external(bytes_of_string(pem), NULL);
    tl_pem_free(pem);
    assert_non_null(keyless);
    char name_65[66];
    memset(name_65, 'a', 65);
    name_65[65] = '\0';
    tl_identity *last = make((tl_cert_options){.common_name = "x", .is_ca = true, .has_path_length = true});
    const char *unusable[] = {"under score space.org", "http://www.example.org", "",         "*.*.org", "x*.org",
                              "\xc3\xa4.org",          "a b@example.org",        "spiffe://"};
    const struct {
        tl_cert_options options;
        const char *why;
    } cases[] = {
        {{.common_name = NULL}, "no name of at most 64 octets"},
        {{.common_name = ""}, "no name of at most 64 octets"},
        {{.common_name = name_65}, "common_name has more than 64 octets"},
        {{.common_name = "x", .not_before = 2000, .not_after = 2000}, "not_after is not after not_before"},
        {{.common_name = "x", .issuer = leaf}, "the issuer is no CA"},
        {{.common_name = "x", .issuer = keyless}, "the issuer's private key is elsewhere"},
        {{.common_name = "x", .rsa_bits = 1024}, "rsa_bits is not between 2048 and 8192"},
        {{.common_name = "x", .rsa_bits = 16384}, "rsa_bits is not between"},
        {{.common_name = "x", .key_kind = (tl_key_kind)9}, "key_kind is not one"},
        {{.common_name = "x", .names = &unusable[0], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[1], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[2], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[3], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[4], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[5], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .num_names = 1001}, "more than 1000 names"},
        {{.common_name = "x", .num_names = 1}, "names is NULL"},
        {{.common_name = "x", .names = &unusable[6], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .names = &unusable[7], .num_names = 1}, "one of the names is neither"},
        {{.common_name = "x", .organization = name_65}, "organization has more than 64 octets"},
        {{.common_name = "a\nb"}, "not UTF-8, or has control"},
        {{.common_name = "\xff"}, "not UTF-8, or has control"},
        {{.common_name = "x", .organization = "\x1b[2J"}, "not UTF-8, or has control"},
        {{.common_name = "x",
          .organization = "\xe2\x80\xae"
                          "gro"},
         "not UTF-8, or has control"},
        {{.common_name = "x", .not_after = 253402300800}, "not_after is not in the years"},
        {{.common_name = "x", .not_after = INT64_MAX}, "not_after is not in the years"},
        {{.common_name = "x", .not_before = INT64_MAX}, "not_before is not in the years"},
        {{.common_name = "x", .not_before = INT64_MIN}, "not_before is not in the years"},
        {{.common_name = "x", .country = "Germany"}, "two capital letters"},
        {{.common_name = "x", .country = "d"}, "two capital letters"},
        {{.common_name = "x", .ocsp_urls = &unusable[0], .num_ocsp_urls = 1}, "one of the URLs is none"},
        {{.common_name = "x", .crl_urls = &unusable[2], .num_crl_urls = 1}, "one of the URLs is none"},
        {{.common_name = "x", .issuer_urls = &unusable[5], .num_issuer_urls = 1}, "one of the URLs is none"},
        {{.common_name = "x", .num_crl_urls = 1}, "their list is NULL"},
        {{.common_name = "x", .num_ocsp_urls = 101}, "more than 100 URLs"},
        {{.common_name = "x", .has_path_length = true}, "only a CA has a path length"},
        {{.common_name = "x", .is_ca = true, .for_client = true}, "for nothing beside signing others"},
        {{.common_name = "x", .is_ca = true, .for_ocsp = true}, "for nothing beside signing others"},
        {{.common_name = "x", .is_ca = true, .must_staple = true}, "must_staple is for servers"},
        {{.common_name = "x", .is_ca = true, .issuer = last}, "path length allows no CA below it"},
        {{.common_name = "x", .take_requested_names = true}, "there is no request"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tl_error error;
        tl_cert_options options = cases[i].options;
        options.crypto = forge_crypto();
        assert_null(tl_cert_make(&options, &error));
        assert_int_equal(error.reason, TL_REASON_CERTIFICATE_OPTIONS);
        assert_int_equal(error.kind, TL_ERR_USAGE);
        if (strstr(error.message, cases[i].why) == NULL) {
            fail_msg("%s", error.message);
        }
    }
    tl_identity_free(last);
    tl_identity_free(keyless);
    pki_clear(&pki);
}

/* ---- PEM ---- */

static void pem_is_read_again(void **state) {
    (void)state;
    static const enum pki_member members[] = {PKI_SERVER, PKI_SERVER_P384, PKI_SERVER_ED25519, PKI_SERVER_RSA};
    struct pki pki = {0};
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const tl_identity *identity = pki_identity(&pki, members[i]);
        tl_error error;
        char *pem = tl_identity_pem(identity, true, true, &error);
        assert_non_null(pem);
        tl_identity *again = tl_identity_parse(bytes_of_string(pem), (tl_bytes){0}, &error);
        if (again == NULL) {
            fail_msg("%s", error.message);
        }
        assert_int_equal(again->num_chain, identity->num_chain);
        for (size_t c = 0; c < again->num_chain; c++) {
            assert_true(bytes_equal(again->chain[c], identity->chain[c]));
        }
        char *same = tl_identity_pem(again, true, true, &error);
        assert_string_equal(same, pem);
        tl_pem_free(same);
        tl_pem_free(pem);
        tl_identity_free(again);
    }
    pki_clear(&pki);
}

static unsigned count(const char *text, const char *what) {
    unsigned found = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++) {
        found++;
    }
    return found;
}

static void pem_has_what_was_asked(void **state) {
    (void)state;
    struct pki pki = {0};
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    for (unsigned i = 0; i < 4; i++) {
        bool with_chain = (i & 1) != 0, with_key = (i & 2) != 0;
        char *pem = tl_identity_pem(identity, with_chain, with_key, NULL);
        assert_non_null(pem);
        assert_int_equal(count(pem, "-----BEGIN CERTIFICATE-----\n"), with_chain ? 3 : 1);
        assert_int_equal(count(pem, "PRIVATE"), with_key ? 2 : 0);
        tl_pem_free(pem);
    }
    tl_pem_free(NULL);
    pki_clear(&pki);
}

static void pem_of_a_key_elsewhere(void **state) {
    (void)state;
    struct pki pki = {0};
    char *pem = tl_identity_pem(pki_identity(&pki, PKI_SERVER), true, true, NULL);
    tl_identity *keyless = tl_identity_parse_external(bytes_of_string(pem), NULL);
    tl_error error;
    assert_non_null(keyless);
    tl_pem_free(pem);
    assert_null(tl_identity_pem(keyless, true, true, &error));
    assert_int_equal(error.reason, TL_REASON_NO_PRIVATE_KEY);
    pem = tl_identity_pem(keyless, true, false, &error);
    assert_non_null(pem);
    tl_pem_free(pem);
    tl_identity_free(keyless);
    pki_clear(&pki);
}

/* Keys that tl_cert_make does not make are written all the same. */
static void pem_of_every_key(void **state) {
    (void)state;
    static const struct {
        enum key_kind kind;
        enum key_curve curve;
    } kinds[] = {{KEY_ECDSA, CURVE_P521}, {KEY_ED448, CURVE_NONE}, {KEY_RSA_PSS, CURVE_NONE}};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        struct forged forged =
            forge(&(struct forgery){.name = "x", .key_kind = kinds[i].kind, .curve = kinds[i].curve, .rsa_bits = 2048});
        tl_bytes *chain = mem_new(sizeof *chain + forged.der.len);
        assert_non_null(chain);
        *chain = (tl_bytes){memcpy(chain + 1, forged.der.data, forged.der.len), forged.der.len};
        tl_identity *identity = identity_new(chain, 1, forged.key, NULL);
        forged.key = NULL;
        char *pem = tl_identity_pem(identity, true, true, NULL);
        tl_error error;
        assert_non_null(pem);
        tl_identity *again = tl_identity_parse(bytes_of_string(pem), (tl_bytes){0}, &error);
        if (again == NULL) {
            fail_msg("%s", error.message);
        }
        assert_true(public_key_equal(private_key_public(again->key), private_key_public(identity->key)));
        tl_pem_free(pem);
        tl_identity_free(again);
        tl_identity_free(identity);
        forged_clear(&forged);
    }
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(every_kind_of_key),
        cmocka_unit_test(chains),
        cmocka_unit_test(serials_and_keys_differ),
        cmocka_unit_test(common_name_fits),
        cmocka_unit_test(dates_of_any_year),
        cmocka_unit_test(options_without_sense),
        cmocka_unit_test(pem_is_read_again),
        cmocka_unit_test(pem_has_what_was_asked),
        cmocka_unit_test(pem_of_a_key_elsewhere),
        cmocka_unit_test(pem_of_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
