#include "x509/key_files/encrypted_key.h"

#include "base/control.h"
#include "base/secret.h"
#include "crypto/kdf.h"
#include "x509/der/der.h"
#include "x509/der/oid.h"
#include "x509/key_files/password_text.h"
#include "x509/sentences.h"

/* ---- the password and the work ---- */

void unlocking_init(struct unlocking *unlocking, tl_password_fn *ask, void *arg, const char *source, tl_error *error) {
    *unlocking =
        (struct unlocking){.ask = ask, .arg = arg, .source = source, .error = error, .work_left = UNLOCKING_MAX_WORK};
}

void unlocking_clear(struct unlocking *unlocking) {
    secret_wipe(unlocking, sizeof *unlocking);
}

bool unlocking_password(struct unlocking *unlocking, tl_bytes *password) {
    if (!unlocking->has_asked) {
        size_t len = 0;
        REQUIRE(unlocking->ask != NULL, error_set(unlocking->error, ENCRYPTED_KEY, unlocking->source));
        REQUIRE(unlocking->ask(unlocking->arg, unlocking->source, unlocking->password, PASSWORD_MAX_LEN, &len),
                error_set(unlocking->error, NO_PASSWORD, unlocking->source));
        REQUIRE(len <= PASSWORD_MAX_LEN, error_set(unlocking->error, NO_PASSWORD, unlocking->source));
        unlocking->password_len = len;
        unlocking->has_asked = true;
    }
    *password = bytes_of(unlocking->password, unlocking->password_len);
    return true;
}

bool unlocking_bmp_password(struct unlocking *unlocking, struct buffer *password) {
    tl_bytes utf8;
    TRY(unlocking_password(unlocking, &utf8));
    REQUIRE(buffer_reserve(password, 2 * utf8.len + 2), error_set(unlocking->error, OUT_OF_MEMORY));
    REQUIRE(password_to_bmp(utf8, password), error_set(unlocking->error, PASSWORD_NOT_UTF8, unlocking->source));
    return true;
}

bool unlocking_spend(struct unlocking *unlocking, uint64_t work) {
    REQUIRE(work <= unlocking->work_left, error_set(unlocking->error, TOO_MUCH_WORK, unlocking->source,
                                                    (unsigned long long)work, (unsigned long)UNLOCKING_MAX_WORK));
    unlocking->work_left -= (uint32_t)work;
    return true;
}

/* ---- PBES2 ---- */

struct scheme {
    const struct cbc_alg *cipher;
    uint8_t key[CBC_MAX_KEY_LEN], iv[CBC_MAX_BLOCK];
};

static bool malformed(const struct unlocking *unlocking) {
    return error_set(unlocking->error, BAD_ENCRYPTION, unlocking->source);
}

static bool unsupported(const struct unlocking *unlocking, tl_bytes oid) {
    char name[OID_TEXT_SIZE];
    oid_text(oid, name);
    return error_set(unlocking->error, UNSUPPORTED_ENCRYPTION, unlocking->source, name);
}

/* Those of PKCS #12, 1.2.840.113549.1.12.1 (RFC 7292 appendix C), are RC2, RC4 and triple DES. */
static bool unsupported_scheme(const struct unlocking *unlocking, tl_bytes oid) {
    static const tl_bytes arc = OID_VIEW(OID_PKCS12_PBE);
    char name[OID_TEXT_SIZE];
    if (oid.len < arc.len || !bytes_equal(bytes_of(oid.data, arc.len), arc)) {
        return unsupported(unlocking, oid);
    }
    oid_text(oid, name);
    return error_set(unlocking->error, LEGACY_PKCS12_ENCRYPTION, unlocking->source, name);
}

static const struct hash_alg *prf_hash(tl_bytes oid) {
    return oid_is(oid, OID_HMAC_WITH_SHA1)     ? &hash_sha1
           : oid_is(oid, OID_HMAC_WITH_SHA256) ? &hash_sha256
           : oid_is(oid, OID_HMAC_WITH_SHA384) ? &hash_sha384
           : oid_is(oid, OID_HMAC_WITH_SHA512) ? &hash_sha512
                                               : NULL;
}

static const struct cbc_alg *cipher_by_oid(tl_bytes oid) {
    return oid_is(oid, OID_AES_128_CBC)   ? &cbc_aes_128
           : oid_is(oid, OID_AES_192_CBC) ? &cbc_aes_192
           : oid_is(oid, OID_AES_256_CBC) ? &cbc_aes_256
                                          : NULL;
}

/* The PRF is HMAC with SHA-1 where it is not named (RFC 8018 A.2). */
static tl_bytes read_prf(struct reader *r) {
    tl_bytes oid = OID_VIEW(OID_HMAC_WITH_SHA1);
    if (read_more(r)) {
        struct reader prf = der_enter(r, DER_SEQUENCE);
        oid = der_read_oid(&prf);
        if (read_more(&prf)) {
            der_read_null(&prf);
        }
        der_leave(r, &prf);
    }
    return oid;
}

/* Each block of the key, as long as a digest, takes all the rounds (RFC 8018 §5.2). */
static uint64_t pbkdf2_work(const struct hash_alg *hash, uint32_t iterations, uint32_t key_len) {
    return (uint64_t)iterations * ((key_len + hash->len - 1) / hash->len);
}

/* PBKDF2-params ::= SEQUENCE { salt, iterationCount, keyLength OPTIONAL, prf DEFAULT } */
static bool derive_pbkdf2(struct unlocking *unlocking, struct reader r, struct scheme *scheme) {
    tl_bytes salt = der_read(&r, DER_OCTET_STRING);
    uint32_t iterations = der_read_small(&r, UINT32_MAX);
    uint32_t key_len = der_next_is(&r, DER_INTEGER) ? der_read_small(&r, CBC_MAX_KEY_LEN) : scheme->cipher->key_len;
    tl_bytes prf = read_prf(&r), password;
    REQUIRE(read_end(&r) && key_len == scheme->cipher->key_len && iterations > 0 && salt.len <= UNLOCKING_MAX_SALT,
            malformed(unlocking));
    REQUIRE(prf_hash(prf) != NULL, unsupported(unlocking, prf));
    TRY(unlocking_spend(unlocking, pbkdf2_work(prf_hash(prf), iterations, key_len)));
    TRY(unlocking_password(unlocking, &password));
    REQUIRE(kdf_pbkdf2(prf_hash(prf), password, salt, iterations, scheme->key, key_len),
            error_set(unlocking->error, CRYPTO_FAILED, "derive a key with PBKDF2"));
    return true;
}

/* scrypt-params ::= SEQUENCE { salt, costParameter, blockSize, parallelizationParameter, keyLength OPTIONAL } */
static bool derive_scrypt(struct unlocking *unlocking, struct reader r, struct scheme *scheme) {
    tl_bytes salt = der_read(&r, DER_OCTET_STRING), password;
    uint64_t n = der_read_small(&r, UINT32_MAX);
    uint32_t block = der_read_small(&r, UINT16_MAX), parallel = der_read_small(&r, UINT16_MAX);
    uint32_t key_len = read_more(&r) ? der_read_small(&r, CBC_MAX_KEY_LEN) : scheme->cipher->key_len;
    bool power_of_two = n > 1 && (n & (n - 1)) == 0;
    REQUIRE(read_end(&r) && key_len == scheme->cipher->key_len && power_of_two && block > 0 && parallel > 0 &&
                salt.len <= UNLOCKING_MAX_SALT,
            malformed(unlocking));
    REQUIRE(128 * n * block <= SCRYPT_MAX_MEMORY && 128 * (uint64_t)block * parallel <= SCRYPT_MAX_MEMORY,
            error_set(unlocking->error, TOO_MUCH_MEMORY, unlocking->source, (unsigned long long)(n * block / 8192),
                      SCRYPT_MAX_MEMORY >> 20));
    TRY(unlocking_spend(unlocking, n * block * parallel));
    TRY(unlocking_password(unlocking, &password));
    REQUIRE(kdf_scrypt(password, salt, n, block, parallel, scheme->key, key_len),
            error_set(unlocking->error, CRYPTO_FAILED, "derive a key with scrypt"));
    return true;
}

/* PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme } (RFC 8018 A.4) */
static bool prepare_pbes2(struct unlocking *unlocking, struct reader r, struct scheme *scheme) {
    struct reader outer = der_enter(&r, DER_SEQUENCE);
    struct reader kdf = der_enter(&outer, DER_SEQUENCE), cipher = der_enter(&outer, DER_SEQUENCE);
    tl_bytes kdf_oid = der_read_oid(&kdf), cipher_oid = der_read_oid(&cipher);
    struct reader parameters = der_enter(&kdf, DER_SEQUENCE);
    REQUIRE(!outer.failed && !parameters.failed && !cipher.failed && read_end(&kdf) && read_end(&outer) && read_end(&r),
            malformed(unlocking));
    scheme->cipher = cipher_by_oid(cipher_oid);
    REQUIRE(scheme->cipher != NULL, unsupported(unlocking, cipher_oid));
    tl_bytes iv = der_read(&cipher, DER_OCTET_STRING);
    REQUIRE(read_end(&cipher) && iv.len == scheme->cipher->block_len, malformed(unlocking));
    memcpy(scheme->iv, iv.data, iv.len);
    if (oid_is(kdf_oid, OID_PBKDF2)) {
        return derive_pbkdf2(unlocking, parameters, scheme);
    }
    REQUIRE(oid_is(kdf_oid, OID_SCRYPT), unsupported(unlocking, kdf_oid));
    return derive_scrypt(unlocking, parameters, scheme);
}

/* ---- PKCS #12's own ---- */

/* pkcs-12PbeParams ::= SEQUENCE { salt, iterations } (RFC 7292 appendix C) */
static bool prepare_pkcs12(struct unlocking *unlocking, struct reader r, struct scheme *scheme) {
    struct reader parameters = der_enter(&r, DER_SEQUENCE);
    tl_bytes salt = der_read(&parameters, DER_OCTET_STRING);
    uint32_t iterations = der_read_small(&parameters, UINT32_MAX);
    REQUIRE(read_end(&parameters) && read_end(&r) && iterations > 0 && salt.len > 0 && salt.len <= UNLOCKING_MAX_SALT,
            malformed(unlocking));
    TRY(unlocking_spend(unlocking, 3 * (uint64_t)iterations)); /* two blocks of SHA-1 for the key, one for the IV */
    struct buffer password = {0};
    scheme->cipher = &cbc_des_ede3;
    bool ok = unlocking_bmp_password(unlocking, &password);
    if (ok && (!kdf_pkcs12(&hash_sha1, KDF_PKCS12_KEY, buffer_bytes(&password), salt, iterations, scheme->key, 24) ||
               !kdf_pkcs12(&hash_sha1, KDF_PKCS12_IV, buffer_bytes(&password), salt, iterations, scheme->iv, 8))) {
        ok = error_set(unlocking->error, CRYPTO_FAILED, "derive a key as PKCS #12 does");
    }
    buffer_clear(&password);
    return ok;
}

/* ---- decrypting ---- */

static bool prepare(struct unlocking *unlocking, tl_bytes algorithm, struct scheme *scheme) {
    struct reader r = reader_of(algorithm);
    tl_bytes oid = der_read_oid(&r);
    REQUIRE(!r.failed, malformed(unlocking));
    if (oid_is(oid, OID_PBES2)) {
        return prepare_pbes2(unlocking, r, scheme);
    }
    REQUIRE(oid_is(oid, OID_PBE_SHA1_3DES), unsupported_scheme(unlocking, oid));
    return prepare_pkcs12(unlocking, r, scheme);
}

bool unlocking_decrypt(struct unlocking *unlocking, tl_bytes algorithm, tl_bytes ciphertext, struct buffer *plain) {
    struct scheme scheme = {0};
    bool ok = prepare(unlocking, algorithm, &scheme);
    if (ok && !buffer_reserve(plain, ciphertext.len + 1)) {
        ok = error_set(unlocking->error, OUT_OF_MEMORY);
    }
    if (ok && !cbc_decrypt(scheme.cipher, scheme.key, scheme.iv, ciphertext, plain->data, &plain->len)) {
        ok = error_set(unlocking->error, WRONG_PASSWORD, unlocking->source);
    }
    secret_wipe(&scheme, sizeof scheme);
    return ok;
}

bool encrypted_key_is(tl_bytes der) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    struct reader algorithm = der_enter(&r, DER_SEQUENCE);
    return der_next_is(&algorithm, DER_OID) && der_next_is(&r, DER_OCTET_STRING);
}

/* A wrong key gives right padding once in 256 times: then what comes out is no PrivateKeyInfo. */
bool encrypted_key_open(struct unlocking *unlocking, tl_bytes der, struct buffer *plain) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    tl_bytes algorithm = der_read(&r, DER_SEQUENCE), ciphertext = der_read(&r, DER_OCTET_STRING);
    der_leave(&outer, &r);
    REQUIRE(read_end(&outer), malformed(unlocking));
    TRY(unlocking_decrypt(unlocking, algorithm, ciphertext, plain));
    struct reader content = reader_of(buffer_bytes(plain));
    struct reader key = der_enter(&content, DER_SEQUENCE);
    der_read_small(&key, 1);
    REQUIRE(read_end(&content) && der_next_is(&key, DER_SEQUENCE),
            error_set(unlocking->error, WRONG_PASSWORD, unlocking->source));
    return true;
}
