/* tl_verify_path: the path found or every path tried, mail addresses, common names, and how much work a search is. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/control.h"
#include "support/forge.h"
#include "x509/der/oid.h"
#include "x509/path/path_report.h"

static const char *const www[] = {"www.example.org", NULL};

static struct forgery ca_named(const char *name, const struct forged *issuer) {
    return (struct forgery){.name = name, .issuer = issuer, .is_ca = true, .no_path_limit = true};
}

static struct forged forge_ca(const char *name, const struct forged *issuer) {
    struct forgery forgery = ca_named(name, issuer);
    return forge(&forgery);
}

static struct forged forge_leaf(const struct forged *issuer) {
    return forge(&(struct forgery){.name = "leaf", .issuer = issuer, .names = www});
}

static tl_trust *trust_in(const struct forged *anchor) {
    tl_trust *trust = tl_trust_parse(forged_der(anchor), NULL);
    assert_non_null(trust);
    return trust;
}

static void clear_all(struct forged *const *all, size_t count) {
    for (size_t i = 0; i < count; i++) {
        forged_clear(all[i]);
    }
}

static void expect_attempt(const tl_path *path, size_t *cursor, const char *way, const char *sentence) {
    const char *found_way, *found_sentence;
    assert_true(tl_path_next_attempt(path, cursor, &found_way, &found_sentence));
    assert_string_equal(found_way, way);
    if (strstr(found_sentence, sentence) == NULL) {
        fail_msg("%s: %s", found_way, found_sentence);
    }
}

static void expect_no_attempt(const tl_path *path, size_t *cursor) {
    const char *way, *sentence;
    assert_false(tl_path_next_attempt(path, cursor, &way, &sentence));
}

static void found(void **state) {
    (void)state;
    struct forged root = forge_ca("root", NULL), ca = forge_ca("ca", &root), leaf = forge_leaf(&ca);
    tl_trust *trust = trust_in(&root);
    tl_bytes sent = forged_der(&ca);
    tl_verify_options options = {.trust = trust, .intermediates = &sent, .num_intermediates = 1, .time = FORGE_NOW};
    tl_path *path;
    tl_error error;
    size_t cursor = 0;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_OK);
    assert_int_equal(tl_path_length(path), 3);
    assert_string_equal(tl_cert_subject(tl_path_cert(path, 0)), "CN=leaf");
    assert_string_equal(tl_cert_subject(tl_path_cert(path, 1)), "CN=ca");
    assert_string_equal(tl_cert_subject(tl_path_cert(path, 2)), "CN=root");
    assert_null(tl_path_cert(path, 3));
    assert_int_equal(path->work.signature_checks, 2); /* as many as the path has, and nothing else is looked at */
    assert_int_equal(path->work.candidates, 2);
    expect_no_attempt(path, &cursor);
    tl_path_free(path);
    options.host = "example.com"; /* found, but for another host: then it counts as tried */
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_WRONG_HOST);
    assert_int_equal(tl_path_length(path), 0);
    expect_attempt(path, &cursor, "CN=leaf", "is for www.example.org, not for example.com");
    expect_no_attempt(path, &cursor);
    tl_path_free(path);
    tl_path_free(NULL);
    clear_all((struct forged *[]){&root, &ca, &leaf}, 3);
    tl_trust_free(trust);
}

static void trusted_leaf(void **state) {
    (void)state;
    struct forged root = forge_ca("root", NULL), leaf = forge_leaf(&root);
    tl_trust *trust = trust_in(&leaf);
    tl_verify_options options = {.trust = trust, .time = FORGE_NOW};
    tl_path *path;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, NULL), TL_OK);
    assert_int_equal(tl_path_length(path), 1);
    tl_path_free(path);
    clear_all((struct forged *[]){&root, &leaf}, 2);
    tl_trust_free(trust);
}

/* What never began leaves no path. */
static void no_report(void **state) {
    (void)state;
    struct forged root = forge_ca("root", NULL), leaf = forge_leaf(&root);
    tl_trust *trust = trust_in(&root);
    tl_path *path;
    tl_error error;
    tl_verify_options options = {.trust = trust, .time = FORGE_NOW, .max_depth = 17};
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_USAGE);
    assert_null(path);
    options.max_depth = 0;
    assert_int_equal(tl_verify_path((tl_bytes){(const uint8_t *)"x", 1}, &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_MALFORMED_CERTIFICATE);
    assert_null(path);
    options.email = "nobody";
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_non_null(strstr(error.message, "email must be a mail address"));
    options.email = "a@example.org";
    options.host = "www.example.org";
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_non_null(strstr(error.message, "email must be given without host"));
    options.email = NULL;
    options.policies = (const char *const[]){"anything"};
    options.num_policies = 1;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_non_null(strstr(error.message, "policies must be object identifiers"));
    options.policies = NULL;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_USAGE);
    clear_all((struct forged *[]){&root, &leaf}, 2);
    tl_trust_free(trust);
}

/* Three ways up from one CA: over an expired certificate, over one that is no CA, and to an unknown root. */
static void every_attempt(void **state) {
    (void)state;
    struct forged root = forge_ca("root", NULL), stranger = forge_ca("stranger", NULL);
    struct forgery expired = ca_named("ca", &root), no_ca = ca_named("ca", &root), unknown = ca_named("ca", &stranger);
    expired.not_before = FORGE_NOW - 9 * FORGE_DAY;
    expired.not_after = FORGE_NOW - FORGE_DAY;
    struct forged expired_ca = forge(&expired);
    no_ca.is_ca = false;
    no_ca.same_key = unknown.same_key = &expired_ca;
    struct forged not_ca = forge(&no_ca), unknown_ca = forge(&unknown), leaf = forge_leaf(&expired_ca);
    tl_trust *trust = trust_in(&root);
    tl_bytes sent[] = {forged_der(&expired_ca), forged_der(&not_ca), forged_der(&unknown_ca)};
    tl_verify_options options = {.trust = trust, .intermediates = sent, .num_intermediates = 3, .time = FORGE_NOW};
    tl_path *path;
    tl_error error;
    size_t cursor = 0;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NOT_A_CA); /* of the first */
    expect_attempt(path, &cursor, "CN=leaf, issued by CN=ca", "which is no CA");
    expect_attempt(path, &cursor, "CN=leaf, issued by CN=ca", "was issued by \"CN=stranger\", which is neither");
    expect_attempt(path, &cursor, "CN=leaf, issued by CN=ca", "\"CN=ca\" expired"); /* the least likely */
    expect_no_attempt(path, &cursor);
    assert_int_equal(tl_path_length(path), 0);
    assert_null(tl_path_cert(path, 0));
    tl_path_free(path);
    /* with a good one beside them it is found, and what was tried before is still told */
    struct forgery good = ca_named("ca", &root);
    good.same_key = &expired_ca;
    struct forged good_ca = forge(&good);
    tl_bytes four[] = {sent[0], sent[1], sent[2], forged_der(&good_ca)};
    options.intermediates = four;
    options.num_intermediates = 4;
    cursor = 0;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_OK);
    assert_int_equal(tl_path_length(path), 3);
    expect_attempt(path, &cursor, "CN=leaf, issued by CN=ca", "which is no CA");
    expect_attempt(path, &cursor, "CN=leaf, issued by CN=ca", "was issued by \"CN=stranger\", which is neither");
    expect_no_attempt(path, &cursor);
    tl_path_free(path);
    clear_all((struct forged *[]){&root, &stranger, &expired_ca, &not_ca, &unknown_ca, &leaf, &good_ca}, 7);
    tl_trust_free(trust);
}

/* ---- mail ---- */

static void write_mailbox(struct writer *w, const char *mailbox) {
    struct buffer value = {0};
    struct writer v = writer_to(&value);
    size_t names = der_begin(&v, DER_SEQUENCE);
    der_write(&v, 0x81, bytes_of_string(mailbox));
    der_end(&v, names);
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false, buffer_bytes(&value));
    buffer_clear(&value);
}

static void name_someone(struct writer *w) {
    write_mailbox(w, "Someone@example.org");
}

/* The verdict on a leaf that the root issued; purpose, email, host and legacy_common_name as in options. */
static unsigned verdict(const struct forgery *root_forgery, const struct forgery *leaf_forgery,
                        const tl_verify_options *wanted) {
    struct forged root = forge(root_forgery);
    struct forgery forgery = *leaf_forgery;
    forgery.issuer = &root;
    struct forged leaf = forge(&forgery);
    tl_verify_options options = *wanted;
    tl_trust *trust = trust_in(&root);
    tl_error error;
    options.trust = trust;
    options.time = FORGE_NOW;
    options.crypto = forge_crypto();
    tl_result result = tl_verify(forged_der(&leaf), &options, &error);
    clear_all((struct forged *[]){&root, &leaf}, 2);
    tl_trust_free(trust);
    return result == TL_OK ? TL_REASON_NONE : error.reason;
}

static const struct forgery plain_root = {.name = "root", .is_ca = true, .no_path_limit = true};

static void mail_addresses(void **state) {
    (void)state;
    const struct forgery leaf = {.name = "leaf", .extend = name_someone};
    static const struct {
        const char *email;
        unsigned reason;
    } cases[] = {{"Someone@example.org", TL_REASON_NONE},
                 {"Someone@EXAMPLE.org", TL_REASON_NONE},
                 {"someone@example.org", TL_REASON_WRONG_EMAIL}, /* that may be another mailbox */
                 {"Someone@example.com", TL_REASON_WRONG_EMAIL},
                 {"Someone@www.example.org", TL_REASON_WRONG_EMAIL}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(
            verdict(&plain_root, &leaf, &(tl_verify_options){.email = cases[i].email, .purpose = TL_PURPOSE_EMAIL}),
            cases[i].reason);
    }
}

static void mail_purpose(void **state) {
    (void)state;
    const tl_verify_options mail = {.purpose = TL_PURPOSE_EMAIL};
    struct forgery leaf = {.name = "leaf", .extend = name_someone};
    leaf.extended_key_usage = (tl_bytes)OID_VIEW(OID_EMAIL_PROTECTION);
    assert_int_equal(verdict(&plain_root, &leaf, &mail), TL_REASON_NONE);
    assert_int_equal(verdict(&plain_root, &leaf, &(tl_verify_options){0}), TL_REASON_WRONG_EXTENDED_KEY_USAGE);
    leaf.extended_key_usage = (tl_bytes)OID_VIEW(OID_SERVER_AUTH);
    assert_int_equal(verdict(&plain_root, &leaf, &mail), TL_REASON_WRONG_EXTENDED_KEY_USAGE);
    assert_int_equal(verdict(&plain_root, &leaf, &(tl_verify_options){.purpose = TL_PURPOSE_ANY}), TL_REASON_NONE);
    leaf.extended_key_usage = (tl_bytes){0};
    leaf.key_usage = KEY_USAGE_NON_REPUDIATION;
    assert_int_equal(verdict(&plain_root, &leaf, &mail), TL_REASON_NONE);
    assert_int_equal(verdict(&plain_root, &leaf, &(tl_verify_options){0}), TL_REASON_WRONG_KEY_USAGE);
    leaf.key_usage = KEY_USAGE_CRL_SIGN;
    assert_int_equal(verdict(&plain_root, &leaf, &mail), TL_REASON_WRONG_KEY_USAGE);
}

/* RFC 5280 §4.2.1.12: what goes with clientAuth is less than what goes with serverAuth. */
static void key_usage_of_clients(void **state) {
    (void)state;
    static const struct {
        unsigned usage, for_client, for_server;
    } cases[] = {{KEY_USAGE_DIGITAL_SIGNATURE, TL_REASON_NONE, TL_REASON_NONE},
                 {KEY_USAGE_KEY_AGREEMENT, TL_REASON_NONE, TL_REASON_NONE},
                 {KEY_USAGE_KEY_ENCIPHERMENT, TL_REASON_WRONG_KEY_USAGE, TL_REASON_NONE},
                 {KEY_USAGE_CERT_SIGN, TL_REASON_WRONG_KEY_USAGE, TL_REASON_WRONG_KEY_USAGE}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery leaf = {.name = "leaf", .key_usage = cases[i].usage};
        const tl_verify_options client = {.purpose = TL_PURPOSE_CLIENT};
        assert_int_equal(verdict(&plain_root, &leaf, &client), cases[i].for_client);
        assert_int_equal(verdict(&plain_root, &leaf, &(tl_verify_options){0}), cases[i].for_server);
    }
}

/* ---- common names ---- */

static void exclude_example_org(struct writer *w) {
    static const uint8_t value[] = "\x30\x11\xa1\x0f\x30\x0d\x82\x0b"
                                   "example.org";
    extension_write(w, (tl_bytes)OID_VIEW(OID_NAME_CONSTRAINTS), true, bytes_of(value, sizeof value - 1));
}

static void common_names(void **state) {
    (void)state;
    const tl_verify_options strict = {.host = "www.example.org"};
    const tl_verify_options legacy = {.host = "www.example.org", .legacy_common_name = true};
    static const char *const other[] = {"www.example.com", NULL};
    struct forgery leaf = {.name = "www.example.org"};
    assert_int_equal(verdict(&plain_root, &leaf, &strict), TL_REASON_WRONG_HOST);
    assert_int_equal(verdict(&plain_root, &leaf, &legacy), TL_REASON_NONE);
    leaf.name = "*.example.org";
    assert_int_equal(verdict(&plain_root, &leaf, &legacy), TL_REASON_NONE);
    leaf.name = "www.example.net";
    assert_int_equal(verdict(&plain_root, &leaf, &legacy), TL_REASON_WRONG_HOST);
    leaf.name = "www.example.org";
    leaf.names = other; /* a subjectAltName with hosts is the whole truth */
    assert_int_equal(verdict(&plain_root, &leaf, &legacy), TL_REASON_WRONG_HOST);
    leaf.names = NULL;
    leaf.extend = name_someone;
    assert_int_equal(verdict(&plain_root, &leaf, &legacy), TL_REASON_NONE);
    leaf.name = "192.0.2.1"; /* no DNS name */
    assert_int_equal(verdict(&plain_root, &leaf, &(tl_verify_options){.host = "192.0.2.1", .legacy_common_name = true}),
                     TL_REASON_WRONG_HOST);
}

/* A common name that counts as a DNS name is under the name constraints for those. */
static void common_names_are_constrained(void **state) {
    (void)state;
    struct forgery root = plain_root, leaf = {.name = "www.example.org"};
    const tl_verify_options legacy = {.host = "www.example.org", .legacy_common_name = true};
    root.extend = exclude_example_org;
    assert_int_equal(verdict(&root, &leaf, &legacy), TL_REASON_NAME_NOT_PERMITTED);
    assert_int_equal(verdict(&root, &leaf, &(tl_verify_options){0}), TL_REASON_NONE);
    leaf.name = "www.example.com";
    assert_int_equal(verdict(&root, &leaf, &(tl_verify_options){.host = leaf.name, .legacy_common_name = true}),
                     TL_REASON_NONE);
}

/* ---- how much work ---- */

static struct path_work work_of(const tl_path *path) {
    return path->work;
}

/* n CAs, each certified by each other: n! paths. The signature checks end the search. */
static void exponential_paths(void **state) {
    (void)state;
    enum { NUM = 7, NUM_CROSS = NUM * (NUM - 1) };
    struct forged root = forge_ca("root", NULL), cas[NUM], cross[NUM_CROSS];
    tl_bytes sent[NUM_CROSS];
    char names[NUM][4];
    size_t count = 0;
    for (unsigned i = 0; i < NUM; i++) {
        names[i][0] = (char)('a' + i);
        names[i][1] = '\0';
        cas[i] = forge_ca(names[i], NULL);
    }
    for (unsigned i = 0; i < NUM; i++) {
        for (unsigned j = 0; j < NUM; j++) {
            if (i != j) {
                struct forgery forgery = ca_named(names[i], &cas[j]);
                forgery.same_key = &cas[i];
                cross[count] = forge(&forgery);
                sent[count] = forged_der(&cross[count]);
                count++;
            }
        }
    }
    struct forged leaf = forge_leaf(&cas[0]);
    tl_trust *trust = trust_in(&root);
    tl_verify_options options = {.trust = trust,
                                 .intermediates = sent,
                                 .num_intermediates = NUM_CROSS,
                                 .time = FORGE_NOW,
                                 .max_depth = 16,
                                 .crypto = forge_crypto()};
    tl_path *path;
    tl_error error;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_PATH_SEARCH_TOO_LONG);
    assert_int_equal(work_of(path).signature_checks, 100);
    assert_in_range(work_of(path).candidates, 100, 5000);
    assert_in_range(path->num_attempts, 1, PATH_REPORT_MAX_ATTEMPTS);
    tl_path_free(path);
    clear_all((struct forged *[]){&root, &leaf}, 2);
    for (size_t i = 0; i < NUM_CROSS; i++) {
        forged_clear(&cross[i]);
    }
    for (size_t i = 0; i < NUM; i++) {
        forged_clear(&cas[i]);
    }
    tl_trust_free(trust);
}

/* Thousands of certificates with the issuer's name that are none: no signature is checked, and parsing ends too. */
static void many_candidates(void **state) {
    (void)state;
    enum { NUM = 6000, FEWER = 4000 };
    static tl_bytes sent[NUM];
    struct forged root = forge_ca("root", NULL), ca = forge_ca("ca", &root), leaf = forge_leaf(&ca);
    struct forgery no_ca = ca_named("ca", &root);
    no_ca.is_ca = false;
    struct forged decoy = forge(&no_ca);
    tl_trust *trust = trust_in(&root);
    for (size_t i = 0; i < NUM; i++) {
        sent[i] = forged_der(&decoy);
    }
    tl_verify_options options = {
        .trust = trust, .intermediates = sent, .num_intermediates = NUM, .time = FORGE_NOW, .crypto = forge_crypto()};
    tl_path *path;
    tl_error error;
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_PATH_SEARCH_TOO_LONG);
    assert_non_null(strstr(error.message, "among 5000 certificates that could be issuers"));
    assert_int_equal(work_of(path).candidates, 5000);
    assert_int_equal(work_of(path).signature_checks, 0);
    tl_path_free(path);
    options.num_intermediates = FEWER; /* each is read once */
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_FAILED);
    assert_int_equal(error.reason, TL_REASON_NOT_A_CA);
    assert_int_equal(work_of(path).candidates, FEWER);
    assert_int_equal(work_of(path).signature_checks, 0);
    assert_int_equal(path->num_attempts, PATH_REPORT_MAX_ATTEMPTS);
    tl_path_free(path);
    sent[FEWER - 1] = forged_der(&ca); /* and a good one is found behind the others */
    assert_int_equal(tl_verify_path(forged_der(&leaf), &options, &path, &error), TL_OK);
    assert_int_equal(work_of(path).candidates, FEWER + 1);
    assert_int_equal(work_of(path).signature_checks, 2);
    tl_path_free(path);
    clear_all((struct forged *[]){&root, &ca, &leaf, &decoy}, 4);
    tl_trust_free(trust);
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(found),
        cmocka_unit_test(trusted_leaf),
        cmocka_unit_test(no_report),
        cmocka_unit_test(every_attempt),
        cmocka_unit_test(mail_addresses),
        cmocka_unit_test(mail_purpose),
        cmocka_unit_test(key_usage_of_clients),
        cmocka_unit_test(common_names),
        cmocka_unit_test(common_names_are_constrained),
        cmocka_unit_test(many_candidates),
        cmocka_unit_test(exponential_paths),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
