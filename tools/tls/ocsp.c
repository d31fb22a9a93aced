/* tls ocsp: asks a certificate's OCSP responder whether it was revoked; what it answers can be stapled. */
#include <stdio.h>
#include <string.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/cert_file.h"
#include "tls/commands.h"
#include "tls/files.h"
#include "tls/http_post.h"
#include "tls/ocsp_files.h"
#include "tls/options.h"
#include "tls/revocation.h"
#include "tls/text.h"

enum { DEFAULT_TIMEOUT_MS = 15000, MAX_URL = 2048 };

enum { KEY_ISSUER = KEY_OWN, KEY_URL, KEY_NO_NONCE, KEY_REQUEST, KEY_RESPONSE, KEY_OUT, KEY_TIME };

static const struct option_row rows[] = {
    {KEY_ISSUER, "issuer", "FILE", "the issuer's certificate (default: the second one in CERT)"},
    {KEY_URL, "url", "URL", "the responder (default: the first that the certificate names)"},
    {KEY_NO_NONCE, "no-nonce", NULL, "ask without a nonce: then the responder may give an answer made before"},
    {KEY_OUT, "out", "FILE", "write the response there, in DER, if it says that the certificate is good"},
    {KEY_REQUEST, "request", "FILE", "write the request there, in DER, and ask nobody"},
    {KEY_RESPONSE, "response", "FILE", "judge the response in FILE, in DER, and ask nobody"},
    {KEY_TIME, "time", "TIME", "judge as of TIME, 2026-12-31 or 2026-12-31T23:59:59Z (default: now)"},
    {KEY_TIMEOUT, "timeout", "SECONDS", "give up when nothing comes for so long (default 15)"},
    {KEY_JSON, "json", NULL, "one JSON object a line in place of text"},
};

struct asking {
    const char *command;
    const char *issuer_file, *url, *request_file, *response_file, *out_file;
    time_t time;
    unsigned timeout_ms;
    bool no_nonce, json;
};

static bool set_option(void *into, int key, const char *value) {
    struct asking *asking = into;
    switch (key) {
    case KEY_ISSUER:
        asking->issuer_file = value;
        return true;
    case KEY_URL:
        asking->url = value;
        return true;
    case KEY_NO_NONCE:
        asking->no_nonce = true;
        return true;
    case KEY_OUT:
        asking->out_file = value;
        return true;
    case KEY_REQUEST:
        asking->request_file = value;
        return true;
    case KEY_RESPONSE:
        asking->response_file = value;
        return true;
    case KEY_TIME:
        return parse_time(value, &asking->time);
    case KEY_TIMEOUT:
        return parse_timeout(value, &asking->timeout_ms);
    default: /* KEY_JSON */
        asking->json = true;
        return true;
    }
}

/* ---- the answer ---- */

static void print_status(const struct asking *asking, const tl_revocation_status *status) {
    if (asking->json) {
        struct json object = json_begin(stdout, "revocation");
        json_revocation(&object, "", status);
        json_end(&object);
        return;
    }
    print_revocation(stdout, status);
    printf("\n");
}

static int judge(const struct asking *asking, const tl_ocsp_request *request, tl_bytes response) {
    tl_revocation_status status;
    tl_error error;
    if (tl_ocsp_check(request, response, asking->time, &status, &error) != TL_OK) {
        say_error(asking->command, NULL, &error);
        return error.kind == TL_ERR_AUTH_INVALID ? EXIT_NOT_TRUSTED : EXIT_USAGE_OR_IO;
    }
    print_status(asking, &status);
    if (status.state != TL_REVOCATION_GOOD) {
        return EXIT_NOT_TRUSTED;
    }
    bool written = asking->out_file == NULL || replace_file(asking->out_file, 0644, response.data, response.len);
    return written ? EXIT_WELL : EXIT_USAGE_OR_IO;
}

static int judge_file(const struct asking *asking, const tl_ocsp_request *request) {
    struct file_content content;
    if (!read_whole_file(asking->response_file, MAX_OCSP_RESPONSE, &content)) {
        return EXIT_USAGE_OR_IO;
    }
    int code = judge(asking, request, (tl_bytes){content.data, content.size});
    free_whole_file(&content);
    return code;
}

/* ---- asking ---- */

static int ask_responder(const struct asking *asking, const tl_ocsp_request *request, const char *url) {
    uint8_t answer[MAX_OCSP_RESPONSE];
    size_t len = 0;
    const struct http_post post = {
        .command = asking->command,
        .url = url,
        .content_type = "application/ocsp-request",
        .body = tl_ocsp_request_der(request),
        .timeout_ms = asking->timeout_ms,
    };
    return http_post(&post, answer, sizeof answer, &len) ? judge(asking, request, (tl_bytes){answer, len})
                                                         : EXIT_USAGE_OR_IO;
}

static int ask(const struct asking *asking, const tl_cert *cert, const tl_ocsp_request *request) {
    char url[MAX_URL];
    size_t cursor = 0;
    if (asking->response_file != NULL) {
        return judge_file(asking, request);
    }
    if (asking->request_file != NULL) {
        tl_bytes der = tl_ocsp_request_der(request);
        return replace_file(asking->request_file, 0644, der.data, der.len) ? EXIT_WELL : EXIT_USAGE_OR_IO;
    }
    if (asking->url == NULL && !tl_cert_next_ocsp_url(cert, &cursor, url, sizeof url)) {
        fprintf(stderr, "%s: the certificate names no OCSP responder; give one with --url\n", asking->command);
        return EXIT_USAGE_OR_IO;
    }
    return ask_responder(asking, request, asking->url != NULL ? asking->url : url);
}

/* A response in a file answers no request of ours, so it need not have our nonce. */
static int ask_about(const struct asking *asking, const tl_cert *cert, const tl_cert *issuer) {
    tl_error error;
    bool with_nonce = !asking->no_nonce && asking->response_file == NULL;
    tl_ocsp_request *request = tl_ocsp_request_new(cert, issuer, with_nonce, &error);
    if (request == NULL) {
        say_error(asking->command, NULL, &error);
        return EXIT_USAGE_OR_IO;
    }
    int code = ask(asking, cert, request);
    tl_ocsp_request_free(request);
    return code;
}

static int ask_about_file(const struct asking *asking, const char *file) {
    struct certificates certificates = {.count = 0}, issuers = {.count = 0};
    int code = EXIT_USAGE_OR_IO;
    if (read_certificates(&certificates, file) &&
        (asking->issuer_file == NULL || read_certificates(&issuers, asking->issuer_file))) {
        const tl_cert *issuer = issuers.count > 0        ? issuers.certs[0]
                                : certificates.count > 1 ? certificates.certs[1]
                                                         : NULL;
        if (issuer != NULL) {
            code = ask_about(asking, certificates.certs[0], issuer);
        } else {
            fprintf(stderr, "%s: %s has no second certificate, which would be its issuer's; give --issuer\n",
                    asking->command, file);
        }
    }
    free_certificates(&issuers);
    free_certificates(&certificates);
    return code;
}

int ocsp_command(int argc, char **argv) {
    struct asking asking = {.command = argv[0], .timeout_ms = DEFAULT_TIMEOUT_MS};
    struct command_line line = {
        .usage = "[options] CERT",
        .about = "Asks the OCSP responder of the first certificate in the file CERT whether it was revoked, and says\n"
                 "what it answers, verified. The response can be stapled: `tls server --ocsp`.\n"
                 "Exit codes: 0 good, 1 usage or input/output, 3 revoked, or not told by anybody to be trusted.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &asking,
        .min_operands = 1,
        .max_operands = 1,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    return ask_about_file(&asking, argv[first]);
}
