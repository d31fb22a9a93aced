#include "base/control.h"
#include "config/config.h"
#include "config/sentences.h"

static bool add_identities(tl_server_config *config, const tl_server_options *options, tl_error *error) {
    REQUIRE(options->num_identities > 0 && options->identities != NULL, error_set(error, NO_IDENTITY));
    config->identities = mem_new_array(options->num_identities, sizeof *config->identities);
    REQUIRE(config->identities != NULL, error_set(error, OUT_OF_MEMORY));
    for (size_t i = 0; i < options->num_identities; i++) {
        REQUIRE(options->identities[i] != NULL, error_set(error, NO_IDENTITY));
        TRY(config_check_identity(&config->common, options->identities[i], i, error));
        config->identities[config->num_identities++] = tl_identity_ref(options->identities[i]);
    }
    return true;
}

static bool fill(tl_server_config *config, const tl_server_options *options, tl_error *error) {
    TRY(config_init(&config->common, ROLE_SERVER, &options->common, error));
    TRY(add_identities(config, options, error));
    config->refuse_unknown_names = options->refuse_unknown_names;
    config->client_cert = options->client_cert;
    REQUIRE((unsigned)config->client_cert <= TL_CLIENT_CERT_REQUIRED,
            error_set(error, BAD_CLIENT_CERT, (unsigned)config->client_cert));
    REQUIRE(config->client_cert == TL_CLIENT_CERT_NONE || options->client_trust != NULL,
            error_set(error, NO_CLIENT_TRUST));
    config->client_trust = config->client_cert != TL_CLIENT_CERT_NONE ? tl_trust_ref(options->client_trust) : NULL;
    TRY(config_set_revocation(&config->revocation, options->client_revocation, options->client_crls,
                              options->client_short_lived_days, config->client_cert != TL_CLIENT_CERT_NONE, error));
    return config_digest_policy(&config->common,
                                &(struct config_trust_facts){
                                    .trust = config->client_trust,
                                    .application = options->common.application,
                                    .revocation = &config->revocation,
                                    .client_cert = config->client_cert,
                                },
                                error);
}

tl_server_config *tl_server_config_new_sized(const tl_server_options *options, size_t size, tl_error *error) {
    error_clear(error);
    if (options == NULL) {
        error_set(error, NULL_OPTIONS);
        return NULL;
    }
    tl_server_options known = {0};
    memcpy(&known, options, size < sizeof known ? size : sizeof known);
    tl_server_config *config = mem_new(sizeof *config);
    if (config == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    if (!fill(config, &known, error)) {
        tl_server_config_free(config);
        return NULL;
    }
    return config;
}

tl_server_config *tl_server_config_ref(const tl_server_config *config) {
    tl_server_config *shared = (tl_server_config *)(uintptr_t)config;
    if (shared != NULL) {
        ref_take(&shared->common.refs);
    }
    return shared;
}

void tl_server_config_free(tl_server_config *config) {
    if (config == NULL || !ref_drop(&config->common.refs)) {
        return;
    }
    for (size_t i = 0; i < config->num_identities; i++) {
        tl_identity_free(config->identities[i]);
    }
    mem_free(config->identities);
    tl_trust_free(config->client_trust);
    tl_crls_free(config->revocation.crls);
    config_clear(&config->common);
    mem_free(config);
}

unsigned tl_server_config_handshake_timeout(const tl_server_config *config) {
    return config->common.handshake_timeout_ms;
}
