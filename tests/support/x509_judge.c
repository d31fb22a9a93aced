#include "support/x509_judge.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/control.h"
#include "support/fields.h"

enum { TEXT_SIZE = 4096 };

/* ---- values ---- */

static tl_bytes octets_of(const ASN1_STRING *string) {
    return bytes_of(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string));
}

/* A name in words is ours; what it stands for is compared by the octets of the OID, and so are the dotted numbers. */
static void next_oid(struct fields *fields, const char *name, const ASN1_OBJECT *object) {
    char dotted[TEXT_SIZE];
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, name);
    assert_true(
        bytes_equal(bytes_of(field->octets, field->octets_len), bytes_of(OBJ_get0_data(object), OBJ_length(object))));
    assert_true(OBJ_obj2txt(dotted, sizeof dotted, object, 1) > 0);
    if (field->text[0] >= '0' && field->text[0] <= '9') {
        assert_string_equal(field->text, dotted);
    }
}

static void next_dotted(struct fields *fields, const char *name, const ASN1_OBJECT *object) {
    char dotted[TEXT_SIZE];
    assert_true(OBJ_obj2txt(dotted, sizeof dotted, object, 1) > 0);
    next_text(fields, name, dotted);
}

/* Its UTF-8, as OpenSSL makes it, where that has nothing to escape; else its octets. */
static void next_string(struct fields *fields, const char *name, const ASN1_STRING *string) {
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, name);
    unsigned char *utf8 = NULL;
    assert_true(bytes_equal(bytes_of(field->octets, field->octets_len), octets_of(string)));
    int length = ASN1_STRING_to_UTF8(&utf8, string);
    if (length >= 0 && strchr(field->text, '\\') == NULL) {
        assert_true(bytes_equal(bytes_of_string(field->text), bytes_of(utf8, (size_t)length)));
    }
    OPENSSL_free(utf8);
}

static void next_magnitude(struct fields *fields, const char *name, const ASN1_INTEGER *integer) {
    BIGNUM *number = ASN1_INTEGER_to_BN(integer, NULL);
    char *digits = BN_bn2hex(number);
    assert_non_null(digits);
    for (char *at = digits; *at != '\0'; at++) {
        *at = *at >= 'A' && *at <= 'F' ? (char)(*at + 'a' - 'A') : *at;
    }
    next_text(fields, name, strcmp(digits, "0") == 0 ? "00" : digits);
    OPENSSL_free(digits);
    BN_free(number);
}

static void next_integer(struct fields *fields, const char *name, const ASN1_INTEGER *integer) {
    int64_t value;
    if (ASN1_INTEGER_get_int64(&value, integer) == 1 && value < INT64_C(1) << 55) {
        next_number(fields, name, value);
    } else {
        next_magnitude(fields, name, integer);
    }
}

static int64_t seconds_of(const ASN1_TIME *moment) {
    struct tm parts;
    assert_int_equal(ASN1_TIME_to_tm(moment, &parts), 1);
    return timegm(&parts);
}

static void next_asn1_time(struct fields *fields, const char *name, const ASN1_TIME *moment) {
    next_time(fields, name, seconds_of(moment));
}

/* Any type: a string as text, another one as its DER. */
static void next_any(struct fields *fields, const char *name, const ASN1_TYPE *type) {
    static const int strings[] = {V_ASN1_UTF8STRING, V_ASN1_NUMERICSTRING, V_ASN1_PRINTABLESTRING, V_ASN1_T61STRING,
                                  V_ASN1_IA5STRING,  V_ASN1_VISIBLESTRING, V_ASN1_UNIVERSALSTRING, V_ASN1_BMPSTRING};
    for (size_t i = 0; i < COUNT_OF(strings); i++) {
        if (type->type == strings[i]) {
            next_string(fields, name, type->value.asn1_string);
            return;
        }
    }
    unsigned char *der = NULL;
    int length = i2d_ASN1_TYPE(type, &der);
    assert_true(length > 0);
    next_hex(fields, name, bytes_of(der, (size_t)length));
    OPENSSL_free(der);
}

/* ---- names ---- */

/* RFC 4514 of one value, as OpenSSL writes it. */
static void print_value(BIO *out, const ASN1_STRING *value) {
    const unsigned long flags = ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT;
    assert_true(ASN1_STRING_print_ex(out, value, flags) >= 0);
}

/* Types are called as RFC 4514 and OpenSSL both call them, but for these. */
static void print_type(BIO *out, const ASN1_OBJECT *object) {
    static const struct { const char *openssl, *ours; } others[] = {{"street", "STREET"}};
    char dotted[TEXT_SIZE];
    int nid = OBJ_obj2nid(object);
    const char *name = nid != NID_undef ? OBJ_nid2sn(nid) : NULL;
    for (size_t i = 0; name != NULL && i < COUNT_OF(others); i++) {
        name = strcmp(name, others[i].openssl) == 0 ? others[i].ours : name;
    }
    if (name == NULL) {
        assert_true(OBJ_obj2txt(dotted, sizeof dotted, object, 1) > 0);
        name = dotted;
    }
    BIO_puts(out, name);
}

static void print_entry(BIO *out, const X509_NAME_ENTRY *entry) {
    print_type(out, X509_NAME_ENTRY_get_object(entry));
    BIO_puts(out, "=");
    print_value(out, X509_NAME_ENTRY_get_data(entry));
}

/* Last RDN first, but the attributes of an RDN in their order. */
static void print_name(BIO *out, const X509_NAME *name) {
    for (int end = X509_NAME_entry_count(name); end > 0;) {
        int set = X509_NAME_ENTRY_set(X509_NAME_get_entry(name, end - 1)), start = end;
        while (start > 0 && X509_NAME_ENTRY_set(X509_NAME_get_entry(name, start - 1)) == set) {
            start--;
        }
        for (int i = start; i < end; i++) {
            BIO_puts(out, i == start ? "" : "+");
            print_entry(out, X509_NAME_get_entry(name, i));
        }
        BIO_puts(out, start > 0 ? ", " : "");
        end = start;
    }
}

static void next_rfc4514(struct fields *fields, const char *field, const X509_NAME *name) {
    BIO *out = BIO_new(BIO_s_mem());
    char *text = NULL;
    print_name(out, name);
    BIO_write(out, "", 1);
    assert_true(BIO_get_mem_data(out, &text) > 0);
    next_text(fields, field, text);
    BIO_free(out);
}

static void next_attributes(struct fields *fields, const X509_NAME *name) {
    next_list(fields, "attributes");
    for (int i = 0; i < X509_NAME_entry_count(name); i++) {
        const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
        BIO *out = BIO_new(BIO_s_mem());
        char *type = NULL;
        print_type(out, X509_NAME_ENTRY_get_object(entry));
        BIO_write(out, "", 1);
        assert_true(BIO_get_mem_data(out, &type) > 0);
        next_group(fields, NULL);
        next_string(fields, type, X509_NAME_ENTRY_get_data(entry));
        int tag = ASN1_STRING_type(X509_NAME_ENTRY_get_data(entry));
        if (tag == V_ASN1_T61STRING || tag == V_ASN1_BMPSTRING || tag == V_ASN1_UNIVERSALSTRING) {
            next_text(fields, "encoding",
                      tag == V_ASN1_T61STRING   ? "TeletexString"
                      : tag == V_ASN1_BMPSTRING ? "BMPString"
                                                : "UniversalString");
        }
        next_end(fields);
        BIO_free(out);
    }
    next_end(fields);
}

static void next_name(struct fields *fields, const char *field, const X509_NAME *name) {
    next_group(fields, field);
    next_rfc4514(fields, "name", name);
    next_attributes(fields, name);
    next_end(fields);
}

/* OpenSSL's own way to write an address and, in constraints, its mask; ours is RFC 5952's and a prefix length. */
static void next_address(struct fields *fields, const ASN1_OCTET_STRING *address) {
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, "iPAddress");
    assert_true(bytes_equal(bytes_of(field->octets, field->octets_len), octets_of(address)));
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "%s", field->text);
    char *slash = strchr(text, '/');
    size_t width = (size_t)ASN1_STRING_length(address) / (slash != NULL ? 2 : 1);
    if (slash != NULL) {
        *slash = '\0';
        unsigned long ones = strtoul(slash + 1, NULL, 10);
        for (size_t i = 0; i < 8 * width && strpbrk(slash + 1, ".:") == NULL; i++) {
            unsigned octet = ASN1_STRING_get0_data(address)[width + i / 8];
            assert_int_equal(octet >> (7 - i % 8) & 1, i < ones);
        }
    }
    ASN1_OCTET_STRING *read_back = a2i_IPADDRESS(text);
    assert_non_null(read_back);
    assert_true(bytes_equal(octets_of(read_back), bytes_of(ASN1_STRING_get0_data(address), width)));
    ASN1_OCTET_STRING_free(read_back);
}

static void next_general_name(struct fields *fields, const GENERAL_NAME *name) {
    switch (name->type) {
    case GEN_OTHERNAME:
        next_group(fields, "otherName");
        next_oid(fields, "type", name->d.otherName->type_id);
        next_any(fields, "value", name->d.otherName->value);
        next_end(fields);
        break;
    case GEN_EMAIL:
        next_string(fields, "rfc822Name", name->d.rfc822Name);
        break;
    case GEN_DNS:
        next_string(fields, "dNSName", name->d.dNSName);
        break;
    case GEN_DIRNAME:
        next_rfc4514(fields, "directoryName", name->d.directoryName);
        break;
    case GEN_URI:
        next_string(fields, "uniformResourceIdentifier", name->d.uniformResourceIdentifier);
        break;
    case GEN_IPADD:
        next_address(fields, name->d.iPAddress);
        break;
    case GEN_RID:
        next_oid(fields, "registeredID", name->d.registeredID);
        break;
    default:
        fail_msg("%s: GeneralName of type %d", fields->what, name->type);
    }
}

static void next_general_names(struct fields *fields, const char *field, const GENERAL_NAMES *names) {
    next_list(fields, field);
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        next_group(fields, NULL);
        next_general_name(fields, sk_GENERAL_NAME_value(names, i));
        next_end(fields);
    }
    next_end(fields);
}

/* ---- algorithms and keys ---- */

static void next_hash(struct fields *fields, const char *name, const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *object = OBJ_nid2obj(NID_sha1);
    if (algorithm != NULL) {
        X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    }
    next_oid(fields, name, object);
}

static void next_pss(struct fields *fields, const ASN1_TYPE *type) {
    RSA_PSS_PARAMS *pss = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), type);
    assert_non_null(pss);
    const ASN1_OBJECT *object = OBJ_nid2obj(NID_mgf1);
    next_hash(fields, "hashAlgorithm", pss->hashAlgorithm);
    next_oid(fields, "maskGenAlgorithm", object);
    X509_ALGOR *mask_hash = NULL;
    if (pss->maskGenAlgorithm != NULL) {
        mask_hash = ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), pss->maskGenAlgorithm->parameter);
        assert_non_null(mask_hash);
    }
    next_hash(fields, "maskGenHash", mask_hash);
    next_number(fields, "saltLength", pss->saltLength != NULL ? ASN1_INTEGER_get(pss->saltLength) : 20);
    next_number(fields, "trailerField", pss->trailerField != NULL ? ASN1_INTEGER_get(pss->trailerField) : 1);
    X509_ALGOR_free(mask_hash);
    RSA_PSS_PARAMS_free(pss);
}

static void next_parameters(struct fields *fields, const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *object;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    const ASN1_TYPE *parameters = algorithm->parameter;
    if (parameters == NULL || parameters->type == V_ASN1_UNDEF) {
        return;
    }
    if (parameters->type == V_ASN1_NULL) {
        next_text(fields, "parameters", "NULL");
    } else if (OBJ_obj2nid(object) == NID_rsassaPss) {
        next_pss(fields, parameters);
    } else {
        unsigned char *der = NULL;
        int length = i2d_ASN1_TYPE(parameters, &der);
        next_hex(fields, "parameters", bytes_of(der, (size_t)length));
        OPENSSL_free(der);
    }
}

static void next_algorithm(struct fields *fields, const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *object;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    next_oid(fields, "algorithm", object);
    next_dotted(fields, "oid", object);
}

static void next_big_number(struct fields *fields, const char *name, const EVP_PKEY *key, const char *parameter) {
    BIGNUM *number = NULL;
    assert_int_equal(EVP_PKEY_get_bn_param(key, parameter, &number), 1);
    uint8_t octets[4096];
    int length = BN_bn2bin(number, octets);
    next_hex(fields, name, bytes_of(octets, (size_t)length));
    BN_free(number);
}

static void next_rsa_key(struct fields *fields, const EVP_PKEY *key) {
    BIGNUM *exponent = NULL;
    next_number(fields, "bits", EVP_PKEY_get_bits(key));
    assert_int_equal(EVP_PKEY_get_bn_param(key, "e", &exponent), 1);
    next_number(fields, "publicExponent", (int64_t)BN_get_word(exponent));
    next_big_number(fields, "modulus", key, "n");
    BN_free(exponent);
}

static void next_ec_key(struct fields *fields, const EVP_PKEY *key, tl_bytes octets) {
    char group[128];
    size_t length = 0;
    assert_int_equal(EVP_PKEY_get_group_name(key, group, sizeof group, &length), 1);
    next_oid(fields, "curve", OBJ_txt2obj(group, 0));
    if (next_field_is_named(fields, "bits")) { /* of curves that we have */
        next_number(fields, "bits", EVP_PKEY_get_bits(key));
    }
    next_text(fields, "form", *octets.data == 4 ? "uncompressed" : "compressed");
    next_hex(fields, "publicKey", octets);
}

static void next_pin(struct fields *fields, const X509_PUBKEY *public_key) {
    unsigned char *der = NULL, digest[32], base64[64];
    int length = i2d_X509_PUBKEY(public_key, &der);
    assert_int_equal(EVP_Digest(der, (size_t)length, digest, NULL, EVP_sha256(), NULL), 1);
    EVP_EncodeBlock(base64, digest, sizeof digest);
    char pin[96];
    snprintf(pin, sizeof pin, "sha256/%s", (char *)base64);
    next_text(fields, "pin", pin);
    OPENSSL_free(der);
}

static void next_public_key(struct fields *fields, const X509 *certificate) {
    X509_PUBKEY *public_key = X509_get_X509_PUBKEY(certificate);
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    const unsigned char *data;
    int length;
    X509_ALGOR *algorithm;
    assert_int_equal(X509_PUBKEY_get0_param(NULL, &data, &length, &algorithm, public_key), 1);
    tl_bytes octets = bytes_of(data, (size_t)length);
    next_group(fields, "subjectPublicKeyInfo");
    next_algorithm(fields, algorithm);
    if (key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        next_ec_key(fields, key, octets);
    } else {
        next_parameters(fields, algorithm);
        if (key != NULL &&
            (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA || EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA_PSS)) {
            next_rsa_key(fields, key);
        } else {
            if (next_field_is_named(fields, "bits")) { /* OpenSSL counts the 253 bits of Ed25519's order */
                assert_non_null(key);
                bool is_ed25519 = EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519;
                next_number(fields, "bits", is_ed25519 ? 256 : EVP_PKEY_get_bits(key));
            }
            next_hex(fields, "publicKey", octets);
        }
    }
    next_pin(fields, public_key);
    next_end(fields);
}

/* ---- extensions: what X509V3_EXT_d2i made, as the field "value" ---- */

static void next_key_usage(struct fields *fields, const void *content) {
    static const char *const names[] = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                        "dataEncipherment", "keyAgreement",   "keyCertSign",
                                        "cRLSign",          "encipherOnly",   "decipherOnly"};
    next_list(fields, "value");
    for (int i = 0; i < (int)COUNT_OF(names); i++) {
        if (ASN1_BIT_STRING_get_bit(content, i)) {
            next_text(fields, NULL, names[i]);
        }
    }
    next_end(fields);
}

static void next_netscape_cert_type(struct fields *fields, const void *content) {
    static const char *const names[] = {"sslClient", "sslServer", "smime",   "objectSigning",
                                        "reserved",  "sslCA",     "smimeCA", "objectSigningCA"};
    next_list(fields, "value");
    for (int i = 0; i < (int)COUNT_OF(names); i++) {
        if (ASN1_BIT_STRING_get_bit(content, i)) {
            next_text(fields, NULL, names[i]);
        }
    }
    next_end(fields);
}

static void next_extended_key_usage(struct fields *fields, const void *content) {
    const EXTENDED_KEY_USAGE *usages = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_ASN1_OBJECT_num(usages); i++) {
        next_oid(fields, NULL, sk_ASN1_OBJECT_value(usages, i));
    }
    next_end(fields);
}

static void next_basic_constraints(struct fields *fields, const void *content) {
    const BASIC_CONSTRAINTS *constraints = content;
    next_group(fields, "value");
    next_bool(fields, "cA", constraints->ca != 0);
    if (constraints->pathlen != NULL) {
        next_integer(fields, "pathLenConstraint", constraints->pathlen);
    }
    next_end(fields);
}

static void next_alt_names(struct fields *fields, const void *content) {
    next_general_names(fields, "value", content);
}

static void next_subtrees(struct fields *fields, const char *field, const STACK_OF(GENERAL_SUBTREE) * subtrees) {
    if (subtrees == NULL) {
        return;
    }
    next_list(fields, field);
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
        const GENERAL_SUBTREE *subtree = sk_GENERAL_SUBTREE_value(subtrees, i);
        next_group(fields, NULL);
        next_general_name(fields, subtree->base);
        if (subtree->minimum != NULL) {
            next_integer(fields, "minimum", subtree->minimum);
        }
        if (subtree->maximum != NULL) {
            next_integer(fields, "maximum", subtree->maximum);
        }
        next_end(fields);
    }
    next_end(fields);
}

static void next_name_constraints(struct fields *fields, const void *content) {
    const NAME_CONSTRAINTS *constraints = content;
    next_group(fields, "value");
    next_subtrees(fields, "permittedSubtrees", constraints->permittedSubtrees);
    next_subtrees(fields, "excludedSubtrees", constraints->excludedSubtrees);
    next_end(fields);
}

static void next_user_notice(struct fields *fields, const USERNOTICE *notice) {
    next_group(fields, "userNotice");
    if (notice->noticeref != NULL) {
        next_group(fields, "noticeRef");
        next_string(fields, "organization", notice->noticeref->organization);
        next_list(fields, "noticeNumbers");
        for (int i = 0; i < sk_ASN1_INTEGER_num(notice->noticeref->noticenos); i++) {
            next_integer(fields, NULL, sk_ASN1_INTEGER_value(notice->noticeref->noticenos, i));
        }
        next_end(fields);
        next_end(fields);
    }
    if (notice->exptext != NULL) {
        next_string(fields, "explicitText", notice->exptext);
    }
    next_end(fields);
}

static void next_qualifier(struct fields *fields, const POLICYQUALINFO *qualifier) {
    next_group(fields, NULL);
    switch (OBJ_obj2nid(qualifier->pqualid)) {
    case NID_id_qt_cps:
        next_string(fields, "cPSuri", qualifier->d.cpsuri);
        break;
    case NID_id_qt_unotice:
        next_user_notice(fields, qualifier->d.usernotice);
        break;
    default:
        next_oid(fields, "policyQualifierId", qualifier->pqualid);
        next_any(fields, "qualifier", qualifier->d.other);
        break;
    }
    next_end(fields);
}

static void next_policies(struct fields *fields, const void *content) {
    const CERTIFICATEPOLICIES *policies = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_POLICYINFO_num(policies); i++) {
        const POLICYINFO *policy = sk_POLICYINFO_value(policies, i);
        next_group(fields, NULL);
        next_dotted(fields, "policyIdentifier", policy->policyid);
        if (next_field_is_named(fields, "name")) {
            next_field(fields, TL_FIELD_TEXT, "name");
        }
        if (policy->qualifiers != NULL) {
            next_list(fields, "policyQualifiers");
            for (int q = 0; q < sk_POLICYQUALINFO_num(policy->qualifiers); q++) {
                next_qualifier(fields, sk_POLICYQUALINFO_value(policy->qualifiers, q));
            }
            next_end(fields);
        }
        next_end(fields);
    }
    next_end(fields);
}

static void next_policy_mappings(struct fields *fields, const void *content) {
    const POLICY_MAPPINGS *mappings = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_POLICY_MAPPING_num(mappings); i++) {
        next_group(fields, NULL);
        next_dotted(fields, "issuerDomainPolicy", sk_POLICY_MAPPING_value(mappings, i)->issuerDomainPolicy);
        next_dotted(fields, "subjectDomainPolicy", sk_POLICY_MAPPING_value(mappings, i)->subjectDomainPolicy);
        next_end(fields);
    }
    next_end(fields);
}

static void next_policy_constraints(struct fields *fields, const void *content) {
    const POLICY_CONSTRAINTS *constraints = content;
    next_group(fields, "value");
    if (constraints->requireExplicitPolicy != NULL) {
        next_integer(fields, "requireExplicitPolicy", constraints->requireExplicitPolicy);
    }
    if (constraints->inhibitPolicyMapping != NULL) {
        next_integer(fields, "inhibitPolicyMapping", constraints->inhibitPolicyMapping);
    }
    next_end(fields);
}

static void next_integer_value(struct fields *fields, const void *content) {
    next_integer(fields, "value", content);
}

static void next_reasons(struct fields *fields, const char *field, const ASN1_BIT_STRING *reasons) {
    static const char *const names[] = {"unused",      "keyCompromise",        "cACompromise",    "affiliationChanged",
                                        "superseded",  "cessationOfOperation", "certificateHold", "privilegeWithdrawn",
                                        "aACompromise"};
    if (reasons == NULL) {
        return;
    }
    next_list(fields, field);
    for (int i = 0; i < (int)COUNT_OF(names); i++) {
        if (ASN1_BIT_STRING_get_bit(reasons, i)) {
            next_text(fields, NULL, names[i]);
        }
    }
    next_end(fields);
}

/* A relative name is compared attribute by attribute: each stands in its text. */
static void next_point_name(struct fields *fields, const DIST_POINT_NAME *name) {
    if (name == NULL) {
        return;
    }
    if (name->type == 0) {
        next_general_names(fields, "fullName", name->name.fullname);
        return;
    }
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, "nameRelativeToCRLIssuer");
    for (int i = 0; i < sk_X509_NAME_ENTRY_num(name->name.relativename); i++) {
        BIO *out = BIO_new(BIO_s_mem());
        char *text = NULL;
        print_entry(out, sk_X509_NAME_ENTRY_value(name->name.relativename, i));
        BIO_write(out, "", 1);
        assert_true(BIO_get_mem_data(out, &text) > 0);
        assert_non_null(strstr(field->text, text));
        BIO_free(out);
    }
}

static void next_crl_points(struct fields *fields, const void *content) {
    const CRL_DIST_POINTS *points = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *point = sk_DIST_POINT_value(points, i);
        next_group(fields, NULL);
        next_point_name(fields, point->distpoint);
        next_reasons(fields, "reasons", point->reasons);
        if (point->CRLissuer != NULL) {
            next_general_names(fields, "cRLIssuer", point->CRLissuer);
        }
        next_end(fields);
    }
    next_end(fields);
}

static void next_access(struct fields *fields, const void *content) {
    const AUTHORITY_INFO_ACCESS *accesses = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(accesses); i++) {
        next_group(fields, NULL);
        next_oid(fields, "accessMethod", sk_ACCESS_DESCRIPTION_value(accesses, i)->method);
        next_general_name(fields, sk_ACCESS_DESCRIPTION_value(accesses, i)->location);
        next_end(fields);
    }
    next_end(fields);
}

static void next_key_id(struct fields *fields, const void *content) {
    next_hex(fields, "value", octets_of(content));
}

static void next_authority_key_id(struct fields *fields, const void *content) {
    const AUTHORITY_KEYID *id = content;
    next_group(fields, "value");
    if (id->keyid != NULL) {
        next_hex(fields, "keyIdentifier", octets_of(id->keyid));
    }
    if (id->issuer != NULL) {
        next_general_names(fields, "authorityCertIssuer", id->issuer);
    }
    if (id->serial != NULL) {
        next_magnitude(fields, "authorityCertSerialNumber", id->serial);
    }
    next_end(fields);
}

static void next_tls_feature(struct fields *fields, const void *content) {
    const TLS_FEATURE *features = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_ASN1_INTEGER_num(features); i++) {
        long feature = ASN1_INTEGER_get(sk_ASN1_INTEGER_value(features, i));
        if (feature == 5 || feature == 17) {
            next_text(fields, NULL, feature == 5 ? "status_request" : "status_request_v2");
        } else {
            next_number(fields, NULL, feature);
        }
    }
    next_end(fields);
}

static void next_sct(struct fields *fields, const SCT *sct) {
    unsigned char *octets;
    next_group(fields, NULL);
    next_number(fields, "version", SCT_get_version(sct) + 1);
    if (SCT_get_version(sct) != SCT_VERSION_V1) { /* OpenSSL keeps it whole */
        next_field(fields, TL_FIELD_HEX, "octets");
        next_end(fields);
        return;
    }
    size_t length = SCT_get0_log_id(sct, &octets);
    next_hex(fields, "logID", bytes_of(octets, length));
    next_time(fields, "timestamp", (int64_t)(SCT_get_timestamp(sct) / 1000));
    next_number(fields, "milliseconds", (int64_t)(SCT_get_timestamp(sct) % 1000));
    length = SCT_get0_extensions(sct, &octets);
    next_hex(fields, "extensions", bytes_of(octets, length));
    int nid = SCT_get_signature_nid(sct);
    next_text(fields, "hash", "sha256");
    next_text(fields, "signature", nid == NID_sha256WithRSAEncryption ? "rsa" : "ecdsa");
    length = SCT_get0_signature(sct, &octets);
    next_hex(fields, "signatureOctets", bytes_of(octets, length));
    next_end(fields);
}

static void next_sct_list(struct fields *fields, const void *content) {
    const STACK_OF(SCT) *list = content;
    next_list(fields, "value");
    for (int i = 0; i < sk_SCT_num(list); i++) {
        next_sct(fields, sk_SCT_value(list, i));
    }
    next_end(fields);
}

static void next_null(struct fields *fields, const void *content) {
    (void)content;
    next_text(fields, "value", "NULL");
}

static void next_ia5(struct fields *fields, const void *content) {
    next_string(fields, "value", content);
}

static void next_usage_period(struct fields *fields, const void *content) {
    const PKEY_USAGE_PERIOD *period = content;
    next_group(fields, "value");
    if (period->notBefore != NULL) {
        next_string(fields, "notBefore", period->notBefore);
    }
    if (period->notAfter != NULL) {
        next_string(fields, "notAfter", period->notAfter);
    }
    next_end(fields);
}

static const struct {
    int nid;
    void (*next)(struct fields *fields, const void *content);
} judges[] = {
    {NID_key_usage, next_key_usage},
    {NID_ext_key_usage, next_extended_key_usage},
    {NID_basic_constraints, next_basic_constraints},
    {NID_subject_alt_name, next_alt_names},
    {NID_issuer_alt_name, next_alt_names},
    {NID_name_constraints, next_name_constraints},
    {NID_certificate_policies, next_policies},
    {NID_policy_mappings, next_policy_mappings},
    {NID_policy_constraints, next_policy_constraints},
    {NID_inhibit_any_policy, next_integer_value},
    {NID_crl_distribution_points, next_crl_points},
    {NID_freshest_crl, next_crl_points},
    {NID_info_access, next_access},
    {NID_sinfo_access, next_access},
    {NID_subject_key_identifier, next_key_id},
    {NID_authority_key_identifier, next_authority_key_id},
    {NID_tlsfeature, next_tls_feature},
    {NID_ct_precert_scts, next_sct_list},
    {NID_ct_precert_poison, next_null},
    {NID_id_pkix_OCSP_noCheck, next_null},
    {NID_netscape_cert_type, next_netscape_cert_type},
    {NID_netscape_base_url, next_ia5},
    {NID_netscape_revocation_url, next_ia5},
    {NID_netscape_ca_revocation_url, next_ia5},
    {NID_netscape_renewal_url, next_ia5},
    {NID_netscape_ca_policy_url, next_ia5},
    {NID_netscape_ssl_server_name, next_ia5},
    {NID_netscape_comment, next_ia5},
    {NID_private_key_usage_period, next_usage_period},
};

/* Of what OpenSSL does not know either, the octets; of what it does not know but we do, that something is told. */
static void next_unjudged(struct fields *fields, const X509_EXTENSION *extension) {
    if (next_field_is_named(fields, "octets")) {
        next_hex(fields, "octets", octets_of(X509_EXTENSION_get_data((X509_EXTENSION *)(uintptr_t)extension)));
        return;
    }
    const struct kept_field *value = peek_field(fields);
    assert_true(value != NULL && value->name != NULL && strcmp(value->name, "value") == 0);
    unsigned depth = value->depth;
    do {
        fields->at++;
    } while (peek_field(fields)->depth > depth ||
             (peek_field(fields)->depth == depth && peek_field(fields)->kind == TL_FIELD_END));
}

static void next_malformed(struct fields *fields, const X509_EXTENSION *extension) {
    next_bool(fields, "malformed", true);
    next_hex(fields, "octets", octets_of(X509_EXTENSION_get_data((X509_EXTENSION *)(uintptr_t)extension)));
}

static void free_content(int nid, void *content) {
    const X509V3_EXT_METHOD *method = X509V3_EXT_get_nid(nid);
    if (method->it != NULL) {
        ASN1_item_free(content, ASN1_ITEM_ptr(method->it));
    } else {
        method->ext_free(content);
    }
}

static void next_content(struct fields *fields, const X509_EXTENSION *extension, struct judged *judged) {
    int nid = OBJ_obj2nid(X509_EXTENSION_get_object((X509_EXTENSION *)(uintptr_t)extension));
    for (size_t i = 0; i < COUNT_OF(judges); i++) {
        if (judges[i].nid != nid) {
            continue;
        }
        void *content = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)extension);
        if (content == NULL) {
            judged->malformed++;
            next_malformed(fields, extension);
            return;
        }
        judges[i].next(fields, content);
        free_content(nid, content);
        judged->compared++;
        return;
    }
    next_unjudged(fields, extension);
}

static void next_extensions(struct fields *fields, const X509 *certificate, struct judged *judged) {
    const STACK_OF(X509_EXTENSION) *extensions = X509_get0_extensions(certificate);
    if (extensions == NULL || sk_X509_EXTENSION_num(extensions) == 0) {
        return;
    }
    next_list(fields, "extensions");
    for (int i = 0; i < sk_X509_EXTENSION_num(extensions); i++) {
        X509_EXTENSION *extension = sk_X509_EXTENSION_value(extensions, i);
        next_group(fields, NULL);
        if (next_field_is_named(fields, "name")) {
            next_field(fields, TL_FIELD_TEXT, "name");
        }
        next_dotted(fields, "oid", X509_EXTENSION_get_object(extension));
        next_bool(fields, "critical", X509_EXTENSION_get_critical(extension) != 0);
        next_content(fields, extension, judged);
        next_end(fields);
        judged->extensions++;
    }
    next_end(fields);
}

/* ---- certificates ---- */

static void next_signature_algorithm(struct fields *fields, const char *name, const X509_ALGOR *algorithm) {
    next_group(fields, name);
    next_algorithm(fields, algorithm);
    next_parameters(fields, algorithm);
    next_end(fields);
}

/* OpenSSL clears the bits of the last octet that are not used. */
static void next_bits(struct fields *fields, const char *name, const ASN1_BIT_STRING *bits) {
    const struct kept_field *field = next_field(fields, TL_FIELD_HEX, name);
    unsigned unused = (unsigned)bits->flags & 7;
    assert_int_equal(field->octets_len, bits->length);
    for (size_t i = 0; i < field->octets_len; i++) {
        unsigned mask = i + 1 == field->octets_len ? 0xffu & 0xffu << unused : 0xffu;
        assert_int_equal(field->octets[i] & mask, bits->data[i]);
    }
    if (unused != 0) {
        next_number(fields, "unusedBits", unused);
    }
}

static void next_unique_ids(struct fields *fields, const X509 *certificate) {
    const ASN1_BIT_STRING *issuer, *subject;
    X509_get0_uids(certificate, &issuer, &subject);
    if (issuer != NULL) {
        next_bits(fields, "issuerUniqueID", issuer);
    }
    if (subject != NULL) {
        next_bits(fields, "subjectUniqueID", subject);
    }
}

static void next_fingerprints(struct fields *fields, tl_bytes der) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length;
    next_group(fields, "fingerprints");
    assert_int_equal(EVP_Digest(der.data, der.len, digest, &length, EVP_sha256(), NULL), 1);
    next_hex(fields, "sha256", bytes_of(digest, length));
    assert_int_equal(EVP_Digest(der.data, der.len, digest, &length, EVP_sha1(), NULL), 1);
    next_hex(fields, "sha1", bytes_of(digest, length));
    next_end(fields);
}

static void next_certificate(struct fields *fields, const X509 *certificate, struct judged *judged) {
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    next_group(fields, "certificate");
    if (next_field_is_named(fields, "malformed")) { /* we are stricter than OpenSSL; what is told stays the same */
        next_field(fields, TL_FIELD_TEXT, "malformed");
    }
    next_number(fields, "version", X509_get_version(certificate) + 1);
    next_magnitude(fields, "serialNumber", X509_get0_serialNumber(certificate));
    next_signature_algorithm(fields, "signature", X509_get0_tbs_sigalg(certificate));
    next_name(fields, "issuer", X509_get_issuer_name(certificate));
    next_group(fields, "validity");
    next_asn1_time(fields, "notBefore", X509_get0_notBefore(certificate));
    next_asn1_time(fields, "notAfter", X509_get0_notAfter(certificate));
    next_end(fields);
    next_name(fields, "subject", X509_get_subject_name(certificate));
    next_public_key(fields, certificate);
    next_unique_ids(fields, certificate);
    next_extensions(fields, certificate, judged);
    X509_get0_signature(&signature, &algorithm, certificate);
    if (next_field_is_named(fields, "signatureAlgorithm")) {
        next_signature_algorithm(fields, "signatureAlgorithm", algorithm);
    }
    next_bits(fields, "signatureValue", signature);
}

void judge_certificate(tl_bytes der, const char *what, struct judged *judged) {
    const unsigned char *at = der.data;
    X509 *certificate = d2i_X509(NULL, &at, (long)der.len);
    assert_non_null(certificate);
    struct fields fields = fields_of(der, what);
    if (!fields.good) {
        fail_msg("%s: %s", what, fields.error.message);
    }
    check_form_of_fields(&fields);
    next_certificate(&fields, certificate, judged);
    next_fingerprints(&fields, der);
    next_end(&fields);
    assert_int_equal(fields.at, fields.num);
    fields_clear(&fields);
    X509_free(certificate);
    ERR_clear_error();
    judged->certificates++;
}

void judge_pem(tl_bytes text, const char *what, struct judged *judged) {
    BIO *in = BIO_new_mem_buf(text.data, (int)text.len);
    char *label, *header;
    unsigned char *der;
    long length;
    assert_non_null(in);
    while (PEM_read_bio(in, &label, &header, &der, &length) == 1) {
        if (strcmp(label, PEM_STRING_X509) == 0) {
            judge_certificate(bytes_of(der, (size_t)length), what, judged);
        }
        OPENSSL_free(label);
        OPENSSL_free(header);
        OPENSSL_free(der);
    }
    ERR_clear_error();
    BIO_free(in);
}
