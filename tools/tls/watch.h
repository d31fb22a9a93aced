/* What holds for a time only: own certificates, OCSP responses and revocation lists. Each is named in a warning when it
 * is about to run out, and when it has. */
#ifndef TLS_WATCH_H
#define TLS_WATCH_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum watched_kind { WATCHED_CERTIFICATE, WATCHED_RESPONSE, WATCHED_LIST };

/* then is what is to be done when a new one is there (", then send ..."), or "". A zeroed rest is empty. */
struct watch {
    FILE *to;
    bool json;
    const char *then;
    struct watched *items;
    size_t num;
};

/* A certificate and a response are named by their files, a list by its issuer; what is there already is not added.
 * False: there is no memory, which was said. */
bool watch_add(struct watch *watch, enum watched_kind kind, const char *name, time_t from, time_t until);

/* Says what has changed since the last look: all that does not hold, or not for long, at the first one. */
void watch_look(struct watch *watch, time_t now);
void watch_clear(struct watch *watch);

/* Another warning about one of them. */
void watch_warn(const struct watch *watch, enum watched_kind kind, const char *name, const char *sentence);

#endif
