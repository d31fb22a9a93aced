/* What can go wrong with records, alerts, closing and questions. */
#ifndef ENGINE_SENTENCES_H
#define ENGINE_SENTENCES_H

#include "base/error.h"

#define REJECTED(reason, alert) reason, TL_ERR_LOCAL_ALERT, TL_ALERT_##alert

/* ---- records ---- */
#define NOT_TLS                                                                                                        \
    REJECTED(TL_REASON_NOT_TLS, UNEXPECTED_MESSAGE), "the %s does not speak TLS: its first octets look like %s; "      \
                                                     "check the port, or whether STARTTLS is needed first"
#define BAD_RECORD_TYPE                                                                                                \
    REJECTED(TL_REASON_BAD_RECORD_TYPE, UNEXPECTED_MESSAGE),                                                           \
        "the %s sent a record of type %u, which has no place here; it does not speak TLS, or its implementation is "   \
        "faulty"
#define BAD_RECORD_VERSION                                                                                             \
    REJECTED(TL_REASON_BAD_RECORD_VERSION, PROTOCOL_VERSION),                                                          \
        "the %s sent a record of version 0x%02x%02x, which is not TLS; check the port"
#define RECORD_OVERFLOW                                                                                                \
    REJECTED(TL_REASON_RECORD_OVERFLOW, RECORD_OVERFLOW),                                                              \
        "the %s sent a record that is longer than TLS allows; its TLS implementation is faulty"
#define BAD_RECORD_MAC                                                                                                 \
    REJECTED(TL_REASON_BAD_RECORD_MAC, BAD_RECORD_MAC),                                                                \
        "a record from the %s does not decrypt: it was damaged or changed on the way, or the two sides disagree on "   \
        "keys"
#define RECORD_WITHOUT_TYPE                                                                                            \
    REJECTED(TL_REASON_RECORD_WITHOUT_TYPE, UNEXPECTED_MESSAGE),                                                       \
        "the %s sent a record with nothing but padding in it; its TLS implementation is faulty"
#define EMPTY_FRAGMENT                                                                                                 \
    REJECTED(TL_REASON_EMPTY_FRAGMENT, UNEXPECTED_MESSAGE),                                                            \
        "the %s sent an empty %s record, which TLS forbids; its TLS implementation is faulty"
#define INTERLEAVED                                                                                                    \
    REJECTED(TL_REASON_INTERLEAVED, UNEXPECTED_MESSAGE),                                                               \
        "the %s put another record into the middle of a handshake message; its TLS implementation is faulty"
#define UNEXPECTED_DATA                                                                                                \
    REJECTED(TL_REASON_UNEXPECTED_DATA, UNEXPECTED_MESSAGE),                                                           \
        "the %s sent application data where %s was due; its TLS implementation is faulty"
#define UNEXPECTED_CHANGE_CIPHER_SPEC                                                                                  \
    REJECTED(TL_REASON_UNEXPECTED_CHANGE_CIPHER_SPEC, UNEXPECTED_MESSAGE),                                             \
        "the %s sent a ChangeCipherSpec where it has no place; its TLS implementation is faulty"
#define BAD_CHANGE_CIPHER_SPEC                                                                                         \
    REJECTED(TL_REASON_BAD_CHANGE_CIPHER_SPEC, UNEXPECTED_MESSAGE),                                                    \
        "the %s sent a ChangeCipherSpec other than the one octet 1; its TLS implementation is faulty"
#define TOO_MANY_EMPTY_RECORDS                                                                                         \
    REJECTED(TL_REASON_TOO_MANY_EMPTY_RECORDS, UNEXPECTED_MESSAGE),                                                    \
        "the %s sent %u empty records in a row; it is faulty or tries to keep us busy"
#define HANDSHAKE_TOO_LONG                                                                                             \
    REJECTED(TL_REASON_HANDSHAKE_TOO_LONG, ILLEGAL_PARAMETER),                                                         \
        "the %s announced a handshake message of more than %zu octets (settings.max_handshake); raise that if it is "  \
        "honest"
#define KEY_WORN_OUT                                                                                                   \
    TL_REASON_KEY_WORN_OUT, TL_ERR_CLOSED, TL_ALERT_CLOSE_NOTIFY,                                                      \
        "this connection has used its key as often as is safe, and TLS 1.2 cannot change it; connect again"

/* ---- alerts and closing ---- */
#define BAD_ALERT                                                                                                      \
    REJECTED(TL_REASON_BAD_ALERT, DECODE_ERROR),                                                                       \
        "the %s sent a malformed alert; its TLS implementation is faulty or the data was damaged"
#define TOO_MANY_WARNINGS                                                                                              \
    REJECTED(TL_REASON_TOO_MANY_WARNINGS, UNEXPECTED_MESSAGE),                                                         \
        "the %s sent more than %d warning alerts; it is faulty or tries to keep us busy"
#define ALERT_RECEIVED "the %s ended the connection with the alert %s: %s"
#define CLIENT_CERTIFICATE_MISSED                                                                                      \
    "the server asked for a client certificate, got none that fits and ended the connection with the alert %s; give "  \
    "it one in options.identity"
#define CLOSED_IN_HANDSHAKE                                                                                            \
    TL_REASON_CLOSED_IN_HANDSHAKE, TL_ERR_REMOTE_ALERT, TL_ALERT_CLOSE_NOTIFY,                                         \
        "the %s closed the connection where its %s was due; its log may say why"
#define ABRUPT_IN_HANDSHAKE                                                                                            \
    TL_REASON_ABRUPT_IN_HANDSHAKE, TL_ERR_ABRUPT_CLOSE, TL_ALERT_NONE,                                                 \
        "the %s dropped the connection where its %s was due, without an alert; its log may say why, or something "     \
        "between the two does not let TLS through"
#define ABRUPT_END                                                                                                     \
    TL_REASON_ABRUPT_END, TL_ERR_ABRUPT_CLOSE, TL_ALERT_NONE,                                                          \
        "the connection ended without the %s's close_notify: data may be missing; set options.tolerate_abrupt_end if " \
        "the application protocol marks its own end"
#define SHUT_DOWN_IN_HANDSHAKE                                                                                         \
    TL_REASON_SHUT_DOWN_IN_HANDSHAKE, TL_ERR_CLOSED, TL_ALERT_NONE,                                                    \
        "this program closed the connection before the handshake was complete"
#define ABORTED TL_REASON_ABORTED, TL_ERR_CLOSED, TL_ALERT_NONE, "this program ended the connection with the alert %s"

/* ---- engines, questions and calls out of place ---- */
#define NEEDS_SERVER_NAME                                                                                              \
    TL_REASON_NO_SERVER_NAME, TL_ERR_USAGE, TL_ALERT_NONE,                                                             \
        "a client must say which server it expects: pass its DNS name or IP address as server_name"
#define POOL_TOO_SMALL                                                                                                 \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "a pool of one buffer cannot serve an engine, which may need one for each direction; allow two or more, or "   \
        "0 for no bound"
#define NEEDS_SERVER_CONFIG                                                                                            \
    TL_REASON_USAGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                                      \
        "a server needs a configuration with its certificate and key: make one with tl_server_config_new"
#define INVALID_SERVER_NAME                                                                                            \
    TL_REASON_BAD_SERVER_NAME, TL_ERR_USAGE, TL_ALERT_NONE,                                                            \
        "\"%.128s\" is no DNS name or IP address; names in other scripts must be given in their xn-- form"
#define NO_SUCH_QUESTION                                                                                               \
    TL_REASON_NO_SUCH_QUESTION, TL_ERR_USAGE, TL_ALERT_NONE,                                                           \
        "no question with id %llu is open; it was answered before or its connection is over"
#define QUESTION_REFUSED "this program refused to make the signature that the handshake needs; its signer knows why"
#define NO_EARLY_DATA                                                                                                  \
    TL_REASON_NO_EARLY_DATA, TL_ERR_USAGE, TL_ALERT_NONE,                                                              \
        "no early data on this connection: it goes only with a resumed session that allows it"
#define HANDSHAKE_NOT_DONE                                                                                             \
    TL_REASON_HANDSHAKE_NOT_DONE, TL_ERR_USAGE, TL_ALERT_NONE, "%s needs a complete handshake; finish that first"
#define NO_KEY_UPDATE                                                                                                  \
    TL_REASON_NO_KEY_UPDATE, TL_ERR_USAGE, TL_ALERT_NONE,                                                              \
        "only TLS 1.3 can change keys on a connection that is open for writing; this one speaks %s or is closed"
#define CANNOT_EXPORT                                                                                                  \
    TL_REASON_CANNOT_EXPORT, TL_ERR_USAGE, TL_ALERT_NONE,                                                              \
        "%zu octets cannot be exported under this label; use at most 249 octets of label and 255 hash lengths of "     \
        "output"

#endif
