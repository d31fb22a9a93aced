#include <string.h>

#include "bench.h"

void pair_init(struct pair *pair, const struct backend *backend, const struct scenario *scenario) {
    *pair = (struct pair){.backend = backend};
    for (enum side side = CLIENT; side < NUM_SIDES; side++) {
        pair->context[side] = backend->context_new(side, scenario);
    }
}

static void handshake(struct pair *pair) {
    bool done[NUM_SIDES] = {false, false};
    for (int turns = 0; !done[CLIENT] || !done[SERVER]; turns++) {
        for (enum side side = CLIENT; side < NUM_SIDES; side++) {
            heap_begin(side);
            enum progress progress = done[side] ? PROGRESS_DONE : pair->backend->handshake(pair->conn[side]);
            heap_end();
            done[side] = progress == PROGRESS_DONE;
            if (progress == PROGRESS_FAILED || turns > 20) {
                bench_die("%s: the handshake failed", pair->backend->name);
            }
        }
    }
}

void pair_connect(struct pair *pair) {
    for (enum side side = CLIENT; side < NUM_SIDES; side++) {
        struct wire *in = &pair->to[side], *out = &pair->to[side == CLIENT ? SERVER : CLIENT];
        in->at = in->len = 0;
        in->discard = false;
        heap_begin(side);
        pair->conn[side] = pair->backend->conn_new(pair->context[side], in, out);
        heap_end();
    }
    handshake(pair);
}

void pair_ping(struct pair *pair) {
    static const uint8_t ping[100];
    for (enum side from = CLIENT; from < NUM_SIDES; from++) {
        enum side to = from == CLIENT ? SERVER : CLIENT;
        heap_begin(from);
        bool written = pair->backend->write(pair->conn[from], ping, sizeof ping);
        heap_begin(to);
        size_t read = written ? pair->backend->read(pair->conn[to]) : 0;
        heap_end();
        if (read != sizeof ping) {
            bench_die("%s: the ping did not arrive", pair->backend->name);
        }
    }
}

void pair_disconnect(struct pair *pair) {
    for (enum side side = CLIENT; side < NUM_SIDES; side++) {
        pair->backend->conn_free(pair->conn[side]);
        pair->conn[side] = NULL;
    }
}

void pair_clear(struct pair *pair) {
    for (enum side side = CLIENT; side < NUM_SIDES; side++) {
        pair->backend->context_free(pair->context[side]);
        uncounted_free(pair->to[side].data);
    }
}
