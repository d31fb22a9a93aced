/* Private keys as files hold them: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017 A.1.2), SEC 1 (RFC 5915). */
#ifndef X509_PRIVATE_KEY_FILE_H
#define X509_PRIVATE_KEY_FILE_H

#include "base/buffer.h"
#include "base/error.h"
#include "crypto/signature.h"
#include "x509/key_files/encrypted_key.h"

/* From DER in any of the three forms, into views of it. source names it in sentences. */
bool private_key_parse(tl_bytes der, struct private_key_parts *parts, const char *source, tl_error *error);

/* The key of what was parsed; NULL with a sentence. A usable one may make a signature of ours, which the parameters of
 * an RSASSA-PSS key may rule out. */
struct private_key *private_key_of(const struct private_key_parts *parts, const char *source, tl_error *error);
struct private_key *private_key_usable(const struct private_key_parts *parts, const char *source, tl_error *error);

/* The DER of the first private key in PEM text, or DER as it is, into an empty buffer; decrypted where it is encrypted.
 */
bool private_key_find(tl_bytes octets, struct unlocking *unlocking, struct buffer *der);

#endif
