/* Name constraints (RFC 5280 §4.2.1.10): each kind of name by itself, and on paths. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"
#include "base/hex.h"
#include "support/forge.h"
#include "x509/der/oid.h"
#include "x509/path/name_constraints.h"
#include "x509/path/path.h"
#include "x509/trust/trust.h"

enum which { PERMITTED, EXCLUDED };

static void write_subtree(struct writer *w, enum general_name_kind kind, tl_bytes base) {
    size_t subtree = der_begin(w, DER_SEQUENCE);
    der_write(w, kind == GENERAL_NAME_DIRECTORY ? DER_CONTEXT_CONSTRUCTED(kind) : DER_CONTEXT(kind), base);
    der_end(w, subtree);
}

/* The verdict on one name (and an empty subject) under one subtree. */
static enum constraint_result check(enum which which, enum general_name_kind kind, tl_bytes base,
                                    enum general_name_kind name_kind, tl_bytes name) {
    struct buffer constraints = {0}, names = {0};
    struct writer w = writer_to(&constraints), san = writer_to(&names);
    size_t subtrees = der_begin(&w, DER_CONTEXT_CONSTRUCTED(which));
    write_subtree(&w, kind, base);
    der_end(&w, subtrees);
    der_write(&san, name_kind == GENERAL_NAME_DIRECTORY ? DER_CONTEXT_CONSTRUCTED(name_kind) : DER_CONTEXT(name_kind),
              name);
    assert_true(name_constraints_are_well_formed(buffer_bytes(&constraints)));
    static const uint8_t empty_name[] = {0x30, 0x00};
    struct certificate certificate = {.subject = {empty_name, 2}, .subject_alt_name = buffer_bytes(&names)};
    struct general_name found;
    unsigned comparisons = 0;
    enum constraint_result result =
        name_constraints_check(buffer_bytes(&constraints), &certificate, &comparisons, &found);
    assert_true(result == CONSTRAINT_KEPT || found.kind == name_kind);
    buffer_clear(&constraints);
    buffer_clear(&names);
    return result;
}

static const struct {
    const char *base, *name;
    bool within;        /* for permitted subtrees */
    bool may_be_within; /* for excluded ones */
} dns_cases[] = {
    {"example.org", "example.org", true, true},
    {"example.org", "www.example.org", true, true},
    {"example.org", "a.b.EXAMPLE.org", true, true},
    {"Example.ORG", "www.example.org", true, true},
    {"example.org", "badexample.org", false, false},
    {"example.org", "example.com", false, false},
    {"example.org", "org", false, false},
    {".example.org", "www.example.org", true, true},
    {".example.org", "example.org", false, false},
    {"", "anything.at.all", true, true},
    {"example.org", "*.example.org", true, true},
    {"www.example.org", "*.example.org", false, true}, /* it covers what is excluded */
    {"a.www.example.org", "*.example.org", false, false},
    {"www.example.org", "*.example.com", false, false},
    {"org", "*.example.org", true, true},
};

static void dns_names(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(dns_cases); i++) {
        tl_bytes base = bytes_of_string(dns_cases[i].base), name = bytes_of_string(dns_cases[i].name);
        enum constraint_result permitted = check(PERMITTED, GENERAL_NAME_DNS, base, GENERAL_NAME_DNS, name);
        enum constraint_result excluded = check(EXCLUDED, GENERAL_NAME_DNS, base, GENERAL_NAME_DNS, name);
        if (permitted != (dns_cases[i].within ? CONSTRAINT_KEPT : CONSTRAINT_BROKEN) ||
            excluded != (dns_cases[i].may_be_within ? CONSTRAINT_BROKEN : CONSTRAINT_KEPT)) {
            fail_msg("%s in %s: %d, %d", dns_cases[i].name, dns_cases[i].base, permitted, excluded);
        }
    }
}

static void ip_addresses(void **state) {
    (void)state;
    static const struct {
        const char *range, *address;
        bool within;
    } cases[] = {
        {"c0000200ffffff00", "c0000201", true},
        {"c0000200ffffff00", "c00002ff", true},
        {"c0000200ffffff00", "c0000301", false},
        {"0000000000000000", "c0000201", true},
        {"c0000201ffffffff", "c0000201", true},
        {"c0000201ffffffff", "c0000202", false},
        {"20010db8000000000000000000000000ffffffff000000000000000000000000", "20010db8000000000000000000000001", true},
        {"20010db8000000000000000000000000ffffffff000000000000000000000000", "20010db9000000000000000000000001", false},
        {"00000000000000000000000000000000"
         "00000000000000000000000000000000",
         "c0000201", false}, /* not its family */
        {"0000000000000000", "20010db8000000000000000000000001", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t range[32], address[16];
        size_t range_len, address_len;
        assert_true(hex_decode(cases[i].range, range, sizeof range, &range_len));
        assert_true(hex_decode(cases[i].address, address, sizeof address, &address_len));
        tl_bytes base = bytes_of(range, range_len), name = bytes_of(address, address_len);
        assert_int_equal(check(PERMITTED, GENERAL_NAME_IP, base, GENERAL_NAME_IP, name),
                         cases[i].within ? CONSTRAINT_KEPT : CONSTRAINT_BROKEN);
        assert_int_equal(check(EXCLUDED, GENERAL_NAME_IP, base, GENERAL_NAME_IP, name),
                         cases[i].within ? CONSTRAINT_BROKEN : CONSTRAINT_KEPT);
    }
}

struct text_case {
    const char *base, *name;
    enum constraint_result permitted, excluded;
};

static void check_texts(enum general_name_kind kind, const struct text_case *cases, size_t num_cases) {
    for (size_t i = 0; i < num_cases; i++) {
        tl_bytes base = bytes_of_string(cases[i].base), name = bytes_of_string(cases[i].name);
        enum constraint_result permitted = check(PERMITTED, kind, base, kind, name);
        enum constraint_result excluded = check(EXCLUDED, kind, base, kind, name);
        if (permitted != cases[i].permitted || excluded != cases[i].excluded) {
            fail_msg("%s in %s: %d, %d", cases[i].name, cases[i].base, permitted, excluded);
        }
    }
}

#define WITHIN     CONSTRAINT_KEPT, CONSTRAINT_BROKEN
#define OUTSIDE    CONSTRAINT_BROKEN, CONSTRAINT_KEPT
#define NEITHER    CONSTRAINT_BROKEN, CONSTRAINT_BROKEN /* cannot be compared, so it is refused either way */
#define NO_SUBTREE CONSTRAINT_MALFORMED, CONSTRAINT_MALFORMED

static void mailboxes(void **state) {
    (void)state;
    static const struct text_case cases[] = {
        {"example.org", "a@example.org", WITHIN},
        {"Example.ORG", "a@eXample.org", WITHIN},
        {"example.org", "a@www.example.org", OUTSIDE}, /* a host is that host alone */
        {"example.org", "a@badexample.org", OUTSIDE},
        {".example.org", "a@www.example.org", WITHIN},
        {".example.org", "a@b.c.example.org", WITHIN},
        {".example.org", "a@example.org", OUTSIDE},
        {".example.org", "a@.example.org", NEITHER},
        {"a@example.org", "a@example.org", WITHIN},
        {"a@example.org", "a@EXAMPLE.org", WITHIN},
        {"a@example.org", "b@example.org", OUTSIDE},
        {"a@example.org", "a@example.com", OUTSIDE},
        {"a@example.org", "A@example.org", NEITHER}, /* whether that is the same, example.org knows */
        {"example.org", "example.org", NEITHER},
        {"example.org", "@example.org", NEITHER},
        {"example.org", "a@", NEITHER},
        {"example.org", "\"a\"@example.org", NEITHER},
        {"example.org", "a@b@example.org", NEITHER},
        {"example.org", "a..b@example.org", NEITHER},
        {"example.org", "a b@example.org", NEITHER},
        {"example.org", "a@[192.0.2.1]", NEITHER},
        {"", "a@example.org", NO_SUBTREE},
        {".", "a@example.org", NO_SUBTREE},
        {"*.example.org", "a@example.org", NO_SUBTREE},
        {"@example.org", "a@example.org", NO_SUBTREE},
    };
    check_texts(GENERAL_NAME_EMAIL, cases, COUNT_OF(cases));
}

static void uris(void **state) {
    (void)state;
    static const struct text_case cases[] = {
        {"example.org", "https://example.org", WITHIN},
        {"example.org", "https://EXAMPLE.org:443/path?query#fragment", WITHIN},
        {"example.org", "ftp://user:password@example.org/", WITHIN},
        {"example.org", "https://example.org?a@example.com", WITHIN},
        {"example.org", "https://www.example.org/", OUTSIDE},
        {"example.org", "https://example.com/example.org", OUTSIDE},
        {"example.org", "https://example.org@example.com/", OUTSIDE},
        {".example.org", "https://www.example.org/", WITHIN},
        {".example.org", "https://a.b.example.org/", WITHIN},
        {".example.org", "https://example.org/", OUTSIDE},
        {".example.org", "https://wwwexample.org/", OUTSIDE},
        {"example.org", "https://192.0.2.1/", NEITHER}, /* must be refused, RFC 5280 §4.2.1.10 */
        {"example.org", "https://[2001:db8::1]/", NEITHER},
        {"example.org", "mailto:a@example.org", NEITHER},
        {"example.org", "urn:example.org", NEITHER},
        {"example.org", "//example.org/", NEITHER},
        {"example.org", "https:///path", NEITHER},
        {"example.org", "https://example%2eorg/", NEITHER},
        {"example.org", "https://a@b@example.org/", NEITHER},
        {"example.org", "", NEITHER},
        {"https://example.org", "https://example.org/", NO_SUBTREE},
        {"192.0.2.1", "https://example.org/", NO_SUBTREE},
        {"", "https://example.org/", NO_SUBTREE},
    };
    check_texts(GENERAL_NAME_URI, cases, COUNT_OF(cases));
}

static void malformed_dns_subtrees(void **state) {
    (void)state;
    static const struct text_case cases[] = {
        {"*.example.org", "www.example.org", NO_SUBTREE},
        {"example.org.", "www.example.org", NO_SUBTREE},
        {".", "www.example.org", NO_SUBTREE},
        {"..example.org", "www.example.org", NO_SUBTREE},
        {"192.0.2.0", "www.example.org", NO_SUBTREE},
    };
    check_texts(GENERAL_NAME_DNS, cases, COUNT_OF(cases));
}

static void directory_names(void **state) {
    (void)state;
    struct buffer base = {0}, other = {0};
    struct writer w = writer_to(&base), v = writer_to(&other);
    name_write_common(&w, "Example");
    name_write_common(&v, "Other");
    tl_bytes example = buffer_bytes(&base), another = buffer_bytes(&other);
    assert_int_equal(check(PERMITTED, GENERAL_NAME_DIRECTORY, example, GENERAL_NAME_DIRECTORY, example),
                     CONSTRAINT_KEPT);
    assert_int_equal(check(PERMITTED, GENERAL_NAME_DIRECTORY, example, GENERAL_NAME_DIRECTORY, another),
                     CONSTRAINT_BROKEN);
    assert_int_equal(check(EXCLUDED, GENERAL_NAME_DIRECTORY, example, GENERAL_NAME_DIRECTORY, example),
                     CONSTRAINT_BROKEN);
    assert_int_equal(check(EXCLUDED, GENERAL_NAME_DIRECTORY, example, GENERAL_NAME_DIRECTORY, another),
                     CONSTRAINT_KEPT);
    buffer_clear(&base);
    buffer_clear(&other);
}

/* A restriction on one type says nothing of another type; on a type that we cannot compare it says no. */
static void types(void **state) {
    (void)state;
    tl_bytes org = bytes_of_string("org"), com = bytes_of_string("com");
    static const enum general_name_kind unsupported[] = {GENERAL_NAME_REGISTERED_ID};
    for (size_t i = 0; i < COUNT_OF(unsupported); i++) {
        for (enum which which = PERMITTED; which <= EXCLUDED; which++) {
            assert_int_equal(check(which, unsupported[i], org, GENERAL_NAME_DNS, com), CONSTRAINT_KEPT);
            assert_int_equal(check(which, GENERAL_NAME_DNS, org, unsupported[i], com), CONSTRAINT_KEPT);
            assert_int_equal(check(which, unsupported[i], org, unsupported[i], com), CONSTRAINT_UNSUPPORTED);
        }
    }
}

/* Whoever comes here with constraints that nobody found well formed is not told that they are kept. */
static void malformed_constraints_keep_nothing(void **state) {
    (void)state;
    static const uint8_t empty_name[] = {0x30, 0x00}, names[] = {0x82, 0x01, 'a'};
    static const char *const constraints[] = {
        "a1083006820101aabbcc", "a1020500", "a10430028202", "a10630048201623000",
        "a1043005820162",       "a1013000", "a1820003ffff", "3000",
        "a00330016100",         "",
    };
    for (size_t i = 0; i < COUNT_OF(constraints); i++) {
        uint8_t octets[32];
        size_t len;
        assert_true(hex_decode(constraints[i], octets, sizeof octets, &len));
        struct certificate certificate = {.subject = {empty_name, 2}, .subject_alt_name = {names, sizeof names}};
        struct general_name found;
        unsigned comparisons = 0;
        assert_false(name_constraints_are_well_formed(bytes_of(octets, len)));
        assert_int_not_equal(name_constraints_check(bytes_of(octets, len), &certificate, &comparisons, &found),
                             CONSTRAINT_KEPT);
    }
}

/* ---- on paths ---- */

static void constrain(struct writer *w, enum which which, enum general_name_kind kind, tl_bytes base) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t constraints = der_begin(&v, DER_SEQUENCE), subtrees = der_begin(&v, DER_CONTEXT_CONSTRUCTED(which));
    write_subtree(&v, kind, base);
    der_end(&v, subtrees);
    der_end(&v, constraints);
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, buffer_bytes(&value));
    buffer_clear(&value);
}

static void permit_org(struct writer *w) {
    constrain(w, PERMITTED, GENERAL_NAME_DNS, bytes_of_string("org"));
}

static void permit_com(struct writer *w) {
    constrain(w, PERMITTED, GENERAL_NAME_DNS, bytes_of_string("com"));
}

static void exclude_www(struct writer *w) {
    constrain(w, EXCLUDED, GENERAL_NAME_DNS, bytes_of_string("www.example.org"));
}

static void permit_email(struct writer *w) {
    constrain(w, PERMITTED, GENERAL_NAME_EMAIL, bytes_of_string("example.org"));
}

static void permit_leaf_name(struct writer *w) {
    struct buffer name = {0};
    struct writer n = writer_to(&name);
    name_write_common(&n, "leaf");
    constrain(w, PERMITTED, GENERAL_NAME_DIRECTORY, buffer_bytes(&name));
    buffer_clear(&name);
}

static void permit_other_name(struct writer *w) {
    struct buffer name = {0};
    struct writer n = writer_to(&name);
    name_write_common(&n, "other");
    constrain(w, PERMITTED, GENERAL_NAME_DIRECTORY, buffer_bytes(&name));
    buffer_clear(&name);
}

/* root - ca - leaf for www.example.org, with these extensions on root and ca. */
static bool verify(void (*root_extend)(struct writer *), void (*ca_extend)(struct writer *), const char *ca_name,
                   const struct forgery *leaf_forgery, tl_error *error) {
    struct forgery forgery = {.name = "root", .is_ca = true, .no_path_limit = true, .extend = root_extend};
    struct forged root = forge(&forgery);
    forgery.name = ca_name;
    forgery.issuer = &root;
    forgery.extend = ca_extend;
    struct forged ca = forge(&forgery);
    forgery = *leaf_forgery;
    forgery.issuer = &ca;
    struct forged leaf = forge(&forgery);
    tl_trust *trust = tl_trust_parse(forged_der(&root), NULL);
    tl_bytes sent = forged_der(&ca);
    struct certificate certificate;
    assert_true(certificate_parse(forged_der(&leaf), &certificate, NULL));
    struct path_request request = {.crypto = forge_crypto(),
                                   .trust = trust,
                                   .leaf = &certificate,
                                   .intermediates = &sent,
                                   .num_intermediates = 1,
                                   .time = FORGE_NOW,
                                   .min_key_bits = 2048,
                                   .max_key_bits = 8192,
                                   .max_depth = 8};
    bool ok = path_verify(&request, error);
    tl_trust_free(trust);
    forged_clear(&root);
    forged_clear(&ca);
    forged_clear(&leaf);
    return ok;
}

static const char *const www[] = {"www.example.org", NULL};
static const struct forgery www_leaf = {.name = "leaf", .names = www};

static void paths(void **state) {
    (void)state;
    tl_error error;
    assert_true(verify(NULL, NULL, "ca", &www_leaf, &error));
    assert_true(verify(NULL, permit_org, "ca", &www_leaf, &error));
    assert_true(verify(permit_org, permit_org, "ca", &www_leaf, &error));
    assert_true(verify(NULL, permit_leaf_name, "ca", &www_leaf, &error));
    assert_false(verify(NULL, permit_com, "ca", &www_leaf, &error));
    assert_int_equal(error.reason, TL_REASON_NAME_NOT_PERMITTED);
    assert_int_equal(error.alert, TL_ALERT_BAD_CERTIFICATE);
    assert_non_null(strstr(error.message, "the server's certificate has the name www.example.org, for which \"CN=ca\" "
                                          "may not issue certificates"));
    assert_false(verify(permit_com, NULL, "ca", &www_leaf, &error)); /* an anchor's hold too */
    assert_non_null(strstr(error.message, "\"CN=root\" may not"));
    assert_false(verify(permit_com, permit_org, "ca", &www_leaf, &error)); /* all must agree */
    assert_false(verify(NULL, exclude_www, "ca", &www_leaf, &error));
    assert_int_equal(error.reason, TL_REASON_NAME_NOT_PERMITTED);
    assert_false(verify(NULL, permit_other_name, "ca", &www_leaf, &error));
    assert_non_null(strstr(error.message, "has the name CN=leaf"));
}

/* RFC 5280 §6.1.3 (b): a self-issued certificate need not keep the constraints, unless it is the leaf. */
static void self_issued(void **state) {
    (void)state;
    tl_error error;
    assert_false(verify(permit_leaf_name, NULL, "ca", &www_leaf, &error));
    assert_non_null(strstr(error.message, "the CA certificate \"CN=ca\" has the name CN=ca"));
    assert_true(verify(permit_leaf_name, NULL, "root", &www_leaf, &error));
    struct forgery leaf = www_leaf;
    leaf.name = "root";
    assert_false(verify(permit_leaf_name, NULL, "root", &leaf, &error));
}

static void write_alternative_name(struct writer *w, unsigned tag, tl_bytes content) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t names = der_begin(&v, DER_SEQUENCE);
    der_write(&v, tag, content);
    der_end(&v, names);
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, buffer_bytes(&value));
    buffer_clear(&value);
}

static void add_email_name(struct writer *w) {
    write_alternative_name(w, DER_CONTEXT(GENERAL_NAME_EMAIL), bytes_of_string("a@example.org"));
}

static void add_other_email_name(struct writer *w) {
    write_alternative_name(w, DER_CONTEXT(GENERAL_NAME_EMAIL), bytes_of_string("a@example.com"));
}

static void add_registered_id(struct writer *w) {
    write_alternative_name(w, DER_CONTEXT(GENERAL_NAME_REGISTERED_ID), (tl_bytes)OID_VIEW("\x2a\x03"));
}

static void permit_registered_id(struct writer *w) {
    constrain(w, PERMITTED, GENERAL_NAME_REGISTERED_ID, (tl_bytes)OID_VIEW("\x2a\x03"));
}

static void permit_malformed_email(struct writer *w) {
    constrain(w, PERMITTED, GENERAL_NAME_EMAIL, bytes_of_string("*.example.org"));
}

static void email_names(void **state) {
    (void)state;
    tl_error error;
    struct forgery leaf = {.name = "leaf", .extend = add_email_name};
    assert_true(verify(NULL, permit_org, "ca", &leaf, &error));
    assert_true(verify(NULL, permit_email, "ca", &www_leaf, &error));
    assert_true(verify(NULL, permit_email, "ca", &leaf, &error));
    leaf.extend = add_other_email_name;
    assert_false(verify(NULL, permit_email, "ca", &leaf, &error));
    assert_int_equal(error.reason, TL_REASON_NAME_NOT_PERMITTED);
    assert_non_null(strstr(error.message, "has the name a@example.com, for which \"CN=ca\" may not"));
}

/* The subject's emailAddress, where there is no subjectAltName. */
static void email_in_the_subject(void **state) {
    (void)state;
    static const uint8_t good[] = "\x30\x1e\x31\x1c\x30\x1a\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01\x16\x0d"
                                  "a@example.org";
    static const uint8_t bad[] = "\x30\x1e\x31\x1c\x30\x1a\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01\x16\x0d"
                                 "a@example.com";
    tl_error error;
    struct forgery leaf = {.subject = bytes_of(good, sizeof good - 1)};
    assert_true(verify(NULL, permit_email, "ca", &leaf, &error));
    leaf.subject = bytes_of(bad, sizeof bad - 1);
    assert_true(verify(NULL, permit_org, "ca", &leaf, &error));
    assert_false(verify(NULL, permit_email, "ca", &leaf, &error));
    assert_int_equal(error.reason, TL_REASON_NAME_NOT_PERMITTED);
    leaf.names = www;
    assert_true(verify(NULL, permit_email, "ca", &leaf, &error));
}

static void names_that_cannot_be_compared(void **state) {
    (void)state;
    tl_error error;
    struct forgery leaf = {.name = "leaf", .extend = add_registered_id};
    assert_true(verify(NULL, permit_org, "ca", &leaf, &error));
    assert_true(verify(NULL, permit_registered_id, "ca", &www_leaf, &error));
    assert_false(verify(NULL, permit_registered_id, "ca", &leaf, &error));
    assert_int_equal(error.reason, TL_REASON_UNSUPPORTED_NAME_CONSTRAINT);
    assert_int_equal(error.alert, TL_ALERT_UNSUPPORTED_CERTIFICATE);
    assert_non_null(strstr(error.message, "\"CN=ca\" restricts names of type registeredID, which this library cannot "
                                          "compare, and the server's certificate has such a name"));
    leaf.extend = add_email_name;
    assert_false(verify(NULL, permit_malformed_email, "ca", &leaf, &error));
    assert_int_equal(error.reason, TL_REASON_UNSUPPORTED_NAME_CONSTRAINT);
    assert_non_null(strstr(error.message, "\"CN=ca\" restricts names of type rfc822Name in a way that RFC 5280"));
}

/* Many names under many subtrees: the work is bounded. */
static void comparisons_have_a_limit(void **state) {
    (void)state;
    for (size_t count = 1000; count <= 1100; count += 100) {
        struct buffer constraints = {0}, names = {0};
        struct writer w = writer_to(&constraints), san = writer_to(&names);
        size_t subtrees = der_begin(&w, DER_CONTEXT_CONSTRUCTED(EXCLUDED));
        for (size_t i = 0; i < count; i++) {
            write_subtree(&w, GENERAL_NAME_DNS, bytes_of_string("com"));
            der_write(&san, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string("www.example.org"));
        }
        der_end(&w, subtrees);
        static const uint8_t empty_name[] = {0x30, 0x00};
        struct certificate certificate = {.subject = {empty_name, 2}, .subject_alt_name = buffer_bytes(&names)};
        struct general_name found;
        unsigned comparisons = 0;
        assert_int_equal(name_constraints_check(buffer_bytes(&constraints), &certificate, &comparisons, &found),
                         count * count <= NAME_CONSTRAINTS_MAX_COMPARISONS ? CONSTRAINT_KEPT : CONSTRAINT_TOO_MANY);
        buffer_clear(&constraints);
        buffer_clear(&names);
    }
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dns_names),
        cmocka_unit_test(ip_addresses),
        cmocka_unit_test(mailboxes),
        cmocka_unit_test(uris),
        cmocka_unit_test(malformed_dns_subtrees),
        cmocka_unit_test(directory_names),
        cmocka_unit_test(types),
        cmocka_unit_test(malformed_constraints_keep_nothing),
        cmocka_unit_test(paths),
        cmocka_unit_test(self_issued),
        cmocka_unit_test(email_names),
        cmocka_unit_test(email_in_the_subject),
        cmocka_unit_test(names_that_cannot_be_compared),
        cmocka_unit_test(comparisons_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
