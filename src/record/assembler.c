/* Handshake messages out of records (RFC 8446 §5.1). */
#include "base/control.h"
#include "base/reader.h"
#include "record/record.h"

bool assembler_is_empty(const struct assembler *a) {
    return a->message.len == 0;
}

void assembler_clear(struct assembler *a) {
    buffer_clear(&a->message);
    a->need = 0;
}

static bool is_complete(const struct assembler *a) {
    return a->need > 0 && a->message.len == a->need;
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

/* Moves octets from *content to the copy until it has `until`, as far as they go. */
static bool copy_on(struct assembler *a, tl_bytes *content, size_t until) {
    size_t missing = until - a->message.len;
    return buffer_append(&a->message, take(content, content->len < missing ? content->len : missing));
}

/* A message that goes over records: first its header, then the rest of it. */
static enum assemble_result assemble(struct assembler *a, tl_bytes *content, size_t max, tl_bytes *message) {
    size_t len;
    if (a->need == 0) {
        REQUIRE(copy_on(a, content, MESSAGE_HEADER_LEN), ASSEMBLE_NO_MEMORY);
        REQUIRE(body_len(buffer_bytes(&a->message), &len), ASSEMBLE_MORE);
        REQUIRE(len <= max, ASSEMBLE_TOO_LONG);
        a->need = MESSAGE_HEADER_LEN + len;
    }
    REQUIRE(copy_on(a, content, a->need), ASSEMBLE_NO_MEMORY);
    REQUIRE(is_complete(a), ASSEMBLE_MORE);
    *message = buffer_bytes(&a->message);
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
