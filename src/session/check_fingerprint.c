/* The ready-made checker on a certificate's fingerprint. */
#include "base/control.h"
#include "x509/certificate/fingerprint.h"
#include "x509/sentences.h"

static bool check(void *arg, const tl_session *session, tl_error *error) {
    const char *expected = arg != NULL ? arg : "";
    tl_bytes wrong;
    REQUIRE(fingerprints_are_well_formed(expected, &wrong),
            error_set(error, MALFORMED_FINGERPRINT, (int)wrong.len, (const char *)wrong.data));
    REQUIRE(tl_session_num_peer_certs(session) > 0, error_set(error, NO_PEER_CERTIFICATE, expected));
    return fingerprints_check(tl_session_peer_cert(session, 0), expected, error);
}

tl_checker tl_check_fingerprint(const char *hex) {
    return (tl_checker){.check = check, .arg = (void *)(uintptr_t)hex};
}
