#include "x509/key_files/key_encryption.h"

#include "base/control.h"
#include "base/error.h"
#include "base/pem.h"
#include "base/secret.h"
#include "crypto/kdf.h"
#include "crypto/provider.h"
#include "x509/der/oid.h"
#include "x509/key_files/encrypted_key.h"
#include "x509/key_files/key_writer.h"
#include "x509/sentences.h"

enum { SALT_LEN = 16, KEY_LEN = 32, IV_LEN = 16 };

struct sealing {
    const tl_key_encryption *encryption;
    uint8_t salt[SALT_LEN], iv[IV_LEN], key[KEY_LEN];
};

/* ---- PBES2-params (RFC 8018 A.4) ---- */

static void write_pbkdf2(struct writer *w, const struct sealing *sealing) {
    static const tl_bytes hmac = OID_VIEW(OID_HMAC_WITH_SHA256);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_PBKDF2));
    size_t params = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OCTET_STRING, bytes_of(sealing->salt, SALT_LEN));
    der_write_small(w, KEY_PBKDF2_ROUNDS);
    size_t prf = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, hmac);
    der_write(w, DER_NULL, (tl_bytes){0});
    der_end(w, prf);
    der_end(w, params);
}

static void write_scrypt(struct writer *w, const struct sealing *sealing) { /* RFC 7914 §7 */
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_SCRYPT));
    size_t params = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OCTET_STRING, bytes_of(sealing->salt, SALT_LEN));
    der_write_small(w, KEY_SCRYPT_N);
    der_write_small(w, KEY_SCRYPT_R);
    der_write_small(w, KEY_SCRYPT_P);
    der_end(w, params);
}

static void write_algorithm(struct writer *w, const struct sealing *sealing) {
    size_t algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_PBES2));
    size_t params = der_begin(w, DER_SEQUENCE), kdf = der_begin(w, DER_SEQUENCE);
    if (sealing->encryption->kdf == TL_KEY_KDF_SCRYPT) {
        write_scrypt(w, sealing);
    } else {
        write_pbkdf2(w, sealing);
    }
    der_end(w, kdf);
    size_t cipher = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_AES_256_CBC));
    der_write(w, DER_OCTET_STRING, bytes_of(sealing->iv, IV_LEN));
    der_end(w, cipher);
    der_end(w, params);
    der_end(w, algorithm);
}

/* ---- sealing ---- */

static bool derive(struct sealing *sealing, tl_error *error) {
    tl_bytes password = sealing->encryption->password, salt = bytes_of(sealing->salt, SALT_LEN);
    if (sealing->encryption->kdf == TL_KEY_KDF_SCRYPT) {
        REQUIRE(kdf_scrypt(password, salt, KEY_SCRYPT_N, KEY_SCRYPT_R, KEY_SCRYPT_P, sealing->key, KEY_LEN),
                error_set(error, CRYPTO_FAILED, "derive a key with scrypt"));
        return true;
    }
    REQUIRE(kdf_pbkdf2(&hash_sha256, password, salt, KEY_PBKDF2_ROUNDS, sealing->key, KEY_LEN),
            error_set(error, CRYPTO_FAILED, "derive a key with PBKDF2"));
    return true;
}

static bool draw(struct sealing *sealing, tl_error *error) {
    const tl_crypto *given = sealing->encryption->crypto;
    tl_crypto *crypto = crypto_or_new(given, error);
    TRY(crypto != NULL);
    bool drawn = crypto_random(crypto, sealing->salt, SALT_LEN) && crypto_random(crypto, sealing->iv, IV_LEN);
    tl_crypto_free(crypto);
    REQUIRE(drawn, error_set(error, CRYPTO_FAILED, "give random octets"));
    return true;
}

/* EncryptedPrivateKeyInfo (RFC 5958 §3) */
static bool write_sealed(struct writer *w, const struct sealing *sealing, tl_bytes plain, tl_error *error) {
    struct buffer sealed = {0};
    REQUIRE(buffer_reserve(&sealed, plain.len + CBC_MAX_BLOCK), error_set(error, OUT_OF_MEMORY));
    bool encrypted = cbc_encrypt(&cbc_aes_256, sealing->key, sealing->iv, plain, sealed.data, &sealed.len);
    if (encrypted) {
        size_t info = der_begin(w, DER_SEQUENCE);
        write_algorithm(w, sealing);
        der_write(w, DER_OCTET_STRING, buffer_bytes(&sealed));
        der_end(w, info);
    }
    buffer_clear(&sealed);
    REQUIRE(encrypted, error_set(error, CRYPTO_FAILED, "encrypt a private key"));
    REQUIRE(!w->failed, error_set(error, OUT_OF_MEMORY));
    return true;
}

static bool check(const tl_key_encryption *encryption, tl_error *error) {
    REQUIRE(encryption->kdf == TL_KEY_KDF_PBKDF2 || encryption->kdf == TL_KEY_KDF_SCRYPT,
            error_set(error, USELESS_CERTIFICATE_OPTIONS, "kdf is not one of the TL_KEY_KDF_ constants"));
    REQUIRE(encryption->password.len > 0 && encryption->password.len <= PASSWORD_MAX_LEN,
            error_set(error, USELESS_CERTIFICATE_OPTIONS, "the password for the key has not 1 to 1024 octets"));
    return true;
}

static bool seal(struct writer *w, const tl_key_encryption *encryption, tl_bytes plain, tl_error *error) {
    struct sealing sealing = {.encryption = encryption};
    bool ok = check(encryption, error) && draw(&sealing, error) && derive(&sealing, error) &&
              write_sealed(w, &sealing, plain, error);
    secret_wipe(&sealing, sizeof sealing);
    return ok;
}

bool private_key_write_pem(struct writer *w, const struct private_key *key, const tl_key_encryption *encryption,
                           tl_error *error) {
    struct buffer plain = {0}, sealed = {0};
    struct writer plain_writer = writer_to(&plain), sealed_writer = writer_to(&sealed);
    bool ok = private_key_write(&plain_writer, key) || error_set(error, OUT_OF_MEMORY);
    if (ok && encryption != NULL) {
        ok = seal(&sealed_writer, encryption, buffer_bytes(&plain), error);
    }
    if (ok) {
        pem_write(w, encryption != NULL ? PEM_ENCRYPTED_KEY : PEM_PRIVATE_KEY,
                  buffer_bytes(encryption != NULL ? &sealed : &plain));
        ok = !w->failed || error_set(error, OUT_OF_MEMORY);
    }
    buffer_clear(&sealed);
    buffer_clear(&plain);
    return ok;
}
