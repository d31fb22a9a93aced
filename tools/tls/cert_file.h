/* Certificates from files, one behind the other. */
#ifndef TLS_CERT_FILE_H
#define TLS_CERT_FILE_H

#include <tlslite/x509.h>

enum { MAX_CERTIFICATES = 500 };

struct certificates {
    tl_cert *certs[MAX_CERTIFICATES];
    tl_bytes ders[MAX_CERTIFICATES];
    size_t count;
};

/* Adds all PEM blocks with certificates, or the one certificate in DER. False: what is wrong was said. */
bool read_certificates(struct certificates *to, const char *file);
void free_certificates(struct certificates *certificates);

#endif
