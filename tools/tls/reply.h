/* The answer to one request: a head, then the octets of a file or of a short text. */
#ifndef TLS_REPLY_H
#define TLS_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tls/request.h"

struct reply {
    char head[4096]; /* the head; after it the text that explains a refusal */
    size_t head_len, head_sent;
    int fd; /* of the page; -1: none */
    off_t left;
    bool keep_alive;
};

/* Finds the answer to a complete request among the directory's files. NULL: no memory. */
struct reply *reply_new(const struct request *request, int directory);
void reply_free(struct reply *reply);

/* Fills in what comes next. False: the page cannot be read to its end. */
bool reply_fill(struct reply *reply, uint8_t *room, size_t size, size_t *len);
bool reply_is_complete(const struct reply *reply);

#endif
