/* tlslite/x509.h - certificates on their own, without TLS (RFC 5280): parsing and describing them, verifying a chain
 * (tl_verify), revocation lists and OCSP, keys, making certificates and requests. What tlslite.h says about ownership,
 * errors and threads holds here too: files and octets are copied, every *_free takes NULL, every `error` may be NULL.
 */
#ifndef TLSLITE_X509_H
#define TLSLITE_X509_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one certificate ---- */

/* tl_cert_parse takes one certificate in DER, or the first one of PEM text, and copies it; tl_cert_load reads it from a
 * file of at most 1 MiB. Strict DER, a certificate has at most 128 KiB; nothing is verified. TL_REASON_NO_CERTIFICATE,
 * TL_REASON_BROKEN_PEM, TL_REASON_MALFORMED_CERTIFICATE; of files TL_REASON_IO and TL_REASON_FILE_TOO_LARGE too. */
TL_API TL_CHECK tl_cert *tl_cert_parse(tl_bytes cert, tl_error *error);
TL_API TL_CHECK tl_cert *tl_cert_load(const char *file, tl_error *error);
TL_API tl_cert *tl_cert_ref(const tl_cert *cert);
TL_API void tl_cert_free(tl_cert *cert);

/* What is in it: strings and octets live as long as the certificate, times are seconds since 1970. */
TL_API const char *tl_cert_subject(const tl_cert *cert); /* "CN=www.example.org, O=Example" (RFC 4514 escapes) */
TL_API const char *tl_cert_issuer(const tl_cert *cert);
TL_API tl_bytes tl_cert_serial(const tl_cert *cert); /* big-endian, as encoded */
TL_API time_t tl_cert_not_before(const tl_cert *cert);
TL_API time_t tl_cert_not_after(const tl_cert *cert);     /* the last second in which it is valid */
TL_API const char *tl_cert_key_type(const tl_cert *cert); /* "RSA", "RSASSA-PSS", "ECDSA", "Ed25519", ... */
TL_API unsigned tl_cert_key_bits(const tl_cert *cert);    /* of the modulus or curve: 2048, 256; 0: unknown */
TL_API bool tl_cert_is_ca(const tl_cert *cert);           /* basicConstraints says so */

/* tl_cert_next_name walks the subjectAltName entries of types DNS and IP address: *cursor starts at 0; name is written
 * NUL-terminated into a buffer of size octets ("www.example.org", "192.0.2.1", "2001:db8::1"), and cut where
 * that is too small, so that it ends in "...", which no name does; 256 octets hold the name of any host. False: no
 * more.
 */
TL_API bool tl_cert_next_name(const tl_cert *cert, size_t *cursor, char *name, size_t size);

/* tl_cert_matches_host says whether the certificate is for this DNS name or IP address (RFC 9525: subjectAltName only,
 * a wildcard only as the whole left-most label). */
TL_API bool tl_cert_matches_host(const tl_cert *cert, const char *host);

/* ---- describing ---- */

/* tl_field_kind says what a field is. Groups and lists hold the fields that follow, until their TL_FIELD_END: those of
 * a group have names, those of a list have none. */
typedef enum tl_field_kind {
    TL_FIELD_GROUP,
    TL_FIELD_LIST,
    TL_FIELD_END,
    TL_FIELD_TEXT,
    TL_FIELD_HEX,    /* text is in hexadecimal digits */
    TL_FIELD_NUMBER, /* text is decimal */
    TL_FIELD_BOOL,   /* text is "true" or "false", number 1 or 0 */
    TL_FIELD_TIME    /* text is "2026-12-31T23:59:59Z", number seconds since 1970 */
} tl_field_kind;

/* tl_field is one field of what is described. What it points to lives until the function that was told it returns.
 * Texts are UTF-8 without control characters and the like: octets that would be some are written \XX, and a backslash
 * twice; names of RFC 4514 escape more, as that says. */
typedef struct tl_field {
    tl_field_kind kind;
    unsigned depth;   /* how many groups and lists it is in */
    const char *name; /* as the RFC has it: "notBefore"; NULL: of a list, or TL_FIELD_END */
    const char *text; /* NULL: a group, a list or an end */
    int64_t number;
    tl_bytes octets; /* of TL_FIELD_TEXT and TL_FIELD_HEX: what text was made of, as it is encoded */
} tl_field;

/* tl_field_fn is told one field after the other, on the thread that describes, before that call returns. */
typedef void tl_field_fn(void *arg, const tl_field *field);

/* tl_describe tells field by field what PEM text or DER holds, whichever of these it is, one group each: "certificate"
 * (RFC 5280 §4), "certificateRequest" (RFC 2986), "certificateList" (RFC 5280 §5), "publicKey", "privateKey", of
 * which it tells nothing that is secret, and "pkcs12" (RFC 7292), of which it tells what protects it and what is not
 * encrypted; "pemBlock" is what it does not know. Every field and every extension is told, those it does not know in
 * hexadecimal. What is malformed in an otherwise readable structure is told as it stands, beside a field "malformed";
 * of PEM, blocks that cannot be read at all are passed over, and the first of them makes the error. Nothing is
 * verified. False with the reason in *error. */
TL_API TL_CHECK bool tl_describe(tl_bytes octets, tl_field_fn *field, void *arg, tl_error *error);

/* tl_describe_with_password tells also what is encrypted: certificates and keys in PKCS #12, the public half of
 * encrypted PKCS #8. The password is asked for once, when it is needed first. Where the callback gives none, what is
 * encrypted is told as it stands, as tl_describe does, and that is no error; a wrong password is one, and so is what
 * cannot be opened, both after everything was told that can be. tl_cert_describe is tl_describe of one certificate. */
TL_API TL_CHECK bool tl_describe_with_password(tl_bytes octets, tl_password_fn *password, void *password_arg,
                                               tl_field_fn *field, void *arg, tl_error *error);
TL_API TL_CHECK bool tl_cert_describe(const tl_cert *cert, tl_field_fn *field, void *arg, tl_error *error);

/* ---- revocation lists (RFC 5280 §5) ---- */

/* tl_revocation_reason is a CRLReason (RFC 5280 §5.3.1). */
typedef enum tl_revocation_reason {
    TL_REVOKED_UNSPECIFIED = 0,
    TL_REVOKED_KEY_COMPROMISE = 1,
    TL_REVOKED_CA_COMPROMISE = 2,
    TL_REVOKED_AFFILIATION_CHANGED = 3,
    TL_REVOKED_SUPERSEDED = 4,
    TL_REVOKED_CESSATION_OF_OPERATION = 5,
    TL_REVOKED_CERTIFICATE_HOLD = 6,
    TL_REVOKED_REMOVE_FROM_CRL = 8,
    TL_REVOKED_PRIVILEGE_WITHDRAWN = 9,
    TL_REVOKED_AA_COMPROMISE = 10
} tl_revocation_reason;

/* tl_revocation_reason_name is the reason in words ("key compromise"), or "unknown reason". */
TL_API const char *tl_revocation_reason_name(tl_revocation_reason reason);

/* tl_crl is one certificate revocation list; shared, reference-counted. tl_crl_parse takes one in DER or PEM and copies
 * it, tl_crl_load reads it from a file; strict DER, every entry is checked and indexed, no signature is verified: that
 * is done when the list is used. It takes the memory of its DER and some 16 octets an entry; 256 MiB of DER at most.
 * TL_REASON_NO_CRL, TL_REASON_MALFORMED_CRL, TL_REASON_BROKEN_PEM. Times are seconds since 1970; strings live as long
 * as the list. */
typedef struct tl_crl tl_crl;
TL_API TL_CHECK tl_crl *tl_crl_parse(tl_bytes crl, tl_error *error);
TL_API TL_CHECK tl_crl *tl_crl_load(const char *file, tl_error *error);
TL_API tl_crl *tl_crl_ref(const tl_crl *crl);
TL_API void tl_crl_free(tl_crl *crl);
TL_API const char *tl_crl_issuer(const tl_crl *crl); /* "CN=Example CA" */
TL_API time_t tl_crl_this_update(const tl_crl *crl);
TL_API time_t tl_crl_next_update(const tl_crl *crl); /* 0: it does not say */
TL_API size_t tl_crl_num_entries(const tl_crl *crl);
TL_API bool tl_crl_is_delta(const tl_crl *crl);

/* tl_crl_find looks up the serial number (as tl_cert_serial gives it) of a certificate that the list's own issuer
 * issued, and says when (seconds since 1970) and why it was revoked. False: it is not on the list, and *revoked_at and
 * *reason are left alone. Nothing is verified. */
TL_API bool tl_crl_find(const tl_crl *crl, tl_bytes serial, time_t *revoked_at, tl_revocation_reason *reason);

/* tl_crls is a frozen set of lists, complete ones, partitions and deltas in any order. tl_crls_parse and tl_crls_load
 * take all lists in PEM text, or one in DER; tl_crls_load_dir all files of a directory whose names end in .crl, .pem or
 * .der, and fails where one of them holds no list. tl_crls_new shares the lists that it is given. */
TL_API TL_CHECK tl_crls *tl_crls_new(const tl_crl *const *crls, size_t num_crls, tl_error *error);
TL_API TL_CHECK tl_crls *tl_crls_parse(tl_bytes crls, tl_error *error);
TL_API TL_CHECK tl_crls *tl_crls_load(const char *file, tl_error *error);
TL_API TL_CHECK tl_crls *tl_crls_load_dir(const char *directory, tl_error *error);
TL_API tl_crls *tl_crls_ref(const tl_crls *crls);
TL_API void tl_crls_free(tl_crls *crls);
TL_API size_t tl_crls_count(const tl_crls *crls);

/* tl_crls_get is one list of the set, the latest first; NULL behind the last. It lives as long as the set: with
 * tl_crls_new several sets become one. A set never changes: to renew lists under a running program, before the
 * tl_crl_next_update of any, load them anew and make a new configuration, as with tl_trust. */
TL_API const tl_crl *tl_crls_get(const tl_crls *crls, size_t index);

/* tl_revocation_status is what was found out about a certificate's revocation, and from where. */
typedef enum tl_revocation_state {
    TL_REVOCATION_NOT_CHECKED,
    TL_REVOCATION_GOOD,
    TL_REVOCATION_REVOKED,
    TL_REVOCATION_UNKNOWN, /* nothing that counts covers it */
    TL_REVOCATION_EXEMPT   /* short-lived, and exempt by choice */
} tl_revocation_state;

typedef enum tl_revocation_source {
    TL_REVOCATION_FROM_NOWHERE,
    TL_REVOCATION_FROM_CRL,
    TL_REVOCATION_FROM_OCSP
} tl_revocation_source;

typedef struct tl_revocation_status {
    tl_revocation_state state;
    tl_revocation_source source;
    time_t this_update, next_update; /* of the source, in seconds since 1970: its age, and until when it holds */
    time_t revoked_at;               /* where it was revoked: seconds since 1970; else 0 */
    tl_revocation_reason reason;     /* where it was revoked */
} tl_revocation_status;

/* tl_session_revocation is what the handshake found out about the peer's own certificate, its leaf; checkers may ask
 * too. TL_REVOCATION_NOT_CHECKED where revocation is off, where no chain was verified and where the peer showed no
 * certificate. It lives as long as the session. */
TL_API const tl_revocation_status *tl_session_revocation(const tl_session *session);

/* ---- OCSP: asking a CA whether a certificate was revoked (RFC 6960) ---- */

/* tl_cert_next_ocsp_url walks the responders that the certificate names in authorityInfoAccess: *cursor starts at 0;
 * url is written NUL-terminated, as the certificate has it, into a buffer of size octets; those that do not fit are
 * passed over. It is what somebody else wrote: look at it before it goes to a terminal or a shell. False: no more. */
TL_API bool tl_cert_next_ocsp_url(const tl_cert *cert, size_t *cursor, char *url, size_t size);

/* tl_ocsp_request asks about one certificate; the issuer's certificate says by which key it was issued. A nonce (RFC
 * 9654) shows that the answer is new, where the responder gives it back. tl_ocsp_request_der is the OCSPRequest, as
 * long as the request lives; over HTTP it is sent with POST and the content type application/ocsp-request. The request
 * keeps what it needs of the certificates. TL_REASON_USAGE: issuer did not issue cert. */
typedef struct tl_ocsp_request tl_ocsp_request;
TL_API TL_CHECK tl_ocsp_request *tl_ocsp_request_new(const tl_cert *cert, const tl_cert *issuer, bool with_nonce,
                                                     tl_error *error);
TL_API tl_bytes tl_ocsp_request_der(const tl_ocsp_request *request);
TL_API void tl_ocsp_request_free(tl_ocsp_request *request);

/* tl_ocsp_check verifies that an OCSPResponse (DER) answers the request at that time (0: now): signed by the issuer or
 * by whom it appointed, fresh, and without the nonce of another request; one without a nonce was made before and will
 * do. TL_OK: *status says good or revoked (look which), and until when that holds. TL_FAILED: it does not tell, for the
 * reason in *error: TL_REASON_REVOCATION_UNKNOWN, or TL_REASON_MALFORMED_OCSP. */
TL_API TL_CHECK tl_result tl_ocsp_check(const tl_ocsp_request *request, tl_bytes response, time_t now,
                                        tl_revocation_status *status, tl_error *error);

/* ---- verification ---- */

/* tl_purpose is what a certificate is to be used for: its extendedKeyUsage and keyUsage must allow it (RFC 5280
 * §4.2.1.3, §4.2.1.12). TL_PURPOSE_ANY asks neither. */
typedef enum tl_purpose { TL_PURPOSE_SERVER, TL_PURPOSE_CLIENT, TL_PURPOSE_ANY, TL_PURPOSE_EMAIL } tl_purpose;

/* tl_verify_options is what tl_verify holds a certificate to; zeroed, it asks for a path to one of the system's trust
 * anchors, for a server, now, and for no name: set host, or any certificate of anybody will do. */
typedef struct tl_verify_options {
    const tl_trust *trust;         /* NULL: the system's */
    const tl_bytes *intermediates; /* DER, in any order */
    size_t num_intermediates;
    const char *host; /* DNS name or IP address; NULL: no name is checked */
    tl_purpose purpose;
    time_t time;             /* seconds since 1970; 0: now */
    unsigned min_key_bits;   /* RSA modulus in bits; 0: 2048 */
    unsigned max_key_bits;   /* the same; 0: 8192 */
    unsigned max_depth;      /* certificates between leaf and anchor, at most 16; 0: 8 */
    const tl_crypto *crypto; /* NULL: libcrypto */
    tl_revocation revocation;
    const tl_crls *crls;                     /* NULL: none; certificates that sign lists go to intermediates */
    unsigned short_lived_days;               /* a leaf valid for at most so many days is exempt; 0: none is */
    tl_revocation_status *revocation_status; /* receives that of the leaf on the path last tried; NULL: not wanted */

    /* Certificate policies (RFC 5280 §6.1.1): which ones will do, as dotted OIDs, at most 32 (none: any); a policy is
     * needed only where a CA on the path or require_policy says so. */
    const char *const *policies;
    size_t num_policies;
    bool require_policy;         /* initial-explicit-policy */
    bool inhibit_policy_mapping; /* initial-policy-mapping-inhibit */
    bool inhibit_any_policy;     /* initial-any-policy-inhibit */

    const char *email; /* mail address that must be in subjectAltName; in place of host */
    /* legacy_common_name lets the common name stand for a DNS name where subjectAltName has neither DNS names nor
     * addresses. No public CA has issued such certificates since 2012, and RFC 9525 forbids it. */
    bool legacy_common_name;

    const tl_bytes *ocsp_responses; /* OCSP responses for any certificates of the path, DER, in any order */
    size_t num_ocsp_responses;
} tl_verify_options;

/* tl_verify builds a path from the leaf (DER) to a trust anchor and verifies it (RFC 5280 §6). TL_OK or TL_FAILED with
 * the reason in *error, of kind TL_ERR_AUTH_INVALID where the certificate is refused and TL_ERR_USAGE or another where
 * it could not be judged. Nothing is fetched. Where trust or crypto is NULL, it is loaded or made for this call alone,
 * which takes as long as verifying does: who verifies often gives both. */
TL_API TL_CHECK tl_result tl_verify_sized(tl_bytes leaf, const tl_verify_options *options, size_t size,
                                          tl_error *error);
static inline TL_CHECK tl_result tl_verify(tl_bytes leaf, const tl_verify_options *options, tl_error *error) {
    return tl_verify_sized(leaf, options, sizeof *options, error);
}

/* tl_path is what a verification came to: the path that was found, or every path that was tried and why it failed. */
typedef struct tl_path tl_path;

/* tl_verify_path is tl_verify, and gives a path also where it returns TL_FAILED; NULL where there was no memory or the
 * options or the leaf could not be read. The caller frees it. */
TL_API TL_CHECK tl_result tl_verify_path_sized(tl_bytes leaf, const tl_verify_options *options, size_t size,
                                               tl_path **path, tl_error *error);
static inline TL_CHECK tl_result tl_verify_path(tl_bytes leaf, const tl_verify_options *options, tl_path **path,
                                                tl_error *error) {
    return tl_verify_path_sized(leaf, options, sizeof *options, path, error);
}

/* tl_path_length is how many certificates the path found has, 0: none was found. tl_path_cert gives one, the leaf at 0,
 * the trust anchor last; NULL behind it. It lives as long as the path. */
TL_API size_t tl_path_length(const tl_path *path);
TL_API const tl_cert *tl_path_cert(const tl_path *path, size_t index);

/* tl_path_next_attempt walks the paths that failed, at most 100, also those tried before one was found: *cursor starts
 * at 0; *way names the certificates ("CN=www.example.org, issued by CN=Example CA"), *sentence says why it failed. Both
 * live as long as the path. False: no more. */
TL_API bool tl_path_next_attempt(const tl_path *path, size_t *cursor, const char **way, const char **sentence);
TL_API void tl_path_free(tl_path *path);

/* ---- private keys on their own ---- */

/* tl_key_kind is a kind of key that is made; what is read may be more (see tl_key_load). */
typedef enum tl_key_kind {
    TL_KEY_ECDSA_P256,
    TL_KEY_ECDSA_P384,
    TL_KEY_ED25519,
    TL_KEY_RSA,
    TL_KEY_ECDSA_P521,
    TL_KEY_ED448
} tl_key_kind;

/* tl_key is a private key; shared, reference-counted. tl_key_make draws a new one (rsa_bits 0: 2048; crypto NULL:
 * libcrypto). tl_key_load and tl_key_parse take the first one of PEM text, or DER: PKCS #8 (encrypted too), PKCS #1 or
 * SEC 1; password NULL: there is none. An RSASSA-PSS key that is restricted to a hash and a salt (RFC 4055 §3.1) signs
 * under these alone, and what is made for it carries them; one that leaves no signature of ours is refused. */
typedef struct tl_key tl_key;
TL_API TL_CHECK tl_key *tl_key_make(tl_key_kind kind, unsigned rsa_bits, const tl_crypto *crypto, tl_error *error);
TL_API TL_CHECK tl_key *tl_key_load(const char *file, tl_password_fn *password, void *arg, tl_error *error);
TL_API TL_CHECK tl_key *tl_key_parse(tl_bytes key, tl_password_fn *password, void *arg, tl_error *error);
TL_API tl_key *tl_key_ref(const tl_key *key);
TL_API void tl_key_free(tl_key *key);

/* tl_key_encryption says how a private key is written under a password: PBES2 with AES-256-CBC (RFC 8018 §6.2), the key
 * derived by 600,000 rounds of PBKDF2 with SHA-256, or by scrypt (N 2^14, r 8, p 5; GnuTLS does not read it). */
typedef enum tl_key_kdf { TL_KEY_KDF_PBKDF2, TL_KEY_KDF_SCRYPT } tl_key_kdf;
typedef struct tl_key_encryption {
    tl_bytes password; /* 1 to 1024 octets of UTF-8, not copied */
    tl_key_kdf kdf;
    const tl_crypto *crypto; /* gives salts; NULL: libcrypto */
} tl_key_encryption;

/* tl_key_pem writes the key as PKCS #8 in PEM; encryption NULL: readable for everybody who has the file. The string is
 * freed with tl_pem_free, which wipes it. */
TL_API TL_CHECK char *tl_key_pem(const tl_key *key, const tl_key_encryption *encryption, tl_error *error);

/* ---- making certificates ---- */

typedef struct tl_csr tl_csr; /* a request for a certificate: see below */

/* tl_cert_options says what certificate to make. A zeroed one with a name gives an ECDSA P-256 server certificate,
 * self-signed, valid from one hour ago for 90 days. Options that fit together in no certificate are refused
 * (TL_REASON_CERTIFICATE_OPTIONS). */
typedef struct tl_cert_options {
    const char *common_name;  /* subject, UTF-8 without control characters; NULL: the first of names */
    const char *const *names; /* for subjectAltName: DNS names, IP addresses, mail addresses, URIs (not http) */
    size_t num_names;
    tl_key_kind key_kind;
    unsigned rsa_bits;            /* 0: 2048 */
    time_t not_before, not_after; /* seconds since 1970; 0: one hour ago; 90 days after not_before; until 9999 */
    bool is_ca;                   /* CA:TRUE, keyCertSign and cRLSign; else digitalSignature and an extendedKeyUsage */
    bool for_client;              /* clientAuth rather than serverAuth */
    const tl_identity *issuer;    /* NULL: self-signed */
    const tl_crypto *crypto;      /* NULL: libcrypto */

    const char *organization; /* of the subject; NULL: none */
    const char *country;      /* of the subject, two capital letters; NULL: none */
    bool for_server;          /* serverAuth beside the other uses; where there is no other it is there anyway */
    bool for_email;           /* emailProtection rather than serverAuth */
    bool for_ocsp;            /* OCSPSigning rather than serverAuth, and id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2) */
    bool has_path_length;     /* a CA: at most path_length CAs lead from it to a leaf */
    unsigned path_length;
    bool must_staple;            /* TLS feature status_request (RFC 7633): a server must staple an OCSP response */
    const char *const *crl_urls; /* cRLDistributionPoints, each a point of its own */
    size_t num_crl_urls;
    const char *const *ocsp_urls; /* authorityInfoAccess */
    size_t num_ocsp_urls;
    const char *const *issuer_urls; /* authorityInfoAccess: where the issuer's certificate is to be had */
    size_t num_issuer_urls;
    const tl_key *key;         /* in place of a new one; of RSA 2048 bits at least; key_kind and rsa_bits stay 0 */
    const tl_csr *request;     /* the certificate is for the key of this request; it needs an issuer */
    bool take_requested_names; /* the request's subjectAltName, and its subject where no field says another */
} tl_cert_options;

/* tl_cert_make makes a key and a certificate, as an identity whose chain is the new certificate followed by the
 * issuer's chain; for a request, one whose key is elsewhere. What is taken from a request has to be such as the options
 * could say (a URI may be of a web page). No certificate is made for an RSA key under 2048 bits. tl_identity_pem writes
 * chain and key as PEM into a string that the caller frees with tl_pem_free, which wipes it; the key is left out where
 * with_key is false. tl_identity_pem_encrypted writes the key under a password. */
TL_API TL_CHECK tl_identity *tl_cert_make_sized(const tl_cert_options *options, size_t size, tl_error *error);
static inline TL_CHECK tl_identity *tl_cert_make(const tl_cert_options *options, tl_error *error) {
    return tl_cert_make_sized(options, sizeof *options, error);
}
TL_API TL_CHECK char *tl_identity_pem(const tl_identity *identity, bool with_chain, bool with_key, tl_error *error);
TL_API TL_CHECK char *tl_identity_pem_encrypted(const tl_identity *identity, bool with_chain,
                                                const tl_key_encryption *encryption, tl_error *error);
TL_API TL_CHECK char *tl_cert_pem(const tl_cert *cert, tl_error *error); /* freed with tl_pem_free */
TL_API void tl_pem_free(char *pem);                                      /* wipes it first; NULL: nothing is done */

/* ---- requests for certificates (PKCS #10, RFC 2986) ---- */

/* tl_csr is a request whose signature was found to be that of the key in it: who made it has that key. It is shared and
 * reference-counted. tl_csr_make makes one for options->key, asking for the names and uses of the options; what an
 * issuer decides (issuer, dates, URLs) must not be set. tl_csr_parse takes one in DER, or the first one of PEM text,
 * tl_csr_load from a file of at most 1 MiB. TL_REASON_NO_REQUEST, TL_REASON_MALFORMED_REQUEST,
 * TL_REASON_BAD_REQUEST_SIGNATURE. Strings and octets live as long as the request. */
TL_API TL_CHECK tl_csr *tl_csr_make_sized(const tl_cert_options *options, size_t size, tl_error *error);
static inline TL_CHECK tl_csr *tl_csr_make(const tl_cert_options *options, tl_error *error) {
    return tl_csr_make_sized(options, sizeof *options, error);
}
TL_API TL_CHECK tl_csr *tl_csr_parse(tl_bytes csr, tl_error *error);
TL_API TL_CHECK tl_csr *tl_csr_load(const char *file, tl_error *error);
TL_API tl_csr *tl_csr_ref(const tl_csr *csr);
TL_API void tl_csr_free(tl_csr *csr);
TL_API const char *tl_csr_subject(const tl_csr *csr); /* "CN=www.example.org", as tl_cert_subject */
TL_API tl_bytes tl_csr_der(const tl_csr *csr);
TL_API TL_CHECK char *tl_csr_pem(const tl_csr *csr, tl_error *error); /* freed with tl_pem_free */

/* tl_csr_next_name walks the DNS names, IP addresses, mail addresses and URIs that are asked for, as tl_cert_next_name
 * does. */
TL_API bool tl_csr_next_name(const tl_csr *csr, size_t *cursor, char *name, size_t size);

#ifdef __cplusplus
}
#endif
#endif
