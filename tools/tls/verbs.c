#include "tls/verbs.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tls/commands.h"
#include "tls/text.h"

enum { FULL_NAME_SIZE = 64 };

void print_verbs(const struct verb *verbs, size_t num) {
    for (size_t i = 0; i < num; i++) {
        printf("  %-8s %s\n", verbs[i].name, verbs[i].about);
    }
}

static bool fits(const struct verb *verb, const char *word) {
    return word[0] != '\0' && strncmp(verb->name, word, strlen(word)) == 0;
}

/* NULL where none or several fit; *fitting says how many. */
static const struct verb *find(const struct verb *verbs, size_t num, const char *word, size_t *fitting) {
    const struct verb *found = NULL;
    *fitting = 0;
    for (size_t i = 0; i < num; i++) {
        if (strcmp(verbs[i].name, word) == 0) {
            return &verbs[i];
        }
        if (fits(&verbs[i], word)) {
            found = &verbs[i];
            (*fitting)++;
        }
    }
    return *fitting == 1 ? found : NULL;
}

/* Names those that could be meant: all where none fits. */
static int say_unknown(const char *command, const struct verb *verbs, size_t num, const char *word, size_t fitting) {
    size_t left = fitting > 0 ? fitting : num;
    fprintf(stderr, "%s: \"", command);
    print_clean(stderr, word);
    fprintf(stderr, "\" %s; say ", fitting > 0 ? "fits several commands" : "is no command");
    for (size_t i = 0; i < num; i++) {
        if (fitting == 0 || fits(&verbs[i], word)) {
            left--;
            fprintf(stderr, "%s%s", verbs[i].name, left == 0 ? "\n" : left == 1 ? " or " : ", ");
        }
    }
    return EXIT_USAGE_OR_IO;
}

int run_verb(const char *command, const struct verb *verbs, size_t num, int argc, char **argv) {
    size_t fitting = 0;
    const struct verb *verb = find(verbs, num, argv[1], &fitting);
    if (verb == NULL) {
        return say_unknown(command, verbs, num, argv[1], fitting);
    }
    char full_name[FULL_NAME_SIZE];
    snprintf(full_name, sizeof full_name, "%s %s", command, verb->name);
    argv[1] = full_name;
    return verb->run(argc - 1, argv + 1);
}
