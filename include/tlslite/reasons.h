/* tlslite/reasons.h - the reason of every failure: one number for each kind of failure, stable once released. The
 * sentence in tl_error.message is for people; programs decide by the reason. */
#ifndef TLSLITE_REASONS_H
#define TLSLITE_REASONS_H

typedef enum tl_reason {
    TL_REASON_NONE = 0,

    /* anywhere */
    TL_REASON_OUT_OF_MEMORY = 1,
    TL_REASON_IO,
    TL_REASON_CRYPTO_FAILED,
    TL_REASON_INTERNAL,
    TL_REASON_USAGE,

    /* files, PEM, certificates, keys, trust, paths */
    TL_REASON_X509_FIRST = 100,

    /* settings and configurations */
    TL_REASON_CONFIG_FIRST = 300,
    TL_REASON_UNKNOWN_NAME,
    TL_REASON_EMPTY_LIST,
    TL_REASON_LIST_TOO_LONG,
    TL_REASON_BAD_VERSION,
    TL_REASON_VERSIONS_CROSSED,
    TL_REASON_NO_SUITE_FOR_VERSION,
    TL_REASON_NO_SCHEME_FOR_TLS13,
    TL_REASON_SHARE_NOT_A_GROUP,
    TL_REASON_KEY_BITS_WEAK,
    TL_REASON_KEY_BITS_CROSSED,
    TL_REASON_BAD_LIMIT,
    TL_REASON_NO_IDENTITY,
    TL_REASON_NO_CLIENT_TRUST,
    TL_REASON_BAD_ALPN,
    TL_REASON_BAD_FINGERPRINT,
    TL_REASON_NO_SERVER_NAME,
    TL_REASON_BAD_SERVER_NAME,
    TL_REASON_IDENTITY_UNUSABLE,

    /* records */
    TL_REASON_RECORD_FIRST = 400,

    /* handshake */
    TL_REASON_HANDSHAKE_FIRST = 500,

    /* engine: application data, alerts, closing, questions */
    TL_REASON_ENGINE_FIRST = 700,
    TL_REASON_NO_EARLY_DATA,

    /* sockets */
    TL_REASON_SOCKET_FIRST = 800,
} tl_reason;

#endif
