/* NIST's PKITS: 247 paths, each with the verdict and the policy inputs of its test description. The vectors' own paths
 * are given as leaf, heap of intermediates and anchor, so that they are built as well as verified. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include <tlslite/crypto.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "base/file.h"
#include "support/vectors.h"

enum { MAX_CHAIN = 16, MAX_POLICIES = 8, NUM_SUBTESTS = 247 };
#define PKITS_TIME 1700000000 /* 2023-11-14; the certificates are valid from 2010 to 2030 */

struct exception {
    const char *number, *why;
};

/* Valid, but refused by decision. */
static const struct exception with_dsa[] = {
    {"4.1.4", "nobody uses DSA with TLS, and RFC 8446 §4.2.3 has no scheme for it"},
    {"4.1.5", "the same"},
};

/* Not valid, but only a CRL tells that, and none is given. */
static const struct exception for_want_of_crls[] = {
    {"4.4.1", "no CRL is there"},
    {"4.4.2", "the CA is revoked"},
    {"4.4.3", "the leaf is revoked"},
    {"4.4.4", "the CRL's signature is wrong"},
    {"4.4.5", "the CRL is by another issuer"},
    {"4.4.6", "the CRL is by another issuer"},
    {"4.4.8", "revoked, in an entry with an unknown critical extension"},
    {"4.4.9", "the CRL has an unknown critical extension"},
    {"4.4.10", "the CRL has an unknown critical extension"},
    {"4.4.11", "the CRL is out of date"},
    {"4.4.12", "the CRL is out of date"},
    {"4.4.15", "revoked, with a negative serial number"},
    {"4.4.18", "revoked, with a long serial number"},
    {"4.4.20", "revoked, in a CRL under a key of its own"},
    {"4.4.21", "the certificate of the CRL's key is revoked"},
    {"4.5.2", "revoked after the CA's key changed"},
    {"4.5.5", "revoked before the CA's key changed"},
    {"4.5.7", "revoked, in a CRL under a self-issued key"},
    {"4.7.4", "the CA may not sign CRLs"},
    {"4.7.5", "the CA may not sign CRLs"},
    {"4.14.2", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.3", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.6", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.8", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.9", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.11", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.12", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.14", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.15", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.16", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.17", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.20", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.21", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.23", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.26", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.27", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.31", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.32", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.34", "the CRL's distribution point, scope or issuer decides"},
    {"4.14.35", "the CRL's distribution point, scope or issuer decides"},
    {"4.15.1", "a delta CRL decides"},
    {"4.15.3", "a delta CRL decides"},
    {"4.15.4", "a delta CRL decides"},
    {"4.15.6", "a delta CRL decides"},
    {"4.15.9", "a delta CRL decides"},
    {"4.15.10", "a delta CRL decides"},
};

static bool is_among(const char *number, const struct exception *list, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (strcmp(number, list[i].number) == 0) {
            return true;
        }
    }
    return false;
}

struct subtest {
    struct buffer files[MAX_CHAIN];
    tl_bytes chain[MAX_CHAIN]; /* the anchor first, the leaf last */
    size_t len;
    char policies[MAX_POLICIES][40];
    const char *accepted[MAX_POLICIES];
    tl_verify_options options;
};

static struct buffer read_certificate(const char *name) {
    char path[512];
    tl_error error;
    struct buffer der = {0};
    snprintf(path, sizeof path, "%s/pkits/certs/%s.crt", getenv("TLSLITE_VECTORS"), name);
    if (!file_read(path, 1 << 20, &der, &error)) {
        fail_msg("%s", error.message);
    }
    return der;
}

static void read_chain(const json_t *json, struct subtest *subtest) {
    json_t *certs = vectors_array(json, "certs");
    subtest->len = json_array_size(certs);
    assert_in_range(subtest->len, 2, MAX_CHAIN);
    for (size_t i = 0; i < subtest->len; i++) {
        subtest->files[i] = read_certificate(json_string_value(json_array_get(certs, i)));
        subtest->chain[i] = buffer_bytes(&subtest->files[i]);
    }
}

/* "NIST-test-policy-3" and "anyPolicy" by their numbers. */
static void add_policy(struct subtest *subtest, const char *name, size_t len) {
    static const char prefix[] = "NIST-test-policy-";
    size_t at = subtest->options.num_policies++;
    assert_in_range(at, 0, MAX_POLICIES - 1);
    if (strncmp(name, "anyPolicy", len) == 0) {
        snprintf(subtest->policies[at], sizeof subtest->policies[at], "2.5.29.32.0");
    } else {
        assert_int_equal(strncmp(name, prefix, sizeof prefix - 1), 0);
        snprintf(subtest->policies[at], sizeof subtest->policies[at], "2.16.840.1.101.3.2.1.48.%.*s",
                 (int)(len - (sizeof prefix - 1)), name + sizeof prefix - 1);
    }
    subtest->accepted[at] = subtest->policies[at];
}

/* An array of names, or of lists with commas. */
static void read_policies(const json_t *json, struct subtest *subtest) {
    const json_t *policies = json_object_get(json, "InitialPolicySet");
    subtest->options.policies = subtest->accepted;
    for (size_t i = 0; i < json_array_size(policies); i++) {
        const char *names = json_string_value(json_array_get(policies, i));
        for (size_t len; (len = strcspn(names, ",")) > 0; names += len + (names[len] == ',' ? 1 : 0)) {
            add_policy(subtest, names, len);
        }
    }
}

static bool verify(const json_t *json, const tl_crypto *crypto, tl_error *error) {
    struct subtest subtest = {.options = {.purpose = TL_PURPOSE_ANY, .time = PKITS_TIME, .crypto = crypto}};
    read_chain(json, &subtest);
    read_policies(json, &subtest);
    tl_trust *trust = tl_trust_parse(subtest.chain[0], error);
    assert_non_null(trust);
    subtest.options.trust = trust;
    subtest.options.intermediates = subtest.chain + 1;
    subtest.options.num_intermediates = subtest.len - 2;
    subtest.options.require_policy = json_is_true(json_object_get(json, "InitialExplicitPolicy"));
    subtest.options.inhibit_policy_mapping = json_is_true(json_object_get(json, "InitialPolicyMappingInhibit"));
    subtest.options.inhibit_any_policy = json_is_true(json_object_get(json, "InitialInhibitAnyPolicy"));
    bool ok = tl_verify(subtest.chain[subtest.len - 1], &subtest.options, error) == TL_OK;
    tl_trust_free(trust);
    for (size_t i = 0; i < subtest.len; i++) {
        buffer_clear(&subtest.files[i]);
    }
    return ok;
}

/* What we are to say: that of PKITS, but for the two lists above. */
static bool is_expected(const json_t *json, size_t *num_exceptions) {
    const char *number = vectors_string(json, "test_number");
    bool should_validate = json_is_true(json_object_get(json, "should_validate"));
    bool dsa = is_among(number, with_dsa, COUNT_OF(with_dsa));
    bool crl = is_among(number, for_want_of_crls, COUNT_OF(for_want_of_crls));
    assert_false(dsa && !should_validate); /* a list that names what needs no exception is wrong itself */
    assert_false(crl && should_validate);
    *num_exceptions += dsa || crl ? 1 : 0;
    return dsa ? false : crl ? true : should_validate;
}

static void subtests(void **state) {
    (void)state;
    struct vectors vectors = vectors_open("pkits/pkits.json");
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    assert_int_equal(json_array_size(vectors.root), NUM_SUBTESTS);
    size_t index, num_wrong = 0, num_exceptions = 0;
    json_t *json;
    json_array_foreach(vectors.root, index, json) {
        tl_error error = {0};
        bool valid = verify(json, crypto, &error);
        if (valid != is_expected(json, &num_exceptions)) {
            num_wrong++;
            print_error("%s %s: %s\n", vectors_string(json, "test_number"), vectors_string(json, "name"),
                        valid ? "accepted" : error.message);
        }
        assert_true(valid || error.kind == TL_ERR_AUTH_INVALID);
    }
    assert_int_equal(num_wrong, 0);
    assert_int_equal(num_exceptions, COUNT_OF(with_dsa) + COUNT_OF(for_want_of_crls));
    tl_crypto_free(crypto);
    vectors_close(&vectors);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(subtests)};
    return vectors_available() ? cmocka_run_group_tests(tests, NULL, NULL) : VECTORS_SKIPPED;
}
