/* Command lines: one table a command, from which both getopt_long and --help are fed, and the options that all TLS
 * commands share. */
#ifndef TLS_OPTIONS_H
#define TLS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <tlslite.h>

/* An option's key is its letter, or one of these where it has none. */
enum {
    KEY_FIRST = 256,
    /* of every TLS command */
    KEY_MIN_VERSION,
    KEY_MAX_VERSION,
    KEY_CIPHERS,
    KEY_GROUPS,
    KEY_SIGNATURES,
    KEY_ALPN,
    KEY_KEYLOG,
    KEY_PASSWORD_FILE,
    KEY_JSON,
    KEY_TIMEOUT,
    /* a command's own */
    KEY_OWN
};

struct option_row {
    int key;
    const char *name;     /* "cert" */
    const char *argument; /* "FILE"; NULL: it takes none */
    const char *help;
};

/* set stores one option; it says what is wrong and returns false when it cannot. */
struct command_line {
    const char *usage; /* "[options] HOST:PORT [PATH]" */
    const char *about;
    const struct option_row *rows;
    size_t num_rows;
    bool (*set)(void *into, int key, const char *value);
    void *into;
    struct tls_options *tls; /* NULL: this command has none of the shared options */
    int min_operands, max_operands;
};

/* Parses argv and gives the index of the first operand. Otherwise *exit_code is what to exit with: help was asked for
 * and given, or something was wrong and was said. */
bool parse_command_line(const struct command_line *line, int argc, char **argv, int *first_operand, int *exit_code);

/* What the shared options came to. common points into this struct and into argv. */
struct tls_options {
    tl_common_options common;
    char ciphers[1024];
    const char *keylog_file;
    const char *password_file; /* of private keys; NULL: ask at the terminal */
    int keylog_fd;
    bool json;
    unsigned timeout_ms; /* 0: not given */
};

/* Opens the key log where one is asked for (--keylog, else SSLKEYLOGFILE), with a warning. */
bool tls_options_open_keylog(struct tls_options *options);
void tls_options_close_keylog(struct tls_options *options);

/* Takes apart "www.example.org:443", "[2001:db8::1]:443", ":443", where it stands; says what is wrong. */
bool split_address(char *text, const char **host, const char **port);

/* A number in min..max, seconds as milliseconds, and a moment: "2026-12-31" or "2026-12-31T23:59:59Z". They say what is
 * wrong. */
bool parse_number(const char *text, const char *what, unsigned long min, unsigned long max, unsigned long *value);
bool parse_timeout(const char *text, unsigned *milliseconds);
bool parse_time(const char *text, time_t *value);

/* Appends to a list, with a comma where it has something already: options that may be repeated. what is for the
 * sentence when it becomes too long. */
bool join_list(char *list, size_t size, const char *names, const char *what);

/* "the CA file ca.pem: <the error's sentence>" on stderr. */
void say_error(const char *what, const char *name, const tl_error *error);

#endif
