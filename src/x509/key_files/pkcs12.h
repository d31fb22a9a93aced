/* PKCS #12 files (RFC 7292), as OpenSSL, GnuTLS and Java write them: in DER, with a MAC by password. */
#ifndef X509_PKCS12_H
#define X509_PKCS12_H

#include "crypto/hash.h"
#include "x509/der/der.h"
#include "x509/key_files/encrypted_key.h"

/* Is this a PFX? It begins with version 3, which no certificate and no key does. */
bool pkcs12_is(tl_bytes der);

/* ---- its structures, as views; each function gives NULL, or what is malformed, in words ---- */

struct pkcs12_mac {
    tl_bytes algorithm;          /* the OID */
    const struct hash_alg *hash; /* NULL: none that we have */
    tl_bytes digest, salt;
    uint32_t iterations;
};

struct pkcs12_file {
    tl_bytes safe; /* AuthenticatedSafe: what the MAC protects */
    bool has_mac;
    struct pkcs12_mac mac;
};
const char *pkcs12_read(tl_bytes der, struct pkcs12_file *file);

struct pkcs12_part {
    bool encrypted;
    tl_bytes algorithm; /* of the encryption: an AlgorithmIdentifier's content */
    tl_bytes octets;    /* SafeContents, or what it was encrypted to */
};
const char *pkcs12_read_part(struct reader *parts, struct pkcs12_part *part);

struct pkcs12_bag {
    tl_bytes type;       /* the OID */
    tl_bytes value;      /* an element */
    tl_bytes attributes; /* the content of the SET; empty: there are none */
};
const char *pkcs12_read_bag(struct reader *bags, struct pkcs12_bag *bag);

/* Of a bag with a certificate; *der is empty where it is none of X.509. */
const char *pkcs12_read_certificate(const struct pkcs12_bag *bag, tl_bytes *der);

/* The elements of AuthenticatedSafe or SafeContents; failed: it is neither. */
struct reader pkcs12_elements(tl_bytes sequence);

/* ---- opening ---- */

/* Whether the password is right and the file unaltered; false with a sentence. */
bool pkcs12_check_mac(struct unlocking *unlocking, const struct pkcs12_file *file);

struct pkcs12 {
    struct buffer certificates; /* DER, one after the other, in the file's order */
    struct buffer key;          /* the first PrivateKeyInfo; empty: there is none */
};

/* Verifies the MAC, then takes out certificates and key. False with a sentence; pkcs12_clear is due either way. */
bool pkcs12_open(struct unlocking *unlocking, tl_bytes der, struct pkcs12 *content);
void pkcs12_clear(struct pkcs12 *content);

#endif
