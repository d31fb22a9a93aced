/* Nonces made of the sequence number. */
#ifndef RECORD_NONCE_H
#define RECORD_NONCE_H

#include "record/record.h"

#define SEQUENCE_LEN 8

static inline void store_sequence(uint64_t sequence, uint8_t out[SEQUENCE_LEN]) {
    for (unsigned i = 0; i < SEQUENCE_LEN; i++) {
        out[i] = (uint8_t)(sequence >> 8 * (SEQUENCE_LEN - 1 - i));
    }
}

/* The sequence number, padded on the left to the nonce's length, XORed with the iv (RFC 8446 §5.3, RFC 7905 §2). */
static inline void nonce_xor(const struct protection *p, uint8_t nonce[AEAD_NONCE_LEN]) {
    uint8_t sequence[SEQUENCE_LEN];
    store_sequence(p->sequence, sequence);
    memcpy(nonce, p->iv, AEAD_NONCE_LEN);
    for (unsigned i = 0; i < SEQUENCE_LEN; i++) {
        nonce[AEAD_NONCE_LEN - SEQUENCE_LEN + i] ^= sequence[i];
    }
}

#endif
