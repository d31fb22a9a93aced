/* Revocation by lists: what each rule of RFC 5280 §6.3 refuses, the policies, the sentences, and `openssl verify
 * -crl_check_all` asked the same. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/control.h"
#include "base/pem.h"
#include "support/forge_crl.h"
#include "support/peers.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"

/* A root, a CA below it, a leaf; another certificate of the CA's that only signs lists; one that may not. */
static struct forged root, ca, leaf, signer, no_signer, stranger;
static struct forged point_leaf; /* has a distribution point, below the CA */
static tl_trust *trust;

static int make_all(void **state) {
    (void)state;
    const unsigned ca_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN;
    const struct forgery ca_like = {
        .issuer = &root, .name = "ca", .is_ca = true, .no_path_limit = true, .key_usage = ca_usage};
    root = forge(&(struct forgery){.name = "root", .is_ca = true, .no_path_limit = true, .key_usage = ca_usage});
    ca = forge(&ca_like);
    leaf = forge(&(struct forgery){.issuer = &ca, .name = "leaf", .key_usage = KEY_USAGE_DIGITAL_SIGNATURE});
    point_leaf = forge(&(struct forgery){
        .issuer = &ca, .name = "leaf", .key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .extend = certificate_extend_point_1});
    signer = forge(&(struct forgery){.issuer = &root, .name = "ca", .key_usage = KEY_USAGE_CRL_SIGN});
    no_signer = forge(&(struct forgery){.issuer = &root, .name = "ca", .key_usage = KEY_USAGE_DIGITAL_SIGNATURE});
    stranger = forge(&(struct forgery){.name = "ca", .key_usage = KEY_USAGE_CRL_SIGN});
    trust = tl_trust_parse(forged_der(&root), NULL);
    assert_non_null(trust);
    return 0;
}

static int clear_all(void **state) {
    (void)state;
    struct forged *all[] = {&root, &ca, &leaf, &signer, &no_signer, &stranger, &point_leaf};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
    tl_trust_free(trust);
    forge_clear_crypto();
    return 0;
}

/* ---- asking us and OpenSSL ---- */

static tl_revocation_status status;

static bool verify(const struct forged *who, const tl_crls *crls, tl_revocation policy, unsigned short_lived_days,
                   tl_error *error) {
    const tl_bytes sent[] = {forged_der(&no_signer), forged_der(&stranger), forged_der(&ca), forged_der(&signer)};
    return tl_verify(forged_der(who),
                     &(tl_verify_options){.trust = trust,
                                          .intermediates = sent,
                                          .num_intermediates = COUNT_OF(sent),
                                          .time = FORGE_NOW,
                                          .crypto = forge_crypto(),
                                          .revocation = policy,
                                          .crls = crls,
                                          .short_lived_days = short_lived_days,
                                          .revocation_status = &status},
                     error) == TL_OK;
}

static void write_pem(const char *folder, const char *name, const char *label, tl_bytes der, const char *mode) {
    char path[128];
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    pem_write(&w, label, der);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    assert_int_equal(fwrite(text.data, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
    buffer_clear(&text);
}

static bool openssl_accepts(const struct forged *who, const struct crl_forgery *lists, size_t num_lists) {
    char folder[] = "/tmp/tlslite-revocation-XXXXXX", command[512];
    assert_non_null(mkdtemp(folder));
    write_pem(folder, "root", "CERTIFICATE", forged_der(&root), "w");
    write_pem(folder, "leaf", "CERTIFICATE", forged_der(who), "w");
    write_pem(folder, "sent", "CERTIFICATE", forged_der(&ca), "w");
    write_pem(folder, "sent", "CERTIFICATE", forged_der(&signer), "a");
    for (size_t i = 0; i < num_lists; i++) {
        struct buffer der = forge_crl(&lists[i]);
        write_pem(folder, "crls", "X509 CRL", buffer_bytes(&der), i == 0 ? "w" : "a");
        buffer_clear(&der);
    }
    snprintf(command, sizeof command,
             "cd %s && openssl verify -attime %d -crl_check_all -extended_crl -use_deltas -CAfile root "
             "-untrusted sent %s leaf >output 2>&1",
             folder, FORGE_NOW, num_lists > 0 ? "-CRLfile crls" : "");
    bool ok = system(command) == 0;
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
    return ok;
}

/* reason TL_REASON_NONE: accepted. What is only unknown is accepted where revocation need not be known. */
static void expect_of(const struct forged *who, const struct crl_forgery *lists, size_t num_lists, unsigned reason,
                      const char *sentence) {
    tl_error error;
    tl_crls *crls = forge_crls(lists, num_lists);
    bool ok = verify(who, crls, TL_REVOCATION_REQUIRED, 0, &error);
    if (ok != (reason == TL_REASON_NONE) || (!ok && error.reason != reason)) {
        fail_msg("reason %u rather than %u: %s", ok ? 0 : error.reason, reason, ok ? "accepted" : error.message);
    }
    if (!ok && strstr(error.message, sentence) == NULL) {
        fail_msg("%s", error.message);
    }
    assert_true(verify(who, crls, TL_REVOCATION_IF_KNOWN, 0, NULL) == (reason != TL_REASON_CERTIFICATE_REVOKED));
    assert_true(verify(who, crls, TL_REVOCATION_OFF, 0, NULL));
    tl_crls_free(crls);
}

static void expect(const struct crl_forgery *lists, size_t num_lists, unsigned reason, const char *sentence) {
    expect_of(&leaf, lists, num_lists, reason, sentence);
    assert_true(openssl_accepts(&leaf, lists, num_lists) == (reason == TL_REASON_NONE));
}

#define UNKNOWN TL_REASON_REVOCATION_UNKNOWN
#define REVOKED TL_REASON_CERTIFICATE_REVOKED

/* The lists of the root and of the CA, which revoke nothing. */
struct lists {
    struct crl_forgery of_root, of_ca, more[2];
};

static struct lists good_lists(void) {
    return (struct lists){.of_root = {.issuer = forged_subject(&root), .key = root.key},
                          .of_ca = {.issuer = forged_subject(&ca), .key = ca.key}};
}

static void set_entries(struct crl_forgery *list, const struct forged_entry *entries) {
    list->entries = entries;
    list->num_entries = 1;
}

/* ---- rules ---- */

static void good_and_revoked(void **state) {
    (void)state;
    struct lists lists = good_lists();
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
    set_entries(&lists.of_ca, &forged_other);
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
    set_entries(&lists.of_ca, &forged_revoked);
    expect(&lists.of_root, 2, REVOKED,
           "the server's certificate was revoked at 2026-05-28 19:26:40 UTC (key compromise), "
           "says the revocation list of \"CN=ca\" of 2026-05-27 20:26:40 UTC");
    set_entries(&lists.of_ca, &forged_other);
    set_entries(&lists.of_root, &forged_revoked);
    expect(&lists.of_root, 2, REVOKED, "the CA certificate \"CN=ca\" was revoked at");
}

static void missing(void **state) {
    (void)state;
    struct lists lists = good_lists();
    expect(&lists.of_root, 0, UNKNOWN, "whether the CA certificate \"CN=ca\" was revoked cannot be told");
    expect(&lists.of_root, 1, UNKNOWN, "no revocation list of \"CN=ca\" is at hand");
    expect(&lists.of_ca, 1, UNKNOWN, "no revocation list of \"CN=root\" is at hand");
}

static void dates(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.this_update = FORGE_NOW - 9 * FORGE_DAY;
    lists.of_ca.next_update = FORGE_NOW - 1;
    expect(&lists.of_root, 2, UNKNOWN, "the revocation list of \"CN=ca\" is out of date");
    lists.of_ca.next_update = FORGE_NOW + 1;
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
    lists.of_ca.this_update = FORGE_NOW + 1;
    expect(&lists.of_root, 2, UNKNOWN, "the revocation list of \"CN=ca\" is of the future");
}

/* OpenSSL takes a list without nextUpdate for one that holds for ever; RFC 5280 §5.1.2.5 wants it there. */
static void no_next_update(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.no_next_update = true;
    expect_of(&leaf, &lists.of_root, 2, UNKNOWN, "of \"CN=ca\" does not say until when it holds");
}

static void an_old_list_still_revokes_but_does_not_hold(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.this_update = FORGE_NOW - 9 * FORGE_DAY;
    lists.of_ca.next_update = FORGE_NOW - 1;
    set_entries(&lists.of_ca, &forged_revoked);
    expect(&lists.of_root, 2, REVOKED, "the server's certificate was revoked");
    set_entries(&lists.of_ca, &forged_held);
    expect(&lists.of_root, 2, UNKNOWN, "is out of date");
    lists.of_ca.next_update = 0;
    expect(&lists.of_root, 2, REVOKED, "(certificate hold)");
}

static void signatures(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.wrong_signature = true;
    set_entries(&lists.of_ca, &forged_revoked); /* which counts for nothing: anyone could have written it */
    expect(&lists.of_root, 2, UNKNOWN, "nobody known by the name of \"CN=ca\" may sign revocation lists");
    lists = good_lists();
    lists.of_ca.key = signer.key; /* whom OpenSSL finds only by an authorityKeyIdentifier */
    expect_of(&leaf, &lists.of_root, 2, TL_REASON_NONE, NULL);
    set_entries(&lists.of_ca, &forged_revoked);
    expect_of(&leaf, &lists.of_root, 2, REVOKED, "the server's certificate");
    lists = good_lists();
    lists.of_ca.key = no_signer.key;
    expect(&lists.of_root, 2, UNKNOWN, "nobody known by the name of \"CN=ca\" may sign");
    lists.of_ca.key = stranger.key;
    expect(&lists.of_root, 2, UNKNOWN, "nobody known by the name of \"CN=ca\" may sign");
}

static void weak_signature(void **state) {
    (void)state;
    struct forged rsa_root = forge(
        &(struct forgery){.name = "root", .is_ca = true, .no_path_limit = true, .key_kind = KEY_RSA, .rsa_bits = 2048});
    struct forged rsa_leaf = forge(&(struct forgery){.issuer = &rsa_root, .name = "leaf"});
    tl_trust *before = trust;
    trust = tl_trust_parse(forged_der(&rsa_root), NULL);
    struct crl_forgery list = {.issuer = forged_subject(&rsa_root), .key = rsa_root.key};
    expect_of(&rsa_leaf, &list, 1, TL_REASON_NONE, NULL);
    list.alg = &signature_rsa_pkcs1_sha1;
    expect_of(&rsa_leaf, &list, 1, UNKNOWN, "signed in a way that is not safe");
    tl_trust_free(trust);
    trust = before;
    forged_clear(&rsa_root);
    forged_clear(&rsa_leaf);
}

static void critical_extensions(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.extend = crl_extend_unknown_critical;
    expect(&lists.of_root, 2, UNKNOWN, "has a critical extension that this library does not know");
    lists.of_ca.extend = crl_extend_unknown;
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
    set_entries(&lists.of_ca, &forged_strange);
    expect(&lists.of_root, 2, UNKNOWN, "has a critical extension that this library does not know");
    set_entries(&lists.of_ca, &forged_harmless);
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
}

/* ---- scopes ---- */

static void partitions(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.extend = crl_scope_only_users;
    lists.of_root.extend = crl_scope_only_cas;
    expect(&lists.of_root, 2, TL_REASON_NONE, NULL);
    lists.of_ca.extend = crl_scope_only_cas;
    expect(&lists.of_root, 2, UNKNOWN, "does not cover it");
    lists.of_ca.extend = crl_scope_only_attributes;
    expect(&lists.of_root, 2, UNKNOWN, "does not cover it");
    lists.of_ca.extend = crl_scope_point_1; /* the leaf has no point */
    expect(&lists.of_root, 2, UNKNOWN, "does not cover it");
    lists.of_root.extend = NULL;
    expect_of(&point_leaf, &lists.of_root, 2, TL_REASON_NONE, NULL);
    assert_true(openssl_accepts(&point_leaf, &lists.of_root, 2));
    lists.of_ca.extend = crl_scope_point_2;
    expect_of(&point_leaf, &lists.of_root, 2, UNKNOWN, "does not cover it");
    assert_false(openssl_accepts(&point_leaf, &lists.of_root, 2));
}

static void some_reasons(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.extend = crl_scope_key_compromise;
    expect(&lists.of_root, 2, UNKNOWN, "cover some reasons only");
    lists.more[0] = lists.of_ca;
    lists.more[0].extend = crl_scope_all_but_key_compromise;
    expect(&lists.of_root, 3, TL_REASON_NONE, NULL);
    for (int i = 0; i < 2; i++) { /* until the first of them ends */
        lists.of_ca.this_update = FORGE_NOW - (1 + i) * FORGE_DAY;
        lists.more[0].this_update = FORGE_NOW - (2 - i) * FORGE_DAY;
        lists.of_ca.next_update = FORGE_NOW + 60;
        tl_crls *crls = forge_crls(&lists.of_root, 3);
        assert_true(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 0, NULL));
        assert_int_equal(status.next_update, FORGE_NOW + 60);
        tl_crls_free(crls);
    }
    lists.of_ca = good_lists().of_ca;
    lists.of_ca.extend = crl_scope_key_compromise;
    set_entries(&lists.more[0], &forged_held);
    expect(&lists.of_root, 3, REVOKED, "(certificate hold)");
}

/* ---- deltas ---- */

static void deltas(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.of_ca.number = 5;
    lists.more[0] = lists.of_ca;
    lists.more[0].number = 6;
    lists.more[0].base_number = 5;
    lists.of_ca.extend = crl_extend_freshest; /* without which OpenSSL does not look at deltas */
    set_entries(&lists.more[0], &forged_revoked);
    expect(&lists.of_root, 3, REVOKED, "the server's certificate");
    lists.more[0].base_number = 6; /* made on a list that we do not have */
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    lists.more[0].base_number = 5;
    lists.more[0].number = 5; /* no later than ours */
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    lists.more[0].number = 6;
    lists.more[0].wrong_signature = true;
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    lists.more[0].wrong_signature = false;
    set_entries(&lists.of_ca, &forged_held);
    set_entries(&lists.more[0], &forged_removed);
    expect(&lists.of_root, 3, TL_REASON_NONE, NULL);
    expect(&lists.of_root, 2, REVOKED, "(certificate hold)");
    lists.of_ca = lists.more[0]; /* a delta alone says nothing */
    expect(&lists.of_root, 2, UNKNOWN, "no revocation list of \"CN=ca\" is at hand");
}

/* The later of two lists decides, in whatever order they were loaded. */
static void the_later_list_counts(void **state) {
    (void)state;
    struct lists lists = good_lists();
    lists.more[0] = lists.of_ca;
    lists.more[0].this_update = FORGE_NOW - FORGE_DAY / 2;
    set_entries(&lists.of_ca, &forged_held);
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    struct crl_forgery earlier = lists.of_ca;
    lists.of_ca = lists.more[0];
    lists.more[0] = earlier;
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
}

/* Lists of the same second: a CA that makes one more in haste gives it a higher number. */
static void of_one_second_the_higher_number_counts(void **state) {
    (void)state;
    static const unsigned numbers[][2] = {{1, 2}, {2, 10}, {127, 128}, {255, 256}};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct lists lists = good_lists();
        lists.more[0] = lists.of_ca;
        set_entries(&lists.of_ca, &forged_revoked);
        lists.of_ca.number = numbers[i][1];
        lists.more[0].number = numbers[i][0];
        expect_of(&leaf, &lists.of_root, 3, REVOKED, "key compromise");
        struct crl_forgery later = lists.of_ca;
        lists.of_ca = lists.more[0];
        lists.more[0] = later;
        expect_of(&leaf, &lists.of_root, 3, REVOKED, "key compromise");
        lists.of_ca.number = numbers[i][1]; /* the good one is the later one */
        lists.more[0].number = numbers[i][0];
        expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    }
}

/* Two lists of which neither is known to be the later: a revocation in either counts, whichever is loaded first. What
 * libcrypto makes of them depends on the order. */
static void a_revocation_in_either_counts(void **state) {
    (void)state;
    static const struct {
        const char *what;
        int64_t age; /* by which the second list is older, seconds */
        unsigned first, second;
    } cases[] = {
        {"one second, no numbers", 0, 0, 0},
        {"one second, one number", 0, 7, 7},
        {"one second, a number in one only", 0, 7, 0},
        {"one second, a number in the other only", 0, 0, 7},
        {"the older one has the higher number", 3600, 7, 8},
    };
    const struct forged_entry *const entries[] = {&forged_revoked, &forged_held};
    for (size_t i = 0; i < COUNT_OF(cases) * 8; i++) {
        struct lists lists = good_lists();
        lists.more[0] = lists.of_ca;
        lists.of_ca.number = cases[i / 8].first;
        lists.more[0].number = cases[i / 8].second;
        lists.more[0].this_update = FORGE_NOW - FORGE_DAY - cases[i / 8].age;
        set_entries(i & 1 ? &lists.of_ca : &lists.more[0], entries[i / 2 % 2]);
        set_entries(i & 1 ? &lists.more[0] : &lists.of_ca, &forged_other);
        if (i & 4) {
            struct crl_forgery first = lists.of_ca;
            lists.of_ca = lists.more[0];
            lists.more[0] = first;
        }
        print_message("%s\n", cases[i / 8].what);
        expect_of(&leaf, &lists.of_root, 3, REVOKED, "the server's certificate");
    }
}

/* The same of two deltas, and of one that is out of date: it takes nothing back, but what it revokes stays revoked. */
static void deltas_that_contradict_each_other(void **state) {
    (void)state;
    struct {
        struct crl_forgery of_root, of_ca, deltas[2];
    } lists = {.of_root = good_lists().of_root, .of_ca = good_lists().of_ca};
    lists.of_ca.number = 5;
    for (size_t i = 0; i < 2; i++) {
        lists.deltas[i] = lists.of_ca;
        lists.deltas[i].base_number = 5;
        lists.deltas[i].number = 6;
    }
    for (size_t i = 0; i < 2; i++) {
        set_entries(&lists.deltas[i], &forged_held);
        set_entries(&lists.deltas[1 - i], &forged_other);
        expect_of(&leaf, &lists.of_root, 4, REVOKED, "(certificate hold)");
        lists.deltas[1 - i].number = 7; /* the later one */
        expect_of(&leaf, &lists.of_root, 4, TL_REASON_NONE, NULL);
        lists.deltas[1 - i].number = 6;
    }
    lists.deltas[0].this_update = FORGE_NOW - FORGE_DAY;
    lists.deltas[0].next_update = FORGE_NOW - 1;
    set_entries(&lists.deltas[0], &forged_revoked);
    expect_of(&leaf, &lists.of_root, 3, REVOKED, "key compromise");
    set_entries(&lists.deltas[0], &forged_held);
    expect_of(&leaf, &lists.of_root, 3, TL_REASON_NONE, NULL);
    set_entries(&lists.deltas[0], &forged_removed);
    set_entries(&lists.of_ca, &forged_held);
    expect_of(&leaf, &lists.of_root, 3, REVOKED, "(certificate hold)");
}

/* A list that contradicts itself. */
static void a_certificate_that_is_listed_twice(void **state) {
    (void)state;
    static const struct forged_entry *const orders[][2] = {{&forged_revoked, &forged_removed},
                                                           {&forged_removed, &forged_revoked},
                                                           {&forged_revoked, &forged_held},
                                                           {&forged_held, &forged_revoked}};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        struct lists lists = good_lists();
        const struct forged_entry twice[] = {*orders[i][0], *orders[i][1]};
        lists.of_ca.entries = twice;
        lists.of_ca.num_entries = 2;
        expect_of(&leaf, &lists.of_root, 2, REVOKED, "key compromise");
    }
}

/* Whoever is to be judged may send what he likes: he does not get by with more than we look at. */
static void many_who_could_have_signed(void **state) {
    (void)state;
    enum { MANY = 40 };
    struct lists lists = good_lists();
    lists.of_ca.key = stranger.key;
    tl_crls *crls = forge_crls(&lists.of_root, 2);
    struct forged crowd[MANY];
    tl_bytes sent[MANY + 1] = {forged_der(&ca)};
    for (size_t i = 0; i < MANY; i++) {
        crowd[i] = forge(&(struct forgery){.name = "ca", .key_usage = KEY_USAGE_CRL_SIGN});
        sent[i + 1] = forged_der(&crowd[i]);
    }
    for (size_t num_sent = 9; num_sent <= MANY + 1; num_sent += MANY - 8) {
        tl_error error;
        bool ok = tl_verify(forged_der(&leaf),
                            &(tl_verify_options){.trust = trust,
                                                 .intermediates = sent,
                                                 .num_intermediates = num_sent,
                                                 .time = FORGE_NOW,
                                                 .crypto = forge_crypto(),
                                                 .revocation = TL_REVOCATION_IF_KNOWN,
                                                 .crls = crls},
                            &error) == TL_OK;
        assert_true(ok == (num_sent == 9));
        assert_true(ok || strstr(error.message, "32 signatures of revocation lists") != NULL);
    }
    for (size_t i = 0; i < MANY; i++) {
        forged_clear(&crowd[i]);
    }
    tl_crls_free(crls);
}

/* ---- what the result says ---- */

static void result(void **state) {
    (void)state;
    struct lists lists = good_lists();
    tl_crls *crls = forge_crls(&lists.of_root, 2);
    assert_true(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 0, NULL));
    assert_int_equal(status.state, TL_REVOCATION_GOOD);
    assert_int_equal(status.source, TL_REVOCATION_FROM_CRL);
    assert_int_equal(status.this_update, FORGE_NOW - FORGE_DAY);
    assert_int_equal(status.next_update, FORGE_NOW + FORGE_DAY);
    assert_true(verify(&leaf, crls, TL_REVOCATION_OFF, 0, NULL));
    assert_int_equal(status.state, TL_REVOCATION_NOT_CHECKED);
    tl_crls_free(crls);
    set_entries(&lists.of_ca, &forged_revoked);
    crls = forge_crls(&lists.of_root, 2);
    tl_error error;
    assert_false(verify(&leaf, crls, TL_REVOCATION_IF_KNOWN, 0, &error));
    assert_int_equal(error.alert, TL_ALERT_CERTIFICATE_REVOKED);
    assert_int_equal(error.kind, TL_ERR_AUTH_INVALID);
    assert_int_equal(status.state, TL_REVOCATION_REVOKED);
    assert_int_equal(status.reason, TL_REVOKED_KEY_COMPROMISE);
    assert_int_equal(status.revoked_at, FORGE_NOW - 3600);
    tl_crls_free(crls);
    crls = forge_crls(&lists.of_root, 1);
    assert_true(verify(&leaf, crls, TL_REVOCATION_IF_KNOWN, 0, NULL));
    assert_int_equal(status.state, TL_REVOCATION_UNKNOWN);
    assert_false(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 0, &error));
    assert_int_equal(error.alert, TL_ALERT_CERTIFICATE_UNKNOWN);
    assert_false(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 1, NULL)); /* valid for two days */
    assert_true(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 2, NULL));
    assert_int_equal(status.state, TL_REVOCATION_EXEMPT);
    assert_false(verify(&leaf, NULL, TL_REVOCATION_REQUIRED, 2, &error)); /* its CA is not exempt */
    assert_non_null(strstr(error.message, "the CA certificate"));
    assert_false(verify(&leaf, crls, (tl_revocation)4, 0, &error));
    assert_int_equal(error.reason, TL_REASON_USAGE);
    tl_crls_free(crls);
}

/* Of the CA only what is known counts. */
static void required_of_the_leaf(void **state) {
    (void)state;
    struct lists lists = good_lists();
    tl_error error;
    tl_crls *crls = forge_crls(&lists.of_ca, 1);
    assert_true(verify(&leaf, crls, TL_REVOCATION_LEAF_REQUIRED, 0, NULL));
    assert_int_equal(status.state, TL_REVOCATION_GOOD);
    assert_false(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 0, &error));
    assert_non_null(strstr(error.message, "the CA certificate"));
    tl_crls_free(crls);
    crls = forge_crls(&lists.of_root, 1);
    assert_false(verify(&leaf, crls, TL_REVOCATION_LEAF_REQUIRED, 0, &error));
    assert_int_equal(error.reason, TL_REASON_REVOCATION_UNKNOWN);
    assert_true(verify(&leaf, crls, TL_REVOCATION_LEAF_REQUIRED, 2, NULL)); /* it is exempt */
    tl_crls_free(crls);
    set_entries(&lists.of_root, &forged_revoked);
    crls = forge_crls(&lists.of_root, 2);
    assert_false(verify(&leaf, crls, TL_REVOCATION_LEAF_REQUIRED, 0, &error));
    assert_int_equal(error.reason, TL_REASON_CERTIFICATE_REVOKED);
    tl_crls_free(crls);
    lists.of_ca.key = signer.key; /* of whom nothing is known, as of the CA */
    crls = forge_crls(&lists.of_ca, 1);
    assert_true(verify(&leaf, crls, TL_REVOCATION_LEAF_REQUIRED, 0, NULL));
    assert_int_equal(status.state, TL_REVOCATION_GOOD);
    assert_false(verify(&leaf, crls, TL_REVOCATION_REQUIRED, 0, &error));
    tl_crls_free(crls);
}

/* ---- in TLS ---- */

static struct pki pki;

enum { LIST_SECONDS = 3660 };

static tl_crls *pki_lists(enum pki_member revoked_member, bool both) {
    const tl_identity *top = pki_identity(&pki, PKI_ROOT), *intermediate = pki_identity(&pki, PKI_INTERMEDIATE);
    const struct forged_entry entry[] = {{.serial = pki_identity(&pki, revoked_member)->leaf.serial}};
    int64_t now = time(NULL);
    const struct crl_forgery lists[] = {
        {.issuer = intermediate->leaf.subject,
         .key = intermediate->key,
         .this_update = now - 60,
         .next_update = now - 60 + LIST_SECONDS,
         .entries = entry,
         .num_entries = 1},
        {.issuer = top->leaf.subject, .key = top->key, .this_update = now - 60, .next_update = now - 60 + LIST_SECONDS},
    };
    return forge_crls(lists, both ? 2 : 1);
}

static void refused_by(tl_engine *judge, tl_engine *judged, unsigned reason, tl_alert alert) {
    assert_reason(judge, reason);
    assert_reason(judged, TL_REASON_ALERT_RECEIVED);
    assert_int_equal(tl_engine_error(judged)->alert, alert);
}

static void client_checks_server(void **state) {
    (void)state;
    const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
    for (size_t i = 0; i < COUNT_OF(versions) * 4; i++) {
        struct peers peers;
        bool is_revoked = i / 2 % 2 == 0, both = i / 4 == 0;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i % 2]);
        tl_crls *crls = pki_lists(is_revoked ? PKI_SERVER : PKI_CLIENT, both);
        peers.client_options.revocation = TL_REVOCATION_REQUIRED;
        peers.client_options.crls = crls;
        peers_try(&peers);
        if (!both) {
            refused_by(peers.pair.client, peers.pair.server, UNKNOWN, TL_ALERT_CERTIFICATE_UNKNOWN);
        } else if (is_revoked) {
            refused_by(peers.pair.client, peers.pair.server, REVOKED, TL_ALERT_CERTIFICATE_REVOKED);
        } else {
            assert_true(pair_is_done(&peers.pair));
        }
        peers_clear(&peers);
        tl_crls_free(crls);
    }
}

static void server_checks_client(void **state) {
    (void)state;
    const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
    for (size_t i = 0; i < COUNT_OF(versions) * 2; i++) {
        struct peers peers;
        bool is_revoked = i / 2 == 0;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i % 2]);
        tl_crls *crls = pki_lists(is_revoked ? PKI_CLIENT : PKI_SERVER, false);
        peers.client_options.identity = pki_identity(&pki, PKI_CLIENT);
        peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        peers.server_options.client_trust = pki_trust(&pki);
        peers.server_options.client_revocation = TL_REVOCATION_IF_KNOWN;
        peers.server_options.client_crls = crls;
        peers_try(&peers);
        if (is_revoked) {
            refused_by(peers.pair.server, peers.pair.client, REVOKED, TL_ALERT_CERTIFICATE_REVOKED);
        } else {
            assert_true(pair_is_done(&peers.pair));
        }
        peers_clear(&peers);
        tl_crls_free(crls);
    }
}

/* The checker is told the same as who asks later. */
static bool note_status(void *arg, const tl_session *session, tl_error *error) {
    (void)error;
    *(tl_revocation_status *)arg = *tl_session_revocation(session);
    return true;
}

static void assert_session_says(const tl_engine *engine, const tl_revocation_status *checked,
                                tl_revocation_state state) {
    const tl_revocation_status *kept = tl_session_revocation(tl_engine_session(engine));
    bool from_list = state == TL_REVOCATION_GOOD;
    assert_int_equal(kept->state, state);
    assert_int_equal(checked->state, state);
    assert_int_equal(kept->source, from_list ? TL_REVOCATION_FROM_CRL : TL_REVOCATION_FROM_NOWHERE);
    assert_int_equal(kept->next_update - kept->this_update, from_list ? LIST_SECONDS : 0);
    assert_int_equal(checked->this_update, kept->this_update);
    assert_true(!from_list || llabs((long long)(time(NULL) - kept->this_update)) < LIST_SECONDS);
    assert_int_equal(kept->revoked_at, 0);
}

static void sessions_say_what_was_found_out(void **state) {
    (void)state;
    static const struct {
        tl_revocation policy;
        bool has_lists;
        unsigned short_lived_days;
        tl_revocation_state state;
    } cases[] = {
        {TL_REVOCATION_OFF, false, 0, TL_REVOCATION_NOT_CHECKED},
        {TL_REVOCATION_IF_KNOWN, false, 0, TL_REVOCATION_UNKNOWN},
        {TL_REVOCATION_IF_KNOWN, true, 0, TL_REVOCATION_GOOD},
        {TL_REVOCATION_REQUIRED, true, 0, TL_REVOCATION_GOOD},
        {TL_REVOCATION_REQUIRED, true, 89, TL_REVOCATION_GOOD}, /* they are valid for 90 days */
        {TL_REVOCATION_REQUIRED, true, 90, TL_REVOCATION_EXEMPT},
    };
    const tl_protocol versions[] = {TL_TLS1_2, TL_TLS1_3};
    tl_crls *crls = pki_lists(PKI_OTHER_NAME, true);
    for (size_t i = 0; i < COUNT_OF(cases) * COUNT_OF(versions); i++) {
        struct peers peers;
        tl_revocation_status of_server = {0}, of_client = {0};
        tl_revocation policy = cases[i / 2].policy;
        const tl_crls *lists = cases[i / 2].has_lists ? crls : NULL;
        unsigned days = cases[i / 2].short_lived_days;
        peers_init(&peers, &pki);
        peers_set_version(&peers, versions[i % 2]);
        peers.client_options.common.checker = (tl_checker){note_status, &of_server};
        peers.client_options.identity = pki_identity(&pki, PKI_CLIENT);
        peers.client_options.revocation = policy;
        peers.client_options.crls = lists;
        peers.client_options.short_lived_days = days;
        peers.server_options.common.checker = (tl_checker){note_status, &of_client};
        peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
        peers.server_options.client_trust = pki_trust(&pki);
        peers.server_options.client_revocation = policy;
        peers.server_options.client_crls = lists;
        peers.server_options.client_short_lived_days = days;
        peers_connect(&peers);
        assert_session_says(peers.pair.client, &of_server, cases[i / 2].state);
        assert_session_says(peers.pair.server, &of_client, cases[i / 2].state);
        peers_clear(&peers);
    }
    tl_crls_free(crls);
}

/* Who shows no certificate has none that was judged. */
static void session_says_nothing_of_who_showed_no_certificate(void **state) {
    (void)state;
    struct peers peers;
    peers_init(&peers, &pki);
    tl_crls *crls = pki_lists(PKI_OTHER_NAME, true);
    peers.server_options.client_cert = TL_CLIENT_CERT_OPTIONAL;
    peers.server_options.client_trust = pki_trust(&pki);
    peers.server_options.client_revocation = TL_REVOCATION_REQUIRED;
    peers.server_options.client_crls = crls;
    peers_connect(&peers);
    assert_int_equal(tl_session_revocation(tl_engine_session(peers.pair.server))->state, TL_REVOCATION_NOT_CHECKED);
    peers_clear(&peers);
    tl_crls_free(crls);
}

static void refuse_client_options(const tl_client_options *options, const char *sentence) {
    tl_error error;
    assert_null(tl_client_config_new(options, &error));
    assert_int_equal(error.reason, TL_REASON_BAD_REVOCATION);
    assert_non_null(strstr(error.message, sentence));
}

static void options_that_make_no_sense(void **state) {
    (void)state;
    tl_crls *crls = pki_lists(PKI_CLIENT, true);
    refuse_client_options(&(tl_client_options){.trust = trust, .revocation = TL_REVOCATION_OFF, .crls = crls},
                          "revocation is TL_REVOCATION_OFF");
    refuse_client_options(&(tl_client_options){.trust = trust, .revocation = TL_REVOCATION_OFF, .short_lived_days = 1},
                          "is TL_REVOCATION_OFF");
    refuse_client_options(&(tl_client_options){.trust = trust, .revocation = (tl_revocation)9}, "is 9");
    refuse_client_options(
        &(tl_client_options){.insecure_no_chain_check = true, .revocation = TL_REVOCATION_IF_KNOWN, .crls = crls},
        "is not (insecure_no_chain_check");
    tl_client_config *config = tl_client_config_new(
        &(tl_client_options){.trust = trust, .revocation = TL_REVOCATION_REQUIRED, .crls = crls}, NULL);
    assert_non_null(config);
    tl_client_config_free(config);
    tl_crls_free(crls);
}

static int clear_pki(void **state) {
    pki_clear(&pki);
    return clear_all(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_and_revoked),
        cmocka_unit_test(missing),
        cmocka_unit_test(dates),
        cmocka_unit_test(no_next_update),
        cmocka_unit_test(an_old_list_still_revokes_but_does_not_hold),
        cmocka_unit_test(signatures),
        cmocka_unit_test(weak_signature),
        cmocka_unit_test(critical_extensions),
        cmocka_unit_test(partitions),
        cmocka_unit_test(some_reasons),
        cmocka_unit_test(deltas),
        cmocka_unit_test(the_later_list_counts),
        cmocka_unit_test(of_one_second_the_higher_number_counts),
        cmocka_unit_test(a_revocation_in_either_counts),
        cmocka_unit_test(deltas_that_contradict_each_other),
        cmocka_unit_test(a_certificate_that_is_listed_twice),
        cmocka_unit_test(many_who_could_have_signed),
        cmocka_unit_test(result),
        cmocka_unit_test(required_of_the_leaf),
        cmocka_unit_test(client_checks_server),
        cmocka_unit_test(server_checks_client),
        cmocka_unit_test(sessions_say_what_was_found_out),
        cmocka_unit_test(session_says_nothing_of_who_showed_no_certificate),
        cmocka_unit_test(options_that_make_no_sense),
    };
    return cmocka_run_group_tests(tests, make_all, clear_pki);
}
