#include "tls/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls/commands.h"
#include "tls/feature_name.h"
#include "tls/password.h"
#include "tls/text.h"

#define MAX_OPTIONS 64

static const struct option_row shared_rows[] = {
    {KEY_MIN_VERSION, "min-ver", "VERSION", "lowest protocol version: tls1.2 (default) or tls1.3"},
    {KEY_MAX_VERSION, "max-ver", "VERSION", "highest protocol version: tls1.2 or tls1.3 (default)"},
    {KEY_CIPHERS, "cipherlist", "NAMES", "cipher suites in order, such as aes128gcm,chacha20-poly1305; repeatable"},
    {KEY_GROUPS, "groups", "NAMES", "key exchange groups in order, such as x25519,secp256r1"},
    {KEY_SIGNATURES, "signatures", "NAMES", "signature schemes in order, such as ecdsa_secp256r1_sha256"},
    {KEY_ALPN, "alpn", "NAMES", "application protocols in order, such as http/1.1"},
    {KEY_KEYLOG, "keylog", "FILE", "append the connection's keys to FILE, for debuggers (also SSLKEYLOGFILE)"},
    {KEY_PASSWORD_FILE, "password-file", "FILE", PASSWORD_FILE_HELP},
    {KEY_TIMEOUT, "timeout", "SECONDS", "how long to wait for the peer (default 30)"},
    {KEY_JSON, "json", NULL, "one JSON object a line in place of text"},
};
#define NUM_SHARED (sizeof shared_rows / sizeof *shared_rows)
static const struct option_row help_row = {'h', "help", NULL, "show this help"};

/* ---- --help ---- */

static void print_row(const struct option_row *row) {
    char left[64];
    char letter[8] = "    ";
    if (row->key < KEY_FIRST) {
        snprintf(letter, sizeof letter, "-%c, ", row->key);
    }
    snprintf(left, sizeof left, "  %s--%s%s%s", letter, row->name, row->argument ? " " : "",
             row->argument ? row->argument : "");
    printf("%-30s %s\n", left, row->help);
}

static void print_help(const struct command_line *line, const char *command) {
    printf("Usage: %s %s\n%s\n\n", command, line->usage, line->about);
    for (size_t i = 0; i < line->num_rows; i++) {
        print_row(&line->rows[i]);
    }
    for (size_t i = 0; line->tls != NULL && i < NUM_SHARED; i++) {
        print_row(&shared_rows[i]);
    }
    print_row(&help_row);
}

/* ---- getopt_long's tables ---- */

struct getopt_tables {
    struct option longs[MAX_OPTIONS + 1];
    size_t num, num_letters;
    char letters[2 * MAX_OPTIONS + 1];
};

static void add_row(struct getopt_tables *tables, const struct option_row *row) {
    if (tables->num == MAX_OPTIONS) {
        abort(); /* the tables are ours: make MAX_OPTIONS larger */
    }
    tables->longs[tables->num++] =
        (struct option){row->name, row->argument ? required_argument : no_argument, NULL, row->key};
    if (row->key < KEY_FIRST) {
        tables->letters[tables->num_letters++] = (char)row->key;
        if (row->argument) {
            tables->letters[tables->num_letters++] = ':';
        }
    }
}

static void fill_tables(struct getopt_tables *tables, const struct command_line *line) {
    for (size_t i = 0; i < line->num_rows; i++) {
        add_row(tables, &line->rows[i]);
    }
    for (size_t i = 0; line->tls != NULL && i < NUM_SHARED; i++) {
        add_row(tables, &shared_rows[i]);
    }
    add_row(tables, &help_row);
}

/* ---- the shared options ---- */

static bool set_version(const char *text, tl_protocol *version) {
    unsigned code = 0;
    if (!parse_feature("protocols", "protocol version that can be asked for", text, &code)) {
        return false;
    }
    *version = (tl_protocol)code;
    return true;
}

bool join_list(char *list, size_t size, const char *names, const char *what) {
    size_t used = strlen(list);
    int length = snprintf(list + used, size - used, "%s%s", used ? "," : "", names);
    if ((size_t)length >= size - used) {
        fprintf(stderr, "%s is longer than %zu characters; name fewer\n", what, size - 1);
        return false;
    }
    return true;
}

static bool set_timeout(struct tls_options *options, const char *value) {
    if (!parse_timeout(value, &options->timeout_ms)) {
        return false;
    }
    options->common.handshake_timeout_ms = options->timeout_ms;
    return true;
}

static bool set_shared(struct tls_options *options, int key, const char *value) {
    tl_settings *settings = &options->common.settings;
    switch (key) {
    case KEY_MIN_VERSION:
        return set_version(value, &settings->min_version);
    case KEY_MAX_VERSION:
        return set_version(value, &settings->max_version);
    case KEY_CIPHERS:
        settings->ciphers = options->ciphers;
        return join_list(options->ciphers, sizeof options->ciphers, value, "the cipher list");
    case KEY_GROUPS:
        settings->groups = value;
        return true;
    case KEY_SIGNATURES:
        settings->signatures = value;
        return true;
    case KEY_ALPN:
        options->common.alpn = value;
        return true;
    case KEY_KEYLOG:
        options->keylog_file = value;
        return true;
    case KEY_PASSWORD_FILE:
        options->password_file = value;
        return true;
    case KEY_TIMEOUT:
        return set_timeout(options, value);
    default:
        options->json = true; /* KEY_JSON: the last of the shared rows */
        return true;
    }
}

static bool is_shared(const struct command_line *line, int key) {
    return line->tls != NULL && key > KEY_FIRST && key < KEY_OWN;
}

/* ---- parsing ---- */

static int refer_to_help(const char *command) {
    fprintf(stderr, "see `%s --help`\n", command);
    return EXIT_USAGE_OR_IO;
}

bool parse_command_line(const struct command_line *line, int argc, char **argv, int *first_operand, int *exit_code) {
    struct getopt_tables tables = {0};
    fill_tables(&tables, line);
    for (int key; (key = getopt_long(argc, argv, tables.letters, tables.longs, NULL)) != -1;) {
        if (key == 'h') {
            print_help(line, argv[0]);
            *exit_code = EXIT_WELL;
            return false;
        }
        bool done = key != '?' &&
                    (is_shared(line, key) ? set_shared(line->tls, key, optarg) : line->set(line->into, key, optarg));
        if (!done) {
            *exit_code = refer_to_help(argv[0]);
            return false;
        }
    }
    int operands = argc - optind;
    if (operands < line->min_operands || operands > line->max_operands) {
        fprintf(stderr, "%s: %s\n", argv[0],
                operands < line->min_operands ? "something is missing" : "too much is given");
        fprintf(stderr, "usage: %s %s\n", argv[0], line->usage);
        *exit_code = refer_to_help(argv[0]);
        return false;
    }
    *first_operand = optind;
    return true;
}

bool split_address(char *text, const char **host, const char **port) {
    char *colon = strrchr(text, ':');
    if (colon == NULL || colon[1] == '\0') {
        fprintf(stderr, "\"%s\" has no port; write HOST:PORT, such as localhost:4443\n", text);
        return false;
    }
    size_t length = (size_t)(colon - text);
    bool bracketed = length >= 2 && text[0] == '[' && colon[-1] == ']';
    if (!bracketed && memchr(text, ':', length) != NULL) {
        fprintf(stderr, "\"%s\" has several colons; write an IPv6 address in brackets, such as [::1]:4443\n", text);
        return false;
    }
    colon[bracketed ? -1 : 0] = '\0';
    *host = bracketed ? text + 1 : text;
    *port = colon + 1;
    return true;
}

bool parse_number(const char *text, const char *what, unsigned long min, unsigned long max, unsigned long *value) {
    char *end = NULL;
    unsigned long number = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || number < min || number > max) {
        fprintf(stderr, "%s is \"%s\", but must be a number from %lu to %lu\n", what, text, min, max);
        return false;
    }
    *value = number;
    return true;
}

bool parse_timeout(const char *text, unsigned *milliseconds) {
    unsigned long seconds = 0;
    if (!parse_number(text, "the timeout in seconds", 1, 86400, &seconds)) {
        return false;
    }
    *milliseconds = (unsigned)seconds * 1000;
    return true;
}

bool parse_time(const char *text, time_t *value) {
    struct tm parts = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == NULL) {
        parts = (struct tm){0};
        end = strptime(text, "%Y-%m-%d", &parts);
    }
    if (end == NULL || *end != '\0') {
        fprintf(stderr, "\"%s\" is no time; write it in UTC, as 2026-12-31 or 2026-12-31T23:59:59Z\n", text);
        return false;
    }
    *value = timegm(&parts);
    return true;
}

void say_error(const char *what, const char *name, const tl_error *error) {
    fprintf(stderr, "%s%s%s: ", what, name != NULL ? " " : "", name != NULL ? name : "");
    print_clean(stderr, error->message);
    putc('\n', stderr);
}
