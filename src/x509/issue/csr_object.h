/* A certification request as programs see it: one whose signature was found right. */
#ifndef X509_CSR_OBJECT_H
#define X509_CSR_OBJECT_H

#include <tlslite/x509.h>

#include "base/alloc.h"
#include "x509/issue/request.h"

struct tl_csr {
    struct ref_count refs;
    struct request request; /* views into content */
    tl_bytes names;         /* content of the subjectAltName that is asked for; empty: none */
    const char *subject;
    char content[]; /* the DER, then the text */
};

#endif
