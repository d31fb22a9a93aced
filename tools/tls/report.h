/* Saying what was negotiated, and what went wrong. */
#ifndef TLS_REPORT_H
#define TLS_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include <tlslite.h>

/* Several lines, as TLS Lite prints them, or one JSON object. role is what the peer is: "Server" or "Client". */
void report_session(FILE *to, bool json, const char *peer_address, const char *role, const tl_session *session,
                    double handshake_seconds);

/* One line a connection, for a server's log. */
void report_session_line(FILE *to, bool json, const char *peer_address, const tl_session *session,
                         double handshake_seconds);
void report_failure_line(FILE *to, bool json, const char *peer_address, bool in_handshake, const tl_error *error);

/* The files were read again, or what was loaded before stays in use, for the reason that was said. */
void report_reload(bool json, bool done);

/* What a program exits with after this error, and the sentence on stderr. */
int exit_code_of(const tl_error *error, bool in_handshake);
int report_error(bool json, const char *command, bool in_handshake, const tl_error *error);

#endif
