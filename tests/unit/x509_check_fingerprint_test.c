/* The ready-made checker on the peer's fingerprint. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <ctype.h>
#include <stdio.h>

#include "base/control.h"
#include "session/session.h"
#include "support/forge.h"

/* A session whose peer showed this certificate; NULL: none. */
static tl_session *session_with(const struct forged *forged) {
    tl_session *session = session_new();
    assert_non_null(session);
    if (forged != NULL) {
        tl_cert **chain = mem_new_array(1, sizeof *chain);
        assert_non_null(chain);
        chain[0] = certificate_object(forged_der(forged), NULL);
        assert_non_null(chain[0]);
        session_set_peer_chain(session, chain, 1);
    }
    return session;
}

static bool check(const tl_session *session, const char *expected, tl_error *error) {
    tl_checker checker = tl_check_fingerprint(expected);
    return checker.check(checker.arg, session, error);
}

static void right_fingerprints(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "peer"});
    tl_session *session = session_with(&forged);
    const tl_cert *cert = tl_session_peer_cert(session, 0);
    const char *texts[] = {tl_cert_fingerprint(cert), tl_cert_fingerprint_sha1(cert)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char upper[128];
        size_t len = 0;
        assert_true(check(session, texts[i], NULL));
        for (size_t at = 0; texts[i][at] != '\0'; at++) { /* as OpenSSL writes it */
            upper[len++] = (char)toupper(texts[i][at]);
            if (at % 2 == 1 && texts[i][at + 1] != '\0') {
                upper[len++] = ':';
            }
        }
        upper[len] = '\0';
        assert_true(check(session, upper, NULL));
    }
    tl_session_free(session);
    forged_clear(&forged);
}

static void wrong_fingerprints(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "peer"}), other = forge(&(struct forgery){.name = "peer"});
    tl_session *session = session_with(&forged), *other_session = session_with(&other);
    const tl_cert *cert = tl_session_peer_cert(session, 0), *expected = tl_session_peer_cert(other_session, 0);
    const char *found_texts[] = {tl_cert_fingerprint(cert), tl_cert_fingerprint_sha1(cert)};
    const char *texts[] = {tl_cert_fingerprint(expected), tl_cert_fingerprint_sha1(expected)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tl_error error;
        char sentence[256];
        assert_false(check(session, texts[i], &error));
        assert_int_equal(error.kind, TL_ERR_AUTH_FINGERPRINT);
        assert_int_equal(error.reason, TL_REASON_WRONG_FINGERPRINT);
        assert_int_equal(error.alert, TL_ALERT_BAD_CERTIFICATE);
        snprintf(sentence, sizeof sentence, "has the fingerprint %s, not the %s that was expected", found_texts[i],
                 texts[i]);
        assert_non_null(strstr(error.message, sentence));
        assert_true(check(other_session, texts[i], NULL));
    }
    tl_session_free(session);
    tl_session_free(other_session);
    forged_clear(&forged);
    forged_clear(&other);
}

/* Any of several will do, of either kind. */
static void one_of_several(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "peer"}), other = forge(&(struct forgery){.name = "peer"});
    tl_session *session = session_with(&forged), *other_session = session_with(&other);
    const tl_cert *cert = tl_session_peer_cert(session, 0), *expected = tl_session_peer_cert(other_session, 0);
    char both[160], sha1s[160], twice[160];
    snprintf(both, sizeof both, "%s, %s", tl_cert_fingerprint_sha1(cert), tl_cert_fingerprint(expected));
    snprintf(sha1s, sizeof sha1s, "%s,%s", tl_cert_fingerprint_sha1(expected), tl_cert_fingerprint_sha1(cert));
    snprintf(twice, sizeof twice, "%s,%s", tl_cert_fingerprint(expected), tl_cert_fingerprint_sha1(expected));
    tl_error error;
    assert_true(check(session, both, NULL) && check(other_session, both, NULL));
    assert_true(check(session, sha1s, NULL) && check(other_session, sha1s, NULL));
    assert_true(check(other_session, twice, NULL));
    assert_false(check(session, twice, &error));
    assert_int_equal(error.reason, TL_REASON_WRONG_FINGERPRINT);
    assert_int_equal(error.kind, TL_ERR_AUTH_FINGERPRINT);
    assert_non_null(strstr(error.message, tl_cert_fingerprint(cert)));
    assert_non_null(strstr(error.message, "none of those expected"));
    assert_non_null(strstr(error.message, twice));
    tl_session_free(session);
    tl_session_free(other_session);
    forged_clear(&forged);
    forged_clear(&other);
}

static void no_certificate(void **state) {
    (void)state;
    static const char sha1[] = "a9993e364706816aba3e25717850c26c9cd0d89d";
    tl_session *session = session_with(NULL);
    tl_error error;
    assert_false(check(session, sha1, &error));
    assert_int_equal(error.kind, TL_ERR_AUTH_MISSING);
    assert_non_null(strstr(error.message, sha1));
    tl_session_free(session);
}

static void what_is_no_fingerprint(void **state) {
    (void)state;
    struct forged forged = forge(&(struct forgery){.name = "peer"});
    tl_session *session = session_with(&forged);
    static const char *const texts[] = {"", "a9", "a9993e364706816aba3e25717850c26c9cd0d89", "x", NULL};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tl_error error;
        assert_false(check(session, texts[i], &error));
        assert_int_equal(error.kind, TL_ERR_USAGE);
        assert_int_equal(error.reason, TL_REASON_MALFORMED_FINGERPRINT);
    }
    char list[160];
    tl_error error;
    snprintf(list, sizeof list, "%s,lunch", tl_cert_fingerprint(tl_session_peer_cert(session, 0)));
    assert_false(check(session, list, &error)); /* though the right one is in it */
    assert_int_equal(error.reason, TL_REASON_MALFORMED_FINGERPRINT);
    assert_non_null(strstr(error.message, "\"lunch\""));
    tl_session_free(session);
    forged_clear(&forged);
}

static int clear(void **state) {
    (void)state;
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_fingerprints),     cmocka_unit_test(wrong_fingerprints),
        cmocka_unit_test(one_of_several),         cmocka_unit_test(no_certificate),
        cmocka_unit_test(what_is_no_fingerprint),
    };
    return cmocka_run_group_tests(tests, NULL, clear);
}
