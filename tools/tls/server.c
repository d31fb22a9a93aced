/* tls server: the files of a directory over HTTPS. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <tlslite.h>
#include <tlslite/engine.h>
#include <tlslite/x509.h>

#include "tls/commands.h"
#include "tls/options.h"
#include "tls/report.h"
#include "tls/serve.h"
#include "tls/server_files.h"
#include "tls/text.h"

#define DEFAULT_TIMEOUT_MS  30000
#define DEFAULT_MAX_CLIENTS 1000
#define BUFFERS_A_CLIENT    2 /* a connection that both receives and sends holds two */

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
    const char *directory;
    struct server_files files;
    unsigned long max_clients;
    const char *host, *port;
    struct listener listener;
    struct loaded loaded; /* what new connections get */
    struct https_site site;
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
    struct server_files *files = &server->files;
    switch (key) {
    case 'd':
        server->directory = value;
        return true;
    case 'c':
        return add_file(files->cert_files, &files->num_certs, value);
    case 'k':
        return add_file(files->key_files, &files->num_keys, value);
    case 'a':
        files->ca_file = value;
        return true;
    case KEY_STAPLE:
        return ocsp_files_add(&files->staples, value);
    case KEY_MAX_CLIENTS:
        return parse_number(value, "the number of clients", 1, 100000, &server->max_clients);
    case KEY_CRL:
    case KEY_REVOCATION:
    case KEY_SHORT_LIVED:
        return revocation_set(&files->revocation, key, value);
    case KEY_REQUIRE_CERT:
        files->client_cert = TL_CLIENT_CERT_REQUIRED;
        return true;
    default: /* KEY_REQUEST_CERT, KEY_REQCERT */
        if (files->client_cert == TL_CLIENT_CERT_NONE) {
            files->client_cert = TL_CLIENT_CERT_OPTIONAL;
        }
        return true;
    }
}

static bool options_make_sense(const struct server *server) {
    const struct server_files *files = &server->files;
    if (files->num_keys > files->num_certs) {
        fprintf(stderr, "%s: there are more keys than certificates; give each -k its -c\n", server->command);
        return false;
    }
    if (files->staples.num_files > 0 && files->num_certs == 0) {
        fprintf(stderr, "%s: --ocsp gives a response without its certificate; give the certificate with -c\n",
                server->command);
        return false;
    }
    if ((files->client_cert != TL_CLIENT_CERT_NONE) != (files->ca_file != NULL)) {
        fprintf(stderr,
                "%s: --request-cert and --require-cert need -a, the CA certificates for clients, and -a needs one of "
                "them\n",
                server->command);
        return false;
    }
    return true;
}

/* ---- an identity of its own ---- */

/* The first address that the server listens on, as a client writes it. */
static const char *first_port(const struct server *server) {
    return strrchr(server->listener.addresses[0], ':') + 1;
}

static bool is_everywhere(const char *host) {
    return host[0] == '\0' || strcmp(host, "0.0.0.0") == 0 || strcmp(host, "::") == 0;
}

static const char *made_name(const struct server *server) {
    return is_everywhere(server->host) ? "localhost" : server->host;
}

static void announce_identity(const struct server *server) {
    const char *name = made_name(server), *fingerprint = tl_cert_fingerprint(tl_identity_cert(server->files.made));
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

static bool make_identity(struct server *server) {
    const char *names[] = {"localhost", "127.0.0.1", "::1", server->host};
    bool listed = is_everywhere(server->host);
    for (size_t i = 0; i < 3; i++) {
        listed = listed || strcmp(server->host, names[i]) == 0;
    }
    tl_cert_options options = {.common_name = made_name(server), .names = names, .num_names = listed ? 3 : 4};
    tl_error error;
    server->files.made = tl_cert_make(&options, &error);
    if (server->files.made == NULL) {
        say_error(server->command, NULL, &error);
    }
    return server->files.made != NULL;
}

/* ---- running ---- */

/* Whoever is connected keeps what was loaded before. */
static void reload(void *arg) {
    struct server *server = arg;
    struct loaded fresh;
    bool done = server_files_load(&server->files, true, &fresh);
    if (done) {
        loaded_clear(&server->loaded);
        server->loaded = fresh;
        server->site.config = fresh.config;
    }
    report_reload(server->tls.json, done);
}

static void look_at_dates(void *arg) {
    struct server *server = arg;
    watch_look(&server->loaded.watch, time(NULL));
}

static bool open_site(struct server *server, size_t max_clients) {
    tl_error error;
    server->site = (struct https_site){
        .config = server->loaded.config,
        .directory = open(server->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
        .json = server->tls.json,
        .timeout_ms = server->tls.timeout_ms != 0 ? server->tls.timeout_ms : DEFAULT_TIMEOUT_MS,
    };
    if (server->site.directory < 0) {
        fprintf(stderr, "%s: the directory %s cannot be served: %s\n", server->command, server->directory,
                strerror(errno));
        return false;
    }
    server->site.buffers = tl_buffers_new(BUFFERS_A_CLIENT * max_clients, &error);
    if (server->site.buffers == NULL) {
        say_error(server->command, NULL, &error);
    }
    return server->site.buffers != NULL;
}

static void close_site(struct server *server) {
    tl_buffers_free(server->site.buffers);
    if (server->site.directory >= 0) {
        close(server->site.directory);
    }
}

static bool serve_site(struct server *server) {
    size_t max_clients = server->max_clients != 0 ? server->max_clients : DEFAULT_MAX_CLIENTS;
    const struct serving serving = {
        .site = &server->site,
        .listener = &server->listener,
        .command = server->command,
        .max_clients = max_clients,
        .reload = reload,
        .tick = look_at_dates,
        .arg = server,
    };
    bool well = open_site(server, max_clients) && serve(&serving);
    close_site(server);
    return well;
}

static bool load(struct server *server) {
    if (server->files.num_certs == 0 && !make_identity(server)) {
        return false;
    }
    if (!server_files_load(&server->files, false, &server->loaded)) {
        return false;
    }
    if (server->files.made != NULL) {
        announce_identity(server);
    }
    return true;
}

static int run(struct server *server) {
    if (!options_make_sense(server) || !tls_options_open_keylog(&server->tls)) {
        return EXIT_USAGE_OR_IO;
    }
    int code = EXIT_USAGE_OR_IO;
    serve_hold_reloads();
    if (listener_open(&server->listener, server->command, server->host, server->port)) {
        if (load(server)) {
            code = serve_site(server) ? EXIT_WELL : EXIT_USAGE_OR_IO;
            loaded_clear(&server->loaded);
        }
        listener_close(&server->listener);
    }
    tl_identity_free(server->files.made);
    tls_options_close_keylog(&server->tls);
    return code;
}

int server_command(int argc, char **argv) {
    struct server server = {.command = argv[0], .directory = "."};
    server.files.command = argv[0];
    server.files.tls = &server.tls;
    struct command_line line = {
        .usage = "[options] HOST:PORT",
        .about =
            "Serves the files of a directory over HTTPS/1.1 and prints a line for each handshake. Without HOST it\n"
            "listens on all addresses; port 0 takes a free one. With no certificate it makes one for this run\n"
            "and prints its fingerprint. SIGHUP makes it read its files again; SIGINT and SIGTERM end it. Exit codes:\n"
            "0 well, 1 usage or input/output.",
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
