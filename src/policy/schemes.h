/* Signature schemes (RFC 8446 §4.2.3): one row each, with IANA number and name. */
#ifndef POLICY_SCHEMES_H
#define POLICY_SCHEMES_H

#include "crypto/signature.h"

struct scheme {
    uint16_t id;
    const char *name; /* IANA */
    const struct signature_alg *alg;
    enum key_kind key;    /* the only kind of key that may use it: rsaEncryption and RSASSA-PSS keys have their own */
    enum key_curve curve; /* TLS 1.3 binds ECDSA schemes to a curve; TLS 1.2 does not */
    bool in_tls13;        /* for CertificateVerify; PKCS#1 is for certificates only there */
};

extern const struct scheme schemes[]; /* in our order of preference */
extern const size_t num_schemes;

const struct scheme *scheme_by_id(uint16_t id);

/* May this key make or check signatures of this scheme in a handshake of this version? */
bool scheme_fits_key(const struct scheme *scheme, const struct public_key *key, tl_protocol version);

#endif
