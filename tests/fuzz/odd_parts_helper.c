#include "fuzz/odd_parts.h"

#include <openssl/asn1err.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/rsa.h>
#include <string.h>

#include "base/control.h"
#include "fuzz/der_oracle.h"
#include "fuzz/expect.h"
#include "x509/names/general_names.h"

/* What libcrypto takes as a time of RFC 5280 where it is asked to. */
bool time_is_odd(const ASN1_TIME *time) {
    const char *text = (const char *)ASN1_STRING_get0_data(time);
    size_t len = (size_t)ASN1_STRING_length(time);
    bool utc = ASN1_STRING_type(time) == V_ASN1_UTCTIME;
    return strnlen(text, len + 1) != len || len != (utc ? 13u : 15u) || ASN1_TIME_set_string_X509(NULL, text) != 1;
}

bool signed_part_is_ber(tl_bytes der, unsigned char *again, int len) {
    struct reader outer = reader_of(der);
    struct reader frame = der_enter(&outer, DER_SEQUENCE);
    bool same = bytes_equal(bytes_of(again, len > 0 ? (size_t)len : 0), der_read_element(&frame, DER_SEQUENCE));
    OPENSSL_free(again);
    return !same || der_oracle(der.data, der.len) == DER_IS_BER;
}

bool has_high_tag(tl_bytes der) {
    return der_oracle(der.data, der.len) == DER_HIGH_TAG;
}

bool name_has_empty_rdn(const X509_NAME *name) {
    const unsigned char *der;
    size_t len;
    EXPECT(X509_NAME_get0_der((X509_NAME *)(uintptr_t)name, &der, &len) == 1);
    struct reader outer = reader_of(bytes_of(der, len));
    struct reader rdns = der_enter(&outer, DER_SEQUENCE);
    bool empty = false;
    while (read_more(&rdns)) {
        tl_bytes rdn = der_read(&rdns, DER_SET);
        empty = empty || (!rdns.failed && rdn.len == 0);
    }
    return empty;
}

bool bits_are_unused(const ASN1_BIT_STRING *bits) {
    return (bits->flags & ASN1_STRING_FLAG_BITS_LEFT) != 0 && (bits->flags & 7) != 0;
}

bool number_is_odd(const ASN1_INTEGER *number) {
    int64_t value;
    return number != NULL && (ASN1_INTEGER_get_int64(&value, number) != 1 || value < 0 || value > INT32_MAX);
}

bool has_empty_list(tl_bytes elements) {
    struct reader r = reader_of(elements);
    while (read_more(&r)) {
        unsigned tag;
        tl_bytes content = der_read_any(&r, &tag);
        if ((tag & 0x20) != 0 && !r.failed && (content.len == 0 || has_empty_list(content))) {
            return true;
        }
    }
    return false;
}

/* ---- algorithms ---- */

static bool is_hash_with_parameters(const X509_ALGOR *algorithm) {
    int type = V_ASN1_UNDEF;
    if (algorithm != NULL) {
        X509_ALGOR_get0(NULL, &type, NULL, algorithm);
    }
    return type != V_ASN1_UNDEF && type != V_ASN1_NULL;
}

static bool is_odd_mask(const X509_ALGOR *algorithm) {
    if (algorithm == NULL) {
        return false;
    }
    X509_ALGOR *hash = algorithm->parameter != NULL && OBJ_obj2nid(algorithm->algorithm) == NID_mgf1
                           ? ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(X509_ALGOR), algorithm->parameter)
                           : NULL;
    bool odd = hash == NULL || is_hash_with_parameters(hash);
    X509_ALGOR_free(hash);
    return odd;
}

bool pss_is_odd(const X509_ALGOR *algorithm) {
    RSA_PSS_PARAMS *pss = algorithm->parameter != NULL
                              ? ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(RSA_PSS_PARAMS), algorithm->parameter)
                              : NULL;
    bool odd = pss == NULL || is_hash_with_parameters(pss->hashAlgorithm) || is_odd_mask(pss->maskGenAlgorithm) ||
               (pss->trailerField != NULL && ASN1_INTEGER_get(pss->trailerField) != 1) ||
               (pss->saltLength != NULL &&
                (ASN1_INTEGER_get(pss->saltLength) < 0 || ASN1_INTEGER_get(pss->saltLength) > 16384));
    RSA_PSS_PARAMS_free(pss);
    return odd;
}

bool algorithm_has_odd_parameters(const X509_ALGOR *algorithm) {
    const ASN1_OBJECT *oid;
    int type, key;
    X509_ALGOR_get0(&oid, &type, NULL, algorithm);
    int nid = OBJ_obj2nid(oid);
    bool is_rsa = OBJ_find_sigid_algs(nid, NULL, &key) == 1 && key == NID_rsaEncryption;
    if (nid == NID_rsassaPss) {
        return pss_is_odd(algorithm);
    }
    return type != V_ASN1_UNDEF && !(is_rsa && type == V_ASN1_NULL);
}

enum blame blame_of_errors(void) {
    const char *function, *data;
    int reason = ERR_GET_REASON(ERR_peek_error_data(&data, NULL));
    bool printable = strcmp(data, "Type=ASN1_PRINTABLE") == 0, in_name = false, in_parameters = false;
    if (printable && (reason == ASN1_R_MSTRING_WRONG_TAG || reason == ASN1_R_MSTRING_NOT_UNIVERSAL)) {
        ERR_clear_error();
        return BLAME_ATTRIBUTE_TYPE;
    }
    while (ERR_get_error_all(NULL, NULL, &function, &data, NULL) != 0) {
        in_parameters = in_parameters || strcmp(data, "Field=parameter, Type=X509_ALGOR") == 0;
        in_name = in_name || strstr(data, "Type=X509_NAME_ENTRY") != NULL || strcmp(function, "x509_name_ex_d2i") == 0;
    }
    return in_name ? BLAME_ATTRIBUTE_OCTETS : in_parameters ? BLAME_PARAMETERS : BLAME_ELSEWHERE;
}

/* ---- extensions ---- */

int extension_nid(const X509_EXTENSION *extension) {
    return OBJ_obj2nid(X509_EXTENSION_get_object((X509_EXTENSION *)(uintptr_t)extension));
}

tl_bytes extension_value(const X509_EXTENSION *extension) {
    const ASN1_OCTET_STRING *value = X509_EXTENSION_get_data((X509_EXTENSION *)(uintptr_t)extension);
    return bytes_of(ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
}

/* How libcrypto describes the type of the value. */
static const ASN1_ITEM *item_of(const X509_EXTENSION *extension) {
    const X509V3_EXT_METHOD *method = X509V3_EXT_get_nid(extension_nid(extension));
    EXPECT(method != NULL && method->it != NULL);
    return ASN1_ITEM_ptr(method->it);
}

void extension_free(const X509_EXTENSION *extension, void *decoded) {
    ASN1_item_free(decoded, item_of(extension));
}

bool extension_is_unreadable(const X509_EXTENSION *extension) {
    tl_bytes value = extension_value(extension);
    const unsigned char *at = value.data;
    ASN1_VALUE *decoded = ASN1_item_d2i(NULL, &at, (long)value.len, item_of(extension));
    bool unreadable = decoded == NULL || at != value.data + value.len;
    ASN1_item_free(decoded, item_of(extension));
    return unreadable;
}

bool extension_is_ber(const X509_EXTENSION *extension) {
    tl_bytes value = extension_value(extension);
    unsigned char *again = NULL;
    const unsigned char *at = value.data;
    ASN1_VALUE *decoded = ASN1_item_d2i(NULL, &at, (long)value.len, item_of(extension));
    int len = ASN1_item_i2d(decoded, &again, item_of(extension));
    bool same = bytes_equal(bytes_of(again, len > 0 ? (size_t)len : 0), value);
    OPENSSL_free(again);
    ASN1_item_free(decoded, item_of(extension));
    return !same || der_oracle(value.data, value.len) != DER_SOUND;
}

/* ---- general names ---- */

bool name_is_not_ascii(const GENERAL_NAME *name) {
    if (name->type != GEN_EMAIL && name->type != GEN_DNS && name->type != GEN_URI) {
        return false;
    }
    for (int i = 0; i < ASN1_STRING_length(name->d.ia5); i++) {
        if (ASN1_STRING_get0_data(name->d.ia5)[i] >= 0x80) {
            return true;
        }
    }
    return false;
}

bool address_is_odd(const GENERAL_NAME *name) {
    int len = name->type == GEN_IPADD ? ASN1_STRING_length(name->d.iPAddress) : 4;
    return len != 4 && len != 16;
}

bool any_name(const GENERAL_NAMES *names, bool (*is_odd)(const GENERAL_NAME *)) {
    for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        if (is_odd(sk_GENERAL_NAME_value(names, i))) {
            return true;
        }
    }
    return false;
}

bool general_names_are_opaque(tl_bytes general_names) {
    struct general_name name;
    for (size_t cursor = 0; general_names_next(general_names, &cursor, &name);) {
        if (name.kind == GENERAL_NAME_OTHER || name.kind == GENERAL_NAME_X400 || name.kind == GENERAL_NAME_EDI) {
            return true;
        }
    }
    return false;
}
