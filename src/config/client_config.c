#include "base/control.h"
#include "config/config.h"
#include "config/option_settings.h"
#include "config/sentences.h"
#include "x509/certificate/fingerprint.h"

static bool set_fingerprints(tl_client_config *config, const tl_client_options *options, tl_error *error) {
    tl_bytes wrong;
    REQUIRE(options->trust == NULL, error_set(error, TRUST_UNUSED));
    REQUIRE(fingerprints_are_well_formed(options->trusted_fingerprint, &wrong),
            error_set(error, BAD_FINGERPRINT, (int)wrong.len, (const char *)wrong.data));
    config->trusted_fingerprint = fingerprints_plain(options->trusted_fingerprint);
    REQUIRE(config->trusted_fingerprint != NULL, error_set(error, OUT_OF_MEMORY));
    return true;
}

static bool set_trust(tl_client_config *config, const tl_client_options *options, tl_error *error) {
    config->check_chain = !options->insecure_no_chain_check && options->trusted_fingerprint == NULL;
    config->check_name = !options->insecure_no_name_check && options->trusted_fingerprint == NULL;
    TRY(options->trusted_fingerprint == NULL || set_fingerprints(config, options, error));
    if (config->check_chain) {
        config->trust = options->trust != NULL ? tl_trust_ref(options->trust) : tl_trust_system(error);
        return config->trust != NULL;
    }
    return true;
}

static bool fill(tl_client_config *config, const tl_client_options *options, tl_error *error) {
    TRY(config_init(&config->common, ROLE_CLIENT, &options->common, error));
    TRY(set_trust(config, options, error));
    TRY(config_set_revocation(&config->revocation, options->revocation, options->crls, options->short_lived_days,
                              config->check_chain, error));
    TRY(options->identity == NULL || config_check_identity(&config->common, options->identity, 0, error));
    config->identity = tl_identity_ref(options->identity);
    config->connect_timeout_ms =
        (unsigned)setting_or_initial(&option_settings[OPTION_CONNECT_TIMEOUT], options->connect_timeout_ms);
    return config_digest_policy(&config->common,
                                &(struct config_trust_facts){
                                    .trust = config->trust,
                                    .fingerprint = config->trusted_fingerprint,
                                    .application = options->common.application,
                                    .revocation = &config->revocation,
                                    .no_chain_check = options->insecure_no_chain_check,
                                    .no_name_check = options->insecure_no_name_check,
                                },
                                error);
}

tl_client_config *tl_client_config_new_sized(const tl_client_options *options, size_t size, tl_error *error) {
    error_clear(error);
    if (options == NULL) {
        error_set(error, NULL_OPTIONS);
        return NULL;
    }
    tl_client_options known = {0};
    memcpy(&known, options, size < sizeof known ? size : sizeof known);
    tl_client_config *config = mem_new(sizeof *config);
    if (config == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    if (!fill(config, &known, error)) {
        tl_client_config_free(config);
        return NULL;
    }
    return config;
}

tl_client_config *tl_client_config_ref(const tl_client_config *config) {
    tl_client_config *shared = (tl_client_config *)(uintptr_t)config;
    if (shared != NULL) {
        ref_take(&shared->common.refs);
    }
    return shared;
}

void tl_client_config_free(tl_client_config *config) {
    if (config == NULL || !ref_drop(&config->common.refs)) {
        return;
    }
    tl_trust_free(config->trust);
    tl_crls_free(config->revocation.crls);
    tl_identity_free(config->identity);
    mem_free(config->trusted_fingerprint);
    config_clear(&config->common);
    mem_free(config);
}

unsigned tl_client_config_connect_timeout(const tl_client_config *config) {
    return config->connect_timeout_ms;
}

unsigned tl_client_config_handshake_timeout(const tl_client_config *config) {
    return config->common.handshake_timeout_ms;
}
