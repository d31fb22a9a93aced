/* PEM: blocks of base64 between lines with a label, among any other text (RFC 7468). */
#ifndef BASE_PEM_H
#define BASE_PEM_H

#include "base/base64.h"
#include "base/writer.h"

/* What blocks that we read are called (RFC 7468, and of keys OpenSSL's names). */
#define PEM_CERTIFICATE     "CERTIFICATE"
#define PEM_CRL             "X509 CRL"
#define PEM_REQUEST         "CERTIFICATE REQUEST"
#define PEM_NEW_REQUEST     "NEW CERTIFICATE REQUEST"
#define PEM_PRIVATE_KEY     "PRIVATE KEY"
#define PEM_ENCRYPTED_KEY   "ENCRYPTED PRIVATE KEY"
#define PEM_RSA_PRIVATE_KEY "RSA PRIVATE KEY"
#define PEM_EC_PRIVATE_KEY  "EC PRIVATE KEY"
#define PEM_PUBLIC_KEY      "PUBLIC KEY"
#define PEM_PKCS12          "PKCS12"

struct pem_block {
    tl_bytes label;  /* "CERTIFICATE" */
    tl_bytes base64; /* with white space */
    bool encrypted;  /* has the header of RFC 1421 that says so */
};

enum pem_result {
    PEM_BLOCK,
    PEM_BROKEN, /* a BEGIN line without its END line; text is past that BEGIN line */
    PEM_END     /* no further block */
};

/* The next block of the text, which moves behind it. */
enum pem_result pem_next(tl_bytes *text, struct pem_block *block);

static inline bool pem_label_is(const struct pem_block *block, const char *label) {
    return bytes_equal(block->label, bytes_of_string(label));
}

/* Appends a block in lines of 64 characters. */
void pem_write(struct writer *w, const char *label, tl_bytes der);

#endif
