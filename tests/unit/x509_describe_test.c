/* tl_describe: certificates that OpenSSL made with every extension it knows, against what it says of them; what is
 * malformed, what must not reach a terminal; requests, lists and keys. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/control.h"
#include "support/data.h"
#include "support/fields.h"
#include "support/forge.h"
#include "support/openssl_files.h"
#include "support/x509_judge.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"

enum { COMMAND_SIZE = 2048 };

/* ---- made by OpenSSL ---- */

static const char config[] =
    "[req]\ndistinguished_name=dn\nprompt=no\n"
    "[dn]\nCN=www.example.org\n"
    "[names]\nC=DE\nST=Land\nL=Ort\nstreetAddress=Weg 1\npostalCode=12345\nO=Example\\, "
    "\\\"Ltd\\\"\nOU=one\nSN=Muster\n"
    "GN=Maria\ninitials=M\npseudonym=mm\ntitle=Dr\ngenerationQualifier=II\ndnQualifier=q\nserialNumber=42\n"
    "name=n\nemailAddress=a@example.org\nDC=org\nUID=u\nbusinessCategory=Private Organization\n"
    "jurisdictionC=DE\njurisdictionST=Land\njurisdictionL=Ort\norganizationIdentifier=VATDE-1\n"
    "unstructuredName=un\ndescription=d\ntelephoneNumber=1\n1.2.3.4.5=unknown type\nCN=\\#www.example.org\n"
    "[other]\nCN=caf\xc3\xa9\nO=plain\n[wide]\nCN=\xc3\xa4\xc3\xb6\xe2\x82\xac\nO=plain\n"
    "[v3]\n"
    "keyUsage=critical,digitalSignature,nonRepudiation,keyAgreement,encipherOnly,decipherOnly\n"
    "extendedKeyUsage=serverAuth,clientAuth,codeSigning,emailProtection,timeStamping,OCSPSigning,msSGC,1.2.3.4.5,"
    "ipsecEndSystem,2.5.29.37.0\n"
    "basicConstraints=critical,CA:TRUE,pathlen:300\n"
    "subjectKeyIdentifier=hash\n"
    "authorityKeyIdentifier=keyid:always,issuer:always\n"
    "subjectAltName=DNS:www.example.org,DNS:*.example.org,email:a@example.org,URI:https://example.org/x?y=z#w,"
    "IP:192.0.2.1,IP:2001:db8::1,RID:1.2.3.4,dirName:names,otherName:1.3.6.1.4.1.311.20.2.3;UTF8:u@example.org,"
    "otherName:1.3.6.1.5.5.7.8.7;IA5:_imap.example.org,otherName:1.2.3.4;INTEGER:5\n"
    "issuerAltName=URI:https://ca.example.org/,DNS:ca.example.org\n"
    "nameConstraints=permitted;DNS:.example.org,permitted;email:example.org,excluded;IP:10.0.0.0/255.0.0.0,"
    "excluded;IP:10.0.0.0/255.0.255.0,permitted;IP:2001:db8::/ffff:ffff::,excluded;dirName:other,permitted;URI:.org\n"
    "certificatePolicies=2.5.29.32.0,2.23.140.1.2.1,1.2.3.4,@policy\n"
    "policyMappings=1.2.3.4:1.2.3.5,1.2.3.6:1.2.3.7\n"
    "policyConstraints=requireExplicitPolicy:3,inhibitPolicyMapping:0\n"
    "inhibitAnyPolicy=2\n"
    "crlDistributionPoints=one,two,three\n"
    "freshestCRL=URI:http://example.org/delta.crl\n"
    "authorityInfoAccess=OCSP;URI:http://ocsp.example.org/,caIssuers;URI:http://example.org/ca.der,1.2.3.4;DNS:x.org\n"
    "subjectInfoAccess=1.3.6.1.5.5.7.48.5;URI:http://example.org/all\n"
    "tlsfeature=status_request,status_request_v2,23\n"
    "nsCertType=client,server,email,objsign,sslCA,emailCA,objCA\n"
    "nsBaseUrl=http://a/\nnsRevocationUrl=b\nnsCaRevocationUrl=c\nnsRenewalUrl=d\nnsCaPolicyUrl=e\nnsSslServerName=f\n"
    "nsComment=made by openssl\n"
    "noCheck=ignored\n"
    "1.3.6.1.4.1.11129.2.4.3=critical,ASN1:NULL\n"
    "2.5.29.16=DER:3022800f32303236303130313030303030305a810f32303237303130313030303030305a\n"
    /* SignedCertificateTimestampList: one of version 1, with a log id of 32 octets, and one of version 3 */
    "1.3.6.1.4.1.11129.2.4.2=DER:0444004200"
    "3900000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0000018bcfe568010002aabb04030008"
    "3006020101020102000502cafebabe\n"
    "1.3.6.1.4.1.311.20.2=ASN1:BMP:WebServer\n"
    "1.3.6.1.4.1.311.21.1=ASN1:INTEGER:131073\n"
    "1.3.6.1.4.1.311.21.2=ASN1:FORMAT:HEX,OCT:00112233\n"
    "1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:template\n"
    "1.3.6.1.4.1.311.21.10=ASN1:SEQUENCE:application\n"
    "2.5.29.9=ASN1:SEQUENCE:directory\n"
    "1.3.6.1.5.5.7.1.3=ASN1:SEQUENCE:statements\n"
    "1.2.3.4.5.6=critical,DER:04020102\n"
    "[policy]\npolicyIdentifier=1.2.3.5\nCPS.1=https://example.org/cps\nuserNotice.1=@notice\nuserNotice.2=@words\n"
    "[notice]\nexplicitText=UTF8:\xc3\xa4 notice\norganization=Example\nnoticeNumbers=1,2,300\n"
    "[words]\nexplicitText=words\n"
    "[one]\nfullname=URI:http://example.org/one.crl,URI:ldap://example.org/one\n"
    "reasons=keyCompromise,CACompromise,affiliationChanged\nCRLissuer=dirName:names\n"
    "[two]\nrelativename=dn\nCRLissuer=dirName:other\nreasons=superseded,cessationOfOperation,certificateHold,"
    "privilegeWithdrawn,AACompromise\n"
    "[three]\nfullname=URI:http://example.org/three.crl\n"
    "[template]\nid=OID:1.3.6.1.4.1.311.21.8.1\nmajor=INTEGER:100\nminor=INTEGER:7\n"
    "[application]\none=SEQUENCE:application_one\n[application_one]\nid=OID:1.3.6.1.5.5.7.3.1\n"
    "[directory]\none=SEQUENCE:citizen\ntwo=SEQUENCE:birth\n"
    "[citizen]\nid=OID:1.3.6.1.5.5.7.9.4\nvalues=SET:countries\n[countries]\none=PRINTABLE:DE\n"
    "[birth]\nid=OID:1.3.6.1.5.5.7.9.1\nvalues=SET:dates\n[dates]\none=GENTIME:19800101120000Z\n"
    "[statements]\none=SEQUENCE:compliance\n[compliance]\nid=OID:0.4.0.1862.1.1\n";

static void write_config(const struct openssl_files *files) {
    char path[128];
    snprintf(path, sizeof path, "%s/config", files->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(config, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* A self-signed certificate of a key that these arguments make. */
static void make_certificate(struct openssl_files *files, const char *key_arguments, const char *more) {
    char command[COMMAND_SIZE];
    snprintf(
        command, sizeof command,
        "openssl genpkey -out key %s 2>err && openssl req -x509 -new -key key -config config -days 30 %s -outform DER "
        "-out cert 2>err || { cat err; false; }",
        key_arguments, more);
    openssl_run(files, command);
}

static tl_bytes made_certificate(struct openssl_files *files, const char *key_arguments, const char *more) {
    make_certificate(files, key_arguments, more);
    return openssl_read(files, "cert");
}

#define P256 "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"

static void every_extension(void **state) {
    (void)state;
    struct openssl_files files = openssl_files_new();
    struct judged judged = {0};
    write_config(&files);
    tl_bytes der = made_certificate(&files, P256, "-extensions v3 -utf8");
    judge_certificate(der, "every extension", &judged);
    assert_int_equal(judged.compared, 29);
    assert_int_equal(judged.malformed, 0);
    struct fields fields = fields_of(der, "every extension");
    for (size_t i = 0; i < judged.extensions; i++) { /* all but the last are told apart */
        char path[64];
        snprintf(path, sizeof path, "certificate/extensions/%zu/octets", i);
        assert_int_equal(has_field_at(&fields, path), i + 1 == judged.extensions);
    }
    fields_clear(&fields);
    free((void *)(uintptr_t)der.data);
    openssl_files_clear(&files);
}

static void names_of_every_type(void **state) {
    (void)state;
    static const char *const arguments[] = {
        "-utf8 -extensions v3",
        "-utf8 -multivalue-rdn -subj '/C=DE+O=a+OU=b/CN=x'",
        "-utf8 -subj '/CN= leading and trailing '",
        "-subj /",
    };
    static const char *const masks[] = {"utf8only", "MASK:0x800", "MASK:0x4", "MASK:0x100", "default"};
    struct openssl_files files = openssl_files_new();
    struct judged judged = {0};
    write_config(&files);
    openssl_run(&files,
                "sed 's/distinguished_name=dn/distinguished_name=names/' config >config.n && mv config.n config");
    for (size_t i = 0; i < COUNT_OF(arguments); i++) {
        tl_bytes der = made_certificate(&files, P256, arguments[i]);
        judge_certificate(der, arguments[i], &judged);
        free((void *)(uintptr_t)der.data);
    }
    for (size_t i = 0; i < COUNT_OF(masks); i++) {
        char command[COMMAND_SIZE];
        snprintf(command, sizeof command,
                 "sed -i '/^string_mask/d; s/distinguished_name=names/distinguished_name=wide/; s/^prompt=no/&\\n"
                 "string_mask=%s/' config",
                 masks[i]);
        openssl_run(&files, command);
        tl_bytes der = made_certificate(&files, P256, i == 2 ? "-subj /CN=$(printf '\\344')" : "-utf8");
        judge_certificate(der, masks[i], &judged);
        free((void *)(uintptr_t)der.data);
    }
    openssl_files_clear(&files);
}

static void keys_and_signatures_of_every_kind(void **state) {
    (void)state;
    static const char *const made[][2] = {
        {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "-sha256"},
        {"-algorithm RSA -pkeyopt rsa_keygen_bits:1030 -pkeyopt rsa_keygen_pubexp:3", "-sha1"},
        {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
         "-sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:11"},
        {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
         "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha512"},
        {"-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
         "-sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20"},
        {"-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", "-sha512"},
        {"-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_pss_keygen_md:sha384 -pkeyopt "
         "rsa_pss_keygen_mgf1_md:sha384 -pkeyopt rsa_pss_keygen_saltlen:48",
         "-sha384"},
        {"-algorithm EC -pkeyopt ec_paramgen_curve:P-384", "-sha384"},
        {"-algorithm EC -pkeyopt ec_paramgen_curve:P-521", "-sha512"},
        {"-algorithm EC -pkeyopt ec_paramgen_curve:P-224", "-sha224"},
        {"-algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", "-sha1"},
        {"-algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1", ""},
        {"-algorithm ED25519", ""},
        {"-algorithm ED448", ""},
    };
    struct openssl_files files = openssl_files_new();
    struct judged judged = {0};
    write_config(&files);
    for (size_t i = 0; i < COUNT_OF(made); i++) {
        tl_bytes der = made_certificate(&files, made[i][0], made[i][1]);
        judge_certificate(der, made[i][0], &judged);
        free((void *)(uintptr_t)der.data);
    }
    assert_int_equal(judged.certificates, COUNT_OF(made));
    openssl_files_clear(&files);
}

/* DSA, explicit curves and keys for key exchange: told as they stand, and nothing fails. */
static void keys_that_we_do_not_know(void **state) {
    (void)state;
    struct openssl_files files = openssl_files_new();
    struct judged judged = {0};
    write_config(&files);
    openssl_run(&files, "openssl genpkey -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa 2>err");
    tl_bytes dsa = made_certificate(&files, "-paramfile dsa", "-sha256");
    judge_certificate(dsa, "DSA", &judged);
    free((void *)(uintptr_t)dsa.data);
    make_certificate(&files, "-algorithm ED25519", "");
    openssl_run(&files,
                "openssl x509 -inform DER -in cert -out cert.pem && openssl genpkey -algorithm X25519 -out x && "
                "openssl pkey -in x -pubout -out xp && openssl req -new -key key -config config -out request && "
                "openssl x509 -req -in request -force_pubkey xp -CA cert.pem -CAkey key -outform DER -out cert "
                "2>err");
    tl_bytes exchange = openssl_read(&files, "cert");
    judge_certificate(exchange, "X25519", &judged);
    free((void *)(uintptr_t)exchange.data);
    struct fields fields;
    tl_bytes explicit_curve = made_certificate(&files, P256 " -pkeyopt ec_param_enc:explicit", "");
    fields = fields_of(explicit_curve, "explicit curve");
    assert_true(fields.good);
    assert_true(has_field_at(&fields, "certificate/subjectPublicKeyInfo/parameters"));
    assert_false(has_field_at(&fields, "certificate/subjectPublicKeyInfo/curve"));
    fields_clear(&fields);
    free((void *)(uintptr_t)explicit_curve.data);
    openssl_files_clear(&files);
}

/* ---- what OpenSSL has no words for ---- */

static void extensions_that_openssl_does_not_know(void **state) {
    (void)state;
    struct openssl_files files = openssl_files_new();
    write_config(&files);
    tl_bytes der = made_certificate(&files, P256, "-extensions v3 -utf8");
    struct fields fields = fields_of(der, "every extension");
    static const struct {
        const char *name, *path, *text;
    } wanted[] = {
        {"microsoftTemplateName", "value", "WebServer"},
        {"microsoftCAVersion", "value/keyIndex", "2"},
        {"microsoftCAVersion", "value/certificateIndex", "1"},
        {"microsoftPreviousCAHash", "value", "00112233"},
        {"microsoftTemplate", "value/templateID", "1.3.6.1.4.1.311.21.8.1"},
        {"microsoftTemplate", "value/majorVersion", "100"},
        {"microsoftApplicationPolicies", "value/0/policyIdentifier", "1.3.6.1.5.5.7.3.1"},
        {"subjectDirectoryAttributes", "value/0/type", "countryOfCitizenship"},
        {"subjectDirectoryAttributes", "value/0/values/0", "DE"},
        {"subjectDirectoryAttributes", "value/1/values/0", "180f31393830303130313132303030305a"},
        {"qcStatements", "value/0/statementId", "QcCompliance"},
        {"extendedKeyUsage", "value/0", "serverAuth"},
        {"extendedKeyUsage", "value/7", "1.2.3.4.5"},
        {"authorityInfoAccess", "value/0/accessMethod", "ocsp"},
        {"authorityInfoAccess", "value/1/accessMethod", "caIssuers"},
        {"certificatePolicies", "value/1/name", "domain-validated"},
        {"nameConstraints", "value/excludedSubtrees/0/iPAddress", "10.0.0.0/8"},
        {"nameConstraints", "value/excludedSubtrees/1/iPAddress", "10.0.0.0/255.0.255.0"},
        {"nameConstraints", "value/permittedSubtrees/2/iPAddress", "2001:db8::/32"},
        {"cRLDistributionPoints", "value/1/nameRelativeToCRLIssuer", "CN=www.example.org"},
        {"signedCertificateTimestamps", "value/0/timestamp", "2023-11-14T22:13:20Z"},
        {"signedCertificateTimestamps", "value/1/octets", "cafebabe"},
    };
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        bool found = false;
        for (size_t n = 0; !found; n++) {
            char name[64], path[256];
            snprintf(name, sizeof name, "certificate/extensions/%zu/name", n);
            if (strcmp(field_at(&fields, name), wanted[i].name) == 0) {
                snprintf(path, sizeof path, "certificate/extensions/%zu/%s", n, wanted[i].path);
                assert_string_equal(field_at(&fields, path), wanted[i].text);
                found = true;
            }
        }
    }
    fields_clear(&fields);
    free((void *)(uintptr_t)der.data);
    openssl_files_clear(&files);
}

/* ---- malformed, and dangerous ---- */

static void bad_key_usage(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_KEY_USAGE), true, bytes_of("\x04\x01\x80", 3));
}

static void bad_alt_name(struct writer *w) { /* an address of five octets behind a good name */
    static const uint8_t value[] = {0x30, 0x0c, 0x82, 3, 'a', '.', 'b', 0x87, 5, 1, 2, 3, 4, 5};
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, bytes_of(value, sizeof value));
}

static void trailing_octets(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_KEY_ID), false, bytes_of("\x04\x01\x80\x05\x00", 5));
}

static void malformed_extensions(void **state) {
    (void)state;
    static const struct {
        void (*extend)(struct writer *w);
        const char *name, *octets;
    } cases[] = {
        {bad_key_usage, "keyUsage", "040180"},
        {bad_alt_name, "subjectAltName", "300c8203612e6287050102030405"},
        {trailing_octets, "subjectKeyIdentifier", "0401800500"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forged forged = forge(&(struct forgery){.name = "x", .extend = cases[i].extend});
        assert_null(tl_cert_parse(forged_der(&forged), NULL));
        struct fields fields = fields_of(forged_der(&forged), cases[i].name);
        assert_true(fields.good);
        check_form_of_fields(&fields);
        assert_non_null(strstr(field_at(&fields, "certificate/malformed"), cases[i].name));
        assert_string_equal(field_at(&fields, "certificate/extensions/0/name"), cases[i].name);
        assert_string_equal(field_at(&fields, "certificate/extensions/0/malformed"), "true");
        assert_string_equal(field_at(&fields, "certificate/extensions/0/octets"), cases[i].octets);
        assert_false(has_field_at(&fields, "certificate/extensions/0/value"));
        fields_clear(&fields);
        forged_clear(&forged);
    }
}

static void dangerous_name(struct writer *w) {
    static const uint8_t value[] = {0x30, 9, 0x82, 7, 'a', 0, 0x1b, '[', '\\', 0x7f, 'z'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, bytes_of(value, sizeof value));
}

static void what_could_upset_a_terminal(void **state) {
    (void)state;
    struct forged forged =
        forge(&(struct forgery){.name = "evil\x1b[2J\xff\xe2\x80\xae,\xc3\xa4", .extend = dangerous_name});
    struct fields fields = fields_of(forged_der(&forged), "dangerous");
    check_form_of_fields(&fields);
    assert_string_equal(field_at(&fields, "certificate/extensions/0/value/0/dNSName"), "a\\00\\1B[\\\\\\7Fz");
    assert_string_equal(field_at(&fields, "certificate/subject/name"), "CN=evil\\1B[2J\\FF\\E2\\80\\AE\\,\xc3\xa4");
    assert_string_equal(field_at(&fields, "certificate/subject/attributes/0/CN"),
                        "evil\\1B[2J\\FF\\E2\\80\\AE,\xc3\xa4");
    fields_clear(&fields);
    forged_clear(&forged);
}

static void what_is_none(void **state) {
    (void)state;
    static const char *const texts[] = {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n",
                                        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct fields fields = fields_of(bytes_of_string(texts[i]), texts[i]);
        assert_false(fields.good);
        assert_int_equal(fields.num, 0);
        assert_true(strlen(fields.error.message) > 20);
        assert_int_equal(fields.error.reason, i < 2    ? TL_REASON_NOTHING_TO_DESCRIBE
                                              : i == 2 ? TL_REASON_BROKEN_PEM
                                                       : TL_REASON_MALFORMED_CERTIFICATE);
        fields_clear(&fields);
    }
    struct forged forged = forge(&(struct forgery){.name = "x"});
    for (size_t len = 0; len < forged.der.len; len++) { /* cut anywhere */
        struct fields fields = fields_of(bytes_of(forged.der.data, len), "cut");
        assert_false(fields.good);
        fields_clear(&fields);
    }
    forged_clear(&forged);
}

/* ---- PEM, and what else there is ---- */

/* A block that is broken does not hide those behind it. */
static void all_blocks_of_a_file(void **state) {
    (void)state;
    struct buffer text = data_read("p256.pem"), all = {0};
    static const char broken[] = "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"
                                 "-----BEGIN SOMETHING-----\nAAAA\n-----END SOMETHING-----\n";
    assert_true(buffer_append(&all, buffer_bytes(&text)) && buffer_append(&all, bytes_of_string(broken)) &&
                buffer_append(&all, buffer_bytes(&text)));
    struct fields fields = fields_of(buffer_bytes(&all), "four blocks");
    assert_false(fields.good);
    assert_non_null(strstr(fields.error.message, "number 3"));
    size_t certificates = 0, keys = 0, others = 0;
    for (size_t i = 0; i < fields.num; i++) {
        const struct kept_field *field = &fields.kept[i];
        if (field->depth == 0 && field->kind == TL_FIELD_GROUP) {
            certificates += strcmp(field->name, "certificate") == 0;
            keys += strcmp(field->name, "privateKey") == 0;
            others += strcmp(field->name, "pemBlock") == 0;
        }
    }
    assert_int_equal(certificates, 2);
    assert_int_equal(keys, 2);
    assert_int_equal(others, 1);
    fields_clear(&fields);
    buffer_clear(&all);
    buffer_clear(&text);
}

/* No run of six octets of the private key's scalar is in any text: it is all public. */
static void private_keys_stay_private(void **state) {
    (void)state;
    static const char *const names[] = {"p256.pem", "p384-sec1.pem", "rsa-pkcs1.pem", "ed25519.pem",
                                        "rsa-encrypted.pem"};
    static const char *const forms[] = {"PKCS #8", "SEC 1", "PKCS #1", "PKCS #8", "PKCS #8"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct buffer text = data_read(names[i]);
        struct fields fields = fields_of(buffer_bytes(&text), names[i]);
        assert_true(fields.good);
        check_form_of_fields(&fields);
        assert_string_equal(field_at(&fields, "privateKey/form"), forms[i]);
        assert_string_equal(field_at(&fields, "privateKey/encrypted"), i == 4 ? "true" : "false");
        if (has_field_at(&fields, "certificate")) { /* in the same file, and has the same key */
            assert_string_equal(field_at(&fields, "privateKey/subjectPublicKeyInfo/pin"),
                                field_at(&fields, "certificate/subjectPublicKeyInfo/pin"));
        }
        size_t hexes = 0;
        for (size_t f = 0; f < fields.num; f++) {
            hexes += fields.kept[f].kind == TL_FIELD_HEX && strcmp(fields.kept[f].name, "publicKey") != 0 &&
                     strcmp(fields.kept[f].name, "modulus") != 0 && fields.kept[f].depth == 2;
        }
        assert_true(hexes <= 2); /* the certificate's fingerprints */
        fields_clear(&fields);
        buffer_clear(&text);
    }
}

static void requests_and_lists(void **state) {
    (void)state;
    struct openssl_files files = openssl_files_new();
    write_config(&files);
    openssl_run(&files, "openssl genpkey -algorithm ED25519 -out key && openssl req -new -key key -config config "
                        "-addext 'subjectAltName=DNS:a.example.org,IP:::1' -out request.pem 2>err");
    tl_bytes request = openssl_read(&files, "request.pem");
    struct fields fields = fields_of(request, "request");
    assert_true(fields.good);
    check_form_of_fields(&fields);
    assert_string_equal(field_at(&fields, "certificateRequest/version"), "1");
    assert_string_equal(field_at(&fields, "certificateRequest/subject/name"), "CN=www.example.org");
    assert_string_equal(field_at(&fields, "certificateRequest/attributes/0/type"), "extensionRequest");
    assert_string_equal(field_at(&fields, "certificateRequest/attributes/0/extensions/0/value/1/iPAddress"), "::1");
    assert_string_equal(field_at(&fields, "certificateRequest/signatureAlgorithm/algorithm"), "Ed25519");
    fields_clear(&fields);
    free((void *)(uintptr_t)request.data);

    openssl_run(&files, "printf '[ca]\\ndefault_ca=c\\n[c]\\ndatabase=index\\ncrlnumber=number\\ndefault_md=default\\n"
                        "crl_extensions=x\\ndefault_crl_days=30\\n[x]\\nauthorityKeyIdentifier=keyid\\n' >ca && "
                        "echo 10 >number && printf 'R\\t300101000000Z\\t260102030405Z,keyCompromise\\t1234\\tunknown\\t"
                        "/CN=x\\n' >index && openssl req -x509 -key key -config config -days 1 -addext "
                        "subjectKeyIdentifier=hash -out ca.pem && "
                        "openssl ca -config ca -gencrl -keyfile key -cert ca.pem -out list.pem 2>err");
    tl_bytes list = openssl_read(&files, "list.pem");
    fields = fields_of(list, "list");
    assert_true(fields.good);
    check_form_of_fields(&fields);
    assert_string_equal(field_at(&fields, "certificateList/issuer/name"), "CN=www.example.org");
    assert_string_equal(field_at(&fields, "certificateList/extensions/1/value"), "16");
    assert_string_equal(field_at(&fields, "certificateList/revokedCertificates/0/userCertificate"), "1234");
    assert_string_equal(field_at(&fields, "certificateList/revokedCertificates/0/revocationDate"),
                        "2026-01-02T03:04:05Z");
    assert_string_equal(field_at(&fields, "certificateList/revokedCertificates/0/extensions/0/value"), "keyCompromise");
    fields_clear(&fields);
    free((void *)(uintptr_t)list.data);
    openssl_files_clear(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_extension),
        cmocka_unit_test(names_of_every_type),
        cmocka_unit_test(keys_and_signatures_of_every_kind),
        cmocka_unit_test(keys_that_we_do_not_know),
        cmocka_unit_test(extensions_that_openssl_does_not_know),
        cmocka_unit_test(malformed_extensions),
        cmocka_unit_test(what_could_upset_a_terminal),
        cmocka_unit_test(what_is_none),
        cmocka_unit_test(all_blocks_of_a_file),
        cmocka_unit_test(private_keys_stay_private),
        cmocka_unit_test(requests_and_lists),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    forge_clear_crypto();
    return failed;
}
