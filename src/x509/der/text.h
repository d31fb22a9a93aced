/* Text put together piece by piece in a fixed buffer: what does not fit is cut, and the cut shows. */
#ifndef X509_TEXT_H
#define X509_TEXT_H

#include "base/bytes.h"

struct text {
    char *out;
    size_t size, len; /* len: of the whole text, also where it was cut */
};

struct text text_into(char *out, size_t size); /* size > 0; out is "" at first */
void text_add(struct text *text, const char *string);
void text_add_char(struct text *text, char c);
void text_mark_cut(struct text *text); /* where the text was cut, its last characters become "..." */

#endif
