/* The strings of ASN.1 as text that a terminal can show: UTF-8, in which everything that could upset a terminal or make
 * a name look like another one is written as \XX, octet by octet. */
#ifndef X509_STRING_TEXT_H
#define X509_STRING_TEXT_H

#include "x509/der/text.h"

/* One character of a string, or octets that are none. */
struct character {
    bool valid;
    uint32_t point;
    tl_bytes octets; /* as they stand in the string */
};

bool string_is(unsigned tag); /* one of the string types that names and other values may have */

/* Takes the next character from a string of this type (a DER tag): BMPString has two octets for each, UniversalString
 * four, TeletexString is read as Latin-1, as everybody wrote it, and all others as UTF-8. False: no more. */
bool string_next(unsigned tag, tl_bytes *left, struct character *c);

/* Neither a control nor invisible, and it does not turn the direction of writing. */
bool character_is_safe(const struct character *c);

/* Whether every character of the string is. */
bool string_is_safe(unsigned tag, tl_bytes value);

/* The character in UTF-8, or where it is not safe its octets, of its UTF-8 where it is one, as \XX. */
void text_add_character(struct text *text, const struct character *c);

/* The whole string; a backslash is written twice. */
void string_write(unsigned tag, tl_bytes value, struct text *text);

#endif
