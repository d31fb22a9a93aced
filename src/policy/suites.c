#include "policy/suites.h"

/* RFC 8446 §5.5: AES-GCM is safe for 2^24.5 full-size records under one key. */
#define GCM_RECORDS 23726566

const struct suite suites[] = {
    {0x1301, "TLS_AES_128_GCM_SHA256", "aes128gcm", TL_TLS1_3, KEY_NONE, &aead_aes_128_gcm, &hash_sha256, 128, true,
     GCM_RECORDS},
    {0x1302, "TLS_AES_256_GCM_SHA384", "aes256gcm", TL_TLS1_3, KEY_NONE, &aead_aes_256_gcm, &hash_sha384, 256, true,
     GCM_RECORDS},
    {0x1303, "TLS_CHACHA20_POLY1305_SHA256", "chacha20-poly1305", TL_TLS1_3, KEY_NONE, &aead_chacha20_poly1305,
     &hash_sha256, 256, true, 0},
    {0xc02b, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "aes128gcm", TL_TLS1_2, KEY_ECDSA, &aead_aes_128_gcm,
     &hash_sha256, 128, false, GCM_RECORDS},
    {0xc02f, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "aes128gcm", TL_TLS1_2, KEY_RSA, &aead_aes_128_gcm, &hash_sha256,
     128, false, GCM_RECORDS},
    {0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "aes256gcm", TL_TLS1_2, KEY_ECDSA, &aead_aes_256_gcm,
     &hash_sha384, 256, false, GCM_RECORDS},
    {0xc030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "aes256gcm", TL_TLS1_2, KEY_RSA, &aead_aes_256_gcm, &hash_sha384,
     256, false, GCM_RECORDS},
    {0xcca9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "chacha20-poly1305", TL_TLS1_2, KEY_ECDSA,
     &aead_chacha20_poly1305, &hash_sha256, 256, true, 0},
    {0xcca8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "chacha20-poly1305", TL_TLS1_2, KEY_RSA,
     &aead_chacha20_poly1305, &hash_sha256, 256, true, 0},
};

const size_t num_suites = sizeof suites / sizeof *suites;

const struct suite *suite_by_id(uint16_t id) {
    for (size_t i = 0; i < num_suites; i++) {
        if (suites[i].id == id) {
            return &suites[i];
        }
    }
    return NULL;
}
