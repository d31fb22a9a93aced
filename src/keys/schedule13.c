#include "keys/schedule13.h"

#include "base/control.h"
#include "crypto/hmac.h"

#define LABEL_PREFIX "tls13 "
#define VECTOR_MAX   255 /* of the label with its prefix, and of the context */

/* HkdfLabel (RFC 8446 §7.1), and room for the octet that counts HKDF-Expand's blocks. */
struct hkdf_label {
    uint8_t data[2 + (1 + VECTOR_MAX) + (1 + VECTOR_MAX) + 1];
    size_t len;
};

static void put_u8(struct hkdf_label *info, size_t value) {
    info->data[info->len++] = (uint8_t)value;
}

static void put(struct hkdf_label *info, tl_bytes bytes) {
    if (bytes.len > 0) {
        memcpy(info->data + info->len, bytes.data, bytes.len);
        info->len += bytes.len;
    }
}

static bool make_label(struct hkdf_label *info, const char *label, tl_bytes context, size_t len) {
    tl_bytes prefix = bytes_of_string(LABEL_PREFIX), name = bytes_of_string(label);
    TRY(len <= UINT16_MAX && prefix.len + name.len <= VECTOR_MAX && context.len <= VECTOR_MAX);
    info->len = 0;
    put_u8(info, len >> 8);
    put_u8(info, len);
    put_u8(info, prefix.len + name.len);
    put(info, prefix);
    put(info, name);
    put_u8(info, context.len);
    put(info, context);
    return true;
}

/* The first block of HKDF-Expand is a single HMAC, and nearly always all that is wanted. */
static bool expand_block(const struct hash_alg *alg, tl_bytes secret, struct hkdf_label *info, uint8_t *out,
                         size_t len) {
    uint8_t block[HASH_MAX_LEN];
    put_u8(info, 1);
    TRY(hmac_once(alg, secret, bytes_of(info->data, info->len), block));
    memcpy(out, block, len);
    secret_wipe(block, sizeof block);
    return true;
}

bool expand_label(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes context, uint8_t *out,
                  size_t len) {
    struct hkdf_label info;
    TRY(make_label(&info, label, context, len));
    if (len <= alg->len) {
        return expand_block(alg, secret, &info, out, len);
    }
    return hkdf_expand(alg, secret, bytes_of(info.data, info.len), out, len);
}

/* HKDF-Expand-Label to a secret of the hash's length; out may be where secret is. */
static bool expand_secret(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes context,
                          struct secret *out) {
    uint8_t data[HASH_MAX_LEN];
    TRY(expand_label(alg, secret, label, context, data, alg->len));
    bool set = secret_set(out, bytes_of(data, alg->len));
    secret_wipe(data, sizeof data);
    return set;
}

bool derive_secret(const struct hash_alg *alg, const struct secret *secret, const char *label,
                   const uint8_t *transcript_hash, struct secret *out) {
    return expand_secret(alg, secret_bytes(secret), label, bytes_of(transcript_hash, alg->len), out);
}

/* HKDF-Extract(salt, input) into *secret, where salt may come from. An absent input is zeros of the hash's length. */
static bool extract(const struct hash_alg *alg, tl_bytes salt, tl_bytes input, struct secret *secret) {
    static const uint8_t zeros[HASH_MAX_LEN];
    uint8_t data[HASH_MAX_LEN];
    TRY(hkdf_extract(alg, salt, input.len > 0 ? input : bytes_of(zeros, alg->len), data));
    bool set = secret_set(secret, bytes_of(data, alg->len));
    secret_wipe(data, sizeof data);
    return set;
}

bool schedule13_early(const struct hash_alg *alg, tl_bytes psk, struct secret *secret) {
    return extract(alg, (tl_bytes){0}, psk, secret);
}

bool schedule13_next(const struct hash_alg *alg, struct secret *secret, tl_bytes input) {
    uint8_t empty_hash[HASH_MAX_LEN];
    struct secret derived;
    TRY(hash_once(alg, (tl_bytes){0}, empty_hash));
    TRY(derive_secret(alg, secret, "derived", empty_hash, &derived));
    bool done = extract(alg, secret_bytes(&derived), input, secret);
    secret_clear(&derived);
    return done;
}

bool traffic_keys13(const struct hash_alg *alg, const struct secret *traffic, size_t key_len,
                    struct traffic_keys *out) {
    tl_bytes secret = secret_bytes(traffic);
    TRY(key_len <= sizeof out->key);
    if (expand_label(alg, secret, "key", (tl_bytes){0}, out->key, key_len) &&
        expand_label(alg, secret, "iv", (tl_bytes){0}, out->iv, sizeof out->iv)) {
        out->key_len = (uint8_t)key_len;
        return true;
    }
    secret_wipe(out, sizeof *out);
    return false;
}

bool traffic_update13(const struct hash_alg *alg, struct secret *traffic) {
    return expand_secret(alg, secret_bytes(traffic), "traffic upd", (tl_bytes){0}, traffic);
}

bool finished13(const struct hash_alg *alg, const struct secret *base_key, const uint8_t *transcript_hash,
                uint8_t *out) {
    struct secret finished_key;
    TRY(expand_secret(alg, secret_bytes(base_key), "finished", (tl_bytes){0}, &finished_key));
    bool done = hmac_once(alg, secret_bytes(&finished_key), bytes_of(transcript_hash, alg->len), out);
    secret_clear(&finished_key);
    return done;
}

bool export13(const struct hash_alg *alg, const struct secret *exporter_master, const char *label, tl_bytes context,
              uint8_t *out, size_t len) {
    uint8_t empty_hash[HASH_MAX_LEN], context_hash[HASH_MAX_LEN];
    struct secret secret;
    TRY(hash_once(alg, (tl_bytes){0}, empty_hash));
    TRY(hash_once(alg, context, context_hash));
    TRY(derive_secret(alg, exporter_master, label, empty_hash, &secret));
    bool done = expand_label(alg, secret_bytes(&secret), "exporter", bytes_of(context_hash, alg->len), out, len);
    secret_clear(&secret);
    return done;
}
