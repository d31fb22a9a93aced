/* Hash functions. States live in their owner, copy by assignment through hash_copy, and need no memory of their own in
 * the low-level build; failures (only the EVP build has any) stick and show at hash_finish. */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/bytes.h"

#define HASH_MAX_LEN   64
#define HASH_MAX_BLOCK 128

struct hash_state;

struct hash_alg {
    const char *name; /* "SHA256", "SHA384", as in suite names */
    uint8_t len, block_len;
    void (*init)(struct hash_state *state);
    void (*update)(struct hash_state *state, tl_bytes data);
    bool (*finish)(struct hash_state *state, uint8_t *out);             /* out: len octets; the state is then cleared */
    void (*copy)(struct hash_state *to, const struct hash_state *from); /* to must be cleared or fresh */
    void (*clear)(struct hash_state *state);                            /* wiped; a zeroed state is clear */
};

struct hash_state {
    const struct hash_alg *alg;
    union {
        uint64_t words[28]; /* the largest low-level context: SHA-512's, 216 octets */
        void *pointer;
    } of;
};

extern const struct hash_alg hash_sha1, hash_sha256, hash_sha384, hash_sha512;

void hash_init(struct hash_state *state, const struct hash_alg *alg);
void hash_update(struct hash_state *state, tl_bytes data);
bool hash_finish(struct hash_state *state, uint8_t *out);
void hash_copy(struct hash_state *to, const struct hash_state *from);
void hash_clear(struct hash_state *state);
bool hash_once(const struct hash_alg *alg, tl_bytes data, uint8_t *out);

#endif
