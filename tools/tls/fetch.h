/* One page over HTTP/1.1. */
#ifndef TLS_FETCH_H
#define TLS_FETCH_H

#include <stdbool.h>

#include <tlslite.h>

struct fetch {
    const char *command, *host, *port, *path;
    bool json;
};

/* Whether the path can stand in a request; says what is wrong. To be asked before connecting. */
bool fetch_path_is_good(const struct fetch *fetch);

/* GETs the path; the body goes to standard output. An answer that is no success, or a body that ends too early, is
 * said on stderr. Gives the exit code. */
int fetch_page(tl_conn *conn, const struct fetch *fetch);

#endif
