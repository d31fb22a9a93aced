#include "x509/der/text.h"

struct text text_into(char *out, size_t size) {
    out[0] = '\0';
    return (struct text){out, size, 0};
}

void text_add_char(struct text *text, char c) {
    if (text->len + 1 < text->size) {
        text->out[text->len] = c;
        text->out[text->len + 1] = '\0';
    }
    text->len++;
}

void text_add(struct text *text, const char *string) {
    while (*string != '\0') {
        text_add_char(text, *string++);
    }
}

void text_mark_cut(struct text *text) {
    if (text->len >= text->size && text->size > 3) {
        memcpy(text->out + text->size - 4, "...", 4);
    }
}
