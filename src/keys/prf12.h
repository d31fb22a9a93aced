/* The PRF of TLS 1.2 and what is made with it (RFC 5246 §5, §6.3, §7.4.9, §8.1; RFC 7627; RFC 5705). */
#ifndef KEYS_PRF12_H
#define KEYS_PRF12_H

#include "base/secret.h"
#include "crypto/hash.h"

#define MASTER_SECRET_LEN 48

/* The seed is seed1 followed by seed2. */
bool prf12(const struct hash_alg *alg, tl_bytes secret, const char *label, tl_bytes seed1, tl_bytes seed2, uint8_t *out,
           size_t len);
bool master_secret12(const struct hash_alg *alg, tl_bytes premaster, tl_bytes client_random, tl_bytes server_random,
                     struct secret *master);
bool extended_master_secret12(const struct hash_alg *alg, tl_bytes premaster, const uint8_t *session_hash,
                              struct secret *master);
bool key_block12(const struct hash_alg *alg, const struct secret *master, tl_bytes client_random,
                 tl_bytes server_random, uint8_t *out, size_t len);
bool finished12(const struct hash_alg *alg, const struct secret *master, bool of_client, const uint8_t *transcript_hash,
                uint8_t out[12]);

/* RFC 5705. context.data NULL: no context, which differs from an empty one. False also for the labels that TLS itself
 * uses (RFC 5705 §4) and for a context over 65535 octets. */
bool export12(const struct hash_alg *alg, const struct secret *master, tl_bytes client_random, tl_bytes server_random,
              const char *label, tl_bytes context, uint8_t *out, size_t len);

#endif
