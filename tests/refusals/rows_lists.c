/* Revocation lists (RFC 5280 §6.3), where revocation must be known. */
#include "refusals/rows.h"

#include "x509/der/oid.h"

/* The lists of the root and of the CA, which revoke another certificate. */
static void setting(struct scene *s) {
    s->revocation = TL_REVOCATION_REQUIRED;
    s->lists[0] = (struct scene_list){.of_root = true};
    s->lists[1] = (struct scene_list){.forgery = {.entries = &forged_other, .num_entries = 1}};
    s->num_lists = 2;
}
static struct crl_forgery *list(struct scene *s) {
    return &s->lists[1].forgery;
}
static void leaf_revoked(struct scene *s) {
    list(s)->entries = &forged_revoked;
}
static void leaf_held(struct scene *s) {
    list(s)->entries = &forged_held;
}
static void ca_revoked(struct scene *s) {
    s->lists[0].forgery.entries = &forged_revoked;
    s->lists[0].forgery.num_entries = 1;
}
static void no_list(struct scene *s) {
    s->num_lists = 1;
}
static void no_list_of_root(struct scene *s) {
    s->lists[0] = s->lists[1];
    s->num_lists = 1;
}
static void list_expired(struct scene *s) {
    list(s)->this_update = FORGE_NOW - 9 * FORGE_DAY;
    list(s)->next_update = FORGE_NOW - 1;
}
static void list_in_last_second(struct scene *s) {
    list(s)->this_update = FORGE_NOW - 9 * FORGE_DAY;
    list(s)->next_update = FORGE_NOW + 1;
}
static void list_early(struct scene *s) {
    list(s)->this_update = FORGE_NOW + 1;
}
static void no_next_update(struct scene *s) {
    list(s)->no_next_update = true;
}
static void list_altered(struct scene *s) {
    list(s)->wrong_signature = true;
}
static void list_of_stranger(struct scene *s) {
    s->lists[1].signer = BY_A_STRANGER;
}
static void list_by_root(struct scene *s) {
    s->lists[1].signer = BY_THE_OTHER_CA;
}
static void ca_may_not_sign_lists(struct scene *s) {
    s->ca.key_usage = KEY_USAGE_CERT_SIGN;
}
static void list_with_sha1(struct scene *s) {
    s->ca.same_key = scene_rsa();
    list(s)->alg = &signature_rsa_pkcs1_sha1;
}
static void list_with_sha256(struct scene *s) {
    s->ca.same_key = scene_rsa();
}
static void list_with_unknown_critical(struct scene *s) {
    list(s)->extend = crl_extend_unknown_critical;
}
static void list_with_unknown(struct scene *s) {
    list(s)->extend = crl_extend_unknown;
}
static void entry_with_unknown_critical(struct scene *s) {
    list(s)->entries = &forged_strange;
}

/* ---- scopes ---- */

static void list_of_cas(struct scene *s) {
    list(s)->extend = crl_scope_only_cas;
}
static void list_of_users(struct scene *s) {
    list(s)->extend = crl_scope_only_users;
}
static void list_of_attributes(struct scene *s) {
    list(s)->extend = crl_scope_only_attributes;
}
static void leaf_with_point(struct scene *s) {
    s->leaf.extend = certificate_extend_point_1;
}
static void list_of_its_point(struct scene *s) {
    leaf_with_point(s);
    list(s)->extend = crl_scope_point_1;
}
static void list_of_a_point(struct scene *s) {
    list(s)->extend = crl_scope_point_1;
}
static void list_of_another_point(struct scene *s) {
    leaf_with_point(s);
    list(s)->extend = crl_scope_point_2;
}
static void list_of_some_reasons(struct scene *s) {
    list(s)->extend = crl_scope_key_compromise;
}
static void lists_of_all_reasons(struct scene *s) {
    list(s)->extend = crl_scope_key_compromise;
    s->lists[2] = s->lists[1];
    s->lists[2].forgery.extend = crl_scope_all_but_key_compromise;
    s->num_lists = 3;
}

/* ---- indirect lists: the root's, which is to hold also for what the CA issued ---- */

/* certificateIssuer: the CA */
static void issued_by_ca(struct writer *w) {
    static const uint8_t value[] = {0x30, 0x11, 0xa4, 0x0f, 0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09,
                                    0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x02, 'c',  'a'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_CERTIFICATE_ISSUER), true, bytes_of(value, sizeof value));
}
/* The leaf says that the root issues its list. */
static void root_issues_list(struct scene *s) {
    static const uint8_t value[] = {0x30, 0x27, 0x30, 0x25, 0xa0, 0x0e, 0xa0, 0x0c, 0x86, 0x0a, 'h',  't',  't',  'p',
                                    ':',  '/',  '/',  'a',  '/',  '1',  0xa2, 0x13, 0xa4, 0x11, 0x30, 0x0f, 0x31, 0x0d,
                                    0x30, 0x0b, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x04, 'r',  'o',  'o',  't'};
    scene_extend(s, &s->leaf, OID_CRL_POINTS, 3, false, bytes_of(value, sizeof value));
    s->num_lists = 1;
}
static void indirect_list(struct scene *s) {
    root_issues_list(s);
    s->lists[0].forgery.extend = crl_scope_indirect;
}
static void revoked_by_indirect_list(struct scene *s) {
    static struct forged_entry entry;
    entry = forged_revoked;
    entry.extend = issued_by_ca;
    indirect_list(s);
    s->lists[0].forgery.entries = &entry;
    s->lists[0].forgery.num_entries = 1;
}
static void not_an_indirect_list(struct scene *s) {
    root_issues_list(s);
}

/* ---- deltas ---- */

static void list_and_delta(struct scene *s) {
    list(s)->number = 5;
    s->lists[2] = s->lists[1];
    s->lists[2].forgery.number = 6;
    s->lists[2].forgery.base_number = 5;
    list(s)->extend = crl_extend_freshest; /* without which OpenSSL does not look at deltas */
    s->num_lists = 3;
}
static void revoked_by_delta(struct scene *s) {
    list_and_delta(s);
    s->lists[2].forgery.entries = &forged_revoked;
}
static void delta_alone(struct scene *s) {
    list_and_delta(s);
    s->lists[1] = s->lists[2];
    s->num_lists = 2;
}

#define REVOKED(rule, source, change, twin)                                                                            \
    { rule, source, BECAUSE(CERTIFICATE_REVOKED), change, twin }
#define UNKNOWN(rule, source, change, twin)                                                                            \
    { rule, source, BECAUSE(REVOCATION_UNKNOWN), change, twin }

static const struct row rows[] = {
    REVOKED("the leaf was revoked", "RFC 5280 §6.3.3 (j)", leaf_revoked, NULL),
    REVOKED("the leaf is on hold", "RFC 5280 §5.3.1", leaf_held, NULL),
    REVOKED("the CA's certificate was revoked", "RFC 5280 §6.3.3 (j)", ca_revoked, NULL),
    REVOKED("revoked by an indirect list", "RFC 5280 §5.2.5", revoked_by_indirect_list, indirect_list),
    REVOKED("revoked by a delta", "RFC 5280 §6.3.3 (i)", revoked_by_delta, list_and_delta),
    UNKNOWN("no list of the CA", "RFC 5280 §6.3.3", no_list, NULL),
    UNKNOWN("no list of the root", "RFC 5280 §6.3.3", no_list_of_root, NULL),
    UNKNOWN("the list is out of date", "RFC 5280 §6.3.3 (a)", list_expired, list_in_last_second),
    UNKNOWN("the list is of the future", "RFC 5280 §5.1.2.4", list_early, NULL),
    UNKNOWN("the list does not say until when it holds", "RFC 5280 §5.1.2.5", no_next_update, NULL),
    UNKNOWN("the list was altered", "RFC 5280 §6.3.3 (g)", list_altered, NULL),
    UNKNOWN("a stranger signed the list", "RFC 5280 §6.3.3 (g)", list_of_stranger, NULL),
    UNKNOWN("the root signed the list of the CA", "RFC 5280 §6.3.3 (f)", list_by_root, NULL),
    UNKNOWN("the CA may not sign lists", "RFC 5280 §6.3.3 (f)", ca_may_not_sign_lists, NULL),
    UNKNOWN("the list is signed with SHA-1", "CA/Browser Forum BR §7.1.3.2.1", list_with_sha1, list_with_sha256),
    UNKNOWN("a critical extension of the list is not known", "RFC 5280 §5.2", list_with_unknown_critical,
            list_with_unknown),
    UNKNOWN("a critical extension of an entry is not known", "RFC 5280 §5.3", entry_with_unknown_critical, NULL),
    UNKNOWN("the list is about CAs only", "RFC 5280 §6.3.3 (b) (2) (iii)", list_of_cas, list_of_users),
    UNKNOWN("the list is about attribute certificates only", "RFC 5280 §6.3.3 (b) (2) (iv)", list_of_attributes, NULL),
    UNKNOWN("the list is of another point", "RFC 5280 §6.3.3 (b) (2) (i)", list_of_another_point, list_of_its_point),
    UNKNOWN("the list is of a point, and the leaf has none", "RFC 5280 §6.3.3 (b) (2) (i)", list_of_a_point,
            list_of_its_point),
    UNKNOWN("the list is about one reason only", "RFC 5280 §6.3.3 (d), (e)", list_of_some_reasons,
            lists_of_all_reasons),
    UNKNOWN("the list of another issuer is not an indirect one", "RFC 5280 §6.3.3 (b) (1)", not_an_indirect_list,
            indirect_list),
    UNKNOWN("a delta alone", "RFC 5280 §5.2.4", delta_alone, list_and_delta),
};

TABLE(table_lists, "Revocation lists",
      "Revocation is `TL_REVOCATION_REQUIRED`; OpenSSL has `CRL_CHECK`, `CRL_CHECK_ALL`, `EXTENDED_CRL_SUPPORT` and\n"
      "`USE_DELTAS`. GnuTLS is given each list after `gnutls_x509_crl_verify` found it good; where it did not, that is "
      "the\n"
      "answer.",
      setting);
