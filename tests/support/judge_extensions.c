#include "support/judge_extensions.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <openssl/ct.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "base/bytes.h"
#include "base/control.h"
#include "support/judge_values.h"

/* ---- what X509V3_EXT_d2i made, as the field "value" ---- */

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

/* ---- lists ---- */

static void next_issuing_point(struct fields *fields, const void *content) {
    const ISSUING_DIST_POINT *point = content;
    const struct {
        const char *name;
        int value;
    } flags[] = {{"onlyContainsUserCerts", point->onlyuser}, {"onlyContainsCACerts", point->onlyCA}};
    next_group(fields, "value");
    next_point_name(fields, point->distpoint);
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        if (flags[i].value > 0) {
            next_bool(fields, flags[i].name, true);
        }
    }
    next_reasons(fields, "onlySomeReasons", point->onlysomereasons);
    if (point->indirectCRL > 0) {
        next_bool(fields, "indirectCRL", true);
    }
    if (point->onlyattr > 0) {
        next_bool(fields, "onlyContainsAttributeCerts", true);
    }
    next_end(fields);
}

static void next_crl_reason(struct fields *fields, const void *content) {
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
    long reason = ASN1_ENUMERATED_get(content);
    assert_true(reason >= 0 && (size_t)reason < COUNT_OF(names));
    next_text(fields, "value", names[reason]);
}

static void next_invalidity_date(struct fields *fields, const void *content) {
    next_asn1_time(fields, "value", content);
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
    {NID_crl_number, next_integer_value},
    {NID_delta_crl, next_integer_value},
    {NID_issuing_distribution_point, next_issuing_point},
    {NID_crl_reason, next_crl_reason},
    {NID_invalidity_date, next_invalidity_date},
    {NID_certificate_issuer, next_alt_names},
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

void next_extensions(struct fields *fields, const STACK_OF(X509_EXTENSION) * extensions, struct judged *judged) {
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
