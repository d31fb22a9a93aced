#include "policy/settings.h"

const struct setting settings_table[NUM_SETTINGS] = {
    [SETTING_MIN_VERSION] = {"min_version", "version", NULL, TL_TLS1_2, TL_TLS1_2, TL_TLS1_3, NULL},
    [SETTING_MAX_VERSION] = {"max_version", "version", NULL, TL_TLS1_3, TL_TLS1_2, TL_TLS1_3, NULL},
    [SETTING_MIN_KEY_BITS] = {"min_key_bits", "bits", NULL, 2048, 1024, 16384,
                              "of RSA keys; below 2048 only with legacy"},
    [SETTING_MAX_KEY_BITS] = {"max_key_bits", "bits", NULL, 8192, 1024, 16384, "of RSA keys"},
    [SETTING_CIPHERS] = NAMES_SETTING("ciphers", "aes128gcm,aes256gcm,chacha20-poly1305", NULL),
    /* X448 is not among them, for the peers that have it have X25519; P-521 is for the sake of certificates: in TLS 1.2
     * the groups that a client names are the curves that it takes in them (RFC 8422 §5.1.1). */
    [SETTING_GROUPS] = NAMES_SETTING("groups", "x25519,secp256r1,secp384r1,secp521r1", NULL),
    [SETTING_KEY_SHARES] = NAMES_SETTING("key_shares", NULL, "of groups; by default the first of them"),
    [SETTING_SIGNATURES] = NAMES_SETTING("signatures", NULL, "by default all of them"),
    [SETTING_MAX_RECORD] = {"max_record", "octets", NULL, 16384, 64, 16384, "plaintext of a record that we send"},
    [SETTING_RECORD_PADDING] = {"record_padding", "octets", NULL, 0, 0, 16384,
                                "records of TLS 1.3 become a multiple of it; at most max_record"},
    [SETTING_MAX_HANDSHAKE] = {"max_handshake", "octets", NULL, 131072, 4096, 0xffffff,
                               "of a handshake message that we accept"},
    [SETTING_RECORDS_PER_KEY] = {"records_per_key", "records", NULL, 0, 0, NO_BOUND,
                                 "TLS 1.3: a KeyUpdate after so many; 0: before the limit of the cipher"},
    [SETTING_LEGACY] = FLAG_SETTING("legacy", "admits what is weak: RSA keys from 1024 bits"),
};
