#include "tls/server_files.h"

#include <stdio.h>
#include <time.h>

#include "tls/password.h"

/* What is loaded on the way to a configuration. */
struct parts {
    tl_identity *identities[MAX_IDENTITIES];
    size_t num_identities;
    tl_trust *client_trust;
    struct revocation revocation;
};

static void clear(struct parts *parts) {
    for (size_t i = 0; i < parts->num_identities; i++) {
        tl_identity_free(parts->identities[i]);
    }
    tl_trust_free(parts->client_trust);
    revocation_clear(&parts->revocation);
}

/* Clients would have to wait until somebody has typed. */
static bool ask_nobody(void *arg, const char *source, char *password, size_t size, size_t *len) {
    if (arg != NULL) {
        return read_password(arg, source, password, size, len);
    }
    fprintf(stderr,
            "a password is needed for %s, and a running server asks for none; name a file with it: "
            "--password-file\n",
            source);
    return false;
}

static bool load_identities(const struct server_files *files, bool running, struct parts *parts) {
    if (files->num_certs == 0) {
        parts->identities[parts->num_identities++] = tl_identity_ref(files->made);
        return true;
    }
    for (size_t i = 0; i < files->num_certs; i++) {
        tl_error error;
        const char *key_file = i < files->num_keys ? files->key_files[i] : NULL;
        tl_identity *identity =
            tl_identity_load_with_password(files->cert_files[i], key_file, running ? ask_nobody : read_password,
                                           password_arg(files->tls->password_file), &error);
        if (identity == NULL) {
            say_error("the certificate", files->cert_files[i], &error);
            return false;
        }
        parts->identities[parts->num_identities++] = identity;
    }
    return true;
}

static bool watch_identities(const struct server_files *files, const struct parts *parts, struct watch *watch) {
    for (size_t i = 0; i < files->num_certs; i++) {
        const tl_cert *cert = tl_identity_cert(parts->identities[i]);
        if (!watch_add(watch, WATCHED_CERTIFICATE, files->cert_files[i], tl_cert_not_before(cert),
                       tl_cert_not_after(cert))) {
            return false;
        }
    }
    return true;
}

static bool load_trust(const struct server_files *files, struct parts *parts) {
    tl_error error;
    if (files->ca_file == NULL) {
        return true;
    }
    parts->client_trust = tl_trust_load(files->ca_file, &error);
    if (parts->client_trust == NULL) {
        say_error("the CA file", files->ca_file, &error);
    }
    return parts->client_trust != NULL;
}

static bool load_revocation(const struct server_files *files, struct parts *parts) {
    const char *unchecked =
        files->client_cert == TL_CLIENT_CERT_NONE ? "clients are not asked for certificates (--require-cert)" : NULL;
    parts->revocation = files->revocation;
    return revocation_load(&parts->revocation, files->command, unchecked);
}

static tl_server_config *configure(const struct server_files *files, const struct parts *parts) {
    tl_server_options options = {
        .common = files->tls->common,
        .identities = (const tl_identity *const *)parts->identities,
        .num_identities = parts->num_identities,
        .client_cert = files->client_cert,
        .client_trust = parts->client_trust,
        .client_revocation = parts->revocation.policy,
        .client_crls = parts->revocation.crls,
        .client_short_lived_days = parts->revocation.short_lived_days,
    };
    if (options.common.alpn == NULL) {
        options.common.alpn = "http/1.1";
    }
    tl_error error;
    tl_server_config *config = tl_server_config_new(&options, &error);
    if (config == NULL) {
        say_error(files->command, NULL, &error);
    }
    return config;
}

bool server_files_load(const struct server_files *files, bool running, struct loaded *loaded) {
    struct parts parts = {0};
    bool json = files->tls->json;
    *loaded =
        (struct loaded){.watch = {.to = json ? stdout : stderr, .json = json, .then = ", then send the server SIGHUP"}};
    struct watch *watch = &loaded->watch;
    if (load_revocation(files, &parts) && load_identities(files, running, &parts) &&
        staples_attach(&files->staples, parts.identities, parts.num_identities, watch) && load_trust(files, &parts) &&
        watch_identities(files, &parts, watch) && revocation_watch(&parts.revocation, watch)) {
        loaded->config = configure(files, &parts);
    }
    clear(&parts);
    if (loaded->config == NULL) {
        loaded_clear(loaded);
        return false;
    }
    watch_look(watch, time(NULL));
    return true;
}

void loaded_clear(struct loaded *loaded) {
    tl_server_config_free(loaded->config);
    watch_clear(&loaded->watch);
    loaded->config = NULL;
}
