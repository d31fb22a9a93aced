/* What PEM text and DER hold, each from its DER. False: it is no such thing, and nothing was told. */
#ifndef X509_DESCRIBE_OBJECTS_H
#define X509_DESCRIBE_OBJECTS_H

#include "base/error.h"
#include "x509/describe/description.h"

bool describe_certificate(struct description *d, tl_bytes der, tl_error *error);
bool describe_crl(struct description *d, tl_bytes der, tl_error *error);
bool describe_request(struct description *d, tl_bytes der, tl_error *error);

/* Of a private key only its form, kind and size: never an octet that is secret. */
bool describe_private_key(struct description *d, tl_bytes der, tl_error *error);

#endif
