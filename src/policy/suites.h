/* Cipher suites: one row each, with IANA number and name. */
#ifndef POLICY_SUITES_H
#define POLICY_SUITES_H

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/signature.h"

#define SUITE_EMPTY_RENEGOTIATION_INFO_SCSV 0x00ff /* RFC 5746 §3.3 */

struct suite {
    uint16_t id;
    const char *name;    /* IANA */
    const char *cipher;  /* the short name that settings take: every suite with this cipher */
    tl_protocol version; /* the one version that it belongs to */
    enum key_kind auth; /* TLS 1.2: KEY_RSA or KEY_ECDSA (which stands for EdDSA too, RFC 8422 §2); TLS 1.3: KEY_NONE */
    const struct aead_alg *aead;
    const struct hash_alg *hash; /* of transcript and key derivation */
    uint16_t bits;               /* of the key */
    bool xor_nonce;              /* TLS 1.2: RFC 7905 nonces rather than RFC 5288's */
    uint64_t record_limit;       /* records under one key (RFC 8446 §5.5); 0: only the sequence number limits */
};

extern const struct suite suites[]; /* in our order of preference */
extern const size_t num_suites;

const struct suite *suite_by_id(uint16_t id);

#endif
