#include "crypto/rsa_padding.h"

#include "base/control.h"

/* DER of DigestInfo up to the digest (RFC 8017 §9.2 note 1). */
struct digest_info {
    const struct hash_alg *alg;
    uint8_t len;
    uint8_t prefix[19];
};

static const struct digest_info digest_infos[] = {
    {&hash_sha1, 15, {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14}},
    {&hash_sha256,
     19,
     {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
      0x20}},
    {&hash_sha384,
     19,
     {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04,
      0x30}},
    {&hash_sha512,
     19,
     {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04,
      0x40}},
};

static const struct digest_info *digest_info_of(const struct hash_alg *alg) {
    for (size_t i = 0; i < COUNT_OF(digest_infos); i++) {
        if (digest_infos[i].alg == alg) {
            return &digest_infos[i];
        }
    }
    return NULL;
}

/* EM = 0x00 || 0x01 || PS || 0x00 || DigestInfo, PS at least eight octets (§9.2). */
bool pkcs1_encode(const struct hash_alg *alg, tl_bytes digest, uint8_t *out, size_t len) {
    const struct digest_info *info = digest_info_of(alg);
    TRY(info != NULL && digest.len == alg->len);
    size_t content = info->len + digest.len;
    TRY(len >= content + 11);
    uint8_t *end = out + len - content;
    memset(out, 0xff, len);
    out[0] = 0;
    out[1] = 1;
    end[-1] = 0;
    memcpy(end, info->prefix, info->len);
    memcpy(end + info->len, digest.data, digest.len);
    return true;
}

/* XORs MGF1(seed, len) onto out (§B.2.1). */
static bool mask(const struct hash_alg *alg, tl_bytes seed, uint8_t *out, size_t len) {
    uint8_t block[HASH_MAX_LEN];
    for (size_t at = 0; at < len; at++) {
        size_t counter = at / alg->len;
        if (at % alg->len == 0) {
            uint8_t number[4] = {0, 0, (uint8_t)(counter >> 8), (uint8_t)counter};
            struct hash_state state;
            hash_init(&state, alg);
            hash_update(&state, seed);
            hash_update(&state, bytes_of(number, sizeof number));
            TRY(hash_finish(&state, block));
        }
        out[at] ^= block[at % alg->len];
    }
    return true;
}

/* H = Hash(eight zeros || mHash || salt), §9.1.1 steps 5 and 6. */
static bool hash_salted(const struct hash_alg *alg, tl_bytes digest, tl_bytes salt, uint8_t *out) {
    static const uint8_t zeros[8];
    struct hash_state state;
    hash_init(&state, alg);
    hash_update(&state, bytes_of(zeros, sizeof zeros));
    hash_update(&state, digest);
    hash_update(&state, salt);
    return hash_finish(&state, out);
}

static uint8_t top_mask(size_t bits) {
    return (uint8_t)(0xff >> ((8 - bits % 8) % 8));
}

/* EM = maskedDB || H || 0xbc with DB = zeros || 0x01 || salt (§9.1.1). */
bool pss_encode(const struct hash_alg *alg, tl_bytes digest, tl_bytes salt, uint8_t *out, size_t bits) {
    size_t len = (bits + 7) / 8;
    TRY(len >= (size_t)alg->len + salt.len + 2);
    size_t db_len = len - alg->len - 1;
    uint8_t *hash = out + db_len;
    TRY(hash_salted(alg, digest, salt, hash));
    memset(out, 0, db_len);
    out[db_len - salt.len - 1] = 1;
    if (salt.len > 0) {
        memcpy(out + db_len - salt.len, salt.data, salt.len);
    }
    TRY(mask(alg, bytes_of(hash, alg->len), out, db_len));
    out[0] &= top_mask(bits);
    out[len - 1] = 0xbc;
    return true;
}

/* §9.1.2 step 10: zeros, then 0x01 before the salt. */
static bool is_padding(const uint8_t *db, size_t len) {
    for (size_t i = 0; i + 1 < len; i++) {
        TRY(db[i] == 0);
    }
    return db[len - 1] == 1;
}

bool pss_verify(const struct hash_alg *alg, tl_bytes digest, size_t salt_len, tl_bytes encoded, size_t bits) {
    TRY(encoded.len == (bits + 7) / 8 && encoded.len <= RSA_MAX_LEN);
    TRY(encoded.len >= alg->len + salt_len + 2);
    uint8_t db[RSA_MAX_LEN], expected[HASH_MAX_LEN];
    size_t db_len = encoded.len - alg->len - 1;
    tl_bytes hash = {encoded.data + db_len, alg->len};
    memcpy(db, encoded.data, db_len);
    TRY((db[0] & ~top_mask(bits)) == 0 && encoded.data[encoded.len - 1] == 0xbc);
    TRY(mask(alg, hash, db, db_len));
    db[0] &= top_mask(bits);
    TRY(is_padding(db, db_len - salt_len));
    TRY(hash_salted(alg, digest, bytes_of(db + db_len - salt_len, salt_len), expected));
    return bytes_equal(hash, bytes_of(expected, alg->len));
}
