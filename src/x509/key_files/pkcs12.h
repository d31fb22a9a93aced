/* Reading PKCS #12 files (RFC 7292), as OpenSSL, GnuTLS and Java write them: in DER, with a MAC by password. */
#ifndef X509_PKCS12_H
#define X509_PKCS12_H

#include "x509/key_files/encrypted_key.h"

struct pkcs12 {
    struct buffer certificates; /* DER, one after the other, in the file's order */
    struct buffer key;          /* the first PrivateKeyInfo; empty: there is none */
};

/* Is this a PFX? It begins with version 3, which no certificate and no key does. */
bool pkcs12_is(tl_bytes der);

/* Verifies the MAC, then takes out certificates and key. False with a sentence; pkcs12_clear is due either way. */
bool pkcs12_open(struct unlocking *unlocking, tl_bytes der, struct pkcs12 *content);
void pkcs12_clear(struct pkcs12 *content);

#endif
