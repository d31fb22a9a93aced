/* A parsed OCSPResponse (RFC 6960 §4.2.1): views into its DER, which must outlive it. Parsing checks strict DER and
 * syntax, of every SingleResponse too; it judges nothing. */
#ifndef X509_OCSP_H
#define X509_OCSP_H

#include "base/error.h"
#include "crypto/signature.h"
#include "x509/certificate/certificate.h"
#include "x509/der/der.h"

enum ocsp_response_status {
    OCSP_SUCCESSFUL = 0,
    OCSP_MALFORMED_REQUEST = 1,
    OCSP_INTERNAL_ERROR = 2,
    OCSP_TRY_LATER = 3,
    OCSP_SIGNATURE_REQUIRED = 5,
    OCSP_UNAUTHORIZED = 6
};

struct ocsp_response {
    enum ocsp_response_status status; /* what follows is there in OCSP_SUCCESSFUL alone */
    tl_bytes tbs;                     /* tbsResponseData with tag and length: what is signed */
    tl_bytes responder_name;          /* Name with tag and length, or */
    tl_bytes responder_key;           /* SHA-1 of the responder's key */
    int64_t produced_at;
    tl_bytes singles;                          /* content of responses */
    tl_bytes nonce;                            /* its octets; empty: none */
    const struct signature_alg *signature_alg; /* NULL: unknown */
    tl_bytes signature;
    tl_bytes certificates;     /* content of certs */
    tl_bytes unknown_critical; /* OID of the first critical extension that we do not know */
};

enum ocsp_certificate_status { OCSP_GOOD, OCSP_REVOKED, OCSP_UNKNOWN };

/* CertID: which certificate is meant (§4.1.1). */
struct ocsp_certificate_id {
    const struct hash_alg *hash; /* NULL: one that we do not have */
    tl_bytes issuer_name_hash, issuer_key_hash;
    tl_bytes serial; /* INTEGER content */
};

struct ocsp_single {
    struct ocsp_certificate_id id;
    enum ocsp_certificate_status status;
    int64_t revoked_at;
    unsigned reason; /* CRLReason (RFC 5280 §5.3.1) */
    int64_t this_update, next_update;
    bool has_next_update;
    tl_bytes unknown_critical;
};

/* False with a sentence in *error. */
bool ocsp_parse(tl_bytes der, struct ocsp_response *response, tl_error *error);

/* The next of response->singles. */
void ocsp_read_single(struct reader *singles, struct ocsp_single *single);

/* Until when a SingleResponse holds: one without nextUpdate (newer ones are always there, §2.4) for a day. */
int64_t ocsp_single_valid_until(const struct ocsp_single *single);

/* Does the CertID mean this certificate? issuer NULL: its issuer's key is not known and not compared. */
bool ocsp_id_is_of(const struct ocsp_certificate_id *id, const struct certificate *certificate,
                   const struct certificate *issuer);

/* The SingleResponse about the certificate: of several the first, unless a later one says that it was revoked. False:
 * there is none. */
bool ocsp_find_single(const struct ocsp_response *response, const struct certificate *certificate,
                      const struct certificate *issuer, struct ocsp_single *single);

/* Writes the CertID of a certificate, with SHA-1 as every responder knows it (RFC 5019 §2.1.1). */
struct writer;
bool ocsp_id_write(struct writer *w, const struct certificate *certificate, const struct certificate *issuer);

/* Is the responder the one with this certificate? */
bool ocsp_responder_is(const struct ocsp_response *response, const struct certificate *certificate);

#endif
