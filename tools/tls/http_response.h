/* One HTTP/1.1 response, parsed by llhttp as its octets come. */
#ifndef TLS_HTTP_RESPONSE_H
#define TLS_HTTP_RESPONSE_H

#include <llhttp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Takes the next octets of the body; false: it cannot, and the response is given up. */
typedef bool http_body_fn(void *arg, const char *octets, size_t len);

struct http_response {
    llhttp_t parser;
    http_body_fn *take_body;
    void *arg;
    char field[16];     /* the name of the header that is being read, as far as it fits */
    char location[512]; /* where a redirection points */
    char reason[64];
    bool field_open, body_refused, complete;
};

void http_response_init(struct http_response *response, http_body_fn *take_body, void *arg);

/* Octets that came, or none: the connection ended. False: what came is no such response, it ended too early, or its
 * body was refused. */
bool http_response_feed(struct http_response *response, const char *octets, size_t len);

/* Why it was false: "the server's answer is not HTTP/1.1 (...)". */
void http_response_print_problem(FILE *to, const struct http_response *response);

unsigned http_response_status(const struct http_response *response);

/* "the server answered 301 Moved Permanently, see /there/" */
void http_response_print_status(FILE *to, const struct http_response *response);

#endif
