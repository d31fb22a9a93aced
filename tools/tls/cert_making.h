/* Making what the options of `tls cert make` came to. */
#ifndef TLS_CERT_MAKING_H
#define TLS_CERT_MAKING_H

#include <tlslite/x509.h>

#define MAX_TEXTS 100

struct text_list {
    const char *texts[MAX_TEXTS];
    size_t num;
};

struct making {
    const char *command;
    tl_cert_options options; /* names and URLs point into the lists */
    struct text_list names, ocsp_urls, crl_urls, issuer_urls;
    const char *issuer_file, *key_file, *request_file;       /* read */
    const char *out_file, *cert_out_file, *request_out_file; /* written */
    const char *password_file, *new_password_file;           /* NULL: ask */
    bool key_only, has_key_type, encrypt_key;
    tl_key_kdf kdf;
    unsigned long days;
};

/* It says what was made on stdout, or what is wrong on stderr. */
bool make(struct making *making);

#endif
