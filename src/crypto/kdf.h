/* Keys from passwords, and the ciphers that files with private keys are encrypted with. For reading and writing files:
 * nothing here is made for speed. */
#ifndef CRYPTO_KDF_H
#define CRYPTO_KDF_H

#include "crypto/hash.h"

/* PBKDF2 with HMAC (RFC 8018 §5.2). */
bool kdf_pbkdf2(const struct hash_alg *alg, tl_bytes password, tl_bytes salt, uint32_t iterations, uint8_t *out,
                size_t len);

/* scrypt (RFC 7914 §6): n is a power of two over 1. It needs 128 * n * r octets of memory; the caller bounds them. */
bool kdf_scrypt(tl_bytes password, tl_bytes salt, uint64_t n, uint32_t r, uint32_t p, uint8_t *out, size_t len);

/* What a key of PKCS #12's own derivation is for (RFC 7292 B.3). */
enum kdf_pkcs12_purpose { KDF_PKCS12_KEY = 1, KDF_PKCS12_IV = 2, KDF_PKCS12_MAC = 3 };

/* RFC 7292 B.2; the password is a BMPString with its two zero octets at the end. */
bool kdf_pkcs12(const struct hash_alg *alg, enum kdf_pkcs12_purpose purpose, tl_bytes password, tl_bytes salt,
                uint32_t iterations, uint8_t *out, size_t len);

#define CBC_MAX_KEY_LEN 32
#define CBC_MAX_BLOCK   16

/* A block cipher in CBC mode with the padding of RFC 8018 §6.1.1. */
struct cbc_alg {
    const char *name;
    uint8_t key_len, block_len;
    bool (*crypt)(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, bool encrypt,
                  uint8_t *out, size_t *len);
};

/* Triple DES is there to read old PKCS #12 files. */
extern const struct cbc_alg cbc_aes_128, cbc_aes_192, cbc_aes_256, cbc_des_ede3;

/* out has room for in.len octets; nothing of it may be used on failure: the padding is wrong, or libcrypto refused. */
bool cbc_decrypt(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, uint8_t *out,
                 size_t *len);

/* out has room for in.len + block_len octets. */
bool cbc_encrypt(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, uint8_t *out,
                 size_t *len);

#endif
