/* tls cert make: its options, and which of its four things is made: a key, a certificate with its key, a request, or a
 * certificate for a request. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <tlslite.h>
#include <tlslite/x509.h>

#include "tls/cert.h"
#include "tls/commands.h"
#include "tls/cert_making.h"
#include "tls/options.h"
#include "tls/password.h"

#define DAY 86400

enum {
    KEY_CA = KEY_OWN,
    KEY_PATH_LENGTH,
    KEY_CLIENT,
    KEY_SERVER,
    KEY_MAIL,
    KEY_OCSP_SIGNER,
    KEY_MUST_STAPLE,
    KEY_OCSP_URL,
    KEY_CRL_URL,
    KEY_CA_URL,
    KEY_NAME,
    KEY_SUBJECT,
    KEY_ORGANIZATION,
    KEY_COUNTRY,
    KEY_ISSUER,
    KEY_DAYS,
    KEY_NOT_BEFORE,
    KEY_NOT_AFTER,
    KEY_KEY_TYPE,
    KEY_KEY,
    KEY_KEY_ONLY,
    KEY_REQUEST_OUT,
    KEY_REQUEST,
    KEY_TAKE_NAMES,
    KEY_OUT,
    KEY_CERT_OUT,
    KEY_ENCRYPT_KEY,
    KEY_NEW_PASSWORD_FILE,
    KEY_KDF
};

static const struct option_row rows[] = {
    {KEY_NAME, "name", "NAME", "DNS name, IP address, mail address or URI that it is for; repeatable"},
    {KEY_SUBJECT, "subject", "NAME", "common name of the subject (default: the first --name)"},
    {KEY_ORGANIZATION, "organization", "NAME", "organisation of the subject"},
    {KEY_COUNTRY, "country", "CODE", "country of the subject, such as DE"},
    {KEY_CA, "ca", NULL, "make a CA, which signs other certificates"},
    {KEY_PATH_LENGTH, "path-length", "NUMBER", "let at most so many CAs be below this one (default: any number)"},
    {KEY_CLIENT, "client", NULL, "for clients, in place of servers"},
    {KEY_SERVER, "server", NULL, "for servers, beside other uses"},
    {KEY_MAIL, "mail", NULL, "for mail, in place of servers"},
    {KEY_OCSP_SIGNER, "ocsp-signer", NULL, "for signing OCSP responses, in place of servers"},
    {KEY_MUST_STAPLE, "must-staple", NULL, "a server with it must staple an OCSP response (TLS feature, RFC 7633)"},
    {KEY_OCSP_URL, "ocsp-url", "URL", "where an OCSP responder for it is; repeatable"},
    {KEY_CRL_URL, "crl-url", "URL", "where the revocation list for it is; repeatable"},
    {KEY_CA_URL, "ca-url", "URL", "where the issuer's certificate is; repeatable"},
    {KEY_ISSUER, "issuer", "FILE", "file with certificate and key that sign it (default: it signs itself)"},
    {KEY_DAYS, "days", "NUMBER", "valid so many days (default 90)"},
    {KEY_NOT_BEFORE, "not-before", "TIME",
     "valid from TIME, 2026-12-31 or 2026-12-31T23:59:59Z (default: an hour ago)"},
    {KEY_NOT_AFTER, "not-after", "TIME", "valid until TIME"},
    {KEY_KEY_TYPE, "key-type", "TYPE",
     "ecdsa-p256 (default), ecdsa-p384, ecdsa-p521, ed25519, ed448, rsa-2048, rsa-3072 or rsa-4096"},
    {KEY_KEY, "key", "FILE", "take the private key in FILE in place of a new one"},
    {KEY_KEY_ONLY, "key-only", NULL, "make a key and no certificate"},
    {KEY_REQUEST_OUT, "request-out", "FILE", "make a request for a certificate, and write it to FILE"},
    {KEY_REQUEST, "request", "FILE", "make a certificate for the request in FILE, signed by --issuer"},
    {KEY_TAKE_NAMES, "take-names", NULL, "take subject and names that the request asks for"},
    {KEY_OUT, "out", "FILE", "write chain and key to FILE, which only its owner may read"},
    {KEY_CERT_OUT, "cert-out", "FILE", "write the certificate alone to FILE, to be handed out"},
    {KEY_PASSWORD_FILE, "password-file", "FILE", PASSWORD_FILE_HELP},
    {KEY_ENCRYPT_KEY, "encrypt-key", NULL, "encrypt the key in --out under a new password"},
    {KEY_NEW_PASSWORD_FILE, "new-password-file", "FILE", "file whose first line is that password (default: ask)"},
    {KEY_KDF, "kdf", "NAME", "how keys are derived from it: pbkdf2 (default) or scrypt, which GnuTLS does not read"},
};

/* ---- options of one plain kind: where each goes ---- */

#define PLACE(key, member)                                                                                             \
    { key, offsetof(struct making, member) }

struct place {
    int key;
    size_t offset;
};

static const struct place texts[] = {
    PLACE(KEY_SUBJECT, options.common_name),
    PLACE(KEY_ORGANIZATION, options.organization),
    PLACE(KEY_COUNTRY, options.country),
    PLACE(KEY_ISSUER, issuer_file),
    PLACE(KEY_KEY, key_file),
    PLACE(KEY_REQUEST_OUT, request_out_file),
    PLACE(KEY_REQUEST, request_file),
    PLACE(KEY_OUT, out_file),
    PLACE(KEY_CERT_OUT, cert_out_file),
    PLACE(KEY_PASSWORD_FILE, password_file),
    PLACE(KEY_NEW_PASSWORD_FILE, new_password_file),
};

static const struct place flags[] = {
    PLACE(KEY_CA, options.is_ca),
    PLACE(KEY_CLIENT, options.for_client),
    PLACE(KEY_SERVER, options.for_server),
    PLACE(KEY_MAIL, options.for_email),
    PLACE(KEY_OCSP_SIGNER, options.for_ocsp),
    PLACE(KEY_MUST_STAPLE, options.must_staple),
    PLACE(KEY_TAKE_NAMES, options.take_requested_names),
    PLACE(KEY_KEY_ONLY, key_only),
    PLACE(KEY_ENCRYPT_KEY, encrypt_key),
};

static const struct place lists[] = {
    PLACE(KEY_NAME, names),
    PLACE(KEY_OCSP_URL, ocsp_urls),
    PLACE(KEY_CRL_URL, crl_urls),
    PLACE(KEY_CA_URL, issuer_urls),
};

static void *find_place(struct making *making, const struct place *places, size_t num_places, int key) {
    for (size_t i = 0; i < num_places; i++) {
        if (places[i].key == key) {
            return (char *)making + places[i].offset;
        }
    }
    return NULL;
}

#define FIND_PLACE(making, places, key) find_place(making, places, sizeof places / sizeof *places, key)

static bool add_to_list(struct text_list *list, const char *text) {
    if (list->num == MAX_TEXTS) {
        fprintf(stderr, "more than %d names or URLs of one kind are given; spread them over several certificates\n",
                MAX_TEXTS);
        return false;
    }
    list->texts[list->num++] = text;
    return true;
}

/* ---- the others ---- */

static bool set_key_type(struct making *making, const char *name) {
    static const struct {
        const char *name;
        tl_key_kind kind;
        unsigned rsa_bits;
    } types[] = {
        {"ecdsa-p256", TL_KEY_ECDSA_P256, 0}, {"ecdsa-p384", TL_KEY_ECDSA_P384, 0},
        {"ecdsa-p521", TL_KEY_ECDSA_P521, 0}, {"ed25519", TL_KEY_ED25519, 0},
        {"ed448", TL_KEY_ED448, 0},           {"rsa-2048", TL_KEY_RSA, 2048},
        {"rsa-3072", TL_KEY_RSA, 3072},       {"rsa-4096", TL_KEY_RSA, 4096},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(name, types[i].name) == 0) {
            making->options.key_kind = types[i].kind;
            making->options.rsa_bits = types[i].rsa_bits;
            making->has_key_type = true;
            return true;
        }
    }
    fprintf(stderr, "\"%s\" is no type of key that can be made; see --key-type\n", name);
    return false;
}

static bool set_path_length(tl_cert_options *options, const char *value) {
    unsigned long length = 0;
    if (!parse_number(value, "the path length", 0, 255, &length)) {
        return false;
    }
    options->has_path_length = true;
    options->path_length = (unsigned)length;
    return true;
}

static bool set_kdf(struct making *making, const char *name) {
    bool scrypt = strcmp(name, "scrypt") == 0;
    if (!scrypt && strcmp(name, "pbkdf2") != 0) {
        fprintf(stderr, "\"%s\" is no way to derive keys from passwords; say pbkdf2 or scrypt\n", name);
        return false;
    }
    making->kdf = scrypt ? TL_KEY_KDF_SCRYPT : TL_KEY_KDF_PBKDF2;
    return true;
}

static bool set_other(struct making *making, int key, const char *value) {
    switch (key) {
    case KEY_PATH_LENGTH:
        return set_path_length(&making->options, value);
    case KEY_DAYS:
        return parse_number(value, "the number of days", 1, 36500, &making->days);
    case KEY_NOT_BEFORE:
        return parse_time(value, &making->options.not_before);
    case KEY_NOT_AFTER:
        return parse_time(value, &making->options.not_after);
    case KEY_KEY_TYPE:
        return set_key_type(making, value);
    default: /* KEY_KDF */
        return set_kdf(making, value);
    }
}

static bool set_option(void *into, int key, const char *value) {
    struct making *making = into;
    const char **text = FIND_PLACE(making, texts, key);
    bool *flag = FIND_PLACE(making, flags, key);
    struct text_list *list = FIND_PLACE(making, lists, key);
    if (list != NULL) {
        return add_to_list(list, value);
    }
    if (text != NULL) {
        *text = value;
    } else if (flag != NULL) {
        *flag = true;
    } else {
        return set_other(making, key, value);
    }
    return true;
}

/* ---- what makes sense together ---- */

struct rule {
    bool broken;
    const char *sentence;
};

static bool rules_hold(const char *command, const struct rule *rules, size_t num_rules) {
    for (size_t i = 0; i < num_rules; i++) {
        if (rules[i].broken) {
            fprintf(stderr, "%s: %s\n", command, rules[i].sentence);
            return false;
        }
    }
    return true;
}

static bool has_names(const struct making *m) {
    return m->names.num > 0 || m->options.common_name != NULL || m->options.take_requested_names;
}

static bool key_options_make_sense(const char *command, const struct making *m) {
    const struct rule rules[] = {
        {m->key_only && (has_names(m) || m->issuer_file != NULL || m->cert_out_file != NULL || m->options.is_ca),
         "--key-only makes no certificate, so it goes with --key-type, --out and the options for passwords alone"},
        {m->key_only && (m->key_file != NULL || m->request_file != NULL || m->request_out_file != NULL),
         "--key-only makes a key, so leave out --key, --request and --request-out"},
        {m->key_file != NULL && m->has_key_type, "both --key and --key-type say what key it is; give one of them"},
        {(m->new_password_file != NULL || m->kdf != TL_KEY_KDF_PBKDF2) && !m->encrypt_key,
         "--new-password-file and --kdf are for an encrypted key; give --encrypt-key too"},
        {m->encrypt_key && (m->request_file != NULL || m->out_file == NULL),
         "--encrypt-key encrypts the key in --out, but none is written there"},
    };
    return rules_hold(command, rules, sizeof rules / sizeof *rules);
}

static bool request_options_make_sense(const char *command, const struct making *m) {
    const struct rule rules[] = {
        {m->request_file != NULL && m->request_out_file != NULL,
         "a request is either made or answered; give one of --request-out and --request"},
        {m->request_file != NULL && m->issuer_file == NULL, "a request is answered by an --issuer; give one"},
        {m->request_file != NULL && (m->key_file != NULL || m->has_key_type),
         "the key is that of the request; leave out --key and --key-type"},
        {m->options.take_requested_names && m->request_file == NULL, "--take-names takes those of a --request"},
        {m->request_out_file != NULL && (m->issuer_file != NULL || m->cert_out_file != NULL || m->days != 0 ||
                                         m->options.not_before != 0 || m->options.not_after != 0),
         "issuer and dates are for the issuer to say; leave them out beside --request-out"},
        {m->request_out_file != NULL && m->key_file != NULL && m->out_file != NULL,
         "the key for the request is there already; leave out --out"},
    };
    return rules_hold(command, rules, sizeof rules / sizeof *rules);
}

static bool options_make_sense(const char *command, const struct making *m) {
    bool needs_out = m->request_out_file == NULL || m->key_file == NULL;
    const struct rule rules[] = {
        {m->out_file == NULL && needs_out, "it is not said where the certificate and its key go; give --out FILE"},
        {!m->key_only && m->request_file == NULL && !has_names(m),
         "the certificate has no name; give --name, or --subject for a CA or a client"},
        {m->days != 0 && m->options.not_after != 0, "both --days and --not-after say when it ends; give one of them"},
        {m->options.is_ca &&
             (m->options.for_client || m->options.for_server || m->options.for_email || m->options.for_ocsp),
         "a certificate is either a CA's or for another use; leave out --ca or --client, --server, --mail and "
         "--ocsp-signer"},
        {m->options.has_path_length && !m->options.is_ca, "--path-length is for a --ca"},
    };
    return rules_hold(command, rules, sizeof rules / sizeof *rules) && key_options_make_sense(command, m) &&
           request_options_make_sense(command, m);
}

static void fill_options(struct making *making) {
    tl_cert_options *options = &making->options;
    if (making->days != 0) {
        options->not_before = options->not_before != 0 ? options->not_before : time(NULL) - 3600;
        options->not_after = options->not_before + (time_t)making->days * DAY;
    }
    options->names = making->names.texts;
    options->num_names = making->names.num;
    options->ocsp_urls = making->ocsp_urls.texts;
    options->num_ocsp_urls = making->ocsp_urls.num;
    options->crl_urls = making->crl_urls.texts;
    options->num_crl_urls = making->crl_urls.num;
    options->issuer_urls = making->issuer_urls.texts;
    options->num_issuer_urls = making->issuer_urls.num;
}

int cert_make_command(int argc, char **argv) {
    struct making making = {.command = argv[0]};
    struct command_line line = {
        .usage = "[options] --out FILE",
        .about = "Makes a key and its certificate, or a request for one, or the certificate that a request asks for;\n"
                 "for tests and for small installations with a CA of their own. Files that exist are left alone.\n"
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
    fill_options(&making);
    return make(&making) ? EXIT_WELL : EXIT_USAGE_OR_IO;
}
