#include <tlslite/x509.h>

#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "x509/certificate/fingerprint.h"
#include "x509/path/path.h"

/* What is wrong inside of a certificate or a response is said without whose it is. */
static bool unusable_certificate(struct handshake *h, const tl_error *error) {
    REQUIRE(error->kind == TL_ERR_AUTH_INVALID, connection_fail_with(h->conn, error));
    return handshake_fail(h, error->reason, error->kind, error->alert, UNUSABLE_CERTIFICATE, peer_name(h->conn),
                          error->message);
}

bool add_peer_certificate(struct handshake *h, tl_bytes der) {
    REQUIRE(h->num_peer_chain < MAX_PEER_CHAIN, handshake_fail(h, CHAIN_TOO_LONG, peer_name(h->conn), MAX_PEER_CHAIN));
    if (h->peer_chain == NULL) {
        h->peer_chain = mem_new_array(MAX_PEER_CHAIN, sizeof *h->peer_chain);
        REQUIRE(h->peer_chain != NULL, handshake_fail(h, OUT_OF_MEMORY));
    }
    tl_error error;
    tl_cert *cert = certificate_object(der, &error);
    REQUIRE(cert != NULL, unusable_certificate(h, &error));
    h->peer_chain[h->num_peer_chain++] = cert;
    return true;
}

/* The OCSP responses that the peer sent. */
struct stapled {
    const tl_bytes *responses;
    size_t num;
};

static bool refuse_path(struct handshake *h, const tl_error *error) {
    REQUIRE(error->reason == TL_REASON_MALFORMED_OCSP, connection_fail_with(h->conn, error));
    return handshake_fail(h, error->reason, error->kind, error->alert, UNUSABLE_RESPONSE, peer_name(h->conn),
                          error->message);
}

static bool verify_path(struct handshake *h, const struct stapled *stapled, const tl_trust *trust,
                        const struct config_revocation *revocation, const char *host, tl_purpose purpose) {
    const struct config *config = h->conn->config;
    tl_bytes intermediates[MAX_PEER_CHAIN];
    for (size_t i = 1; i < h->num_peer_chain; i++) {
        intermediates[i - 1] = tl_cert_der(h->peer_chain[i]);
    }
    tl_error error;
    struct path_request request = {
        .crypto = config->crypto,
        .trust = trust,
        .leaf = &h->peer_leaf,
        .intermediates = intermediates,
        .num_intermediates = h->num_peer_chain - 1,
        .host = host,
        .purpose = purpose,
        .time = config_time(config),
        .min_key_bits = config->policy.min_key_bits,
        .max_key_bits = config->policy.max_key_bits,
        .max_depth = PATH_DEFAULT_DEPTH,
        .revocation =
            {
                .policy = revocation->policy,
                .crls = revocation->crls,
                .short_lived_days = revocation->short_lived_days,
                .responses = stapled->responses,
                .num_responses = stapled->num,
                .stapling_asked = extension_was_offered(h, &extension_status_request),
                .status = &h->conn->session->revocation,
            },
    };
    REQUIRE(path_verify(&request, &error), refuse_path(h, &error));
    return true;
}

static bool check_fingerprint(struct handshake *h, const char *expected) {
    tl_error error;
    return fingerprints_check(h->peer_chain[0], expected, &error) || connection_fail_with(h->conn, &error);
}

static bool authenticate_server(struct handshake *h, const struct stapled *stapled) {
    const tl_client_config *config = client_config(h->conn);
    if (config->trusted_fingerprint != NULL) {
        return check_fingerprint(h, config->trusted_fingerprint);
    }
    if (config->check_chain) {
        const char *host = config->check_name ? h->server_name : NULL;
        return verify_path(h, stapled, config->trust, &config->revocation, host, TL_PURPOSE_SERVER);
    }
    REQUIRE(!config->check_name || certificate_matches_host(&h->peer_leaf, h->server_name),
            handshake_fail(h, WRONG_NAME, h->server_name));
    return true;
}

/* What the protocol itself asks of the peer's key, whoever vouches for it. */
static bool check_key(struct handshake *h) {
    const struct connection *c = h->conn;
    const struct certificate *leaf = &h->peer_leaf;
    const struct policy *policy = &c->config->policy;
    REQUIRE(!leaf->has_key_usage || (leaf->key_usage & KEY_USAGE_DIGITAL_SIGNATURE) != 0,
            handshake_fail(h, KEY_NOT_FOR_SIGNING, peer_name(c)));
    if (leaf->key.kind == KEY_RSA || leaf->key.kind == KEY_RSA_PSS) {
        unsigned bits = public_key_bits(&leaf->key);
        REQUIRE(bits >= policy->min_key_bits && bits <= policy->max_key_bits,
                handshake_fail(h, PEER_KEY_SIZE, peer_name(c), bits, policy->min_key_bits, policy->max_key_bits));
    }
    return true;
}

bool authenticate_peer(struct handshake *h, const tl_bytes *responses, size_t num_responses) {
    struct stapled stapled = {responses, num_responses};
    tl_error error;
    REQUIRE(certificate_parse(tl_cert_der(h->peer_chain[0]), &h->peer_leaf, &error), unusable_certificate(h, &error));
    if (connection_role(h->conn) == ROLE_CLIENT) {
        TRY(authenticate_server(h, &stapled));
    } else {
        const tl_server_config *config = server_config(h->conn);
        TRY(verify_path(h, &stapled, config->client_trust, &config->revocation, NULL, TL_PURPOSE_CLIENT));
    }
    TRY(check_key(h));
    h->peer_authenticated = true;
    return true;
}
