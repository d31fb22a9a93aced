/* Revocation lists for tests: any date, any extension, any signature. */
#ifndef TESTS_SUPPORT_FORGE_CRL_H
#define TESTS_SUPPORT_FORGE_CRL_H

#include <tlslite/x509.h>

#include "support/forge.h"

struct forged_entry {
    tl_bytes serial;
    int64_t revoked_at;               /* 0: an hour before FORGE_NOW */
    unsigned reason;                  /* 0: no such extension */
    void (*extend)(struct writer *w); /* writes further extensions */
};

struct crl_forgery {
    tl_bytes issuer; /* Name */
    const struct private_key *key;
    bool version_1;
    int64_t this_update, next_update; /* 0: a day before and after FORGE_NOW */
    bool no_next_update;
    const struct forged_entry *entries;
    size_t num_entries;
    unsigned number, base_number;     /* 0: no such extension */
    void (*extend)(struct writer *w); /* writes further extensions */
    const struct signature_alg *alg;  /* NULL: that of the key */
    bool wrong_signature;
};

/* Each fails the running test where it cannot be made. */
struct buffer forge_crl(const struct crl_forgery *forgery);
tl_crl *forge_crl_object(const struct crl_forgery *forgery);
tl_crls *forge_crls(const struct crl_forgery *forgeries, size_t num_forgeries);

/* The Name of the one who was forged. */
tl_bytes forged_subject(const struct forged *forged);

#endif
