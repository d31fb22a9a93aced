/* A public key infrastructure in memory, for tests: a root, an intermediate below it, and identities of several kinds.
 * Each one is made when it is first asked for, and a test that cannot have it fails. */
#ifndef TESTS_SUPPORT_PKI_H
#define TESTS_SUPPORT_PKI_H

#include <tlslite/x509.h>

enum pki_member {
    PKI_ROOT,
    PKI_INTERMEDIATE,
    PKI_SERVER,      /* ECDSA P-256, for localhost, www.example.org, *.wild.example.org, 127.0.0.1, ::1 */
    PKI_SERVER_P384, /* the same names with other keys */
    PKI_SERVER_P521,
    PKI_SERVER_ED25519,
    PKI_SERVER_ED448,
    PKI_SERVER_RSA,
    PKI_OTHER_NAME,    /* for other.example.net only */
    PKI_EXPIRED,       /* the names of PKI_SERVER, but over since yesterday */
    PKI_NOT_YET_VALID, /* ..., from tomorrow on */
    PKI_CLIENT,        /* clientAuth, CN "client", ECDSA P-256 */
    PKI_CLIENT_RSA,
    PKI_CLIENT_P521,
    PKI_CLIENT_ED25519,
    PKI_CLIENT_ED448,
    PKI_SERVER_STAPLED, /* PKI_SERVER, with OCSP responses for it and PKI_INTERMEDIATE */
    PKI_CLIENT_STAPLED, /* PKI_CLIENT, ... */
    PKI_MUST_STAPLE,    /* for www.example.org, with the promise to staple (RFC 7633), which it breaks */
    PKI_CLIENT_MUST_STAPLE,
    PKI_SELF_SIGNED, /* the names of PKI_SERVER; nobody vouches for it */
    PKI_OTHER_ROOT,  /* another root, with the same name as PKI_ROOT and another key */
    PKI_STRANGER,    /* the names of PKI_SERVER, issued by yet another root */
    PKI_NUM_MEMBERS
};

struct pki {
    tl_identity *members[PKI_NUM_MEMBERS];
    tl_trust *trust;       /* in PKI_ROOT */
    tl_trust *other_trust; /* in PKI_OTHER_ROOT */
};

/* A zeroed pki is empty. What these give belongs to the pki, until pki_clear. */
const tl_identity *pki_identity(struct pki *pki, enum pki_member member);
const tl_trust *pki_trust(struct pki *pki);
const tl_trust *pki_other_trust(struct pki *pki);
void pki_clear(struct pki *pki);

/* An identity issued by PKI_INTERMEDIATE for these names (NULL at the end), which the caller frees. */
tl_identity *pki_issue(struct pki *pki, tl_key_kind key_kind, bool for_client, const char *const *names);

/* Trust in the leaf of an identity, which the caller frees. */
tl_trust *pki_trust_in(const tl_identity *identity);

#endif
