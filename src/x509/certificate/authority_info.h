/* AuthorityInfoAccess (RFC 5280 §4.2.2.1): where an issuer tells more. */
#ifndef X509_AUTHORITY_INFO_H
#define X509_AUTHORITY_INFO_H

#include "x509/names/general_names.h"

struct access_description {
    tl_bytes method; /* OID */
    struct general_name location;
};

bool authority_info_is_well_formed(tl_bytes content);

/* The next of the descriptions, which were found well-formed before; *cursor starts at 0. */
bool authority_info_next(tl_bytes content, size_t *cursor, struct access_description *description);

#endif
