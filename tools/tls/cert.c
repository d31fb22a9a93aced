/* tls cert: its verbs. */
#include "tls/cert.h"

#include <stdio.h>
#include <string.h>

#include "tls/commands.h"

static const struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} verbs[] = {
    {"make", cert_make_command, "make keys, certificates and requests for them"},
    {"show", cert_show_command, "show what certificates, requests, revocation lists and keys say"},
};
#define NUM_VERBS (sizeof verbs / sizeof *verbs)

static int print_verbs(const char *command) {
    printf("Usage: %s VERB [options] ...   (a prefix will do)\n", command);
    for (size_t i = 0; i < NUM_VERBS; i++) {
        printf("  %-8s %s\n", verbs[i].name, verbs[i].about);
    }
    printf("\n`%s VERB --help` shows a verb's options.\n", command);
    return EXIT_WELL;
}

int cert_command(int argc, char **argv) {
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return print_verbs(argv[0]);
    }
    for (size_t i = 0; i < NUM_VERBS; i++) {
        if (strncmp(verbs[i].name, argv[1], strlen(argv[1])) == 0 && argv[1][0] != '\0') {
            char full_name[64];
            snprintf(full_name, sizeof full_name, "%s %s", argv[0], verbs[i].name);
            argv[1] = full_name;
            return verbs[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "%s: \"%s\" is nothing that can be done with certificates; say `%s make` or `%s show`\n", argv[0],
            argv[1], argv[0], argv[0]);
    return EXIT_USAGE_OR_IO;
}
