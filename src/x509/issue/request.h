/* Certification requests (PKCS #10, RFC 2986 §4): views into the DER, which must outlive them. */
#ifndef X509_REQUEST_H
#define X509_REQUEST_H

#include "base/error.h"
#include "x509/certificate/certificate.h"
#include "x509/der/der.h"

struct request {
    tl_bytes der;
    tl_bytes info;    /* certificationRequestInfo with tag and length: what is signed */
    tl_bytes version; /* INTEGER content: 0 is v1 */
    tl_bytes subject; /* Name with tag and length */
    tl_bytes spki;    /* SubjectPublicKeyInfo with tag and length */
    struct public_key key;
    tl_bytes attributes;                       /* content of the SET; data NULL: it was left out */
    tl_bytes algorithm;                        /* content of the AlgorithmIdentifier */
    const struct signature_alg *signature_alg; /* NULL: unknown */
    tl_bytes signature;                        /* BIT STRING content */
};

/* The frame alone, whatever its fields hold. */
bool request_read(tl_bytes der, struct request *request);

/* Strict; false with a sentence in *error. Nothing is verified. */
bool request_parse(tl_bytes der, struct request *request, tl_error *error);

/* Whether who asks has the key: the signature is that of the key in the request. */
bool request_verify(const struct request *request, const tl_crypto *crypto, tl_error *error);

/* The next Attribute of the SET: its type, and the content of its values. */
void request_read_attribute(struct reader *attributes, tl_bytes *type, tl_bytes *values);

/* The content of the subjectAltName among the extensions that are asked for (RFC 2985 §5.4.2); empty: there is none.
 * False: what is there is malformed. */
bool request_alt_names(const struct request *request, tl_bytes *names);

#endif
