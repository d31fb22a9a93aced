/* Where a differential target meets a difference that is explained: the classes of a target, each with a row in
 * DIFFERENCES.md, counted, so that a replay of the corpus shows that every one of them is still met. */
#ifndef FUZZ_DIFFERENCES_H
#define FUZZ_DIFFERENCES_H

#include <stddef.h>

struct difference {
    const char *name;
    unsigned long met; /* inputs that showed it */
};

/* Registers the classes of this program; further calls with the same table change nothing. */
void differences_use(struct difference *classes, size_t count);

/* Counts one; a name that is not in the table ends the program. */
void difference_met(const char *name);

/* A difference that no class explains: ends the program with the sentence. */
void difference_found(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints how often each class was met that was. */
void differences_print(void);

/* False, and says so: one of the classes was never met. True without classes. */
int differences_all_met(void);

#endif
