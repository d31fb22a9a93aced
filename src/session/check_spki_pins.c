/* The ready-made checker on pins. It looks at the leaf alone: what else a peer sends need not be on the path that was
 * verified. */
#include "base/control.h"
#include "x509/certificate/spki_pin.h"
#include "x509/sentences.h"

static bool check(void *arg, const tl_session *session, tl_error *error) {
    const char *pins = arg;
    char found[TL_SPKI_PIN_SIZE] = "unknown";
    REQUIRE(pins != NULL && spki_pins_are_well_formed(pins), error_set(error, MALFORMED_PIN, pins != NULL ? pins : ""));
    REQUIRE(tl_session_num_peer_certs(session) > 0, error_set(error, NO_PEER_CERTIFICATE_TO_PIN, pins));
    tl_bytes leaf = tl_cert_der(tl_session_peer_cert(session, 0));
    if (spki_pins_match(pins, leaf)) {
        return true;
    }
    spki_pin_text(leaf, found);
    return error_set(error, WRONG_PIN, found, pins);
}

tl_checker tl_check_spki_pins(const char *pins) {
    return (tl_checker){.check = check, .arg = (void *)(uintptr_t)pins};
}
