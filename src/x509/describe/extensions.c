/* Extensions of certificates, lists and entries of lists: one row each. */
#include "x509/certificate/extensions.h"

#include "base/control.h"
#include "x509/der/oid.h"
#include "x509/der/string_text.h"
#include "x509/describe/extension_values.h"
#include "x509/describe/parts.h"

static const struct {
    tl_bytes oid;
    describe_extension_fn *describe;
} rows[] = {
    /* RFC 5280 §4.2.1 */
    {OID_VIEW(OID_AUTHORITY_KEY_ID), describe_authority_key_id},
    {OID_VIEW(OID_SUBJECT_KEY_ID), describe_key_id},
    {OID_VIEW(OID_KEY_USAGE), describe_key_usage},
    {OID_VIEW(OID_POLICIES), describe_policies},
    {OID_VIEW(OID_POLICY_MAPPINGS), describe_policy_mappings},
    {OID_VIEW(OID_SUBJECT_ALT_NAME), describe_alt_names},
    {OID_VIEW(OID_ISSUER_ALT_NAME), describe_alt_names},
    {OID_VIEW(OID_SUBJECT_DIRECTORY_ATTRIBUTES), describe_directory_attributes},
    {OID_VIEW(OID_BASIC_CONSTRAINTS), describe_basic_constraints},
    {OID_VIEW(OID_NAME_CONSTRAINTS), describe_name_constraints},
    {OID_VIEW(OID_POLICY_CONSTRAINTS), describe_policy_constraints},
    {OID_VIEW(OID_EXTENDED_KEY_USAGE), describe_extended_key_usage},
    {OID_VIEW(OID_CRL_POINTS), describe_crl_points},
    {OID_VIEW(OID_INHIBIT_ANY_POLICY), describe_integer_value},
    {OID_VIEW(OID_FRESHEST_CRL), describe_crl_points},
    /* RFC 5280 §4.2.2 */
    {OID_VIEW(OID_AUTHORITY_INFO), describe_access},
    {OID_VIEW(OID_SUBJECT_INFO), describe_access},
    /* RFC 5280 §5.2 and §5.3 */
    {OID_VIEW(OID_CRL_NUMBER), describe_integer_value},
    {OID_VIEW(OID_DELTA_CRL_INDICATOR), describe_integer_value},
    {OID_VIEW(OID_ISSUING_DISTRIBUTION_POINT), describe_issuing_point},
    {OID_VIEW(OID_CRL_REASON), describe_crl_reason},
    {OID_VIEW(OID_INVALIDITY_DATE), describe_invalidity_date},
    {OID_VIEW(OID_CERTIFICATE_ISSUER), describe_alt_names},
    /* others */
    {OID_VIEW(OID_TLS_FEATURE), describe_tls_feature},
    {OID_VIEW(OID_SCT_LIST), describe_sct_list},
    {OID_VIEW(OID_CT_POISON), describe_null_value},
    {OID_VIEW(OID_OCSP_NO_CHECK), describe_null_value},
    {OID_VIEW(OID_PRIVATE_KEY_USAGE_PERIOD), describe_private_key_usage_period},
    {OID_VIEW(OID_QC_STATEMENTS), describe_qc_statements},
    {OID_VIEW(OID_NETSCAPE_CERT_TYPE), describe_netscape_cert_type},
    {OID_VIEW(OID_NETSCAPE_BASE_URL), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_REVOCATION_URL), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_CA_REVOCATION_URL), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_RENEWAL_URL), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_CA_POLICY_URL), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_SSL_SERVER_NAME), describe_string_value},
    {OID_VIEW(OID_NETSCAPE_COMMENT), describe_string_value},
    {OID_VIEW(OID_MICROSOFT_TEMPLATE_NAME), describe_string_value},
    {OID_VIEW(OID_MICROSOFT_TEMPLATE), describe_microsoft_template},
    {OID_VIEW(OID_MICROSOFT_CA_VERSION), describe_microsoft_ca_version},
    {OID_VIEW(OID_MICROSOFT_PREVIOUS_CA_HASH), describe_octets_value},
    {OID_VIEW(OID_MICROSOFT_APPLICATION_POLICIES), describe_policies},
};

/* ---- values of one plain type ---- */

void describe_string_value(struct description *d, struct reader *r) {
    struct reader start = *r;
    unsigned tag;
    der_read_any(r, &tag);
    if (!string_is(tag)) {
        read_fail(r);
    }
    describe_any(d, "value", &start);
}

void describe_integer_value(struct description *d, struct reader *r) {
    describe_integer(d, "value", der_read_integer(r));
}

void describe_octets_value(struct description *d, struct reader *r) {
    describe_hex(d, "value", der_read(r, DER_OCTET_STRING));
}

void describe_null_value(struct description *d, struct reader *r) {
    der_read_null(r);
    describe_text(d, "value", "NULL");
}

/* ---- the list ---- */

static void describe_value(struct description *d, const struct extension *extension) {
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (bytes_equal(rows[i].oid, extension->oid)) {
            describe_or_show(d, extension->value, rows[i].describe);
            return;
        }
    }
    describe_hex(d, "octets", extension->value);
}

static void describe_extension(struct description *d, const struct extension *extension) {
    char dotted[OID_TEXT_SIZE];
    oid_dotted(extension->oid, dotted);
    describe_group(d, NULL);
    if (oid_name(extension->oid) != NULL) {
        describe_text(d, "name", oid_name(extension->oid));
    }
    describe_text(d, "oid", dotted);
    describe_bool(d, "critical", extension->critical);
    describe_value(d, extension);
    describe_end(d);
}

static void describe_list_of_extensions(struct description *d, struct reader *r) {
    describe_list(d, "extensions");
    while (read_more(r)) {
        struct extension extension;
        extension_read(r, &extension);
        if (!r->failed) {
            describe_extension(d, &extension);
        }
    }
    describe_end(d);
}

/* What cannot be taken apart into extensions is one thing that is malformed. */
void describe_extensions(struct description *d, tl_bytes content) {
    if (!describe_if_good(d, content, describe_list_of_extensions)) {
        describe_group(d, "extensions");
        describe_bool(d, "malformed", true);
        describe_hex(d, "octets", content);
        describe_end(d);
    }
}
