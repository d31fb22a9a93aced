/* Name constraints (RFC 5280 §4.2.1.10). */
#include "refusals/names.h"
#include "refusals/rows.h"

#include "x509/der/oid.h"

/* Each: a constraint on the CA, and the leaf's one name, which is not the one asked for. */
static void limit(struct scene *s, enum subtree which, enum general_name_kind kind, tl_bytes base, tl_bytes name) {
    constrain(s, &s->ca, which, kind, base);
    set_name(s, &s->leaf, kind, name);
    s->host = NULL;
}

#define LIMIT(name, which, kind, base, presented)                                                                      \
    static void name(struct scene *s) {                                                                                \
        limit(s, which, GENERAL_NAME_##kind, TEXT(base), TEXT(presented));                                             \
    }
LIMIT(dns_permitted, PERMITTED, DNS, "example.org", "www.example.org")
LIMIT(dns_not_permitted, PERMITTED, DNS, "example.org", "www.example.net")
LIMIT(dns_not_a_label, PERMITTED, DNS, "example.org", "badexample.org")
LIMIT(dns_excluded, EXCLUDED, DNS, "example.org", "www.example.org")
LIMIT(dns_not_excluded, EXCLUDED, DNS, "example.org", "www.example.net")
LIMIT(dns_case, EXCLUDED, DNS, "EXAMPLE.org", "www.example.ORG")
LIMIT(wildcard_reaches_excluded, EXCLUDED, DNS, "www.example.org", "*.example.org")
LIMIT(wildcard_elsewhere, EXCLUDED, DNS, "www.example.org", "*.example.net")
LIMIT(dns_below_permitted, PERMITTED, DNS, ".example.org", "www.example.org")
LIMIT(dns_itself_not_permitted, PERMITTED, DNS, ".example.org", "example.org")
LIMIT(wildcard_wider_than_permitted, PERMITTED, DNS, "www.example.org", "*.example.org")
LIMIT(ipv4_all_excluded, EXCLUDED, IP, "\0\0\0\0\0\0\0\0", "\xc0\x00\x02\x01")
LIMIT(ipv6_all_excluded_but_ipv4, EXCLUDED, IP, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
      "\xc0\x00\x02\x01")
LIMIT(address_without_mask, EXCLUDED, IP, "\xc0\x00\x03\x00", "\xc0\x00\x02\x01")
LIMIT(dns_base_in_utf8, EXCLUDED, DNS, "b\xc3\xbc.example.org", "www.example.org")
LIMIT(dns_all_excluded, EXCLUDED, DNS, "", "www.example.org")
LIMIT(ipv4_permitted, PERMITTED, IP, "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x02\x01")
LIMIT(ipv4_not_permitted, PERMITTED, IP, "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x03\x01")
LIMIT(ipv4_excluded, EXCLUDED, IP, "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x02\x01")
LIMIT(ipv4_not_excluded, EXCLUDED, IP, "\xc0\x00\x02\x00\xff\xff\xff\x00", "\xc0\x00\x03\x01")
#define V6_NET "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\0\0\0\0\0"
#define V6_IN  "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
#define V6_OUT "\x20\x01\x0d\xb9\0\0\0\0\0\0\0\0\0\0\0\x01"
LIMIT(ipv6_permitted, PERMITTED, IP, V6_NET, V6_IN)
LIMIT(ipv6_not_permitted, PERMITTED, IP, V6_NET, V6_OUT)
LIMIT(ipv6_excluded, EXCLUDED, IP, V6_NET, V6_IN)
LIMIT(ipv6_not_excluded, EXCLUDED, IP, V6_NET, V6_OUT)
LIMIT(ipv4_under_ipv6, PERMITTED, IP, V6_NET, "\xc0\x00\x02\x01")
LIMIT(mask_with_a_hole, PERMITTED, IP, "\xc0\x00\x02\x00\xff\x00\xff\x00", "\xc0\x00\x02\x01")
LIMIT(email_host_permitted, PERMITTED, EMAIL, "example.org", "jo@example.org")
LIMIT(email_host_not_permitted, PERMITTED, EMAIL, "example.org", "jo@mail.example.org")
LIMIT(email_domain_permitted, PERMITTED, EMAIL, ".example.org", "jo@mail.example.org")
LIMIT(email_domain_not_permitted, PERMITTED, EMAIL, ".example.org", "jo@example.org")
LIMIT(mailbox_permitted, PERMITTED, EMAIL, "jo@example.org", "jo@example.org")
LIMIT(mailbox_not_permitted, PERMITTED, EMAIL, "jo@example.org", "al@example.org")
LIMIT(email_excluded, EXCLUDED, EMAIL, "example.org", "jo@example.org")
LIMIT(email_not_excluded, EXCLUDED, EMAIL, "example.org", "jo@example.net")
LIMIT(mailbox_excluded_in_capitals, EXCLUDED, EMAIL, "jo@example.org", "JO@example.org")
LIMIT(mailbox_not_excluded, EXCLUDED, EMAIL, "jo@example.org", "al@example.org")
LIMIT(uri_permitted, PERMITTED, URI, "www.example.org", "https://www.example.org:443/a")
LIMIT(uri_with_user, PERMITTED, URI, "www.example.org", "https://jo@www.example.org/")
LIMIT(uri_not_permitted, PERMITTED, URI, "www.example.org", "https://www.example.net/www.example.org")
LIMIT(uri_domain_permitted, PERMITTED, URI, ".example.org", "https://www.example.org/")
LIMIT(uri_domain_not_permitted, PERMITTED, URI, ".example.org", "https://example.org/")
LIMIT(uri_excluded, EXCLUDED, URI, ".example.org", "https://www.example.org/")
LIMIT(uri_not_excluded, EXCLUDED, URI, ".example.org", "https://www.example.net/")
LIMIT(uri_with_address, EXCLUDED, URI, ".example.org", "https://192.0.2.1/")
LIMIT(uri_without_host, EXCLUDED, URI, ".example.org", "urn:example:org")
LIMIT(registered_id, EXCLUDED, REGISTERED_ID, "\x2a\x03\x05", "\x2a\x03\x04")
#define OTHER(text) "\x06\x03\x2a\x03\x04\xa0\x03\x0c\x01" text /* type-id 1.2.3.4, value UTF8String */
LIMIT(other_name, EXCLUDED, OTHER, OTHER("a"), OTHER("b"))
LIMIT(dns_base_with_wildcard, PERMITTED, DNS, "*.example.org", "www.example.org")

static void other_name_without_restriction(struct scene *s) {
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
    set_name(s, &s->leaf, GENERAL_NAME_OTHER, TEXT(OTHER("a")));
    s->host = NULL;
}
static void registered_id_without_restriction(struct scene *s) {
    other_name_without_restriction(s);
    s->leaf.extensions = (tl_bytes){0};
    set_name(s, &s->leaf, GENERAL_NAME_REGISTERED_ID, TEXT("\x2a\x03\x04"));
}
static void minimum_1(struct scene *s) {
    constrain_with(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"), TEXT("\x80\x01\x01"));
}
static void no_minimum(struct scene *s) {
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
}

static void maximum_5(struct scene *s) {
    constrain_with(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"), TEXT("\x81\x01\x05"));
}
static void no_subtree(struct scene *s) {
    EXTEND(s, &s->ca, OID_NAME_CONSTRAINTS, true, 0x30, 0x02, 0xa1, 0x00);
}
static void excluded_before_permitted(struct scene *s) {
    EXTEND(s, &s->ca, OID_NAME_CONSTRAINTS, true, 0x30, 0x12, 0xa1, 0x07, 0x30, 0x05, 0x82, 0x03, 'n', 'e', 't', 0xa0,
           0x07, 0x30, 0x05, 0x82, 0x03, 'o', 'r', 'g');
}
static void names_in_order(struct scene *s) {
    EXTEND(s, &s->ca, OID_NAME_CONSTRAINTS, true, 0x30, 0x12, 0xa0, 0x07, 0x30, 0x05, 0x82, 0x03, 'o', 'r', 'g', 0xa1,
           0x07, 0x30, 0x05, 0x82, 0x03, 'n', 'e', 't');
}

/* ---- directory names ---- */

static void directory(struct scene *s, enum subtree which, const char *base, const char *organization) {
    constrain(s, &s->ca, which, GENERAL_NAME_DIRECTORY, make_name(s, base, NULL));
    s->leaf.subject = make_name(s, organization, "leaf");
}
static void directory_permitted(struct scene *s) {
    directory(s, PERMITTED, "Good", "Good");
}
static void directory_not_permitted(struct scene *s) {
    directory(s, PERMITTED, "Good", "Bad");
}
static void directory_excluded(struct scene *s) {
    directory(s, EXCLUDED, "Bad", "Bad");
}
static void directory_not_excluded(struct scene *s) {
    directory(s, EXCLUDED, "Bad", "Good");
}
static void directory_alternative(struct scene *s, const char *organization) {
    directory(s, PERMITTED, "Good", "Good");
    set_name(s, &s->leaf, GENERAL_NAME_DIRECTORY, make_name(s, organization, "leaf"));
    s->host = NULL;
}
static void directory_alternative_permitted(struct scene *s) {
    directory_alternative(s, "Good");
}
static void directory_alternative_not_permitted(struct scene *s) {
    directory_alternative(s, "Bad");
}
static void directory_in_capitals(struct scene *s) {
    directory(s, PERMITTED, "GOOD  house", "Good House");
}

static void no_subject_under_directory_names(struct scene *s) {
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DIRECTORY, make_name(s, "Good", NULL));
    s->leaf.name = NULL;
}

/* ---- mail addresses in the subject ---- */

static void subject_email(struct scene *s, const char *address) {
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_EMAIL, TEXT("example.org"));
    s->leaf.subject = make_name_with_email(s, address);
    s->leaf.names = NULL;
    s->host = NULL;
}
static void subject_email_permitted(struct scene *s) {
    subject_email(s, "jo@example.org");
}
static void subject_email_not_permitted(struct scene *s) {
    subject_email(s, "jo@example.net");
}

/* ---- whose constraints, whose names ---- */

static void root_permits(struct scene *s) {
    constrain(s, &s->root, PERMITTED, GENERAL_NAME_DNS, TEXT("example.net"));
}
static void root_permits_org(struct scene *s) {
    constrain(s, &s->root, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
}
static void root_excludes(struct scene *s) {
    constrain(s, &s->root, EXCLUDED, GENERAL_NAME_DNS, TEXT("example.org"));
}
static void root_excludes_net(struct scene *s) {
    constrain(s, &s->root, EXCLUDED, GENERAL_NAME_DNS, TEXT("example.net"));
}
static void ca_permits_more_than_root(struct scene *s) {
    root_permits(s);
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
}
static void both_permit(struct scene *s) {
    root_permits_org(s);
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("www.example.org"));
}
static void name_of_ca(struct scene *s) {
    struct forgery *below = scene_add_ca(s, "ca below");
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
    set_name(s, below, GENERAL_NAME_DNS, TEXT("www.example.net"));
}
static void permitted_name_of_ca(struct scene *s) {
    struct forgery *below = scene_add_ca(s, "ca below");
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
    set_name(s, below, GENERAL_NAME_DNS, TEXT("www.example.org"));
}
static void name_of_self_issued_ca(struct scene *s) {
    struct forgery *below = scene_add_ca(s, "ca");
    constrain(s, &s->ca, PERMITTED, GENERAL_NAME_DNS, TEXT("example.org"));
    set_name(s, below, GENERAL_NAME_DNS, TEXT("www.example.net"));
}
static void permitted_and_excluded(struct scene *s) {
    EXTEND(s, &s->ca, OID_NAME_CONSTRAINTS, true, 0x30, 0x1e, 0xa0, 0x0f, 0x30, 0x0d, 0x82, 0x0b, 'e', 'x', 'a', 'm',
           'p', 'l', 'e', '.', 'o', 'r', 'g', 0xa1, 0x0b, 0x30, 0x09, 0x82, 0x07, 'w', 'w', 'w', '.', 'e', 'x', 'a');
}

#define BROKEN(rule, change, twin)                                                                                     \
    { rule, "RFC 5280 §4.2.1.10", BECAUSE(NAME_NOT_PERMITTED), change, twin }
#define UNSUPPORTED(rule, change, twin)                                                                                \
    { rule, "RFC 5280 §4.2.1.10", BECAUSE(UNSUPPORTED_NAME_CONSTRAINT), change, twin }

static const struct row rows[] = {
    BROKEN("a DNS name that is not permitted", dns_not_permitted, dns_permitted),
    BROKEN("a DNS name that ends in a permitted one, but not at a dot", dns_not_a_label, dns_permitted),
    BROKEN("an excluded DNS name", dns_excluded, dns_not_excluded),
    BROKEN("an excluded DNS name in other letters", dns_case, dns_not_excluded),
    BROKEN("a wildcard that covers an excluded DNS name", wildcard_reaches_excluded, wildcard_elsewhere),
    BROKEN("a wildcard that is wider than what is permitted", wildcard_wider_than_permitted, dns_permitted),
    BROKEN("a domain of which only names below it are permitted", dns_itself_not_permitted, dns_below_permitted),
    BROKEN("an IPv4 address where all are excluded", ipv4_all_excluded, ipv6_all_excluded_but_ipv4),
    BROKEN("a DNS name where all are excluded", dns_all_excluded, dns_not_excluded),
    BROKEN("an IPv4 address that is not permitted", ipv4_not_permitted, ipv4_permitted),
    BROKEN("an excluded IPv4 address", ipv4_excluded, ipv4_not_excluded),
    BROKEN("an IPv6 address that is not permitted", ipv6_not_permitted, ipv6_permitted),
    BROKEN("an excluded IPv6 address", ipv6_excluded, ipv6_not_excluded),
    BROKEN("an IPv4 address where only IPv6 addresses are permitted", ipv4_under_ipv6, ipv6_permitted),
    BROKEN("a mail address at a host below the permitted one", email_host_not_permitted, email_host_permitted),
    BROKEN("a mail address at a domain of which only hosts are permitted", email_domain_not_permitted,
           email_domain_permitted),
    BROKEN("another mailbox than the permitted one", mailbox_not_permitted, mailbox_permitted),
    BROKEN("an excluded mail host", email_excluded, email_not_excluded),
    BROKEN("an excluded mailbox in capital letters", mailbox_excluded_in_capitals, mailbox_not_excluded),
    BROKEN("a mail address in the subject that is not permitted", subject_email_not_permitted, subject_email_permitted),
    BROKEN("a URI with a host that is not permitted", uri_not_permitted, uri_permitted),
    BROKEN("a URI with a domain of which only hosts are permitted", uri_domain_not_permitted, uri_domain_permitted),
    BROKEN("a URI with an excluded host", uri_excluded, uri_not_excluded),
    BROKEN("a URI with an address, and URIs are restricted", uri_with_address, uri_not_excluded),
    BROKEN("a URI without a host, and URIs are restricted", uri_without_host, uri_not_excluded),
    BROKEN("a subject that is not permitted", directory_not_permitted, directory_permitted),
    BROKEN("an excluded subject", directory_excluded, directory_not_excluded),
    BROKEN("a directory name in subjectAltName that is not permitted", directory_alternative_not_permitted,
           directory_alternative_permitted),
    BROKEN("the root does not permit the name", root_permits, root_permits_org),
    BROKEN("the root excludes the name", root_excludes, root_excludes_net),
    BROKEN("a CA permits what the root does not", ca_permits_more_than_root, both_permit),
    BROKEN("a CA has a name that its issuer may not certify", name_of_ca, permitted_name_of_ca),
    UNSUPPORTED("an otherName, and otherNames are restricted", other_name, other_name_without_restriction),
    UNSUPPORTED("a registeredID, and registeredIDs are restricted", registered_id, registered_id_without_restriction),
    UNSUPPORTED("a constraint that is no DNS name", dns_base_with_wildcard, dns_permitted),
    {"a mask with a hole", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), mask_with_a_hole, ipv4_permitted},
    {"a constraint with a minimum", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), minimum_1, no_minimum},
    {"a constraint with a maximum", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), maximum_5, no_minimum},
    {"a constraint without a subtree", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), no_subtree, NULL},
    {"a constraint of an address without a mask", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE),
     address_without_mask, ipv4_not_excluded},
    {"a constraint with octets beyond ASCII", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE), dns_base_in_utf8,
     dns_not_excluded},
    {"excludedSubtrees stand before permittedSubtrees", "RFC 5280 §4.2.1.10", BECAUSE(MALFORMED_CERTIFICATE),
     excluded_before_permitted, names_in_order},
    {"an empty subject is within every directory name", "RFC 5280 §4.2.1.10", BECAUSE(NONE),
     no_subject_under_directory_names, NULL},
    {"a URI with a user before a permitted host", "RFC 5280 §4.2.1.10", BECAUSE(NONE), uri_with_user, NULL},
    {"a directory name in other letters", "RFC 5280 §7.1", BECAUSE(NONE), directory_in_capitals, NULL},
    {"the names of a self-issued CA are free", "RFC 5280 §6.1.3 (b)", BECAUSE(NONE), name_of_self_issued_ca, NULL},
    {"permitted, and another one excluded", "RFC 5280 §4.2.1.10", BECAUSE(NONE), permitted_and_excluded, NULL},
};

TABLE(table_name_constraints, "Name constraints", NULL, NULL);
