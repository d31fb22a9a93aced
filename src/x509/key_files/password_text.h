/* Passwords in the encoding of PKCS #12. */
#ifndef X509_PASSWORD_TEXT_H
#define X509_PASSWORD_TEXT_H

#include "base/buffer.h"

/* UTF-8 to UTF-16 with the high octet first and two zero octets at the end, into a buffer that has room for 2 * len + 2
 * octets. False: not UTF-8. */
bool password_to_bmp(tl_bytes utf8, struct buffer *out);

#endif
