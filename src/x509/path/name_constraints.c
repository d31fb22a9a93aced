#include "x509/path/name_constraints.h"

#include "x509/der/oid.h"
#include "x509/names/host_name.h"
#include "x509/names/mailbox.h"
#include "x509/names/name.h"

enum { PERMITTED = 0, EXCLUDED = 1 }; /* context tags */

struct constraints {
    tl_bytes subtrees[2]; /* contents of the two GeneralSubtrees */
};

/* An address and a mask whose ones all stand before its zeros. */
static bool is_address_range(tl_bytes value) {
    bool ended = false;
    size_t half = value.len / 2;
    for (size_t i = 8 * half; i < 8 * value.len; i++) {
        bool one = (value.data[i / 8] >> (7 - i % 8) & 1) != 0;
        if (one && ended) {
            return false;
        }
        ended = ended || !one;
    }
    return value.len == 8 || value.len == 32;
}

/* GeneralSubtree: minimum is 0, which DER leaves out, and maximum is absent (§4.2.1.10). */
static void read_subtree(struct reader *r, struct general_name *base) {
    struct reader subtree = der_enter(r, DER_SEQUENCE);
    general_name_read(&subtree, base);
    if (base->kind == GENERAL_NAME_IP && !is_address_range(base->value)) {
        read_fail(&subtree);
    }
    der_leave(r, &subtree);
}

static bool subtrees_are_well_formed(tl_bytes content) {
    struct reader r = reader_of(content);
    struct general_name base;
    do { /* SIZE (1..MAX) */
        read_subtree(&r, &base);
    } while (read_more(&r));
    return read_end(&r);
}

static bool read_constraints(tl_bytes content, struct constraints *constraints) {
    struct reader r = reader_of(content);
    *constraints = (struct constraints){0};
    for (unsigned i = PERMITTED; i <= EXCLUDED; i++) {
        if (der_next_is(&r, DER_CONTEXT_CONSTRUCTED(i))) {
            constraints->subtrees[i] = der_read(&r, DER_CONTEXT_CONSTRUCTED(i));
        }
    }
    return read_end(&r) && content.len > 0; /* one of the two must be there */
}

bool name_constraints_are_well_formed(tl_bytes content) {
    struct constraints constraints;
    if (!read_constraints(content, &constraints)) {
        return false;
    }
    for (unsigned i = PERMITTED; i <= EXCLUDED; i++) {
        if (constraints.subtrees[i].data != NULL && !subtrees_are_well_formed(constraints.subtrees[i])) {
            return false;
        }
    }
    return true;
}

static tl_bytes last_octets(tl_bytes b, size_t len) {
    return bytes_from(b, b.len - len);
}

/* Any name made by adding labels to the left of base; base with a leading dot wants at least one. */
static bool dns_is_within(tl_bytes name, tl_bytes base) {
    if (base.len == 0) {
        return true;
    }
    if (name.len < base.len || !host_names_equal(last_octets(name, base.len), base)) {
        return false;
    }
    return name.len == base.len || base.data[0] == '.' || name.data[name.len - base.len - 1] == '.';
}

/* A wildcard stands for names of which some may be excluded: *.example.org covers www.example.org. */
static bool dns_may_be_within(tl_bytes name, tl_bytes base) {
    if (dns_is_within(name, base)) {
        return true;
    }
    if (name.len <= 2 || name.data[0] != '*' || name.data[1] != '.' || base.len == 0) {
        return false;
    }
    const uint8_t *dot = memchr(base.data, '.', base.len);
    return dot != NULL && host_names_equal(bytes_from(name, 1), bytes_from(base, (size_t)(dot - base.data)));
}

/* The host of a mailbox or URI: base with a leading dot wants at least one label before it, any other is the host
 * itself.
 */
static bool host_is_within(tl_bytes host, tl_bytes base) {
    if (base.len == 0 || base.data[0] != '.') {
        return host_names_equal(host, base);
    }
    return host.len > base.len && host_names_equal(last_octets(host, base.len), base);
}

/* Whether the part before the @ regards case, only the host knows (RFC 5321 §2.4): excluded is what may be the same. */
static bool mailbox_is_within(tl_bytes name, tl_bytes base, bool regardless_of_case) {
    struct mailbox mailbox, only;
    if (!mailbox_parse(name, &mailbox)) {
        return false;
    }
    if (!mailbox_parse(base, &only)) {
        return host_is_within(mailbox.host, base);
    }
    return host_names_equal(mailbox.host, only.host) &&
           (regardless_of_case ? host_names_equal(mailbox.local, only.local) : bytes_equal(mailbox.local, only.local));
}

static bool ip_is_within(tl_bytes address, tl_bytes range) {
    if (range.len != 2 * address.len) {
        return false;
    }
    for (size_t i = 0; i < address.len; i++) {
        if (((address.data[i] ^ range.data[i]) & range.data[address.len + i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_within(const struct general_name *name, const struct general_name *base, unsigned which) {
    switch (name->kind) {
    case GENERAL_NAME_DNS:
        return which == EXCLUDED ? dns_may_be_within(name->value, base->value)
                                 : dns_is_within(name->value, base->value);
    case GENERAL_NAME_IP:
        return ip_is_within(name->value, base->value);
    case GENERAL_NAME_EMAIL:
        return mailbox_is_within(name->value, base->value, which == EXCLUDED);
    case GENERAL_NAME_URI:
        return host_is_within(uri_host(name->value), base->value);
    default:
        return name_is_within(name->value, base->value);
    }
}

static bool is_supported(enum general_name_kind kind) {
    return kind == GENERAL_NAME_DNS || kind == GENERAL_NAME_IP || kind == GENERAL_NAME_DIRECTORY ||
           kind == GENERAL_NAME_EMAIL || kind == GENERAL_NAME_URI;
}

/* A name that cannot be compared is within nothing that is permitted, and perhaps within what is excluded. */
static bool has_host(const struct general_name *name) {
    struct mailbox mailbox;
    switch (name->kind) {
    case GENERAL_NAME_EMAIL:
        return mailbox_parse(name->value, &mailbox);
    case GENERAL_NAME_URI: /* §4.2.1.10: one without a host, or with an address, must be refused */
        return host_name_is_well_formed(uri_host(name->value));
    default:
        return true;
    }
}

/* A domain, perhaps with a leading dot; for mail also a mailbox, for DNS also nothing at all. */
static bool base_is_well_formed(const struct general_name *base) {
    struct mailbox mailbox;
    tl_bytes domain = base->value;
    if (base->kind != GENERAL_NAME_DNS && base->kind != GENERAL_NAME_EMAIL && base->kind != GENERAL_NAME_URI) {
        return true;
    }
    if (base->kind == GENERAL_NAME_EMAIL && mailbox_parse(domain, &mailbox)) {
        return true;
    }
    if (domain.len > 0 && domain.data[0] == '.') {
        domain = bytes_from(domain, 1);
    }
    return host_name_is_well_formed(domain) || (base->kind == GENERAL_NAME_DNS && base->value.len == 0);
}

/* The base of the next subtree, of constraints that were found well formed when their certificate was parsed: what more
 * read_subtree would see need not be seen again. */
static void next_base(struct reader *r, struct general_name *base) {
    struct reader subtree = der_enter(r, DER_SEQUENCE);
    unsigned tag;
    base->value = der_read_any(&subtree, &tag);
    base->kind = (enum general_name_kind)(tag & 0x1f);
    der_leave(r, &subtree);
}

struct check {
    struct constraints constraints;
    unsigned *comparisons;
    struct general_name *name; /* under check */
    unsigned well_formed[2];   /* bits of the types whose subtrees of that sort are known to say something */
};

/* How one name stands to the subtrees of one sort: is one of them of its type, and is it within one? */
static enum constraint_result compare(struct check *check, unsigned which, bool *restricted, bool *within) {
    struct reader r = reader_of(check->constraints.subtrees[which]);
    unsigned type = 1u << check->name->kind;
    bool is_known = (check->well_formed[which] & type) != 0, comparable = has_host(check->name);
    while (read_more(&r)) {
        struct general_name base;
        next_base(&r, &base);
        if (++*check->comparisons > NAME_CONSTRAINTS_MAX_COMPARISONS) {
            return CONSTRAINT_TOO_MANY;
        }
        if (base.kind != check->name->kind) {
            continue;
        }
        if (!is_supported(base.kind)) {
            return CONSTRAINT_UNSUPPORTED;
        }
        if (!is_known && !base_is_well_formed(&base)) {
            return CONSTRAINT_MALFORMED;
        }
        if (!comparable) {
            return CONSTRAINT_BROKEN;
        }
        *restricted = true;
        *within = *within || is_within(check->name, &base, which);
    }
    check->well_formed[which] |= type;
    return r.failed ? CONSTRAINT_MALFORMED : CONSTRAINT_KEPT;
}

static enum constraint_result check_name(struct check *check) {
    bool excluded = false, permitted = false, restricted = false, ignored = false;
    enum constraint_result result = compare(check, EXCLUDED, &ignored, &excluded);
    if (result == CONSTRAINT_KEPT) {
        result = compare(check, PERMITTED, &restricted, &permitted);
    }
    if (result != CONSTRAINT_KEPT) {
        return result;
    }
    return excluded || (restricted && !permitted) ? CONSTRAINT_BROKEN : CONSTRAINT_KEPT;
}

/* The subject, unless it is empty, is a directoryName. */
static enum constraint_result check_subject(struct check *check, tl_bytes subject) {
    *check->name = (struct general_name){GENERAL_NAME_DIRECTORY, subject};
    return name_is_empty(subject) ? CONSTRAINT_KEPT : check_name(check);
}

/* An emailAddress in the subject is an rfc822Name where subjectAltName is absent (§4.2.1.10). */
static enum constraint_result check_subject_email(struct check *check, tl_bytes subject) {
    struct reader r = reader_of(subject);
    struct reader rdns = der_enter(&r, DER_SEQUENCE);
    enum constraint_result result = CONSTRAINT_KEPT;
    while (result == CONSTRAINT_KEPT && read_more(&rdns)) {
        struct reader rdn = der_enter(&rdns, DER_SET);
        while (result == CONSTRAINT_KEPT && read_more(&rdn)) {
            struct name_attribute attribute;
            name_read_attribute(&rdn, &attribute);
            *check->name = (struct general_name){GENERAL_NAME_EMAIL, attribute.value};
            result = oid_is(attribute.type, OID_EMAIL_ADDRESS) ? check_name(check) : CONSTRAINT_KEPT;
        }
    }
    return result;
}

enum constraint_result name_constraints_check(tl_bytes constraints, const struct certificate *certificate,
                                              unsigned *comparisons, struct general_name *name) {
    struct check check = {.comparisons = comparisons, .name = name};
    if (!read_constraints(constraints, &check.constraints)) {
        return CONSTRAINT_UNSUPPORTED;
    }
    enum constraint_result result = check_subject(&check, certificate->subject);
    size_t cursor = 0;
    while (result == CONSTRAINT_KEPT && general_names_next(certificate->subject_alt_name, &cursor, name)) {
        result = check_name(&check);
    }
    if (result == CONSTRAINT_KEPT && certificate->subject_alt_name.data == NULL) {
        result = check_subject_email(&check, certificate->subject);
    }
    return result;
}

enum constraint_result name_constraints_check_name(tl_bytes constraints, unsigned *comparisons,
                                                   struct general_name *name) {
    struct check check = {.comparisons = comparisons, .name = name};
    return read_constraints(constraints, &check.constraints) ? check_name(&check) : CONSTRAINT_UNSUPPORTED;
}

const char *general_name_kind_text(enum general_name_kind kind) {
    static const char *const texts[] = {"otherName",
                                        "rfc822Name",
                                        "dNSName",
                                        "x400Address",
                                        "directoryName",
                                        "ediPartyName",
                                        "uniformResourceIdentifier",
                                        "iPAddress",
                                        "registeredID"};
    return texts[kind];
}
