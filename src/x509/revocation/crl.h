/* A parsed CRL (RFC 5280 §5): views into its DER, which must outlive it. Parsing checks strict DER and syntax of all
 * but the entries, which are read once, by crl_read_entries; neither judges anything. */
#ifndef X509_CRL_H
#define X509_CRL_H

#include "base/error.h"
#include "crypto/signature.h"
#include "x509/revocation/crl_points.h"

struct crl {
    tl_bytes der;
    tl_bytes tbs;     /* tbsCertList with tag and length: what is signed */
    unsigned version; /* 1, 2 */
    tl_bytes issuer;  /* Name with tag and length */
    int64_t this_update, next_update;
    bool has_next_update;
    tl_bytes entries; /* content of revokedCertificates */
    size_t num_entries;
    const struct signature_alg *signature_alg; /* NULL: unknown */
    tl_bytes signature;

    tl_bytes authority_key_id; /* value of the extension */
    tl_bytes number;           /* cRLNumber: INTEGER content; empty: none */
    tl_bytes base_number;      /* deltaCRLIndicator; empty: a complete CRL */
    tl_bytes scope_value;      /* value of issuingDistributionPoint; empty: none */
    struct crl_scope scope;
    tl_bytes unknown_critical; /* OID of the first critical extension, also of an entry, that we do not know */
};

struct crl_entry {
    tl_bytes serial; /* INTEGER content */
    int64_t revoked_at;
    unsigned reason;             /* CRLReason (§5.3.1) */
    tl_bytes certificate_issuer; /* content of GeneralNames; empty: the one of the entry before */
    tl_bytes unknown_critical;
    bool extended; /* has extensions */
};

#define CRL_REASON_HOLD   6
#define CRL_REASON_REMOVE 8 /* removeFromCRL */

/* False with a sentence in *error. */
bool crl_parse(tl_bytes der, struct crl *crl, tl_error *error);

/* Reads every entry, strictly too, and hands over each with its place in crl->entries. False with a sentence: there is
 * a bad one, and those before it were handed over. take NULL: nobody wants them. */
typedef void crl_entry_fn(void *arg, size_t offset, const struct crl_entry *entry);
bool crl_read_entries(struct crl *crl, crl_entry_fn *take, void *arg, tl_error *error);

/* The next entry of crl->entries. */
void crl_read_entry(struct reader *entries, struct crl_entry *entry);

/* CRLReason ::= ENUMERATED (§5.3.1), as OCSP has it too. */
unsigned crl_read_reason(struct reader *r);

/* Compares numbers of CRLs, which are not negative: below 0, 0, above 0. */
int crl_numbers_compare(tl_bytes a, tl_bytes b);

#endif
