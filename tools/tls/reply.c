#include "tls/reply.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tls/site.h"

static const struct status {
    int code;
    const char *name, *explanation;
} statuses[] = {
    {200, "OK", ""},
    {301, "Moved Permanently", "This is a directory: add a slash."},
    {400, "Bad Request", "This is no request that HTTP/1.1 allows."},
    {403, "Forbidden", "This is not for you."},
    {404, "Not Found", "There is nothing here."},
    {405, "Method Not Allowed", "Only GET and HEAD are answered here."},
    {414, "URI Too Long", "The path is too long."},
    {431, "Request Header Fields Too Large", "The request is too long."},
    {500, "Internal Server Error", "The file cannot be read."},
    {503, "Service Unavailable", "Too much at once: try again later."},
    {505, "HTTP Version Not Supported", "Only HTTP/1.0 and HTTP/1.1 are spoken here."},
};

static const struct status *find_status(int code) {
    const struct status *status = statuses;
    while (status->code != code) {
        status++;
    }
    return status;
}

static void add(struct reply *reply, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* head has room for the longest target twice over and all else. */
static void add(struct reply *reply, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    size_t room = sizeof reply->head - reply->head_len;
    int length = vsnprintf(reply->head + reply->head_len, room, format, arguments);
    va_end(arguments);
    reply->head_len += (size_t)length < room ? (size_t)length : room - 1;
}

static void add_date(struct reply *reply) {
    char date[64];
    time_t now = time(NULL);
    struct tm parts;
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &parts));
    add(reply, "Date: %s\r\n", date);
}

static void add_head(struct reply *reply, const struct status *status, const char *content_type, off_t length) {
    add(reply, "HTTP/1.1 %d %s\r\n", status->code, status->name);
    add_date(reply);
    add(reply, "Content-Type: %s\r\nContent-Length: %lld\r\n", content_type, (long long)length);
    add(reply, "X-Content-Type-Options: nosniff\r\nConnection: %s\r\n", reply->keep_alive ? "keep-alive" : "close");
}

static void refuse(struct reply *reply, const struct request *request, int code) {
    const struct status *status = find_status(code);
    size_t length = strlen(status->explanation) + 1;
    add_head(reply, status, "text/plain; charset=utf-8", (off_t)length);
    if (code == 301) {
        size_t path = strcspn(request->target, "?#");
        add(reply, "Location: %.*s/%s\r\n", (int)path, request->target, request->target + path);
    }
    if (code == 405) {
        add(reply, "Allow: GET, HEAD\r\n");
    }
    add(reply, "\r\n");
    if (request->parser.method != HTTP_HEAD) {
        add(reply, "%s\n", status->explanation);
    }
}

static void answer(struct reply *reply, const struct request *request, int directory) {
    struct page page = {.fd = -1};
    int code = request->status != 0 ? request->status : site_open(directory, request->target, &page);
    if (code != 200) {
        refuse(reply, request, code);
        return;
    }
    add_head(reply, find_status(200), page.content_type, page.size);
    add(reply, "\r\n");
    if (request->parser.method == HTTP_HEAD) {
        close(page.fd);
        return;
    }
    reply->fd = page.fd;
    reply->left = page.size;
}

struct reply *reply_new(const struct request *request, int directory) {
    struct reply *reply = calloc(1, sizeof *reply);
    if (reply == NULL) {
        return NULL;
    }
    reply->fd = -1;
    reply->keep_alive = request->keep_alive;
    answer(reply, request, directory);
    return reply;
}

void reply_free(struct reply *reply) {
    if (reply != NULL && reply->fd >= 0) {
        close(reply->fd);
    }
    free(reply);
}

static size_t fill_head(struct reply *reply, uint8_t *room, size_t size) {
    size_t left = reply->head_len - reply->head_sent;
    size_t length = left < size ? left : size;
    memcpy(room, reply->head + reply->head_sent, length);
    reply->head_sent += length;
    return length;
}

bool reply_fill(struct reply *reply, uint8_t *room, size_t size, size_t *len) {
    *len = fill_head(reply, room, size);
    while (reply->left > 0 && *len < size) {
        size_t wanted = size - *len;
        wanted = (off_t)wanted < reply->left ? wanted : (size_t)reply->left;
        ssize_t got = read(reply->fd, room + *len, wanted);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) { /* it has become shorter since its length was told, or the disk failed */
            return false;
        }
        *len += (size_t)got;
        reply->left -= got;
    }
    return true;
}

bool reply_is_complete(const struct reply *reply) {
    return reply->head_sent == reply->head_len && reply->left == 0;
}
