/* tlslite.h - TLS for C programs, safe by default: all that an ordinary program needs.
 *
 * A client is tl_connect(host, port, NULL, &error): it verifies the server's certificate chain and name. Every
 * weakening is a field whose name begins with insecure_ or legacy, or an option whose comment says what it gives up
 * (TL_REVOCATION_OFF, tolerate_abrupt_end, keylog). Engines without I/O: tlslite/engine.h; certificates on their own:
 * tlslite/x509.h; what is built in: tlslite/features.h; the reasons of failures: tlslite/reasons.h; the crypto
 * provider: tlslite/crypto.h.
 *
 * Ownership is in the verb: _new, _load, _parse give an object that the caller releases with _free; _ref shares one; a
 * returned const pointer is borrowed from the object it was asked of. Every _free accepts NULL. Strings are
 * NUL-terminated UTF-8; files are named as fopen takes them. Everything that has a _ref may be shared by threads; a
 * connection belongs to one thread at a time.
 *
 * A function that gives an object returns NULL where it fails, one that returns tl_result TL_FAILED, one that returns
 * bool false. Where it has a parameter `error`, that may be NULL; else it says why after a failure, and its content
 * means nothing after a success; where a call fails because the connection has, tl_conn_error or tl_engine_error says
 * why. Unless it says otherwise, a function takes no NULL for anything else, and what it is
 * given is copied or shared, so that the caller may free its own at once. */
#ifndef TLSLITE_H
#define TLSLITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <tlslite/reasons.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TLSLITE_VERSION "0.1.0"

#if defined __GNUC__
#define TL_API   __attribute__((visibility("default")))
#define TL_CHECK __attribute__((warn_unused_result))
#else
#define TL_API
#define TL_CHECK
#endif

/* tl_version_string is the version of the library that runs, which may be newer than TLSLITE_VERSION. */
TL_API const char *tl_version_string(void);

/* ---- values ------------------------------------------------------------------------------------------------- */

/* tl_bytes is a borrowed view of octets, never owned. */
typedef struct tl_bytes {
    const uint8_t *data;
    size_t len;
} tl_bytes;

/* tl_protocol is a protocol version with its number on the wire (RFC 8446 §4.2.1). */
typedef enum tl_protocol { TL_TLS1_2 = 0x0303, TL_TLS1_3 = 0x0304 } tl_protocol;

/* tl_result is what a call on a connection or engine, or a verification, came to. */
typedef enum tl_result {
    TL_OK,          /* done; lengths are in the out parameters */
    TL_WANT_READ,   /* more must come from the peer first */
    TL_WANT_WRITE,  /* output must go to the peer first */
    TL_WANT_ANSWER, /* a question waits for its answer (tlslite/engine.h) */
    TL_WANT_BUFFER, /* the buffer pool is exhausted: try again when another engine gave one back (tlslite/engine.h) */
    TL_CLOSED,      /* reading: the peer ended its side in an orderly way; writing: we did */
    TL_FAILED       /* the connection is over; its error says why */
} tl_result;

/* tl_alert is an AlertDescription (RFC 8446 §6 and the registry it names). */
typedef enum tl_alert {
    TL_ALERT_CLOSE_NOTIFY = 0,
    TL_ALERT_UNEXPECTED_MESSAGE = 10,
    TL_ALERT_BAD_RECORD_MAC = 20,
    TL_ALERT_DECRYPTION_FAILED = 21,
    TL_ALERT_RECORD_OVERFLOW = 22,
    TL_ALERT_DECOMPRESSION_FAILURE = 30,
    TL_ALERT_HANDSHAKE_FAILURE = 40,
    TL_ALERT_NO_CERTIFICATE = 41,
    TL_ALERT_BAD_CERTIFICATE = 42,
    TL_ALERT_UNSUPPORTED_CERTIFICATE = 43,
    TL_ALERT_CERTIFICATE_REVOKED = 44,
    TL_ALERT_CERTIFICATE_EXPIRED = 45,
    TL_ALERT_CERTIFICATE_UNKNOWN = 46,
    TL_ALERT_ILLEGAL_PARAMETER = 47,
    TL_ALERT_UNKNOWN_CA = 48,
    TL_ALERT_ACCESS_DENIED = 49,
    TL_ALERT_DECODE_ERROR = 50,
    TL_ALERT_DECRYPT_ERROR = 51,
    TL_ALERT_EXPORT_RESTRICTION = 60,
    TL_ALERT_PROTOCOL_VERSION = 70,
    TL_ALERT_INSUFFICIENT_SECURITY = 71,
    TL_ALERT_INTERNAL_ERROR = 80,
    TL_ALERT_INAPPROPRIATE_FALLBACK = 86,
    TL_ALERT_USER_CANCELED = 90,
    TL_ALERT_NO_RENEGOTIATION = 100,
    TL_ALERT_MISSING_EXTENSION = 109,
    TL_ALERT_UNSUPPORTED_EXTENSION = 110,
    TL_ALERT_CERTIFICATE_UNOBTAINABLE = 111,
    TL_ALERT_UNRECOGNIZED_NAME = 112,
    TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE = 113,
    TL_ALERT_BAD_CERTIFICATE_HASH_VALUE = 114,
    TL_ALERT_UNKNOWN_PSK_IDENTITY = 115,
    TL_ALERT_CERTIFICATE_REQUIRED = 116,
    TL_ALERT_NO_APPLICATION_PROTOCOL = 120,
    TL_ALERT_NONE = 255 /* ours: no alert belongs to this error */
} tl_alert;

/* tl_alert_name is the alert's name in the RFCs ("handshake_failure"), or "unknown alert". */
TL_API const char *tl_alert_name(tl_alert alert);

/* ---- errors: one struct, owned by the caller or the connection; no global state ------------------------------- */

typedef enum tl_error_kind {
    TL_ERR_NONE,
    TL_ERR_LOCAL_ALERT,      /* we refused something that the peer sent, and sent `alert` */
    TL_ERR_REMOTE_ALERT,     /* the peer refused something, and sent `alert` */
    TL_ERR_ABRUPT_CLOSE,     /* the transport ended without close_notify: data may be missing */
    TL_ERR_CLOSED,           /* the connection was closed before */
    TL_ERR_AUTH_MISSING,     /* the peer showed no certificate */
    TL_ERR_AUTH_TYPE,        /* the peer authenticated itself in another way than was asked for */
    TL_ERR_AUTH_FINGERPRINT, /* the peer's certificate is another one than expected */
    TL_ERR_AUTH_DENIED,      /* the application's checker refused the peer */
    TL_ERR_AUTH_INVALID,     /* the peer's certificate chain or name did not verify */
    TL_ERR_UNSUPPORTED,
    TL_ERR_IO, /* the operating system said no: see os_errno */
    TL_ERR_TIMEOUT,
    TL_ERR_MEMORY,
    TL_ERR_USAGE, /* the caller asked for something that makes no sense */
    TL_ERR_INTERNAL
} tl_error_kind;

/* tl_error says what happened, why, on whose side and what to do, in one sentence in `message` (UTF-8, cut where it is
 * longer; what the peer wrote is in it with control characters escaped). `reason` is a TL_REASON_ constant
 * (tlslite/reasons.h), one for each kind of failure; programs that tell failures apart do so by kind or reason. The
 * layout is frozen. */
typedef struct tl_error {
    tl_error_kind kind;
    unsigned reason;
    tl_alert alert; /* sent or received; TL_ALERT_NONE where none belongs to it */
    int os_errno;   /* 0 where the operating system had no part in it */
    char message[512];
} tl_error;

/* ---- opaque objects -------------------------------------------------------------------------------------------- */

typedef struct tl_conn tl_conn;                   /* one connection over a socket */
typedef struct tl_client_config tl_client_config; /* immutable, shared, reference-counted */
typedef struct tl_server_config tl_server_config;
typedef struct tl_identity tl_identity; /* certificate chain and private key; shared, reference-counted */
typedef struct tl_trust tl_trust;       /* trust anchors; shared, reference-counted */
typedef struct tl_crls tl_crls;         /* certificate revocation lists (tlslite/x509.h); shared, reference-counted */
typedef struct tl_cert tl_cert;         /* one certificate; shared, reference-counted */
typedef struct tl_session tl_session;   /* what was negotiated; shared, reference-counted */
typedef struct tl_crypto tl_crypto;     /* a crypto provider (tlslite/crypto.h) */

/* ---- settings: a zeroed struct is the safe default --------------------------------------------------------------- */

/* tl_settings are the knobs that clients and servers have in common. Lists are comma-separated names as `tls features`
 * shows them, in order of preference. A setting that makes no sense is refused when the configuration is made: the
 * bounds of each are in `tls features settings` and tl_feature_next (tlslite/features.h). */
typedef struct tl_settings {
    tl_protocol min_version, max_version; /* 0: TLS 1.2 to TLS 1.3 */
    unsigned min_key_bits, max_key_bits;  /* RSA modulus in bits; 0: 2048 to 8192; below 2048 only with `legacy` */
    const char *ciphers;                  /* cipher suites; NULL: every AEAD suite */
    const char *groups;                   /* of x25519, secp256r1, secp384r1, secp521r1, x448; NULL: all but x448 */
    const char *key_shares;               /* groups a client sends shares for at once; NULL: the first of `groups` */
    const char *signatures;               /* signature schemes; NULL: all that are safe */
    size_t max_record;                    /* plaintext octets per record that we send, 64 to 16384; 0: 16384 */
    size_t record_padding;                /* TLS 1.3: octets that records are padded to a multiple of; 0: no padding */
    size_t max_handshake;                 /* octets of one handshake message that we accept; 0: 131072 */
    uint64_t records_per_key;             /* TLS 1.3: KeyUpdate after so many records; 0: before the AEAD's limit */
    bool legacy;                          /* admits what is weak: today RSA keys from 1024 bits */
} tl_settings;

/* tl_check_fn runs once the handshake is complete and before any application data. It returns true to accept the
 * peer; to refuse, it returns false and may fill *error, which is zeroed before and never NULL (else the connection
 * fails with TL_REASON_CHECKER_REFUSED). The session and the peer's whole chain are there to be looked at; who keeps
 * the session takes a tl_session_ref. It may run on any thread that runs a connection of the configuration. */
typedef bool tl_check_fn(void *arg, const tl_session *session, tl_error *error);

/* tl_checker is a check with its argument; a zeroed one checks nothing. */
typedef struct tl_checker {
    tl_check_fn *check;
    void *arg;
} tl_checker;

/* tl_keylog_fn receives one line of the SSLKEYLOGFILE format (RFC 9850), without newline. Whoever has the lines can
 * read the connection. It may run on any thread that runs an engine. */
typedef void tl_keylog_fn(void *arg, const char *line);

/* tl_clock_fn tells the time in seconds since 1970, by which certificates and what tells of their revocation are
 * judged; only tests need one. */
typedef time_t tl_clock_fn(void *arg);

/* tl_common_options are the options that clients and servers share. What is pointed to is copied or shared by the
 * configuration, except what a callback's argument points to. */
typedef struct tl_common_options {
    tl_settings settings;
    const char *alpn; /* application protocols in order of preference, "h2,http/1.1" (RFC 7301); NULL: none */
    tl_checker checker;
    tl_keylog_fn *keylog; /* NULL: no key is logged */
    void *keylog_arg;
    const tl_crypto *crypto; /* NULL: libcrypto with its own randomness */
    tl_clock_fn *clock;      /* NULL: the system's */
    void *clock_arg;
    const char *application;       /* a label that keeps this application's sessions apart from others'; NULL: none */
    unsigned handshake_timeout_ms; /* tl_conn only; 0: 30 seconds */
    bool tolerate_abrupt_end;      /* an end without close_notify counts as an orderly one */
    bool keep_peer_chain;          /* keep the peer's whole chain after the checker ran; else only the leaf */
} tl_common_options;

/* tl_revocation says what is asked of the revocation of a peer's certificates, trust anchors excepted (RFC 5280 §6.3,
 * RFC 6960). What is there is looked at: the lists that were given, and the OCSP response that a peer staples to its
 * certificate, for which it is asked unless the policy is TL_REVOCATION_OFF. Nothing is fetched.
 * A refusal has the reason TL_REASON_CERTIFICATE_REVOKED, TL_REASON_REVOCATION_UNKNOWN, TL_REASON_NOT_STAPLED or
 * TL_REASON_MALFORMED_OCSP; what was found out is tl_session_revocation (tlslite/x509.h). */
typedef enum tl_revocation {
    TL_REVOCATION_IF_KNOWN, /* a certificate that is known to be revoked is refused, and one whose owner must staple a
                               response (RFC 7633) but does not */
    TL_REVOCATION_REQUIRED, /* a certificate whose status cannot be told is refused too */
    TL_REVOCATION_OFF,      /* nothing: a certificate that was revoked is accepted until it expires */
    TL_REVOCATION_LEAF_REQUIRED /* the peer's own certificate as with REQUIRED, those of CAs as with IF_KNOWN: for
                                   public sites, which staple for their own certificate alone */
} tl_revocation;

typedef struct tl_client_options {
    tl_common_options common;
    const tl_trust *trust;           /* NULL: the system's trust anchors */
    const tl_identity *identity;     /* client certificate; NULL: none */
    const char *trusted_fingerprint; /* SHA-256 or SHA-1 of the server's certificate, hex, colons allowed, several with
                                        commas between them: any one of them alone authenticates the server, in place
                                        of chain and name, and `trust` must be NULL; NULL: chain and name do */
    unsigned connect_timeout_ms;     /* tl_connect only; 0: 30 seconds */
    bool insecure_no_chain_check;    /* anyone can pose as the server */
    bool insecure_no_name_check;     /* any holder of any trusted certificate can pose as the server */
    tl_revocation revocation;        /* of the server's chain; needs the chain check */
    const tl_crls *crls;             /* NULL: none */
    unsigned short_lived_days;       /* a server's certificate valid for at most so many days is exempt; 0: none is */
} tl_client_options;

/* tl_client_cert says whether a server asks clients for a certificate. One that a client shows must verify under
 * client_trust, for the purpose of clients (TL_PURPOSE_CLIENT in tlslite/x509.h); no name is checked: who the client is
 * says tl_session_peer_cert, to a checker for example. */
typedef enum tl_client_cert { TL_CLIENT_CERT_NONE, TL_CLIENT_CERT_OPTIONAL, TL_CLIENT_CERT_REQUIRED } tl_client_cert;

typedef struct tl_server_options {
    tl_common_options common;
    const tl_identity *const *identities; /* the first one is the default; others are chosen by server name */
    size_t num_identities;
    bool refuse_unknown_names; /* a server name that no identity has draws unrecognized_name; else the default serves */
    tl_client_cert client_cert;
    const tl_trust *client_trust;     /* who may vouch for clients; required unless client_cert is NONE */
    tl_revocation client_revocation;  /* of clients' chains */
    const tl_crls *client_crls;       /* NULL: none */
    unsigned client_short_lived_days; /* a client's certificate valid for at most so many days is exempt; 0: none is */
} tl_server_options;

/* tl_client_config_new and tl_server_config_new check and freeze options, or say in *error (which may be NULL) which
 * setting is wrong and why (TL_ERR_USAGE). Fields may be appended to the options in later versions: the _sized forms
 * carry the caller's idea of their size, and missing fields count as zero. */
TL_API TL_CHECK tl_client_config *tl_client_config_new_sized(const tl_client_options *options, size_t size,
                                                             tl_error *error);
TL_API TL_CHECK tl_server_config *tl_server_config_new_sized(const tl_server_options *options, size_t size,
                                                             tl_error *error);
static inline TL_CHECK tl_client_config *tl_client_config_new(const tl_client_options *options, tl_error *error) {
    return tl_client_config_new_sized(options, sizeof *options, error);
}
static inline TL_CHECK tl_server_config *tl_server_config_new(const tl_server_options *options, tl_error *error) {
    return tl_server_config_new_sized(options, sizeof *options, error);
}
TL_API tl_client_config *tl_client_config_ref(const tl_client_config *config);
TL_API tl_server_config *tl_server_config_ref(const tl_server_config *config);
TL_API void tl_client_config_free(tl_client_config *config);
TL_API void tl_server_config_free(tl_server_config *config);

/* tl_client_config_connect_timeout and its kin are the deadlines that a configuration was made with, in milliseconds,
 * defaults filled in. */
TL_API unsigned tl_client_config_connect_timeout(const tl_client_config *config);
TL_API unsigned tl_client_config_handshake_timeout(const tl_client_config *config);
TL_API unsigned tl_server_config_handshake_timeout(const tl_server_config *config);

/* ---- credentials: parsed when loaded, so a configuration can only hold good ones -------------------------------- */

/* tl_password_fn writes the password of what source names (a file, or "the given octets") into a buffer of size octets,
 * which the library wipes, and its length in octets (UTF-8, no NUL needed). False: there is none. It is asked at most
 * once for each loading; one that does not fit counts as none (TL_REASON_NO_PASSWORD). */
typedef bool tl_password_fn(void *arg, const char *source, char *password, size_t size, size_t *len);

/* tl_password_text is a tl_password_fn whose argument is the password itself, NUL-terminated. */
TL_API bool tl_password_text(void *arg, const char *source, char *password, size_t size, size_t *len);

/* tl_identity_load reads a certificate chain and its private key from files in PEM or DER; key_file NULL means that
 * both are in cert_file (PEM), in any order. tl_identity_parse does so from memory; key.len 0 is its NULL. Keys:
 * PKCS#8, PKCS#1, SEC1; RSA, RSASSA-PSS, ECDSA P-256, P-384 and P-521, Ed25519, Ed448. The leaf is the certificate that
 * the key belongs to, and the others are put in order behind it, each before its issuer; a key that belongs to none of
 * them, or to one that issued another, is refused. The _with_password forms also open encrypted PKCS#8 (PBES2 with
 * PBKDF2 or scrypt and AES) and, in place of the certificates and with no key beside it, PKCS#12.
 * tl_identity_parse_external takes a chain, leaf first, whose key is elsewhere: each signature becomes a question
 * (tlslite/engine.h). A file may have 1 MiB. An encrypted key without a password is TL_REASON_ENCRYPTED_KEY
 * or TL_REASON_NO_PASSWORD, a wrong one TL_REASON_WRONG_PASSWORD. */
TL_API TL_CHECK tl_identity *tl_identity_load(const char *cert_file, const char *key_file, tl_error *error);
TL_API TL_CHECK tl_identity *tl_identity_parse(tl_bytes certs, tl_bytes key, tl_error *error);
TL_API TL_CHECK tl_identity *tl_identity_load_with_password(const char *cert_file, const char *key_file,
                                                            tl_password_fn *password, void *arg, tl_error *error);
TL_API TL_CHECK tl_identity *tl_identity_parse_with_password(tl_bytes certs, tl_bytes key, tl_password_fn *password,
                                                             void *arg, tl_error *error);
TL_API TL_CHECK tl_identity *tl_identity_parse_external(tl_bytes certs, tl_error *error);

/* tl_identity_with_ocsp gives an identity with the same chain and key that also staples OCSP responses (DER, RFC 6960)
 * to its certificates: TLS 1.3 sends those for any of them (RFC 8446 §4.4.2.1), TLS 1.2 a server's for the leaf (RFC
 * 6066 §8), each only while it is valid. Responses are refused that are malformed, for no certificate of the chain
 * (TL_REASON_STAPLE_OF_OTHERS), or that say of one that it was revoked or is not known (TL_REASON_STAPLE_NOT_GOOD); one
 * that is out of date is taken, and not sent: ask tl_identity_ocsp_validity.
 * To renew them under a running server, make an identity and a configuration anew. */
TL_API TL_CHECK tl_identity *tl_identity_with_ocsp(const tl_identity *identity, const tl_bytes *responses,
                                                   size_t num_responses, tl_error *error);

/* tl_identity_ocsp_validity tells from when until when (seconds since 1970, both included) everything that the identity
 * staples is valid: the latest thisUpdate and the earliest nextUpdate, which is a day after thisUpdate where a response
 * has none. Get new ones well before the end, at half time for example. False: it staples nothing, and *from and *until
 * are left alone. */
TL_API TL_CHECK bool tl_identity_ocsp_validity(const tl_identity *identity, time_t *from, time_t *until);

TL_API tl_identity *tl_identity_ref(const tl_identity *identity);
TL_API void tl_identity_free(tl_identity *identity);
TL_API const tl_cert *tl_identity_cert(const tl_identity *identity); /* the leaf; it lives as long as the identity */

/* tl_trust_system reads the system's trust anchors, or those in the PEM file that the environment variable
 * SSL_CERT_FILE names; tl_trust_load one file in PEM or DER; tl_trust_parse octets in PEM or DER. What is no
 * certificate in them is passed over and counted (tl_trust_num_skipped); a source with no certificate at all is
 * TL_REASON_NO_CERTIFICATE, a system without one TL_REASON_NO_SYSTEM_TRUST. */
TL_API TL_CHECK tl_trust *tl_trust_system(tl_error *error);
TL_API TL_CHECK tl_trust *tl_trust_load(const char *pem_file, tl_error *error);
TL_API TL_CHECK tl_trust *tl_trust_parse(tl_bytes certs, tl_error *error);

/* tl_trust_load_dir reads every *.pem and *.crt file of a folder, and those named by hash ("5ed36f99.0"), in PEM or
 * DER; files without certificates are passed over, one that cannot be read is an error. */
TL_API TL_CHECK tl_trust *tl_trust_load_dir(const char *folder, tl_error *error);

/* tl_trust_load_certdata and tl_trust_parse_certdata read Mozilla's certdata.txt and take what it trusts for one use.
 * Its dates (what a CA issued after one is refused) and its certificates that must not be trusted hold in every
 * verification with the trust that they give. */
typedef enum tl_trust_use { TL_TRUST_SERVERS, TL_TRUST_EMAIL } tl_trust_use;
TL_API TL_CHECK tl_trust *tl_trust_load_certdata(const char *file, tl_trust_use use, tl_error *error);
TL_API TL_CHECK tl_trust *tl_trust_parse_certdata(tl_bytes text, tl_trust_use use, tl_error *error);

/* A tl_trust never changes, so threads share it. To reload while in use, load a new one, make a new configuration with
 * it, and give that to the connections that are made from then on: those that are open keep what they have. */
TL_API tl_trust *tl_trust_ref(const tl_trust *trust);
TL_API void tl_trust_free(tl_trust *trust);
TL_API size_t tl_trust_count(const tl_trust *trust);       /* how many anchors it has */
TL_API size_t tl_trust_num_skipped(const tl_trust *trust); /* blocks or files that were no certificate */

/* tl_trust_cert is the certificate of an anchor, counted from 0, for the caller to free; tl_trust_distrust_after is the
 * last time of issue of the certificates that it is trusted for, 0 where there is no such limit. */
TL_API TL_CHECK tl_cert *tl_trust_cert(const tl_trust *trust, size_t index, tl_error *error);
TL_API time_t tl_trust_distrust_after(const tl_trust *trust, size_t index);

/* ---- connections over sockets ------------------------------------------------------------------------------------ */

/* tl_connect opens a TCP connection to host (a DNS name or IP address) and port (a number or service name), does the
 * handshake and verifies chain and name, within the deadlines of the configuration; config NULL means safe defaults.
 * The fd it gives is blocking. */
TL_API TL_CHECK tl_conn *tl_connect(const char *host, const char *port, const tl_client_config *config,
                                    tl_error *error);

/* tl_dial is the first half of tl_connect: it opens the TCP connection within timeout_ms (0: no limit of ours) and
 * gives its blocking fd, or -1. For programs that talk before TLS begins (STARTTLS), or verify another name than host.
 */
TL_API TL_CHECK int tl_dial(const char *host, const char *port, unsigned timeout_ms, tl_error *error);

/* tl_client and tl_server put TLS on a connected fd, which may be non-blocking, and own it from then on (until
 * tl_conn_keep_fd); on failure (NULL) the fd stays the caller's and open. server_name is the name or IP address that
 * the server's certificate must have; a client's config may be NULL as in tl_connect. The fd is a stream socket, or
 * another fd that reads and writes, such as a terminal. The handshake runs in tl_handshake, or in the first read or
 * write. */
TL_API TL_CHECK tl_conn *tl_client(int fd, const char *server_name, const tl_client_config *config, tl_error *error);
TL_API TL_CHECK tl_conn *tl_server(int fd, const tl_server_config *config, tl_error *error);

/* On a non-blocking fd these return TL_WANT_READ or TL_WANT_WRITE when the fd is not ready: poll it for
 * tl_conn_poll_events and call again. On a blocking fd they wait, for reading and writing as long as
 * tl_conn_set_timeout allows: after that they too return TL_WANT_READ or TL_WANT_WRITE, nothing is lost, and the call
 * may be made again. The handshake's deadline counts from the first of these calls, on either kind of fd, and is final
 * (TL_ERR_TIMEOUT). TL_WANT_ANSWER: see tl_conn_engine. tl_handshake is done when what we sent is with the system. */
TL_API TL_CHECK tl_result tl_handshake(tl_conn *conn);

/* tl_read gives what is there, up to size octets, and in *len how many: at least one where it returns TL_OK (unless
 * size is 0), none where it returns anything else. TL_CLOSED: orderly end. What was received before a failure is
 * delivered before it. */
TL_API TL_CHECK tl_result tl_read(tl_conn *conn, void *buf, size_t size, size_t *len);

/* tl_write accepts up to size octets and says in *len how many; accepted octets need not be given again, and a later
 * call may pass another buffer. On a non-blocking fd, or when time is up, accepted octets may wait in the connection:
 * tl_flush sends them. While a write waits it also receives, but no more than a record or two: two programs that both
 * write without ever reading do stop each other.
 * tl_write_all returns when everything was handed to the system, and waits for that on a non-blocking fd too. When
 * tl_conn_set_timeout ends it, TL_WANT_WRITE, some octets have been accepted and some not; use tl_write to know which.
 */
TL_API TL_CHECK tl_result tl_write(tl_conn *conn, const void *buf, size_t size, size_t *len);
TL_API TL_CHECK tl_result tl_write_all(tl_conn *conn, const void *buf, size_t size);
TL_API TL_CHECK tl_result tl_flush(tl_conn *conn);

/* tl_unread gives octets back, to be read again first; they are copied. TL_FAILED: there was no memory for them, and
 * the connection is over. */
TL_API TL_CHECK tl_result tl_unread(tl_conn *conn, const void *data, size_t len);
TL_API size_t tl_unread_len(const tl_conn *conn); /* octets that a read would give without touching the fd */

/* tl_shutdown sends close_notify; reading may go on. tl_free releases the connection and closes its fd unless it is to
 * be kept. tl_close does both, for blocking use: TL_OK if everything written and close_notify went out, TL_FAILED if
 * not, or if the connection had failed before. It waits no longer than the timeout of writes, or if that has no limit
 * the handshake's. */
TL_API TL_CHECK tl_result tl_shutdown(tl_conn *conn);
TL_API void tl_free(tl_conn *conn);
TL_API tl_result tl_close(tl_conn *conn);

/* tl_conn_error is the first failure, and stays; never NULL, of kind TL_ERR_NONE where nothing failed. It and
 * tl_conn_session live as long as the connection. */
TL_API const tl_error *tl_conn_error(const tl_conn *conn);
TL_API const tl_session *tl_conn_session(const tl_conn *conn);         /* NULL before the handshake is complete */
TL_API int tl_conn_fd(const tl_conn *conn);                            /* still the connection's */
TL_API void tl_conn_keep_fd(tl_conn *conn, bool keep);                 /* tl_free leaves the fd open */
TL_API void tl_conn_set_timeout(tl_conn *conn, unsigned milliseconds); /* for each read or write; 0: none (default) */
TL_API bool tl_conn_orderly_end(const tl_conn *conn);                  /* the peer's close_notify has come */

/* tl_conn_poll_events are the poll(2) events that may let the connection go on, POLLIN and POLLOUT; 0: none. Poll for
 * both where both are named: what waits to be sent must not keep us from receiving. */
TL_API short tl_conn_poll_events(const tl_conn *conn);

/* tl_conn_peer_address is where the fd was connected to when the connection was made: "192.0.2.1:443",
 * "[2001:db8::1]:443", "unix", or "unknown" where the fd is no connected socket. It lives as long as the connection. */
TL_API const char *tl_conn_peer_address(const tl_conn *conn);

/* tl_conn_export and tl_conn_key_update are tl_engine_export and tl_engine_key_update (tlslite/engine.h). A KeyUpdate
 * that the fd does not take at once goes out with the next call. */
TL_API TL_CHECK tl_result tl_conn_export(const tl_conn *conn, const char *label, tl_bytes context, uint8_t *out,
                                         size_t len, tl_error *error);
TL_API TL_CHECK tl_result tl_conn_key_update(tl_conn *conn, bool request_peer, tl_error *error);

/* ---- what was negotiated -------------------------------------------------------------------------------------- */

/* tl_session is what a handshake came to. Names are those of IANA's registries. Strings and certificates live as long
 * as the session. */
TL_API tl_session *tl_session_ref(const tl_session *session);
TL_API void tl_session_free(tl_session *session);
TL_API tl_protocol tl_session_version(const tl_session *session);
TL_API const char *tl_session_version_name(const tl_session *session); /* "TLS 1.3" */
TL_API const char *tl_session_cipher(const tl_session *session);       /* "TLS_AES_128_GCM_SHA256" */
TL_API uint16_t tl_session_cipher_id(const tl_session *session);
TL_API unsigned tl_session_cipher_bits(const tl_session *session);        /* of the cipher's key: 128 or 256 */
TL_API const char *tl_session_group(const tl_session *session);           /* "x25519"; NULL: none */
TL_API const char *tl_session_peer_signature(const tl_session *session);  /* "ecdsa_secp256r1_sha256"; NULL: none */
TL_API const char *tl_session_own_signature(const tl_session *session);   /* NULL: we showed no certificate */
TL_API const char *tl_session_server_name(const tl_session *session);     /* see below; NULL: none */
TL_API const char *tl_session_alpn(const tl_session *session);            /* NULL: none was agreed on */
TL_API bool tl_session_resumed(const tl_session *session);                /* false until sessions can be resumed */
TL_API bool tl_session_hello_retry(const tl_session *session);            /* a HelloRetryRequest was needed */
TL_API bool tl_session_extended_master_secret(const tl_session *session); /* RFC 7627 */

/* tl_session_server_name is the DNS name that the client asked for (server_name, RFC 6066 §3); on the client also the
 * IP address that the server had to be, which is not sent. */

/* tl_session_peer_cert is a certificate that the peer sent: its own at 0, then the others in the order in which they
 * came; NULL behind the last, and where it sent none. Checkers see all of them; later there is only the peer's own,
 * unless keep_peer_chain is set. They are what was sent, not the path that was verified (tl_verify_path). */
TL_API size_t tl_session_num_peer_certs(const tl_session *session);
TL_API const tl_cert *tl_session_peer_cert(const tl_session *session, size_t index);

/* tl_session_policy_digest is SHA-256 over everything in the configuration that decides who may be a peer: trust
 * anchors, revocation lists, what is checked and what is not; 32 octets, which live as long as the session. Once
 * sessions resume, they do so only under an equal one. */
TL_API tl_bytes tl_session_policy_digest(const tl_session *session);

/* ---- certificates (more in tlslite/x509.h) --------------------------------------------------------------------- */

/* tl_cert_der and the fingerprints live as long as the certificate. */
TL_API tl_bytes tl_cert_der(const tl_cert *cert);
TL_API const char *tl_cert_fingerprint(const tl_cert *cert);      /* SHA-256 of the DER, 64 lower-case hex digits */
TL_API const char *tl_cert_fingerprint_sha1(const tl_cert *cert); /* SHA-1, 40 lower-case hex digits */

/* tl_check_fingerprint makes a checker that accepts only a peer whose leaf certificate has this fingerprint (SHA-256 or
 * SHA-1, hex, colons and case ignored), or one of several with commas between them, beside every other check. A list
 * that is malformed refuses every peer (TL_REASON_MALFORMED_FINGERPRINT). The string is not copied: it must live as
 * long as the configuration and its connections. */
TL_API tl_checker tl_check_fingerprint(const char *hex);

/* tl_check_spki_pins makes a checker that accepts only a peer whose leaf certificate has one of these keys, beside
 * every other check: SHA-256 of the SubjectPublicKeyInfo, "sha256/" and base64 (as tl_cert_spki_pin gives it) or 64
 * hexadecimal digits, several with commas between them. A renewed certificate with the same key keeps its pin; give a
 * second one for the key that comes next. Malformed pins refuse every peer (TL_REASON_MALFORMED_PIN). The string is not
 * copied: it must live as long as the configuration and its connections. */
TL_API tl_checker tl_check_spki_pins(const char *pins);

/* tl_cert_spki_pin writes "sha256/" and base64, NUL-terminated, for the certificate's key. False: its key cannot be
 * found. */
#define TL_SPKI_PIN_SIZE 52
TL_API bool tl_cert_spki_pin(const tl_cert *cert, char pin[TL_SPKI_PIN_SIZE]);

#ifdef __cplusplus
}
#endif
#endif
