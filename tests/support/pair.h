/* Two engines in memory, and the wire between them. */
#ifndef SUPPORT_PAIR_H
#define SUPPORT_PAIR_H

#include <tlslite/engine.h>

struct pair {
    tl_engine *client, *server;
};

/* Moves what `from` has to send into `to`, at most chunk octets at a time (0: as much as fits). How many were moved. */
size_t pair_move(tl_engine *from, tl_engine *to, size_t chunk);

/* Moves in both directions until nothing moves any more. */
void pair_run(struct pair *pair, size_t chunk);

/* Both sides complete, nothing failed. */
bool pair_is_done(const struct pair *pair);

/* Sends text one way and reads it on the other side, whole; false where it does not arrive as it was. */
bool pair_says(tl_engine *from, tl_engine *to, const void *data, size_t len);
void pair_free(struct pair *pair);

#endif
