/* Matching a reference name with subjectAltName (RFC 9525 §6). The common name counts
 * only where legacy_common_name asks for it. */
#include "x509/path/path.h"

#include <arpa/inet.h>

#include "x509/der/oid.h"
#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/names/mailbox.h"
#include "x509/names/name.h"

enum { MAX_NAME = 253, MAX_LABEL = 63 }; /* RFC 1035 §2.3.4, without the trailing dot */

bool host_is_ip_address(const char *host, uint8_t address[16], size_t *len) {
    *len = 0;
    if (inet_pton(AF_INET, host, address) == 1) {
        *len = 4;
    } else if (inet_pton(AF_INET6, host, address) == 1) {
        *len = 16;
    }
    return *len > 0;
}

static uint8_t fold(uint8_t c) {
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

bool host_names_equal(tl_bytes a, tl_bytes b) {
    if (a.len != b.len) {
        return false;
    }
    for (size_t i = 0; i < a.len; i++) {
        if (fold(a.data[i]) != fold(b.data[i])) {
            return false;
        }
    }
    return true;
}

static bool is_name_character(uint8_t c) {
    c = fold(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

static tl_bytes first_label(tl_bytes name) {
    size_t len = 0;
    while (len < name.len && name.data[len] != '.') {
        len++;
    }
    return (tl_bytes){name.data, len};
}

/* What stands behind the first label and its dot. */
static tl_bytes after_first_label(tl_bytes name) {
    return bytes_from(name, first_label(name).len + 1);
}

static bool is_label(tl_bytes label) {
    for (size_t i = 0; i < label.len; i++) {
        if (!is_name_character(label.data[i])) {
            return false;
        }
    }
    return label.len > 0 && label.len <= MAX_LABEL;
}

static bool is_all_digits(tl_bytes label) {
    for (size_t i = 0; i < label.len; i++) {
        if (label.data[i] < '0' || label.data[i] > '9') {
            return false;
        }
    }
    return true;
}

/* Labels of letters, digits, hyphens and (because they are out there) underscores. A last label of digits alone would
 * be an IPv4 address in some notation, which is no DNS name. */
bool host_name_is_well_formed(tl_bytes name) {
    if (name.len == 0 || name.len > MAX_NAME) {
        return false;
    }
    tl_bytes label = first_label(name);
    while (label.len < name.len) {
        if (!is_label(label)) {
            return false;
        }
        name = after_first_label(name);
        label = first_label(name);
    }
    return is_label(label) && !is_all_digits(label);
}

/* "*.example.org": the wildcard is the whole left-most label and stands for exactly one label, and at least two labels
 * follow it (RFC 9525 §6.3; *.org would cover what nobody owns). */
static bool wildcard_matches(tl_bytes pattern, tl_bytes host) {
    if (pattern.len < 2 || pattern.data[0] != '*' || pattern.data[1] != '.') {
        return false;
    }
    tl_bytes rest = bytes_from(pattern, 2);
    bool two_labels = memchr(rest.data, '.', rest.len) != NULL;
    return two_labels && host_name_is_well_formed(rest) && host_names_equal(rest, after_first_label(host));
}

static bool dns_name_matches(tl_bytes presented, tl_bytes host) {
    return host_names_equal(presented, host) || wildcard_matches(presented, host);
}

static bool has_ip_address(const struct certificate *certificate, tl_bytes address) {
    struct general_name name;
    size_t cursor = 0;
    while (general_names_next(certificate->subject_alt_name, &cursor, &name)) {
        if (name.kind == GENERAL_NAME_IP && bytes_equal(name.value, address)) {
            return true;
        }
    }
    return false;
}

static bool has_dns_name(const struct certificate *certificate, tl_bytes host) {
    struct general_name name;
    size_t cursor = 0;
    while (general_names_next(certificate->subject_alt_name, &cursor, &name)) {
        if (name.kind == GENERAL_NAME_DNS && dns_name_matches(name.value, host)) {
            return true;
        }
    }
    return false;
}

/* An absolute name's dot is not part of it. */
static tl_bytes reference_name(const char *host) {
    tl_bytes name = bytes_of_string(host);
    if (name.len > 1 && name.data[name.len - 1] == '.') {
        name.len--;
    }
    return name;
}

bool certificate_matches_host(const struct certificate *certificate, const char *host) {
    uint8_t address[16];
    size_t address_len;
    if (host_is_ip_address(host, address, &address_len)) {
        return has_ip_address(certificate, bytes_of(address, address_len));
    }
    tl_bytes name = reference_name(host);
    return host_name_is_well_formed(name) && has_dns_name(certificate, name);
}

static bool has_kind(const struct certificate *certificate, enum general_name_kind kind) {
    struct general_name name;
    size_t cursor = 0;
    while (general_names_next(certificate->subject_alt_name, &cursor, &name)) {
        if (name.kind == kind) {
            return true;
        }
    }
    return false;
}

static unsigned count_common_names(tl_bytes subject, struct name_attribute *found) {
    struct reader r = reader_of(subject);
    struct reader rdns = der_enter(&r, DER_SEQUENCE);
    unsigned count = 0;
    while (read_more(&rdns)) {
        struct reader rdn = der_enter(&rdns, DER_SET);
        while (read_more(&rdn)) {
            struct name_attribute attribute;
            name_read_attribute(&rdn, &attribute);
            if (oid_is(attribute.type, OID_COMMON_NAME)) {
                *found = attribute;
                count++;
            }
        }
    }
    return count;
}

bool certificate_legacy_host(const struct certificate *certificate, tl_bytes *name) {
    struct name_attribute attribute;
    if (has_kind(certificate, GENERAL_NAME_DNS) || has_kind(certificate, GENERAL_NAME_IP) ||
        count_common_names(certificate->subject, &attribute) != 1) {
        return false;
    }
    *name = attribute.value;
    tl_bytes host = name->len > 2 && memcmp(name->data, "*.", 2) == 0 ? bytes_from(*name, 2) : *name;
    bool octets_are_text =
        attribute.tag == DER_PRINTABLE_STRING || attribute.tag == DER_UTF8_STRING || attribute.tag == DER_IA5_STRING;
    return octets_are_text && host_name_is_well_formed(host);
}

bool certificate_matches_legacy_host(const struct certificate *certificate, const char *host) {
    uint8_t address[16];
    size_t address_len;
    tl_bytes presented, name = reference_name(host);
    return !host_is_ip_address(host, address, &address_len) && host_name_is_well_formed(name) &&
           certificate_legacy_host(certificate, &presented) && dns_name_matches(presented, name);
}

/* The part before the @ is compared octet by octet, as only the host knows whether case matters (RFC 5321 §2.4). */
static bool mailboxes_equal(tl_bytes presented, const struct mailbox *wanted) {
    struct mailbox mailbox;
    return mailbox_parse(presented, &mailbox) && bytes_equal(mailbox.local, wanted->local) &&
           host_names_equal(mailbox.host, wanted->host);
}

bool certificate_matches_email(const struct certificate *certificate, const char *email) {
    struct mailbox wanted;
    struct general_name name;
    size_t cursor = 0;
    if (!mailbox_parse(bytes_of_string(email), &wanted)) {
        return false;
    }
    while (general_names_next(certificate->subject_alt_name, &cursor, &name)) {
        if (name.kind == GENERAL_NAME_EMAIL && mailboxes_equal(name.value, &wanted)) {
            return true;
        }
    }
    return false;
}
