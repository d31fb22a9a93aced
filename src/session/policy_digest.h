/* The digest of the policy that a session was made under. A session resumes only under an equal one, so that a lax
 * configuration can never hand a peer into a strict one. */
#ifndef SESSION_POLICY_DIGEST_H
#define SESSION_POLICY_DIGEST_H

#include "policy/policy.h"
#include "policy/role.h"

#define POLICY_DIGEST_LEN 32

struct policy_facts {
    enum role role;
    const struct policy *policy;
    tl_bytes trust;       /* a digest of the trust anchors that judge the peer; empty: none do */
    tl_bytes fingerprint; /* of the only certificates that are trusted; empty: any that verifies */
    unsigned client_cert; /* a server's tl_client_cert */
    tl_bytes lists;       /* a digest of the revocation lists; empty: there are none */
    unsigned revocation, short_lived_days;
    bool no_chain_check, no_name_check;
    const char *application; /* NULL: no label */
};

bool policy_digest(const struct policy_facts *facts, uint8_t out[POLICY_DIGEST_LEN]);

#endif
