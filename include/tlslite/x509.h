/* tlslite/x509.h - certificates on their own, without TLS (RFC 5280). */
#ifndef TLSLITE_X509_H
#define TLSLITE_X509_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- one certificate ---- */

/* tl_cert_parse takes one certificate in DER or PEM and copies it. Strict DER; nothing is verified. */
TL_API TL_CHECK tl_cert *tl_cert_parse(tl_bytes cert, tl_error *error);
TL_API TL_CHECK tl_cert *tl_cert_load(const char *file, tl_error *error);
TL_API tl_cert *tl_cert_ref(const tl_cert *cert);
TL_API void tl_cert_free(tl_cert *cert);

TL_API const char *tl_cert_subject(const tl_cert *cert); /* "CN=www.example.org, O=Example" (RFC 4514 escapes) */
TL_API const char *tl_cert_issuer(const tl_cert *cert);
TL_API tl_bytes tl_cert_serial(const tl_cert *cert); /* big-endian, as encoded */
TL_API time_t tl_cert_not_before(const tl_cert *cert);
TL_API time_t tl_cert_not_after(const tl_cert *cert);
TL_API const char *tl_cert_key_type(const tl_cert *cert); /* "RSA", "RSASSA-PSS", "ECDSA", "Ed25519", ... */
TL_API unsigned tl_cert_key_bits(const tl_cert *cert);
TL_API bool tl_cert_is_ca(const tl_cert *cert);

/* tl_cert_next_name walks the subjectAltName entries of types DNS and IP address: *cursor starts at 0; name is written
 * NUL-terminated into a buffer of size octets ("www.example.org", "192.0.2.1", "2001:db8::1"). False: no more. */
TL_API bool tl_cert_next_name(const tl_cert *cert, size_t *cursor, char *name, size_t size);

/* tl_cert_matches_host says whether the certificate is for this DNS name or IP address (RFC 9525: subjectAltName only,
 * a wildcard only as the whole left-most label). */
TL_API bool tl_cert_matches_host(const tl_cert *cert, const char *host);

/* ---- verification ---- */

typedef enum tl_purpose { TL_PURPOSE_SERVER, TL_PURPOSE_CLIENT, TL_PURPOSE_ANY, TL_PURPOSE_EMAIL } tl_purpose;

typedef struct tl_verify_options {
    const tl_trust *trust;         /* NULL: the system's */
    const tl_bytes *intermediates; /* DER, in any order */
    size_t num_intermediates;
    const char *host; /* DNS name or IP address; NULL: no name is checked */
    tl_purpose purpose;
    time_t time;             /* 0: now */
    unsigned min_key_bits;   /* RSA; 0: 2048 */
    unsigned max_key_bits;   /* RSA; 0: 8192 */
    unsigned max_depth;      /* certificates between leaf and anchor, at most 16; 0: 8 */
    const tl_crypto *crypto; /* NULL: libcrypto */

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
} tl_verify_options;

/* tl_verify builds a path from the leaf (DER) to a trust anchor and verifies it (RFC 5280 §6). TL_OK or TL_FAILED with
 * the reason in *error. */
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

/* ---- making certificates ---- */

typedef enum tl_key_kind { TL_KEY_ECDSA_P256, TL_KEY_ECDSA_P384, TL_KEY_ED25519, TL_KEY_RSA } tl_key_kind;

/* tl_cert_options says what certificate to make. A zeroed one with a name gives an ECDSA P-256 server certificate,
 * self-signed, valid from one hour ago for 90 days. */
typedef struct tl_cert_options {
    const char *common_name;  /* subject; NULL: the first of names */
    const char *const *names; /* DNS names and IP addresses for subjectAltName */
    size_t num_names;
    tl_key_kind key_kind;
    unsigned rsa_bits;            /* 0: 2048 */
    time_t not_before, not_after; /* 0: one hour ago; 90 days after not_before */
    bool is_ca;                   /* CA:TRUE, keyCertSign and cRLSign; else digitalSignature and an extendedKeyUsage */
    bool for_client;              /* clientAuth rather than serverAuth */
    const tl_identity *issuer;    /* NULL: self-signed */
    const tl_crypto *crypto;      /* NULL: libcrypto */
} tl_cert_options;

/* tl_cert_make makes a key and a certificate, as an identity whose chain is the new certificate followed by the
 * issuer's chain. tl_identity_pem writes chain and key as PEM into a string that the caller frees with
 * tl_pem_free, which wipes it; the key is left out where with_key is false. */
TL_API TL_CHECK tl_identity *tl_cert_make_sized(const tl_cert_options *options, size_t size, tl_error *error);
static inline TL_CHECK tl_identity *tl_cert_make(const tl_cert_options *options, tl_error *error) {
    return tl_cert_make_sized(options, sizeof *options, error);
}
TL_API TL_CHECK char *tl_identity_pem(const tl_identity *identity, bool with_chain, bool with_key, tl_error *error);
TL_API TL_CHECK char *tl_cert_pem(const tl_cert *cert, tl_error *error); /* freed with tl_pem_free */
TL_API void tl_pem_free(char *pem);

#ifdef __cplusplus
}
#endif
#endif
