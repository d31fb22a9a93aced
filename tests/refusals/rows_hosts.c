/* Whom a certificate is for (RFC 9525 §6). */
#include "refusals/names.h"
#include "refusals/rows.h"

#define PUNYCODE "xn--mller-kva.example.org" /* müller.example.org */

static void dns(struct scene *s, const char *presented, const char *host) {
    set_name(s, &s->leaf, GENERAL_NAME_DNS, bytes_of_string(presented));
    s->host = host;
}

#define DNS(name, presented, host)                                                                                     \
    static void name(struct scene *s) {                                                                                \
        dns(s, presented, host);                                                                                       \
    }
DNS(same_name, "www.example.org", "www.example.org")
DNS(other_name, "other.example.org", "www.example.org")
DNS(name_above, "example.org", "www.example.org")
DNS(name_below, "www.example.org", "example.org")
DNS(wildcard, "*.example.org", "www.example.org")
DNS(wildcard_for_two, "*.example.org", "a.b.example.org")
DNS(wildcard_for_none, "*.example.org", "example.org")
DNS(wildcard_in_second, "www.*.org", "www.example.org")
DNS(wildcard_in_part, "w*.example.org", "www.example.org")
DNS(wildcard_alone, "*", "localhost")
DNS(localhost, "localhost", "localhost")
DNS(wildcard_for_all_of_org, "*.org", "example.org")
DNS(exact_org, "example.org", "example.org")
DNS(wildcard_for_a_label, "*.example.org", PUNYCODE)
DNS(address_as_dns_name, "192.0.2.1", "192.0.2.1")
DNS(final_dot_asked_for, "www.example.org", "www.example.org.")
DNS(final_dot_presented, "www.example.org.", "www.example.org")
DNS(capitals, "WWW.Example.ORG", "www.eXample.org")
DNS(a_label, PUNYCODE, PUNYCODE)
DNS(underscore, "_dmarc.example.org", "_dmarc.example.org")

static void name_with_nul(struct scene *s) {
    set_name(s, &s->leaf, GENERAL_NAME_DNS, TEXT("www.example.org\0.example.net"));
}
static void common_name_alone(struct scene *s) {
    s->leaf.names = NULL;
    s->leaf.name = "www.example.org";
}
static void common_name_beside_others(struct scene *s) {
    dns(s, "other.example.org", "www.example.org");
    s->leaf.name = "www.example.org";
}
static void legacy_common_name_alone(struct scene *s) {
    common_name_alone(s);
    s->legacy_common_name = true;
}
static void legacy_common_name_beside_others(struct scene *s) {
    common_name_beside_others(s);
    s->legacy_common_name = true;
}
static void legacy_common_name_beside_address(struct scene *s) {
    legacy_common_name_alone(s);
    set_name(s, &s->leaf, GENERAL_NAME_IP, TEXT("\xc0\x00\x02\x01"));
}
static void legacy_common_name_excluded(struct scene *s) {
    legacy_common_name_alone(s);
    constrain(s, &s->ca, EXCLUDED, GENERAL_NAME_DNS, TEXT("example.org"));
}
static void legacy_common_name_not_excluded(struct scene *s) {
    legacy_common_name_alone(s);
    constrain(s, &s->ca, EXCLUDED, GENERAL_NAME_DNS, TEXT("example.net"));
}
static void ipv4(struct scene *s, const char *host) {
    set_name(s, &s->leaf, GENERAL_NAME_IP, TEXT("\xc0\x00\x02\x01"));
    s->host = host;
}
static void same_ipv4(struct scene *s) {
    ipv4(s, "192.0.2.1");
}
static void other_ipv4(struct scene *s) {
    ipv4(s, "192.0.2.2");
}
static void name_for_address(struct scene *s) {
    ipv4(s, "www.example.org");
}
static void ipv6(struct scene *s, const char *host) {
    set_name(s, &s->leaf, GENERAL_NAME_IP, TEXT("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"));
    s->host = host;
}
static void same_ipv6(struct scene *s) {
    ipv6(s, "2001:db8::1");
}
static void other_ipv6(struct scene *s) {
    ipv6(s, "2001:db8::2");
}
static void mapped_ipv4(struct scene *s) {
    ipv4(s, "::ffff:192.0.2.1");
}
static void email(struct scene *s, const char *presented, const char *wanted) {
    set_name(s, &s->leaf, GENERAL_NAME_EMAIL, bytes_of_string(presented));
    s->host = NULL;
    s->email = wanted;
    s->purpose = TL_PURPOSE_ANY;
}
static void same_email(struct scene *s) {
    email(s, "Jo@example.org", "Jo@EXAMPLE.org");
}
static void other_email(struct scene *s) {
    email(s, "jo@example.org", "al@example.org");
}
static void email_of_other_case(struct scene *s) {
    email(s, "jo@example.org", "Jo@example.org");
}
static void email_in_subject(struct scene *s) {
    email(s, "x@example.org", "jo@example.org");
    s->leaf.extensions = (tl_bytes){0};
    s->leaf.subject = make_name_with_email(s, "jo@example.org");
}
static void uri_for_host(struct scene *s) {
    set_name(s, &s->leaf, GENERAL_NAME_URI, TEXT("https://www.example.org/"));
}

#define WRONG(rule, source, change, twin)                                                                              \
    { rule, source, BECAUSE(WRONG_HOST), change, twin }
#define RIGHT(rule, source, change)                                                                                    \
    { rule, source, BECAUSE(NONE), change, NULL }

static const struct row rows[] = {
    WRONG("another name", "RFC 9525 §6.3", other_name, same_name),
    WRONG("a name above", "RFC 9525 §6.3", name_above, same_name),
    WRONG("a name below", "RFC 9525 §6.3", name_below, exact_org),
    WRONG("a wildcard for two labels", "RFC 9525 §6.3", wildcard_for_two, wildcard),
    WRONG("a wildcard for no label", "RFC 9525 §6.3", wildcard_for_none, wildcard),
    WRONG("a wildcard that is not the first label", "RFC 9525 §6.3", wildcard_in_second, wildcard),
    WRONG("a wildcard for part of a label", "RFC 9525 §6.3", wildcard_in_part, wildcard),
    WRONG("a wildcard alone", "RFC 9525 §6.3", wildcard_alone, localhost),
    WRONG("a wildcard for a whole top-level domain", "RFC 9525 §7.1", wildcard_for_all_of_org, exact_org),
    WRONG("an address as a DNS name", "RFC 9525 §6.4", address_as_dns_name, same_ipv4),
    WRONG("a common name alone", "RFC 9525 §2", common_name_alone, NULL),
    WRONG("a common name beside other DNS names", "RFC 9525 §2", common_name_beside_others, NULL),
    WRONG("a common name beside other DNS names, and legacy_common_name", "RFC 6125 §6.4.4",
          legacy_common_name_beside_others, legacy_common_name_alone),
    WRONG("a common name beside an address, and legacy_common_name", "RFC 6125 §6.4.4",
          legacy_common_name_beside_address, legacy_common_name_alone),
    {"a common name that the CA must not certify, and legacy_common_name", "RFC 5280 §4.2.1.10",
     BECAUSE(NAME_NOT_PERMITTED), legacy_common_name_excluded, legacy_common_name_not_excluded},
    WRONG("a name with a zero octet", "RFC 5280 §4.2.1.6", name_with_nul, same_name),
    WRONG("a final dot in the certificate", "RFC 5280 §4.2.1.6", final_dot_presented, same_name),
    WRONG("a URI in place of a DNS name", "RFC 9525 §6.3", uri_for_host, NULL),
    WRONG("another IPv4 address", "RFC 9525 §6.4", other_ipv4, same_ipv4),
    WRONG("another IPv6 address", "RFC 9525 §6.4", other_ipv6, same_ipv6),
    WRONG("an IPv4 address, asked for as one of IPv6", "RFC 9525 §6.4", mapped_ipv4, same_ipv4),
    WRONG("an address, and a name is asked for", "RFC 9525 §6.4", name_for_address, NULL),
    {"another mail address", "RFC 5280 §4.2.1.6", BECAUSE(WRONG_EMAIL), other_email, same_email},
    {"a mail address with another case before the @", "RFC 5280 §7.5", BECAUSE(WRONG_EMAIL), email_of_other_case,
     same_email},
    {"a mail address in the subject alone", "RFC 8398 §5; RFC 8550 §3", BECAUSE(WRONG_EMAIL), email_in_subject,
     same_email},
    RIGHT("a common name alone, and legacy_common_name", "RFC 6125 §6.4.4", legacy_common_name_alone),
    RIGHT("the final dot of an absolute name is asked for", "RFC 1034 §3.1", final_dot_asked_for),
    RIGHT("capital letters", "RFC 9525 §6.3", capitals),
    RIGHT("an A-label", "RFC 9525 §6.3", a_label),
    RIGHT("a wildcard for an A-label", "RFC 9525 §6.3", wildcard_for_a_label),
    RIGHT("an underscore in a name", "RFC 2782", underscore),
};

TABLE(table_hosts, "Names", NULL, NULL);
