/* Standard input to the peer, what the peer sends to standard output, both at once, until the peer ends. */
#ifndef TLS_PIPE_H
#define TLS_PIPE_H

#include <stdbool.h>

#include <tlslite.h>

/* The end of standard input ends our side only. Where the protocol knows no half-closed connections (TLS 1.2, RFC 5246
 * §7.2.1) the peer may go on instead until it has been silent for patience_ms. Gives the exit code. */
int pipe_through(tl_conn *conn, const char *command, bool json, unsigned patience_ms);

#endif
