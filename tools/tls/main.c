/* tls: the command. `tls VERB ...` runs a subcommand, found by any prefix that fits only one. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "tls/commands.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} commands[] = {
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
    for (size_t i = 0; i < NUM_COMMANDS; i++) {
        printf("  %-8s %s\n", commands[i].name, commands[i].about);
    }
    printf("\n`tls COMMAND --help` shows a command's options.\n");
    return EXIT_WELL;
}

static int print_version(void) {
    print_summary();
    return EXIT_WELL;
}

/* NULL where none or several fit; *num says how many. */
static const struct command *find_command(const char *name, size_t *num) {
    const struct command *found = NULL;
    *num = 0;
    for (size_t i = 0; i < NUM_COMMANDS; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            *num = 1;
            return &commands[i];
        }
        if (strncmp(commands[i].name, name, strlen(name)) == 0) {
            found = &commands[i];
            (*num)++;
        }
    }
    return *num == 1 ? found : NULL;
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN); /* a reader of our output that goes away is an error, not a sudden end */
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        return print_overview();
    }
    if (strcmp(argv[1], "--version") == 0) {
        return print_version();
    }
    size_t num = 0;
    const struct command *command = find_command(argv[1], &num);
    if (command == NULL) {
        fprintf(stderr, "tls: \"%s\" %s; `tls` alone lists the commands\n", argv[1],
                num > 1 ? "fits several commands" : "is no command");
        return EXIT_USAGE_OR_IO;
    }
    char full_name[32];
    snprintf(full_name, sizeof full_name, "tls %s", command->name);
    argv[1] = full_name;
    return command->run(argc - 1, argv + 1);
}
