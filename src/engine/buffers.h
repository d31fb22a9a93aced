/* The pool of record buffers. */
#ifndef ENGINE_BUFFERS_H
#define ENGINE_BUFFERS_H

#include <tlslite/engine.h>

/* buffers may be NULL: then memory is allocated and freed each time. NULL: none to be had now. */
uint8_t *buffers_take(tl_buffers *buffers);
void buffers_give_back(tl_buffers *buffers, uint8_t *buffer);

#endif
