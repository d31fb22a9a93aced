/* The handshake's transcript (RFC 8446 §4.4.1). Messages come before the hash is known: until transcript_start they are
 * kept as octets; after it they are hashed, and kept beside it only where asked for (TLS 1.2 CertificateVerify may use
 * another hash, RFC 5246 §7.4.8). */
#ifndef KEYS_TRANSCRIPT_H
#define KEYS_TRANSCRIPT_H

#include "base/buffer.h"
#include "crypto/hash.h"

struct transcript {
    const struct hash_alg *alg; /* NULL: not chosen yet */
    struct hash_state state;
    struct buffer kept;
    bool keep;
};

bool transcript_add(struct transcript *t, tl_bytes message);                        /* false: no memory */
void transcript_start(struct transcript *t, const struct hash_alg *alg, bool keep); /* hash what was kept so far */
bool transcript_hash(const struct transcript *t, uint8_t *out);                     /* of all so far; it may go on */

/* After HelloRetryRequest: replaces what was added so far (ClientHello1) by a message_hash message (RFC 8446 §4.4.1).
 * The transcript must have been started. */
bool transcript_restart(struct transcript *t);
tl_bytes transcript_kept(const struct transcript *t); /* all octets so far; only with keep */
void transcript_stop_keeping(struct transcript *t);
void transcript_clear(struct transcript *t);

#endif
