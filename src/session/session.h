/* What was negotiated on a connection, and by whom it was authenticated. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "policy/policy.h"
#include "session/policy_digest.h"

struct tl_session {
    struct ref_count refs;
    tl_protocol version;
    const struct suite *suite;
    const struct group *group;
    const struct scheme *peer_scheme, *own_scheme; /* NULL: that side signed nothing */
    bool resumed, hello_retry, extended_master_secret;
    char *server_name, *alpn; /* NULL: none */
    tl_cert **peer_chain;     /* leaf first */
    size_t num_peer_chain;
    tl_revocation_status revocation; /* of the peer's leaf */
    uint8_t policy_digest[POLICY_DIGEST_LEN];
};

tl_session *session_new(void);

/* Takes the chain over: certificates and array. */
void session_set_peer_chain(tl_session *session, tl_cert **chain, size_t num_chain);
void session_forget_issuers(tl_session *session); /* keeps the leaf only */

#endif
