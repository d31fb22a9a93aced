/* tls cert show: every field of what a file holds. */
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
#include "tls/password.h"

enum { MAX_FILE = 64 << 20, MAX_FILES = 10000 };

static const struct option_row rows[] = {
    {KEY_PASSWORD_FILE, "password-file", "FILE",
     "file whose first line opens PKCS #12 (default: ask at the terminal) and encrypted keys"},
    {KEY_JSON, "json", NULL, "one JSON object a line in place of text"},
};

struct showing {
    struct fields fields;
    const char *password_file;
    bool is_pkcs12;      /* what is being told */
    bool lacks_password; /* it was asked for, and none was given */
};

static bool set_option(void *into, int key, const char *value) {
    struct showing *showing = into;
    if (key == KEY_PASSWORD_FILE) {
        showing->password_file = value;
    } else {
        showing->fields.json = true;
    }
    return true;
}

static void show_field(void *arg, const tl_field *field) {
    struct showing *showing = arg;
    if (field->depth == 0 && field->kind == TL_FIELD_GROUP) {
        showing->is_pkcs12 = strcmp(field->name, "pkcs12") == 0;
    }
    print_field(&showing->fields, field);
}

/* A tl_password_fn. An encrypted key says enough without its password: nobody is asked for that. */
static bool give_password(void *arg, const char *source, char *password, size_t size, size_t *len) {
    struct showing *showing = arg;
    (void)source; /* it does not know the file's name */
    if (showing->password_file == NULL && !showing->is_pkcs12) {
        return false;
    }
    bool given = read_password(password_arg(showing->password_file), showing->fields.file, password, size, len);
    showing->lacks_password = !given;
    return given;
}

static bool show(const char *command, struct showing *showing, const char *file) {
    struct file_content content;
    tl_error error;
    if (!read_whole_file(file, MAX_FILE, &content)) {
        return false;
    }
    showing->fields.file = file;
    showing->lacks_password = false;
    tl_bytes octets = {content.data, content.size};
    bool shown = tl_describe_with_password(octets, give_password, showing, show_field, showing, &error);
    free_whole_file(&content);
    fflush(stdout); /* before what stderr says of the file */
    if (!shown) {
        say_error(command, file, &error);
    }
    return shown && !showing->lacks_password;
}

int cert_show_command(int argc, char **argv) {
    struct showing showing = {.fields = {.to = stdout}};
    struct command_line line = {
        .usage = "[options] FILE...",
        .about =
            "Shows every field of the certificates in each FILE, PEM or DER, \"-\" for standard input; of requests,\n"
            "revocation lists, public keys and PKCS #12 too, and of private keys nothing that is secret. Nothing is\n"
            "verified: that is what `tls verify` is for. Exit codes: 0 well, 1 usage, input/output, or a FILE that\n"
            "holds something that cannot be read.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &showing,
        .min_operands = 1,
        .max_operands = MAX_FILES,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    code = EXIT_WELL;
    showing.fields.several_files = argc - first > 1;
    for (int i = first; i < argc; i++) {
        if (!show(argv[0], &showing, argv[i])) {
            code = EXIT_USAGE_OR_IO;
        }
    }
    return code;
}
