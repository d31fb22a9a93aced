/* A peer for fuzzing: one of our own engines whose messages are edited while it writes them, so that its transcript,
 * keys and records stay in order and the other side's code behind the first message is reached. One at a time. */
#ifndef FUZZ_PEER_HELPER_H
#define FUZZ_PEER_HELPER_H

#include "base/reader.h"
#include "engine/engine.h"

#define MAX_EDITS 8

/* One change of one message. */
struct peer_edit {
    uint8_t message; /* counted from 0, of those that the peer sends */
    uint8_t action;
    uint16_t at;
    tl_bytes octets;
};

struct peer {
    struct peer_edit edits[MAX_EDITS];
    size_t num_edits;
    size_t num_sent;    /* messages */
    bool changed_proof; /* of a message that the other side must not accept otherwise */
};

/* Reads how many edits there are, and the edits. */
void peer_read_edits(struct peer *peer, struct reader *input);

/* Makes the engine, which has not sent or received anything yet, begin anew as the peer. */
void peer_attach(struct peer *peer, tl_engine *engine, tl_protocol version);

#endif
