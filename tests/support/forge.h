/* Certificates for tests that tl_cert_make would not make: any extension, any date, any signature. */
#ifndef TESTS_SUPPORT_FORGE_H
#define TESTS_SUPPORT_FORGE_H

#include "x509/issue/certificate_writer.h"

#define FORGE_NOW 1780000000 /* 2026-05-28 20:26:40 UTC: forged certificates are valid a day before and after it */
#define FORGE_DAY 86400

struct forged {
    struct buffer der;
    struct private_key *key;
};

struct forgery {
    const struct forged *issuer; /* NULL: self-signed */
    const char *name;            /* commonName of the subject; NULL: an empty subject */
    const char *issuer_name;     /* NULL: that of the issuer */
    tl_bytes subject;            /* instead of name, where there is one */
    unsigned version;            /* 0: 3 */
    tl_bytes serial;             /* magnitude; empty: the same for all */
    int64_t not_before, not_after;
    enum key_kind key_kind; /* KEY_NONE: KEY_ECDSA on P-256 */
    enum key_curve curve;
    unsigned rsa_bits;
    const struct forged *same_key;   /* takes the key of that one */
    const struct signature_alg *alg; /* NULL: that of the issuer's key */
    bool wrong_signature;
    bool is_ca, no_path_limit; /* a CA has basicConstraints with this path length, unless there is no limit */
    unsigned path_len;
    unsigned key_usage;               /* 0: no such extension */
    tl_bytes extended_key_usage;      /* an OID; empty: no such extension */
    const char *const *names;         /* NULL at the end; NULL: no subjectAltName */
    bool key_ids;                     /* subjectKeyIdentifier and authorityKeyIdentifier from the keys */
    void (*extend)(struct writer *w); /* writes further extensions */
    tl_bytes extensions;              /* further ones, as they are to be written */
    tl_bytes spki;                    /* in place of that of the key, which signs all the same */

    /* What no writer of certificates writes. Each comes before the signature, which is right for what it signs. */
    tl_bytes replace, by; /* the first element of the tbsCertificate that is equal to the one becomes the other */
    tl_bytes algorithm;   /* AlgorithmIdentifier with tag and length, in both places */
    void (*sign)(const struct private_key *key, tl_bytes tbs, struct buffer *signature); /* NULL: as alg says */
};

/* Fails the running test where it cannot be made. */
struct forged forge(const struct forgery *forgery);
void forged_clear(struct forged *forged);

static inline tl_bytes forged_der(const struct forged *forged) {
    return buffer_bytes(&forged->der);
}

/* A provider for the whole test program: made at the first call, freed with forge_clear_crypto. */
const tl_crypto *forge_crypto(void);
void forge_clear_crypto(void);

#endif
