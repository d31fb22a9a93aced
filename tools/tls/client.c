/* tls client: connects, says what was negotiated, then fetches a page or passes standard input and output through. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <tlslite.h>

#include "tls/commands.h"
#include "tls/fetch.h"
#include "tls/options.h"
#include "tls/password.h"
#include "tls/pipe.h"
#include "tls/report.h"
#include "tls/revocation.h"
#include "tls/staples.h"
#include "tls/text.h"

#define DEFAULT_TIMEOUT_MS 30000

enum { MAX_LIST = 4096 };

enum { KEY_NAME = KEY_OWN, KEY_FINGERPRINT, KEY_PIN, KEY_INSECURE };

static const struct option_row rows[] = {
    {'a', "ca", "FILE", "trust the CA certificates in FILE (default: the system's)"},
    {KEY_NAME, "name", "NAME", "ask for, and verify, NAME in place of HOST"},
    {KEY_FINGERPRINT, "fingerprint", "HEX",
     "trust exactly the certificate with this SHA-256 or SHA-1 fingerprint; repeatable"},
    {KEY_PIN, "pin", "PINS", "accept only a key with this pin, \"sha256/BASE64\", beside all other checks; repeatable"},
    REVOCATION_ROWS,
    {'c', "cert", "FILE", "own certificate chain, for servers that ask for one"},
    {'k', "key", "FILE", "its private key (default: in the certificate's file)"},
    {KEY_STAPLE, "ocsp", "FILE", "OCSP response (DER) for the own certificate, stapled in TLS 1.3; repeatable"},
    {'l', "exporter-label", "LABEL", "print keying material exported under LABEL"},
    {'L', "exporter-length", "LENGTH", "as many octets of it (default 20)"},
    {KEY_INSECURE, "insecure", NULL, "verify neither chain nor name: anyone can pose as the server"},
};

struct client {
    const char *command;
    struct tls_options tls;
    struct revocation revocation;
    struct ocsp_files staples;
    char fingerprints[MAX_LIST], pins[MAX_LIST]; /* empty: none */
    const char *ca_file, *cert_file, *key_file, *name, *exporter_label;
    unsigned long exporter_length;
    bool has_fingerprint, insecure;
    const char *host, *port, *path;
};

static bool set_option(void *into, int key, const char *value) {
    struct client *client = into;
    switch (key) {
    case 'a':
        client->ca_file = value;
        return true;
    case 'c':
        client->cert_file = value;
        return true;
    case 'k':
        client->key_file = value;
        return true;
    case 'l':
        client->exporter_label = value;
        return true;
    case 'L':
        return parse_number(value, "the length of the keying material", 1, 4096, &client->exporter_length);
    case KEY_NAME:
        client->name = value;
        return true;
    case KEY_STAPLE:
        return ocsp_files_add(&client->staples, value);
    case KEY_FINGERPRINT:
        client->has_fingerprint = true;
        return join_list(client->fingerprints, sizeof client->fingerprints, value, "the list of fingerprints");
    case KEY_PIN:
        client->tls.common.checker = tl_check_spki_pins(client->pins);
        return join_list(client->pins, sizeof client->pins, value, "the list of pins");
    case KEY_CRL:
    case KEY_REVOCATION:
    case KEY_SHORT_LIVED:
        return revocation_set(&client->revocation, key, value);
    default: /* KEY_INSECURE */
        client->insecure = true;
        return true;
    }
}

/* ---- the configuration ---- */

static struct fetch fetch_of(const struct client *client) {
    return (struct fetch){
        .command = client->command,
        .host = client->name != NULL ? client->name : client->host,
        .port = client->port,
        .path = client->path,
        .json = client->tls.json,
    };
}

static bool options_make_sense(const struct client *client) {
    if (client->key_file != NULL && client->cert_file == NULL) {
        fprintf(stderr, "%s: -k gives a key without a certificate; give the certificate with -c\n", client->command);
        return false;
    }
    if (client->staples.num_files > 0 && client->cert_file == NULL) {
        fprintf(stderr, "%s: --ocsp gives a response without its certificate; give the certificate with -c\n",
                client->command);
        return false;
    }
    if (client->insecure && (client->ca_file != NULL || client->has_fingerprint)) {
        fprintf(stderr, "%s: --insecure verifies nothing, so -a and --fingerprint make no sense beside it\n",
                client->command);
        return false;
    }
    if (client->has_fingerprint && client->ca_file != NULL) {
        fprintf(stderr, "%s: --fingerprint alone decides whom to trust, so -a makes no sense beside it\n",
                client->command);
        return false;
    }
    if (client->exporter_length != 0 && client->exporter_label == NULL) {
        fprintf(stderr, "%s: -L gives a length without a label; give the label with -l\n", client->command);
        return false;
    }
    struct fetch fetch = fetch_of(client);
    return client->path == NULL || fetch_path_is_good(&fetch);
}

/* Why no chain is verified. */
static const char *chain_is_unchecked(const struct client *client) {
    const char *by_fingerprint = client->has_fingerprint ? "--fingerprint alone decides whom to trust" : NULL;
    return client->insecure ? "--insecure verifies nothing" : by_fingerprint;
}

static bool attach_staples(const struct client *client, tl_identity **identity) {
    struct watch watch = {.to = stderr, .json = client->tls.json, .then = ""};
    bool attached = staples_attach(&client->staples, identity, 1, &watch);
    watch_look(&watch, time(NULL));
    watch_clear(&watch);
    return attached;
}

static bool load(struct client *client, tl_trust **trust, tl_identity **identity) {
    tl_error error;
    if (!revocation_load(&client->revocation, client->command, chain_is_unchecked(client))) {
        return false;
    }
    if (client->ca_file != NULL) {
        *trust = tl_trust_load(client->ca_file, &error);
        if (*trust == NULL) {
            say_error("the CA file", client->ca_file, &error);
            return false;
        }
    }
    if (client->cert_file != NULL) {
        *identity = tl_identity_load_with_password(client->cert_file, client->key_file, read_password,
                                                   password_arg(client->tls.password_file), &error);
        if (*identity == NULL) {
            say_error("the certificate", client->cert_file, &error);
            return false;
        }
    }
    return *identity == NULL || attach_staples(client, identity);
}

static tl_client_config *make_config(struct client *client) {
    tl_trust *trust = NULL;
    tl_identity *identity = NULL;
    tl_client_config *config = NULL;
    if (load(client, &trust, &identity)) {
        tl_client_options options = {
            .common = client->tls.common,
            .trust = trust,
            .identity = identity,
            .trusted_fingerprint = client->has_fingerprint ? client->fingerprints : NULL,
            .connect_timeout_ms = client->tls.timeout_ms,
            .insecure_no_chain_check = client->insecure,
            .insecure_no_name_check = client->insecure,
            .revocation = client->revocation.policy,
            .crls = client->revocation.crls,
            .short_lived_days = client->revocation.short_lived_days,
        };
        tl_error error;
        config = tl_client_config_new(&options, &error);
        if (config == NULL) {
            say_error(client->command, NULL, &error);
        }
    }
    tl_trust_free(trust);
    tl_identity_free(identity);
    revocation_clear(&client->revocation);
    return config;
}

/* ---- the connection ---- */

static double seconds_since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

static int report_exporter(const struct client *client, const tl_conn *conn) {
    uint8_t material[4096];
    size_t length = client->exporter_length != 0 ? client->exporter_length : 20;
    tl_error error;
    if (tl_conn_export(conn, client->exporter_label, (tl_bytes){0}, material, length, &error) != TL_OK) {
        return report_error(client->tls.json, client->command, false, &error);
    }
    char hex[2 * sizeof material + 1];
    for (size_t i = 0; i < length; i++) {
        snprintf(hex + 2 * i, 3, "%02x", material[i]);
    }
    if (client->tls.json) {
        struct json json = json_begin(stderr, "exporter");
        json_text(&json, "label", client->exporter_label);
        json_text(&json, "keying_material", hex);
        json_end(&json);
    } else {
        fprintf(stderr, "  Exporter label: %s\n  Keying material: %s\n", client->exporter_label, hex);
    }
    return EXIT_WELL;
}

static int use(const struct client *client, tl_conn *conn) {
    if (client->exporter_label != NULL) {
        int code = report_exporter(client, conn);
        if (code != EXIT_WELL) {
            return code;
        }
    }
    unsigned timeout_ms = client->tls.timeout_ms != 0 ? client->tls.timeout_ms : DEFAULT_TIMEOUT_MS;
    if (client->path == NULL) {
        return pipe_through(conn, client->command, client->tls.json, timeout_ms);
    }
    tl_conn_set_timeout(conn, timeout_ms);
    struct fetch fetch = fetch_of(client);
    return fetch_page(conn, &fetch);
}

static int handshake_and_use(const struct client *client, tl_conn *conn) {
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (tl_handshake(conn) != TL_OK) {
        return report_error(client->tls.json, client->command, true, tl_conn_error(conn));
    }
    report_session(stderr, client->tls.json, tl_conn_peer_address(conn), "Server", tl_conn_session(conn),
                   seconds_since(&start));
    return use(client, conn);
}

static int connect_and_use(const struct client *client, const tl_client_config *config) {
    tl_error error;
    int fd = tl_dial(client->host, client->port, tl_client_config_connect_timeout(config), &error);
    if (fd < 0) {
        return report_error(client->tls.json, client->command, false, &error);
    }
    tl_conn *conn = tl_client(fd, client->name != NULL ? client->name : client->host, config, &error);
    if (conn == NULL) {
        close(fd);
        return report_error(client->tls.json, client->command, true, &error);
    }
    int code = handshake_and_use(client, conn);
    tl_free(conn);
    return code;
}

static int run(struct client *client) {
    if (!options_make_sense(client) || !tls_options_open_keylog(&client->tls)) {
        return EXIT_USAGE_OR_IO;
    }
    if (client->insecure) {
        fprintf(stderr, "warning: --insecure: the server is not verified, anyone can pose as it\n");
    }
    if (client->path != NULL && client->tls.common.alpn == NULL) {
        client->tls.common.alpn = "http/1.1";
    }
    int code = EXIT_USAGE_OR_IO;
    tl_client_config *config = make_config(client);
    if (config != NULL) {
        code = connect_and_use(client, config);
    }
    tl_client_config_free(config);
    tls_options_close_keylog(&client->tls);
    return code;
}

int client_command(int argc, char **argv) {
    struct client client = {.command = argv[0]};
    struct command_line line = {
        .usage = "[options] HOST:PORT [PATH]",
        .about =
            "Connects over TLS, verifies the server's chain and name and prints what was negotiated. Then it sends\n"
            "standard input and prints what comes; with PATH it fetches that page over HTTP/1.1.\n"
            "Exit codes: 0 well, 1 usage or input/output, 2 handshake failed, 3 the server is not trusted,\n"
            "4 the server does not accept our certificate, or wants one.",
        .rows = rows,
        .num_rows = sizeof rows / sizeof *rows,
        .set = set_option,
        .into = &client,
        .tls = &client.tls,
        .min_operands = 1,
        .max_operands = 2,
    };
    int first = 0, code = EXIT_USAGE_OR_IO;
    if (!parse_command_line(&line, argc, argv, &first, &code)) {
        return code;
    }
    client.path = first + 1 < argc ? argv[first + 1] : NULL;
    return split_address(argv[first], &client.host, &client.port) ? run(&client) : EXIT_USAGE_OR_IO;
}
