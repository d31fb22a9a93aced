/* Hexadecimal text. Not for secrets: the time taken depends on nothing but the length, but texts are rarely wiped. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/bytes.h"

void hex_encode(tl_bytes bytes, char *out); /* lower case; out: 2 * len + 1 octets, NUL-terminated */

/* Reads pairs of digits of either case; colons between pairs are passed over. False: another character, half a pair, or
 * more than size octets. */
bool hex_decode(const char *text, uint8_t *out, size_t size, size_t *len);
bool hex_decode_bytes(tl_bytes text, uint8_t *out, size_t size, size_t *len);

#endif
