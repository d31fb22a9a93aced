/* tls server: the files of a directory over HTTPS. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <tlslite.h>
#include <tlslite/engine.h>
#include <tlslite/x509.h>

#include "tls/commands.h"
#include "tls/options.h"
#include "tls/password.h"
#include "tls/revocation.h"
#include "tls/serve.h"
#include "tls/staples.h"
#include "tls/text.h"

#define MAX_IDENTITIES     32
#define DEFAULT_TIMEOUT_MS 30000
#define BUFFERS_A_CLIENT   2 /* a connection that both receives and sends holds two */

enum { KEY_REQUEST_CERT = KEY_OWN, KEY_REQCERT, KEY_REQUIRE_CERT, KEY_MAX_CLIENTS };

static const struct option_row rows[] = {
    {'d', "directory", "DIR", "serve the files of DIR (default: the current directory)"},
    {'c', "cert", "FILE", "certificate chain; repeatable, chosen by the name a client asks for"},
    {'k', "key", "FILE", "private key of the -c at the same place (default: in that file)"},
    {KEY_STAPLE, "ocsp", "FILE", "OCSP response (DER) to staple to the -c that it is for; repeatable"},
    {KEY_REQUEST_CERT, "request-cert", NULL, "ask clients for a certificate, which they may decline (needs -a)"},
    {KEY_REQCERT, "reqcert", NULL, "the same"},
    {KEY_REQUIRE_CERT, "require-cert", NULL, "refuse clients without a certificate (needs -a)"},
    {'a', "ca", "FILE", "the CA certificates that may vouch for clients"},
    REVOCATION_ROWS,
    {KEY_MAX_CLIENTS, "max-clients", "NUMBER", "serve so many at once, let more wait (default 1000)"},
};

struct server {
    const char *command;
    struct tls_options tls;
    const char *directory, *ca_file;
    const char *cert_files[MAX_IDENTITIES], *key_files[MAX_IDENTITIES];
    size_t num_certs, num_keys;
    struct ocsp_files staples;
    tl_client_cert client_cert;
    struct revocation revocation;
    unsigned long max_clients;
    const char *host, *port;
    tl_identity *identities[MAX_IDENTITIES];
    size_t num_identities;
    struct listener listener;
};

static bool add_file(const char **files, size_t *num, const char *file) {
    if (*num == MAX_IDENTITIES) {
        fprintf(stderr, "more than %d certificates or keys are given; a server holds no more\n", MAX_IDENTITIES);
        return false;
    }
    files[(*num)++] = file;
    return true;
}

static bool set_option(void *into, int key, const char *value) {
    struct server *server = into;
    switch (key) {
    case 'd':
        server->directory = value;
        return true;
    case 'c':
        return add_file(server->cert_files, &server->num_certs, value);
    case 'k':
        return add_file(server->key_files, &server->num_keys, value);
    case 'a':
        server->ca_file = value;
        return true;
    case KEY_STAPLE:
        return ocsp_files_add(&server->staples, value);
    case KEY_MAX_CLIENTS:
        return parse_number(value, "the number of clients", 1, 100000, &server->max_clients);
    case KEY_CRL:
    case KEY_REVOCATION:
    case KEY_SHORT_LIVED:
        return revocation_set(&server->revocation, key, value);
    case KEY_REQUIRE_CERT:
        server->client_cert = TL_CLIENT_CERT_REQUIRED;
        return true;
    default: /* KEY_REQUEST_CERT, KEY_REQCERT */
        if (server->client_cert == TL_CLIENT_CERT_NONE) {
            server->client_cert = TL_CLIENT_CERT_OPTIONAL;
        }
        return true;
    }
}

static bool options_make_sense(const struct server *server) {
    if (server->num_keys > server->num_certs) {
        fprintf(stderr, "%s: there are more keys than certificates; give each -k its -c\n", server->command);
        return false;
    }
    if (server->staples.num_files > 0 && server->num_certs == 0) {
        fprintf(stderr, "%s: --ocsp gives a response without its certificate; give the certificate with -c\n",
                server->command);
        return false;
    }
    if ((server->client_cert != TL_CLIENT_CERT_NONE) != (server->ca_file != NULL)) {
        fprintf(stderr,
                "%s: --request-cert and --require-cert need -a, the CA certificates for clients, and -a needs one of "
                "them\n",
                server->command);
        return false;
    }
    return true;
}

/* ---- identities ---- */

static bool load_identities(struct server *server) {
    for (size_t i = 0; i < server->num_certs; i++) {
        tl_error error;
        const char *key_file = i < server->num_keys ? server->key_files[i] : NULL;
        tl_identity *identity = tl_identity_load_with_password(server->cert_files[i], key_file, read_password,
                                                               password_arg(server->tls.password_file), &error);
        if (identity == NULL) {
            say_error("the certificate", server->cert_files[i], &error);
            return false;
        }
        server->identities[server->num_identities++] = identity;
    }
    return staples_attach(&server->staples, server->identities, server->num_identities);
}

/* The first address that the server listens on, as a client writes it. */
static const char *first_port(const struct server *server) {
    return strrchr(server->listener.addresses[0], ':') + 1;
}

static void announce_identity(const struct server *server, const char *name, const tl_identity *identity) {
    const char *fingerprint = tl_cert_fingerprint(tl_identity_cert(identity));
    if (server->tls.json) {
        struct json json = json_begin(stdout, "certificate");
        json_text(&json, "name", name);
        json_text(&json, "fingerprint", fingerprint);
        json_end(&json);
        return;
    }
    bool literal = strchr(name, ':') != NULL;
    printf("no certificate was given, so one was made, for this run only\n");
    printf("SHA-256 fingerprint: %s\n", fingerprint);
    printf("fetch from it with: tls client --fingerprint %s %s%s%s:%s /\n", fingerprint, literal ? "[" : "", name,
           literal ? "]" : "", first_port(server));
}

static bool is_everywhere(const char *host) {
    return host[0] == '\0' || strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
}

static bool make_identity(struct server *server) {
    const char *names[] = {"localhost", "127.0.0.1", "::1", server->host};
    bool listed = is_everywhere(server->host);
    for (size_t i = 0; i < 3; i++) {
        listed = listed || strcmp(server->host, names[i]) == 0;
    }
    const char *name = is_everywhere(server->host) ? "localhost" : server->host;
    tl_cert_options options = {.common_name = name, .names = names, .num_names = listed ? 3 : 4};
    tl_error error;
    tl_identity *identity = tl_cert_make(&options, &error);
    if (identity == NULL) {
        say_error(server->command, NULL, &error);
        return false;
    }
    server->identities[server->num_identities++] = identity;
    announce_identity(server, name, identity);
    return true;
}

/* ---- the configuration ---- */

static tl_server_config *configure(const struct server *server, const tl_trust *client_trust) {
    tl_server_options options = {
        .common = server->tls.common,
        .identities = (const tl_identity *const *)server->identities,
        .num_identities = server->num_identities,
        .client_cert = server->client_cert,
        .client_trust = client_trust,
        .client_revocation = server->revocation.policy,
        .client_crls = server->revocation.crls,
        .client_short_lived_days = server->revocation.short_lived_days,
    };
    if (options.common.alpn == NULL) {
        options.common.alpn = "http/1.1";
    }
    tl_error error;
    tl_server_config *config = tl_server_config_new(&options, &error);
    if (config == NULL) {
        say_error(server->command, NULL, &error);
    }
    return config;
}

static tl_server_config *make_config(struct server *server) {
    const char *unchecked = server->client_cert == TL_CLIENT_CERT_NONE ? "clients show no certificates" : NULL;
    if (!revocation_load(&server->revocation, server->command, unchecked)) {
        return NULL;
    }
    bool loaded = server->num_certs > 0 ? load_identities(server) : make_identity(server);
    if (!loaded) {
        return NULL;
    }
    tl_trust *client_trust = NULL;
    tl_error error;
    if (server->ca_file != NULL) {
        client_trust = tl_trust_load(server->ca_file, &error);
        if (client_trust == NULL) {
            say_error("the CA file", server->ca_file, &error);
            return NULL;
        }
    }
    tl_server_config *config = configure(server, client_trust);
    tl_trust_free(client_trust);
    return config;
}

/* ---- running ---- */

static int serve_site(const struct server *server, const tl_server_config *config) {
    size_t max_clients = server->max_clients != 0 ? server->max_clients : 1000;
    struct https_site site = {
        .config = config,
        .directory = open(server->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .json = server->tls.json,
        .timeout_ms = server->tls.timeout_ms != 0 ? server->tls.timeout_ms : DEFAULT_TIMEOUT_MS,
    };
    if (site.directory < 0) {
        fprintf(stderr, "%s: the directory %s cannot be served: %s\n", server->command, server->directory,
                strerror(errno));
        return EXIT_USAGE_OR_IO;
    }
    int code = EXIT_USAGE_OR_IO;
    tl_error error;
    site.buffers = tl_buffers_new(BUFFERS_A_CLIENT * max_clients, &error);
    if (site.buffers == NULL) {
        say_error(server->command, NULL, &error);
    } else if (serve(&site, &server->listener, server->command, max_clients)) {
        code = EXIT_WELL;
    }
    tl_buffers_free(site.buffers);
    close(site.directory);
    return code;
}

static int run(struct server *server) {
    if (!options_make_sense(server) || !tls_options_open_keylog(&server->tls)) {
        return EXIT_USAGE_OR_IO;
    }
    int code = EXIT_USAGE_OR_IO;
    if (listener_open(&server->listener, server->command, server->host, server->port)) {
        tl_server_config *config = make_config(server);
        if (config != NULL) {
            code = serve_site(server, config);
        }
        tl_server_config_free(config);
        revocation_clear(&server->revocation);
        listener_close(&server->listener);
    }
    for (size_t i = 0; i < server->num_identities; i++) {
        tl_identity_free(server->identities[i]);
    }
    tls_options_close_keylog(&server->tls);
    return code;
}

int server_command(int argc, char **argv) {
    struct server server = {.command = argv[0], .directory = "."};
    struct command_line line = {
        .usage = "[options] HOST:PORT",
        .about =
            "Serves the files of a directory over HTTPS/1.1 and prints a line for each handshake. Without HOST it\n"
            "listens on all addresses; port 0 takes a free one. With no certificate it makes one for this run\n"
            "and prints its fingerprint. SIGINT and SIGTERM end it. Exit codes: 0 well, 1 usage or input/output.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &server,
        .tls = &server.tls,
        .min_operands = 1,
        .max_operands = 1,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    return split_address(argv[first], &server.host, &server.port) ? run(&server) : EXIT_USAGE_OR_IO;
}
