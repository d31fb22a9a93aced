/* tls cert show: every field of what a file holds. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/cert.h"
#include "tls/commands.h"
#include "tls/fields.h"
#include "tls/files.h"
#include "tls/options.h"

enum { MAX_FILE = 64 << 20, MAX_FILES = 10000 };

static const struct option_row rows[] = {
    {KEY_JSON, "json", NULL, "one JSON object a line in place of text"},
};

static bool set_option(void *into, int key, const char *value) {
    struct fields *fields = into;
    (void)key; /* there is no other */
    (void)value;
    fields->json = true;
    return true;
}

static bool show(const char *command, struct fields *fields, const char *file) {
    struct file_content content;
    tl_error error;
    if (!read_whole_file(file, MAX_FILE, &content)) {
        return false;
    }
    fields->file = file;
    bool shown = tl_describe((tl_bytes){content.data, content.size}, print_field, fields, &error);
    free_whole_file(&content);
    fflush(stdout);
    if (!shown) {
        say_error(command, file, &error);
    }
    return shown;
}

int cert_show_command(int argc, char **argv) {
    struct fields fields = {.to = stdout};
    struct command_line line = {
        .usage = "[--json] FILE...",
        .about =
            "Shows every field of the certificates in each FILE, PEM or DER, \"-\" for standard input; of requests,\n"
            "revocation lists and public keys too, and of private keys nothing that is secret. Nothing is verified:\n"
            "that is what `tls verify` is for. Exit codes: 0 well, 1 usage, input/output, or a FILE that holds\n"
            "something that cannot be read.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &fields,
        .min_operands = 1,
        .max_operands = MAX_FILES,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    code = EXIT_WELL;
    fields.several_files = argc - first > 1;
    for (int i = first; i < argc; i++) {
        if (!show(argv[0], &fields, argv[i])) {
            code = EXIT_USAGE_OR_IO;
        }
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "%s: standard output cannot be written: %s\n", argv[0], strerror(errno));
        code = EXIT_USAGE_OR_IO;
    }
    return code;
}
