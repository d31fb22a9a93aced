/* OCSP: what each rule of RFC 6960 refuses, the policies, must-staple, the sentences, requests, identities that staple;
 * and libcrypto's OCSP code asked the same about every response. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>

#include <openssl/ocsp.h>

#include "base/control.h"
#include "support/forge_crl.h"
#include "support/forge_ocsp.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"
#include "x509/path/path.h"
#include "x509/revocation/crl.h"

static struct forged root, ca, leaf, must_staple_leaf; /* the last two below the CA */
static struct forged other_ca;                         /* the CA's name, another key, below the root */
/* Below the CA, appointed to sign responses; and each of those wants something for that. */
static struct forged responder, checked_responder, ed448_responder;
static struct forged no_usage, any_usage, expired_responder, appointed_by_root, no_signature_usage, critical_responder;
static tl_trust *trust;

static void write_no_check(struct writer *w) {
    static const uint8_t null[] = {0x05, 0x00};
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NO_CHECK), false, bytes_of(null, sizeof null));
}

static void write_must_staple(struct writer *w) {
    static const uint8_t features[] = {0x30, 0x06, 0x02, 0x01, 0x11, 0x02, 0x01, 0x05}; /* 17 and 5 */
    extension_write(w, (tl_bytes)OID_VIEW(OID_TLS_FEATURE), false, bytes_of(features, sizeof features));
}

static void write_critical(struct writer *w) {
    static const uint8_t oid[] = {0x2a, 0x03, 0x04}, null[] = {0x05, 0x00};
    extension_write(w, bytes_of(oid, sizeof oid), true, bytes_of(null, sizeof null));
}

static void write_no_check_and_critical(struct writer *w) {
    write_no_check(w);
    write_critical(w);
}

/* Each certificate of the CA has a serial number of its own. */
static tl_bytes next_serial(void) {
    static uint8_t serials[16];
    static uint8_t count;
    serials[count] = (uint8_t)(count + 1);
    return bytes_of(&serials[count++], 1);
}

static struct forged forge_responder(const struct forged *issuer, struct forgery forgery) {
    forgery.issuer = issuer;
    forgery.name = "responder";
    forgery.serial = next_serial();
    forgery.extended_key_usage =
        forgery.extended_key_usage.len > 0 ? forgery.extended_key_usage : (tl_bytes)OID_VIEW(OID_OCSP_SIGNING);
    forgery.extend = forgery.extend != NULL ? forgery.extend : write_no_check;
    return forge(&forgery);
}

static void make_responders(void) {
    responder = forge_responder(&ca, (struct forgery){.key_usage = KEY_USAGE_DIGITAL_SIGNATURE});
    checked_responder = forge(&(struct forgery){.issuer = &ca,
                                                .name = "checked",
                                                .serial = next_serial(),
                                                .extended_key_usage = (tl_bytes)OID_VIEW(OID_OCSP_SIGNING)});
    ed448_responder =
        forge_responder(&ca, (struct forgery){.key_kind = KEY_ED448, .key_usage = KEY_USAGE_NON_REPUDIATION});
    no_usage = forge(&(struct forgery){.issuer = &ca, .name = "responder", .extend = write_no_check});
    any_usage =
        forge_responder(&ca, (struct forgery){.extended_key_usage = (tl_bytes)OID_VIEW(OID_ANY_EXTENDED_KEY_USAGE)});
    expired_responder = forge_responder(
        &ca, (struct forgery){.not_before = FORGE_NOW - 2 * FORGE_DAY, .not_after = FORGE_NOW - FORGE_DAY});
    appointed_by_root = forge_responder(&root, (struct forgery){.extend = NULL});
    no_signature_usage = forge_responder(&ca, (struct forgery){.key_usage = KEY_USAGE_KEY_AGREEMENT});
    critical_responder = forge_responder(&ca, (struct forgery){.extend = write_no_check_and_critical});
}

static int make_all(void **state) {
    (void)state;
    const unsigned ca_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN;
    const struct forgery ca_like = {
        .issuer = &root, .name = "ca", .is_ca = true, .no_path_limit = true, .key_usage = ca_usage};
    root = forge(&(struct forgery){.name = "root", .is_ca = true, .no_path_limit = true, .key_usage = ca_usage});
    ca = forge(&ca_like);
    other_ca = forge(&ca_like);
    leaf = forge(&(struct forgery){.issuer = &ca, .name = "leaf", .serial = next_serial()});
    must_staple_leaf =
        forge(&(struct forgery){.issuer = &ca, .name = "leaf", .serial = next_serial(), .extend = write_must_staple});
    make_responders();
    trust = tl_trust_parse(forged_der(&root), NULL);
    assert_non_null(trust);
    return 0;
}

static int clear_all(void **state) {
    (void)state;
    struct forged *all[] = {&root,
                            &ca,
                            &leaf,
                            &must_staple_leaf,
                            &other_ca,
                            &responder,
                            &no_usage,
                            &any_usage,
                            &expired_responder,
                            &appointed_by_root,
                            &ed448_responder,
                            &checked_responder,
                            &no_signature_usage,
                            &critical_responder};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        forged_clear(all[i]);
    }
    tl_trust_free(trust);
    forge_clear_crypto();
    return 0;
}

/* ---- asking us ---- */

static tl_revocation_status status;

static tl_verify_options options_of(const tl_bytes *responses, size_t num_responses, tl_revocation policy) {
    static tl_bytes sent[1];
    sent[0] = forged_der(&ca);
    return (tl_verify_options){.trust = trust,
                               .intermediates = sent,
                               .num_intermediates = 1,
                               .time = FORGE_NOW,
                               .crypto = forge_crypto(),
                               .revocation = policy,
                               .revocation_status = &status,
                               .ocsp_responses = responses,
                               .num_ocsp_responses = num_responses};
}

/* The CA's own status is good, says the root, so that only the leaf's is in question. */
static bool verify(const struct forged *who, tl_bytes response, tl_revocation policy, tl_error *error) {
    struct buffer of_ca = forge_ocsp(&(struct ocsp_forgery){
        .signer = &root, .singles = &(struct forged_single){.of = &ca, .issuer = &root}, .num_singles = 1});
    const tl_bytes responses[] = {buffer_bytes(&of_ca), response};
    tl_verify_options options = options_of(responses, 2, policy);
    bool ok = tl_verify(forged_der(who), &options, error) == TL_OK;
    buffer_clear(&of_ca);
    return ok;
}

/* ---- asking libcrypto ---- */

static X509 *x509_of(tl_bytes der) {
    const uint8_t *at = der.data;
    X509 *x509 = d2i_X509(NULL, &at, (long)der.len);
    assert_non_null(x509);
    return x509;
}

static bool openssl_trusts(OCSP_BASICRESP *basic) {
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *helpers = sk_X509_new_null();
    X509 *anchor = x509_of(forged_der(&root)), *issuer = x509_of(forged_der(&ca));
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), FORGE_NOW);
    assert_true(X509_STORE_add_cert(store, anchor) == 1 && sk_X509_push(helpers, issuer) > 0);
    bool ok = OCSP_basic_verify(basic, helpers, store, 0) == 1;
    sk_X509_free(helpers);
    X509_free(anchor);
    X509_free(issuer);
    X509_STORE_free(store);
    return ok;
}

static bool is_fresh(ASN1_GENERALIZEDTIME *from, ASN1_GENERALIZEDTIME *until) {
    enum { SKEW = 300 };
    return ASN1_TIME_cmp_time_t(from, FORGE_NOW + SKEW) <= 0 &&
           (until == NULL || ASN1_TIME_cmp_time_t(until, FORGE_NOW) >= 0);
}

/* The status that it gives the certificate, or -1. */
static int openssl_status(OCSP_BASICRESP *basic, const struct forged *who) {
    int found = -1, reason;
    ASN1_GENERALIZEDTIME *revoked_at, *from, *until;
    X509 *subject = x509_of(forged_der(who)), *issuer = x509_of(forged_der(&ca));
    const EVP_MD *const hashes[] = {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()};
    for (size_t i = 0; i < COUNT_OF(hashes) && found < 0; i++) {
        OCSP_CERTID *id = OCSP_cert_to_id(hashes[i], subject, issuer);
        if (OCSP_resp_find_status(basic, id, &found, &reason, &revoked_at, &from, &until) != 1 ||
            !is_fresh(from, until)) {
            found = -1;
        }
        OCSP_CERTID_free(id);
    }
    X509_free(subject);
    X509_free(issuer);
    return found;
}

static bool openssl_says_good(const struct forged *who, tl_bytes der) {
    const uint8_t *at = der.data;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);
    OCSP_BASICRESP *basic = response != NULL ? OCSP_response_get1_basic(response) : NULL;
    bool good = basic != NULL && openssl_trusts(basic) && openssl_status(basic, who) == V_OCSP_CERTSTATUS_GOOD;
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
    return good;
}

/* ---- the rules ---- */

static const struct forged_single good = {.of = &leaf, .issuer = &ca};

/* Refused with the sentence, where the status must be known; elsewhere accepted unless it is a revocation. */
static void expect(const struct ocsp_forgery *forgery, unsigned reason, const char *sentence, bool openssl_agrees) {
    tl_error error = {0};
    struct buffer der = forge_ocsp(forgery);
    bool ok = verify(&leaf, buffer_bytes(&der), TL_REVOCATION_REQUIRED, &error);
    if (ok != (reason == TL_REASON_NONE) || (!ok && error.reason != reason)) {
        fail_msg("%s: reason %u rather than %u: %s", sentence, error.reason, reason, error.message);
    }
    if (!ok && strstr(error.message, sentence) == NULL) {
        fail_msg("%s", error.message);
    }
    bool known = verify(&leaf, buffer_bytes(&der), TL_REVOCATION_IF_KNOWN, NULL);
    assert_true(known == (reason == TL_REASON_NONE || reason == TL_REASON_REVOCATION_UNKNOWN));
    assert_true(verify(&leaf, buffer_bytes(&der), TL_REVOCATION_OFF, NULL));
    if (openssl_says_good(&leaf, buffer_bytes(&der)) != ok) {
        if (openssl_agrees) {
            fail_msg("libcrypto says otherwise: %s", sentence);
        }
    } else if (!openssl_agrees) {
        fail_msg("libcrypto says the same after all: %s", sentence);
    }
    buffer_clear(&der);
}

static void accept(struct ocsp_forgery forgery) {
    forgery.singles = forgery.singles != NULL ? forgery.singles : &good;
    forgery.num_singles = forgery.num_singles > 0 ? forgery.num_singles : 1;
    expect(&forgery, TL_REASON_NONE, "accepted", true);
    assert_int_equal(status.state, TL_REVOCATION_NOT_CHECKED); /* the last verification asked for nothing */
}

static void refuse(struct ocsp_forgery forgery, const char *sentence) {
    forgery.singles = forgery.singles != NULL ? forgery.singles : &good;
    forgery.num_singles = forgery.num_singles > 0 ? forgery.num_singles : 1;
    expect(&forgery, TL_REASON_REVOCATION_UNKNOWN, sentence, true);
}

static void signers(void **state) {
    (void)state;
    const struct signature_alg *alg = signature_alg_for_key(private_key_public(responder.key));
    assert_non_null(alg);
    accept((struct ocsp_forgery){.signer = &ca});
    accept((struct ocsp_forgery){.signer = &ca, .by_key = true});
    accept((struct ocsp_forgery){.signer = &responder, .sent = {&responder}});
    accept((struct ocsp_forgery){.signer = &responder, .by_key = true, .sent = {&ca, &no_usage, &responder}});
    /* nonRepudiation will do (RFC 5280 §4.2.1.12) */
    accept((struct ocsp_forgery){.signer = &ed448_responder, .sent = {&ed448_responder}});
    const char *nobody = "signed neither by \"CN=ca\" nor by anybody whom that CA appointed";
    refuse((struct ocsp_forgery){.signer = &ca, .wrong_signature = true}, nobody);
    refuse((struct ocsp_forgery){.signer = &other_ca}, nobody);
    refuse((struct ocsp_forgery){.signer = &other_ca, .sent = {&other_ca}}, nobody);
    refuse((struct ocsp_forgery){.signer = &root, .sent = {&root}}, nobody);
    refuse((struct ocsp_forgery){.signer = &responder}, nobody); /* whose certificate did not come with it */
    refuse((struct ocsp_forgery){.signer = &responder, .sent = {&responder}, .wrong_signature = true}, nobody);
    refuse((struct ocsp_forgery){.signer = &responder, .responder = &leaf, .sent = {&responder}}, nobody);
    refuse((struct ocsp_forgery){.signer = &responder, .responder = &leaf, .by_key = true, .sent = {&responder}},
           nobody);
    refuse((struct ocsp_forgery){.signer = &no_usage, .sent = {&no_usage}}, nobody);
    refuse((struct ocsp_forgery){.signer = &any_usage, .sent = {&any_usage}}, nobody);
    refuse((struct ocsp_forgery){.signer = &expired_responder, .sent = {&expired_responder}}, nobody);
    refuse((struct ocsp_forgery){.signer = &appointed_by_root, .sent = {&appointed_by_root}}, nobody);
    refuse((struct ocsp_forgery){.signer = &critical_responder, .sent = {&critical_responder}}, nobody);
    refuse((struct ocsp_forgery){.signer = &leaf, .sent = {&leaf}}, nobody);
    /* libcrypto does not look at the responder's keyUsage */
    expect(
        &(struct ocsp_forgery){
            .signer = &no_signature_usage, .sent = {&no_signature_usage}, .singles = &good, .num_singles = 1},
        TL_REASON_REVOCATION_UNKNOWN, nobody, false);
}

static void hashes(void **state) {
    (void)state;
    const struct hash_alg *const all[] = {&hash_sha1, &hash_sha256, &hash_sha384, &hash_sha512};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        const struct forged_single single = {.of = &leaf, .issuer = &ca, .hash = all[i]};
        accept((struct ocsp_forgery){.signer = &ca, .singles = &single});
    }
}

static void whose_certificate(void **state) {
    (void)state;
    static const uint8_t serial[] = {0x01, 0x23};
    const char *others = "is not about this certificate of \"CN=ca\"";
    const struct forged_single of_ca = {.of = &ca, .issuer = &root};
    const struct forged_single of_serial = {.of = &leaf, .issuer = &ca, .serial = bytes_of(serial, 2)};
    const struct forged_single of_other_key = {.of = &leaf, .issuer = &other_ca};
    const struct forged_single many[] = {of_serial, good}; /* libcrypto wants one issuer throughout */
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &of_ca}, others);
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &of_serial}, others);
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &of_other_key}, others);
    accept((struct ocsp_forgery){.signer = &ca, .singles = many, .num_singles = 2});
}

static void dates(void **state) {
    (void)state;
    const struct forged_single future = {.of = &leaf, .issuer = &ca, .this_update = FORGE_NOW + 301};
    const struct forged_single soon = {.of = &leaf, .issuer = &ca, .this_update = FORGE_NOW + 300};
    const struct forged_single past = {
        .of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - FORGE_DAY, .next_update = FORGE_NOW - 1};
    const struct forged_single last_moment = {.of = &leaf, .issuer = &ca, .next_update = FORGE_NOW};
    const struct forged_single no_end = {
        .of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - FORGE_DAY, .no_next_update = true};
    const struct forged_single old = {
        .of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - FORGE_DAY - 1, .no_next_update = true};
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &future}, "is of the future");
    accept((struct ocsp_forgery){.signer = &ca, .singles = &soon});
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &past}, "is out of date");
    accept((struct ocsp_forgery){.signer = &ca, .singles = &last_moment});
    accept((struct ocsp_forgery){.signer = &ca, .singles = &no_end});
    /* libcrypto leaves it to the program how old a response without nextUpdate may be */
    expect(&(struct ocsp_forgery){.signer = &ca, .singles = &old, .num_singles = 1}, TL_REASON_REVOCATION_UNKNOWN,
           "is out of date", false);
}

static void statuses(void **state) {
    (void)state;
    const struct forged_single unknown = {.of = &leaf, .issuer = &ca, .status = OCSP_UNKNOWN};
    const struct forged_single revoked = {.of = &leaf, .issuer = &ca, .status = OCSP_REVOKED, .reason = 1};
    const struct forged_single critical = {.of = &leaf, .issuer = &ca, .extend = write_critical};
    struct forged_single late = revoked, held = revoked;
    late.next_update = held.next_update = FORGE_NOW - 1;
    held.reason = CRL_REASON_HOLD;
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &unknown}, "says that it does not know the certificate");
    const char *sentence =
        "was revoked at 2026-05-28 19:26:40 UTC (key compromise), says the OCSP response of \"CN=ca\" "
        "of 2026-05-28 19:26:40 UTC";
    expect(&(struct ocsp_forgery){.signer = &ca, .singles = &revoked, .num_singles = 1}, TL_REASON_CERTIFICATE_REVOKED,
           sentence, true);
    expect(&(struct ocsp_forgery){.signer = &ca, .singles = &late, .num_singles = 1}, TL_REASON_CERTIFICATE_REVOKED,
           sentence, true);
    refuse((struct ocsp_forgery){.signer = &ca, .singles = &held}, "is out of date");
    /* libcrypto leaves critical extensions of responses to the program */
    expect(&(struct ocsp_forgery){.signer = &ca, .singles = &critical, .num_singles = 1}, TL_REASON_REVOCATION_UNKNOWN,
           "critical extension", false);
    expect(&(struct ocsp_forgery){.signer = &ca, .singles = &good, .num_singles = 1, .extend = write_critical},
           TL_REASON_REVOCATION_UNKNOWN, "critical extension", false);
    static const struct {
        unsigned status;
        const char *sentence;
    } errors[] = {{OCSP_MALFORMED_REQUEST, "that the request was malformed"},
                  {OCSP_INTERNAL_ERROR, "that it has an internal error"},
                  {OCSP_TRY_LATER, "to try later"},
                  {OCSP_SIGNATURE_REQUIRED, "that requests must be signed"},
                  {OCSP_UNAUTHORIZED, "that it is not the one to ask"}};
    for (size_t i = 0; i < COUNT_OF(errors); i++) {
        refuse((struct ocsp_forgery){.status = errors[i].status}, errors[i].sentence);
    }
}

/* Of what one response says of one certificate, the revocation counts. */
static void responses_that_contradict_themselves(void **state) {
    (void)state;
    const struct forged_single revoked = {.of = &leaf, .issuer = &ca, .status = OCSP_REVOKED};
    const struct forged_single held = {
        .of = &leaf, .issuer = &ca, .status = OCSP_REVOKED, .reason = TL_REVOKED_CERTIFICATE_HOLD};
    const struct forged_single by_sha256 = {.of = &leaf, .issuer = &ca, .hash = &hash_sha256, .status = OCSP_REVOKED};
    const struct forged_single of_another = {.of = &must_staple_leaf, .issuer = &ca, .status = OCSP_REVOKED};
    const struct forged_single orders[][3] = {
        {good, revoked, good}, {good, good, held}, {held, good, revoked}, {good, by_sha256, good}};
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        struct buffer der = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = orders[i], .num_singles = 3});
        tl_error error;
        assert_false(verify(&leaf, buffer_bytes(&der), TL_REVOCATION_IF_KNOWN, &error));
        assert_int_equal(error.reason, TL_REASON_CERTIFICATE_REVOKED);
        buffer_clear(&der);
    }
    const struct forged_single not_ours[] = {of_another, good, of_another};
    accept((struct ocsp_forgery){.signer = &ca, .singles = not_ours, .num_singles = 3});
}

/* ---- together with lists ---- */

/* Lists of the root and of the CA, the latter with this certificate on it. */
static tl_crls *lists_with(const struct forged *revoked) {
    struct certificate certificate;
    assert_true(certificate_parse(forged_der(revoked), &certificate, NULL));
    const struct forged_entry entry = {.serial = certificate.serial};
    const struct crl_forgery lists[] = {
        {.issuer = forged_subject(&root), .key = root.key},
        {.issuer = forged_subject(&ca), .key = ca.key, .entries = &entry, .num_entries = 1},
    };
    return forge_crls(lists, 2);
}

static bool verify_with_lists(const struct ocsp_forgery *forgery, const tl_crls *crls, tl_revocation policy) {
    struct buffer der = forge_ocsp(forgery);
    tl_bytes response = buffer_bytes(&der);
    tl_verify_options options = options_of(&response, 1, policy);
    options.crls = crls;
    bool ok = tl_verify(forged_der(&leaf), &options, NULL) == TL_OK;
    buffer_clear(&der);
    return ok;
}

static void whoever_says_revoked_is_heeded(void **state) {
    (void)state;
    const struct forged_single revoked = {.of = &leaf, .issuer = &ca, .status = OCSP_REVOKED};
    const struct ocsp_forgery says_good = {.signer = &ca, .singles = &good, .num_singles = 1};
    const struct ocsp_forgery says_revoked = {.signer = &ca, .singles = &revoked, .num_singles = 1};
    tl_crls *with_leaf = lists_with(&leaf), *with_another = lists_with(&responder);
    assert_false(verify_with_lists(&says_good, with_leaf, TL_REVOCATION_IF_KNOWN));
    assert_int_equal(status.source, TL_REVOCATION_FROM_CRL);
    assert_false(verify_with_lists(&says_revoked, with_another, TL_REVOCATION_IF_KNOWN));
    assert_int_equal(status.source, TL_REVOCATION_FROM_OCSP);
    assert_true(verify_with_lists(&says_good, with_another, TL_REVOCATION_REQUIRED));
    assert_int_equal(status.source, TL_REVOCATION_FROM_OCSP);
    assert_int_equal(status.state, TL_REVOCATION_GOOD);
    assert_int_equal(status.this_update, FORGE_NOW - 3600);
    assert_int_equal(status.next_update, FORGE_NOW + FORGE_DAY);
    tl_crls_free(with_leaf);
    tl_crls_free(with_another);
}

/* A responder without id-pkix-ocsp-nocheck is itself looked up in the lists. */
static void responders_may_be_revoked(void **state) {
    (void)state;
    const struct ocsp_forgery forgery = {
        .signer = &checked_responder, .sent = {&checked_responder}, .singles = &good, .num_singles = 1};
    tl_crls *without = lists_with(&must_staple_leaf), *with = lists_with(&checked_responder);
    assert_true(verify_with_lists(&forgery, without, TL_REVOCATION_REQUIRED));
    assert_int_equal(status.source, TL_REVOCATION_FROM_OCSP);
    assert_true(verify_with_lists(&forgery, with, TL_REVOCATION_REQUIRED)); /* by the list, which is good of the leaf */
    assert_int_equal(status.source, TL_REVOCATION_FROM_CRL);
    assert_true(verify_with_lists(&forgery, NULL, TL_REVOCATION_IF_KNOWN));
    assert_int_equal(status.source, TL_REVOCATION_FROM_OCSP);
    expect(&forgery, TL_REASON_REVOCATION_UNKNOWN, "nor by anybody whom that CA appointed", false);
    tl_crls_free(without);
    tl_crls_free(with);
}

/* ---- must-staple ---- */

static bool verify_in_tls(const struct forged *who, const tl_bytes *responses, size_t num_responses, bool asked,
                          tl_error *error) {
    struct certificate certificate;
    const tl_bytes sent[] = {forged_der(&ca)};
    assert_true(certificate_parse(forged_der(who), &certificate, NULL));
    return path_verify(&(struct path_request){.crypto = forge_crypto(),
                                              .trust = trust,
                                              .leaf = &certificate,
                                              .intermediates = sent,
                                              .num_intermediates = 1,
                                              .time = FORGE_NOW,
                                              .min_key_bits = 2048,
                                              .max_key_bits = 8192,
                                              .max_depth = 8,
                                              .revocation = {.policy = TL_REVOCATION_IF_KNOWN,
                                                             .responses = responses,
                                                             .num_responses = num_responses,
                                                             .stapling_asked = asked}},
                       error);
}

static void must_staple(void **state) {
    (void)state;
    tl_error error;
    const struct forged_single of_it = {.of = &must_staple_leaf, .issuer = &ca};
    struct buffer der = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &of_it, .num_singles = 1});
    struct buffer of_others = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &good, .num_singles = 1});
    tl_bytes stapled = buffer_bytes(&der), other = buffer_bytes(&of_others);
    assert_true(verify_in_tls(&must_staple_leaf, &stapled, 1, true, &error));
    assert_true(verify_in_tls(&must_staple_leaf, NULL, 0, false, &error));
    assert_true(verify_in_tls(&leaf, NULL, 0, true, &error));
    assert_false(verify_in_tls(&must_staple_leaf, NULL, 0, true, &error));
    assert_int_equal(error.reason, TL_REASON_NOT_STAPLED);
    assert_int_equal(error.alert, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
    assert_non_null(strstr(error.message, "promises that a good OCSP response comes with it"));
    assert_false(verify_in_tls(&must_staple_leaf, &other, 1, true, &error));
    assert_non_null(strstr(error.message, "is not about this certificate"));
    buffer_clear(&der);
    buffer_clear(&of_others);
}

/* ---- malformed ones: refused whatever the policy, and every truncation is one ---- */

static void malformed(void **state) {
    (void)state;
    tl_error error;
    const struct ocsp_forgery forgery = {.signer = &responder,
                                         .sent = {&responder},
                                         .singles = &good,
                                         .num_singles = 1,
                                         .nonce = bytes_of_string("12345678")};
    struct buffer der = forge_ocsp(&forgery);
    for (size_t len = 0; len < der.len; len++) {
        struct ocsp_response response;
        assert_false(ocsp_parse(bytes_of(der.data, len), &response, &error));
        assert_int_equal(error.reason, TL_REASON_MALFORMED_OCSP);
    }
    assert_false(verify(&leaf, bytes_of(der.data, der.len - 1), TL_REVOCATION_IF_KNOWN, &error));
    assert_int_equal(error.reason, TL_REASON_MALFORMED_OCSP);
    assert_int_equal(error.alert, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE);
    buffer_clear(&der);
}

/* No octet of it can be changed unnoticed, but for the certificates that come with it: the first that fits counts. */
static void every_octet_counts(void **state) {
    (void)state;
    struct buffer der = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &good, .num_singles = 1});
    for (size_t i = 0; i < der.len; i++) {
        der.data[i] ^= 0x01;
        assert_false(verify(&leaf, buffer_bytes(&der), TL_REVOCATION_REQUIRED, NULL));
        der.data[i] ^= 0x01;
    }
    assert_true(verify(&leaf, buffer_bytes(&der), TL_REVOCATION_REQUIRED, NULL));
    buffer_clear(&der);
}

/* ---- work is bounded ---- */

static void a_peer_cannot_exhaust_it_and_pass(void **state) {
    (void)state;
    enum { MANY = 40 };
    tl_error error;
    struct buffer der =
        forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &good, .num_singles = 1, .wrong_signature = true});
    tl_bytes responses[MANY];
    for (size_t i = 0; i < MANY; i++) {
        responses[i] = buffer_bytes(&der);
    }
    assert_true(verify_in_tls(&leaf, responses, 8, true, &error));
    assert_false(verify_in_tls(&leaf, responses, MANY, true, &error));
    assert_non_null(strstr(error.message, "32 signatures of revocation lists and OCSP responses"));
    buffer_clear(&der);
}

/* What is left of the signatures is not enough for the list that revokes, or for the delta: how many false responses it
 * takes for that does not matter. */
static void nor_hide_a_revocation(void **state) {
    (void)state;
    enum { MOST = 40 };
    struct certificate certificate;
    assert_true(certificate_parse(forged_der(&leaf), &certificate, NULL));
    const struct forged_entry entry = {.serial = certificate.serial};
    const struct crl_forgery of_root = {.issuer = forged_subject(&root), .key = root.key};
    const struct crl_forgery base = {.issuer = forged_subject(&ca), .key = ca.key, .number = 1};
    struct crl_forgery delta = base, list = base;
    delta.number = 2;
    delta.base_number = 1;
    delta.entries = list.entries = &entry;
    delta.num_entries = list.num_entries = 1;
    const struct crl_forgery with_delta[] = {of_root, base, delta}, with_list[] = {of_root, list};
    struct ocsp_forgery forgery = {.signer = &ca, .singles = &good, .num_singles = 1};
    struct buffer true_one = forge_ocsp(&forgery);
    forgery.wrong_signature = true;
    struct buffer false_one = forge_ocsp(&forgery);
    tl_bytes responses[MOST + 1];
    responses[0] = buffer_bytes(&true_one);
    for (size_t i = 1; i <= MOST; i++) {
        responses[i] = buffer_bytes(&false_one);
    }
    for (size_t num = 0; num <= MOST; num++) {
        for (size_t i = 0; i < 4; i++) {
            tl_crls *crls =
                i % 2 == 0 ? forge_crls(with_delta, 3) : forge_crls(with_list, 2); /* never verified before */
            tl_verify_options options = options_of(responses + i / 2, num, TL_REVOCATION_IF_KNOWN);
            options.crls = crls;
            assert_int_equal(tl_verify(forged_der(&leaf), &options, NULL), TL_FAILED);
            assert_int_not_equal(status.state, TL_REVOCATION_GOOD);
            tl_crls_free(crls);
        }
    }
    buffer_clear(&true_one);
    buffer_clear(&false_one);
}

/* ---- requests ---- */

static tl_cert *cert_of(const struct forged *forged) {
    tl_cert *cert = tl_cert_parse(forged_der(forged), NULL);
    assert_non_null(cert);
    return cert;
}

static void request(void **state) {
    (void)state;
    tl_error error;
    tl_cert *cert = cert_of(&leaf), *issuer = cert_of(&ca), *stranger = cert_of(&root);
    assert_null(tl_ocsp_request_new(cert, stranger, false, &error));
    assert_non_null(strstr(error.message, "\"CN=root\" did not issue"));
    for (int with_nonce = 0; with_nonce < 2; with_nonce++) {
        tl_ocsp_request *asked = tl_ocsp_request_new(cert, issuer, with_nonce, &error);
        assert_non_null(asked);
        tl_bytes der = tl_ocsp_request_der(asked);
        const uint8_t *at = der.data;
        OCSP_REQUEST *read = d2i_OCSP_REQUEST(NULL, &at, (long)der.len);
        assert_non_null(read);
        assert_ptr_equal(at, der.data + der.len);
        assert_int_equal(OCSP_request_onereq_count(read), 1);
        X509 *subject = x509_of(forged_der(&leaf)), *by = x509_of(forged_der(&ca));
        OCSP_CERTID *id = OCSP_cert_to_id(NULL, subject, by);
        assert_int_equal(OCSP_id_cmp(id, OCSP_onereq_get0_id(OCSP_request_onereq_get0(read, 0))), 0);
        int place = OCSP_REQUEST_get_ext_by_NID(read, NID_id_pkix_OCSP_Nonce, -1);
        assert_true((place >= 0) == (with_nonce == 1));
        OCSP_CERTID_free(id);
        X509_free(subject);
        X509_free(by);
        OCSP_REQUEST_free(read);
        tl_ocsp_request_free(asked);
    }
    tl_cert_free(cert);
    tl_cert_free(issuer);
    tl_cert_free(stranger);
}

/* The nonce stands at the end of the request. */
static tl_bytes nonce_of(const tl_ocsp_request *asked) {
    enum { NONCE_LEN = 32 };
    tl_bytes der = tl_ocsp_request_der(asked);
    return bytes_from(der, der.len - NONCE_LEN);
}

static tl_result answer(const tl_ocsp_request *asked, const struct ocsp_forgery *forgery, tl_error *error) {
    struct buffer der = forge_ocsp(forgery);
    tl_result result = tl_ocsp_check(asked, buffer_bytes(&der), FORGE_NOW, &status, error);
    buffer_clear(&der);
    return result;
}

static void answers(void **state) {
    (void)state;
    tl_error error;
    tl_cert *cert = cert_of(&leaf), *issuer = cert_of(&ca);
    tl_ocsp_request *asked = tl_ocsp_request_new(cert, issuer, true, &error);
    assert_non_null(asked);
    struct forged_single revoked = good;
    revoked.status = OCSP_REVOKED;
    struct ocsp_forgery forgery = {.signer = &responder, .sent = {&responder}, .singles = &good, .num_singles = 1};
    assert_int_equal(answer(asked, &forgery, &error), TL_OK); /* an answer without a nonce is one made before */
    forgery.nonce = nonce_of(asked);
    assert_int_equal(answer(asked, &forgery, &error), TL_OK);
    assert_int_equal(status.state, TL_REVOCATION_GOOD);
    forgery.singles = &revoked;
    assert_int_equal(answer(asked, &forgery, &error), TL_OK);
    assert_int_equal(status.state, TL_REVOCATION_REVOKED);
    assert_int_equal(status.revoked_at, FORGE_NOW - 3600);
    forgery.nonce = bytes_of_string("of somebody else");
    assert_int_equal(answer(asked, &forgery, &error), TL_FAILED);
    assert_int_equal(status.state, TL_REVOCATION_UNKNOWN);
    assert_non_null(strstr(error.message, "the nonce of another request"));
    forgery = (struct ocsp_forgery){.status = OCSP_TRY_LATER};
    assert_int_equal(answer(asked, &forgery, &error), TL_FAILED);
    assert_non_null(strstr(error.message, "to try later"));
    tl_ocsp_request_free(asked);
    tl_cert_free(cert);
    tl_cert_free(issuer);
}

static void write_access(struct writer *w) {
    static const uint8_t value[] = {
        0x30, 0x37, 0x30, 0x15, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02, /* id-ad-caIssuers */
        0x86, 0x09, 'h',  't',  't',  'p',  ':',  '/',  '/',  'a',  '/',                    /* "http://a/" */
        0x30, 0x1e, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01,             /* id-ad-ocsp */
        0x86, 0x12, 'h',  't',  't',  'p',  ':',  '/',  '/',  'o',  'c',  's',  'p',  '.',
        'e',  '/',  'o',  'c',  's',  'p'};
    extension_write(w, (tl_bytes)OID_VIEW(OID_AUTHORITY_INFO), false, bytes_of(value, sizeof value));
}

static void where_to_ask(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.issuer = &ca, .name = "leaf", .extend = write_access});
    tl_cert *cert = cert_of(&forged);
    char url[64], small[8];
    size_t cursor = 0;
    assert_true(tl_cert_next_ocsp_url(cert, &cursor, url, sizeof url));
    assert_string_equal(url, "http://ocsp.e/ocsp");
    assert_false(tl_cert_next_ocsp_url(cert, &cursor, url, sizeof url));
    cursor = 0;
    assert_false(tl_cert_next_ocsp_url(cert, &cursor, small, sizeof small));
    tl_cert_free(cert);
    cert = cert_of(&leaf);
    cursor = 0;
    assert_false(tl_cert_next_ocsp_url(cert, &cursor, url, sizeof url));
    tl_cert_free(cert);
    forged_clear(&forged);
}

/* ---- identities that staple ---- */

static tl_identity *identity_of(const struct forged *const *chain, size_t count) {
    struct buffer pem = {0};
    for (size_t i = 0; i < count; i++) {
        tl_cert *cert = cert_of(chain[i]);
        char *text = tl_cert_pem(cert, NULL);
        assert_true(buffer_append(&pem, bytes_of_string(text)));
        tl_pem_free(text);
        tl_cert_free(cert);
    }
    tl_identity *identity = tl_identity_parse_external(buffer_bytes(&pem), NULL);
    assert_non_null(identity);
    buffer_clear(&pem);
    return identity;
}

/* until 0: it staples nothing. */
static void assert_validity(const tl_identity *identity, int64_t from, int64_t until) {
    time_t is_from = 0, is_until = 0;
    assert_true(tl_identity_ocsp_validity(identity, &is_from, &is_until) == (until != 0));
    assert_int_equal(is_from, from);
    assert_int_equal(is_until, until);
}

static void staples(void **state) {
    (void)state;
    tl_error error;
    const struct forged *const chain[] = {&leaf, &ca};
    const struct forged_single of_ca = {.of = &ca, .issuer = &root};
    tl_identity *plain = identity_of(chain, 2);
    struct buffer of_leaf = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &good, .num_singles = 1});
    struct buffer for_ca = forge_ocsp(&(struct ocsp_forgery){.signer = &root, .singles = &of_ca, .num_singles = 1});
    const tl_bytes responses[] = {buffer_bytes(&for_ca), buffer_bytes(&of_leaf)};
    tl_identity *stapling = tl_identity_with_ocsp(plain, responses, 2, &error);
    assert_non_null(stapling);
    tl_identity_free(plain);
    assert_true(bytes_equal(identity_staple(stapling, 0, FORGE_NOW), buffer_bytes(&of_leaf)));
    assert_true(bytes_equal(identity_staple(stapling, 1, FORGE_NOW), buffer_bytes(&for_ca)));
    assert_int_equal(identity_staple(stapling, 0, FORGE_NOW + FORGE_DAY).len, of_leaf.len);
    assert_int_equal(identity_staple(stapling, 0, FORGE_NOW + FORGE_DAY + 1).len,
                     0); /* never one that is out of date */
    assert_int_equal(identity_staple(stapling, 0, FORGE_NOW - 3601).len, 0);
    assert_string_equal(tl_cert_subject(tl_identity_cert(stapling)), "CN=leaf");
    assert_validity(stapling, FORGE_NOW - 3600, FORGE_NOW + FORGE_DAY);
    tl_identity *only_ca = tl_identity_with_ocsp(stapling, responses, 1, &error); /* takes the place of those before */
    assert_non_null(only_ca);
    tl_identity_free(stapling);
    assert_int_equal(identity_staple(only_ca, 0, FORGE_NOW).len, 0);
    assert_int_equal(identity_staple(only_ca, 1, FORGE_NOW).len, for_ca.len);
    tl_identity_free(only_ca);
    buffer_clear(&of_leaf);
    buffer_clear(&for_ca);
}

/* Several hold together only in the time that they have in common. */
static void validity_of_staples(void **state) { /* two of them were signed before they hold, which does no harm */
    (void)state;
    tl_error error;
    const struct forged *const chain[] = {&leaf, &ca};
    const struct forged_single late = {
        .of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - 60, .next_update = FORGE_NOW + 9 * FORGE_DAY};
    const struct forged_single early = {
        .of = &ca, .issuer = &root, .this_update = FORGE_NOW - FORGE_DAY, .next_update = FORGE_NOW + 600};
    const struct forged_single endless = {
        .of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - 60, .no_next_update = true};
    tl_identity *plain = identity_of(chain, 2);
    assert_validity(plain, 0, 0);
    struct buffer of_leaf = forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &late, .num_singles = 1});
    struct buffer of_ca = forge_ocsp(&(struct ocsp_forgery){.signer = &root, .singles = &early, .num_singles = 1});
    struct buffer without_end =
        forge_ocsp(&(struct ocsp_forgery){.signer = &ca, .singles = &endless, .num_singles = 1});
    const tl_bytes responses[] = {buffer_bytes(&of_leaf), buffer_bytes(&of_ca), buffer_bytes(&without_end)};
    const struct {
        size_t first, num;
        int64_t from, until;
    } cases[] = {
        {0, 0, 0, 0},
        {0, 1, FORGE_NOW - 60, FORGE_NOW + 9 * FORGE_DAY},
        {1, 1, FORGE_NOW - FORGE_DAY, FORGE_NOW + 600},
        {0, 2, FORGE_NOW - 60, FORGE_NOW + 600},
        {2, 1, FORGE_NOW - 60, FORGE_NOW - 60 + FORGE_DAY},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        tl_identity *stapling = tl_identity_with_ocsp(plain, responses + cases[i].first, cases[i].num, &error);
        assert_non_null(stapling);
        assert_validity(stapling, cases[i].from, cases[i].until);
        tl_identity_free(stapling);
    }
    tl_identity_free(plain);
    buffer_clear(&of_leaf);
    buffer_clear(&of_ca);
    buffer_clear(&without_end);
}

static void refuse_staple(const struct forged *const *chain, size_t count, struct ocsp_forgery forgery,
                          const char *sentence) {
    tl_error error = {0};
    tl_identity *plain = identity_of(chain, count);
    struct buffer der = forge_ocsp(&forgery);
    tl_bytes response = buffer_bytes(&der);
    tl_identity *stapling = tl_identity_with_ocsp(plain, &response, 1, &error);
    assert_true((stapling == NULL) == (sentence != NULL));
    if (sentence != NULL && strstr(error.message, sentence) == NULL) {
        fail_msg("%s", error.message);
    }
    bool is_not_good = error.reason == TL_REASON_STAPLE_NOT_GOOD; /* which a program tells from what is broken */
    assert_true(is_not_good == (forgery.num_singles > 0 && sentence != NULL && strncmp(sentence, "says that", 9) == 0));
    tl_identity_free(stapling);
    tl_identity_free(plain);
    buffer_clear(&der);
}

/* The responder's certificate need not be as old as the state that the response tells. */
static void a_response_is_judged_as_of_when_it_was_made(void **state) {
    (void)state;
    const struct forged *const chain[] = {&leaf, &ca};
    const struct forged_single old = {.of = &leaf, .issuer = &ca, .this_update = FORGE_NOW - 2 * FORGE_DAY};
    refuse_staple(chain, 2,
                  (struct ocsp_forgery){.signer = &responder, .sent = {&responder}, .singles = &old, .num_singles = 1},
                  NULL);
    refuse_staple(chain, 2,
                  (struct ocsp_forgery){
                      .signer = &expired_responder, .sent = {&expired_responder}, .singles = &old, .num_singles = 1},
                  "nor by anybody whom that CA appointed");
}

static void staples_that_are_refused(void **state) {
    (void)state;
    const struct forged *const chain[] = {&leaf, &ca};
    const struct forged_single revoked = {.of = &leaf, .issuer = &ca, .status = OCSP_REVOKED};
    const struct forged_single unknown = {.of = &leaf, .issuer = &ca, .status = OCSP_UNKNOWN};
    const struct forged_single of_other = {.of = &must_staple_leaf, .issuer = &ca};
    refuse_staple(chain, 2, (struct ocsp_forgery){.status = OCSP_TRY_LATER}, "an error message of the responder");
    refuse_staple(chain, 2, (struct ocsp_forgery){.signer = &ca, .singles = &of_other, .num_singles = 1},
                  "is for no certificate of the chain of \"CN=leaf\"");
    refuse_staple(chain, 2, (struct ocsp_forgery){.signer = &ca, .singles = &revoked, .num_singles = 1},
                  "says that it was revoked at ");
    refuse_staple(chain, 1, (struct ocsp_forgery){.signer = &ca, .singles = &revoked, .num_singles = 1},
                  "says that it was revoked at ");
    for (size_t count = 1; count <= 2; count++) {
        refuse_staple(chain, count, (struct ocsp_forgery){.signer = &ca, .singles = &unknown, .num_singles = 1},
                      "says that the responder does not know it");
    }
    refuse_staple(chain, 2, (struct ocsp_forgery){.signer = &root, .singles = &revoked, .num_singles = 1},
                  "signed neither by \"CN=ca\"");
    refuse_staple(chain, 2, (struct ocsp_forgery){.signer = &root, .singles = &good, .num_singles = 1},
                  "signed neither by \"CN=ca\"");
    tl_error error;
    tl_identity *plain = identity_of(chain, 2);
    static const uint8_t octets[65001];
    const tl_bytes too_large = bytes_of(octets, sizeof octets);
    assert_null(tl_identity_with_ocsp(plain, &too_large, 1, &error));
    assert_non_null(strstr(error.message, "more than the 65000"));
    tl_identity_free(plain);
    /* without the issuer nobody can tell */
    refuse_staple(chain, 1, (struct ocsp_forgery){.signer = &root, .singles = &good, .num_singles = 1}, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signers),
        cmocka_unit_test(hashes),
        cmocka_unit_test(whose_certificate),
        cmocka_unit_test(dates),
        cmocka_unit_test(statuses),
        cmocka_unit_test(responses_that_contradict_themselves),
        cmocka_unit_test(whoever_says_revoked_is_heeded),
        cmocka_unit_test(responders_may_be_revoked),
        cmocka_unit_test(must_staple),
        cmocka_unit_test(malformed),
        cmocka_unit_test(every_octet_counts),
        cmocka_unit_test(a_peer_cannot_exhaust_it_and_pass),
        cmocka_unit_test(nor_hide_a_revocation),
        cmocka_unit_test(request),
        cmocka_unit_test(answers),
        cmocka_unit_test(where_to_ask),
        cmocka_unit_test(staples),
        cmocka_unit_test(validity_of_staples),
        cmocka_unit_test(a_response_is_judged_as_of_when_it_was_made),
        cmocka_unit_test(staples_that_are_refused),
    };
    return cmocka_run_group_tests(tests, make_all, clear_all);
}
