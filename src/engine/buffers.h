/* The pool of record buffers. */
#ifndef ENGINE_BUFFERS_H
#define ENGINE_BUFFERS_H

#include <tlslite/engine.h>

/* Neither direction may take all: if every engine held its input and waited for a buffer to answer in, or all waited
 * for peers to take output that are stuck likewise, none would come free any more. */
enum buffer_use { BUFFER_FOR_INPUT, BUFFER_FOR_OUTPUT };

/* buffers may be NULL: then memory is allocated and freed each time. NULL: none to be had now. */
uint8_t *buffers_take(tl_buffers *buffers, enum buffer_use use);
void buffers_give_back(tl_buffers *buffers, enum buffer_use use, uint8_t *buffer);

#endif
