/* Installing keys, and the kind without any. */
#include "base/control.h"
#include "base/secret.h"
#include "record/record.h"

static bool seal_none(struct protection *p, uint8_t type, tl_bytes content, size_t padding, uint8_t *record) {
    (void)p, (void)type, (void)padding; /* the header is written, and padding was refused */
    uint8_t *body = record + RECORD_HEADER_LEN;
    if (content.len > 0 && content.data != body) {
        memcpy(body, content.data, content.len);
    }
    return true;
}

static bool open_none(struct protection *p, uint8_t *record, size_t body_len, uint8_t *type, tl_bytes *content) {
    (void)p, (void)type;
    *content = bytes_of(record + RECORD_HEADER_LEN, body_len);
    return true;
}

const struct protection_kind protection_none = {
    .name = "none", .max_body = RECORD_MAX_CONTENT, .seal = seal_none, .open = open_none};

void protection_init_none(struct protection *p) {
    *p = (struct protection){.kind = &protection_none};
}

/* RFC 7905 §2 gave ChaCha20-Poly1305 another nonce than AES-GCM has in TLS 1.2. */
static const struct protection_kind *kind_for(const struct protection_kind *kind, const struct aead_alg *alg) {
    return kind == &protection_aead12 && alg == &aead_chacha20_poly1305 ? &protection_aead12_xor : kind;
}

bool protection_install(struct protection *p, const struct protection_kind *kind, const struct aead_alg *alg,
                        const tl_crypto *crypto, enum aead_use use, const uint8_t *key, const uint8_t *iv) {
    struct protection new = {.kind = kind_for(kind, alg)};
    TRY(aead_init(&new.aead, alg, crypto, key, use));
    memcpy(new.iv, iv, AEAD_NONCE_LEN - (size_t) new.kind->explicit_nonce_len);
    protection_clear(p);
    *p = new;
    secret_wipe(&new, sizeof new);
    return true;
}

void protection_clear(struct protection *p) {
    aead_clear(&p->aead);
    secret_wipe(p, sizeof *p);
}
