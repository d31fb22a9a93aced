#include "tls/http_post.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "tls/http_response.h"
#include "tls/options.h"
#include "tls/text.h"

enum { MAX_URL = 2048, MAX_AROUND_BODY = 32768 /* octets of an answer that are not its body */ };

/* ---- where to ---- */

struct place {
    char authority[MAX_URL]; /* what stands between "http://" and the path */
    char address[MAX_URL];   /* the same with a port, taken apart */
    const char *host, *port;
    const char *path; /* in the URL */
};

static bool refuse_url(const struct http_post *post, const char *why) {
    fprintf(stderr, "%s: the address \"", post->command);
    print_clean(stderr, post->url);
    fprintf(stderr, "\" %s\n", why);
    return false;
}

static bool is_printable(const char *text) {
    for (; *text != '\0'; text++) {
        if (*text <= ' ' || *text > '~') {
            return false;
        }
    }
    return true;
}

static bool parse_url(const struct http_post *post, struct place *place) {
    static const char scheme[] = "http://";
    const char *start = post->url + sizeof scheme - 1;
    if (strlen(post->url) >= MAX_URL - 4 || !is_printable(post->url)) {
        return refuse_url(post, "is too long, or has characters that no address has");
    }
    if (strncasecmp(post->url, scheme, sizeof scheme - 1) != 0) {
        return refuse_url(post, "does not begin with http://, over which responders are asked");
    }
    size_t len = strcspn(start, "/?#");
    memcpy(place->authority, start, len);
    place->authority[len] = '\0';
    place->path = start + len;
    const char *colon = strrchr(place->authority, ':'), *bracket = strrchr(place->authority, ']');
    bool has_port = colon != NULL && (bracket == NULL || colon > bracket);
    snprintf(place->address, sizeof place->address, "%.*s%s", MAX_URL - 4, place->authority, has_port ? "" : ":80");
    if (strchr(place->authority, '@') != NULL || !split_address(place->address, &place->host, &place->port)) {
        return refuse_url(post, "names no host");
    }
    return true;
}

/* ---- the request ---- */

static void begin_sentence(const struct http_post *post) {
    fprintf(stderr, "%s: ", post->command);
    print_clean(stderr, post->url);
    fputs(": ", stderr);
}

static bool say_failure(const struct http_post *post, const char *what) {
    begin_sentence(post);
    fprintf(stderr, "%s\n", what);
    return false;
}

static const char *why(int error) {
    return error == EAGAIN || error == EWOULDBLOCK ? "it was silent for too long (see --timeout)" : strerror(error);
}

static bool send_all(const struct http_post *post, int fd, const void *data, size_t len) {
    const char *at = data;
    while (len > 0) {
        ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            return say_failure(post, why(errno));
        }
        at += sent;
        len -= (size_t)sent;
    }
    return true;
}

static bool send_request(const struct http_post *post, const struct place *place, int fd) {
    char head[2 * MAX_URL + 256];
    int len = snprintf(head, sizeof head,
                       "POST %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: tls/%s\r\nContent-Type: %s\r\n"
                       "Content-Length: %zu\r\nConnection: close\r\n\r\n",
                       place->path[0] == '/' ? "" : "/", place->path, place->authority, tl_version_string(),
                       post->content_type, post->body.len);
    return send_all(post, fd, head, (size_t)len) && send_all(post, fd, post->body.data, post->body.len);
}

/* ---- the answer ---- */

struct answer {
    uint8_t *octets;
    size_t size, len;
};

static bool keep_body(void *arg, const char *octets, size_t len) {
    struct answer *answer = arg;
    if (len > answer->size - answer->len) {
        return false;
    }
    memcpy(answer->octets + answer->len, octets, len);
    answer->len += len;
    return true;
}

static bool say_too_long(const struct http_post *post) {
    return say_failure(post, "the server's answer is too long for one");
}

static bool say_problem(const struct http_post *post, const struct http_response *response) {
    if (response->body_refused) {
        return say_too_long(post);
    }
    begin_sentence(post);
    http_response_print_problem(stderr, response);
    putc('\n', stderr);
    return false;
}

/* max bounds what comes of heads, interim responses and chunks without end. */
static bool receive(const struct http_post *post, int fd, size_t max, struct http_response *response) {
    char data[4096];
    size_t received = 0;
    while (!response->complete) {
        ssize_t got = recv(fd, data, sizeof data, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return say_failure(post, why(errno));
        }
        received += (size_t)got;
        if (received > max) {
            return say_too_long(post);
        }
        if (!http_response_feed(response, data, (size_t)got)) {
            return say_problem(post, response);
        }
    }
    return true;
}

static bool exchange(const struct http_post *post, const struct place *place, int fd, struct answer *answer) {
    struct http_response response;
    http_response_init(&response, keep_body, answer);
    if (!send_request(post, place, fd) || !receive(post, fd, answer->size + MAX_AROUND_BODY, &response)) {
        return false;
    }
    if (http_response_status(&response) != 200) {
        begin_sentence(post);
        http_response_print_status(stderr, &response);
        putc('\n', stderr);
        return false;
    }
    return true;
}

bool http_post(const struct http_post *post, uint8_t *octets, size_t size, size_t *len) {
    struct place place;
    struct answer answer = {.octets = octets, .size = size};
    tl_error error;
    if (!parse_url(post, &place)) {
        return false;
    }
    int fd = tl_dial(place.host, place.port, post->timeout_ms, &error);
    if (fd < 0) {
        say_error(post->command, NULL, &error);
        return false;
    }
    const struct timeval patience = {(time_t)(post->timeout_ms / 1000), (suseconds_t)(post->timeout_ms % 1000) * 1000};
    bool ok = setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
              setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0;
    ok = ok ? exchange(post, &place, fd, &answer) : say_failure(post, strerror(errno));
    close(fd);
    *len = answer.len;
    return ok;
}
