/* Base64 (RFC 4648 §4) as PEM uses it. Private keys pass through here: no octet of the text is used as an index. */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/bytes.h"

static inline size_t base64_encoded_len(size_t len) {
    return (len + 2) / 3 * 4;
}

/* Octets that decoding a text of this length can give at most. */
static inline size_t base64_decoded_max(size_t text_len) {
    return text_len / 4 * 3 + 3;
}

void base64_encode(tl_bytes bytes, char *out); /* base64_encoded_len(len) characters, not terminated */

/* Decodes into out, which may be where the text begins: decoding in place needs no second buffer. White space may stand
 * anywhere; padding must be complete, and the bits under it zero (RFC 4648 §3.5). */
bool base64_decode(tl_bytes text, uint8_t *out, size_t *len);

#endif
