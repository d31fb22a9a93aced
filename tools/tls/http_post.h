/* One exchange over plain HTTP: what OCSP responders speak, whose answers are signed. */
#ifndef TLS_HTTP_POST_H
#define TLS_HTTP_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <tlslite.h>

struct http_post {
    const char *command; /* for messages */
    const char *url;     /* "http://ocsp.example.org:8080/path" */
    const char *content_type;
    tl_bytes body;
    unsigned timeout_ms; /* to connect, and for each time that nothing moves */
};

/* Fills answer, of size octets, with the body of a 200 answer; else says what went wrong, and is false. */
bool http_post(const struct http_post *post, uint8_t *answer, size_t size, size_t *len);

#endif
