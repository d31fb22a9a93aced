/* The ready-made checker on a certificate's fingerprint. */
#include "base/control.h"
#include "x509/fingerprint.h"
#include "x509/sentences.h"

static const char *fingerprint_like(const tl_cert *cert, const char *hex) {
    return fingerprint_is_sha1(hex) ? tl_cert_fingerprint_sha1(cert) : tl_cert_fingerprint(cert);
}

static bool check(void *arg, const tl_session *session, tl_error *error) {
    const char *expected = arg;
    REQUIRE(expected != NULL && fingerprint_is_well_formed(expected),
            error_set(error, MALFORMED_FINGERPRINT, expected != NULL ? expected : ""));
    REQUIRE(tl_session_num_peer_certs(session) > 0, error_set(error, NO_PEER_CERTIFICATE, expected));
    const tl_cert *leaf = tl_session_peer_cert(session, 0);
    REQUIRE(fingerprint_matches(tl_cert_der(leaf), expected),
            error_set(error, WRONG_FINGERPRINT, fingerprint_like(leaf, expected), expected));
    return true;
}

tl_checker tl_check_fingerprint(const char *hex) {
    return (tl_checker){.check = check, .arg = (void *)(uintptr_t)hex};
}
