/* DNS names as hosts have them. */
#ifndef X509_HOST_NAME_H
#define X509_HOST_NAME_H

#include "x509/der/text.h"

bool host_name_is_well_formed(tl_bytes name);
bool host_names_equal(tl_bytes a, tl_bytes b); /* without regard to case */

/* An address of 4 or 16 octets as people write it, and a presented DNS name with what is no name character escaped. */
void ip_address_write(tl_bytes address, struct text *text);
void dns_name_write(tl_bytes name, struct text *text);

#endif
