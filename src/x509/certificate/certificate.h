/* A parsed certificate (RFC 5280 §4.1): views into its DER, which must outlive it. Parsing checks strict DER and
 * syntax; it judges nothing. */
#ifndef X509_CERTIFICATE_H
#define X509_CERTIFICATE_H

#include "crypto/signature.h"

enum key_usage_bit { /* RFC 5280 §4.2.1.3 */
                     KEY_USAGE_DIGITAL_SIGNATURE = 1 << 0,
                     KEY_USAGE_NON_REPUDIATION = 1 << 1,
                     KEY_USAGE_KEY_ENCIPHERMENT = 1 << 2,
                     KEY_USAGE_DATA_ENCIPHERMENT = 1 << 3,
                     KEY_USAGE_KEY_AGREEMENT = 1 << 4,
                     KEY_USAGE_CERT_SIGN = 1 << 5,
                     KEY_USAGE_CRL_SIGN = 1 << 6,
                     KEY_USAGE_ENCIPHER_ONLY = 1 << 7,
                     KEY_USAGE_DECIPHER_ONLY = 1 << 8
};

enum extended_key_usage_bit { /* RFC 5280 §4.2.1.12; those that we know */
                              EXTENDED_KEY_USAGE_ANY = 1 << 0,
                              EXTENDED_KEY_USAGE_SERVER = 1 << 1,
                              EXTENDED_KEY_USAGE_CLIENT = 1 << 2,
                              EXTENDED_KEY_USAGE_CODE = 1 << 3,
                              EXTENDED_KEY_USAGE_EMAIL = 1 << 4,
                              EXTENDED_KEY_USAGE_TIME = 1 << 5,
                              EXTENDED_KEY_USAGE_OCSP = 1 << 6
};

struct certificate {
    tl_bytes der;                              /* the whole certificate */
    tl_bytes tbs;                              /* tbsCertificate with tag and length: what is signed */
    unsigned version;                          /* 1, 2, 3 */
    tl_bytes serial;                           /* INTEGER content */
    tl_bytes issuer, subject;                  /* Name with tag and length */
    int64_t not_before, not_after;             /* seconds since 1970 */
    tl_bytes spki;                             /* SubjectPublicKeyInfo with tag and length */
    struct public_key key;                     /* kind KEY_NONE: an algorithm we do not know */
    tl_bytes signature_algorithm;              /* content of the AlgorithmIdentifier */
    const struct signature_alg *signature_alg; /* NULL: unknown */
    tl_bytes signature;

    bool has_key_usage, has_extended_key_usage, has_basic_constraints, has_name_constraints;
    unsigned key_usage, extended_key_usage; /* bits above */
    bool is_ca;
    int path_len;                       /* -1: no limit */
    tl_bytes subject_alt_name;          /* content of the GeneralNames SEQUENCE; data NULL: no extension */
    tl_bytes name_constraints;          /* content of the NameConstraints SEQUENCE */
    tl_bytes crl_points;                /* content of the CRLDistributionPoints SEQUENCE; data NULL: no extension */
    tl_bytes policies, policy_mappings; /* contents of the SEQUENCEs; data NULL: no extension */
    int require_explicit_policy, inhibit_policy_mapping, inhibit_any_policy; /* SkipCerts; -1: not said */
    tl_bytes subject_key_id, authority_key_id;
    tl_bytes authority_info;   /* content of the AuthorityInfoAccess SEQUENCE; data NULL: no extension */
    bool must_staple;          /* TLS feature status_request (RFC 7633) */
    bool ocsp_no_check;        /* a responder that need not be checked itself (RFC 6960 §4.2.2.2.1) */
    tl_bytes unknown_critical; /* OID of the first critical extension that we do not know; empty: none */
};

/* False with a sentence in *error (TL_ALERT_BAD_CERTIFICATE); then nothing of it is in *certificate. */
bool certificate_parse(tl_bytes der, struct certificate *certificate, tl_error *error);

/* RFC 5280 §6.1: issuer and subject are the same. */
bool certificate_is_self_issued(const struct certificate *certificate);

/* The names alone, with little of the checking: for an index over certificates that are parsed when they are used. */
bool certificate_peek_names(tl_bytes der, tl_bytes *issuer, tl_bytes *subject);

/* A reference-counted certificate object as programs see it, from DER that is copied, without parsing it again. */
tl_cert *certificate_object(tl_bytes der, tl_error *error);

#endif
