/* The parser of revocation lists and the search in them against libcrypto's: what we accept, it accepts, with the same
 * entries, and finds the same; what it accepts and we refuse falls into a class below, each with its row in
 * DIFFERENCES.md. The input is the DER. */
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/control.h"
#include "fuzz/der_mutator.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/odd_parts.h"
#include "x509/revocation/crl_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

static struct difference classes[] = {
    {.name = "ber"},
    {.name = "high-tag"},
    {.name = "unused-bits"},
    {.name = "version"},
    {.name = "algorithms-differ"},
    {.name = "algorithm-parameters"},
    {.name = "name-without-attributes"},
    {.name = "issuer-empty"},
    {.name = "date-form"},
    {.name = "empty-list"},
    {.name = "extension-repeated"},
    {.name = "extension-unreadable"},
    {.name = "extension-ber"},
    {.name = "number-range"},
    {.name = "names-in-scope"},
    {.name = "serial-too-long"},
    {.name = "reason-unknown"},
    {.name = "names-in-entry"},
    {.name = "attribute-value"},
    {.name = "opaque-name"},
    {.name = "unknown-parameters"},
};

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed) {
    return der_mutate(data, size, max_size, seed);
}

/* ---- what we accept ---- */

static bool has_opaque_name(const struct crl *ours) {
    struct reader r = reader_of(ours->entries);
    bool found = general_names_are_opaque(ours->scope.name.full);
    while (read_more(&r)) {
        struct crl_entry entry;
        crl_read_entry(&r, &entry);
        found = found || general_names_are_opaque(entry.certificate_issuer);
    }
    return found;
}

/* Parameters of algorithms that we do not know, values of attributes that we do not look into, and names of types that
 * we do not. */
static void explain_acceptance(const struct crl *ours) {
    enum blame blame = blame_of_errors();
    if (blame == BLAME_PARAMETERS && ours->signature_alg == NULL) {
        difference_met("unknown-parameters");
        return;
    }
    if (blame == BLAME_ATTRIBUTE_TYPE || blame == BLAME_ATTRIBUTE_OCTETS) {
        difference_met("attribute-value");
        return;
    }
    if (has_opaque_name(ours)) {
        difference_met("opaque-name");
        return;
    }
    difference_found("we accept it, and libcrypto does not");
}

/* libcrypto reads the names in extensions only when it needs them, and searches no further where it cannot. */
static bool can_read_names(X509_CRL *theirs) {
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(theirs);
    int found;
    ERR_clear_error();
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(theirs, NID_issuing_distribution_point, &found, NULL);
    bool readable = scope != NULL || found < 0;
    ISSUING_DIST_POINT_free(scope);
    for (int i = 0; i < sk_X509_REVOKED_num(revoked) && readable; i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(revoked, i);
        GENERAL_NAMES *issuer = X509_REVOKED_get_ext_d2i(entry, NID_certificate_issuer, &found, NULL);
        readable = issuer != NULL || found < 0;
        GENERAL_NAMES_free(issuer);
    }
    return readable;
}

static bool is_integer(const ASN1_INTEGER *theirs, tl_bytes ours) {
    unsigned char *der = NULL;
    int len = i2d_ASN1_INTEGER(theirs, &der);
    struct reader r = reader_of(bytes_of(der, len > 0 ? (size_t)len : 0));
    bool same = bytes_equal(der_read_integer(&r), ours);
    OPENSSL_free(der);
    return same;
}

static bool is_time(const ASN1_TIME *theirs, int64_t ours) {
    struct tm tm;
    return ASN1_TIME_to_tm(theirs, &tm) == 1 && (int64_t)timegm(&tm) == ours;
}

static bool is_extension_number(X509_CRL *theirs, int nid, tl_bytes ours) {
    ASN1_INTEGER *number = X509_CRL_get_ext_d2i(theirs, nid, NULL, NULL);
    bool same = number == NULL ? ours.len == 0 : is_integer(number, ours);
    ASN1_INTEGER_free(number);
    return same;
}

static void compare_scope(const struct crl *ours, X509_CRL *theirs) {
    ISSUING_DIST_POINT *scope = X509_CRL_get_ext_d2i(theirs, NID_issuing_distribution_point, NULL, NULL);
    if (scope != NULL) {
        EXPECT((scope->onlyuser > 0) == ours->scope.only_user);
        EXPECT((scope->onlyCA > 0) == ours->scope.only_ca);
        EXPECT((scope->indirectCRL > 0) == ours->scope.indirect);
        EXPECT((scope->onlyattr > 0) == ours->scope.only_attribute);
        EXPECT((scope->distpoint != NULL) == crl_point_has_name(&ours->scope.name));
        EXPECT(scope->onlysomereasons != NULL || ours->scope.reasons == CRL_ALL_REASONS);
    }
    ISSUING_DIST_POINT_free(scope);
}

/* The unknown reason of libcrypto is our unspecified one. */
static void compare_entry(const struct crl_entry *ours, X509_REVOKED *theirs) {
    ASN1_ENUMERATED *reason = X509_REVOKED_get_ext_d2i(theirs, NID_crl_reason, NULL, NULL);
    EXPECT(is_integer(X509_REVOKED_get0_serialNumber(theirs), ours->serial));
    EXPECT(is_time(X509_REVOKED_get0_revocationDate(theirs), ours->revoked_at));
    EXPECT((reason == NULL ? 0 : ASN1_ENUMERATED_get(reason)) == (long)ours->reason);
    ASN1_ENUMERATED_free(reason);
}

/* By serial number, under the list's own issuer. */
static void compare_search(const tl_crl *ours, X509_CRL *theirs, tl_bytes serial) {
    ASN1_INTEGER *wanted = ASN1_INTEGER_new();
    X509_REVOKED *found = NULL;
    struct crl_entry entry;
    struct buffer der = {0};
    uint8_t head[2] = {V_ASN1_INTEGER, (uint8_t)serial.len};
    EXPECT(buffer_append(&der, bytes_of(head, 2)) && buffer_append(&der, serial));
    const unsigned char *at = der.data;
    EXPECT(d2i_ASN1_INTEGER(&wanted, &at, (long)der.len) != NULL);
    bool they_find = X509_CRL_get0_by_serial(theirs, &found, wanted) != 0;
    EXPECT(they_find == crl_find(ours, crl_view(ours)->issuer, serial, &entry));
    ASN1_INTEGER_free(wanted);
    buffer_clear(&der);
}

static void compare_entries(const tl_crl *ours, X509_CRL *theirs) {
    static const uint8_t absent[] = {0x31, 0x41, 0x59};
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(theirs);
    struct reader r = reader_of(crl_view(ours)->entries);
    struct crl_entry entry;
    int count = 0;
    for (; read_more(&r); count++) {
        crl_read_entry(&r, &entry);
        EXPECT(count < sk_X509_REVOKED_num(revoked));
        compare_entry(&entry, sk_X509_REVOKED_value(revoked, count));
    }
    EXPECT(count == (revoked != NULL ? sk_X509_REVOKED_num(revoked) : 0));
    r = reader_of(crl_view(ours)->entries); /* libcrypto sorts them when it searches */
    while (read_more(&r)) {
        crl_read_entry(&r, &entry);
        compare_search(ours, theirs, entry.serial);
    }
    compare_search(ours, theirs, bytes_of(absent, sizeof absent));
}

static void compare(const tl_crl *crl, X509_CRL *theirs) {
    const struct crl *ours = crl_view(crl);
    const ASN1_BIT_STRING *signature;
    const unsigned char *issuer;
    size_t issuer_len;
    X509_CRL_get0_signature(theirs, &signature, NULL);
    EXPECT(X509_CRL_get_version(theirs) + 1 == (long)ours->version);
    EXPECT(X509_NAME_get0_der(X509_CRL_get_issuer(theirs), &issuer, &issuer_len) == 1);
    EXPECT(bytes_equal(bytes_of(issuer, issuer_len), ours->issuer));
    EXPECT(is_time(X509_CRL_get0_lastUpdate(theirs), ours->this_update));
    EXPECT((X509_CRL_get0_nextUpdate(theirs) != NULL) == ours->has_next_update);
    EXPECT(!ours->has_next_update || is_time(X509_CRL_get0_nextUpdate(theirs), ours->next_update));
    EXPECT(bytes_equal(bytes_of(ASN1_STRING_get0_data(signature), (size_t)ASN1_STRING_length(signature)),
                       ours->signature));
    EXPECT(is_extension_number(theirs, NID_crl_number, ours->number));
    EXPECT(is_extension_number(theirs, NID_delta_crl, ours->base_number));
    if (!can_read_names(theirs)) {
        explain_acceptance(ours);
        return;
    }
    compare_scope(ours, theirs);
    compare_entries(crl, theirs);
}

/* ---- what libcrypto accepts and we refuse ---- */

struct refusal {
    tl_bytes der;
    X509_CRL *theirs;
};

static bool is_ber(const struct refusal *refusal) {
    unsigned char *again = NULL;
    int len = i2d_re_X509_CRL_tbs(refusal->theirs, &again);
    return signed_part_is_ber(refusal->der, again, len);
}

static bool tag_is_high(const struct refusal *refusal) {
    return has_high_tag(refusal->der);
}

static bool signature_has_unused_bits(const struct refusal *refusal) {
    const ASN1_BIT_STRING *signature;
    X509_CRL_get0_signature(refusal->theirs, &signature, NULL);
    return bits_are_unused(signature);
}

/* A version 1 that is said, one that there is not, and extensions in version 1. */
static bool has_odd_version(const struct refusal *refusal) {
    struct reader outer = reader_of(refusal->der);
    struct reader frame = der_enter(&outer, DER_SEQUENCE);
    struct reader tbs = der_enter(&frame, DER_SEQUENCE);
    bool said = der_next_is(&tbs, DER_INTEGER);
    long version = X509_CRL_get_version(refusal->theirs);
    return said != (version == 1) || (version != 1 && X509_CRL_get_ext_count(refusal->theirs) >= 0);
}

static bool algorithms_differ(const struct refusal *refusal) {
    struct reader outer = reader_of(refusal->der);
    struct reader frame = der_enter(&outer, DER_SEQUENCE);
    struct reader tbs = der_enter(&frame, DER_SEQUENCE);
    if (der_next_is(&tbs, DER_INTEGER)) {
        der_read(&tbs, DER_INTEGER);
    }
    tl_bytes inner = der_read(&tbs, DER_SEQUENCE);
    return !bytes_equal(inner, der_read(&frame, DER_SEQUENCE));
}

static bool has_odd_parameters(const struct refusal *refusal) {
    const X509_ALGOR *algorithm;
    X509_CRL_get0_signature(refusal->theirs, NULL, &algorithm);
    return algorithm_has_odd_parameters(algorithm);
}

static bool issuer_has_empty_rdn(const struct refusal *refusal) {
    return name_has_empty_rdn(X509_CRL_get_issuer(refusal->theirs));
}

static bool issuer_is_empty(const struct refusal *refusal) {
    return X509_NAME_entry_count(X509_CRL_get_issuer(refusal->theirs)) == 0;
}

static bool has_odd_date(const struct refusal *refusal) {
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(refusal->theirs);
    return time_is_odd(X509_CRL_get0_lastUpdate(refusal->theirs)) || (next != NULL && time_is_odd(next));
}

/* Any extension of the list, or of its entries. */
static bool any_extension(const STACK_OF(X509_EXTENSION) * list, bool (*is_odd)(const X509_EXTENSION *)) {
    for (int i = 0; i < sk_X509_EXTENSION_num(list); i++) {
        if (is_odd(sk_X509_EXTENSION_value(list, i))) {
            return true;
        }
    }
    return false;
}

static bool any_entry(const struct refusal *refusal, bool (*is_odd)(const X509_REVOKED *)) {
    STACK_OF(X509_REVOKED) *revoked = X509_CRL_get_REVOKED(refusal->theirs);
    for (int i = 0; i < sk_X509_REVOKED_num(revoked); i++) {
        if (is_odd(sk_X509_REVOKED_value(revoked, i))) {
            return true;
        }
    }
    return false;
}

static bool is_repeated(const STACK_OF(X509_EXTENSION) * list) {
    for (int i = 0; i < sk_X509_EXTENSION_num(list); i++) {
        if (X509v3_get_ext_by_OBJ(list, X509_EXTENSION_get_object(sk_X509_EXTENSION_value(list, i)), i) >= 0) {
            return true;
        }
    }
    return false;
}

/* Those that we look into. */
static bool is_known(const X509_EXTENSION *extension) {
    switch (extension_nid(extension)) {
    case NID_authority_key_identifier:
    case NID_crl_number:
    case NID_delta_crl:
    case NID_issuing_distribution_point:
    case NID_crl_reason:
    case NID_certificate_issuer:
        return true;
    default:
        return false;
    }
}

static bool known_is_unreadable(const X509_EXTENSION *extension) {
    return is_known(extension) && extension_is_unreadable(extension);
}

/* A BOOLEAN under a tag of its context: libcrypto keeps the octet, and writes it again. */
static bool is_ber_flag(int flag) {
    return flag > 0 && flag != 0xff;
}

static bool has_ber_flag(const X509_EXTENSION *extension) {
    if (extension_nid(extension) != NID_issuing_distribution_point) {
        return false;
    }
    ISSUING_DIST_POINT *scope = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)extension);
    bool ber = is_ber_flag(scope->onlyuser) || is_ber_flag(scope->onlyCA) || is_ber_flag(scope->indirectCRL) ||
               is_ber_flag(scope->onlyattr);
    extension_free(extension, scope);
    return ber;
}

static bool known_is_ber(const X509_EXTENSION *extension) {
    return is_known(extension) && (extension_is_ber(extension) || has_ber_flag(extension));
}

static bool has_odd_number(const X509_EXTENSION *extension) {
    enum { NUMBER_MAX_LEN = 21 };
    int nid = extension_nid(extension);
    tl_bytes value = extension_value(extension);
    return (nid == NID_crl_number || nid == NID_delta_crl) &&
           (value.len > 2 + NUMBER_MAX_LEN || (value.len > 2 && value.data[2] >= 0x80));
}

static bool name_is_odd(const GENERAL_NAME *name) {
    return name_is_not_ascii(name) || address_is_odd(name) || name->type == GEN_DIRNAME;
}

/* Lists without elements, names that are none, reasons that there are not. */
static bool has_odd_names(const X509_EXTENSION *extension) {
    int nid = extension_nid(extension);
    if (nid != NID_certificate_issuer && nid != NID_issuing_distribution_point) {
        return false;
    }
    void *value = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)extension);
    bool odd = has_empty_list(extension_value(extension));
    if (nid == NID_certificate_issuer) {
        odd = odd || any_name(value, name_is_odd);
    } else {
        const ISSUING_DIST_POINT *scope = value;
        odd = odd || scope->onlysomereasons != NULL ||
              (scope->distpoint != NULL &&
               (scope->distpoint->type == 1 || any_name(scope->distpoint->name.fullname, name_is_odd)));
    }
    extension_free(extension, value);
    return odd;
}

/* RFC 5280 §5.3.1: 0 to 10 without 7. */
static bool has_odd_reason(const X509_EXTENSION *extension) {
    if (extension_nid(extension) != NID_crl_reason) {
        return false;
    }
    ASN1_ENUMERATED *reason = X509V3_EXT_d2i((X509_EXTENSION *)(uintptr_t)extension);
    long value = ASN1_ENUMERATED_get(reason);
    extension_free(extension, reason);
    return value < 0 || value > 10 || value == 7;
}

static const STACK_OF(X509_EXTENSION) * list_of(const struct refusal *refusal) {
    return X509_CRL_get0_extensions(refusal->theirs);
}

static bool list_is_empty(const struct refusal *refusal) {
    return list_of(refusal) != NULL && sk_X509_EXTENSION_num(list_of(refusal)) == 0;
}

static bool list_repeats(const struct refusal *refusal) {
    return is_repeated(list_of(refusal));
}

static bool list_is_unreadable(const struct refusal *refusal) {
    return any_extension(list_of(refusal), known_is_unreadable);
}

static bool list_has_ber(const struct refusal *refusal) {
    return any_extension(list_of(refusal), known_is_ber);
}

static bool list_has_odd_number(const struct refusal *refusal) {
    return any_extension(list_of(refusal), has_odd_number);
}

static bool list_has_odd_names(const struct refusal *refusal) {
    return any_extension(list_of(refusal), has_odd_names);
}

#define OF_ENTRY(name, condition)                                                                                      \
    static bool name##_of(const X509_REVOKED *entry) {                                                                 \
        return condition;                                                                                              \
    }                                                                                                                  \
    static bool name(const struct refusal *refusal) {                                                                  \
        return any_entry(refusal, name##_of);                                                                          \
    }

OF_ENTRY(entry_has_odd_date, time_is_odd(X509_REVOKED_get0_revocationDate(entry)))
OF_ENTRY(entry_has_long_serial, i2d_ASN1_INTEGER(X509_REVOKED_get0_serialNumber(entry), NULL) > 2 + 20)
OF_ENTRY(entry_is_empty, X509_REVOKED_get0_extensions(entry) != NULL && X509_REVOKED_get_ext_count(entry) == 0)
OF_ENTRY(entry_repeats, is_repeated(X509_REVOKED_get0_extensions(entry)))
OF_ENTRY(entry_is_unreadable, any_extension(X509_REVOKED_get0_extensions(entry), known_is_unreadable))
OF_ENTRY(entry_has_ber, any_extension(X509_REVOKED_get0_extensions(entry), known_is_ber))
OF_ENTRY(entry_has_odd_reason, any_extension(X509_REVOKED_get0_extensions(entry), has_odd_reason))
OF_ENTRY(entry_has_odd_names, any_extension(X509_REVOKED_get0_extensions(entry), has_odd_names))

OF_ENTRY(entry_is_extended, X509_REVOKED_get0_extensions(entry) != NULL)

static bool entry_extends_version_1(const struct refusal *refusal) {
    return X509_CRL_get_version(refusal->theirs) != 1 && entry_is_extended(refusal);
}

#define ANYWHERE   ""
#define EXTENSIONS "its extensions"
#define ENTRIES    "one of its entries"

static const struct {
    const char *sentence;
    const char *name;
    bool (*explains)(const struct refusal *refusal);
} explanations[] = {
    {ANYWHERE, "ber", is_ber},
    {ANYWHERE, "high-tag", tag_is_high},
    {"not one DER structure", "unused-bits", signature_has_unused_bits},
    {"its version", "version", has_odd_version},
    {"something at its end", "version", has_odd_version},
    {EXTENSIONS, "version", has_odd_version},
    {"its version", "algorithms-differ", algorithms_differ},
    {"parameters of its signatureAlgorithm", "algorithm-parameters", has_odd_parameters},
    {"its issuer", "name-without-attributes", issuer_has_empty_rdn},
    {"its issuer", "issuer-empty", issuer_is_empty},
    {"its dates", "date-form", has_odd_date},
    {EXTENSIONS, "empty-list", list_is_empty},
    {EXTENSIONS, "extension-repeated", list_repeats},
    {EXTENSIONS, "extension-unreadable", list_is_unreadable},
    {EXTENSIONS, "extension-ber", list_has_ber},
    {EXTENSIONS, "number-range", list_has_odd_number},
    {EXTENSIONS, "names-in-scope", list_has_odd_names},
    {ENTRIES, "version", entry_extends_version_1},
    {ENTRIES, "date-form", entry_has_odd_date},
    {ENTRIES, "serial-too-long", entry_has_long_serial},
    {ENTRIES, "empty-list", entry_is_empty},
    {ENTRIES, "extension-repeated", entry_repeats},
    {ENTRIES, "extension-unreadable", entry_is_unreadable},
    {ENTRIES, "extension-ber", entry_has_ber},
    {ENTRIES, "reason-unknown", entry_has_odd_reason},
    {ENTRIES, "names-in-entry", entry_has_odd_names},
};

static void explain(const struct refusal *refusal, const tl_error *error) {
    EXPECT(error->reason == TL_REASON_MALFORMED_CRL);
    for (size_t i = 0; i < COUNT_OF(explanations); i++) {
        if (strstr(error->message, explanations[i].sentence) != NULL && explanations[i].explains(refusal)) {
            difference_met(explanations[i].name);
            return;
        }
    }
    difference_found("libcrypto accepts it, and we say: %s", error->message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const unsigned char *at = data;
    tl_bytes der = bytes_of(data, size);
    tl_error error = {0};
    differences_use(classes, COUNT_OF(classes));
    if (!der_is_element(der, DER_SEQUENCE)) {
        return 0; /* the other kind of input, PEM text, is not libcrypto's here */
    }
    ERR_clear_error();
    X509_CRL *theirs = d2i_X509_CRL(NULL, &at, (long)size);
    bool they_accept = theirs != NULL && at == data + size;
    tl_crl *ours = tl_crl_parse(der, &error);
    if (ours != NULL && they_accept) {
        compare(ours, theirs);
    } else if (ours != NULL) {
        explain_acceptance(crl_view(ours));
    } else if (they_accept) {
        explain(&(struct refusal){der, theirs}, &error);
    }
    tl_crl_free(ours);
    X509_CRL_free(theirs);
    return 0;
}
