/* tls: the command. `tls COMMAND ...` runs a subcommand. */
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "tls/commands.h"
#include "tls/verbs.h"

static const struct verb commands[] = {
    {"client", client_command, "connect to a server over verified TLS, or fetch a page from it"},
    {"server", server_command, "serve the files of a directory over HTTPS"},
    {"cert", cert_command, "make and show keys and certificates"},
    {"verify", verify_command, "verify a certificate, and say by which path or why by none"},
    {"ocsp", ocsp_command, "ask whether a certificate was revoked"},
    {"trust", trust_command, "show trust anchors, or write them as PEM"},
    {"features", features_command, "list what is built in, and the names that settings take"},
};
#define NUM_COMMANDS (sizeof commands / sizeof *commands)

static int print_overview(void) {
    print_summary();
    printf("\nUsage: tls COMMAND [options] ...   (a prefix will do: tls cl)\n");
    print_verbs(commands, NUM_COMMANDS);
    printf("\n`tls COMMAND --help` shows a command's options.\n");
    return EXIT_WELL;
}

static int print_version(void) {
    print_summary();
    return EXIT_WELL;
}

/* What was printed may still wait in a buffer, and the disk that it goes to be full. */
static int finish_output(int code) {
    bool written = fflush(stdout) == 0;
    int os_errno = errno;
    if (written && !ferror(stdout)) {
        return code;
    }
    fprintf(stderr, "tls: standard output cannot be written%s%s\n", written ? "" : ": ",
            written ? "" : strerror(os_errno));
    return code == EXIT_WELL ? EXIT_USAGE_OR_IO : code;
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); /* a reader of our output that goes away is an error, not a sudden end */
    int code = EXIT_WELL;
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        code = print_overview();
    } else if (strcmp(argv[1], "--version") == 0) {
        code = print_version();
    } else {
        code = run_verb("tls", commands, NUM_COMMANDS, argc, argv);
    }
    return finish_output(code);
}
