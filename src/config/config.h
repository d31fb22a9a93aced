/* Frozen configurations: checked once, then shared by connections and threads without locks. */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "policy/policy.h"
#include "policy/role.h"
#include "session/policy_digest.h"

/* What clients and servers have in common. */
struct config {
    struct ref_count refs;
    enum role role;
    struct policy policy;
    tl_crypto *crypto;
    tl_bytes alpn; /* ProtocolNameList content (RFC 7301 §3.1); empty: none */
    tl_checker checker;
    tl_keylog_fn *keylog;
    void *keylog_arg;
    tl_clock_fn *clock;
    void *clock_arg;
    unsigned handshake_timeout_ms;
    bool tolerate_abrupt_end, keep_peer_chain;
    uint8_t policy_digest[POLICY_DIGEST_LEN];
};

/* What is asked of the revocation of the peer's certificates. */
struct config_revocation {
    tl_revocation policy;
    tl_crls *crls;
    unsigned short_lived_days;
};

struct tl_client_config {
    struct config common; /* first, so that either can be had from the other */
    tl_trust *trust;      /* NULL where no chain is checked */
    tl_identity *identity;
    char *trusted_fingerprint; /* written in one way only: sessions are told apart by it; NULL: none */
    unsigned connect_timeout_ms;
    bool check_chain, check_name;
    struct config_revocation revocation;
};

struct tl_server_config {
    struct config common;
    tl_identity **identities;
    size_t num_identities;
    bool refuse_unknown_names;
    tl_client_cert client_cert;
    tl_trust *client_trust;
    struct config_revocation revocation;
};

bool config_set_revocation(struct config_revocation *revocation, tl_revocation policy, const tl_crls *crls,
                           unsigned short_lived_days, bool chain_is_checked, tl_error *error);

bool config_init(struct config *config, enum role role, const tl_common_options *options, tl_error *error);
void config_clear(struct config *config);
int64_t config_time(const struct config *config);

/* Is there a signature scheme that the policy allows and this identity's key can make? */
bool config_check_identity(const struct config *config, const tl_identity *identity, size_t index, tl_error *error);

/* Digests the trust anchors, the revocation lists and everything else that decides who may be a peer. */
struct config_trust_facts {
    const tl_trust *trust; /* NULL: no chain is checked */
    const char *fingerprint, *application;
    unsigned client_cert;
    const struct config_revocation *revocation;
    bool no_chain_check, no_name_check;
};
bool config_digest_policy(struct config *config, const struct config_trust_facts *facts, tl_error *error);

#endif
