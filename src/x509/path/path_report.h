/* tl_path: what a search found, or what it tried. */
#ifndef X509_PATH_REPORT_H
#define X509_PATH_REPORT_H

#include "x509/path/path_rules.h"

#define PATH_REPORT_MAX_ATTEMPTS 100 /* as many as signatures may be checked; more say nothing new */

struct path_attempt {
    char *way, *sentence;
};

/* How much work a search was, each with a limit of its own. */
struct path_work {
    unsigned signature_checks, candidates, name_comparisons, policy_comparisons;
};

struct tl_path {
    tl_cert *certs[PATH_MAX_DEPTH + 2]; /* the leaf first, the anchor last */
    size_t len;
    struct path_attempt attempts[PATH_REPORT_MAX_ATTEMPTS];
    size_t num_attempts;
    bool incomplete; /* there was no memory for it */
    struct path_work work;
};

/* A path whose first len certificates lead to this failure. Without a report nothing happens. */
void path_report_failure(struct tl_path *report, const struct path *path, unsigned len, const tl_error *failure);

/* A path whose first len certificates lead to an anchor, the last of them. */
void path_report_found(struct tl_path *report, const struct path *path, unsigned len);
void path_report_forget_found(struct tl_path *report);

#endif
