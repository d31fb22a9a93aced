/* The files of one directory, and nothing outside it. */
#ifndef TLS_SITE_H
#define TLS_SITE_H

#include <sys/types.h>

struct page {
    int fd;
    off_t size;
    const char *content_type;
};

/* Opens what a request target names below the directory. Gives 200 and the page, or the HTTP status of the refusal: 301
 * where the target is a directory and lacks its final slash. A directory means its index.html. Symbolic links are not
 * followed (403), names that begin with a dot are not served, except .well-known. */
int site_open(int directory, const char *target, struct page *page);

#endif
