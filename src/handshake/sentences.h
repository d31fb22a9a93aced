/* What can go wrong in a handshake, in sentences. */
#ifndef HANDSHAKE_SENTENCES_H
#define HANDSHAKE_SENTENCES_H

#include "base/error.h"

#define REFUSED(reason, alert) reason, TL_ERR_LOCAL_ALERT, TL_ALERT_##alert

/* ---- order and form ---- */
#define UNEXPECTED_MESSAGE                                                                                             \
    REFUSED(TL_REASON_UNEXPECTED_MESSAGE, UNEXPECTED_MESSAGE),                                                         \
        "the %s sent %s where %s was due; its TLS implementation is faulty or someone interferes"
#define MESSAGE_ACROSS_KEY_CHANGE                                                                                      \
    REFUSED(TL_REASON_MESSAGE_ACROSS_KEY_CHANGE, UNEXPECTED_MESSAGE),                                                  \
        "the %s put more behind a message after which the keys change (RFC 8446 section 5.1); its TLS implementation " \
        "is faulty or someone interferes"
#define BAD_MESSAGE                                                                                                    \
    REFUSED(TL_REASON_BAD_MESSAGE, DECODE_ERROR),                                                                      \
        "the %s sent a malformed %s; its TLS implementation is faulty or the data was damaged"
#define BAD_EXTENSION                                                                                                  \
    REFUSED(TL_REASON_BAD_EXTENSION, DECODE_ERROR),                                                                    \
        "the %s sent a malformed %s extension; its TLS implementation is faulty or the data was damaged"
#define DUPLICATE_EXTENSION                                                                                            \
    REFUSED(TL_REASON_DUPLICATE_EXTENSION, ILLEGAL_PARAMETER),                                                         \
        "the %s sent extension %d twice in one message; its TLS implementation is faulty"
#define UNOFFERED_EXTENSION                                                                                            \
    REFUSED(TL_REASON_UNOFFERED_EXTENSION, UNSUPPORTED_EXTENSION),                                                     \
        "the %s answered with extension %u, which was not offered to it; its TLS implementation is faulty"
#define MISPLACED_EXTENSION                                                                                            \
    REFUSED(TL_REASON_MISPLACED_EXTENSION, ILLEGAL_PARAMETER),                                                         \
        "the %s sent the %s extension in a message where it has no place (RFC 8446 section 4.2); its TLS "             \
        "implementation is faulty"
#define MISSING_EXTENSION                                                                                              \
    REFUSED(TL_REASON_MISSING_EXTENSION, MISSING_EXTENSION),                                                           \
        "the %s sent no %s extension, which TLS 1.3 requires here; its TLS implementation is faulty"

/* ---- hellos ---- */
#define NO_COMMON_VERSION                                                                                              \
    REFUSED(TL_REASON_NO_COMMON_VERSION, PROTOCOL_VERSION),                                                            \
        "the client offers no protocol version that we allow (%s to %s); allow an older one here or update the client"
#define SERVER_CHOSE_VERSION                                                                                           \
    REFUSED(TL_REASON_SERVER_CHOSE_VERSION, PROTOCOL_VERSION),                                                         \
        "the server answered with protocol version 0x%04x, but we allow %s to %s; update the server, or allow its "    \
        "version here if you accept the risk"
#define UNOFFERED_VERSION                                                                                              \
    REFUSED(TL_REASON_UNOFFERED_VERSION, ILLEGAL_PARAMETER),                                                           \
        "the server selected protocol version 0x%04x in a way that the client's offer does not allow; its TLS "        \
        "implementation is faulty"
#define BAD_LEGACY_VERSION                                                                                             \
    REFUSED(TL_REASON_BAD_LEGACY_VERSION, ILLEGAL_PARAMETER),                                                          \
        "the server's %s has legacy_version 0x%04x where TLS 1.3 demands 0x0303; its TLS implementation is faulty"
#define DOWNGRADED                                                                                                     \
    REFUSED(TL_REASON_DOWNGRADED, ILLEGAL_PARAMETER),                                                                  \
        "the server speaks a newer TLS version than it was made to choose: someone between us may be lowering the "    \
        "version (RFC 8446 section 4.1.3); do not trust this network path"
#define INAPPROPRIATE_FALLBACK                                                                                         \
    REFUSED(TL_REASON_INAPPROPRIATE_FALLBACK, INAPPROPRIATE_FALLBACK),                                                 \
        "the client says it fell back to an older TLS version than both sides speak (RFC 7507); something between "    \
        "the two breaks handshakes"
#define BAD_COMPRESSION                                                                                                \
    REFUSED(TL_REASON_BAD_COMPRESSION, ILLEGAL_PARAMETER),                                                             \
        "the %s asks for compression, which TLS no longer has; its TLS implementation is faulty"
#define UNOFFERED_SUITE                                                                                                \
    REFUSED(TL_REASON_UNOFFERED_SUITE, ILLEGAL_PARAMETER),                                                             \
        "the server chose cipher suite 0x%04x, which was not offered to it for this version; its TLS implementation "  \
        "is faulty"
#define SUITE_CHANGED                                                                                                  \
    REFUSED(TL_REASON_SUITE_CHANGED, ILLEGAL_PARAMETER),                                                               \
        "the server chose another cipher suite than in its HelloRetryRequest; its TLS implementation is faulty"
#define SESSION_ID_NOT_ECHOED                                                                                          \
    REFUSED(TL_REASON_SESSION_ID_NOT_ECHOED, ILLEGAL_PARAMETER),                                                       \
        "the server did not echo the client's legacy_session_id; its TLS implementation or something between is "      \
        "faulty"
#define SESSION_ID_NOT_OURS                                                                                            \
    REFUSED(TL_REASON_SESSION_ID_NOT_OURS, ILLEGAL_PARAMETER),                                                         \
        "the server claims to resume a session that we never had; its TLS implementation is faulty"
#define NO_COMMON_SUITE                                                                                                \
    REFUSED(TL_REASON_NO_COMMON_SUITE, HANDSHAKE_FAILURE),                                                             \
        "the client and we have no cipher suite of %s in common that our certificate can be used with; allow more in " \
        "settings.ciphers, give us a key of another kind, or update the client"
#define NO_COMMON_GROUP                                                                                                \
    REFUSED(TL_REASON_NO_COMMON_GROUP, HANDSHAKE_FAILURE),                                                             \
        "the client and we have no key exchange group in common; allow more in settings.groups or update the client"
#define UNOFFERED_GROUP                                                                                                \
    REFUSED(TL_REASON_UNOFFERED_GROUP, ILLEGAL_PARAMETER),                                                             \
        "the server chose key exchange group %u, which was not offered to it here; its TLS implementation is faulty"
#define BAD_KEY_SHARE                                                                                                  \
    REFUSED(TL_REASON_BAD_KEY_SHARE, ILLEGAL_PARAMETER),                                                               \
        "the %s sent a key share that is no valid one of group %s; its TLS implementation is faulty or it attacks"
#define BAD_KEY_SHARES                                                                                                 \
    REFUSED(TL_REASON_BAD_KEY_SHARES, ILLEGAL_PARAMETER),                                                              \
        "the client sent two key shares of one group, or one of a group that it does not support (RFC 8446 section "   \
        "4.2.8); its TLS implementation is faulty"
#define RETRY_WITHOUT_SHARE                                                                                            \
    REFUSED(TL_REASON_RETRY_WITHOUT_SHARE, ILLEGAL_PARAMETER),                                                         \
        "the client's second ClientHello does not have the one key share that we asked for; its TLS implementation "   \
        "is "                                                                                                          \
        "faulty"
#define RETRY_CHANGED                                                                                                  \
    REFUSED(TL_REASON_RETRY_CHANGED, ILLEGAL_PARAMETER),                                                               \
        "the client's second ClientHello differs from its first in what must stay (RFC 8446 section 4.1.2); its TLS "  \
        "implementation is faulty"
#define RETRY_FOR_NOTHING                                                                                              \
    REFUSED(TL_REASON_RETRY_FOR_NOTHING, ILLEGAL_PARAMETER),                                                           \
        "the server's HelloRetryRequest asks for nothing new; its TLS implementation is faulty"
#define NO_COMMON_PROTOCOL                                                                                             \
    REFUSED(TL_REASON_NO_COMMON_PROTOCOL, NO_APPLICATION_PROTOCOL),                                                    \
        "the client offers no application protocol (ALPN) that we speak; add its protocol to options.alpn or none at " \
        "all"
#define UNOFFERED_PROTOCOL                                                                                             \
    REFUSED(TL_REASON_UNOFFERED_PROTOCOL, ILLEGAL_PARAMETER),                                                          \
        "the server chose an application protocol (ALPN) that was not offered to it; its TLS implementation is faulty"
#define UNKNOWN_SERVER_NAME                                                                                            \
    REFUSED(TL_REASON_UNKNOWN_SERVER_NAME, UNRECOGNIZED_NAME),                                                         \
        "the client asks for the server name \"%s\", for which we have no certificate; add an identity for it or "     \
        "clear options.refuse_unknown_names"
#define NO_SECURE_RENEGOTIATION                                                                                        \
    REFUSED(TL_REASON_NO_SECURE_RENEGOTIATION, HANDSHAKE_FAILURE),                                                     \
        "the server does not support secure renegotiation (RFC 5746), so others could put data before ours; update "   \
        "the server"
#define BAD_RENEGOTIATION_INFO                                                                                         \
    REFUSED(TL_REASON_BAD_RENEGOTIATION_INFO, HANDSHAKE_FAILURE),                                                      \
        "the %s claims to renegotiate (RFC 5746) in a first handshake; someone interferes"
#define NO_UNCOMPRESSED_POINTS                                                                                         \
    REFUSED(TL_REASON_NO_UNCOMPRESSED_POINTS, ILLEGAL_PARAMETER),                                                      \
        "the %s's ec_point_formats extension lacks uncompressed points, which every implementation must take (RFC "    \
        "8422 section 5.1.2); its TLS implementation is faulty"

/* ---- authentication ---- */
#define NO_COMMON_SCHEME                                                                                               \
    REFUSED(TL_REASON_NO_COMMON_SCHEME, HANDSHAKE_FAILURE),                                                            \
        "the %s accepts no signature scheme that our key can make; give us a key of another kind (ECDSA P-256 is "     \
        "accepted nearly everywhere) or allow more in settings.signatures"
#define NO_PEER_CERTIFICATE                                                                                            \
    TL_REASON_NO_PEER_CERTIFICATE, TL_ERR_AUTH_MISSING, TL_ALERT_CERTIFICATE_REQUIRED,                                 \
        "the client sent no certificate, but we require one (options.client_cert); give the client a certificate and " \
        "key"
#define NO_PEER_CERTIFICATE_12                                                                                         \
    TL_REASON_NO_PEER_CERTIFICATE, TL_ERR_AUTH_MISSING, TL_ALERT_HANDSHAKE_FAILURE,                                    \
        "the client sent no certificate, but we require one (options.client_cert); give the client a certificate and " \
        "key"
#define NO_SERVER_CERTIFICATE                                                                                          \
    REFUSED(TL_REASON_NO_SERVER_CERTIFICATE, DECODE_ERROR),                                                            \
        "the server's Certificate message holds no certificate; its TLS implementation is faulty"
#define CHAIN_TOO_LONG                                                                                                 \
    REFUSED(TL_REASON_CHAIN_TOO_LONG, BAD_CERTIFICATE),                                                                \
        "the %s sent a chain of more than %d certificates; have it send its own and the intermediate ones only"
#define UNUSABLE_CERTIFICATE "a certificate that the %s sent cannot be used: %s"
#define UNUSABLE_RESPONSE    "what the %s stapled to its certificate cannot be used: %s"
#define REQUEST_CONTEXT                                                                                                \
    REFUSED(TL_REASON_REQUEST_CONTEXT, ILLEGAL_PARAMETER),                                                             \
        "the %s sent a certificate_request_context that does not belong here; its TLS implementation is faulty"
#define KEY_NOT_FOR_SIGNING                                                                                            \
    TL_REASON_KEY_NOT_FOR_SIGNING, TL_ERR_AUTH_INVALID, TL_ALERT_UNSUPPORTED_CERTIFICATE,                              \
        "the %s's certificate may not be used for signatures (its keyUsage lacks digitalSignature); have it reissued"
#define WRONG_NAME                                                                                                     \
    TL_REASON_WRONG_HOST, TL_ERR_AUTH_INVALID, TL_ALERT_CERTIFICATE_UNKNOWN,                                           \
        "the server's certificate is not for %s; connect by a name that it has, or have it reissued"
#define UNOFFERED_SCHEME                                                                                               \
    REFUSED(TL_REASON_UNOFFERED_SCHEME, ILLEGAL_PARAMETER),                                                            \
        "the %s signed with scheme 0x%04x, which was not offered to it or does not fit its key; its TLS "              \
        "implementation is faulty"
#define WRONG_SIGNATURE                                                                                                \
    REFUSED(TL_REASON_WRONG_SIGNATURE, DECRYPT_ERROR),                                                                 \
        "the %s's signature in %s is wrong: it does not hold the key of its certificate, or someone changed the "      \
        "handshake"
#define WRONG_FINISHED                                                                                                 \
    REFUSED(TL_REASON_WRONG_FINISHED, DECRYPT_ERROR),                                                                  \
        "the %s's Finished does not fit the handshake: someone changed it on the way, or one side is faulty"
#define SUITE_NOT_FOR_KEY                                                                                              \
    REFUSED(TL_REASON_SUITE_NOT_FOR_KEY, ILLEGAL_PARAMETER),                                                           \
        "the server's certificate has a key of another kind than cipher suite %s is for; its TLS implementation is "   \
        "faulty"
#define PEER_KEY_SIZE                                                                                                  \
    TL_REASON_PEER_KEY_SIZE, TL_ERR_AUTH_INVALID, TL_ALERT_INSUFFICIENT_SECURITY,                                      \
        "the %s's RSA key has %u bits, but we accept %u to %u (settings.min_key_bits, max_key_bits); have its "        \
        "certificate reissued with a key in that range"
#define CHECKER_REFUSED                                                                                                \
    TL_REASON_CHECKER_REFUSED, TL_ERR_AUTH_DENIED, TL_ALERT_ACCESS_DENIED,                                             \
        "this program's checker refused the %s; its options.common.checker knows why"
#define BAD_ANSWER                                                                                                     \
    TL_REASON_BAD_ANSWER, TL_ERR_USAGE, TL_ALERT_INTERNAL_ERROR,                                                       \
        "the signature that the application answered with has %zu octets, which no signature scheme has"

/* ---- after the handshake ---- */
#define BAD_KEY_UPDATE                                                                                                 \
    REFUSED(TL_REASON_BAD_KEY_UPDATE, ILLEGAL_PARAMETER),                                                              \
        "the %s's KeyUpdate asks with %u, which is neither yes nor no; its TLS implementation is faulty"
#define TOO_MANY_KEY_UPDATES                                                                                           \
    REFUSED(TL_REASON_TOO_MANY_KEY_UPDATES, UNEXPECTED_MESSAGE),                                                       \
        "the %s sent more than %d KeyUpdates without data between them; it is faulty or tries to keep us busy"
#define TOO_MANY_RENEGOTIATIONS                                                                                        \
    REFUSED(TL_REASON_TOO_MANY_RENEGOTIATIONS, HANDSHAKE_FAILURE),                                                     \
        "the %s goes on asking for renegotiation, which we refuse; configure it not to"
#define UNEXPECTED_AFTER                                                                                               \
    REFUSED(TL_REASON_UNEXPECTED_AFTER, UNEXPECTED_MESSAGE),                                                           \
        "the %s sent %s after the handshake, where it has no place; its TLS implementation is faulty or someone "      \
        "interferes"

#endif
