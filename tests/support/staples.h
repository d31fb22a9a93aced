/* OCSP responses about certificates of the test's infrastructure, and identities that staple them or must. */
#ifndef TESTS_SUPPORT_STAPLES_H
#define TESTS_SUPPORT_STAPLES_H

#include "base/buffer.h"
#include "support/pki.h"

enum staple_kind {
    STAPLE_GOOD,
    STAPLE_REVOKED,
    STAPLE_OUT_OF_DATE,
    STAPLE_OF_FUTURE,
    STAPLE_SAYS_UNKNOWN,
    STAPLE_OF_OTHERS, /* about another serial number */
    STAPLE_WRONGLY_SIGNED,
    STAPLE_NOT_SUCCESSFUL /* tryLater */
};

/* A response about an identity's leaf, of this time, which the caller clears. */
struct buffer staple_make(const tl_identity *of, const tl_identity *issuer, enum staple_kind kind);

/* The same identity, with good responses for as many certificates of its chain as there are issuers. The caller frees
 * it.
 */
tl_identity *staple_attach(const tl_identity *identity, const tl_identity *const *issuers, size_t num_issuers);

/* An identity for www.example.org, whose certificate says that a response comes with it (RFC 7633); for a client, with
 * clientAuth. The caller frees it. */
tl_identity *staple_must_have(const tl_identity *issuer, bool for_client);

#endif
