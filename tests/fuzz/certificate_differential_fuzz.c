/* The certificate parser against libcrypto's: what we accept, it accepts, and reads the same from it; what it accepts
 * and we refuse falls into a class below, each with its row in DIFFERENCES.md. The input is the DER. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>

#include <tlslite/x509.h>

#include "base/control.h"
#include "fuzz/certificate_compare.h"
#include "fuzz/der_mutator.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/odd_parts.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/extensions.h"
#include "x509/der/oid.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static struct difference classes[] = {
    {.name = "ber"},
    {.name = "high-tag"},
    {.name = "version"},
    {.name = "serial-too-long"},
    {.name = "algorithms-differ"},
    {.name = "algorithm-parameters"},
    {.name = "date-form"},
    {.name = "name-without-attributes"},
    {.name = "key-unreadable"},
    {.name = "key-parameters"},
    {.name = "key-form"},
    {.name = "unused-bits"},
    {.name = "unique-id-version"},
    {.name = "extensions-version"},
    {.name = "too-many-extensions"},
    {.name = "extension-repeated"},
    {.name = "extension-unreadable"},
    {.name = "extension-ber"},
    {.name = "empty-list"},
    {.name = "key-usage-bits"},
    {.name = "number-range"},
    {.name = "not-ascii"},
    {.name = "address-length"},
    {.name = "subtree-form"},
    {.name = "attribute-type"},
    {.name = "attribute-text"},
    {.name = "unknown-parameters"},
    {.name = "policy-qualifier"},
    {.name = "opaque-name"},
    {.name = "key-checked-when-used"},
    {.name = "critical-that-libcrypto-knows"},
    {.name = "critical-that-we-know"},
    {.name = "names-equal-to-libcrypto-only"},
    {.name = "names-equal-to-us-only"},
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return der_mutate(data, size, max_size, seed);
}

/* A refusal of ours, with what libcrypto made of the same octets. */
struct refusal {
    tl_bytes der;
    X509 *theirs;
    const char *sentence;
    const X509_EXTENSION *extension; /* the one with the wrong content */
};

/* ---- the frame ---- */

/* BER, or not as libcrypto itself would write what it read. */
static bool is_ber(const struct refusal *refusal) {
    unsigned char *again = NULL;
    int len = i2d_re_X509_tbs(refusal->theirs, &again);
    return signed_part_is_ber(refusal->der, again, len);
}

static bool tag_is_high(const struct refusal *refusal) {
    return has_high_tag(refusal->der);
}

static bool signature_has_unused_bits(const struct refusal *refusal) {
    const ASN1_BIT_STRING *signature;
    X509_get0_signature(&signature, NULL, refusal->theirs);
    return bits_are_unused(signature);
}

/* ---- tbsCertificate ---- */

/* Version 1 said in so many words, or one that there is not. */
static bool has_odd_version(const struct refusal *refusal) {
    struct reader outer = reader_of(refusal->der);
    struct reader frame = der_enter(&outer, DER_SEQUENCE);
    struct reader tbs = der_enter(&frame, DER_SEQUENCE);
    bool said = der_next_is(&tbs, DER_CONTEXT_CONSTRUCTED(0));
    long version = X509_get_version(refusal->theirs);
    return (said && version == 0) || version < 0 || version > 2;
}

static bool has_long_serial(const struct refusal *refusal) {
    return i2d_ASN1_INTEGER(X509_get0_serialNumber(refusal->theirs), NULL) > 2 + 20;
}

static bool has_odd_parameters(const struct refusal *refusal) {
    const X509_ALGOR *algorithm;
    X509_get0_signature(NULL, &algorithm, refusal->theirs);
    return algorithm_has_odd_parameters(algorithm);
}

static bool algorithms_differ(const struct refusal *refusal) {
    const X509_ALGOR *algorithm;
    X509_get0_signature(NULL, &algorithm, refusal->theirs);
    return X509_ALGOR_cmp(algorithm, X509_get0_tbs_sigalg(refusal->theirs)) != 0;
}

static bool has_odd_date(const struct refusal *refusal) {
    return time_is_odd(X509_get0_notBefore(refusal->theirs)) || time_is_odd(X509_get0_notAfter(refusal->theirs));
}

static bool issuer_has_empty_rdn(const struct refusal *refusal) {
    return name_has_empty_rdn(X509_get_issuer_name(refusal->theirs));
}

static bool subject_has_empty_rdn(const struct refusal *refusal) {
    return name_has_empty_rdn(X509_get_subject_name(refusal->theirs));
}

static bool key_is_unreadable(const struct refusal *refusal) {
    return X509_get0_pubkey(refusal->theirs) == NULL;
}

static bool key_has_unused_bits(const struct refusal *refusal) {
    return bits_are_unused(X509_get0_pubkey_bitstr(refusal->theirs));
}

/* Parameters that libcrypto passes over with RSA, and explicit ones of a curve. */
static bool key_has_odd_parameters(const struct refusal *refusal) {
    X509_ALGOR *algorithm;
    const ASN1_OBJECT *oid;
    int type;
    X509_PUBKEY_get0_param(NULL, NULL, NULL, &algorithm, X509_get_X509_PUBKEY(refusal->theirs));
    X509_ALGOR_get0(&oid, &type, NULL, algorithm);
    return (OBJ_obj2nid(oid) == NID_rsassaPss && pss_is_odd(algorithm)) ||
           (OBJ_obj2nid(oid) == NID_rsaEncryption && type != V_ASN1_NULL) ||
           (OBJ_obj2nid(oid) == NID_X9_62_id_ecPublicKey && type != V_ASN1_OBJECT);
}

static bool has_zero(EVP_PKEY *key, const char *name) {
    BIGNUM *number = NULL;
    EXPECT(EVP_PKEY_get_bn_param(key, name, &number) == 1);
    bool zero = BN_is_zero(number);
    BN_free(number);
    return zero;
}

/* An RSAPublicKey that is not DER or has a number that is not positive, and a point in the hybrid form. */
static bool key_has_odd_form(const struct refusal *refusal) {
    const ASN1_BIT_STRING *bits = X509_get0_pubkey_bitstr(refusal->theirs);
    tl_bytes octets = bytes_of(ASN1_STRING_get0_data(bits), (size_t)ASN1_STRING_length(bits));
    EVP_PKEY *key = X509_get0_pubkey(refusal->theirs);
    int type = EVP_PKEY_get_base_id(key);
    if (type != EVP_PKEY_RSA && type != EVP_PKEY_RSA_PSS) {
        return type == EVP_PKEY_EC && octets.len > 0 && (octets.data[0] == 6 || octets.data[0] == 7);
    }
    unsigned char *again = NULL;
    int len = i2d_PublicKey(key, &again);
    bool same = bytes_equal(bytes_of(again, len > 0 ? (size_t)len : 0), octets);
    OPENSSL_free(again);
    return !same || has_zero(key, OSSL_PKEY_PARAM_RSA_N) || has_zero(key, OSSL_PKEY_PARAM_RSA_E);
}

static bool has_early_unique_id(const struct refusal *refusal) {
    const ASN1_BIT_STRING *issuer, *subject;
    X509_get0_uids(refusal->theirs, &issuer, &subject);
    return X509_get_version(refusal->theirs) < 1 && (issuer != NULL || subject != NULL);
}

/* ---- extensions ---- */

static bool has_early_extensions(const struct refusal *refusal) {
    return X509_get_version(refusal->theirs) != 2;
}

static bool has_no_extension(const struct refusal *refusal) {
    return X509_get_ext_count(refusal->theirs) <= 0;
}

static bool has_many_extensions(const struct refusal *refusal) {
    return X509_get_ext_count(refusal->theirs) > CERTIFICATE_MAX_EXTENSIONS;
}

static bool repeats_extension(const struct refusal *refusal) {
    for (int i = 0; i < X509_get_ext_count(refusal->theirs); i++) {
        ASN1_OBJECT *oid = X509_EXTENSION_get_object(X509_get_ext(refusal->theirs, i));
        if (X509_get_ext_by_OBJ(refusal->theirs, oid, i) >= 0) {
            return true;
        }
    }
    return false;
}

static int nid_of(const struct refusal *refusal) {
    return extension_nid(refusal->extension);
}

static bool is_unreadable(const struct refusal *refusal) {
    return extension_is_unreadable(refusal->extension);
}

static bool has_ber_value(const struct refusal *refusal) {
    return extension_is_ber(refusal->extension);
}

static bool extension_has_empty_list(const struct refusal *refusal) {
    return has_empty_list(extension_value(refusal->extension));
}

/* None at all, or more than there are names for. */
static bool has_odd_bits(const struct refusal *refusal) {
    int nid = nid_of(refusal);
    if (nid != NID_key_usage) {
        return nid == NID_crl_distribution_points;
    }
    ASN1_BIT_STRING *bits = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)refusal->extension);
    bool odd = bits->length == 0 || bits->length > 2;
    bool any = false;
    for (int i = 0; i < 8 * bits->length; i++) {
        any = any || ASN1_BIT_STRING_get_bit(bits, i);
    }
    ASN1_BIT_STRING_free(bits);
    return odd || !any;
}

static bool has_odd_number(const struct refusal *refusal) {
    void *value = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)refusal->extension);
    bool odd = false;
    switch (nid_of(refusal)) {
    case NID_basic_constraints:
        odd = number_is_odd(((BASIC_CONSTRAINTS *)value)->pathlen);
        BASIC_CONSTRAINTS_free(value);
        return odd;
    case NID_policy_constraints:
        odd = number_is_odd(((POLICY_CONSTRAINTS *)value)->requireExplicitPolicy) ||
              number_is_odd(((POLICY_CONSTRAINTS *)value)->inhibitPolicyMapping);
        POLICY_CONSTRAINTS_free(value);
        return odd;
    case NID_inhibit_any_policy:
        odd = number_is_odd(value);
        ASN1_INTEGER_free(value);
        return odd;
    case NID_tlsfeature:
        for (int i = 0; i < sk_ASN1_INTEGER_num(value); i++) {
            long feature = ASN1_INTEGER_get(sk_ASN1_INTEGER_value(value, i));
            odd = odd || feature < 0 || feature > 0xffff;
        }
        TLS_FEATURE_free(value);
        return odd;
    default:
        extension_free(refusal->extension, value);
        return false;
    }
}

/* ---- names in extensions, wherever they stand ---- */

static bool any_point_name(const CRL_DIST_POINTS *points, bool (*is_odd)(const GENERAL_NAME *)) {
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (any_name(point->CRLissuer, is_odd) || (point->distpoint != NULL && point->distpoint->type == 0 &&
                                                   any_name(point->distpoint->name.fullname, is_odd))) {
            return true;
        }
    }
    return false;
}

static bool any_subtree(const STACK_OF(GENERAL_SUBTREE) * subtrees, bool (*is_odd)(const GENERAL_SUBTREE *)) {
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(subtrees); i++) {
        if (is_odd(sk_GENERAL_SUBTREE_value(subtrees, i))) {
            return true;
        }
    }
    return false;
}

static bool base_is_not_ascii(const GENERAL_SUBTREE *subtree) {
    return name_is_not_ascii(subtree->base);
}

/* RFC 5280 §4.2.1.10: minimum 0, which DER leaves out, no maximum, and a mask of ones before zeros. */
static bool subtree_is_odd(const GENERAL_SUBTREE *subtree) {
    if (subtree->minimum != NULL || subtree->maximum != NULL) {
        return true;
    }
    const GENERAL_NAME *base = subtree->base;
    int len = base->type == GEN_IPADD ? ASN1_STRING_length(base->d.iPAddress) : 0;
    bool odd = base->type == GEN_IPADD && len != 8 && len != 32, zero = false;
    for (int i = 8 * (len / 2); i < 8 * len && !odd; i++) {
        bool bit = (ASN1_STRING_get0_data(base->d.iPAddress)[i / 8] >> (7 - i % 8) & 1) != 0;
        odd = bit && zero;
        zero = zero || !bit;
    }
    return odd;
}

static bool in_names(const struct refusal *refusal, bool (*name_is_odd)(const GENERAL_NAME *),
                     bool (*subtree_is_so)(const GENERAL_SUBTREE *)) {
    int nid = nid_of(refusal);
    void *value = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)refusal->extension);
    bool odd = false;
    if (nid == NID_subject_alt_name && name_is_odd != NULL) {
        odd = any_name(value, name_is_odd);
    } else if (nid == NID_crl_distribution_points && name_is_odd != NULL) {
        odd = any_point_name(value, name_is_odd);
    } else if (nid == NID_name_constraints && subtree_is_so != NULL) {
        odd = any_subtree(((NAME_CONSTRAINTS *)value)->permittedSubtrees, subtree_is_so) ||
              any_subtree(((NAME_CONSTRAINTS *)value)->excludedSubtrees, subtree_is_so);
    }
    extension_free(refusal->extension, value);
    return odd;
}

static bool extension_is_not_ascii(const struct refusal *refusal) {
    return in_names(refusal, name_is_not_ascii, base_is_not_ascii);
}

static bool extension_has_odd_address(const struct refusal *refusal) {
    return in_names(refusal, address_is_odd, NULL);
}

static bool extension_has_odd_subtree(const struct refusal *refusal) {
    return in_names(refusal, NULL, subtree_is_odd);
}

/* ---- which sentence of ours goes with which difference ---- */

#define ANYWHERE        ""
#define WRONG_EXTENSION "this extension of it has a wrong content"

static const struct {
    const char *sentence;
    const char *name;
    bool (*explains)(const struct refusal *refusal);
} explanations[] = {
    {ANYWHERE, "ber", is_ber},
    {ANYWHERE, "high-tag", tag_is_high},
    {"not one DER structure", "unused-bits", signature_has_unused_bits},
    {"version or serial number", "version", has_odd_version},
    {"version or serial number", "serial-too-long", has_long_serial},
    {"signatureAlgorithm is not the one", "algorithms-differ", algorithms_differ},
    {"parameters of its signatureAlgorithm", "algorithm-parameters", has_odd_parameters},
    {"its dates", "date-form", has_odd_date},
    {"its issuer", "name-without-attributes", issuer_has_empty_rdn},
    {"its subject", "name-without-attributes", subject_has_empty_rdn},
    {"its public key", "key-unreadable", key_is_unreadable},
    {"its public key", "unused-bits", key_has_unused_bits},
    {"its public key", "key-parameters", key_has_odd_parameters},
    {"its public key", "key-form", key_has_odd_form},
    {"something at its end", "unique-id-version", has_early_unique_id},
    {"not of version 3", "extensions-version", has_early_extensions},
    {"its extensions are not DER", "empty-list", has_no_extension},
    {"more than 64 extensions", "too-many-extensions", has_many_extensions},
    {"the same extension twice", "extension-repeated", repeats_extension},
    {WRONG_EXTENSION, "extension-unreadable", is_unreadable},
    {WRONG_EXTENSION, "extension-ber", has_ber_value},
    {WRONG_EXTENSION, "empty-list", extension_has_empty_list},
    {WRONG_EXTENSION, "key-usage-bits", has_odd_bits},
    {WRONG_EXTENSION, "number-range", has_odd_number},
    {WRONG_EXTENSION, "not-ascii", extension_is_not_ascii},
    {WRONG_EXTENSION, "address-length", extension_has_odd_address},
    {WRONG_EXTENSION, "subtree-form", extension_has_odd_subtree},
};

/* The extension that the sentence names. */
static const X509_EXTENSION *extension_in(const char *sentence, X509 *theirs) {
    const char *told = strstr(sentence, WRONG_EXTENSION ": ");
    for (int i = 0; told != NULL && i < X509_get_ext_count(theirs); i++) {
        X509_EXTENSION *extension = X509_get_ext(theirs, i);
        const ASN1_OBJECT *oid = X509_EXTENSION_get_object(extension);
        char text[OID_TEXT_SIZE], wanted[OID_TEXT_SIZE + 2];
        oid_text(bytes_of(OBJ_get0_data(oid), OBJ_length(oid)), text);
        snprintf(wanted, sizeof wanted, "%s;", text);
        if (strncmp(told + strlen(WRONG_EXTENSION ": "), wanted, strlen(wanted)) == 0) {
            return extension;
        }
    }
    return NULL;
}

static void explain(tl_bytes der, X509 *theirs, const tl_error *error) {
    struct refusal refusal = {der, theirs, error->message, extension_in(error->message, theirs)};
    EXPECT(error->reason == TL_REASON_MALFORMED_CERTIFICATE);
    EXPECT((refusal.extension != NULL) == (strstr(error->message, WRONG_EXTENSION) != NULL));
    for (size_t i = 0; i < COUNT_OF(explanations); i++) {
        if (strstr(error->message, explanations[i].sentence) != NULL && explanations[i].explains(&refusal)) {
            difference_met(explanations[i].name);
            return;
        }
    }
    difference_found("libcrypto accepts it, and we say: %s", error->message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *at = data;
    tl_bytes der = bytes_of(data, size);
    struct certificate ours;
    tl_error error = {0};
    differences_use(classes, COUNT_OF(classes));
    if (size > 1 << 17) {
        return 0; /* more we do not take; that is no difference of opinion */
    }
    ERR_clear_error();
    X509 *theirs = d2i_X509(NULL, &at, (long)size);
    bool they_accept = theirs != NULL && at == data + size;
    if (certificate_parse(der, &ours, &error)) {
        if (they_accept) {
            compare_certificates(&ours, theirs);
        } else {
            explain_acceptance(&ours, NID_undef);
        }
    } else if (they_accept) {
        explain(der, theirs, &error);
    }
    X509_free(theirs);
    return 0;
}
