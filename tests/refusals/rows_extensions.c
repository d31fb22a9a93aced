/* Extensions (RFC 5280 §4.2). */
#include "refusals/names.h"
#include "refusals/rows.h"

#include "x509/der/oid.h"

#define STRANGE "\x2a\x03\x04" /* 1.2.3.4 */

static void strange_in_leaf(struct scene *s) {
    EXTEND(s, &s->leaf, STRANGE, true, 0x05, 0x00);
}
static void strange_in_leaf_not_critical(struct scene *s) {
    EXTEND(s, &s->leaf, STRANGE, false, 0x05, 0x00);
}
static void strange_in_ca(struct scene *s) {
    EXTEND(s, &s->ca, STRANGE, true, 0x05, 0x00);
}
static void strange_in_ca_not_critical(struct scene *s) {
    EXTEND(s, &s->ca, STRANGE, false, 0x05, 0x00);
}
static void strange_in_root(struct scene *s) {
    EXTEND(s, &s->root, STRANGE, true, 0x05, 0x00);
}
static void precertificate(struct scene *s) {
    EXTEND(s, &s->leaf, OID_CT_POISON, true, 0x05, 0x00);
}
static void feature_17(struct scene *s) {
    EXTEND(s, &s->leaf, OID_TLS_FEATURE, true, 0x30, 0x03, 0x02, 0x01, 0x11);
}
static void feature_5(struct scene *s) {
    EXTEND(s, &s->leaf, OID_TLS_FEATURE, true, 0x30, 0x03, 0x02, 0x01, 0x05);
}
/* 2.5.29.32: 1.2.3.5 with the qualifier 1.2.3.6. */
static void policies_with_qualifier(struct scene *s, bool critical) {
    EXTEND(s, &s->leaf, OID_POLICIES, critical, 0x30, 0x10, 0x30, 0x0e, 0x06, 0x03, 0x2a, 0x03, 0x05, 0x30, 0x07, 0x30,
           0x05, 0x06, 0x03, 0x2a, 0x03, 0x06);
}
/* The qualifier is a SEQUENCE of its OID and a value. */
static void strange_qualifier(struct scene *s) {
    EXTEND(s, &s->leaf, OID_POLICIES, true, 0x30, 0x12, 0x30, 0x10, 0x06, 0x03, 0x2a, 0x03, 0x05, 0x30, 0x09, 0x30,
           0x07, 0x06, 0x03, 0x2a, 0x03, 0x06, 0x05, 0x00);
}
static void strange_qualifier_not_critical(struct scene *s) {
    EXTEND(s, &s->leaf, OID_POLICIES, false, 0x30, 0x12, 0x30, 0x10, 0x06, 0x03, 0x2a, 0x03, 0x05, 0x30, 0x09, 0x30,
           0x07, 0x06, 0x03, 0x2a, 0x03, 0x06, 0x05, 0x00);
}
static void qualifier_without_value(struct scene *s) {
    policies_with_qualifier(s, false);
}
static void twice_in_leaf(struct scene *s) {
    strange_in_leaf_not_critical(s);
    strange_in_leaf_not_critical(s);
}
static void names_twice(struct scene *s) {
    EXTEND(s, &s->leaf, OID_SUBJECT_ALT_NAME, false, 0x30, 0x03, 0x82, 0x01, 'a');
}
static void constraints_twice_in_ca(struct scene *s) {
    EXTEND(s, &s->ca, OID_BASIC_CONSTRAINTS, true, 0x30, 0x00);
}
static void no_names(struct scene *s) {
    s->leaf.names = NULL;
    s->host = NULL;
    EXTEND(s, &s->leaf, OID_SUBJECT_ALT_NAME, false, 0x30, 0x00);
}
static void no_usage(struct scene *s) {
    s->leaf.key_usage = 0;
    EXTEND(s, &s->leaf, OID_KEY_USAGE, true, 0x03, 0x02, 0x07, 0x00);
}
static void no_purpose(struct scene *s) {
    s->leaf.extended_key_usage = (tl_bytes){0};
    EXTEND(s, &s->leaf, OID_EXTENDED_KEY_USAGE, false, 0x30, 0x00);
}
static void no_name_constraint(struct scene *s) {
    EXTEND(s, &s->ca, OID_NAME_CONSTRAINTS, true, 0x30, 0x00);
}
static void no_policy_constraint(struct scene *s) {
    EXTEND(s, &s->ca, OID_POLICY_CONSTRAINTS, true, 0x30, 0x00);
}
static void no_policy(struct scene *s) {
    EXTEND(s, &s->leaf, OID_POLICIES, false, 0x30, 0x00);
}
static void address_of_5_octets(struct scene *s) {
    s->leaf.names = NULL;
    s->host = NULL;
    EXTEND(s, &s->leaf, OID_SUBJECT_ALT_NAME, false, 0x30, 0x07, 0x87, 0x05, 192, 0, 2, 1, 0);
}
static void address_of_4_octets(struct scene *s) {
    s->leaf.names = NULL;
    s->host = NULL;
    EXTEND(s, &s->leaf, OID_SUBJECT_ALT_NAME, false, 0x30, 0x06, 0x87, 0x04, 192, 0, 2, 1);
}
static void many(struct scene *s, unsigned count) {
    struct writer w = scene_writer(s);
    for (unsigned i = 0; i < count; i++) {
        const uint8_t oid[] = {0x2a, 0x03, (uint8_t)(i + 1)};
        extension_write(&w, bytes_of(oid, sizeof oid), false, (tl_bytes)TEXT_OF("\x05\x00"));
    }
    s->leaf.extensions = buffer_bytes(w.buffer);
}
static void many_extensions(struct scene *s) { /* and the five that it has */
    many(s, 60);
}
static void just_enough_extensions(struct scene *s) {
    many(s, 59);
}
static void octets_behind_a_value(struct scene *s) {
    s->leaf.key_usage = 0;
    EXTEND(s, &s->leaf, OID_KEY_USAGE, true, 0x03, 0x02, 0x07, 0x80, 0x00);
}
static void no_mapping(struct scene *s) {
    EXTEND(s, &s->ca, OID_POLICY_MAPPINGS, false, 0x30, 0x00);
}
static void no_crl_point(struct scene *s) {
    EXTEND(s, &s->leaf, OID_CRL_POINTS, false, 0x30, 0x00);
}
static void no_authority_info(struct scene *s) {
    EXTEND(s, &s->leaf, OID_AUTHORITY_INFO, false, 0x30, 0x00);
}
static void negative_skip_certificates(struct scene *s) {
    EXTEND(s, &s->ca, OID_INHIBIT_ANY_POLICY, false, 0x02, 0x01, 0xff);
}
static void key_id_of_another_type(struct scene *s) {
    s->leaf.key_ids = false;
    EXTEND(s, &s->leaf, OID_AUTHORITY_KEY_ID, false, 0x04, 0x01, 0x07);
}
static void critical_key_ids(struct scene *s) {
    s->leaf.key_ids = false;
    EXTEND(s, &s->leaf, OID_AUTHORITY_KEY_ID, true, 0x30, 0x00);
    EXTEND(s, &s->leaf, OID_SUBJECT_KEY_ID, true, 0x04, 0x01, 0x08);
}
static void no_key_id(struct scene *s) {
    s->leaf.key_ids = false;
    EXTEND(s, &s->leaf, OID_AUTHORITY_KEY_ID, false, 0x30, 0x00);
}
static void key_id_of_nobody(struct scene *s) {
    s->leaf.key_ids = false;
    EXTEND(s, &s->leaf, OID_AUTHORITY_KEY_ID, false, 0x30, 0x03, 0x80, 0x01, 0x07);
}
static void utf8_dns_name(struct scene *s) {
    set_name(s, &s->leaf, GENERAL_NAME_DNS, TEXT("b\xc3\xbc.example.org"));
    s->host = NULL;
}
static void ascii_dns_name(struct scene *s) {
    set_name(s, &s->leaf, GENERAL_NAME_DNS, TEXT("bu.example.org"));
    s->host = NULL;
}
static void constraints_of_leaf(struct scene *s) {
    constrain(s, &s->leaf, PERMITTED, GENERAL_NAME_DNS, TEXT("example.net"));
}
/* The one extension, and the list without it. */
static void one_extension(struct scene *s) {
    s->leaf = (struct forgery){.name = "leaf"};
    s->host = NULL;
    strange_in_leaf_not_critical(s);
}
static void no_extension(struct scene *s) {
    one_extension(s);
    s->leaf.replace = TEXT("\xa3\x0d\x30\x0b\x30\x09\x06\x03" STRANGE "\x04\x02\x05\x00");
    s->leaf.by = TEXT("\xa3\x02\x30\x00");
}

static const struct row rows[] = {
    {"a critical extension of the leaf is not known", "RFC 5280 §6.1.5 (f)", BECAUSE(UNKNOWN_CRITICAL_EXTENSION),
     strange_in_leaf, strange_in_leaf_not_critical},
    {"a critical extension of the CA is not known", "RFC 5280 §6.1.4 (o)", BECAUSE(UNKNOWN_CRITICAL_EXTENSION),
     strange_in_ca, strange_in_ca_not_critical},
    {"an anchor's extensions do not count", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), strange_in_root, NULL},
    {"a precertificate", "RFC 6962 §3.1", BECAUSE(UNKNOWN_CRITICAL_EXTENSION), precertificate, NULL},
    {"a critical TLS feature is not known", "RFC 7633 §4", BECAUSE(UNKNOWN_CRITICAL_EXTENSION), feature_17, feature_5},
    {"a policy has a qualifier that is not known, and is critical", "RFC 5280 §4.2.1.4",
     BECAUSE(UNKNOWN_CRITICAL_EXTENSION), strange_qualifier, strange_qualifier_not_critical},
    {"a policy qualifier has no value", "RFC 5280 §4.2.1.4", BECAUSE(MALFORMED_CERTIFICATE), qualifier_without_value,
     strange_qualifier_not_critical},
    {"an extension twice", "RFC 5280 §4.2", BECAUSE(MALFORMED_CERTIFICATE), twice_in_leaf,
     strange_in_leaf_not_critical},
    {"two subjectAltNames", "RFC 5280 §4.2", BECAUSE(MALFORMED_CERTIFICATE), names_twice, NULL},
    {"two basicConstraints in the CA", "RFC 5280 §4.2", BECAUSE(MALFORMED_CERTIFICATE), constraints_twice_in_ca, NULL},
    {"an empty subjectAltName", "RFC 5280 §4.2.1.6", BECAUSE(MALFORMED_CERTIFICATE), no_names, NULL},
    {"an address of five octets", "RFC 5280 §4.2.1.6", BECAUSE(MALFORMED_CERTIFICATE), address_of_5_octets,
     address_of_4_octets},
    {"a keyUsage without a bit", "RFC 5280 §4.2.1.3", BECAUSE(MALFORMED_CERTIFICATE), no_usage, NULL},
    {"an empty extendedKeyUsage", "RFC 5280 §4.2.1.12", BECAUSE(MALFORMED_CERTIFICATE), no_purpose, NULL},
    {"empty nameConstraints", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), no_name_constraint, NULL},
    {"empty policyConstraints", "RFC 5280 §4.2.1.11", BECAUSE(MALFORMED_CERTIFICATE), no_policy_constraint, NULL},
    {"empty certificatePolicies", "RFC 5280 §4.2.1.4", BECAUSE(MALFORMED_CERTIFICATE), no_policy, NULL},
    {"empty policyMappings", "RFC 5280 §4.2.1.5", BECAUSE(MALFORMED_CERTIFICATE), no_mapping, NULL},
    {"empty cRLDistributionPoints", "RFC 5280 §4.2.1.13", BECAUSE(MALFORMED_CERTIFICATE), no_crl_point, NULL},
    {"an empty authorityInfoAccess", "RFC 5280 §4.2.2.1", BECAUSE(MALFORMED_CERTIFICATE), no_authority_info, NULL},
    {"a negative number of certificates to skip", "RFC 5280 §4.2.1.14", BECAUSE(MALFORMED_CERTIFICATE),
     negative_skip_certificates, NULL},
    {"octets behind the value of an extension", "RFC 5280 §4.2", BECAUSE(MALFORMED_CERTIFICATE), octets_behind_a_value,
     NULL},
    {"an authorityKeyIdentifier of another type", "RFC 5280 §4.2.1.1", BECAUSE(MALFORMED_CERTIFICATE),
     key_id_of_another_type, no_key_id},
    {"key identifiers that are critical", "RFC 5280 §4.2.1.1, §4.2.1.2", BECAUSE(NONE), critical_key_ids, NULL},
    {"the authorityKeyIdentifier is not the CA's", "RFC 4158 §3.5.12", BECAUSE(NONE), key_id_of_nobody, NULL},
    {"a DNS name with octets beyond ASCII", "RFC 5280 §4.2.1.6", BECAUSE(MALFORMED_CERTIFICATE), utf8_dns_name,
     ascii_dns_name},
    {"nameConstraints in the leaf", "RFC 5280 §4.2.1.10", BECAUSE(NONE), constraints_of_leaf, NULL},
    {"a list of extensions without one", "RFC 5280 §4.1.2.9", BECAUSE(MALFORMED_CERTIFICATE), no_extension,
     one_extension},
    {"65 extensions", "a limit of ours", BECAUSE(MALFORMED_CERTIFICATE), many_extensions, just_enough_extensions},
};

TABLE(table_extensions, "Extensions", NULL, NULL);
