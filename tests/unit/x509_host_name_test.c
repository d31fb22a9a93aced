/* Whom a certificate is for: RFC 9525 on subjectAltName. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"
#include "x509/der/der_writer.h"
#include "x509/names/general_names.h"
#include "x509/path/path.h"

/* A certificate with nothing but this name, and an rfc822Name that must never count. */
static bool matches(enum general_name_kind kind, tl_bytes name, const char *host) {
    struct buffer names = {0};
    struct writer w = writer_to(&names);
    der_write(&w, DER_CONTEXT(GENERAL_NAME_EMAIL), bytes_of_string("www.example.org"));
    der_write(&w, DER_CONTEXT(kind), name);
    struct certificate certificate = {.subject_alt_name = buffer_bytes(&names)};
    assert_true(general_names_are_well_formed(certificate.subject_alt_name));
    bool result = certificate_matches_host(&certificate, host);
    buffer_clear(&names);
    return result;
}

static const struct {
    const char *presented, *host;
    bool match;
} dns_cases[] = {
    {"www.example.org", "www.example.org", true},
    {"www.example.org", "WWW.Example.ORG", true},
    {"WWW.EXAMPLE.ORG", "www.example.org", true},
    {"www.example.org", "www.example.org.", true},
    {"www.example.org.", "www.example.org", false},
    {"www.example.org.", "www.example.org.", false},
    {"www.example.org", "www.example.org..", false},
    {"www.example.org", "example.org", false},
    {"example.org", "www.example.org", false},
    {"www.example.org", "www.example.or", false},
    {"www.example.org", "ww.example.org", false},
    {"www.example.org", "", false},
    {"www.example.org", ".", false},
    {"", "", false},
    {"", ".", false},
    {"localhost", "localhost", true},
    {"localhost", "LOCALHOST.", true},
    {"a_b.example.org", "a_b.example.org", true},
    {"www.example.org", "www example.org", false},
    {"www example.org", "www example.org", false},
    /* wildcards */
    {"*.example.org", "www.example.org", true},
    {"*.example.org", "WWW.EXAMPLE.ORG.", true},
    {"*.example.org", "example.org", false},
    {"*.example.org", ".example.org", false},
    {"*.example.org", "a.b.example.org", false},
    {"*.example.org", "*.example.org", false},
    {"*.example.org", "www.example.com", false},
    {"*.example.org", "www.example.org.evil.net", false},
    {"*.org", "example.org", false},
    {"*.", "www", false},
    {"*", "localhost", false},
    {"*", "www.example.org", false},
    {"*.*.org", "www.example.org", false},
    {"*.*", "www.example", false},
    {"www.*.org", "www.example.org", false},
    {"w*.example.org", "www.example.org", false},
    {"*w.example.org", "www.example.org", false},
    {"**.example.org", "www.example.org", false},
    {"*example.org", "example.org", false},
    {"*.example.org.", "www.example.org", false},
    {"*..example.org", "www..example.org", false},
    {"*.example..org", "www.example..org", false},
    /* A-labels, as they are */
    {"xn--bcher-kva.example", "xn--bcher-kva.example", true},
    {"*.xn--bcher-kva.example", "www.xn--bcher-kva.example", true},
    {"*.example.org", "xn--bcher-kva.example.org", true},
    {"xn--bcher-kva.example",
     "b\xc3\xbc"
     "cher.example",
     false},
    /* what looks like an address is not a DNS name */
    {"192.0.2.1", "192.0.2.1", false},
    {"1.2.3", "1.2.3", false},
    {"*.2.3.4", "1.2.3.4", false},
    {"www.example.1", "www.example.1", false},
    {"1.example.org", "1.example.org", true},
};

static void dns_names(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(dns_cases); i++) {
        bool match = matches(GENERAL_NAME_DNS, bytes_of_string(dns_cases[i].presented), dns_cases[i].host);
        if (match != dns_cases[i].match) {
            fail_msg("\"%s\" for \"%s\": %d", dns_cases[i].presented, dns_cases[i].host, match);
        }
    }
}

static void embedded_nul(void **state) {
    (void)state;
    static const char presented[] = "www.example.org\0.evil.net", wildcard[] = "*.example.org\0.evil.net";
    assert_false(matches(GENERAL_NAME_DNS, bytes_of(presented, sizeof presented - 1), "www.example.org"));
    assert_false(matches(GENERAL_NAME_DNS, bytes_of(presented, sizeof "www.example.org"), "www.example.org"));
    assert_false(matches(GENERAL_NAME_DNS, bytes_of(wildcard, sizeof wildcard - 1), "www.example.org"));
    assert_true(matches(GENERAL_NAME_DNS, bytes_of(presented, sizeof "www.example.org" - 1), "www.example.org"));
}

static void long_names(void **state) {
    (void)state;
    char host[300];
    memset(host, 'a', sizeof host);
    for (size_t i = 63; i < sizeof host; i += 64) {
        host[i] = '.';
    }
    host[253] = '\0';
    assert_true(matches(GENERAL_NAME_DNS, bytes_of_string(host), host));
    host[253] = 'a';
    host[254] = '\0';
    assert_false(matches(GENERAL_NAME_DNS, bytes_of_string(host), host));
    memset(host, 'a', 64);
    memcpy(host + 64, ".org", 5);
    assert_false(matches(GENERAL_NAME_DNS, bytes_of_string(host), host));
    assert_true(matches(GENERAL_NAME_DNS, bytes_of_string(host + 1), host + 1));
}

static void only_dns_names_name_hosts(void **state) {
    (void)state;
    tl_bytes name = bytes_of_string("www.example.org");
    assert_true(matches(GENERAL_NAME_DNS, name, "www.example.org"));
    assert_false(matches(GENERAL_NAME_URI, name, "www.example.org"));
    assert_false(matches(GENERAL_NAME_EMAIL, name, "www.example.org"));
}

static void no_names_at_all(void **state) {
    (void)state;
    struct certificate certificate = {0};
    assert_false(certificate_matches_host(&certificate, "www.example.org"));
    assert_false(certificate_matches_host(&certificate, "192.0.2.1"));
}

static void ip_addresses(void **state) {
    (void)state;
    static const uint8_t v4[] = {192, 0, 2, 1};
    static const uint8_t v6[] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
    static const uint8_t mapped[] = {[10] = 0xff, 0xff, 192, 0, 2, 1};
    static const struct {
        tl_bytes address;
        const char *host;
        bool match;
    } cases[] = {
        {{v4, 4}, "192.0.2.1", true},
        {{v4, 4}, "192.0.2.2", false},
        {{v4, 4}, "192.0.2.1.", false},
        {{v4, 4}, "192.0.2.01", false},
        {{v4, 4}, "3221225985", false},
        {{v4, 4}, "0xc0000201", false},
        {{v4, 4}, "::ffff:192.0.2.1", false},
        {{mapped, 16}, "192.0.2.1", false},
        {{mapped, 16}, "::ffff:c000:201", true},
        {{v6, 16}, "2001:db8::1", true},
        {{v6, 16}, "2001:DB8:0:0::0:1", true},
        {{v6, 16}, "2001:db8::2", false},
        {{v6, 16}, "[2001:db8::1]", false},
        {{v6, 16}, "2001:db8::1%eth0", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(matches(GENERAL_NAME_IP, cases[i].address, cases[i].host), cases[i].match);
    }
}

static void what_is_an_ip_address(void **state) {
    (void)state;
    uint8_t address[16];
    size_t len;
    assert_true(host_is_ip_address("127.0.0.1", address, &len));
    assert_int_equal(len, 4);
    assert_true(host_is_ip_address("::1", address, &len));
    assert_int_equal(len, 16);
    assert_false(host_is_ip_address("localhost", address, &len));
    assert_int_equal(len, 0);
    assert_false(host_is_ip_address("", address, &len));
}

/* ---- the sentence ---- */

static void sentence_names_what_there_is(void **state) {
    (void)state;
    static const char *const names[] = {"a.example", "b.example", "c.example", "d.example", "e.example"};
    static const struct {
        size_t num_names;
        const char *message;
    } cases[] = {
        {0, "the server's certificate names no host in its subjectAltName, so it is not for x.example (a common name "
            "does not count, RFC 9525); have it reissued with that name"},
        {1, "the server's certificate is for a.example, not for x.example; connect by a name that it has, or have it "
            "reissued"},
        {3, "the server's certificate is for a.example, b.example, c.example, not for x.example; connect by a name "
            "that it has, or have it reissued"},
        {5, "the server's certificate is for a.example, b.example, c.example and 2 more, not for x.example; connect "
            "by a name that it has, or have it reissued"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buffer san = {0};
        struct writer w = writer_to(&san);
        for (size_t n = 0; n < cases[i].num_names; n++) {
            der_write(&w, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of_string(names[n]));
        }
        struct certificate certificate = {.subject_alt_name = buffer_bytes(&san)};
        tl_error error;
        assert_false(certificate_check_host(&certificate, "x.example", TL_PURPOSE_SERVER, &error));
        assert_string_equal(error.message, cases[i].message);
        assert_int_equal(error.reason, TL_REASON_WRONG_HOST);
        assert_int_equal(error.kind, TL_ERR_AUTH_INVALID);
        assert_int_equal(error.alert, TL_ALERT_CERTIFICATE_UNKNOWN);
        buffer_clear(&san);
    }
}

static void sentence_escapes_what_the_peer_wrote(void **state) {
    (void)state;
    struct buffer san = {0};
    struct writer w = writer_to(&san);
    der_write(&w, DER_CONTEXT(GENERAL_NAME_DNS), bytes_of("a\0\x1b[2J\\", 7));
    struct certificate certificate = {.subject_alt_name = buffer_bytes(&san)};
    tl_error error;
    assert_false(certificate_check_host(&certificate, "x.example", TL_PURPOSE_SERVER, &error));
    assert_non_null(strstr(error.message, "is for a\\00\\1B[2J\\5C, not for"));
    buffer_clear(&san);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dns_names),
        cmocka_unit_test(embedded_nul),
        cmocka_unit_test(long_names),
        cmocka_unit_test(only_dns_names_name_hosts),
        cmocka_unit_test(no_names_at_all),
        cmocka_unit_test(ip_addresses),
        cmocka_unit_test(what_is_an_ip_address),
        cmocka_unit_test(sentence_names_what_there_is),
        cmocka_unit_test(sentence_escapes_what_the_peer_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
