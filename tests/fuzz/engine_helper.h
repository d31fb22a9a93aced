/* An engine under test, a peer for it, and an input that says what both do. Everything is the same at every run: keys,
 * certificates and randoms come from fixed seeds, and the clock stands. */
#ifndef FUZZ_ENGINE_HELPER_H
#define FUZZ_ENGINE_HELPER_H

#include <stddef.h>
#include <stdint.h>

#include "policy/role.h"

struct tl_engine;

/* Input: one octet for the form of the connection (see engine_helper.c), then either what the network brings (raw), or
 * edits of the peer's messages (peer_helper.h) and commands. */
void fuzz_engine(enum role target, const uint8_t *data, size_t size);

/* A new engine as fuzz_engine makes it, for reading extensions in its handshake. */
struct tl_engine *fuzz_new_engine(enum role role, uint8_t form);

#endif
