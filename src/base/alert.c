#include <tlslite.h>

#include "base/control.h"

static const struct {
    tl_alert alert;
    const char *name;
} names[] = {
    {TL_ALERT_CLOSE_NOTIFY, "close_notify"},
    {TL_ALERT_UNEXPECTED_MESSAGE, "unexpected_message"},
    {TL_ALERT_BAD_RECORD_MAC, "bad_record_mac"},
    {TL_ALERT_DECRYPTION_FAILED, "decryption_failed"},
    {TL_ALERT_RECORD_OVERFLOW, "record_overflow"},
    {TL_ALERT_DECOMPRESSION_FAILURE, "decompression_failure"},
    {TL_ALERT_HANDSHAKE_FAILURE, "handshake_failure"},
    {TL_ALERT_NO_CERTIFICATE, "no_certificate"},
    {TL_ALERT_BAD_CERTIFICATE, "bad_certificate"},
    {TL_ALERT_UNSUPPORTED_CERTIFICATE, "unsupported_certificate"},
    {TL_ALERT_CERTIFICATE_REVOKED, "certificate_revoked"},
    {TL_ALERT_CERTIFICATE_EXPIRED, "certificate_expired"},
    {TL_ALERT_CERTIFICATE_UNKNOWN, "certificate_unknown"},
    {TL_ALERT_ILLEGAL_PARAMETER, "illegal_parameter"},
    {TL_ALERT_UNKNOWN_CA, "unknown_ca"},
    {TL_ALERT_ACCESS_DENIED, "access_denied"},
    {TL_ALERT_DECODE_ERROR, "decode_error"},
    {TL_ALERT_DECRYPT_ERROR, "decrypt_error"},
    {TL_ALERT_EXPORT_RESTRICTION, "export_restriction"},
    {TL_ALERT_PROTOCOL_VERSION, "protocol_version"},
    {TL_ALERT_INSUFFICIENT_SECURITY, "insufficient_security"},
    {TL_ALERT_INTERNAL_ERROR, "internal_error"},
    {TL_ALERT_INAPPROPRIATE_FALLBACK, "inappropriate_fallback"},
    {TL_ALERT_USER_CANCELED, "user_canceled"},
    {TL_ALERT_NO_RENEGOTIATION, "no_renegotiation"},
    {TL_ALERT_MISSING_EXTENSION, "missing_extension"},
    {TL_ALERT_UNSUPPORTED_EXTENSION, "unsupported_extension"},
    {TL_ALERT_CERTIFICATE_UNOBTAINABLE, "certificate_unobtainable"},
    {TL_ALERT_UNRECOGNIZED_NAME, "unrecognized_name"},
    {TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE, "bad_certificate_status_response"},
    {TL_ALERT_BAD_CERTIFICATE_HASH_VALUE, "bad_certificate_hash_value"},
    {TL_ALERT_UNKNOWN_PSK_IDENTITY, "unknown_psk_identity"},
    {TL_ALERT_CERTIFICATE_REQUIRED, "certificate_required"},
    {TL_ALERT_NO_APPLICATION_PROTOCOL, "no_application_protocol"},
    {TL_ALERT_NONE, "no alert"},
};

const char *tl_alert_name(tl_alert alert) {
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (names[i].alert == alert) {
            return names[i].name;
        }
    }
    return "unknown alert";
}
