#include "fuzz/certificate_compare.h"

#include <openssl/err.h>
#include <string.h>
#include <time.h>

#include "base/control.h"
#include "fuzz/differences.h"
#include "fuzz/expect.h"
#include "fuzz/odd_parts.h"
#include "x509/der/oid.h"
#include "x509/names/general_names.h"
#include "x509/names/name.h"
#include "x509/path/path.h"
#include "x509/revocation/crl_points.h"

/* ---- pieces ---- */

static bool is_string(const ASN1_STRING *theirs, tl_bytes ours) {
    return bytes_equal(bytes_of(ASN1_STRING_get0_data(theirs), (size_t)ASN1_STRING_length(theirs)), ours);
}

/* The same content octets of an INTEGER: libcrypto keeps magnitude and sign. */
static bool is_integer(const ASN1_INTEGER *theirs, tl_bytes ours) {
    unsigned char *der = NULL;
    int len = i2d_ASN1_INTEGER(theirs, &der);
    struct reader r = reader_of(bytes_of(der, len > 0 ? (size_t)len : 0));
    bool same = bytes_equal(der_read_integer(&r), ours);
    OPENSSL_free(der);
    return same;
}

static bool is_number(const ASN1_INTEGER *theirs, int ours) {
    return theirs == NULL ? ours < 0 : ASN1_INTEGER_get(theirs) == (long)ours;
}

static bool is_name(const X509_NAME *theirs, tl_bytes ours) {
    const unsigned char *der;
    size_t len;
    EXPECT(X509_NAME_get0_der((X509_NAME *)(uintptr_t)theirs, &der, &len) == 1);
    return bytes_equal(bytes_of(der, len), ours);
}

static bool is_time(const ASN1_TIME *theirs, int64_t ours) {
    struct tm tm;
    return ASN1_TIME_to_tm(theirs, &tm) == 1 && (int64_t)timegm(&tm) == ours;
}

/* ---- what is signed, and how ---- */

static void compare_algorithm(const struct certificate *ours, X509 *theirs) {
    static const struct {
        int nid;
        const struct signature_alg *alg;
    } known[] = {
        {NID_sha256WithRSAEncryption, &signature_rsa_pkcs1_sha256},
        {NID_sha384WithRSAEncryption, &signature_rsa_pkcs1_sha384},
        {NID_sha512WithRSAEncryption, &signature_rsa_pkcs1_sha512},
        {NID_sha1WithRSAEncryption, &signature_rsa_pkcs1_sha1},
        {NID_ecdsa_with_SHA256, &signature_ecdsa_sha256},
        {NID_ecdsa_with_SHA384, &signature_ecdsa_sha384},
        {NID_ecdsa_with_SHA512, &signature_ecdsa_sha512},
        {NID_ED25519, &signature_ed25519},
        {NID_ED448, &signature_ed448},
    };
    int nid = X509_get_signature_nid(theirs);
    const struct signature_alg *expected = NULL;
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        expected = known[i].nid == nid ? known[i].alg : expected;
    }
    EXPECT(nid == NID_rsassaPss ? ours->signature_alg == NULL || ours->signature_alg->padding == PADDING_PSS
                                : ours->signature_alg == expected);
}

/* The kinds that libcrypto may know and we do not are named on the right. */
static void compare_key(const struct certificate *ours, X509 *theirs) {
    EVP_PKEY *key = X509_get0_pubkey(theirs);
    static const struct {
        int type;
        enum key_kind kind;
    } kinds[] = {{EVP_PKEY_RSA, KEY_RSA},
                 {EVP_PKEY_RSA_PSS, KEY_RSA_PSS},
                 {EVP_PKEY_EC, KEY_ECDSA},
                 {EVP_PKEY_ED25519, KEY_ED25519},
                 {EVP_PKEY_ED448, KEY_ED448}};
    if (ours->key.kind == KEY_NONE) {
        return;
    }
    if (key == NULL) {
        difference_met("key-checked-when-used");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        EXPECT((EVP_PKEY_get_base_id(key) == kinds[i].type) == (ours->key.kind == kinds[i].kind));
    }
    if (ours->key.kind != KEY_ED25519 && ours->key.kind != KEY_ED448) {
        EXPECT((unsigned)EVP_PKEY_get_bits(key) == public_key_bits(&ours->key));
    }
}

static void compare_frame(const struct certificate *ours, X509 *theirs) {
    const ASN1_BIT_STRING *signature;
    const X509_ALGOR *algorithm;
    unsigned char *spki = NULL;
    X509_get0_signature(&signature, &algorithm, theirs);
    EXPECT(X509_get_version(theirs) + 1 == (long)ours->version);
    EXPECT(is_integer(X509_get0_serialNumber(theirs), ours->serial));
    EXPECT(is_name(X509_get_issuer_name(theirs), ours->issuer));
    EXPECT(is_name(X509_get_subject_name(theirs), ours->subject));
    EXPECT(is_time(X509_get0_notBefore(theirs), ours->not_before));
    EXPECT(is_time(X509_get0_notAfter(theirs), ours->not_after));
    EXPECT(is_string(signature, ours->signature));
    int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(theirs), &spki);
    EXPECT(len > 0 && bytes_equal(bytes_of(spki, (size_t)len), ours->spki));
    OPENSSL_free(spki);
    compare_algorithm(ours, theirs);
    compare_key(ours, theirs);
}

/* ---- extensions ---- */

static bool points_have_opaque_name(tl_bytes points) {
    struct crl_point point;
    for (size_t cursor = 0; crl_points_next(points, &cursor, &point);) {
        if (general_names_are_opaque(point.name.full) || general_names_are_opaque(point.crl_issuer)) {
            return true;
        }
    }
    return false;
}

static bool constraints_have_opaque_name(tl_bytes constraints) {
    struct reader r = reader_of(constraints);
    bool found = false;
    while (read_more(&r)) {
        unsigned tag;
        struct reader subtrees = reader_of(der_read_any(&r, &tag));
        while (read_more(&subtrees)) {
            found = general_names_are_opaque(der_read(&subtrees, DER_SEQUENCE)) || found;
        }
    }
    return found;
}

static bool extension_has_opaque_name(const struct certificate *ours, int nid) {
    return (nid == NID_subject_alt_name && general_names_are_opaque(ours->subject_alt_name)) ||
           (nid == NID_crl_distribution_points && points_have_opaque_name(ours->crl_points)) ||
           (nid == NID_name_constraints && constraints_have_opaque_name(ours->name_constraints));
}

static bool has_qualifier(tl_bytes policies) {
    struct reader r = reader_of(policies);
    bool found = false;
    while (read_more(&r)) {
        struct reader policy = der_enter(&r, DER_SEQUENCE);
        der_read_oid(&policy);
        found = found || read_more(&policy);
    }
    return found;
}

void explain_acceptance(const struct certificate *ours, int nid) {
    enum blame blame = blame_of_errors();
    if (blame == BLAME_ATTRIBUTE_OCTETS) {
        difference_met("attribute-text");
    } else if (blame == BLAME_ATTRIBUTE_TYPE) {
        difference_met("attribute-type");
    } else if (nid == NID_certificate_policies && has_qualifier(ours->policies)) {
        difference_met("policy-qualifier");
    } else if (extension_has_opaque_name(ours, nid)) {
        difference_met("opaque-name");
    } else {
        difference_found("we accept %s, and libcrypto does not", nid == NID_undef ? "it" : OBJ_nid2sn(nid));
    }
}

/* Decoded; NULL: absent, or with a content that only we accept. */
static void *extension(const struct certificate *ours, X509 *theirs, int nid, bool ours_has) {
    int found;
    ERR_clear_error();
    void *value = X509_get_ext_d2i(theirs, nid, &found, NULL);
    EXPECT(found != -2); /* twice */
    EXPECT((found >= 0) == ours_has);
    if (value == NULL && ours_has) {
        explain_acceptance(ours, nid);
    }
    return value;
}

static void compare_basic_constraints(const struct certificate *ours, X509 *theirs) {
    BASIC_CONSTRAINTS *value = extension(ours, theirs, NID_basic_constraints, ours->has_basic_constraints);
    if (value != NULL) {
        EXPECT((value->ca != 0) == ours->is_ca);
        EXPECT(is_number(value->pathlen, ours->path_len));
        BASIC_CONSTRAINTS_free(value);
    }
}

static void compare_key_usage(const struct certificate *ours, X509 *theirs) {
    ASN1_BIT_STRING *value = extension(ours, theirs, NID_key_usage, ours->has_key_usage);
    for (int i = 0; value != NULL && i < 16; i++) {
        EXPECT((ASN1_BIT_STRING_get_bit(value, i) != 0) == ((ours->key_usage >> i & 1) != 0));
    }
    ASN1_BIT_STRING_free(value);
}

static void compare_extended_key_usage(const struct certificate *ours, X509 *theirs) {
    static const struct {
        int nid;
        unsigned bit;
    } usages[] = {{NID_server_auth, EXTENDED_KEY_USAGE_SERVER},     {NID_client_auth, EXTENDED_KEY_USAGE_CLIENT},
                  {NID_code_sign, EXTENDED_KEY_USAGE_CODE},         {NID_email_protect, EXTENDED_KEY_USAGE_EMAIL},
                  {NID_time_stamp, EXTENDED_KEY_USAGE_TIME},        {NID_OCSP_sign, EXTENDED_KEY_USAGE_OCSP},
                  {NID_anyExtendedKeyUsage, EXTENDED_KEY_USAGE_ANY}};
    EXTENDED_KEY_USAGE *value = extension(ours, theirs, NID_ext_key_usage, ours->has_extended_key_usage);
    unsigned bits = 0;
    for (int i = 0; value != NULL && i < sk_ASN1_OBJECT_num(value); i++) {
        int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(value, i));
        for (size_t k = 0; k < COUNT_OF(usages); k++) {
            bits |= usages[k].nid == nid ? usages[k].bit : 0;
        }
    }
    EXPECT(bits == ours->extended_key_usage);
    EXTENDED_KEY_USAGE_free(value);
}

static void compare_key_ids(const struct certificate *ours, X509 *theirs) {
    ASN1_OCTET_STRING *subject = X509_get_ext_d2i(theirs, NID_subject_key_identifier, NULL, NULL);
    AUTHORITY_KEYID *authority = X509_get_ext_d2i(theirs, NID_authority_key_identifier, NULL, NULL);
    EXPECT(subject == NULL ? ours->subject_key_id.len == 0 : is_string(subject, ours->subject_key_id));
    if (authority != NULL && authority->keyid != NULL) {
        EXPECT(is_string(authority->keyid, ours->authority_key_id));
    } else {
        EXPECT(ours->authority_key_id.data == NULL);
    }
    ASN1_OCTET_STRING_free(subject);
    AUTHORITY_KEYID_free(authority);
}

static void compare_general_name(const struct general_name *ours, const GENERAL_NAME *theirs) {
    EXPECT((unsigned)theirs->type == (unsigned)ours->kind); /* GEN_ constants are the tags too */
    switch (theirs->type) {
    case GEN_EMAIL:
    case GEN_DNS:
    case GEN_URI:
    case GEN_IPADD:
        EXPECT(is_string(theirs->d.ia5, ours->value));
        break;
    case GEN_DIRNAME:
        EXPECT(is_name(theirs->d.directoryName, ours->value));
        break;
    case GEN_RID:
        EXPECT(bytes_equal(bytes_of(OBJ_get0_data(theirs->d.rid), OBJ_length(theirs->d.rid)), ours->value));
        break;
    default:
        break;
    }
}

static void compare_alternative_names(const struct certificate *ours, X509 *theirs) {
    GENERAL_NAMES *value = extension(ours, theirs, NID_subject_alt_name, ours->subject_alt_name.data != NULL);
    struct general_name name;
    size_t cursor = 0;
    int count = 0;
    for (; value != NULL && general_names_next(ours->subject_alt_name, &cursor, &name); count++) {
        EXPECT(count < sk_GENERAL_NAME_num(value));
        compare_general_name(&name, sk_GENERAL_NAME_value(value, count));
    }
    EXPECT(value == NULL || count == sk_GENERAL_NAME_num(value));
    GENERAL_NAMES_free(value);
}

static void compare_policies(const struct certificate *ours, X509 *theirs) {
    CERTIFICATEPOLICIES *policies = extension(ours, theirs, NID_certificate_policies, ours->policies.data != NULL);
    POLICY_MAPPINGS *mappings = extension(ours, theirs, NID_policy_mappings, ours->policy_mappings.data != NULL);
    bool constrained = ours->require_explicit_policy >= 0 || ours->inhibit_policy_mapping >= 0;
    POLICY_CONSTRAINTS *constraints = extension(ours, theirs, NID_policy_constraints, constrained);
    ASN1_INTEGER *inhibit = extension(ours, theirs, NID_inhibit_any_policy, ours->inhibit_any_policy >= 0);
    EXPECT(is_number(inhibit, ours->inhibit_any_policy));
    if (constraints != NULL) {
        EXPECT(is_number(constraints->requireExplicitPolicy, ours->require_explicit_policy));
        EXPECT(is_number(constraints->inhibitPolicyMapping, ours->inhibit_policy_mapping));
    }
    CERTIFICATEPOLICIES_free(policies);
    sk_POLICY_MAPPING_pop_free(mappings, POLICY_MAPPING_free);
    POLICY_CONSTRAINTS_free(constraints);
    ASN1_INTEGER_free(inhibit);
}

static void compare_points(const struct certificate *ours, X509 *theirs) {
    CRL_DIST_POINTS *value = extension(ours, theirs, NID_crl_distribution_points, ours->crl_points.data != NULL);
    struct crl_point point;
    size_t cursor = 0;
    int count = 0;
    for (; value != NULL && crl_points_next(ours->crl_points, &cursor, &point); count++) {
        EXPECT(count < sk_DIST_POINT_num(value));
        const DIST_POINT *theirs_of = sk_DIST_POINT_value(value, count);
        EXPECT((theirs_of->distpoint != NULL) == crl_point_has_name(&point.name));
        EXPECT((theirs_of->CRLissuer != NULL) == (point.crl_issuer.len > 0));
        EXPECT(theirs_of->reasons != NULL || point.reasons == CRL_ALL_REASONS);
    }
    EXPECT(value == NULL || count == sk_DIST_POINT_num(value));
    CRL_DIST_POINTS_free(value);
    NAME_CONSTRAINTS_free(extension(ours, theirs, NID_name_constraints, ours->has_name_constraints));
}

/* A critical extension that we do not know must be one that libcrypto does not either, or one on the list. */
static void compare_critical(const struct certificate *ours, X509 *theirs) {
    bool theirs_unknown = false;
    for (int i = 0; i < X509_get_ext_count(theirs); i++) {
        X509_EXTENSION *e = X509_get_ext(theirs, i);
        theirs_unknown = theirs_unknown || (X509_EXTENSION_get_critical(e) && !X509_supported_extension(e));
    }
    EXPECT(!theirs_unknown || ours->unknown_critical.len > 0);
    if (!theirs_unknown && ours->unknown_critical.len > 0) {
        difference_met("critical-that-libcrypto-knows");
    }
}

/* ---- names ---- */

static void compare_names(const struct certificate *ours, X509 *theirs) {
    bool same = X509_NAME_cmp(X509_get_issuer_name(theirs), X509_get_subject_name(theirs)) == 0;
    if (same != certificate_is_self_issued(ours)) {
        difference_met(same ? "names-equal-to-libcrypto-only" : "names-equal-to-us-only");
    }
}

void compare_certificates(const struct certificate *ours, X509 *theirs) {
    compare_frame(ours, theirs);
    compare_basic_constraints(ours, theirs);
    compare_key_usage(ours, theirs);
    compare_extended_key_usage(ours, theirs);
    compare_key_ids(ours, theirs);
    compare_alternative_names(ours, theirs);
    compare_policies(ours, theirs);
    compare_points(ours, theirs);
    compare_critical(ours, theirs);
    compare_names(ours, theirs);
}
