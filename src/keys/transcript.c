#include "keys/transcript.h"

#include "base/control.h"
#include "base/secret.h"

#define MESSAGE_HASH       254 /* the handshake type of RFC 8446 §4 */
#define MESSAGE_HEADER_LEN 4

bool transcript_add(struct transcript *t, tl_bytes message) {
    if (t->alg == NULL || t->keep) {
        TRY(buffer_append(&t->kept, message));
    }
    hash_update(&t->state, message); /* does nothing while no hash is chosen */
    return true;
}

void transcript_start(struct transcript *t, const struct hash_alg *alg, bool keep) {
    t->alg = alg;
    t->keep = keep;
    hash_init(&t->state, alg);
    hash_update(&t->state, buffer_bytes(&t->kept));
    if (!keep) {
        buffer_clear(&t->kept);
    }
}

bool transcript_hash(const struct transcript *t, uint8_t *out) {
    struct hash_state state = {0};
    hash_copy(&state, &t->state);
    return hash_finish(&state, out);
}

bool transcript_restart(struct transcript *t) {
    uint8_t message[MESSAGE_HEADER_LEN + HASH_MAX_LEN] = {MESSAGE_HASH};
    TRY(t->alg != NULL && transcript_hash(t, message + MESSAGE_HEADER_LEN));
    message[MESSAGE_HEADER_LEN - 1] = t->alg->len;

    buffer_reset(&t->kept);
    hash_clear(&t->state);
    hash_init(&t->state, t->alg);
    return transcript_add(t, bytes_of(message, MESSAGE_HEADER_LEN + (size_t)t->alg->len));
}

tl_bytes transcript_kept(const struct transcript *t) {
    return buffer_bytes(&t->kept);
}

void transcript_stop_keeping(struct transcript *t) {
    t->keep = false;
    if (t->alg != NULL) {
        buffer_clear(&t->kept);
    }
}

void transcript_clear(struct transcript *t) {
    hash_clear(&t->state);
    buffer_clear(&t->kept);
    *t = (struct transcript){0};
}
