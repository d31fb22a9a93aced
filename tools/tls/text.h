/* What goes to a terminal or a log: clean text, and JSON lines. */
#ifndef TLS_TEXT_H
#define TLS_TEXT_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

/* Prints a string that may come from a peer: control characters as "\x1b", so that they cannot act on a terminal. */
void print_clean(FILE *to, const char *text);

/* "2026-01-31 12:00:00 UTC" */
enum { UTC_TEXT_SIZE = 32 };
void utc_text(time_t time, char text[UTC_TEXT_SIZE]);

/* In quotation marks; what is not UTF-8 becomes U+FFFD. */
void print_json_string(FILE *to, const char *value);

/* One JSON object on one line. Every object begins with the version of this form and the name of the event. */
struct json {
    FILE *to;
};
struct json json_begin(FILE *to, const char *event);
void json_text(struct json *json, const char *key, const char *value); /* NULL: null */
void json_number(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_end(struct json *json);

#endif
