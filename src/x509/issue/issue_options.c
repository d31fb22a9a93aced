/* What certificates can be made, and what options that say nothing mean. */
#include "base/clock.h"
#include "base/control.h"
#include "x509/certificate/extensions.h"
#include "x509/der/oid.h"
#include "x509/der/string_text.h"
#include "x509/identity/identity.h"
#include "x509/issue/issue.h"
#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/names/mailbox.h"
#include "x509/names/name.h"
#include "x509/path/path.h"
#include "x509/sentences.h"

enum {
    AN_HOUR = 3600,
    DEFAULT_LIFETIME = 90 * 86400,
    MAX_COMMON_NAME = 64, /* ub-common-name, and ub-organization-name (RFC 5280 A.1) */
    MAX_NAMES = 1000,
    MAX_URLS = 100
};

static bool useless(const struct issue *issue, const char *why) {
    return error_set(issue->error, USELESS_CERTIFICATE_OPTIONS, why);
}

/* ---- names ---- */

/* A scheme, ://, and something behind it, all in printable ASCII without blanks. */
static bool is_uri(tl_bytes text) {
    static const char separator[] = {':', '/', '/'};
    const uint8_t *colon = memmem(text.data, text.len, separator, sizeof separator);
    for (size_t i = 0; i < text.len; i++) {
        TRY(text.data[i] > ' ' && text.data[i] < 0x7f);
    }
    return colon != NULL && colon > text.data && colon + sizeof separator < text.data + text.len;
}

/* The address of a web page is nobody's name: its host is. */
static bool is_web_address(const char *text) {
    return strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
}

static bool is_mail_address(tl_bytes text) {
    struct mailbox mailbox;
    return mailbox_parse(text, &mailbox);
}

/* Perhaps with a wildcard as its first label. */
static bool is_dns_name(tl_bytes text) {
    bool wildcard = text.len > 2 && text.data[0] == '*' && text.data[1] == '.';
    return host_name_is_well_formed(wildcard ? bytes_from(text, 2) : text);
}

static bool is_name(const char *name) {
    uint8_t address[16];
    size_t len;
    tl_bytes text = bytes_of_string(name);
    if (host_is_ip_address(name, address, &len) || (is_uri(text) && !is_web_address(name))) {
        return true;
    }
    return strchr(name, '@') != NULL ? is_mail_address(text) : is_dns_name(text);
}

static bool check_names(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    REQUIRE(options->num_names <= MAX_NAMES, useless(issue, "there are more than 1000 names"));
    REQUIRE(options->num_names == 0 || options->names != NULL, useless(issue, "num_names is not 0, but names is NULL"));
    for (size_t i = 0; i < options->num_names; i++) {
        REQUIRE(is_name(options->names[i]),
                useless(issue, "one of the names is neither a DNS name (A-labels, perhaps with a wildcard as its first "
                               "label) nor an IP address, a mail address or a URI (of a web page give the host)"));
    }
    return true;
}

static bool check_urls(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    const struct {
        const char *const *urls;
        size_t num;
    } lists[] = {{options->ocsp_urls, options->num_ocsp_urls},
                 {options->issuer_urls, options->num_issuer_urls},
                 {options->crl_urls, options->num_crl_urls}};
    for (size_t list = 0; list < COUNT_OF(lists); list++) {
        REQUIRE(lists[list].num <= MAX_URLS, useless(issue, "there are more than 100 URLs of one kind"));
        REQUIRE(lists[list].num == 0 || lists[list].urls != NULL,
                useless(issue, "a number of URLs is not 0, but their list is NULL"));
        for (size_t i = 0; i < lists[list].num; i++) {
            REQUIRE(is_uri(bytes_of_string(lists[list].urls[i])),
                    useless(issue, "one of the URLs is none: write it like http://ocsp.example.org/"));
        }
    }
    return true;
}

/* ---- the subject ---- */

/* PrintableString of two letters (RFC 5280 A.1: ISO 3166). */
static bool is_country(const char *country) {
    for (size_t i = 0; i < 2; i++) {
        TRY((country[i] >= 'A' && country[i] <= 'Z'));
    }
    return country[2] == '\0';
}

static bool is_text(const char *text) {
    return text == NULL || string_is_safe(DER_UTF8_STRING, bytes_of_string(text));
}

static bool check_subject_options(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    REQUIRE(is_text(options->common_name) && is_text(options->organization),
            useless(issue, "its common_name or organization is not UTF-8, or has control or invisible characters"));
    REQUIRE(options->country == NULL || is_country(options->country),
            useless(issue, "its country is not a code of two capital letters, such as DE"));
    REQUIRE(options->organization == NULL || strlen(options->organization) <= MAX_COMMON_NAME,
            useless(issue, "its organization has more than 64 octets"));
    return true;
}

/* The first name that fits is the common name where none is given. */
static bool choose_common_name(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    issue->common_name = options->common_name;
    for (size_t i = 0; i < options->num_names && issue->common_name == NULL; i++) {
        issue->common_name = strlen(options->names[i]) <= MAX_COMMON_NAME ? options->names[i] : NULL;
    }
    REQUIRE(issue->common_name != NULL && *issue->common_name != '\0',
            useless(issue, "it has no name of at most 64 octets; give a common_name"));
    REQUIRE(strlen(issue->common_name) <= MAX_COMMON_NAME, useless(issue, "its common_name has more than 64 octets"));
    return true;
}

/* ---- uses ---- */

static bool check_uses(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    bool leaf_use = options->for_client || options->for_server || options->for_email || options->for_ocsp;
    REQUIRE(!options->is_ca || !leaf_use, useless(issue, "a CA's certificate is for nothing beside signing others"));
    REQUIRE(!options->is_ca || !options->must_staple, useless(issue, "must_staple is for servers, not for a CA"));
    REQUIRE(options->is_ca || !options->has_path_length, useless(issue, "only a CA has a path length"));
    REQUIRE(options->path_length <= INT32_MAX, useless(issue, "the path length is over 2^31 - 1"));
    return true;
}

/* ---- who issues ---- */

/* Years have four digits (RFC 5280 §4.1.2.5). */
static bool choose_dates(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    issue->not_before = options->not_before != 0 ? (int64_t)options->not_before : clock_now() - AN_HOUR;
    REQUIRE(time_is_in_calendar(issue->not_before), useless(issue, "not_before is not in the years 0 to 9999"));
    issue->not_after = options->not_after != 0 ? (int64_t)options->not_after : issue->not_before + DEFAULT_LIFETIME;
    REQUIRE(time_is_in_calendar(issue->not_after), useless(issue, "not_after is not in the years 0 to 9999"));
    REQUIRE(issue->not_after > issue->not_before, useless(issue, "not_after is not after not_before"));
    return true;
}

static bool check_issuer(const struct issue *issue) {
    const tl_identity *issuer = issue->options->issuer;
    if (issuer == NULL) {
        return true;
    }
    REQUIRE(issuer->key != NULL, useless(issue, "the issuer's private key is elsewhere"));
    REQUIRE(issuer->leaf.is_ca, useless(issue, "the issuer is no CA; make it with is_ca"));
    REQUIRE(!issuer->leaf.has_key_usage || (issuer->leaf.key_usage & KEY_USAGE_CERT_SIGN) != 0,
            useless(issue, "the issuer lacks keyCertSign in its keyUsage"));
    REQUIRE(!issue->options->is_ca || issuer->leaf.path_len != 0,
            useless(issue, "the issuer's path length allows no CA below it"));
    return true;
}

/* ---- a request that is answered ---- */

/* Who asks may write anything there: it has to be a name that could be given too. */
static bool check_requested_name(const struct issue *issue, const struct general_name *name) {
    bool good = false;
    switch (name->kind) {
    case GENERAL_NAME_DNS:
        good = is_dns_name(name->value);
        break;
    case GENERAL_NAME_EMAIL:
        good = is_mail_address(name->value);
        break;
    case GENERAL_NAME_URI:
        good = is_uri(name->value);
        break;
    case GENERAL_NAME_IP: /* general_names_are_well_formed has seen to its length */
        return true;
    default:
        return useless(issue, "the request asks for names other than DNS names, IP addresses, mail addresses and URIs");
    }
    return good || useless(issue, "the request asks for a name that is neither a DNS name (A-labels, perhaps with a "
                                  "wildcard as its first label) nor a mail address or a URI, whatever it says it is");
}

static bool check_requested_names(const struct issue *issue) {
    struct general_name name;
    size_t cursor = 0;
    while (general_names_next(issue->requested_names, &cursor, &name)) {
        TRY(check_requested_name(issue, &name));
    }
    return true;
}

static bool take_requested_names(struct issue *issue) {
    REQUIRE(request_alt_names(issue->request, &issue->requested_names),
            useless(issue, "the names that the request asks for are malformed"));
    return check_requested_names(issue);
}

/* The subject is the request's where its names are taken and no other is given. */
static bool choose_subject(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    if (!options->take_requested_names) {
        return choose_common_name(issue);
    }
    REQUIRE(issue->request != NULL, useless(issue, "take_requested_names is set, but there is no request"));
    TRY(take_requested_names(issue));
    bool has_subject = options->common_name != NULL || options->organization != NULL || options->country != NULL;
    if (!has_subject) {
        bool nameless =
            name_is_empty(issue->request->subject) && issue->requested_names.len == 0 && options->num_names == 0;
        REQUIRE(!nameless, useless(issue, "the request asks for no name at all, and none is given"));
        REQUIRE(name_is_safe(issue->request->subject),
                useless(issue, "the subject that the request asks for has control or invisible characters, or octets "
                               "that are no text"));
        REQUIRE(buffer_append(&issue->subject, issue->request->subject), error_set(issue->error, OUT_OF_MEMORY));
        return true;
    }
    return choose_common_name(issue);
}

static bool check_request(const struct issue *issue) {
    const tl_cert_options *options = issue->options;
    if (issue->request == NULL) {
        return true;
    }
    REQUIRE(options->key == NULL, useless(issue, "both a request and a key are given, but the request has its own"));
    REQUIRE(options->issuer != NULL, useless(issue, "there is a request, but no issuer to sign the certificate"));
    return true;
}

bool issue_options_check(struct issue *issue) {
    return check_request(issue) && check_names(issue) && check_subject_options(issue) && choose_subject(issue) &&
           check_urls(issue) && check_uses(issue) && choose_dates(issue) && check_issuer(issue);
}

bool issue_request_options_check(struct issue *issue) {
    const tl_cert_options *options = issue->options;
    REQUIRE(options->issuer == NULL && options->not_before == 0 && options->not_after == 0 &&
                options->num_crl_urls == 0 && options->num_ocsp_urls == 0 && options->num_issuer_urls == 0,
            useless(issue, "issuer, dates and URLs of revocation are for the issuer to say, not for a request"));
    REQUIRE(options->request == NULL && !options->take_requested_names,
            useless(issue, "a request cannot be made for a request"));
    return check_names(issue) && check_subject_options(issue) && choose_common_name(issue) && check_uses(issue);
}
