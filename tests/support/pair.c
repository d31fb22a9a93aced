#include "support/pair.h"

#include <stdlib.h>
#include <string.h>

size_t pair_move(tl_engine *from, tl_engine *to, size_t chunk) {
    size_t moved = 0;
    for (;;) {
        tl_bytes output = tl_engine_output(from);
        size_t room;
        uint8_t *input = output.len > 0 ? tl_engine_input(to, &room) : NULL;
        if (input == NULL) {
            return moved;
        }
        size_t len = output.len < room ? output.len : room;
        len = chunk != 0 && chunk < len ? chunk : len;
        memcpy(input, output.data, len);
        tl_engine_sent(from, len);
        (void)!tl_engine_received(to, len);
        moved += len;
    }
}

void pair_run(struct pair *pair, size_t chunk) {
    while (pair_move(pair->client, pair->server, chunk) + pair_move(pair->server, pair->client, chunk) > 0) {
    }
}

bool pair_is_done(const struct pair *pair) {
    return tl_engine_handshake_done(pair->client) && tl_engine_handshake_done(pair->server) &&
           tl_engine_error(pair->client)->kind == TL_ERR_NONE && tl_engine_error(pair->server)->kind == TL_ERR_NONE;
}

static bool read_same(tl_engine *engine, const uint8_t *expected, size_t len, size_t *done) {
    uint8_t buf[4096];
    size_t got;
    while (tl_engine_read(engine, buf, sizeof buf, &got) == TL_OK && got > 0) {
        if (*done + got > len || memcmp(buf, expected + *done, got) != 0) {
            return false;
        }
        *done += got;
    }
    return true;
}

bool pair_says(tl_engine *from, tl_engine *to, const void *data, size_t len) {
    size_t written = 0;
    size_t read = 0;
    while (read < len) {
        size_t part = 0;
        if (written < len) {
            (void)!tl_engine_write(from, (const uint8_t *)data + written, len - written, &part);
            written += part;
        }
        size_t before = read;
        size_t moved = pair_move(from, to, 0);
        if (!read_same(to, data, len, &read) || (moved == 0 && part == 0 && read == before)) {
            return false;
        }
    }
    return true;
}

void pair_free(struct pair *pair) {
    tl_engine_free(pair->client);
    tl_engine_free(pair->server);
    *pair = (struct pair){0};
}
