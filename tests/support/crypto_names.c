#include "support/crypto_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <strings.h>

#include <cmocka.h>

#include "base/control.h"

/* "SHA-256" and "SHA256" are the same. */
static bool same_name(const char *a, const char *b) {
    char plain[32];
    size_t len = 0;
    for (; *a != '\0' && len < sizeof plain - 1; a++) {
        if (*a != '-') {
            plain[len++] = *a;
        }
    }
    plain[len] = '\0';
    return strcasecmp(plain, b) == 0;
}

const struct hash_alg *hash_named(const char *name) {
    static const struct hash_alg *const all[] = {&hash_sha1, &hash_sha256, &hash_sha384, &hash_sha512};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (same_name(name, all[i]->name)) {
            return all[i];
        }
    }
    if (!same_name(name, "SHA1")) {
        fail_msg("no hash is called %s", name);
    }
    return &hash_sha1;
}

const struct aead_alg *aead_named(const char *name) {
    static const struct aead_alg *const all[] = {&aead_aes_128_gcm, &aead_aes_256_gcm, &aead_chacha20_poly1305};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (strcmp(name, all[i]->name) == 0) {
            return all[i];
        }
    }
    fail_msg("no AEAD is called %s", name);
    return NULL;
}

const struct group_alg *group_named(const char *name) {
    static const struct group_alg *const all[] = {&group_x25519, &group_secp256r1, &group_secp384r1, &group_secp521r1,
                                                  &group_x448};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (strcmp(name, all[i]->name) == 0) {
            return all[i];
        }
    }
    fail_msg("no group is called %s", name);
    return NULL;
}

enum key_curve curve_named(const char *name) {
    static const char *const all[] = {"", "secp256r1", "secp384r1", "secp521r1"};
    for (unsigned i = CURVE_P256; i <= CURVE_P521; i++) {
        if (strcmp(name, all[i]) == 0) {
            return (enum key_curve)i;
        }
    }
    fail_msg("no curve is called %s", name);
    return CURVE_NONE;
}
