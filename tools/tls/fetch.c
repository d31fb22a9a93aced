#include "tls/fetch.h"

#include <errno.h>
#include <llhttp.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tls/commands.h"
#include "tls/report.h"
#include "tls/text.h"

struct answer {
    llhttp_t parser;
    llhttp_settings_t settings;
    char field[16];     /* the name of the header that is being read, as far as it fits */
    char location[512]; /* where a redirection points */
    char reason[64];
    bool field_open, output_failed, complete;
    int output_errno;
};

/* ---- what llhttp calls ---- */

static void append(char *to, size_t size, const char *at, size_t length) {
    size_t used = strlen(to);
    size_t room = size - 1 - used;
    memcpy(to + used, at, length < room ? length : room);
    to[used + (length < room ? length : room)] = '\0';
}

static int on_reason(llhttp_t *parser, const char *at, size_t length) {
    struct answer *answer = parser->data;
    append(answer->reason, sizeof answer->reason, at, length);
    return HPE_OK;
}

static int on_field(llhttp_t *parser, const char *at, size_t length) {
    struct answer *answer = parser->data;
    if (!answer->field_open) {
        answer->field[0] = '\0';
        answer->field_open = true;
    }
    append(answer->field, sizeof answer->field, at, length);
    return HPE_OK;
}

static int on_value(llhttp_t *parser, const char *at, size_t length) {
    struct answer *answer = parser->data;
    answer->field_open = false;
    if (strcasecmp(answer->field, "location") == 0) {
        append(answer->location, sizeof answer->location, at, length);
    }
    return HPE_OK;
}

static int on_body(llhttp_t *parser, const char *at, size_t length) {
    struct answer *answer = parser->data;
    if (fwrite(at, 1, length, stdout) != length) {
        answer->output_failed = true;
        answer->output_errno = errno;
        return HPE_USER;
    }
    return HPE_OK;
}

/* An interim answer (RFC 9110 §15.2) is followed by the real one. */
static int on_complete(llhttp_t *parser) {
    struct answer *answer = parser->data;
    if (parser->status_code / 100 == 1) {
        answer->reason[0] = '\0';
        return HPE_OK;
    }
    answer->complete = true;
    return HPE_PAUSED;
}

static void answer_init(struct answer *answer) {
    *answer = (struct answer){0};
    llhttp_settings_init(&answer->settings);
    answer->settings.on_status = on_reason;
    answer->settings.on_header_field = on_field;
    answer->settings.on_header_value = on_value;
    answer->settings.on_body = on_body;
    answer->settings.on_message_complete = on_complete;
    llhttp_init(&answer->parser, HTTP_RESPONSE, &answer->settings);
    answer->parser.data = answer;
}

/* ---- the exchange ---- */

static bool send_request(tl_conn *conn, const struct fetch *fetch) {
    bool literal = strchr(fetch->host, ':') != NULL; /* an IPv6 address */
    bool usual_port = strcmp(fetch->port, "443") == 0 || strcmp(fetch->port, "https") == 0;
    char request[8192];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: %s%s%s%s%s\r\nUser-Agent: tls/%s\r\nAccept: */*\r\n"
                          "Connection: close\r\n\r\n",
                          fetch->path, literal ? "[" : "", fetch->host, literal ? "]" : "", usual_port ? "" : ":",
                          usual_port ? "" : fetch->port, tl_version_string());
    return tl_write_all(conn, request, (size_t)length) == TL_OK;
}

/* The end of the connection: right for an answer without a length, too early for any other (RFC 9112 §8). */
static int ended(const struct fetch *fetch, struct answer *answer) {
    llhttp_finish(&answer->parser); /* completes the answer if this is how it ends */
    if (answer->complete) {
        return EXIT_WELL;
    }
    fprintf(stderr, "%s: the server ended the connection before its answer was complete\n", fetch->command);
    return EXIT_USAGE_OR_IO;
}

static int parse(const struct fetch *fetch, struct answer *answer, const char *data, size_t length) {
    llhttp_errno_t result = llhttp_execute(&answer->parser, data, length);
    if (result == HPE_OK || (result == HPE_PAUSED && answer->complete)) {
        return EXIT_WELL;
    }
    if (answer->output_failed) {
        fprintf(stderr, "%s: standard output cannot be written: %s\n", fetch->command, strerror(answer->output_errno));
    } else {
        fprintf(stderr, "%s: the server's answer is not HTTP/1.1 (%s)\n", fetch->command,
                llhttp_get_error_reason(&answer->parser));
    }
    return EXIT_USAGE_OR_IO;
}

static int receive_answer(tl_conn *conn, const struct fetch *fetch, struct answer *answer) {
    char data[16384];
    int code = EXIT_WELL;
    while (code == EXIT_WELL && !answer->complete) {
        size_t length = 0;
        switch (tl_read(conn, data, sizeof data, &length)) {
        case TL_OK:
            code = parse(fetch, answer, data, length);
            break;
        case TL_CLOSED:
            code = ended(fetch, answer);
            break;
        case TL_FAILED:
            code = report_error(fetch->json, fetch->command, false, tl_conn_error(conn));
            break;
        default:
            fprintf(stderr, "%s: the server was silent for too long (see --timeout)\n", fetch->command);
            code = EXIT_USAGE_OR_IO;
            break;
        }
    }
    return code;
}

static int judge_status(const struct fetch *fetch, const struct answer *answer) {
    if (answer->parser.status_code / 100 == 2) {
        return EXIT_WELL;
    }
    fprintf(stderr, "%s: the server answered %u ", fetch->command, answer->parser.status_code);
    print_clean(stderr, answer->reason);
    if (answer->location[0] != '\0') {
        fputs(", see ", stderr);
        print_clean(stderr, answer->location);
    }
    putc('\n', stderr);
    return EXIT_USAGE_OR_IO;
}

/* ---- before it ---- */

static bool is_possible(tl_conn *conn, const struct fetch *fetch) {
    const char *alpn = tl_session_alpn(tl_conn_session(conn));
    if (alpn != NULL && strncmp(alpn, "http/1.", 7) != 0) {
        fprintf(stderr, "%s: the server chose the protocol \"", fetch->command);
        print_clean(stderr, alpn);
        fprintf(stderr, "\", but pages are fetched over http/1.1; offer that with --alpn\n");
        return false;
    }
    return true;
}

bool fetch_path_is_good(const struct fetch *fetch) {
    bool good = fetch->path[0] == '/' && strlen(fetch->path) < 6000;
    for (const char *at = fetch->path; good && *at != '\0'; at++) {
        good = *at > ' ' && *at < 0x7f;
    }
    if (!good) {
        fprintf(stderr,
                "%s: a PATH begins with / and has neither spaces nor control characters; write %%20 for a space\n",
                fetch->command);
    }
    return good;
}

int fetch_page(tl_conn *conn, const struct fetch *fetch) {
    if (!is_possible(conn, fetch)) {
        return EXIT_USAGE_OR_IO;
    }
    if (!send_request(conn, fetch)) {
        return report_error(fetch->json, fetch->command, false, tl_conn_error(conn));
    }
    struct answer answer;
    answer_init(&answer);
    int code = receive_answer(conn, fetch, &answer);
    if (code == EXIT_WELL && fflush(stdout) != 0) {
        fprintf(stderr, "%s: standard output cannot be written: %s\n", fetch->command, strerror(errno));
        code = EXIT_USAGE_OR_IO;
    }
    (void)!tl_shutdown(conn); /* the answer is there: whether our farewell arrives changes nothing */
    return code == EXIT_WELL ? judge_status(fetch, &answer) : code;
}
