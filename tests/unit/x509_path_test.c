/* Building and verifying paths: for each rule a chain that breaks it and nothing else, beside the chain that keeps all.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>

#include "base/control.h"
#include "support/forge.h"
#include "x509/der/oid.h"
#include "x509/path/path.h"
#include "x509/trust/trust.h"

static const char *const names[] = {"www.example.org", NULL};

/* What a leaf and a CA are like where nothing else is said. */
static const struct forgery good_leaf = {.name = "leaf",
                                         .names = names,
                                         .key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
                                         .extended_key_usage = OID_VIEW(OID_SERVER_AUTH)};
static const struct forgery good_ca = {
    .name = "ca", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN};

static struct forgery ca_named(const char *name, const struct forged *issuer) {
    struct forgery forgery = good_ca;
    forgery.name = name;
    forgery.issuer = issuer;
    return forgery;
}

static struct forgery leaf_of(const struct forged *issuer) {
    struct forgery forgery = good_leaf;
    forgery.issuer = issuer;
    return forgery;
}

static tl_trust *trust_in(const struct forged *anchors, size_t num_anchors) {
    struct buffer all = {0};
    for (size_t i = 0; i < num_anchors; i++) {
        assert_true(buffer_append(&all, forged_der(&anchors[i])));
    }
    tl_trust *trust = tl_trust_parse(buffer_bytes(&all), NULL);
    assert_non_null(trust);
    buffer_clear(&all);
    return trust;
}

struct question {
    const tl_trust *trust;
    const struct forged *leaf;
    tl_bytes sent[20];
    size_t num_sent;
    const char *host; /* NULL: www.example.org */
    tl_purpose purpose;
    int64_t time; /* 0: FORGE_NOW */
    unsigned min_key_bits, max_key_bits, max_depth;
};

static bool verify(const struct question *question, tl_error *error) {
    struct certificate leaf;
    assert_true(certificate_parse(forged_der(question->leaf), &leaf, NULL));
    struct path_request request = {
        .crypto = forge_crypto(),
        .trust = question->trust,
        .leaf = &leaf,
        .intermediates = question->sent,
        .num_intermediates = question->num_sent,
        .host = question->host != NULL ? question->host : names[0],
        .purpose = question->purpose,
        .time = question->time != 0 ? question->time : FORGE_NOW,
        .min_key_bits = question->min_key_bits != 0 ? question->min_key_bits : PATH_DEFAULT_MIN_KEY_BITS,
        .max_key_bits = question->max_key_bits != 0 ? question->max_key_bits : PATH_DEFAULT_MAX_KEY_BITS,
        .max_depth = question->max_depth != 0 ? question->max_depth : PATH_DEFAULT_DEPTH,
    };
    return path_verify(&request, error);
}

static void expect_good(const struct question *question) {
    tl_error error;
    if (!verify(question, &error)) {
        fail_msg("refused: %s", error.message);
    }
    assert_true(verify(question, NULL));
}

static void expect_bad(const struct question *question, unsigned reason, tl_alert alert, const char *sentence) {
    tl_error error;
    assert_false(verify(question, NULL)); /* nobody need listen */
    if (verify(question, &error)) {
        fail_msg("accepted, although: %s", sentence);
    }
    if (strstr(error.message, sentence) == NULL || error.reason != reason || error.alert != alert) {
        fail_msg("reason %u, %s: %s", error.reason, tl_alert_name(error.alert), error.message);
    }
    assert_int_equal(error.kind, TL_ERR_AUTH_INVALID);
    assert_true(strlen(error.message) < sizeof error.message - 1);
}

/* A root, a CA below it and a leaf, each as forged from what the test gives; [0] is the root. */
struct chain {
    struct forged root, ca, leaf;
    tl_trust *trust;
    struct question question;
};

static void make_chain(struct chain *chain, const struct forgery *root, const struct forgery *ca,
                       const struct forgery *leaf) {
    struct forgery ca_forgery = *ca, leaf_forgery = *leaf;
    chain->root = forge(root);
    ca_forgery.issuer = &chain->root;
    chain->ca = forge(&ca_forgery);
    leaf_forgery.issuer = &chain->ca;
    chain->leaf = forge(&leaf_forgery);
    chain->trust = trust_in(&chain->root, 1);
    chain->question =
        (struct question){.trust = chain->trust, .leaf = &chain->leaf, .sent = {forged_der(&chain->ca)}, .num_sent = 1};
}

static void clear_chain(struct chain *chain) {
    forged_clear(&chain->root);
    forged_clear(&chain->ca);
    forged_clear(&chain->leaf);
    tl_trust_free(chain->trust);
}

static const struct forgery good_root = {.name = "root", .is_ca = true, .no_path_limit = true};

static void good_chain(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    expect_good(&chain.question);
    chain.question.purpose = TL_PURPOSE_ANY;
    expect_good(&chain.question);
    clear_chain(&chain);
}

/* A chain whose parts are all good but for what is given; NULL: good too. */
static void expect_bad_chain(const struct forgery *root, const struct forgery *ca, const struct forgery *leaf,
                             unsigned reason, tl_alert alert, const char *sentence) {
    struct chain chain;
    make_chain(&chain, root != NULL ? root : &good_root, ca != NULL ? ca : &good_ca, leaf != NULL ? leaf : &good_leaf);
    expect_bad(&chain.question, reason, alert, sentence);
    clear_chain(&chain);
}

static void expect_good_chain(const struct forgery *root, const struct forgery *ca, const struct forgery *leaf) {
    struct chain chain;
    make_chain(&chain, root != NULL ? root : &good_root, ca != NULL ? ca : &good_ca, leaf != NULL ? leaf : &good_leaf);
    expect_good(&chain.question);
    clear_chain(&chain);
}

/* ---- dates ---- */

static void dates_of_the_leaf(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    chain.question.time = FORGE_NOW + FORGE_DAY; /* the last second counts */
    expect_good(&chain.question);
    chain.question.time = FORGE_NOW - FORGE_DAY;
    expect_good(&chain.question);
    chain.question.time = FORGE_NOW + FORGE_DAY + 1;
    expect_bad(&chain.question, TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED,
               "the server's certificate expired at 2026-05-29 20:26:40 UTC, and it is 2026-05-29 20:26:41 UTC now");
    chain.question.time = FORGE_NOW - FORGE_DAY - 1;
    expect_bad(&chain.question, TL_REASON_CERTIFICATE_NOT_YET_VALID, TL_ALERT_CERTIFICATE_EXPIRED,
               "the server's certificate is not valid before 2026-05-27 20:26:40 UTC, and it is only 2026-05-27 "
               "20:26:39 UTC");
    clear_chain(&chain);
}

static void dates_of_a_ca(void **state) {
    (void)state;
    struct forgery expired = good_ca, early = good_ca;
    expired.not_before = FORGE_NOW - 9 * FORGE_DAY;
    expired.not_after = FORGE_NOW - 1;
    early.not_before = FORGE_NOW + 1;
    early.not_after = FORGE_NOW + 9;
    expect_bad_chain(NULL, &expired, NULL, TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED,
                     "the CA certificate \"CN=ca\" expired at 2026-05-28 20:26:39 UTC");
    expect_bad_chain(NULL, &early, NULL, TL_REASON_CERTIFICATE_NOT_YET_VALID, TL_ALERT_CERTIFICATE_EXPIRED,
                     "the CA certificate \"CN=ca\" is not valid before 2026-05-28 20:26:41 UTC");
}

static void dates_of_an_anchor_do_not_count(void **state) {
    (void)state;
    struct forgery expired = good_root;
    expired.not_before = FORGE_NOW - 9 * FORGE_DAY;
    expired.not_after = FORGE_NOW - 8 * FORGE_DAY;
    expect_good_chain(&expired, NULL, NULL);
}

/* ---- who may issue ---- */

static void issuer_must_be_a_ca(void **state) {
    (void)state;
    struct forgery no_ca = good_ca, no_cert_sign = good_ca, no_key_usage = good_ca, version_1 = good_ca;
    no_ca.is_ca = false;
    no_cert_sign.key_usage = KEY_USAGE_CRL_SIGN | KEY_USAGE_DIGITAL_SIGNATURE;
    no_key_usage.key_usage = 0;
    version_1 = (struct forgery){.name = "ca", .version = 1};
    expect_bad_chain(NULL, &no_ca, NULL, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE,
                     "the server's certificate was issued by \"CN=ca\", which is no CA (basicConstraints)");
    expect_bad_chain(NULL, &version_1, NULL, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE, "which is no CA");
    expect_bad_chain(NULL, &no_cert_sign, NULL, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE,
                     "issued by \"CN=ca\", which lacks keyCertSign");
    expect_good_chain(NULL, &no_key_usage, NULL);
}

/* An anchor that says of itself that it is no CA vouches for nothing but itself; one of version 1 cannot say. */
static void anchor_must_not_deny_being_a_ca(void **state) {
    (void)state;
    struct forgery no_ca = good_root, no_cert_sign = good_root, version_1 = {.name = "root", .version = 1};
    no_ca.is_ca = false;
    no_cert_sign.key_usage = KEY_USAGE_DIGITAL_SIGNATURE;
    expect_bad_chain(&no_ca, NULL, NULL, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE,
                     "the CA certificate \"CN=ca\" was issued by \"CN=root\", which is no CA");
    expect_bad_chain(&no_cert_sign, NULL, NULL, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE, "lacks keyCertSign");
    expect_good_chain(&version_1, NULL, NULL);
}

static void path_length(void **state) {
    (void)state;
    struct forged chain[5]; /* root, then CAs with room for so many below them as there are, then the leaf */
    struct question question = {.leaf = &chain[4], .num_sent = 3};
    for (unsigned shortage = 0; shortage < 2; shortage++) {
        for (unsigned i = 0; i < 5; i++) {
            struct forgery forgery = i < 4 ? good_ca : good_leaf;
            char name[] = "ca0";
            name[2] = (char)('0' + i);
            forgery.name = i < 4 ? name : "leaf";
            forgery.issuer = i > 0 ? &chain[i - 1] : NULL;
            forgery.no_path_limit = i == 0;
            forgery.path_len = i == 1 ? 2 - shortage : i < 4 ? 3 - i : 0;
            chain[i] = forge(&forgery);
        }
        for (unsigned i = 0; i < 3; i++) {
            question.sent[i] = forged_der(&chain[3 - i]);
        }
        tl_trust *trust = trust_in(chain, 1);
        question.trust = trust;
        if (shortage == 0) {
            expect_good(&question);
        } else {
            expect_bad(&question, TL_REASON_PATH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE,
                       "\"CN=ca1\" allows at most 1 CA certificates below itself, but 2 lead to the server's");
        }
        tl_trust_free(trust);
        for (unsigned i = 0; i < 5; i++) {
            forged_clear(&chain[i]);
        }
    }
}

/* RFC 5280 §4.2.1.9: a CA's certificate for its own next key takes no room. */
static void self_issued_certificates_take_no_room(void **state) {
    (void)state;
    struct forged root = forge(&good_root);
    struct forgery ca = ca_named("ca", &root);
    ca.no_path_limit = false;
    ca.path_len = 0;
    struct forged old_key = forge(&ca);
    struct forgery next = ca_named("ca", &old_key), other = ca_named("other", &old_key);
    struct forged new_key = forge(&next), below = forge(&other);
    struct forgery leaf = leaf_of(&new_key), leaf_below = leaf_of(&below);
    struct forged good = forge(&leaf), bad = forge(&leaf_below);
    tl_trust *trust = trust_in(&root, 1);
    struct question question = {
        .trust = trust, .leaf = &good, .sent = {forged_der(&new_key), forged_der(&old_key)}, .num_sent = 2};
    expect_good(&question);
    question.leaf = &bad;
    question.sent[0] = forged_der(&below);
    expect_bad(&question, TL_REASON_PATH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE, "allows at most 0 CA certificates");
    struct forged *all[] = {&root, &old_key, &new_key, &below, &good, &bad};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
    tl_trust_free(trust);
}

static void depth_has_a_limit(void **state) {
    (void)state;
    enum { NUM_CAS = 18 };
    static char ca_names[NUM_CAS][8];
    struct forged cas[NUM_CAS];
    for (unsigned i = 0; i < NUM_CAS; i++) {
        snprintf(ca_names[i], sizeof ca_names[i], "ca%u", i);
        struct forgery ca = ca_named(ca_names[i], i > 0 ? &cas[i - 1] : NULL);
        cas[i] = forge(&ca);
    }
    tl_trust *trust = trust_in(cas, 1);
    struct question question = {.trust = trust};
    for (unsigned i = 1; i < NUM_CAS; i++) {
        question.sent[question.num_sent++] = forged_der(&cas[i]);
    }
    struct forgery near = leaf_of(&cas[8]), far = leaf_of(&cas[9]), farthest = leaf_of(&cas[17]);
    struct forged near_leaf = forge(&near), far_leaf = forge(&far), farthest_leaf = forge(&farthest);
    question.leaf = &near_leaf;
    expect_good(&question);
    question.leaf = &far_leaf;
    expect_bad(&question, TL_REASON_PATH_TOO_LONG, TL_ALERT_UNKNOWN_CA,
               "no trust anchor was reached from the server's certificate over 8 CA certificates");
    question.max_depth = 9;
    expect_good(&question);
    question.leaf = &farthest_leaf;
    question.max_depth = 1000; /* more than there is room for */
    expect_bad(&question, TL_REASON_PATH_TOO_LONG, TL_ALERT_UNKNOWN_CA, "over 16 CA certificates");
    tl_trust_free(trust);
    forged_clear(&near_leaf);
    forged_clear(&far_leaf);
    forged_clear(&farthest_leaf);
    for (unsigned i = 0; i < NUM_CAS; i++) {
        forged_clear(&cas[i]);
    }
}

/* ---- purposes ---- */

static void key_usage_of_the_leaf(void **state) {
    (void)state;
    static const struct {
        unsigned usage;
        bool good;
    } cases[] = {{KEY_USAGE_DIGITAL_SIGNATURE, true}, {KEY_USAGE_KEY_ENCIPHERMENT, true},
                 {KEY_USAGE_KEY_AGREEMENT, true},     {0, true},
                 {KEY_USAGE_CERT_SIGN, false},        {KEY_USAGE_NON_REPUDIATION | KEY_USAGE_DECIPHER_ONLY, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery leaf = good_leaf;
        leaf.key_usage = cases[i].usage;
        if (cases[i].good) {
            expect_good_chain(NULL, NULL, &leaf);
        } else {
            expect_bad_chain(NULL, NULL, &leaf, TL_REASON_WRONG_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                             "the server's certificate may not be used in TLS");
        }
    }
}

static void extended_key_usage(void **state) {
    (void)state;
    static const struct {
        tl_bytes ca, leaf;
        tl_purpose purpose;
        const char *who; /* NULL: good */
    } cases[] = {
        {{NULL, 0}, {NULL, 0}, TL_PURPOSE_SERVER, NULL},
        {{NULL, 0}, OID_VIEW(OID_SERVER_AUTH), TL_PURPOSE_SERVER, NULL},
        {{NULL, 0}, OID_VIEW(OID_CLIENT_AUTH), TL_PURPOSE_CLIENT, NULL},
        {{NULL, 0}, OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE), TL_PURPOSE_CLIENT, NULL},
        {OID_VIEW(OID_SERVER_AUTH), OID_VIEW(OID_SERVER_AUTH), TL_PURPOSE_SERVER, NULL},
        {OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE), OID_VIEW(OID_SERVER_AUTH), TL_PURPOSE_SERVER, NULL},
        {OID_VIEW(OID_EMAIL_PROTECTION), OID_VIEW(OID_EMAIL_PROTECTION), TL_PURPOSE_ANY, NULL},
        {{NULL, 0},
         OID_VIEW(OID_CLIENT_AUTH),
         TL_PURPOSE_SERVER,
         "the server's certificate is not for a TLS server: its extendedKeyUsage lacks serverAuth"},
        {{NULL, 0},
         OID_VIEW(OID_SERVER_AUTH),
         TL_PURPOSE_CLIENT,
         "the client's certificate is not for a TLS client: its extendedKeyUsage lacks clientAuth"},
        {OID_VIEW(OID_CLIENT_AUTH),
         {NULL, 0},
         TL_PURPOSE_SERVER,
         "the CA certificate \"CN=ca\" is not for a TLS server"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery ca = good_ca, leaf = good_leaf;
        struct chain chain;
        ca.extended_key_usage = cases[i].ca;
        leaf.extended_key_usage = cases[i].leaf;
        make_chain(&chain, &good_root, &ca, &leaf);
        chain.question.purpose = cases[i].purpose;
        if (cases[i].who == NULL) {
            expect_good(&chain.question);
        } else {
            expect_bad(&chain.question, TL_REASON_WRONG_EXTENDED_KEY_USAGE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                       cases[i].who);
        }
        clear_chain(&chain);
    }
}

/* ---- critical extensions ---- */

static void add_unknown_critical(struct writer *w) {
    extension_write(w, bytes_of("\x2a\x03\x04", 3), true, (tl_bytes){0});
}

static void add_unknown(struct writer *w) {
    extension_write(w, bytes_of("\x2a\x03\x04", 3), false, (tl_bytes){0});
}

/* status_request_v2: 17 */
static void add_strange_feature(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_TLS_FEATURE), true, bytes_of_string("\x30\x03\x02\x01\x11"));
}

static void add_policy_constraints(struct writer *w) {
    static const uint8_t require_explicit_policy[] = {0x30, 0x03, 0x80, 0x01, 0x00};
    extension_write(w, (tl_bytes)OID_VIEW(OID_POLICY_CONSTRAINTS), true,
                    bytes_of(require_explicit_policy, sizeof require_explicit_policy));
}

static void critical_extensions(void **state) {
    (void)state;
    struct forgery leaf = good_leaf, ca = good_ca;
    leaf.extend = add_unknown;
    expect_good_chain(NULL, NULL, &leaf);
    leaf.extend = add_unknown_critical;
    expect_bad_chain(NULL, NULL, &leaf, TL_REASON_UNKNOWN_CRITICAL_EXTENSION, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "the server's certificate has the critical extension 1.2.3.4");
    leaf.extend = add_strange_feature;
    expect_bad_chain(NULL, NULL, &leaf, TL_REASON_UNKNOWN_CRITICAL_EXTENSION, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "the server's certificate has the critical extension tlsFeature");
    ca.extend = add_unknown;
    expect_good_chain(NULL, &ca, NULL);
    ca.extend = add_unknown_critical;
    expect_bad_chain(NULL, &ca, NULL, TL_REASON_UNKNOWN_CRITICAL_EXTENSION, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "the CA certificate \"CN=ca\" has the critical extension 1.2.3.4");
    ca.extend = add_policy_constraints;
    expect_bad_chain(NULL, &ca, NULL, TL_REASON_NO_VALID_POLICY, TL_ALERT_BAD_CERTIFICATE,
                     "the CA certificate \"CN=ca\" demands one");
}

/* ---- keys and signatures ---- */

static void rsa_key_sizes(void **state) {
    (void)state;
    struct forgery leaf = good_leaf, ca = good_ca;
    struct chain chain;
    leaf.key_kind = KEY_RSA;
    leaf.rsa_bits = 1024;
    ca.key_kind = KEY_RSA;
    ca.rsa_bits = 2048;
    make_chain(&chain, &good_root, &ca, &leaf);
    expect_bad(&chain.question, TL_REASON_WEAK_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE,
               "the server's certificate has an RSA key of 1024 bits, under the 2048 that we ask for");
    chain.question.min_key_bits = 1024;
    expect_good(&chain.question);
    chain.question.max_key_bits = 2047;
    expect_bad(&chain.question, TL_REASON_KEY_TOO_LARGE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
               "the CA certificate \"CN=ca\" has an RSA key of 2048 bits, over the 2047 that we allow");
    clear_chain(&chain);
}

static void anchor_key_size(void **state) {
    (void)state;
    struct forgery root = good_root;
    struct chain chain;
    root.key_kind = KEY_RSA;
    root.rsa_bits = 1024;
    make_chain(&chain, &root, &good_ca, &good_leaf);
    expect_bad(&chain.question, TL_REASON_WEAK_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE,
               "the CA certificate \"CN=root\" has an RSA key of 1024 bits");
    chain.question.min_key_bits = 1024;
    expect_good(&chain.question);
    clear_chain(&chain);
}

static void every_kind_of_signature(void **state) {
    (void)state;
    static const struct {
        enum key_kind kind;
        enum key_curve curve;
        const struct signature_alg *alg;
    } cases[] = {
        {KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha256},
        {KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha384},
        {KEY_RSA, CURVE_NONE, &signature_rsa_pkcs1_sha512},
        {KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha256},
        {KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha384},
        {KEY_RSA, CURVE_NONE, &signature_rsa_pss_sha512},
        {KEY_RSA_PSS, CURVE_NONE, &signature_rsa_pss_sha256},
        {KEY_ECDSA, CURVE_P256, &signature_ecdsa_sha256},
        {KEY_ECDSA, CURVE_P256, &signature_ecdsa_sha384},
        {KEY_ECDSA, CURVE_P384, &signature_ecdsa_sha384},
        {KEY_ECDSA, CURVE_P521, &signature_ecdsa_sha512},
        {KEY_ED25519, CURVE_NONE, &signature_ed25519},
        {KEY_ED448, CURVE_NONE, &signature_ed448},
    };
    struct forged rsa = forge(&(struct forgery){.name = "x", .key_kind = KEY_RSA, .rsa_bits = 2048});
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery ca = good_ca, leaf = good_leaf;
        struct chain chain;
        ca.key_kind = cases[i].kind;
        ca.curve = cases[i].curve;
        ca.rsa_bits = 2048;
        ca.same_key = cases[i].kind == KEY_RSA ? &rsa : NULL;
        leaf.alg = cases[i].alg;
        make_chain(&chain, &good_root, &ca, &leaf);
        expect_good(&chain.question);
        clear_chain(&chain);
        leaf.wrong_signature = true;
        make_chain(&chain, &good_root, &ca, &leaf);
        expect_bad(&chain.question, TL_REASON_BAD_CERTIFICATE_SIGNATURE, TL_ALERT_BAD_CERTIFICATE,
                   "the signature on the server's certificate is not that of its issuer \"CN=ca\"");
        clear_chain(&chain);
    }
    forged_clear(&rsa);
}

static void weak_signatures(void **state) {
    (void)state;
    struct forged rsa = forge(&(struct forgery){.name = "x", .key_kind = KEY_RSA, .rsa_bits = 2048});
    struct forgery root = good_root, ca = good_ca, leaf = good_leaf;
    root.same_key = ca.same_key = &rsa;
    leaf.alg = &signature_rsa_pkcs1_sha1;
    expect_bad_chain(&root, &ca, &leaf, TL_REASON_WEAK_SIGNATURE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "the server's certificate is signed in a way that can be forged (RSA with SHA-1)");
    leaf.alg = NULL;
    expect_good_chain(&root, &ca, &leaf);
    ca.alg = &signature_rsa_pkcs1_sha1;
    expect_bad_chain(&root, &ca, &leaf, TL_REASON_WEAK_SIGNATURE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "the CA certificate \"CN=ca\" is signed in a way that can be forged");
    ca.alg = NULL;
    leaf.algorithm = bytes_of("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a\x30\x00", 15); /* its defaults */
    expect_bad_chain(&root, &ca, &leaf, TL_REASON_WEAK_SIGNATURE, TL_ALERT_UNSUPPORTED_CERTIFICATE,
                     "is signed in a way that can be forged (RSASSA-PSS with SHA-1)");
    leaf.algorithm = (tl_bytes){0};
    root.alg = &signature_rsa_pkcs1_sha1; /* an anchor's own signature is of no interest */
    expect_good_chain(&root, &ca, &leaf);
    forged_clear(&rsa);
}

static void unknown_keys(void **state) {
    (void)state;
    static const struct {
        const char *spki;
        size_t len;
        const char *kind;
    } cases[] = {
        {"\x30\x0e\x30\x05\x06\x03\x2a\x03\x04\x03\x05\x00\xaa\xaa\xaa\xaa", 16, "(1.2.3.4)"},
        {"\x30\x17\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x0a\x03\x03\x00\x04\xaa", 25,
         "(ECDSA on secp256k1)"},
        {"\x30\x39\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x22\x00\x02"
         "01234567890123456789012345678901",
         59, "(ECDSA on secp256r1, compressed)"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct forgery leaf = good_leaf;
        leaf.spki = bytes_of(cases[i].spki, cases[i].len);
        expect_bad_chain(NULL, NULL, &leaf, TL_REASON_UNSUPPORTED_KEY, TL_ALERT_UNSUPPORTED_CERTIFICATE, cases[i].kind);
    }
    expect_good_chain(NULL, NULL, NULL);
}

/* An RSASSA-PSS key makes no PKCS #1 signatures. (What libcrypto would make of it is not asked: the leaf is signed by
 * the same numbers under another kind of key.) */
static void pss_key_signs_nothing_else(void **state) {
    (void)state;
    struct forged root = forge(&good_root);
    struct forgery ca = ca_named("ca", &root);
    ca.key_kind = KEY_RSA_PSS;
    ca.rsa_bits = 2048;
    struct forged pss = forge(&ca);
    struct private_key_parts parts;
    tl_bytes memory;
    assert_true(private_key_export(pss.key, &parts, &memory));
    parts.kind = KEY_RSA;
    struct forged same_numbers = {.der = pss.der, .key = private_key_new(&parts)};
    assert_non_null(same_numbers.key);
    struct forgery leaf = leaf_of(&same_numbers);
    tl_trust *trust = trust_in(&root, 1);
    struct forged pkcs1_leaf = forge(&leaf);
    struct question question = {.trust = trust, .leaf = &pkcs1_leaf, .sent = {forged_der(&pss)}, .num_sent = 1};
    expect_bad(
        &question, TL_REASON_BAD_CERTIFICATE_SIGNATURE, TL_ALERT_BAD_CERTIFICATE,
        "the server's certificate is signed with RSA PKCS#1 with SHA-256, which the key of its issuer \"CN=ca\" is not "
        "for");
    leaf.alg = &signature_rsa_pss_sha256;
    struct forged pss_leaf = forge(&leaf);
    question.leaf = &pss_leaf;
    expect_good(&question);
    private_key_free(same_numbers.key);
    mem_free((void *)(uintptr_t)memory.data);
    forged_clear(&pss);
    forged_clear(&pkcs1_leaf);
    forged_clear(&pss_leaf);
    forged_clear(&root);
    tl_trust_free(trust);
}

/* ---- names ---- */

static void add_address_as_name(struct writer *w) {
    extension_write(w, (tl_bytes)OID_VIEW(OID_SUBJECT_ALT_NAME), false,
                    bytes_of_string("\x30\x0b\x82\x09"
                                    "192.0.2.1"));
}

static void wrong_host(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    chain.question.host = "localhost";
    expect_bad(&chain.question, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN,
               "the server's certificate is for www.example.org, not for localhost; connect by a name that it has, or "
               "have it reissued");
    clear_chain(&chain);
    struct forgery address_as_name = good_leaf;
    address_as_name.names = NULL;
    address_as_name.extend = add_address_as_name;
    make_chain(&chain, &good_root, &good_ca, &address_as_name);
    chain.question.host = "192.0.2.1";
    expect_bad(&chain.question, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN,
               "is for 192.0.2.1 (as a DNS name, which an address is not), not for 192.0.2.1;");
    clear_chain(&chain);
    struct forgery nameless = good_leaf;
    nameless.names = NULL;
    nameless.name = "www.example.org"; /* which does not count */
    expect_bad_chain(NULL, NULL, &nameless, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN,
                     "names no host in its subjectAltName");
}

/* ---- searching ---- */

static void issuer_missing(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    chain.question.num_sent = 0;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "the server's certificate was issued by \"CN=ca\", which is neither among our 1 trust anchor nor among "
               "the certificates sent");
    chain.question.num_sent = 1;
    struct forgery stranger = ca_named("stranger", NULL);
    struct forged other = forge(&stranger);
    tl_trust *trust = trust_in(&other, 1);
    chain.question.trust = trust;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "the CA certificate \"CN=ca\" was issued by \"CN=root\", which is neither");
    chain.question.sent[1] = forged_der(&chain.root);
    chain.question.num_sent = 2;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "the chain of the server's certificate ends at the self-signed \"CN=root\", which is not among our 1 "
               "trust anchor;");
    forged_clear(&other);
    tl_trust_free(trust);
    clear_chain(&chain);
}

/* A CA without a name, which RFC 5280 §4.1.2.6 forbids, vouches for nobody; what is trusted itself needs nobody. */
static void issuer_without_a_name(void **state) {
    (void)state;
    struct forgery ca = good_ca, alone = {.names = names};
    struct chain chain;
    ca.name = NULL;
    make_chain(&chain, &good_root, &ca, &good_leaf);
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "the server's certificate names nobody as its issuer");
    clear_chain(&chain);
    struct forged leaf = forge(&alone), root = forge(&good_root);
    tl_trust *trust = trust_in(&leaf, 1), *other_trust = trust_in(&root, 1);
    expect_good(&(struct question){.trust = trust, .leaf = &leaf});
    expect_bad(&(struct question){.trust = other_trust, .leaf = &leaf}, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "names nobody as its issuer");
    tl_trust_free(trust);
    tl_trust_free(other_trust);
    forged_clear(&leaf);
    forged_clear(&root);
}

static void anchor_of_the_same_name(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    struct forged impostor = forge(&good_root);
    tl_trust *trust = trust_in(&impostor, 1);
    chain.question.trust = trust;
    expect_bad(&chain.question, TL_REASON_BAD_CERTIFICATE_SIGNATURE, TL_ALERT_BAD_CERTIFICATE,
               "the signature on the CA certificate \"CN=ca\" is not that of its issuer \"CN=root\"");
    tl_trust_free(trust);
    struct forged both[] = {impostor, chain.root}; /* beside the right one it does no harm */
    trust = trust_in(both, 2);
    chain.question.trust = trust;
    expect_good(&chain.question);
    tl_trust_free(trust);
    forged_clear(&impostor);
    clear_chain(&chain);
}

/* Where the certificates say which key is meant, another key is another issuer. */
static void anchor_of_the_same_name_says_its_key(void **state) {
    (void)state;
    struct forgery root = good_root, ca = good_ca;
    root.key_ids = ca.key_ids = true;
    struct chain chain;
    make_chain(&chain, &root, &ca, &good_leaf);
    struct forged impostor = forge(&root);
    tl_trust *trust = trust_in(&impostor, 1);
    chain.question.trust = trust;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA,
               "which is neither among our 1 trust anchor (one has this name but another key) nor");
    tl_trust_free(trust);
    forged_clear(&impostor);
    clear_chain(&chain);
}

static void self_signed_leaf(void **state) {
    (void)state;
    struct forged leaf = forge(&good_leaf), other = forge(&good_root);
    tl_trust *trust = trust_in(&other, 1), *in_itself = trust_in(&leaf, 1);
    struct question question = {.trust = trust, .leaf = &leaf};
    expect_bad(&question, TL_REASON_SELF_SIGNED, TL_ALERT_UNKNOWN_CA,
               "the server's certificate is self-signed (\"CN=leaf\") and not among our 1 trust anchor");
    question.trust = in_itself;
    expect_good(&question);
    question.host = "localhost"; /* trusted, but still only for its names and its time */
    expect_bad(&question, TL_REASON_WRONG_HOST, TL_ALERT_CERTIFICATE_UNKNOWN, "not for localhost");
    question.host = NULL;
    question.time = FORGE_NOW + 2 * FORGE_DAY;
    expect_bad(&question, TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED, "expired");
    forged_clear(&leaf);
    forged_clear(&other);
    tl_trust_free(trust);
    tl_trust_free(in_itself);
}

/* A leaf in the trust, although a CA issued it that nobody knows; and one that differs from it only in its signature.
 */
static void trusted_leaf(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    tl_trust *trust = trust_in(&chain.leaf, 1);
    chain.question.trust = trust;
    chain.question.num_sent = 0;
    expect_good(&chain.question);
    chain.leaf.der.data[chain.leaf.der.len - 1] ^= 1;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA, "issued by \"CN=ca\"");
    tl_trust_free(trust);
    clear_chain(&chain);
}

/* A leaf that is trusted must not vouch for others. */
static void trusted_leaf_is_no_issuer(void **state) {
    (void)state;
    struct forged trusted = forge(&good_leaf);
    struct forgery below = leaf_of(&trusted);
    below.name = "below";
    struct forged leaf = forge(&below);
    tl_trust *trust = trust_in(&trusted, 1);
    struct question question = {.trust = trust, .leaf = &leaf};
    expect_bad(&question, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE, "issued by \"CN=leaf\", which is no CA");
    question.sent[0] = forged_der(&trusted);
    question.num_sent = 1;
    expect_bad(&question, TL_REASON_NOT_A_CA, TL_ALERT_BAD_CERTIFICATE, "issued by \"CN=leaf\", which is no CA");
    forged_clear(&trusted);
    forged_clear(&leaf);
    tl_trust_free(trust);
}

static void intermediate_as_anchor(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    tl_trust *trust = trust_in(&chain.ca, 1);
    chain.question.trust = trust;
    expect_good(&chain.question);
    chain.question.num_sent = 0;
    expect_good(&chain.question);
    tl_trust_free(trust);
    clear_chain(&chain);
}

/* Certificates in any order, with strangers, the leaf itself, the root and repetitions among them. */
static void order_does_not_matter(void **state) {
    (void)state;
    struct forged root = forge(&good_root);
    struct forgery a = ca_named("a", &root), stranger = ca_named("stranger", NULL);
    struct forged ca_a = forge(&a), other = forge(&stranger);
    struct forgery b = ca_named("b", &ca_a);
    struct forged ca_b = forge(&b);
    struct forgery of_b = leaf_of(&ca_b);
    struct forged leaf = forge(&of_b);
    tl_trust *trust = trust_in(&root, 1);
    const tl_bytes pool[] = {forged_der(&root), forged_der(&ca_a), forged_der(&ca_b), forged_der(&other),
                             forged_der(&leaf)};
    struct question question = {.trust = trust, .leaf = &leaf, .num_sent = 7};
    for (size_t start = 0; start < 5; start++) {
        for (size_t step = 1; step < 5; step++) {
            for (size_t i = 0; i < 7; i++) {
                question.sent[i] = pool[(start + i * step) % 5];
            }
            expect_good(&question);
        }
    }
    tl_trust_free(trust);
    struct forged *all[] = {&root, &ca_a, &ca_b, &other, &leaf};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
}

/* Two CAs that certify each other, and no anchor: the search ends. With an anchor above one of them, it is found. */
static void cross_certificates(void **state) {
    (void)state;
    struct forged root = forge(&good_root), unknown = forge(&(struct forgery){.name = "unknown", .is_ca = true});
    struct forgery seed_a = ca_named("a", &unknown), seed_b = ca_named("b", &unknown);
    struct forged a = forge(&seed_a), b = forge(&seed_b);
    struct forgery a_by_b = ca_named("a", &b), b_by_a = ca_named("b", &a), b_by_root = ca_named("b", &root);
    a_by_b.same_key = &a;
    b_by_a.same_key = b_by_root.same_key = &b;
    struct forged ab = forge(&a_by_b), ba = forge(&b_by_a), b_root = forge(&b_by_root);
    struct forgery of_a = leaf_of(&a);
    struct forged leaf = forge(&of_a);
    tl_trust *trust = trust_in(&root, 1);
    struct question question = {
        .trust = trust, .leaf = &leaf, .sent = {forged_der(&ab), forged_der(&ba)}, .num_sent = 2};
    expect_bad(&question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA, "which is neither among our 1 trust anchor");
    question.sent[2] = forged_der(&b_root);
    question.num_sent = 3;
    expect_good(&question);
    tl_trust_free(trust);
    struct forged *all[] = {&root, &unknown, &a, &b, &ab, &ba, &b_root, &leaf};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
}

/* Of several failures the most telling one is given: that a CA on one way expired says more than that another way leads
 * to nobody we know. */
static void most_telling_failure(void **state) {
    (void)state;
    struct forged root = forge(&good_root), stranger = forge(&(struct forgery){.name = "stranger", .is_ca = true});
    struct forgery expired = ca_named("ca", &root), unknown = ca_named("ca", &stranger);
    expired.not_before = FORGE_NOW - 9 * FORGE_DAY;
    expired.not_after = FORGE_NOW - FORGE_DAY;
    struct forged expired_ca = forge(&expired);
    unknown.same_key = &expired_ca;
    struct forged unknown_ca = forge(&unknown);
    struct forgery of_ca = leaf_of(&expired_ca);
    struct forged leaf = forge(&of_ca);
    tl_trust *trust = trust_in(&root, 1);
    struct question question = {.trust = trust, .leaf = &leaf, .num_sent = 2};
    for (size_t i = 0; i < 2; i++) {
        question.sent[i] = forged_der(&expired_ca);
        question.sent[1 - i] = forged_der(&unknown_ca);
        expect_bad(&question, TL_REASON_CERTIFICATE_EXPIRED, TL_ALERT_CERTIFICATE_EXPIRED, "\"CN=ca\" expired");
    }
    question.num_sent = 1;
    question.sent[0] = forged_der(&unknown_ca);
    expect_bad(&question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA, "issued by \"CN=stranger\"");
    tl_trust_free(trust);
    struct forged *all[] = {&root, &stranger, &expired_ca, &unknown_ca, &leaf};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
}

static void broken_certificate_among_those_sent(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    struct buffer broken = {0};
    assert_true(buffer_append(&broken, forged_der(&chain.ca)));
    uint8_t *key_usage = memmem(broken.data, broken.len, "\x55\x1d\x0f\x01\x01\xff\x04\x04\x03", 9);
    assert_non_null(key_usage);
    key_usage[8] = DER_OCTET_STRING;
    chain.question.sent[0] = buffer_bytes(&broken);
    expect_bad(&chain.question, TL_REASON_MALFORMED_CERTIFICATE, TL_ALERT_BAD_CERTIFICATE,
               "\"CN=ca\", which would be the issuer of the server's certificate: the certificate is malformed: this "
               "extension of it has a wrong content: keyUsage");
    chain.question.sent[1] = forged_der(&chain.ca); /* it hides no good one */
    chain.question.sent[2] = bytes_of("x", 1);      /* and what is no certificate at all is passed over */
    chain.question.num_sent = 3;
    expect_good(&chain.question);
    buffer_clear(&broken);
    clear_chain(&chain);
}

/* Which certificate is parsed already must not be told by where its octets stand: here others begin at the same place,
 * cut or followed by more, before and behind it and again. */
static void certificates_that_begin_at_the_same_place(void **state) {
    (void)state;
    struct chain chain;
    make_chain(&chain, &good_root, &good_ca, &good_leaf);
    struct buffer longer = {0};
    assert_true(buffer_append(&longer, forged_der(&chain.ca)) && buffer_append(&longer, bytes_of("x", 1)));
    tl_bytes long_view = buffer_bytes(&longer), whole = {longer.data, longer.len - 1}, cut = {longer.data, 40};
    const tl_bytes orders[][5] = {{whole, long_view, cut, whole, cut},
                                  {long_view, cut, whole, cut, long_view},
                                  {cut, whole, whole, whole, long_view},
                                  {whole, whole, whole, cut, cut}};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        memcpy(chain.question.sent, orders[i], sizeof orders[i]);
        chain.question.num_sent = COUNT_OF(orders[i]);
        expect_good(&chain.question);
    }
    chain.question.sent[0] = cut;
    chain.question.sent[1] = long_view;
    chain.question.num_sent = 2;
    expect_bad(&chain.question, TL_REASON_UNKNOWN_ISSUER, TL_ALERT_UNKNOWN_CA, "was issued by \"CN=ca\"");
    buffer_clear(&longer);
    clear_chain(&chain);
}

/* The peer's certificates in the very memory of the anchors: a CA whose dates count as they are sent and do not as they
 * are trusted, and one that is malformed either way. */
static void anchors_that_are_sent_too(void **state) {
    (void)state;
    struct forgery expired_root = good_root;
    expired_root.not_before = FORGE_NOW - 9 * FORGE_DAY;
    expired_root.not_after = FORGE_NOW - FORGE_DAY;
    struct forged root = forge(&expired_root), broken = forge(&expired_root);
    struct certificate parsed;
    assert_true(certificate_parse(forged_der(&broken), &parsed, NULL));
    broken.der.data[parsed.signature.data - 1 - broken.der.data] = 1; /* unused bits of the signature */
    struct forgery of_root = leaf_of(&root), of_broken = leaf_of(&broken);
    struct forged leaf = forge(&of_root), other_leaf = forge(&of_broken);
    const struct forged anchors[] = {broken, root};
    tl_trust *trust = trust_in(anchors, 2);
    struct question question = {.trust = trust, .leaf = &leaf, .num_sent = 4};
    for (size_t i = 0; i < 4; i++) {
        question.sent[i] = trust_certificate(trust, i % 2);
    }
    expect_good(&question);
    question.leaf = &other_leaf;
    expect_bad(&question, TL_REASON_MALFORMED_CERTIFICATE, TL_ALERT_BAD_CERTIFICATE, "\"CN=root\", which would be");
    tl_trust_free(trust);
    struct forged *all[] = {&root, &broken, &leaf, &other_leaf};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
}

/* An anchor's key stays prepared when the provider that prepared it is gone. */
static void anchors_outlive_the_provider(void **state) {
    (void)state;
    static const struct {
        enum key_kind kind;
        enum key_curve curve;
        unsigned rsa_bits;
    } keys[] = {{KEY_ECDSA, CURVE_P256, 0},  {KEY_ECDSA, CURVE_P384, 0},   {KEY_ECDSA, CURVE_P521, 0},
                {KEY_RSA, CURVE_NONE, 2048}, {KEY_ED25519, CURVE_NONE, 0}, {KEY_ED448, CURVE_NONE, 0}};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct forgery root_forgery = good_root;
        root_forgery.key_kind = keys[i].kind;
        root_forgery.curve = keys[i].curve;
        root_forgery.rsa_bits = keys[i].rsa_bits;
        struct forged root = forge(&root_forgery);
        struct forgery of_root = leaf_of(&root);
        struct forged leaf = forge(&of_root);
        of_root.wrong_signature = true;
        struct forged wrong = forge(&of_root);
        tl_trust *trust = trust_in(&root, 1);
        for (int again = 0; again < 3; again++) {
            tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
            const tl_verify_options options = {.trust = trust, .host = names[0], .time = FORGE_NOW, .crypto = crypto};
            assert_int_equal(tl_verify(forged_der(&leaf), &options, NULL), TL_OK);
            assert_int_equal(tl_verify(forged_der(&wrong), &options, NULL), TL_FAILED);
            tl_crypto_free(crypto);
        }
        tl_trust_free(trust);
        forged_clear(&root);
        forged_clear(&leaf);
        forged_clear(&wrong);
    }
}

/* Many CAs by one name and many keys, all signed by one another: the work is bounded. */
static void work_has_a_limit(void **state) {
    (void)state;
    enum { NUM_ALIKE = 18 };
    struct forged root = forge(&good_root), alike[NUM_ALIKE];
    struct forgery first = ca_named("ca", NULL);
    alike[0] = forge(&first);
    for (size_t i = 1; i < NUM_ALIKE; i++) {
        struct forgery next = ca_named("ca", &alike[i - 1]);
        alike[i] = forge(&next);
    }
    struct forgery of_last = leaf_of(&alike[NUM_ALIKE - 1]);
    struct forged leaf = forge(&of_last);
    tl_trust *trust = trust_in(&root, 1);
    struct question question = {.trust = trust, .leaf = &leaf, .num_sent = NUM_ALIKE, .max_depth = 16};
    for (size_t i = 0; i < NUM_ALIKE; i++) {
        question.sent[i] = forged_der(&alike[i]);
    }
    expect_bad(&question, TL_REASON_PATH_SEARCH_TOO_LONG, TL_ALERT_BAD_CERTIFICATE, "within 100 signature checks");
    tl_trust_free(trust);
    forged_clear(&root);
    forged_clear(&leaf);
    for (size_t i = 0; i < NUM_ALIKE; i++) {
        forged_clear(&alike[i]);
    }
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_chain),
        cmocka_unit_test(dates_of_the_leaf),
        cmocka_unit_test(dates_of_a_ca),
        cmocka_unit_test(dates_of_an_anchor_do_not_count),
        cmocka_unit_test(issuer_must_be_a_ca),
        cmocka_unit_test(anchor_must_not_deny_being_a_ca),
        cmocka_unit_test(path_length),
        cmocka_unit_test(self_issued_certificates_take_no_room),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(key_usage_of_the_leaf),
        cmocka_unit_test(extended_key_usage),
        cmocka_unit_test(critical_extensions),
        cmocka_unit_test(rsa_key_sizes),
        cmocka_unit_test(anchor_key_size),
        cmocka_unit_test(every_kind_of_signature),
        cmocka_unit_test(weak_signatures),
        cmocka_unit_test(unknown_keys),
        cmocka_unit_test(pss_key_signs_nothing_else),
        cmocka_unit_test(wrong_host),
        cmocka_unit_test(issuer_missing),
        cmocka_unit_test(issuer_without_a_name),
        cmocka_unit_test(anchor_of_the_same_name),
        cmocka_unit_test(anchor_of_the_same_name_says_its_key),
        cmocka_unit_test(self_signed_leaf),
        cmocka_unit_test(trusted_leaf),
        cmocka_unit_test(trusted_leaf_is_no_issuer),
        cmocka_unit_test(intermediate_as_anchor),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(cross_certificates),
        cmocka_unit_test(most_telling_failure),
        cmocka_unit_test(broken_certificate_among_those_sent),
        cmocka_unit_test(certificates_that_begin_at_the_same_place),
        cmocka_unit_test(anchors_that_are_sent_too),
        cmocka_unit_test(anchors_outlive_the_provider),
        cmocka_unit_test(work_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
