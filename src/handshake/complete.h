/* The end of a handshake: the session is filled in, and the application's checker has its say. */
#ifndef HANDSHAKE_COMPLETE_H
#define HANDSHAKE_COMPLETE_H

#include <stdbool.h>

struct handshake;

bool handshake_complete(struct handshake *h);

#endif
