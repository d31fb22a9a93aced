/* What PEM text and DER hold, each from its DER. False: it is no such thing, and nothing was told. */
#ifndef X509_DESCRIBE_OBJECTS_H
#define X509_DESCRIBE_OBJECTS_H

#include "base/error.h"
#include "x509/describe/description.h"

bool describe_certificate(struct description *d, tl_bytes der, tl_error *error);
bool describe_crl(struct description *d, tl_bytes der, tl_error *error);
bool describe_request(struct description *d, tl_bytes der, tl_error *error);

/* Of private keys only form, kind and public half: never an octet that is secret. What is encrypted is told as it
 * stands, and opened where the description has a password. */
bool describe_pkcs12(struct description *d, tl_bytes der, tl_error *error);
bool describe_private_key(struct description *d, tl_bytes der, tl_error *error);

#endif
