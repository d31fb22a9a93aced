#include "support/judge_values.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/control.h"

enum { TEXT_SIZE = 4096 };

/* ---- values ---- */

tl_bytes octets_of(const ASN1_STRING *string) {
    return bytes_of(ASN1_STRING_get0_data(string), (size_t)ASN1_STRING_length(string));
}

/* A name in words is ours; what it stands for is compared by the octets of the OID, and so are the dotted numbers. */
void next_oid(struct fields *fields, const char *name, const ASN1_OBJECT *object) {
    char dotted[TEXT_SIZE];
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, name);
    assert_true(
        bytes_equal(bytes_of(field->octets, field->octets_len), bytes_of(OBJ_get0_data(object), OBJ_length(object))));
    assert_true(OBJ_obj2txt(dotted, sizeof dotted, object, 1) > 0);
    if (field->text[0] >= '0' && field->text[0] <= '9') {
        assert_string_equal(field->text, dotted);
    }
}

void next_dotted(struct fields *fields, const char *name, const ASN1_OBJECT *object) {
    char dotted[TEXT_SIZE];
    assert_true(OBJ_obj2txt(dotted, sizeof dotted, object, 1) > 0);
    next_text(fields, name, dotted);
}

/* Its UTF-8, as OpenSSL makes it, where that has nothing to escape; else its octets. */
void next_string(struct fields *fields, const char *name, const ASN1_STRING *string) {
    const struct kept_field *field = next_field(fields, TL_FIELD_TEXT, name);
    unsigned char *utf8 = NULL;
    assert_true(bytes_equal(bytes_of(field->octets, field->octets_len), octets_of(string)));
    int length = ASN1_STRING_to_UTF8(&utf8, string);
    if (length >= 0 && strchr(field->text, '\\') == NULL) {
        assert_true(bytes_equal(bytes_of_string(field->text), bytes_of(utf8, (size_t)length)));
    }
    OPENSSL_free(utf8);
}

void next_magnitude(struct fields *fields, const char *name, const ASN1_INTEGER *integer) {
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

void next_integer(struct fields *fields, const char *name, const ASN1_INTEGER *integer) {
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

void next_asn1_time(struct fields *fields, const char *name, const ASN1_TIME *moment) {
    next_time(fields, name, seconds_of(moment));
}

/* Any type: a string as text, another one as its DER. */
void next_any(struct fields *fields, const char *name, const ASN1_TYPE *type) {
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

void print_entry(BIO *out, const X509_NAME_ENTRY *entry) {
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

void next_rfc4514(struct fields *fields, const char *field, const X509_NAME *name) {
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

void next_name(struct fields *fields, const char *field, const X509_NAME *name) {
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

void next_general_name(struct fields *fields, const GENERAL_NAME *name) {
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

void next_general_names(struct fields *fields, const char *field, const GENERAL_NAMES *names) {
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

void next_public_key(struct fields *fields, const X509 *certificate) {
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

void next_signature_algorithm(struct fields *fields, const char *name, const X509_ALGOR *algorithm) {
    next_group(fields, name);
    next_algorithm(fields, algorithm);
    next_parameters(fields, algorithm);
    next_end(fields);
}

/* ---- signatures and digests ---- */

/* OpenSSL clears the bits of the last octet that are not used. */
void next_bits(struct fields *fields, const char *name, const ASN1_BIT_STRING *bits) {
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

void next_fingerprints(struct fields *fields, tl_bytes der) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    unsigned length;
    next_group(fields, "fingerprints");
    assert_int_equal(EVP_Digest(der.data, der.len, digest, &length, EVP_sha256(), NULL), 1);
    next_hex(fields, "sha256", bytes_of(digest, length));
    assert_int_equal(EVP_Digest(der.data, der.len, digest, &length, EVP_sha1(), NULL), 1);
    next_hex(fields, "sha1", bytes_of(digest, length));
    next_end(fields);
}
