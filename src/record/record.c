/* The frame of records: writing it, and taking one off the input. */
#include "record/record.h"

#include "base/control.h"
#include "base/reader.h"

#define VERSION_MAJOR 3

/* ---- writing ---- */

size_t record_len(const struct protection *p, size_t content_len, size_t padding) {
    return RECORD_HEADER_LEN + (size_t)p->kind->explicit_nonce_len + content_len + padding + p->kind->overhead;
}

static bool may_seal(const struct protection *p, uint8_t type, size_t content_len, size_t padding) {
    bool hidden_change = p->kind->hides_type && type == CONTENT_CHANGE_CIPHER_SPEC; /* RFC 8446 §5 */
    return p->sequence != UINT64_MAX && content_len <= RECORD_MAX_CONTENT &&
           padding <= (p->kind->hides_type ? RECORD_MAX_CONTENT - content_len : 0) && !hidden_change;
}

static void write_header(uint8_t type, uint16_t legacy_version, size_t body_len, uint8_t *record) {
    const uint8_t header[RECORD_HEADER_LEN] = {type, (uint8_t)(legacy_version >> 8), (uint8_t)legacy_version,
                                               (uint8_t)(body_len >> 8), (uint8_t)body_len};
    memcpy(record, header, sizeof header);
}

bool record_seal(struct protection *p, uint8_t type, uint16_t legacy_version, tl_bytes content, size_t padding,
                 uint8_t *record) {
    TRY(may_seal(p, type, content.len, padding));
    uint8_t outer_type = p->kind->hides_type ? CONTENT_APPLICATION_DATA : type;
    write_header(outer_type, legacy_version, record_len(p, content.len, padding) - RECORD_HEADER_LEN, record);
    return p->kind->seal(p, type, content, padding, record);
}

/* ---- reading ---- */

struct header {
    uint8_t type;
    uint16_t legacy_version;
    size_t body_len;
    const struct protection_kind *kind; /* of this record */
};

static bool read_header(const struct protection *p, tl_bytes input, struct header *header) {
    struct reader r = reader_of(input);
    header->type = read_u8(&r);
    header->legacy_version = read_u16(&r);
    header->body_len = read_u16(&r);

    /* RFC 8446 §5: a ChangeCipherSpec comes through among protected records. */
    bool unprotected = p->kind->hides_type && header->type == CONTENT_CHANGE_CIPHER_SPEC;
    header->kind = unprotected ? &protection_none : p->kind;
    return !r.failed;
}

/* Whether a peer speaks another protocol without TLS, so that the failure can say so. */
static bool is_other_protocol(tl_bytes input) {
    static const char starts[][RECORD_HEADER_LEN] = {"HTTP", "GET ", "HEAD", "POST", "PUT ", "DELE", "OPTI", "CONN",
                                                     "PRI ", "SSH-", "220 ", "220-", "421 ", "554 ", "EHLO", "HELO",
                                                     "+OK ", "* OK", "* BY", "* PR", "USER", "CAPA", "<?xm", "<str"};
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        if (memcmp(input.data, starts[i], RECORD_HEADER_LEN - 1) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_outer_type(const struct protection *p, const struct header *header) {
    if (p->kind->hides_type) {
        return header->type == CONTENT_APPLICATION_DATA ||
               (header->type == CONTENT_CHANGE_CIPHER_SPEC && header->body_len == 1);
    }
    return header->type >= CONTENT_CHANGE_CIPHER_SPEC && header->type <= CONTENT_APPLICATION_DATA;
}

/* Early data that nobody has keys for is as long as protected records are. */
static size_t max_body(const struct header *header) {
    bool early_data = header->kind == &protection_none && header->type == CONTENT_APPLICATION_DATA;
    return early_data ? RECORD_MAX_BODY_13 : header->kind->max_body;
}

static size_t min_body(const struct protection_kind *kind) {
    return kind->overhead > 0 ? (size_t)kind->explicit_nonce_len + AEAD_TAG_LEN : 0;
}

/* What can be said before the body is there. */
static enum record_result check_header(const struct protection *p, tl_bytes input, const struct header *header) {
    if (!is_outer_type(p, header)) {
        return p->kind == &protection_none && is_other_protocol(input) ? RECORD_NOT_TLS : RECORD_BAD_TYPE;
    }
    REQUIRE(header->legacy_version >> 8 == VERSION_MAJOR, RECORD_BAD_VERSION);
    REQUIRE(header->body_len <= max_body(header), RECORD_TOO_LONG);
    REQUIRE(header->body_len >= min_body(header->kind), RECORD_TOO_SHORT);
    return RECORD_OK;
}

/* The type and length of TLSInnerPlaintext; padding counts as content (RFC 8446 §5.4). */
static enum record_result check_opened(const struct header *header, const struct record *record) {
    const struct protection_kind *kind = header->kind;
    size_t around = (size_t)kind->explicit_nonce_len + kind->overhead;
    REQUIRE(kind->overhead == 0 || header->body_len <= around + RECORD_MAX_CONTENT, RECORD_TOO_LONG);
    if (kind->hides_type) {
        REQUIRE(record->type != 0, RECORD_NO_TYPE);
        REQUIRE(record->type > CONTENT_CHANGE_CIPHER_SPEC && record->type <= CONTENT_APPLICATION_DATA, RECORD_BAD_TYPE);
    }
    return RECORD_OK;
}

static bool is_strange_change(const struct protection *p, const struct record *record) {
    static const uint8_t change_cipher_spec = 1; /* RFC 5246 §7.1 */
    return p->kind->hides_type && record->outer_type == CONTENT_CHANGE_CIPHER_SPEC &&
           !bytes_equal(record->content, bytes_of(&change_cipher_spec, 1));
}

enum record_result record_open(struct protection *p, uint8_t *input, size_t len, struct record *record, size_t *need) {
    struct header header;
    *need = RECORD_HEADER_LEN;
    REQUIRE(read_header(p, bytes_of(input, len), &header), RECORD_INCOMPLETE);
    *need += header.body_len;
    enum record_result result = check_header(p, bytes_of(input, len), &header);
    REQUIRE(result == RECORD_OK, result);
    REQUIRE(len >= *need, RECORD_INCOMPLETE);

    struct record opened = {header.type, header.type, header.legacy_version, {0}, *need};
    REQUIRE(p->sequence != UINT64_MAX, RECORD_BAD_MAC);
    REQUIRE(header.kind->open(p, input, header.body_len, &opened.type, &opened.content), RECORD_BAD_MAC);
    result = check_opened(&header, &opened);
    REQUIRE(result == RECORD_OK, result);
    REQUIRE(!is_strange_change(p, &opened), RECORD_BAD_TYPE);
    *record = opened;
    return RECORD_OK;
}
