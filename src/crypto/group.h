/* Key exchange in one shape for Diffie-Hellman and KEMs: the client generates a key and offers its share, the server
 * encapsulates to it and answers with a share, the client decapsulates that. */
#ifndef CRYPTO_GROUP_H
#define CRYPTO_GROUP_H

#include "base/secret.h"
#include "crypto/provider.h"

#define GROUP_MAX_SHARE 1300 /* X25519MLKEM768's shares fit */

enum group_result {
    GROUP_OK,
    GROUP_BAD_SHARE, /* the peer's share is not one: illegal_parameter */
    GROUP_FAILED     /* on our side */
};

struct group_key;

struct group_alg {
    const char *name; /* "x25519", as IANA writes it */
    int curve;        /* in the terms of the file that has the functions */
    uint16_t offer_len, answer_len;
    bool (*generate)(struct group_key *key, const tl_crypto *crypto, uint8_t *offer);
    enum group_result (*encapsulate)(const struct group_alg *alg, const tl_crypto *crypto, tl_bytes offer,
                                     uint8_t *answer, struct secret *shared);
    enum group_result (*decapsulate)(struct group_key *key, tl_bytes answer, struct secret *shared);
    void (*clear)(struct group_key *key);
};

/* An ephemeral private key. A zeroed one is clear. */
struct group_key {
    const struct group_alg *alg;
    void *state;
};

/* Private keys are drawn from crypto_random (32 octets for X25519 and 56 for X448 as they come; for the NIST curves
 * big-endian octets of the order's length, drawn again while not in 1..n-1), so that injected randomness gives known
 * shares. Shares of NIST curves are uncompressed points. An all-zero result of X25519 or X448 is GROUP_BAD_SHARE
 * (RFC 7748 §6.1, §6.2). */
extern const struct group_alg group_x25519, group_x448, group_secp256r1, group_secp384r1, group_secp521r1;

bool group_generate(struct group_key *key, const struct group_alg *alg, const tl_crypto *crypto, uint8_t *offer);
enum group_result group_encapsulate(const struct group_alg *alg, const tl_crypto *crypto, tl_bytes offer,
                                    uint8_t *answer, struct secret *shared);
enum group_result group_decapsulate(struct group_key *key, tl_bytes answer, struct secret *shared);
void group_clear(struct group_key *key);

#endif
