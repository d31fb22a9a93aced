/* Public and private keys as certificates and files hold them. */
#ifndef X509_KEY_WRITER_H
#define X509_KEY_WRITER_H

#include "crypto/signature.h"
#include "x509/der/der_writer.h"

/* SubjectPublicKeyInfo. */
void public_key_info_write(struct writer *w, const struct public_key *key);

/* PKCS #8 (RFC 5958). False: no memory. */
bool private_key_write(struct writer *w, const struct private_key *key);

#endif
