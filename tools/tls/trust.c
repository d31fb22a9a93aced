/* tls trust: what a system, bundle, folder or certdata.txt trusts, shown or written as PEM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/commands.h"
#include "tls/options.h"
#include "tls/text.h"

enum { KEY_USE = KEY_OWN, KEY_PEM, KEY_JSON_LINES };

static const struct option_row rows[] = {
    {KEY_USE, "use", "USE", "of certdata.txt take what is trusted for: servers (default) or email"},
    {KEY_PEM, "pem", NULL, "write the certificates as PEM, in place of a list"},
    {KEY_JSON_LINES, "json", NULL, "one JSON object a line for each anchor"},
};

struct showing {
    tl_trust_use use;
    bool pem, json;
};

static bool set_use(struct showing *showing, const char *value) {
    if (strcmp(value, "servers") != 0 && strcmp(value, "email") != 0) {
        fprintf(stderr, "\"%s\" is no use that certificates are trusted for; say servers or email\n", value);
        return false;
    }
    showing->use = strcmp(value, "email") == 0 ? TL_TRUST_EMAIL : TL_TRUST_SERVERS;
    return true;
}

static bool set_option(void *into, int key, const char *value) {
    struct showing *showing = into;
    switch (key) {
    case KEY_USE:
        return set_use(showing, value);
    case KEY_PEM:
        showing->pem = true;
        return true;
    default: /* KEY_JSON_LINES */
        showing->json = true;
        return true;
    }
}

/* ---- loading ---- */

/* certdata.txt has a line BEGINDATA, which PEM and DER have not. */
static bool is_certdata(const char *path) {
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    bool found = false;
    while (file != NULL && !found && getline(&line, &size, file) > 0) {
        found = strcmp(line, "BEGINDATA\n") == 0 || strcmp(line, "BEGINDATA\r\n") == 0;
    }
    free(line);
    if (file != NULL) {
        fclose(file);
    }
    return found;
}

static tl_trust *load(const char *source, tl_trust_use use, tl_error *error) {
    struct stat info;
    if (source == NULL) {
        return tl_trust_system(error);
    }
    if (stat(source, &info) == 0 && S_ISDIR(info.st_mode)) {
        return tl_trust_load_dir(source, error);
    }
    return stat(source, &info) == 0 && S_ISREG(info.st_mode) && is_certdata(source)
               ? tl_trust_load_certdata(source, use, error)
               : tl_trust_load(source, error);
}

/* ---- showing ---- */

#define DATE_SIZE 32
static const char *date_text(time_t seconds, char text[DATE_SIZE]) {
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL || strftime(text, DATE_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        text[0] = '\0';
    }
    return text;
}

static void show_json(const tl_cert *cert, time_t distrust_after) {
    char date[DATE_SIZE];
    struct json json = json_begin(stdout, "anchor");
    json_text(&json, "subject", tl_cert_subject(cert));
    json_text(&json, "key_type", tl_cert_key_type(cert));
    json_number(&json, "key_bits", tl_cert_key_bits(cert));
    json_text(&json, "not_before", date_text(tl_cert_not_before(cert), date));
    json_text(&json, "not_after", date_text(tl_cert_not_after(cert), date));
    json_text(&json, "fingerprint", tl_cert_fingerprint(cert));
    json_text(&json, "fingerprint_sha1", tl_cert_fingerprint_sha1(cert));
    json_text(&json, "distrust_after", distrust_after != 0 ? date_text(distrust_after, date) : NULL);
    json_end(&json);
}

static void show_text(const tl_cert *cert, time_t distrust_after) {
    char date[DATE_SIZE];
    print_clean(stdout, tl_cert_subject(cert));
    printf("\n  %s %u bits, until %s", tl_cert_key_type(cert), tl_cert_key_bits(cert),
           date_text(tl_cert_not_after(cert), date));
    if (distrust_after != 0) {
        printf("; not trusted for what it issued after %s", date_text(distrust_after, date));
    }
    printf("\n  SHA-256 fingerprint %s\n", tl_cert_fingerprint(cert));
}

/* PEM cannot say that an anchor is trusted up to a date only: such a one is left out, which is the safe side. */
static bool show_pem(const tl_cert *cert, time_t distrust_after, tl_error *error) {
    if (distrust_after != 0) {
        fputs("left out, because PEM cannot hold the date after which it is not trusted: ", stderr);
        print_clean(stderr, tl_cert_subject(cert));
        putc('\n', stderr);
        return true;
    }
    char *pem = tl_cert_pem(cert, error);
    if (pem == NULL) {
        return false;
    }
    fputs("# ", stdout);
    print_clean(stdout, tl_cert_subject(cert));
    printf("\n%s", pem);
    tl_pem_free(pem);
    return true;
}

static bool show_anchor(const struct showing *showing, const tl_trust *trust, size_t index, tl_error *error) {
    tl_cert *cert = tl_trust_cert(trust, index, error);
    time_t distrust_after = tl_trust_distrust_after(trust, index);
    bool shown = cert != NULL;
    if (shown && showing->pem) {
        shown = show_pem(cert, distrust_after, error);
    } else if (shown && showing->json) {
        show_json(cert, distrust_after);
    } else if (shown) {
        show_text(cert, distrust_after);
    }
    tl_cert_free(cert);
    return shown;
}

static bool show(const struct showing *showing, const char *source) {
    const char *name = source != NULL ? source : "of the system";
    tl_error error;
    tl_trust *trust = load(source, showing->use, &error);
    bool shown = trust != NULL;
    for (size_t i = 0; shown && i < tl_trust_count(trust); i++) {
        shown = show_anchor(showing, trust, i, &error);
    }
    if (!shown) {
        say_error("the trust anchors", name, &error);
    } else {
        fprintf(stderr, "%zu trust anchors", tl_trust_count(trust));
        if (tl_trust_num_skipped(trust) > 0) {
            fprintf(stderr, "; %zu blocks or files were no certificate", tl_trust_num_skipped(trust));
        }
        putc('\n', stderr);
    }
    tl_trust_free(trust);
    return shown;
}

int trust_command(int argc, char **argv) {
    struct showing showing = {.use = TL_TRUST_SERVERS};
    struct command_line line = {
        .usage = "[options] [SOURCE]",
        .about = "Shows the trust anchors of SOURCE, a PEM or DER file, a folder of such files or Mozilla's\n"
                 "certdata.txt (default: the system's), or writes them as PEM.\n"
                 "Exit codes: 0 well, 1 usage or input/output.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &showing,
        .min_operands = 0,
        .max_operands = 1,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    if (showing.pem && showing.json) {
        fprintf(stderr, "%s: it is either a list or PEM; give one of --json and --pem\n", argv[0]);
        return EXIT_USAGE_OR_IO;
    }
    return show(&showing, first < argc ? argv[first] : NULL) ? EXIT_WELL : EXIT_USAGE_OR_IO;
}
