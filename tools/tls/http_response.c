#include "tls/http_response.h"

#include <string.h>
#include <strings.h>

#include "tls/text.h"

/* ---- what llhttp calls ---- */

static void append(char *to, size_t size, const char *at, size_t length) {
    size_t used = strlen(to);
    size_t room = size - 1 - used;
    size_t taken = length < room ? length : room;
    memcpy(to + used, at, taken);
    to[used + taken] = '\0';
}

static int on_reason(llhttp_t *parser, const char *at, size_t length) {
    struct http_response *response = parser->data;
    append(response->reason, sizeof response->reason, at, length);
    return HPE_OK;
}

static int on_field(llhttp_t *parser, const char *at, size_t length) {
    struct http_response *response = parser->data;
    if (!response->field_open) {
        response->field[0] = '\0';
        response->field_open = true;
    }
    append(response->field, sizeof response->field, at, length);
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t length) {
    struct http_response *response = parser->data;
    response->field_open = false;
    if (strcasecmp(response->field, "location") == 0) {
        append(response->location, sizeof response->location, at, length);
    }
    return HPE_OK;
}

static int on_body(llhttp_t *parser, const char *at, size_t length) {
    struct http_response *response = parser->data;
    response->body_refused = !response->take_body(response->arg, at, length);
    return response->body_refused ? HPE_USER : HPE_OK;
}

/* An interim response (RFC 9110 §15.2) is followed by the real one. */
static int on_complete(llhttp_t *parser) {
    struct http_response *response = parser->data;
    response->complete = parser->status_code / 100 != 1;
    if (!response->complete) {
        response->reason[0] = '\0';
        response->location[0] = '\0';
    }
    return response->complete ? HPE_PAUSED : HPE_OK;
}

static const llhttp_settings_t settings = {
    .on_status = on_reason,
    .on_header_field = on_field,
    .on_header_value = on_value,
    .on_body = on_body,
    .on_message_complete = on_complete,
};

/* ---- responses ---- */

void http_response_init(struct http_response *response, http_body_fn *take_body, void *arg) {
    *response = (struct http_response){.take_body = take_body, .arg = arg};
    llhttp_init(&response->parser, HTTP_RESPONSE, &settings);
    response->parser.data = response;
}

/* The end of the connection is right for a response without a length, too early for any other (RFC 9112 §8). */
bool http_response_feed(struct http_response *response, const char *octets, size_t len) {
    if (len == 0) {
        llhttp_finish(&response->parser); /* completes the response if this is how it ends */
        return response->complete;
    }
    return llhttp_execute(&response->parser, octets, len) == HPE_OK || response->complete;
}

void http_response_print_problem(FILE *to, const struct http_response *response) {
    if (llhttp_get_errno(&response->parser) == HPE_OK) {
        fputs("the server ended the connection before its answer was complete", to);
    } else {
        fprintf(to, "the server's answer is not HTTP/1.1 (%s)", llhttp_get_error_reason(&response->parser));
    }
}

unsigned http_response_status(const struct http_response *response) {
    return response->parser.status_code;
}

void http_response_print_status(FILE *to, const struct http_response *response) {
    fprintf(to, "the server answered %u ", http_response_status(response));
    print_clean(to, response->reason);
    if (response->location[0] != '\0') {
        fputs(", see ", to);
        print_clean(to, response->location);
    }
}
