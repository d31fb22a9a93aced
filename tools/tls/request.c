#include "tls/request.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what llhttp calls ---- */

static int refuse(struct request *request, int status) {
    request->status = status;
    return HPE_USER;
}

static int on_url(llhttp_t *parser, const char *at, size_t length) {
    struct request *request = parser->data;
    if (length > MAX_TARGET - request->target_len) {
        return refuse(request, 414);
    }
    memcpy(request->target + request->target_len, at, length);
    request->target_len += length;
    request->target[request->target_len] = '\0';
    return HPE_OK;
}

static int on_field(llhttp_t *parser, const char *at, size_t length) {
    struct request *request = parser->data;
    size_t used = request->field_open ? strlen(request->field) : 0;
    size_t room = sizeof request->field - 1 - used;
    size_t taken = length < room ? length : room;
    memcpy(request->field + used, at, taken);
    request->field[used + taken] = '\0';
    request->field_open = true;
    return HPE_OK;
}

static int on_field_complete(llhttp_t *parser) {
    struct request *request = parser->data;
    request->field_open = false;
    request->num_hosts += strcasecmp(request->field, "host") == 0;
    return HPE_OK;
}

/* RFC 9112 §3.2: exactly one Host in HTTP/1.1, at most one before. */
static bool host_is_right(const struct request *request) {
    return request->num_hosts == 1 || (request->num_hosts == 0 && request->parser.http_minor == 0);
}

/* No request that is served here has a body: after one with a body the connection ends. */
static int on_headers_complete(llhttp_t *parser) {
    struct request *request = parser->data;
    if (parser->http_major != 1) {
        return refuse(request, 505);
    }
    if (!host_is_right(request)) {
        return refuse(request, 400);
    }
    if (parser->method != HTTP_GET && parser->method != HTTP_HEAD) {
        return refuse(request, 405);
    }
    if (parser->content_length > 0 || (parser->flags & F_CHUNKED)) {
        request->complete = true;
        return HPE_USER;
    }
    return HPE_OK;
}

static int on_message_complete(llhttp_t *parser) {
    struct request *request = parser->data;
    request->complete = true;
    request->keep_alive = llhttp_should_keep_alive(parser) != 0;
    return HPE_PAUSED;
}

static const llhttp_settings_t settings = {
    .on_url = on_url,
    .on_header_field = on_field,
    .on_header_field_complete = on_field_complete,
    .on_headers_complete = on_headers_complete,
    .on_message_complete = on_message_complete,
};

/* ---- requests ---- */

void request_init(struct request *request) {
    *request = (struct request){0};
    llhttp_init(&request->parser, HTTP_REQUEST, &settings);
    request->parser.data = request;
}

bool request_begun(const struct request *request) {
    return request->target != NULL;
}

/* What an error of the parser means for the peer. */
static int status_of(llhttp_errno_t error) {
    return error == HPE_INVALID_VERSION || error == HPE_PAUSED_H2_UPGRADE ? 505 : 400;
}

static enum request_state refused(struct request *request, int status) {
    request->status = status;
    request->keep_alive = false;
    return REQUEST_COMPLETE;
}

/* An offer to change protocols (RFC 9110 §7.8) is declined by going on. */
static llhttp_errno_t parse(llhttp_t *parser, const char *data, size_t len) {
    const char *end = data + len;
    llhttp_errno_t result = llhttp_execute(parser, data, len);
    while (result == HPE_PAUSED_UPGRADE) {
        const char *at = llhttp_get_error_pos(parser);
        llhttp_resume_after_upgrade(parser);
        result = llhttp_execute(parser, at, (size_t)(end - at));
    }
    return result;
}

enum request_state request_feed(struct request *request, const char *data, size_t len, size_t *used) {
    *used = len;
    if (request->target == NULL) {
        request->target = calloc(1, MAX_TARGET + 1);
    }
    if (request->target == NULL) {
        return refused(request, 503);
    }
    llhttp_errno_t result = parse(&request->parser, data, len);
    if (result != HPE_OK) {
        *used = (size_t)(llhttp_get_error_pos(&request->parser) - data);
    }
    request->head_len += *used;
    if (request->head_len > MAX_REQUEST_HEAD) {
        return refused(request, request->status != 0 ? request->status : 431);
    }
    if (request->complete) {
        return REQUEST_COMPLETE;
    }
    if (result != HPE_OK) {
        return refused(request, request->status != 0 ? request->status : status_of(result));
    }
    return REQUEST_MORE;
}

void request_next(struct request *request) {
    free(request->target);
    llhttp_t parser = request->parser;
    *request = (struct request){.parser = parser};
    if (llhttp_get_errno(&request->parser) == HPE_PAUSED) {
        llhttp_resume(&request->parser);
    }
}

void request_clear(struct request *request) {
    free(request->target);
    request->target = NULL;
}
