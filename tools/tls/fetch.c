#include "tls/fetch.h"

#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <string.h>

#include "tls/commands.h"
#include "tls/http_response.h"
#include "tls/report.h"
#include "tls/text.h"

struct answer {
    struct http_response response;
    int output_errno; /* why the body could not be printed; 0: it could */
};

static bool print_body(void *arg, const char *octets, size_t len) {
    struct answer *answer = arg;
    if (fwrite(octets, 1, len, stdout) != len) {
        answer->output_errno = errno;
        return false;
    }
    return true;
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

static int parse(const struct fetch *fetch, struct answer *answer, const char *data, size_t length) {
    if (http_response_feed(&answer->response, data, length)) {
        return EXIT_WELL;
    }
    fprintf(stderr, "%s: ", fetch->command);
    if (answer->output_errno != 0) {
        fprintf(stderr, "standard output cannot be written: %s", strerror(answer->output_errno));
        __fpurge(stdout); /* so that it is said once, here where the reason is known */
        clearerr(stdout);
    } else {
        http_response_print_problem(stderr, &answer->response);
    }
    putc('\n', stderr);
    return EXIT_USAGE_OR_IO;
}

static int receive_answer(tl_conn *conn, const struct fetch *fetch, struct answer *answer) {
    char data[16384];
    int code = EXIT_WELL;
    while (code == EXIT_WELL && !answer->response.complete) {
        size_t length = 0;
        switch (tl_read(conn, data, sizeof data, &length)) {
        case TL_OK:
        case TL_CLOSED:
            code = parse(fetch, answer, data, length);
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

static int judge_status(const struct fetch *fetch, const struct http_response *response) {
    if (http_response_status(response) / 100 == 2) {
        return EXIT_WELL;
    }
    fprintf(stderr, "%s: ", fetch->command);
    http_response_print_status(stderr, response);
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
    struct answer answer = {.output_errno = 0};
    http_response_init(&answer.response, print_body, &answer);
    int code = receive_answer(conn, fetch, &answer);
    (void)!tl_shutdown(conn); /* the answer is there: whether our farewell arrives changes nothing */
    return code == EXIT_WELL ? judge_status(fetch, &answer.response) : code;
}
