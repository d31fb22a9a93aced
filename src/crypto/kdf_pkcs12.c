/* The key derivation of PKCS #12 (RFC 7292 appendix B), in its letters: blocks of v octets, a diversifier D, and I made
 * of salt and password. */
#include "base/alloc.h"
#include "base/control.h"
#include "base/secret.h"
#include "crypto/kdf.h"

struct derivation {
    const struct hash_alg *alg;
    uint8_t diversifier[HASH_MAX_BLOCK];
    uint8_t *input; /* I */
    size_t input_len;
    uint32_t iterations;
};

static size_t round_up(size_t len, size_t block) {
    return (len + block - 1) / block * block;
}

/* Copies of value, one after the other, the last one cut off. */
static uint8_t *repeat(uint8_t *at, size_t len, tl_bytes value) {
    for (size_t i = 0; i < len; i++) {
        at[i] = value.data[i % value.len];
    }
    return at + len;
}

static bool make_input(struct derivation *derivation, tl_bytes password, tl_bytes salt) {
    size_t block = derivation->alg->block_len;
    size_t salt_len = round_up(salt.len, block), password_len = round_up(password.len, block);
    derivation->input_len = salt_len + password_len;
    derivation->input = mem_new(derivation->input_len + 1);
    TRY(derivation->input != NULL);
    repeat(repeat(derivation->input, salt_len, salt), password_len, password);
    return true;
}

/* A: the hash of D and I, hashed again and again. */
static bool hash_repeatedly(const struct derivation *derivation, uint8_t digest[HASH_MAX_LEN]) {
    const struct hash_alg *alg = derivation->alg;
    struct hash_state state = {0};
    hash_init(&state, alg);
    hash_update(&state, bytes_of(derivation->diversifier, alg->block_len));
    hash_update(&state, bytes_of(derivation->input, derivation->input_len));
    TRY(hash_finish(&state, digest));
    for (uint32_t i = 1; i < derivation->iterations; i++) {
        TRY(hash_once(alg, bytes_of(digest, alg->len), digest));
    }
    return true;
}

/* Each block of I becomes I + B + 1, a number of v octets. */
static void add_to_blocks(struct derivation *derivation, const uint8_t digest[HASH_MAX_LEN]) {
    size_t block = derivation->alg->block_len, digest_len = derivation->alg->len;
    for (size_t start = 0; start < derivation->input_len; start += block) {
        unsigned carry = 1;
        for (size_t i = block; i-- > 0;) {
            carry += (unsigned)derivation->input[start + i] + digest[i % digest_len];
            derivation->input[start + i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

static bool derive(struct derivation *derivation, uint8_t *out, size_t len) {
    uint8_t digest[HASH_MAX_LEN];
    bool ok = true;
    while (len > 0 && (ok = hash_repeatedly(derivation, digest))) {
        size_t step = len < derivation->alg->len ? len : derivation->alg->len;
        memcpy(out, digest, step);
        add_to_blocks(derivation, digest);
        out += step;
        len -= step;
    }
    secret_wipe(digest, sizeof digest);
    return ok;
}

bool kdf_pkcs12(const struct hash_alg *alg, enum kdf_pkcs12_purpose purpose, tl_bytes password, tl_bytes salt,
                uint32_t iterations, uint8_t *out, size_t len) {
    struct derivation derivation = {.alg = alg, .iterations = iterations};
    TRY(iterations > 0);
    memset(derivation.diversifier, (int)purpose, sizeof derivation.diversifier);
    bool ok = make_input(&derivation, password, salt) && derive(&derivation, out, len);
    mem_free_wiped(derivation.input, derivation.input_len);
    return ok;
}
