#include "base/alloc.h"
#include "base/control.h"
#include "crypto/key_family.h"

/* The views in private_key_parts, to be walked over. */
static const size_t views[] = {
    offsetof(struct private_key_parts, n),      offsetof(struct private_key_parts, e),
    offsetof(struct private_key_parts, d),      offsetof(struct private_key_parts, p),
    offsetof(struct private_key_parts, q),      offsetof(struct private_key_parts, dp),
    offsetof(struct private_key_parts, dq),     offsetof(struct private_key_parts, qi),
    offsetof(struct private_key_parts, scalar),
};

static tl_bytes *view(struct private_key_parts *parts, size_t i) {
    return (tl_bytes *)(void *)((uint8_t *)parts + views[i]);
}

/* Leading zeros of RSA's numbers (DER writes one before a high bit) say nothing. Scalars keep theirs: seeds of EdDSA
 * have a fixed length, and so have the scalars of RFC 5915. */
static void strip_zeros(struct private_key_parts *parts) {
    for (size_t i = 0; i < COUNT_OF(views) - 1; i++) {
        tl_bytes *number = view(parts, i);
        while (number->len > 0 && number->data[0] == 0) {
            *number = bytes_from(*number, 1);
        }
    }
}

/* Copies what parts shows into one piece of memory, and turns the views to it. */
static bool copy_parts(struct private_key_parts *parts, tl_bytes *memory) {
    size_t len = 0;
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        len += view(parts, i)->len;
    }
    uint8_t *at = mem_new(len);
    TRY(at != NULL);
    *memory = (tl_bytes){at, len};
    for (size_t i = 0; i < COUNT_OF(views); i++) {
        tl_bytes *part = view(parts, i);
        if (part->len > 0) {
            memcpy(at, part->data, part->len);
        }
        part->data = at;
        at += part->len;
    }
    return true;
}

static bool load(struct private_key *key, const struct private_key_parts *parts) {
    key->family = key_family_of(parts->kind);
    TRY(key->family != NULL);
    key->parts = *parts;
    strip_zeros(&key->parts);
    TRY(copy_parts(&key->parts, &key->memory));
    key->public.kind = parts->kind;
    key->public.pss_hash = parts->pss_hash;
    key->public.pss_salt_len = parts->pss_salt_len;
    return key->family->load(key);
}

struct private_key *private_key_new(const struct private_key_parts *parts) {
    struct private_key *key = mem_new(sizeof *key);
    if (key != NULL && !load(key, parts)) {
        private_key_free(key);
        return NULL;
    }
    return key;
}

struct private_key *private_key_generate(const tl_crypto *crypto, enum key_kind kind, enum key_curve curve,
                                         unsigned rsa_bits) {
    const struct key_family *family = key_family_of(kind);
    struct private_key_parts wanted = {.kind = kind, .curve = curve};
    return family != NULL ? family->generate(crypto, &wanted, rsa_bits) : NULL;
}

void private_key_free(struct private_key *key) {
    if (key == NULL) {
        return;
    }
    if (key->object != NULL) {
        key->family->unload(key);
    }
    mem_free_wiped((uint8_t *)(uintptr_t)key->memory.data, key->memory.len);
    mem_free_wiped(key, sizeof *key);
}

const struct public_key *private_key_public(const struct private_key *key) {
    return &key->public;
}

bool private_key_export(const struct private_key *key, struct private_key_parts *parts, tl_bytes *memory) {
    struct private_key_parts copy = key->parts;
    TRY(copy_parts(&copy, memory));
    *parts = copy;
    return true;
}

bool private_key_sign(const tl_crypto *crypto, const struct private_key *key, const struct signature_alg *alg,
                      tl_bytes message, uint8_t *out, size_t *len) {
    uint8_t digest[HASH_MAX_LEN];
    tl_bytes input;
    TRY(signature_fits(alg, &key->public));
    TRY(signature_input(alg, message, digest, &input));
    return key->family->sign(crypto, key, alg, input, out, len);
}
