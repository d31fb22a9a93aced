/* Handshake messages out of records (RFC 8446 §5.1). */
#include "base/alloc.h"
#include "base/control.h"
#include "base/reader.h"
#include "record/record.h"

bool assembler_is_empty(const struct assembler *a) {
    return a->data == NULL;
}

void assembler_clear(struct assembler *a) {
    mem_free_wiped(a->data, a->len);
    *a = (struct assembler){0};
}

static bool is_complete(const struct assembler *a) {
    return a->data != NULL && a->len == a->need;
}

void assembler_done(struct assembler *a) {
    if (is_complete(a)) {
        assembler_clear(a);
    }
}

/* The length of the body from the first octets of a message, or false while its header is not all there. */
static bool body_len(tl_bytes start, size_t *len) {
    struct reader r = reader_of(start);
    read_u8(&r);
    *len = read_u24(&r);
    return !r.failed;
}

static tl_bytes take(tl_bytes *content, size_t len) {
    tl_bytes taken = bytes_of(content->data, len);
    *content = bytes_from(*content, len);
    return taken;
}

/* Moves octets from *content to the copy, as far as they go. */
static void copy_on(struct assembler *a, tl_bytes *content) {
    size_t missing = a->need - a->len;
    tl_bytes part = take(content, content->len < missing ? content->len : missing);
    memcpy(a->data + a->len, part.data, part.len);
    a->len += part.len;
}

static bool grow(struct assembler *a, size_t need) {
    uint8_t *data = mem_resize(a->data, need);
    TRY(data != NULL);
    a->data = data;
    a->need = need;
    return true;
}

/* A message that goes over records: first its header, then room for all of it. */
static enum assemble_result assemble(struct assembler *a, tl_bytes *content, size_t max, tl_bytes *message) {
    size_t len;
    if (a->len < MESSAGE_HEADER_LEN) {
        REQUIRE(a->data != NULL || grow(a, MESSAGE_HEADER_LEN), ASSEMBLE_NO_MEMORY);
        copy_on(a, content);
        REQUIRE(body_len(bytes_of(a->data, a->len), &len), ASSEMBLE_MORE);
        REQUIRE(len <= max, ASSEMBLE_TOO_LONG);
        REQUIRE(grow(a, MESSAGE_HEADER_LEN + len), ASSEMBLE_NO_MEMORY);
    }
    copy_on(a, content);
    REQUIRE(is_complete(a), ASSEMBLE_MORE);
    *message = bytes_of(a->data, a->len);
    return ASSEMBLED;
}

enum assemble_result assembler_next(struct assembler *a, tl_bytes *content, size_t max, tl_bytes *message) {
    size_t len;
    assembler_done(a);
    REQUIRE(content->len > 0, ASSEMBLE_MORE);
    if (!assembler_is_empty(a) || !body_len(*content, &len)) {
        return assemble(a, content, max, message);
    }
    REQUIRE(len <= max, ASSEMBLE_TOO_LONG);
    if (len > content->len - MESSAGE_HEADER_LEN) {
        return assemble(a, content, max, message);
    }
    *message = take(content, MESSAGE_HEADER_LEN + len);
    return ASSEMBLED;
}
