/* PBKDF2, scrypt and CBC from libcrypto. Files are read seldom: what is fetched implicitly here costs nothing that
 * matters. */
#include "crypto/kdf.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/control.h"

static const EVP_MD *digest_of(const struct hash_alg *alg) {
    return alg == &hash_sha1     ? EVP_sha1()
           : alg == &hash_sha256 ? EVP_sha256()
           : alg == &hash_sha384 ? EVP_sha384()
           : alg == &hash_sha512 ? EVP_sha512()
                                 : NULL;
}

bool kdf_pbkdf2(const struct hash_alg *alg, tl_bytes password, tl_bytes salt, uint32_t iterations, uint8_t *out,
                size_t len) {
    const EVP_MD *digest = digest_of(alg);
    TRY(digest != NULL && iterations > 0 && iterations <= INT_MAX);
    TRY(password.len <= INT_MAX && salt.len <= INT_MAX && len <= INT_MAX);
    const char *text = password.len > 0 ? (const char *)password.data : "";
    ERR_set_mark();
    bool done = PKCS5_PBKDF2_HMAC(text, (int)password.len, salt.data, (int)salt.len, (int)iterations, digest, (int)len,
                                  out) == 1;
    ERR_pop_to_mark();
    return done;
}

/* libcrypto has a limit of its own, 32 MiB, unless it is told another: here the two blocks that RFC 7914 needs. */
bool kdf_scrypt(tl_bytes password, tl_bytes salt, uint64_t n, uint32_t r, uint32_t p, uint8_t *out, size_t len) {
    uint64_t memory = 128 * (uint64_t)r * (n + p + 2);
    const char *text = password.len > 0 ? (const char *)password.data : "";
    ERR_set_mark();
    bool done = EVP_PBE_scrypt(text, password.len, salt.data, salt.len, n, r, p, memory, out, len) == 1;
    ERR_pop_to_mark();
    return done;
}

static bool run(EVP_CIPHER_CTX *context, tl_bytes in, uint8_t *out, size_t *len) {
    int first = 0, last = 0;
    TRY(EVP_CipherUpdate(context, out, &first, in.data, (int)in.len) == 1);
    TRY(EVP_CipherFinal_ex(context, out + first, &last) == 1);
    *len = (size_t)first + (size_t)last;
    return true;
}

static bool crypt_with(const EVP_CIPHER *cipher, const uint8_t *key, const uint8_t *iv, tl_bytes in, bool encrypt,
                       uint8_t *out, size_t *len) {
    TRY(in.len <= INT_MAX - CBC_MAX_BLOCK);
    ERR_set_mark();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool done = context != NULL && EVP_CipherInit_ex(context, cipher, NULL, key, iv, encrypt ? 1 : 0) == 1 &&
                run(context, in, out, len);
    EVP_CIPHER_CTX_free(context);
    ERR_pop_to_mark();
    return done;
}

static bool crypt_aes(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, bool encrypt,
                      uint8_t *out, size_t *len) {
    const EVP_CIPHER *cipher = alg->key_len == 16   ? EVP_aes_128_cbc()
                               : alg->key_len == 24 ? EVP_aes_192_cbc()
                                                    : EVP_aes_256_cbc();
    return crypt_with(cipher, key, iv, in, encrypt, out, len);
}

static bool crypt_des_ede3(const struct cbc_alg *alg, const uint8_t *key, const uint8_t *iv, tl_bytes in, bool encrypt,
                           uint8_t *out, size_t *len) {
    (void)alg;
    return crypt_with(EVP_des_ede3_cbc(), key, iv, in, encrypt, out, len);
}

const struct cbc_alg cbc_aes_128 = {"AES-128-CBC", 16, 16, crypt_aes};
const struct cbc_alg cbc_aes_192 = {"AES-192-CBC", 24, 16, crypt_aes};
const struct cbc_alg cbc_aes_256 = {"AES-256-CBC", 32, 16, crypt_aes};
const struct cbc_alg cbc_des_ede3 = {"3DES-CBC", 24, 8, crypt_des_ede3};
