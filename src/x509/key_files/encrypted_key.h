/* Decrypting what a password protects: PKCS #8 (RFC 5958 §3) and the parts of PKCS #12, by PBES2 (RFC 8018 §6.2, with
 * PBKDF2 or scrypt and AES-CBC), and by PKCS #12's own way with triple DES. */
#ifndef X509_ENCRYPTED_KEY_H
#define X509_ENCRYPTED_KEY_H

#include "base/buffer.h"
#include "base/error.h"

#define PASSWORD_MAX_LEN 1024

/* What one file may cost: rounds of PBKDF2 or of PKCS #12's derivation, or blocks of scrypt (n * r * p), all together.
 */
#define UNLOCKING_MAX_WORK 20000000u
#define SCRYPT_MAX_MEMORY  (256u << 20)
#define UNLOCKING_MAX_SALT 1024u

/* A file that is being unlocked: the password is asked for once, when it is needed first. */
struct unlocking {
    tl_password_fn *ask; /* NULL: there is no password */
    void *arg;
    const char *source; /* the file's name in sentences */
    tl_error *error;
    uint32_t work_left;
    bool has_asked;
    char password[PASSWORD_MAX_LEN];
    size_t password_len;
};

void unlocking_init(struct unlocking *unlocking, tl_password_fn *ask, void *arg, const char *source, tl_error *error);
void unlocking_clear(struct unlocking *unlocking);

/* Asks for the password unless that was done; false with a sentence where there is none. */
bool unlocking_password(struct unlocking *unlocking, tl_bytes *password);

/* The password as PKCS #12 wants it: a BMPString with two zero octets behind it (RFC 7292 B.1), into an empty buffer.
 */
bool unlocking_bmp_password(struct unlocking *unlocking, struct buffer *password);

/* Takes work from what is left, or says that the file asks for too much. */
bool unlocking_spend(struct unlocking *unlocking, uint64_t work);

/* Decrypts by an AlgorithmIdentifier's content, into an empty buffer. */
bool unlocking_decrypt(struct unlocking *unlocking, tl_bytes algorithm, tl_bytes ciphertext, struct buffer *plain);

/* EncryptedPrivateKeyInfo: to a PrivateKeyInfo in an empty buffer. */
bool encrypted_key_open(struct unlocking *unlocking, tl_bytes der, struct buffer *plain);

/* Is this an EncryptedPrivateKeyInfo, as against a certificate or a key? All begin with a SEQUENCE. */
bool encrypted_key_is(tl_bytes der);

#endif
