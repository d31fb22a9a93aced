/* tls cert make: a key and its certificate, self-signed or signed by another one's. */
#include <stdio.h>
#include <string.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/cert.h"
#include "tls/commands.h"
#include "tls/files.h"
#include "tls/options.h"

#define MAX_NAMES 100
#define DAY       86400

enum {
    KEY_CA = KEY_OWN,
    KEY_CLIENT,
    KEY_NAME,
    KEY_SUBJECT,
    KEY_ISSUER,
    KEY_DAYS,
    KEY_NOT_BEFORE,
    KEY_NOT_AFTER,
    KEY_KEY_TYPE,
    KEY_OUT,
    KEY_CERT_OUT
};

static const struct option_row rows[] = {
    {KEY_NAME, "name", "NAME", "DNS name or IP address that the certificate is for; repeatable"},
    {KEY_SUBJECT, "subject", "NAME", "common name of the subject (default: the first --name)"},
    {KEY_CA, "ca", NULL, "make a CA, which signs other certificates"},
    {KEY_CLIENT, "client", NULL, "make a client's certificate in place of a server's"},
    {KEY_ISSUER, "issuer", "FILE", "PEM file with certificate and key that sign it (default: it signs itself)"},
    {KEY_DAYS, "days", "NUMBER", "valid so many days (default 90)"},
    {KEY_NOT_BEFORE, "not-before", "TIME",
     "valid from TIME, 2026-12-31 or 2026-12-31T23:59:59Z (default: an hour ago)"},
    {KEY_NOT_AFTER, "not-after", "TIME", "valid until TIME"},
    {KEY_KEY_TYPE, "key-type", "TYPE", "ecdsa-p256 (default), ecdsa-p384, ed25519, rsa-2048, rsa-3072 or rsa-4096"},
    {KEY_OUT, "out", "FILE", "write chain and key to FILE, which only its owner may read"},
    {KEY_CERT_OUT, "cert-out", "FILE", "write the certificate alone to FILE, to be handed out"},
};

struct making {
    tl_cert_options options;
    const char *names[MAX_NAMES];
    const char *issuer_file, *out_file, *cert_out_file;
    unsigned long days;
};

static bool add_name(struct making *making, const char *name) {
    if (making->options.num_names == MAX_NAMES) {
        fprintf(stderr, "more than %d names are given; spread them over several certificates\n", MAX_NAMES);
        return false;
    }
    making->names[making->options.num_names++] = name;
    return true;
}

static bool set_key_type(tl_cert_options *options, const char *name) {
    static const struct {
        const char *name;
        tl_key_kind kind;
        unsigned rsa_bits;
    } types[] = {
        {"ecdsa-p256", TL_KEY_ECDSA_P256, 0}, {"ecdsa-p384", TL_KEY_ECDSA_P384, 0}, {"ed25519", TL_KEY_ED25519, 0},
        {"rsa-2048", TL_KEY_RSA, 2048},       {"rsa-3072", TL_KEY_RSA, 3072},       {"rsa-4096", TL_KEY_RSA, 4096},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(name, types[i].name) == 0) {
            options->key_kind = types[i].kind;
            options->rsa_bits = types[i].rsa_bits;
            return true;
        }
    }
    fprintf(stderr, "\"%s\" is no type of key that can be made; see --key-type\n", name);
    return false;
}

static bool set_option(void *into, int key, const char *value) {
    struct making *making = into;
    switch (key) {
    case KEY_NAME:
        return add_name(making, value);
    case KEY_SUBJECT:
        making->options.common_name = value;
        return true;
    case KEY_CA:
        making->options.is_ca = true;
        return true;
    case KEY_CLIENT:
        making->options.for_client = true;
        return true;
    case KEY_ISSUER:
        making->issuer_file = value;
        return true;
    case KEY_DAYS:
        return parse_number(value, "the number of days", 1, 36500, &making->days);
    case KEY_NOT_BEFORE:
        return parse_time(value, &making->options.not_before);
    case KEY_NOT_AFTER:
        return parse_time(value, &making->options.not_after);
    case KEY_KEY_TYPE:
        return set_key_type(&making->options, value);
    case KEY_OUT:
        making->out_file = value;
        return true;
    default: /* KEY_CERT_OUT */
        making->cert_out_file = value;
        return true;
    }
}

static bool options_make_sense(const char *command, const struct making *making) {
    if (making->out_file == NULL) {
        fprintf(stderr, "%s: it is not said where the certificate and its key go; give --out FILE\n", command);
        return false;
    }
    if (making->options.num_names == 0 && making->options.common_name == NULL) {
        fprintf(stderr, "%s: the certificate has no name; give --name, or --subject for a CA or a client\n", command);
        return false;
    }
    if (making->days != 0 && making->options.not_after != 0) {
        fprintf(stderr, "%s: both --days and --not-after say when it ends; give one of them\n", command);
        return false;
    }
    if (making->options.is_ca && making->options.for_client) {
        fprintf(stderr, "%s: a certificate is either a CA's or a client's; give one of --ca and --client\n", command);
        return false;
    }
    return true;
}

static void fill_times(struct making *making) {
    tl_cert_options *options = &making->options;
    if (making->days != 0) {
        options->not_before = options->not_before != 0 ? options->not_before : time(NULL) - 3600;
        options->not_after = options->not_before + (time_t)making->days * DAY;
    }
}

static bool write_pem(const tl_identity *identity, const char *file, bool with_key) {
    tl_error error;
    char *pem = tl_identity_pem(identity, with_key, with_key, &error);
    if (pem == NULL) {
        say_error("the certificate", NULL, &error);
        return false;
    }
    bool written = write_new_file(file, with_key ? 0600 : 0644, pem);
    tl_pem_free(pem);
    return written;
}

static bool make(const char *command, struct making *making) {
    tl_error error;
    tl_identity *issuer = NULL;
    if (making->issuer_file != NULL) {
        issuer = tl_identity_load(making->issuer_file, NULL, &error);
        if (issuer == NULL) {
            say_error("the issuer", making->issuer_file, &error);
            return false;
        }
    }
    making->options.names = making->names;
    making->options.issuer = issuer;
    tl_identity *identity = tl_cert_make(&making->options, &error);
    tl_identity_free(issuer);
    if (identity == NULL) {
        say_error(command, NULL, &error);
        return false;
    }
    bool written = write_pem(identity, making->out_file, true) &&
                   (making->cert_out_file == NULL || write_pem(identity, making->cert_out_file, false));
    if (written) {
        const tl_cert *cert = tl_identity_cert(identity);
        printf("%s: %s, %s %u bits, SHA-256 fingerprint %s\n", making->out_file, tl_cert_subject(cert),
               tl_cert_key_type(cert), tl_cert_key_bits(cert), tl_cert_fingerprint(cert));
    }
    tl_identity_free(identity);
    return written;
}

int cert_make_command(int argc, char **argv) {
    struct making making = {0};
    struct command_line line = {
        .usage = "[options] --out FILE",
        .about = "Makes a key and its certificate, for tests and for small installations with a CA of their own.\n"
                 "Exit codes: 0 well, 1 usage or input/output.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &making,
        .min_operands = 0,
        .max_operands = 0,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    if (!options_make_sense(argv[0], &making)) {
        return EXIT_USAGE_OR_IO;
    }
    fill_times(&making);
    return make(argv[0], &making) ? EXIT_WELL : EXIT_USAGE_OR_IO;
}
