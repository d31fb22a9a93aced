#include "config/config.h"
#include "config/option_settings.h"

#include <time.h>

#include <tlslite/x509.h>

#include "base/buffer.h"
#include "base/control.h"
#include "base/writer.h"
#include "crypto/provider.h"
#include "config/sentences.h"
#include "x509/identity/identity.h"
#include "x509/revocation/crl_set.h"
#include "x509/trust/trust_digest.h"

static bool alpn_failed(struct buffer *list, const char *names, tl_error *error) {
    buffer_clear(list);
    return error_set(error, BAD_ALPN, names);
}

/* "h2,http/1.1" to the content of a ProtocolNameList. */
static bool read_alpn(struct config *config, const char *names, tl_error *error) {
    struct buffer list = {0};
    struct writer w = writer_to(&list);
    const char *at = names;
    for (;;) {
        size_t len = strcspn(at, ",");
        REQUIRE(len >= 1 && len <= 255, alpn_failed(&list, names, error));
        write_vector(&w, 1, bytes_of(at, len));
        at += len;
        if (*at == '\0') {
            break;
        }
        at++;
    }
    REQUIRE(list.len <= 0xffff, alpn_failed(&list, names, error));
    if (w.failed) {
        buffer_clear(&list);
        return error_set(error, OUT_OF_MEMORY);
    }
    config->alpn = buffer_bytes(&list); /* owned: config_clear frees it */
    return true;
}

bool config_set_revocation(struct config_revocation *revocation, tl_revocation policy, const tl_crls *crls,
                           unsigned short_lived_days, bool chain_is_checked, tl_error *error) {
    bool anything_set = crls != NULL || short_lived_days != 0;
    bool insists = policy == TL_REVOCATION_REQUIRED || policy == TL_REVOCATION_LEAF_REQUIRED;
    REQUIRE((unsigned)policy <= TL_REVOCATION_LEAF_REQUIRED, error_set(error, BAD_REVOCATION, (unsigned)policy));
    REQUIRE(policy != TL_REVOCATION_OFF || !anything_set, error_set(error, REVOCATION_IS_OFF));
    REQUIRE(chain_is_checked || (!insists && !anything_set), error_set(error, REVOCATION_WITHOUT_CHAIN));
    *revocation = (struct config_revocation){
        .policy = chain_is_checked ? policy : TL_REVOCATION_OFF,
        .crls = tl_crls_ref(crls),
        .short_lived_days = short_lived_days,
    };
    return true;
}

bool config_init(struct config *config, enum role role, const tl_common_options *options, tl_error *error) {
    ref_init(&config->refs);
    config->role = role;
    config->checker = options->checker;
    config->keylog = options->keylog;
    config->keylog_arg = options->keylog_arg;
    config->clock = options->clock;
    config->clock_arg = options->clock_arg;
    config->handshake_timeout_ms =
        (unsigned)setting_or_initial(&option_settings[OPTION_HANDSHAKE_TIMEOUT], options->handshake_timeout_ms);
    config->tolerate_abrupt_end = options->tolerate_abrupt_end;
    config->keep_peer_chain = options->keep_peer_chain;
    TRY(policy_init(&config->policy, &options->settings, error));
    TRY(options->alpn == NULL || read_alpn(config, options->alpn, error));
    config->crypto = crypto_or_new(options->crypto, error);
    return config->crypto != NULL;
}

void config_clear(struct config *config) {
    tl_crypto_free(config->crypto);
    mem_free((void *)(uintptr_t)config->alpn.data);
}

int64_t config_time(const struct config *config) {
    return config->clock != NULL ? config->clock(config->clock_arg) : time(NULL);
}

static bool has_scheme_for(const struct policy *policy, const struct public_key *key, tl_protocol version) {
    for (size_t i = 0; i < policy->num_schemes; i++) {
        if (scheme_fits_key(policy->schemes[i], key, version)) {
            return true;
        }
    }
    return false;
}

bool config_check_identity(const struct config *config, const tl_identity *identity, size_t index, tl_error *error) {
    const struct policy *policy = &config->policy;
    const struct public_key *key = identity_signing_key(identity);
    if (has_scheme_for(policy, key, policy->min_version) || has_scheme_for(policy, key, policy->max_version)) {
        return true;
    }
    return error_set(error, IDENTITY_UNUSABLE, index, tl_cert_subject(identity->leaf_object));
}

bool config_digest_policy(struct config *config, const struct config_trust_facts *facts, tl_error *error) {
    uint8_t anchors[TRUST_DIGEST_LEN], lists[CRLS_DIGEST_LEN];
    const tl_crls *crls = facts->revocation->crls;
    REQUIRE(facts->trust == NULL || trust_digest(facts->trust, anchors),
            error_set(error, CRYPTO_FAILED, "hash the trust anchors"));
    REQUIRE(crls == NULL || crls_digest(crls, lists), error_set(error, CRYPTO_FAILED, "hash the revocation lists"));
    struct policy_facts policy_facts = {
        .role = config->role,
        .policy = &config->policy,
        .trust = bytes_of(anchors, facts->trust != NULL ? sizeof anchors : 0),
        .fingerprint = facts->fingerprint != NULL ? bytes_of_string(facts->fingerprint) : (tl_bytes){0},
        .client_cert = facts->client_cert,
        .lists = bytes_of(lists, crls != NULL ? sizeof lists : 0),
        .revocation = facts->revocation->policy,
        .short_lived_days = facts->revocation->short_lived_days,
        .no_chain_check = facts->no_chain_check,
        .no_name_check = facts->no_name_check,
        .application = facts->application,
    };
    REQUIRE(policy_digest(&policy_facts, config->policy_digest), error_set(error, CRYPTO_FAILED, "hash the policy"));
    return true;
}
