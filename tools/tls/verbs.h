/* Words that say what to do, `tls VERB` and `tls cert VERB`, found by any prefix that fits only one. */
#ifndef TLS_VERBS_H
#define TLS_VERBS_H

#include <stddef.h>

struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
};

void print_verbs(const struct verb *verbs, size_t num);

/* Runs what argv[1] names, with the full name ("tls cert make") in its argv[0]; command is what stands before it. Gives
 * the exit code; where the word fits none or several it says so. */
int run_verb(const char *command, const struct verb *verbs, size_t num, int argc, char **argv);

#endif
