#include "fuzz/differences.h"

#include <stdarg.h>
#include <string.h>

#include "fuzz/expect.h"

static struct difference *table;
static size_t table_len;

void differences_use(struct difference *classes, size_t count) {
    table = classes;
    table_len = count;
}

void difference_met(const char *name) {
    for (size_t i = 0; i < table_len; i++) {
        if (strcmp(table[i].name, name) == 0) {
            table[i].met++;
            return;
        }
    }
    fprintf(stderr, "there is no class of differences by the name of %s\n", name);
    abort();
}

void difference_found(const char *format, ...) {
    va_list list;
    va_start(list, format);
    vfprintf(stderr, format, list);
    va_end(list);
    fputs("; no class of differences explains it\n", stderr);
    abort();
}

void differences_print(void) {
    for (size_t i = 0; i < table_len; i++) {
        if (table[i].met > 0) {
            printf("difference %s: %lu\n", table[i].name, table[i].met);
        }
    }
}

int differences_all_met(void) {
    int all = 1;
    for (size_t i = 0; i < table_len; i++) {
        if (table[i].met == 0) {
            fprintf(stderr, "no input shows the difference %s any more: add one, or drop the class\n", table[i].name);
            all = 0;
        }
    }
    return all;
}
