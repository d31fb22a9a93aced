#include "tls/text.h"

#include <stdint.h>
#include <string.h>

void print_clean(FILE *to, const char *text) {
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char c = (unsigned char)*at;
        if (c < 0x20 || c == 0x7f) {
            fprintf(to, "\\x%02x", c);
        } else {
            putc(c, to);
        }
    }
}

void utc_text(time_t time, char text[UTC_TEXT_SIZE]) {
    struct tm calendar;
    gmtime_r(&time, &calendar);
    strftime(text, UTC_TEXT_SIZE, "%Y-%m-%d %H:%M:%S UTC", &calendar);
}

/* The length of the UTF-8 sequence at text (RFC 3629 §4), or 0 where there is none. */
static size_t utf8_length(const unsigned char *text) {
    if (text[0] < 0x80) {
        return 1;
    }
    size_t length = text[0] >= 0xf0 ? 4 : text[0] >= 0xe0 ? 3 : 2;
    if (text[0] < 0xc2 || text[0] > 0xf4) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xf0 && text[1] < 0x90);
    bool surrogate = text[0] == 0xed && text[1] >= 0xa0;
    bool too_large = text[0] == 0xf4 && text[1] >= 0x90;
    return overlong || surrogate || too_large ? 0 : length;
}

void print_json_string(FILE *to, const char *value) {
    putc('"', to);
    for (const unsigned char *at = (const unsigned char *)value; *at != '\0';) {
        size_t length = utf8_length(at);
        if (length == 0) {
            fputs("\\ufffd", to);
            at++;
        } else if (*at < 0x20 || *at == 0x7f) {
            fprintf(to, "\\u%04x", *at);
            at++;
        } else {
            if (*at == '"' || *at == '\\') {
                putc('\\', to);
            }
            fwrite(at, 1, length, to);
            at += length;
        }
    }
    putc('"', to);
}

struct json json_begin(FILE *to, const char *event) {
    fputs("{\"v\":1,\"event\":", to);
    print_json_string(to, event);
    return (struct json){to};
}

static void print_key(struct json *json, const char *key) {
    putc(',', json->to);
    print_json_string(json->to, key);
    putc(':', json->to);
}

void json_text(struct json *json, const char *key, const char *value) {
    print_key(json, key);
    if (value == NULL) {
        fputs("null", json->to);
    } else {
        print_json_string(json->to, value);
    }
}

void json_number(struct json *json, const char *key, double value) {
    print_key(json, key);
    fprintf(json->to, "%.12g", value);
}

void json_bool(struct json *json, const char *key, bool value) {
    print_key(json, key);
    fputs(value ? "true" : "false", json->to);
}

void json_end(struct json *json) {
    fputs("}\n", json->to);
    fflush(json->to);
}
