#include "x509/fingerprint.h"

#include "base/hex.h"
#include "crypto/hash.h"

enum { SHA256_LEN = 32, SHA1_LEN = 20 };

static bool decode(const char *hex, uint8_t digest[SHA256_LEN], size_t *len) {
    return hex_decode(hex, digest, SHA256_LEN, len) && (*len == SHA256_LEN || *len == SHA1_LEN);
}

bool fingerprint_is_well_formed(const char *hex) {
    uint8_t digest[SHA256_LEN];
    size_t len;
    return decode(hex, digest, &len);
}

bool fingerprint_is_sha1(const char *hex) {
    uint8_t digest[SHA256_LEN];
    size_t len;
    return decode(hex, digest, &len) && len == SHA1_LEN;
}

bool fingerprint_matches(tl_bytes der, const char *hex) {
    uint8_t expected[SHA256_LEN], found[HASH_MAX_LEN];
    size_t len;
    if (!decode(hex, expected, &len) || !hash_once(len == SHA256_LEN ? &hash_sha256 : &hash_sha1, der, found)) {
        return false;
    }
    return bytes_equal(bytes_of(found, len), bytes_of(expected, len));
}
