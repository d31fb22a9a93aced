/* Writing and signing revocation lists (RFC 5280 §5): any date, any extension, any signature. */
#ifndef TESTS_SUPPORT_CRL_WRITER_H
#define TESTS_SUPPORT_CRL_WRITER_H

#include "x509/issue/certificate_writer.h"

struct forged_entry {
    tl_bytes serial;
    int64_t revoked_at;
    unsigned reason;                  /* 0: no such extension */
    void (*extend)(struct writer *w); /* writes further extensions */
    tl_bytes extensions;              /* further ones, as they are to be written */
};

struct crl_forgery {
    tl_bytes issuer; /* Name */
    const struct private_key *key;
    bool version_1;
    int64_t this_update, next_update;
    bool no_next_update;
    const struct forged_entry *entries;
    size_t num_entries;
    unsigned number, base_number;     /* 0: no such extension */
    void (*extend)(struct writer *w); /* writes further extensions */
    tl_bytes extensions;              /* further ones, as they are to be written */
    const struct signature_alg *alg;  /* NULL: that of the key */
    bool wrong_signature;
};

/* Appends the list, with the dates as they are. False: no memory, or the key cannot sign so. */
bool crl_write(struct writer *w, const struct crl_forgery *forgery, const tl_crypto *crypto);

/* ---- extensions, each written whole ---- */

void crl_extend_unknown_critical(struct writer *w); /* of a list or of an entry */
void crl_extend_unknown(struct writer *w);          /* the same, not critical */

/* issuingDistributionPoint */
void crl_scope_only_users(struct writer *w);
void crl_scope_only_cas(struct writer *w);
void crl_scope_only_attributes(struct writer *w);
void crl_scope_indirect(struct writer *w);
void crl_scope_point_1(struct writer *w); /* http://a/1 */
void crl_scope_point_2(struct writer *w); /* http://a/2 */
void crl_scope_key_compromise(struct writer *w);
void crl_scope_all_but_key_compromise(struct writer *w);

void crl_extend_freshest(struct writer *w); /* freshestCRL: deltas are at http://a/d */

/* cRLDistributionPoints of a certificate: http://a/1 */
void certificate_extend_point_1(struct writer *w);

#endif
