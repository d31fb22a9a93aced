/* The list of extensions that hellos, EncryptedExtensions, Certificate entries and CertificateRequest carry
 * (RFC 8446 §4.2). */
#ifndef WIRE_EXTENSION_H
#define WIRE_EXTENSION_H

#include "base/reader.h"

#define EXTENSION_SERVER_NAME             0
#define EXTENSION_STATUS_REQUEST          5
#define EXTENSION_SUPPORTED_GROUPS        10
#define EXTENSION_EC_POINT_FORMATS        11
#define EXTENSION_SIGNATURE_ALGORITHMS    13
#define EXTENSION_ALPN                    16
#define EXTENSION_EXTENDED_MASTER_SECRET  23
#define EXTENSION_PRE_SHARED_KEY          41
#define EXTENSION_SUPPORTED_VERSIONS      43
#define EXTENSION_COOKIE                  44
#define EXTENSION_CERTIFICATE_AUTHORITIES 47
#define EXTENSION_KEY_SHARE               51
#define EXTENSION_RENEGOTIATION_INFO      0xff01

struct wire_extension {
    uint16_t type;
    tl_bytes content;
};

bool read_extension(struct reader *list, struct wire_extension *extension); /* false: no more, or failed */

/* Is the list well-formed? duplicate receives the first type that is there twice, -1 for none. */
bool check_extensions(tl_bytes list, int *duplicate);
bool find_extension(tl_bytes list, uint16_t type, tl_bytes *content);

#endif
