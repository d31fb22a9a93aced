/* tls cert: its verbs. */
#include "tls/cert.h"

#include <stdio.h>
#include <string.h>

#include "tls/commands.h"
#include "tls/verbs.h"

static const struct verb verbs[] = {
    {"make", cert_make_command, "make keys, certificates and requests for them"},
    {"show", cert_show_command, "show what certificates, requests, revocation lists, keys and PKCS #12 say"},
};
#define NUM_VERBS (sizeof verbs / sizeof *verbs)

static int print_overview(const char *command) {
    printf("Usage: %s VERB [options] ...   (a prefix will do)\n", command);
    print_verbs(verbs, NUM_VERBS);
    printf("\n`%s VERB --help` shows a verb's options.\n", command);
    return EXIT_WELL;
}

int cert_command(int argc, char **argv) {
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return print_overview(argv[0]);
    }
    return run_verb(argv[0], verbs, NUM_VERBS, argc, argv);
}
