/* The key schedule of TLS 1.3 (RFC 8446 §7.1), step by step; nothing here knows of messages. */
#ifndef KEYS_SCHEDULE13_H
#define KEYS_SCHEDULE13_H

#include "base/secret.h"
#include "crypto/hash.h"

/* out receives len octets of HKDF-Expand-Label(secret, label, context, len); label without "tls13 ". False also
 * where the label is longer than 249 octets, the context than 255, or the output than 255 hashes. */
bool expand_label(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes context, uint8_t *out,
                  size_t len);

/* Derive-Secret(secret, label, messages), from the hash of the messages. */
bool derive_secret(const struct hash_alg *alg, const struct secret *secret, const char *label,
                   const uint8_t *transcript_hash, struct secret *out);

/* The column of secrets: early (psk empty: zeros), then handshake (shared empty: zeros), then master. Each step
 * replaces *secret in place. */
bool schedule13_early(const struct hash_alg *alg, tl_bytes psk, struct secret *secret);
bool schedule13_next(const struct hash_alg *alg, struct secret *secret,
                     tl_bytes input); /* shared, or empty for master */

struct traffic_keys {
    uint8_t key[32], iv[12];
    uint8_t key_len;
};
bool traffic_keys13(const struct hash_alg *alg, const struct secret *traffic, size_t key_len, struct traffic_keys *out);
bool traffic_update13(const struct hash_alg *alg, struct secret *traffic); /* RFC 8446 §7.2, in place */

/* verify_data of a Finished under base_key, from the hash of the messages before it (RFC 8446 §4.4.4). */
bool finished13(const struct hash_alg *alg, const struct secret *base_key, const uint8_t *transcript_hash,
                uint8_t *out);

/* RFC 8446 §7.5 */
bool export13(const struct hash_alg *alg, const struct secret *exporter_master, const char *label, tl_bytes context,
              uint8_t *out, size_t len);

#endif
