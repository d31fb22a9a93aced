/* TLS 1.3 (RFC 8446 §5.2 to §5.4): content, its type and padding are sealed together; the header is additional data. */
#include "base/control.h"
#include "record/nonce.h"

#define TYPE_LEN  1
#define SHORT_PAD 63

/* Little padding, the usual case: content stays where the caller has it, type and padding follow from a small block. */
static bool seal_short(struct protection *p, const uint8_t *nonce, uint8_t type, tl_bytes content, size_t padding,
                       uint8_t *record) {
    const uint8_t tail[TYPE_LEN + SHORT_PAD] = {type};
    return aead_seal(&p->aead, nonce, bytes_of(record, RECORD_HEADER_LEN), content, bytes_of(tail, TYPE_LEN + padding),
                     record + RECORD_HEADER_LEN);
}

/* Much padding: TLSInnerPlaintext is put together in the record, and sealed there. */
static bool seal_long(struct protection *p, const uint8_t *nonce, uint8_t type, tl_bytes content, size_t padding,
                      uint8_t *record) {
    uint8_t *inner = record + RECORD_HEADER_LEN;
    if (content.len > 0 && content.data != inner) {
        memcpy(inner, content.data, content.len);
    }
    inner[content.len] = type;
    memset(inner + content.len + TYPE_LEN, 0, padding);
    return aead_seal(&p->aead, nonce, bytes_of(record, RECORD_HEADER_LEN),
                     bytes_of(inner, content.len + TYPE_LEN + padding), (tl_bytes){0}, inner);
}

static bool seal(struct protection *p, uint8_t type, tl_bytes content, size_t padding, uint8_t *record) {
    uint8_t nonce[AEAD_NONCE_LEN];
    nonce_xor(p, nonce);
    TRY((padding <= SHORT_PAD ? seal_short : seal_long)(p, nonce, type, content, padding, record));
    p->sequence++;
    return true;
}

/* The type is the last octet that is not zero (RFC 8446 §5.4); where there is none, *type is 0. The time taken tells
 * the length of the padding, and nothing of the content. */
static void take_type(tl_bytes inner, uint8_t *type, tl_bytes *content) {
    size_t len = inner.len;
    while (len > 0 && inner.data[len - 1] == 0) {
        len--;
    }
    *type = len > 0 ? inner.data[len - 1] : 0;
    *content = bytes_of(inner.data, len > 0 ? len - TYPE_LEN : 0);
}

static bool open_inner(struct protection *p, uint8_t *record, size_t body_len, uint8_t *type, tl_bytes *content) {
    uint8_t nonce[AEAD_NONCE_LEN];
    uint8_t *inner = record + RECORD_HEADER_LEN;
    nonce_xor(p, nonce);
    TRY(aead_open(&p->aead, nonce, bytes_of(record, RECORD_HEADER_LEN), bytes_of(inner, body_len), inner));
    take_type(bytes_of(inner, body_len - AEAD_TAG_LEN), type, content);
    p->sequence++;
    return true;
}

const struct protection_kind protection_aead13 = {.name = "TLS 1.3 AEAD",
                                                  .overhead = TYPE_LEN + AEAD_TAG_LEN,
                                                  .max_body = RECORD_MAX_BODY_13,
                                                  .hides_type = true,
                                                  .seal = seal,
                                                  .open = open_inner};
