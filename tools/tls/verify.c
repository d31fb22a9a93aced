/* tls verify: is a certificate good, by which path, or why by none? */
#include <stdio.h>
#include <string.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/cert_file.h"
#include "tls/commands.h"
#include "tls/feature_name.h"
#include "tls/ocsp_files.h"
#include "tls/options.h"
#include "tls/revocation.h"
#include "tls/text.h"

enum { MAX_POLICIES = 32 };

enum { KEY_ROOTS = KEY_OWN, KEY_INTERMEDIATES, KEY_TIME, KEY_NAME, KEY_PURPOSE, KEY_POLICY, KEY_OCSP };

static const struct option_row rows[] = {
    {KEY_ROOTS, "roots", "FILE", "PEM or DER file with the trust anchors (default: the system's)"},
    {KEY_INTERMEDIATES, "intermediates", "FILE", "PEM or DER file with CA certificates that may lead to one"},
    {KEY_NAME, "name", "NAME", "DNS name, IP address or mail address that it must be for (default: any)"},
    {KEY_PURPOSE, "purpose", "PURPOSE", "server (default), client, email or any"},
    {KEY_TIME, "time", "TIME", "verify as of TIME, 2026-12-31 or 2026-12-31T23:59:59Z (default: now)"},
    {KEY_POLICY, "policy", "OID", "certificate policy that will do, such as 2.23.140.1.2.1; repeatable"},
    REVOCATION_ROWS,
    {KEY_OCSP, "ocsp", "FILE", "an OCSP response in DER, for any certificate of the path; repeatable"},
    {KEY_JSON, "json", NULL, "one JSON object a line in place of text"},
};

struct verifying {
    tl_verify_options options;
    const char *policies[MAX_POLICIES];
    tl_revocation_status status;
    struct revocation revocation;
    const char *roots_file, *intermediates_file;
    struct ocsp_files response_files;
    struct ocsp_responses responses;
    bool json;
};

static bool set_purpose(tl_verify_options *options, const char *name) {
    unsigned code = 0;
    if (!parse_feature("purposes", "purpose", name, &code)) {
        return false;
    }
    options->purpose = (tl_purpose)code;
    return true;
}

static bool add_policy(struct verifying *verifying, const char *policy) {
    if (verifying->options.num_policies == MAX_POLICIES) {
        fprintf(stderr, "more than %d policies are given; give those that matter\n", MAX_POLICIES);
        return false;
    }
    verifying->policies[verifying->options.num_policies++] = policy;
    verifying->options.policies = verifying->policies;
    verifying->options.require_policy = true;
    return true;
}

static bool set_option(void *into, int key, const char *value) {
    struct verifying *verifying = into;
    switch (key) {
    case KEY_ROOTS:
        verifying->roots_file = value;
        return true;
    case KEY_INTERMEDIATES:
        verifying->intermediates_file = value;
        return true;
    case KEY_NAME:
        verifying->options.email = strchr(value, '@') != NULL ? value : NULL;
        verifying->options.host = strchr(value, '@') == NULL ? value : NULL;
        return true;
    case KEY_PURPOSE:
        return set_purpose(&verifying->options, value);
    case KEY_TIME:
        return parse_time(value, &verifying->options.time);
    case KEY_POLICY:
        return add_policy(verifying, value);
    case KEY_OCSP:
        return ocsp_files_add(&verifying->response_files, value);
    case KEY_CRL:
    case KEY_REVOCATION:
    case KEY_SHORT_LIVED:
        return revocation_set(&verifying->revocation, key, value);
    default: /* KEY_JSON */
        verifying->json = true;
        return true;
    }
}

/* ---- the verdict ---- */

static void print_found(const tl_path *path, bool json) {
    for (size_t i = 0; i < tl_path_length(path); i++) {
        const tl_cert *cert = tl_path_cert(path, i);
        if (json) {
            struct json object = json_begin(stdout, "certificate");
            json_number(&object, "index", (double)i);
            json_text(&object, "subject", tl_cert_subject(cert));
            json_text(&object, "sha256", tl_cert_fingerprint(cert));
            json_end(&object);
        } else {
            printf("%s", i > 0 ? "  issued by " : "good: ");
            print_clean(stdout, tl_cert_subject(cert));
            printf("\n");
        }
    }
}

/* Of the leaf, where it was asked for. */
static void print_status(const tl_revocation_status *status, bool json) {
    if (status->state == TL_REVOCATION_NOT_CHECKED) {
        return;
    }
    if (json) {
        struct json object = json_begin(stdout, "revocation");
        json_revocation(&object, "", status);
        json_end(&object);
        return;
    }
    printf("revocation: ");
    print_revocation(stdout, status);
    printf("\n");
}

/* Where nothing was found, the status is that of the path tried last, and counts if it is the reason. */
static void print_revoked(const tl_revocation_status *status, bool json) {
    if (status->state == TL_REVOCATION_REVOKED) {
        print_status(status, json);
    }
}

static void print_attempts(const tl_path *path, bool json) {
    const char *way, *sentence;
    for (size_t cursor = 0; tl_path_next_attempt(path, &cursor, &way, &sentence);) {
        if (json) {
            struct json object = json_begin(stdout, "attempt");
            json_text(&object, "path", way);
            json_text(&object, "message", sentence);
            json_end(&object);
        } else {
            printf("tried: ");
            print_clean(stdout, way);
            printf("\n  ");
            print_clean(stdout, sentence);
            printf("\n");
        }
    }
}

static void print_verdict(bool valid, const tl_error *error) {
    struct json object = json_begin(stdout, "verdict");
    json_bool(&object, "valid", valid);
    json_text(&object, "message", valid ? NULL : error->message);
    json_end(&object);
}

/* What is wrong with how we were asked is no verdict. */
static int exit_code(tl_result result, const tl_error *error) {
    if (result == TL_OK) {
        return EXIT_WELL;
    }
    return error->kind == TL_ERR_AUTH_INVALID ? EXIT_NOT_TRUSTED : EXIT_USAGE_OR_IO;
}

static int verify(const char *command, struct verifying *verifying, tl_bytes leaf) {
    tl_error error;
    tl_path *path = NULL;
    verifying->options.revocation_status = &verifying->status;
    tl_result result = tl_verify_path(leaf, &verifying->options, &path, &error);
    int code = exit_code(result, &error);
    if (path != NULL && result == TL_OK) {
        print_found(path, verifying->json);
        print_status(&verifying->status, verifying->json);
    } else if (path != NULL) {
        print_attempts(path, verifying->json);
        print_revoked(&verifying->status, verifying->json);
    }
    if (verifying->json && code != EXIT_USAGE_OR_IO) {
        print_verdict(result == TL_OK, &error);
    }
    if (result != TL_OK) {
        say_error(command, NULL, &error);
    }
    tl_path_free(path);
    return code;
}

static bool load_trust(const char *file, tl_trust **trust) {
    tl_error error;
    *trust = file != NULL ? tl_trust_load(file, &error) : NULL;
    if (file != NULL && *trust == NULL) {
        say_error("the roots", file, &error);
    }
    return file == NULL || *trust != NULL;
}

/* The leaf's own file may hold the rest of its chain. */
static int verify_file(const char *command, struct verifying *verifying, const char *file) {
    struct certificates certificates = {.count = 0};
    tl_trust *trust = NULL;
    struct revocation *revocation = &verifying->revocation;
    int code = EXIT_USAGE_OR_IO;
    const char *more = verifying->intermediates_file;
    if (read_certificates(&certificates, file) && (more == NULL || read_certificates(&certificates, more)) &&
        load_trust(verifying->roots_file, &trust) && revocation_load(revocation, command, NULL) &&
        ocsp_responses_read(&verifying->responses, &verifying->response_files)) {
        verifying->options.trust = trust;
        verifying->options.revocation = revocation->policy;
        verifying->options.crls = revocation->crls;
        verifying->options.short_lived_days = revocation->short_lived_days;
        verifying->options.ocsp_responses = verifying->responses.ders;
        verifying->options.num_ocsp_responses = verifying->responses.num;
        verifying->options.intermediates = certificates.ders + 1;
        verifying->options.num_intermediates = certificates.count - 1;
        code = verify(command, verifying, certificates.ders[0]);
    }
    ocsp_responses_clear(&verifying->responses);
    revocation_clear(revocation);
    tl_trust_free(trust);
    free_certificates(&certificates);
    return code;
}

int verify_command(int argc, char **argv) {
    struct verifying verifying = {0};
    struct command_line line = {
        .usage = "[options] LEAF",
        .about =
            "Verifies the first certificate in the file LEAF, with those behind it as intermediates, and prints the\n"
            "path that was found, or every path that was tried and why it failed.\n"
            "Exit codes: 0 well, 1 usage or input/output, 3 not trusted.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &verifying,
        .min_operands = 1,
        .max_operands = 1,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    return verify_file(argv[0], &verifying, argv[first]);
}
