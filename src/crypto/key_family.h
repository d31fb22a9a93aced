/* What a family of keys (RSA, ECDSA, EdDSA) does for signature.c and private_key.c. src/crypto/libcrypto/ has them. */
#ifndef CRYPTO_KEY_FAMILY_H
#define CRYPTO_KEY_FAMILY_H

#include "crypto/signature.h"

#define KEY_MAX_POINT 133 /* P-521, uncompressed */

struct key_family {
    /* A public key in the form that verify takes; threads may share one. NULL: no memory, or not a sound key. */
    void *(*prepare)(const tl_crypto *crypto, const struct public_key *key);
    void (*release)(void *prepared); /* takes NULL */

    /* input is the message's digest, or the message where the algorithm has no hash. */
    bool (*verify)(void *prepared, const struct signature_alg *alg, const struct public_key *key, tl_bytes input,
                   tl_bytes signature);
    bool (*sign)(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                 tl_bytes input, uint8_t *out, size_t *len);

    /* Checks key->parts, and makes key->object and key->public of them. */
    bool (*load)(struct private_key *key);
    void (*unload)(struct private_key *key);
    struct private_key *(*generate)(const tl_crypto *crypto, const struct private_key_parts *wanted, unsigned rsa_bits);
};

extern const struct key_family rsa_family, ecdsa_family, eddsa_family;

struct private_key {
    const struct key_family *family;
    struct private_key_parts parts; /* views of memory */
    tl_bytes memory;
    struct public_key public;
    uint8_t point[KEY_MAX_POINT]; /* what public.point shows */
    void *object;                 /* the family's; never changed after load, so threads share it */
};

const struct key_family *key_family_of(enum key_kind kind); /* NULL: no such kind */

/* What is signed: message, or its digest, which goes into digest[HASH_MAX_LEN]. */
bool signature_input(const struct signature_alg *alg, tl_bytes message, uint8_t *digest, tl_bytes *input);

#endif
