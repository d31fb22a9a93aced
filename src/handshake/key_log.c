#include "handshake/key_log.h"

#include <stdio.h>

static size_t append_hex(char *line, size_t at, tl_bytes bytes) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        line[at++] = digits[bytes.data[i] >> 4];
        line[at++] = digits[bytes.data[i] & 15];
    }
    return at;
}

void key_log(const struct connection *c, const char *label, const struct secret *secret) {
    if (c->config->keylog == NULL) {
        return;
    }
    char line[64 + 2 * RANDOM_LEN + 2 * SECRET_MAX];
    size_t at = (size_t)snprintf(line, 64, "%s ", label);
    at = append_hex(line, at, bytes_of(c->client_random, RANDOM_LEN));
    line[at++] = ' ';
    at = append_hex(line, at, secret_bytes(secret));
    line[at] = '\0';
    c->config->keylog(c->config->keylog_arg, line);
    secret_wipe(line, sizeof line);
}
