/* Signatures and the keys that make and check them. Public keys are views into a certificate that we parsed ourselves;
 * libcrypto sees numbers and points, never DER structures other than the ECDSA signature itself. */
#ifndef CRYPTO_SIGNATURE_H
#define CRYPTO_SIGNATURE_H

#include "base/secret.h"
#include "crypto/hash.h"
#include "crypto/provider.h"

#define SIGNATURE_MAX_LEN 1024 /* RSA with 8192 bits */

enum key_kind { KEY_NONE, KEY_RSA, KEY_RSA_PSS, KEY_ECDSA, KEY_ED25519, KEY_ED448 };
enum key_curve { CURVE_NONE, CURVE_P256, CURVE_P384, CURVE_P521 };

/* A public key: views of the certificate, or of the private key it was taken from. */
struct public_key {
    enum key_kind kind;
    enum key_curve curve;              /* KEY_ECDSA */
    tl_bytes modulus, public_exponent; /* KEY_RSA and KEY_RSA_PSS: big-endian, no leading zero octet */
    tl_bytes point;                    /* KEY_ECDSA: uncompressed; KEY_ED25519, KEY_ED448: as encoded */
    const struct hash_alg *pss_hash;   /* KEY_RSA_PSS with parameters: the only hash allowed; else NULL */
    unsigned pss_salt_len;             /* ... and the least salt length */
    void *prepared;                    /* what public_key_prepare keeps for it; NULL: nothing */
};

unsigned public_key_bits(const struct public_key *key); /* of the modulus or curve; 0: no such key */
bool public_key_equal(const struct public_key *a, const struct public_key *b);

enum signature_padding { PADDING_NONE, PADDING_PKCS1, PADDING_PSS };

/* A way to sign: which family of key, padding and hash. hash NULL: the message itself is signed (EdDSA). */
struct signature_alg {
    const char *name;   /* "ECDSA with SHA-256" */
    enum key_kind kind; /* KEY_RSA covers KEY_RSA_PSS keys too where padding is PADDING_PSS: policy decides who may */
    enum signature_padding padding;
    const struct hash_alg *hash;
    unsigned salt_len; /* PADDING_PSS; the hash's length in TLS */
};

extern const struct signature_alg signature_rsa_pkcs1_sha1, signature_rsa_pkcs1_sha256, signature_rsa_pkcs1_sha384,
    signature_rsa_pkcs1_sha512, signature_rsa_pss_sha256, signature_rsa_pss_sha384, signature_rsa_pss_sha512,
    signature_ecdsa_sha256, signature_ecdsa_sha384, signature_ecdsa_sha512, signature_ed25519, signature_ed448;

/* Whether the algorithm may be used with the key: an RSASSA-PSS key serves PSS only, and where it has parameters, only
 * with their hash and no shorter salt (RFC 4055 §1.2, §3.1). */
bool signature_fits(const struct signature_alg *alg, const struct public_key *key);

/* The algorithm by which a key signs where nothing else decides. NULL: it may be used with none of ours. */
const struct signature_alg *signature_alg_for_key(const struct public_key *key);

/* True if the signature over message is right. Keys that do not fit the algorithm give false. The keys of a few
 * bad sizes (modulus over 16384 bits, exponent even or over 64 bits) give false too. */
bool signature_verify(const tl_crypto *crypto, const struct signature_alg *alg, const struct public_key *key,
                      tl_bytes message, tl_bytes signature);

/* For a key that checks many signatures: keeps what signature_verify would make of it each time (an RSA modulus'
 * Montgomery constants, a point in libcrypto's form). Copies of the key share it, and so may threads. Nothing is kept
 * where memory is short or the key is none that could check a signature. */
void public_key_prepare(const tl_crypto *crypto, struct public_key *key);
void public_key_release(struct public_key *key);

/* ---- private keys ---- */

struct private_key;

/* The numbers of a private key, big-endian. RSA: n, e, d, p, q and the CRT numbers; ECDSA: curve and scalar;
 * EdDSA: the seed in scalar. Views; copied by private_key_new. */
struct private_key_parts {
    enum key_kind kind;
    enum key_curve curve;
    tl_bytes n, e, d, p, q, dp, dq, qi;
    tl_bytes scalar;
    const struct hash_alg *pss_hash; /* KEY_RSA_PSS: as in struct public_key */
    unsigned pss_salt_len;
};

struct private_key *private_key_new(const struct private_key_parts *parts); /* NULL: not a key, or no memory */
struct private_key *private_key_generate(const tl_crypto *crypto, enum key_kind kind, enum key_curve curve,
                                         unsigned rsa_bits);
void private_key_free(struct private_key *key);                             /* wiped */
const struct public_key *private_key_public(const struct private_key *key); /* borrowed */

/* The numbers again, to be written to a file: copies in *memory, which the caller clears with secret_wipe and frees. */
bool private_key_export(const struct private_key *key, struct private_key_parts *parts, tl_bytes *memory);

/* Signs message; out receives *len <= SIGNATURE_MAX_LEN octets. Threads may sign with one key at once. */
bool private_key_sign(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                      tl_bytes message, uint8_t *out, size_t *len);

#endif
