/* Who may issue certificates (RFC 5280 §6.1.4). */
#include "refusals/rows.h"

#include "x509/der/oid.h"

static void ca_without_constraints(struct scene *s) {
    s->ca.is_ca = false;
}
static void ca_false(struct scene *s) {
    s->ca.is_ca = false;
    EXTEND(s, &s->ca, OID_BASIC_CONSTRAINTS, true, 0x30, 0x00);
}
static void ca_of_version_1(struct scene *s) {
    s->ca = (struct forgery){.name = "ca", .version = 1};
    s->leaf.key_ids = false;
}
static void no_key_cert_sign(struct scene *s) {
    s->ca.key_usage = KEY_USAGE_CRL_SIGN | KEY_USAGE_DIGITAL_SIGNATURE;
}
static void no_key_usage(struct scene *s) {
    s->ca.key_usage = 0;
}
static void ca_below_length_0(struct scene *s) {
    s->ca.no_path_limit = false;
    scene_add_ca(s, "ca below");
}
static void length_0(struct scene *s) {
    s->ca.no_path_limit = false;
}
static void two_below_length_1(struct scene *s) {
    ca_below_length_0(s);
    s->ca.path_len = 1;
    scene_add_ca(s, "ca further below");
}
static void one_below_length_1(struct scene *s) {
    ca_below_length_0(s);
    s->ca.path_len = 1;
}
static void length_of_the_lower(struct scene *s) {
    scene_add_ca(s, "ca below")->no_path_limit = false;
    scene_add_ca(s, "ca further below");
}
static void no_ca_below_the_lower(struct scene *s) {
    scene_add_ca(s, "ca below")->no_path_limit = false;
}
static void self_issued_below_length_0(struct scene *s) {
    s->ca.no_path_limit = false;
    scene_add_ca(s, "ca");
}
static void length_of_root(struct scene *s) {
    s->root.no_path_limit = false;
}
static void root_without_constraints(struct scene *s) {
    s->root.is_ca = false;
}
static void root_without_key_cert_sign(struct scene *s) {
    s->root.key_usage = KEY_USAGE_CRL_SIGN | KEY_USAGE_DIGITAL_SIGNATURE;
}
static void root_of_version_1(struct scene *s) {
    s->root = (struct forgery){.name = "root", .version = 1};
    s->ca.key_ids = false;
}
static void constraints_not_critical(struct scene *s) {
    s->ca.is_ca = false;
    EXTEND(s, &s->ca, OID_BASIC_CONSTRAINTS, false, 0x30, 0x03, 0x01, 0x01, 0xff);
}
static void basic_constraints_of_ca(struct scene *s, tl_bytes value) {
    s->ca.is_ca = false;
    scene_extend(s, &s->ca, OID_BASIC_CONSTRAINTS, sizeof OID_BASIC_CONSTRAINTS - 1, true, value);
}
static void negative_length(struct scene *s) {
    basic_constraints_of_ca(s, (tl_bytes)TEXT_OF("\x30\x06\x01\x01\xff\x02\x01\xff"));
}
static void length_0_written_by_hand(struct scene *s) {
    basic_constraints_of_ca(s, (tl_bytes)TEXT_OF("\x30\x06\x01\x01\xff\x02\x01\x00"));
}
static void length_of_no_ca(struct scene *s) {
    EXTEND(s, &s->leaf, OID_BASIC_CONSTRAINTS, true, 0x30, 0x03, 0x02, 0x01, 0x00);
}
static void leaf_is_ca(struct scene *s) {
    s->leaf.is_ca = true;
    s->leaf.no_path_limit = true;
}
static void leaf_signs_certificates_too(struct scene *s) {
    s->leaf.key_usage |= KEY_USAGE_CERT_SIGN;
}

static const struct row rows[] = {
    {"the issuer has no basicConstraints", "RFC 5280 §6.1.4 (k)", BECAUSE(NOT_A_CA), ca_without_constraints, NULL},
    {"the issuer says that it is no CA", "RFC 5280 §6.1.4 (k)", BECAUSE(NOT_A_CA), ca_false, NULL},
    {"the issuer's certificate is of version 1", "RFC 5280 §6.1.4 (k)", BECAUSE(NOT_A_CA), ca_of_version_1,
     no_key_usage},
    {"the issuer lacks keyCertSign", "RFC 5280 §6.1.4 (n)", BECAUSE(NOT_A_CA), no_key_cert_sign, no_key_usage},
    {"a CA below one that allows none", "RFC 5280 §6.1.4 (l)", BECAUSE(PATH_TOO_LONG), ca_below_length_0, length_0},
    {"two CAs below one that allows one", "RFC 5280 §6.1.4 (l)", BECAUSE(PATH_TOO_LONG), two_below_length_1,
     one_below_length_1},
    {"a lower CA allows fewer than its issuer", "RFC 5280 §6.1.4 (m)", BECAUSE(PATH_TOO_LONG), length_of_the_lower,
     no_ca_below_the_lower},
    {"a self-issued certificate takes no room", "RFC 5280 §6.1.4 (l)", BECAUSE(NONE), self_issued_below_length_0, NULL},
    {"an anchor's path length does not count", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), length_of_root, NULL},
    {"an anchor has no basicConstraints", "RFC 5280 §6.2", BECAUSE(NOT_A_CA), root_without_constraints, NULL},
    {"an anchor lacks keyCertSign", "RFC 5280 §6.2", BECAUSE(NOT_A_CA), root_without_key_cert_sign, NULL},
    {"an anchor of version 1", "RFC 5280 §6.1.1 (d)", BECAUSE(NONE), root_of_version_1, NULL},
    {"a negative path length", "RFC 5280 §4.2.1.9", BECAUSE(MALFORMED_CERTIFICATE), negative_length,
     length_0_written_by_hand},
    {"a path length in a certificate of no CA", "RFC 5280 §4.2.1.9", BECAUSE(NONE), length_of_no_ca, NULL},
    {"a server's certificate may be that of a CA", "RFC 5280 §6.1.5", BECAUSE(NONE), leaf_is_ca, NULL},
    {"a leaf has keyCertSign beside digitalSignature", "RFC 5280 §4.2.1.3", BECAUSE(NONE), leaf_signs_certificates_too,
     NULL},
    {"basicConstraints need not be critical", "RFC 5280 §6.1.4 (k)", BECAUSE(NONE), constraints_not_critical, NULL},
};

TABLE(table_cas, "Who may issue", NULL, NULL);
