#include "base/pem.h"

#define BEGIN  "-----BEGIN "
#define END    "-----END "
#define DASHES "-----"

static bool starts_with(tl_bytes text, tl_bytes start) {
    return text.len >= start.len && bytes_equal(bytes_of(text.data, start.len), start);
}

/* The text up to the end of its first line, without the line's end. */
static tl_bytes first_line(tl_bytes text) {
    const uint8_t *newline = text.len > 0 ? memchr(text.data, '\n', text.len) : NULL;
    tl_bytes line = {text.data, newline != NULL ? (size_t)(newline - text.data) : text.len};
    while (line.len > 0 && (line.data[line.len - 1] == '\r' || line.data[line.len - 1] == ' ')) {
        line.len--;
    }
    return line;
}

static tl_bytes after_first_line(tl_bytes text) {
    const uint8_t *newline = text.len > 0 ? memchr(text.data, '\n', text.len) : NULL;
    return newline != NULL ? bytes_from(text, (size_t)(newline - text.data) + 1) : (tl_bytes){0};
}

/* If the text's first line is `start`, a label and dashes: that label. */
static bool boundary_label(tl_bytes text, const char *start, tl_bytes *label) {
    tl_bytes head = bytes_of_string(start), tail = bytes_of_string(DASHES);
    if (!starts_with(text, head)) {
        return false;
    }
    tl_bytes line = bytes_from(first_line(text), head.len);
    if (line.len < tail.len || !bytes_equal(bytes_from(line, line.len - tail.len), tail)) {
        return false;
    }
    *label = (tl_bytes){line.data, line.len - tail.len};
    return true;
}

/* Moves to the next line that begins a block: dashes are rare, so look for them first. */
static bool find_begin(tl_bytes *text, tl_bytes *label) {
    const uint8_t *start = text->data;
    while (text->len > 0) {
        const uint8_t *dash = memchr(text->data, '-', text->len);
        if (dash == NULL) {
            break;
        }
        bool at_line_start = dash == start || dash[-1] == '\n';
        *text = bytes_from(*text, (size_t)(dash - text->data));
        if (at_line_start && boundary_label(*text, BEGIN, label)) {
            *text = after_first_line(*text);
            return true;
        }
        *text = bytes_from(*text, 1);
    }
    *text = (tl_bytes){0};
    return false;
}

/* RFC 1421 headers ("Proc-Type: 4,ENCRYPTED") end at the first empty line. */
static void skip_headers(struct pem_block *block) {
    tl_bytes line = first_line(block->base64);
    if (line.len == 0 || memchr(line.data, ':', line.len) == NULL) {
        return;
    }
    while (line.len > 0) {
        block->encrypted = block->encrypted || memmem(line.data, line.len, "ENCRYPTED", 9) != NULL;
        block->base64 = after_first_line(block->base64);
        line = first_line(block->base64);
    }
}

/* The end of the block's body: the first dash that begins a line (headers may have dashes elsewhere). */
static const uint8_t *find_end(tl_bytes text) {
    const uint8_t *dash = text.len > 0 ? memchr(text.data, '-', text.len) : NULL;
    while (dash != NULL && dash != text.data && dash[-1] != '\n') {
        size_t next = (size_t)(dash - text.data) + 1;
        dash = memchr(dash + 1, '-', text.len - next);
    }
    return dash;
}

enum pem_result pem_next(tl_bytes *text, struct pem_block *block) {
    *block = (struct pem_block){0};
    if (!find_begin(text, &block->label)) {
        return PEM_END;
    }
    const uint8_t *end = find_end(*text);
    if (end == NULL) {
        return PEM_BROKEN;
    }
    block->base64 = (tl_bytes){text->data, (size_t)(end - text->data)};
    tl_bytes rest = bytes_from(*text, block->base64.len), label;
    if (!boundary_label(rest, END, &label) || !bytes_equal(label, block->label)) {
        return PEM_BROKEN;
    }
    skip_headers(block);
    *text = after_first_line(rest);
    return PEM_BLOCK;
}

static void write_text(struct writer *w, const char *text) {
    write_bytes(w, bytes_of_string(text));
}

static void write_boundary(struct writer *w, const char *start, const char *label) {
    write_text(w, start);
    write_text(w, label);
    write_text(w, DASHES "\n");
}

void pem_write(struct writer *w, const char *label, tl_bytes der) {
    enum { OCTETS_PER_LINE = 48 };
    write_boundary(w, BEGIN, label);
    for (size_t at = 0; at < der.len; at += OCTETS_PER_LINE) {
        tl_bytes line = bytes_from(der, at);
        line.len = line.len < OCTETS_PER_LINE ? line.len : OCTETS_PER_LINE;
        uint8_t *room = write_room(w, base64_encoded_len(line.len));
        if (room == NULL) {
            return;
        }
        base64_encode(line, (char *)room);
        write_text(w, "\n");
    }
    write_boundary(w, END, label);
}
