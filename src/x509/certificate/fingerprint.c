#include "x509/certificate/fingerprint.h"

#include "base/alloc.h"
#include "base/control.h"
#include "base/hex.h"
#include "base/list.h"
#include "crypto/hash.h"
#include "x509/sentences.h"

enum { SHA256_LEN = 32, SHA1_LEN = 20, TEXT_SIZE = 2 * SHA256_LEN + 1, MAX_SHOWN = 150 };

static bool decode(tl_bytes item, uint8_t digest[SHA256_LEN], size_t *len) {
    return hex_decode_bytes(item, digest, SHA256_LEN, len) && (*len == SHA256_LEN || *len == SHA1_LEN);
}

bool fingerprints_are_well_formed(const char *list, tl_bytes *wrong) {
    uint8_t digest[SHA256_LEN];
    tl_bytes item;
    size_t len, count = 0;
    bool good = true;
    while (good && list_next(&list, &item)) {
        good = decode(item, digest, &len);
        count++;
    }
    if (wrong != NULL) {
        *wrong = bytes_of(item.data, item.len < MAX_SHOWN ? item.len : MAX_SHOWN);
    }
    return good && count > 0;
}

static bool matches(tl_bytes der, tl_bytes item) {
    uint8_t expected[SHA256_LEN], found[HASH_MAX_LEN];
    size_t len;
    TRY(decode(item, expected, &len));
    TRY(hash_once(len == SHA256_LEN ? &hash_sha256 : &hash_sha1, der, found));
    return bytes_equal(bytes_of(found, len), bytes_of(expected, len));
}

bool fingerprints_match(tl_bytes der, const char *list) {
    tl_bytes item;
    bool found = false;
    TRY(fingerprints_are_well_formed(list, NULL));
    while (!found && list_next(&list, &item)) {
        found = matches(der, item);
    }
    return found;
}

/* How many there are, and how many of them are SHA-1. */
static size_t count_items(const char *list, size_t *num_sha1) {
    uint8_t digest[SHA256_LEN];
    tl_bytes item;
    size_t count = 0, len;
    for (*num_sha1 = 0; list_next(&list, &item); count++) {
        *num_sha1 += decode(item, digest, &len) && len == SHA1_LEN;
    }
    return count;
}

bool fingerprints_check(const tl_cert *cert, const char *list, tl_error *error) {
    if (fingerprints_match(tl_cert_der(cert), list)) {
        return true;
    }
    size_t num_sha1, count = count_items(list, &num_sha1);
    const char *found = num_sha1 == count ? tl_cert_fingerprint_sha1(cert) : tl_cert_fingerprint(cert);
    return count == 1 ? error_set(error, WRONG_FINGERPRINT, found, list)
                      : error_set(error, NONE_OF_FINGERPRINTS, found, list);
}

/* ---- written in one way only ---- */

/* Where it belongs among those that are sorted already, unless it is there. */
static size_t insert(char (*sorted)[TEXT_SIZE], size_t count, const char *text) {
    size_t at = count;
    while (at > 0 && strcmp(sorted[at - 1], text) > 0) {
        at--;
    }
    if (at > 0 && strcmp(sorted[at - 1], text) == 0) {
        return count;
    }
    memmove(sorted + at + 1, sorted + at, (count - at) * sizeof *sorted);
    memcpy(sorted[at], text, strlen(text) + 1);
    return count + 1;
}

static char *join(char (*sorted)[TEXT_SIZE], size_t count) {
    char *joined = mem_new(count * TEXT_SIZE);
    char *at = joined;
    for (size_t i = 0; joined != NULL && i < count; i++) {
        size_t len = strlen(sorted[i]);
        memcpy(at, sorted[i], len);
        at += len;
        *at++ = i + 1 < count ? ',' : '\0';
    }
    return joined;
}

char *fingerprints_plain(const char *list) {
    size_t num_sha1, count = 0, len;
    char(*sorted)[TEXT_SIZE] = mem_new_array(count_items(list, &num_sha1), sizeof *sorted);
    if (sorted == NULL) {
        return NULL;
    }
    for (tl_bytes item; list_next(&list, &item);) {
        uint8_t digest[SHA256_LEN];
        char text[TEXT_SIZE];
        if (decode(item, digest, &len)) {
            hex_encode(bytes_of(digest, len), text);
            count = insert(sorted, count, text);
        }
    }
    char *joined = join(sorted, count);
    mem_free(sorted);
    return joined;
}
