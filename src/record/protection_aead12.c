/* TLS 1.2 with an AEAD (RFC 5246 §6.2.3.3): nonces of RFC 5288 and RFC 7905. */
#include "base/control.h"
#include "record/nonce.h"

#define FIXED_NONCE_LEN     4 /* RFC 5288 §3: salt, from the key block */
#define EXPLICIT_NONCE_LEN  8 /* ... and nonce_explicit, in the record: our sequence number */
#define ADDITIONAL_DATA_LEN (SEQUENCE_LEN + RECORD_HEADER_LEN)

/* seq_num + type + version + length of the plaintext (RFC 5246 §6.2.3.3); type and version from the record's header. */
static void make_additional_data(const struct protection *p, const uint8_t *header, size_t content_len,
                                 uint8_t out[ADDITIONAL_DATA_LEN]) {
    store_sequence(p->sequence, out);
    memcpy(out + SEQUENCE_LEN, header, 3);
    out[SEQUENCE_LEN + 3] = (uint8_t)(content_len >> 8);
    out[SEQUENCE_LEN + 4] = (uint8_t)content_len;
}

static bool seal_with(struct protection *p, const uint8_t *nonce, tl_bytes content, uint8_t *record) {
    uint8_t ad[ADDITIONAL_DATA_LEN];
    uint8_t *out = record + RECORD_HEADER_LEN + p->kind->explicit_nonce_len;
    make_additional_data(p, record, content.len, ad);
    TRY(aead_seal(&p->aead, nonce, bytes_of(ad, sizeof ad), content, (tl_bytes){0}, out));
    p->sequence++;
    return true;
}

static bool open_with(struct protection *p, const uint8_t *nonce, uint8_t *record, size_t body_len, tl_bytes *content) {
    uint8_t ad[ADDITIONAL_DATA_LEN];
    uint8_t *out = record + RECORD_HEADER_LEN + p->kind->explicit_nonce_len;
    size_t sealed_len = body_len - p->kind->explicit_nonce_len;
    make_additional_data(p, record, sealed_len - AEAD_TAG_LEN, ad);
    TRY(aead_open(&p->aead, nonce, bytes_of(ad, sizeof ad), bytes_of(out, sealed_len), out));
    *content = bytes_of(out, sealed_len - AEAD_TAG_LEN);
    p->sequence++;
    return true;
}

static void make_explicit_nonce(const struct protection *p, const uint8_t *record, uint8_t nonce[AEAD_NONCE_LEN]) {
    memcpy(nonce, p->iv, FIXED_NONCE_LEN);
    memcpy(nonce + FIXED_NONCE_LEN, record + RECORD_HEADER_LEN, EXPLICIT_NONCE_LEN);
}

static bool seal_explicit(struct protection *p, uint8_t type, tl_bytes content, size_t padding, uint8_t *record) {
    (void)type, (void)padding; /* the type is in the header, and padding was refused */
    uint8_t nonce[AEAD_NONCE_LEN];
    store_sequence(p->sequence, record + RECORD_HEADER_LEN);
    make_explicit_nonce(p, record, nonce);
    return seal_with(p, nonce, content, record);
}

static bool open_explicit(struct protection *p, uint8_t *record, size_t body_len, uint8_t *type, tl_bytes *content) {
    (void)type;
    uint8_t nonce[AEAD_NONCE_LEN];
    make_explicit_nonce(p, record, nonce);
    return open_with(p, nonce, record, body_len, content);
}

static bool seal_xor(struct protection *p, uint8_t type, tl_bytes content, size_t padding, uint8_t *record) {
    (void)type, (void)padding;
    uint8_t nonce[AEAD_NONCE_LEN];
    nonce_xor(p, nonce);
    return seal_with(p, nonce, content, record);
}

static bool open_xor(struct protection *p, uint8_t *record, size_t body_len, uint8_t *type, tl_bytes *content) {
    (void)type;
    uint8_t nonce[AEAD_NONCE_LEN];
    nonce_xor(p, nonce);
    return open_with(p, nonce, record, body_len, content);
}

const struct protection_kind protection_aead12 = {.name = "TLS 1.2 AEAD, explicit nonce",
                                                  .explicit_nonce_len = EXPLICIT_NONCE_LEN,
                                                  .overhead = AEAD_TAG_LEN,
                                                  .max_body = RECORD_MAX_BODY_12,
                                                  .seal = seal_explicit,
                                                  .open = open_explicit};

const struct protection_kind protection_aead12_xor = {.name = "TLS 1.2 AEAD",
                                                      .overhead = AEAD_TAG_LEN,
                                                      .max_body = RECORD_MAX_BODY_12,
                                                      .seal = seal_xor,
                                                      .open = open_xor};
