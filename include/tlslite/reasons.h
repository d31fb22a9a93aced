/* tlslite/reasons.h - the reason of every failure: one number for each kind of failure, stable once released. The
 * sentence in tl_error.message is for people; programs decide by the reason. */
#ifndef TLSLITE_REASONS_H
#define TLSLITE_REASONS_H

typedef enum tl_reason {
    TL_REASON_NONE = 0,

    /* anywhere */
    TL_REASON_OUT_OF_MEMORY = 1, /* on our side */
    TL_REASON_IO,                /* a file or descriptor of ours: see os_errno */
    TL_REASON_CRYPTO_FAILED,     /* libcrypto could not do it, or its configuration forbids it */
    TL_REASON_INTERNAL,          /* kept for faults of this library; nothing has it today */
    TL_REASON_USAGE,             /* an argument or option makes no sense: the message says which */

    /* files, PEM, certificates, keys, trust, paths */
    TL_REASON_X509_FIRST = 100,
    TL_REASON_FILE_TOO_LARGE,            /* larger than anything of its kind has to be */
    TL_REASON_NO_CERTIFICATE,            /* none in the file or octets */
    TL_REASON_BROKEN_PEM,                /* a block is cut off, or is not base64 */
    TL_REASON_TOO_MANY_CERTIFICATES,     /* more than a chain can have */
    TL_REASON_BAD_CERTIFICATE_IN_FILE,   /* one of the certificates in it is malformed */
    TL_REASON_NO_PRIVATE_KEY,            /* none in the file or octets, or the key is elsewhere and cannot be written */
    TL_REASON_ENCRYPTED_KEY,             /* a password is needed: use the _with_password form */
    TL_REASON_BAD_PRIVATE_KEY,           /* malformed */
    TL_REASON_UNSUPPORTED_PRIVATE_KEY,   /* of a kind, curve or size that this library does not have */
    TL_REASON_KEY_MISMATCH,              /* the private key belongs to none of the certificates */
    TL_REASON_LEAF_NOT_FIRST,            /* the key is of a certificate that issued another one of the chain */
    TL_REASON_NO_SYSTEM_TRUST,           /* no trust anchors at the usual places */
    TL_REASON_MALFORMED_CERTIFICATE,     /* not as RFC 5280 and DER have it */
    TL_REASON_CERTIFICATE_EXPIRED,       /* it, or a CA above it */
    TL_REASON_CERTIFICATE_NOT_YET_VALID, /* it, or a CA above it; or our clock is wrong */
    TL_REASON_UNKNOWN_ISSUER,            /* no path leads to a trust anchor */
    TL_REASON_SELF_SIGNED,               /* and not a trust anchor itself */
    TL_REASON_BAD_CERTIFICATE_SIGNATURE, /* not made by the issuer's key */
    TL_REASON_NOT_A_CA,                  /* its issuer must not issue */
    TL_REASON_PATH_TOO_LONG,             /* for a CA on the path, or for max_depth */
    TL_REASON_WRONG_KEY_USAGE,           /* keyUsage does not fit */
    TL_REASON_WRONG_EXTENDED_KEY_USAGE,  /* extendedKeyUsage lacks the purpose */
    TL_REASON_UNKNOWN_CRITICAL_EXTENSION,  /* one that must not be passed over */
    TL_REASON_NAME_NOT_PERMITTED,          /* by the name constraints of a CA */
    TL_REASON_UNSUPPORTED_NAME_CONSTRAINT, /* on a type of name that we cannot compare */
    TL_REASON_WEAK_SIGNATURE,              /* made with MD5, SHA-1 or the like */
    TL_REASON_UNSUPPORTED_SIGNATURE,       /* an algorithm that we do not know */
    TL_REASON_WEAK_KEY,                    /* RSA below min_key_bits */
    TL_REASON_KEY_TOO_LARGE,               /* RSA above max_key_bits */
    TL_REASON_UNSUPPORTED_KEY,             /* a kind of key that we do not know */
    TL_REASON_WRONG_HOST,                  /* the certificate is for other names */
    TL_REASON_PATH_SEARCH_TOO_LONG,        /* given up: too many certificates look alike */
    TL_REASON_WRONG_FINGERPRINT,           /* another certificate than was expected */
    TL_REASON_MALFORMED_FINGERPRINT,       /* given to tl_check_fingerprint */
    TL_REASON_NO_PEER_CERTIFICATE,         /* the client sent none, though it must */
    TL_REASON_CERTIFICATE_OPTIONS,         /* tl_cert_options that fit together in no certificate */
    TL_REASON_NO_VALID_POLICY,             /* no certificate policy that will do holds for the path */
    TL_REASON_INVALID_POLICIES,            /* the policies of a certificate contradict RFC 5280, or are too many */
    TL_REASON_WRONG_EMAIL,                 /* the certificate is for other mail addresses */
    TL_REASON_NO_PASSWORD,                 /* one is needed, and the callback gave none */
    TL_REASON_WRONG_PASSWORD,              /* or the file was damaged */
    TL_REASON_BAD_ENCRYPTION,              /* the encrypted part is malformed */
    TL_REASON_UNSUPPORTED_ENCRYPTION,      /* a cipher or derivation that we do not have */
    TL_REASON_TOO_MUCH_WORK,               /* a file asks for more work or memory than a password is worth */
    TL_REASON_BAD_PKCS12,                  /* malformed */
    TL_REASON_DISTRUSTED,                  /* by the list that the trust anchors come from */
    TL_REASON_BAD_CERTDATA,                /* not Mozilla's certdata.txt as it should be */
    TL_REASON_WRONG_PIN,                   /* the certificate's key has none of the pins */
    TL_REASON_MALFORMED_PIN,               /* given to tl_check_spki_pins */
    TL_REASON_MALFORMED_CRL,               /* not as RFC 5280 and DER have it */
    TL_REASON_NO_CRL,                      /* no revocation list in the file or directory */
    TL_REASON_CERTIFICATE_REVOKED,         /* it, or a CA above it: a list or OCSP response says so */
    TL_REASON_REVOCATION_UNKNOWN, /* nothing at hand tells, and TL_REVOCATION_REQUIRED or LEAF_REQUIRED asks for it */
    TL_REASON_MALFORMED_OCSP,     /* not as RFC 6960 and DER have it */
    TL_REASON_NOT_STAPLED,        /* by an owner who must (RFC 7633) */
    TL_REASON_BAD_STAPLE,         /* an OCSP response that an identity cannot staple */
    TL_REASON_MALFORMED_REQUEST,  /* a PKCS #10 request that is not as RFC 2986 has it */
    TL_REASON_BAD_REQUEST_SIGNATURE, /* not that of the key in the request */
    TL_REASON_NOTHING_TO_DESCRIBE,   /* nothing that tl_describe knows */
    TL_REASON_NO_REQUEST,            /* no PKCS #10 request in the file or octets */
    TL_REASON_STAPLE_OF_OTHERS,      /* an OCSP response for no certificate of the identity's chain */
    TL_REASON_STAPLE_NOT_GOOD,       /* an OCSP response that says revoked, or that it does not know the certificate */

    /* settings and configurations */
    TL_REASON_CONFIG_FIRST = 300,
    TL_REASON_UNKNOWN_NAME,         /* no suite, group or scheme has it: see `tls features` */
    TL_REASON_EMPTY_LIST,           /* use NULL for the default */
    TL_REASON_LIST_TOO_LONG,        /* more names than there can be */
    TL_REASON_BAD_VERSION,          /* no TL_TLS1_ constant */
    TL_REASON_VERSIONS_CROSSED,     /* min_version is above max_version */
    TL_REASON_NO_SUITE_FOR_VERSION, /* `ciphers` leaves none for a version that is allowed */
    TL_REASON_NO_SCHEME_FOR_TLS13,  /* `signatures` leaves none for TLS 1.3 */
    TL_REASON_SHARE_NOT_A_GROUP,    /* key_shares names what `groups` does not */
    TL_REASON_KEY_BITS_WEAK,        /* min_key_bits below 2048 without `legacy`, or below 1024 */
    TL_REASON_KEY_BITS_CROSSED,     /* min_key_bits above max_key_bits, or that too large */
    TL_REASON_BAD_LIMIT,            /* a number out of its bounds */
    TL_REASON_NO_IDENTITY,          /* a server without certificate and key */
    TL_REASON_NO_CLIENT_TRUST,      /* clients are asked for certificates that nobody may vouch for */
    TL_REASON_BAD_ALPN,             /* names of 1 to 255 octets, with commas between them */
    TL_REASON_BAD_FINGERPRINT,      /* trusted_fingerprint is none */
    TL_REASON_NO_SERVER_NAME,       /* a client has to say whom it expects */
    TL_REASON_BAD_SERVER_NAME,      /* no DNS name (in ASCII) or IP address */
    TL_REASON_IDENTITY_UNUSABLE,    /* `signatures` leaves no scheme for its key */
    TL_REASON_BAD_REVOCATION,       /* no policy, or one that contradicts the other options */
    TL_REASON_TRUST_UNUSED,         /* beside a fingerprint, which alone decides */

    /* records */
    TL_REASON_RECORD_FIRST = 400,
    TL_REASON_NOT_TLS,                       /* the peer does not speak TLS: wrong port, or STARTTLS first */
    TL_REASON_BAD_RECORD_TYPE,               /* no content type that there is */
    TL_REASON_BAD_RECORD_VERSION,            /* a version in a record's header that cannot be */
    TL_REASON_RECORD_OVERFLOW,               /* longer than is allowed */
    TL_REASON_BAD_RECORD_MAC,                /* it does not decrypt: damaged, changed, or another key */
    TL_REASON_RECORD_WITHOUT_TYPE,           /* TLS 1.3: nothing but padding inside */
    TL_REASON_EMPTY_FRAGMENT,                /* an empty record of a type that forbids it */
    TL_REASON_INTERLEAVED,                   /* another record inside a handshake message */
    TL_REASON_UNEXPECTED_DATA,               /* application data during the handshake */
    TL_REASON_UNEXPECTED_CHANGE_CIPHER_SPEC, /* where it has no place */
    TL_REASON_BAD_CHANGE_CIPHER_SPEC,        /* other than the one octet 1 */
    TL_REASON_TOO_MANY_EMPTY_RECORDS,        /* in a row */
    TL_REASON_HANDSHAKE_TOO_LONG,            /* a message above max_handshake */
    TL_REASON_KEY_WORN_OUT,                  /* TLS 1.2 cannot change it: connect again */

    /* handshake */
    TL_REASON_HANDSHAKE_FIRST = 500,
    TL_REASON_UNEXPECTED_MESSAGE,        /* another one was due */
    TL_REASON_MESSAGE_ACROSS_KEY_CHANGE, /* RFC 8446 §5.1 */
    TL_REASON_BAD_MESSAGE,               /* malformed */
    TL_REASON_BAD_EXTENSION,             /* malformed */
    TL_REASON_DUPLICATE_EXTENSION,       /* twice in one message */
    TL_REASON_UNOFFERED_EXTENSION,       /* an answer to what was not asked */
    TL_REASON_MISPLACED_EXTENSION,       /* in a message where it has no place */
    TL_REASON_MISSING_EXTENSION,         /* one that TLS 1.3 requires */
    TL_REASON_NO_COMMON_VERSION,         /* the client offers none that we allow */
    TL_REASON_SERVER_CHOSE_VERSION,      /* one that we do not allow */
    TL_REASON_UNOFFERED_VERSION,         /* one that was not offered in that way */
    TL_REASON_BAD_LEGACY_VERSION,        /* TLS 1.3 demands 0x0303 */
    TL_REASON_DOWNGRADED,                /* somebody may be lowering the version: RFC 8446 §4.1.3 */
    TL_REASON_INAPPROPRIATE_FALLBACK,    /* RFC 7507 */
    TL_REASON_BAD_COMPRESSION,           /* TLS has none any more */
    TL_REASON_UNOFFERED_SUITE,           /* chosen by the server */
    TL_REASON_SUITE_CHANGED,             /* after HelloRetryRequest */
    TL_REASON_SESSION_ID_NOT_ECHOED,     /* by the server */
    TL_REASON_SESSION_ID_NOT_OURS,       /* the server resumes what never was */
    TL_REASON_NO_COMMON_SUITE,           /* that our certificate can be used with */
    TL_REASON_NO_COMMON_GROUP,           /* for the key exchange */
    TL_REASON_UNOFFERED_GROUP,           /* chosen by the server */
    TL_REASON_BAD_KEY_SHARE,             /* no valid one of its group */
    TL_REASON_BAD_KEY_SHARES,            /* two of one group, or of a group that is not offered */
    TL_REASON_RETRY_WITHOUT_SHARE,       /* the second ClientHello lacks what we asked for */
    TL_REASON_RETRY_CHANGED,             /* the second ClientHello changed what must stay */
    TL_REASON_RETRY_FOR_NOTHING,         /* a HelloRetryRequest that asks for nothing new */
    TL_REASON_NO_COMMON_PROTOCOL,        /* ALPN */
    TL_REASON_UNOFFERED_PROTOCOL,        /* ALPN, chosen by the server */
    TL_REASON_UNKNOWN_SERVER_NAME,       /* no identity has it, and refuse_unknown_names is set */
    TL_REASON_NO_SECURE_RENEGOTIATION,   /* a TLS 1.2 server without RFC 5746 */
    TL_REASON_BAD_RENEGOTIATION_INFO,    /* RFC 5746, in a first handshake */
    TL_REASON_NO_COMMON_SCHEME,          /* the peer accepts no signature that our key can make */
    TL_REASON_NO_SERVER_CERTIFICATE,     /* the server's Certificate message is empty */
    TL_REASON_CHAIN_TOO_LONG,            /* more certificates than we take from a peer */
    TL_REASON_REQUEST_CONTEXT,           /* certificate_request_context is not what it must be */
    TL_REASON_KEY_NOT_FOR_SIGNING,       /* keyUsage of the peer's certificate forbids it */
    TL_REASON_UNOFFERED_SCHEME,          /* or one that the certificate's key cannot have made */
    TL_REASON_WRONG_SIGNATURE,           /* of the handshake: the peer does not hold the key, or somebody interferes */
    TL_REASON_WRONG_FINISHED,            /* somebody interferes, or a side is faulty */
    TL_REASON_SUITE_NOT_FOR_KEY,         /* TLS 1.2: the certificate's key is of another kind than the suite's */
    TL_REASON_PEER_KEY_SIZE,             /* RSA outside min_key_bits to max_key_bits */
    TL_REASON_CHECKER_REFUSED,           /* the program's checker, which gave no reason of its own */
    TL_REASON_ANSWER_REFUSED,            /* tl_engine_refuse */
    TL_REASON_BAD_ANSWER,                /* no signature can be like that */
    TL_REASON_BAD_KEY_UPDATE,            /* request_update is neither 0 nor 1 */
    TL_REASON_TOO_MANY_KEY_UPDATES,      /* without data between them */
    TL_REASON_TOO_MANY_RENEGOTIATIONS,   /* asked for again and again */
    TL_REASON_UNEXPECTED_AFTER,          /* a message that has no place after the handshake */
    TL_REASON_NO_UNCOMPRESSED_POINTS,    /* RFC 8422 §5.1.2 */

    /* engine: application data, alerts, closing, questions */
    TL_REASON_ENGINE_FIRST = 700,
    TL_REASON_NO_EARLY_DATA,             /* not on this connection; it goes on */
    TL_REASON_BAD_ALERT,                 /* malformed */
    TL_REASON_TOO_MANY_WARNINGS,         /* warning alerts */
    TL_REASON_CLOSED_IN_HANDSHAKE,       /* close_notify before the handshake was complete */
    TL_REASON_ABRUPT_IN_HANDSHAKE,       /* the transport ended, without an alert */
    TL_REASON_ABRUPT_END,                /* the transport ended without close_notify: data may be missing */
    TL_REASON_ABORTED,                   /* tl_engine_abort */
    TL_REASON_NO_SUCH_QUESTION,          /* answered before, or its connection is over */
    TL_REASON_HANDSHAKE_NOT_DONE,        /* what was asked needs a complete one */
    TL_REASON_NO_KEY_UPDATE,             /* TLS 1.2, or closed for writing */
    TL_REASON_CANNOT_EXPORT,             /* label or length is too long */
    TL_REASON_ALERT_RECEIVED,            /* the peer refused: `alert` says what */
    TL_REASON_SHUT_DOWN_IN_HANDSHAKE,    /* by this program */
    TL_REASON_CLIENT_CERTIFICATE_MISSED, /* a TLS 1.2 server failed the handshake when we had no certificate for it */

    /* sockets */
    TL_REASON_SOCKET_FIRST = 800,
    TL_REASON_BAD_FD,            /* not open, or not a stream */
    TL_REASON_BAD_PORT,          /* neither a number from 1 to 65535 nor a known service */
    TL_REASON_HOST_NOT_FOUND,    /* the name does not resolve */
    TL_REASON_NAME_SERVICE,      /* the name service did not answer, or failed */
    TL_REASON_CONNECT_REFUSED,   /* nothing listens there */
    TL_REASON_CONNECT_TIMEOUT,   /* no answer before the connect deadline */
    TL_REASON_CONNECT_FAILED,    /* any other reason of the operating system */
    TL_REASON_HANDSHAKE_TIMEOUT, /* no complete handshake before its deadline */
    TL_REASON_CONNECTION_RESET,  /* the peer's system dropped the connection */
    TL_REASON_SEND_FAILED,       /* any other reason of the operating system */
    TL_REASON_RECEIVE_FAILED,    /* the same */
    TL_REASON_WAIT_FAILED,       /* poll(2) failed */
    TL_REASON_ENDED_EARLY,       /* the connection ended in an orderly way where more was needed */
} tl_reason;

#endif
