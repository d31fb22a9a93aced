/* HTTP/1.1 requests, one after the other, parsed by llhttp as their octets come. */
#ifndef TLS_REQUEST_H
#define TLS_REQUEST_H

#include <llhttp.h>
#include <stdbool.h>
#include <stddef.h>

#define MAX_TARGET       2048
#define MAX_REQUEST_HEAD 16384

struct request {
    llhttp_t parser;
    char *target; /* while a request is read or answered; else NULL */
    size_t target_len, head_len;
    char field[8]; /* the name of the header that is being read, as far as it fits */
    bool field_open, complete, keep_alive;
    unsigned num_hosts;
    int status; /* a refusal that parsing came to; 0: none */
};

enum request_state {
    REQUEST_MORE,    /* not complete yet */
    REQUEST_COMPLETE /* complete, or refused: see status */
};

void request_init(struct request *request);
bool request_begun(const struct request *request);

/* Parses up to the end of one request; *used octets of data were. */
enum request_state request_feed(struct request *request, const char *data, size_t len, size_t *used);

/* Makes ready for the next one. */
void request_next(struct request *request);
void request_clear(struct request *request);

#endif
