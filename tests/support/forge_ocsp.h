/* OCSP responses for tests: any status, any date, any signer, any signature. */
#ifndef TESTS_SUPPORT_FORGE_OCSP_H
#define TESTS_SUPPORT_FORGE_OCSP_H

#include "support/forge.h"
#include "x509/revocation/ocsp.h"

struct forged_single {
    const struct forged *of, *issuer;
    const struct hash_alg *hash; /* of the CertID; NULL: SHA-1 */
    tl_bytes serial;             /* instead of the certificate's, where there is one */
    enum ocsp_certificate_status status;
    int64_t revoked_at;               /* 0: an hour before FORGE_NOW */
    unsigned reason;                  /* 0: it is left out */
    int64_t this_update, next_update; /* 0: an hour before, a day after FORGE_NOW */
    bool no_next_update;
    void (*extend)(struct writer *w); /* writes extensions */
};

struct ocsp_forgery {
    unsigned status;                /* OCSPResponseStatus; other than OCSP_SUCCESSFUL: nothing else counts */
    const struct forged *signer;    /* whose key it is */
    const struct forged *responder; /* whose identifier it has; NULL: the signer's */
    bool by_key;                    /* the identifier is a hash of the key rather than the name */
    const struct forged *sent[4];   /* certificates that come with it; NULL behind them */
    const struct forged_single *singles;
    size_t num_singles;
    int64_t produced_at; /* 0: an hour before FORGE_NOW */
    tl_bytes nonce;
    void (*extend)(struct writer *w); /* writes further extensions */
    const struct signature_alg *alg;  /* NULL: that of the key */
    bool wrong_signature;
};

/* Fails the running test where it cannot be made. */
struct buffer forge_ocsp(const struct ocsp_forgery *forgery);

#endif
