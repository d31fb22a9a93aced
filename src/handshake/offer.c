#include "handshake/offer.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/protocol.h"
#include "handshake/sentences.h"

/* ---- ClientHello ---- */

static bool draw_random(struct handshake *h) {
    struct connection *c = h->conn;
    REQUIRE(crypto_random(c->config->crypto, c->client_random, RANDOM_LEN),
            handshake_fail(h, CRYPTO_FAILED, "draw random octets"));
    if (c->config->policy.max_version >= TL_TLS1_3) { /* compatibility mode (RFC 8446 appendix D.4) */
        h->session_id_len = MAX_SESSION_ID_LEN;
        REQUIRE(crypto_random(c->config->crypto, h->session_id, MAX_SESSION_ID_LEN),
                handshake_fail(h, CRYPTO_FAILED, "draw random octets"));
    }
    return true;
}

static bool add_key_share(struct handshake *h, const struct group *group) {
    return key_share_generate(h, &h->key_shares[h->num_key_shares++], group);
}

static bool add_key_shares(struct handshake *h) {
    const struct policy *policy = &h->conn->config->policy;
    for (size_t i = 0; policy->max_version >= TL_TLS1_3 && i < policy->num_key_shares; i++) {
        TRY(add_key_share(h, policy->key_shares[i]));
    }
    return true;
}

static size_t list_suites(const struct policy *policy, uint8_t *list) {
    size_t len = 0;
    for (size_t i = 0; i < policy->num_suites; i++) {
        list[len++] = (uint8_t)(policy->suites[i]->id >> 8);
        list[len++] = (uint8_t)policy->suites[i]->id;
    }
    return len;
}

enum step send_client_hello(struct handshake *h, struct writer *body) {
    const struct connection *c = h->conn;
    TRY(h->hello_retry || (draw_random(h) && add_key_shares(h)));
    static const uint8_t no_compression[] = {0};
    uint8_t suite_list[2 * POLICY_MAX_LIST];
    write_client_hello(body, &(struct client_hello){
                                 .legacy_version = TL_TLS1_2,
                                 .random = bytes_of(c->client_random, RANDOM_LEN),
                                 .session_id = bytes_of(h->session_id, h->session_id_len),
                                 .cipher_suites = bytes_of(suite_list, list_suites(&c->config->policy, suite_list)),
                                 .compression_methods = bytes_of(no_compression, sizeof no_compression),
                             });
    extensions_write(h, IN_CLIENT_HELLO, body);
    return STEP_DONE;
}

/* ---- what ServerHello and HelloRetryRequest share ---- */

static bool is_allowed(const struct policy *policy, unsigned version) {
    return version >= policy->min_version && version <= policy->max_version;
}

static bool take_suite(struct handshake *h, uint16_t id, tl_protocol version) {
    struct connection *c = h->conn;
    const struct suite *suite = suite_by_id(id);
    REQUIRE(suite != NULL && suite->version == version && policy_has_suite(&c->config->policy, suite),
            handshake_fail(h, UNOFFERED_SUITE, id));
    REQUIRE(c->suite == NULL || c->suite == suite, handshake_fail(h, SUITE_CHANGED));
    c->suite = suite;
    return true;
}

static bool check_tls13(struct handshake *h, const struct server_hello *m, const char *message) {
    REQUIRE(m->legacy_version == TL_TLS1_2, handshake_fail(h, BAD_LEGACY_VERSION, message, m->legacy_version));
    REQUIRE(bytes_equal(m->session_id, bytes_of(h->session_id, h->session_id_len)),
            handshake_fail(h, SESSION_ID_NOT_ECHOED));
    REQUIRE(m->compression_method == 0, handshake_fail(h, BAD_COMPRESSION, "server"));
    REQUIRE(h->extensions.selected_version == TL_TLS1_3,
            handshake_fail(h, UNOFFERED_VERSION, h->extensions.selected_version));
    return take_suite(h, m->cipher_suite, TL_TLS1_3);
}

/* ---- HelloRetryRequest ---- */

static bool has_share_for(const struct handshake *h, const struct group *group) {
    for (size_t i = 0; i < h->num_key_shares; i++) {
        if (h->key_shares[i].group == group) {
            return true;
        }
    }
    return false;
}

static bool replace_key_shares(struct handshake *h) {
    const struct group *group = group_by_id(h->extensions.key_share_group);
    REQUIRE(group != NULL && policy_has_group(&h->conn->config->policy, group),
            handshake_fail(h, UNOFFERED_GROUP, h->extensions.key_share_group));
    REQUIRE(!has_share_for(h, group), handshake_fail(h, RETRY_FOR_NOTHING));
    key_shares_clear(h);
    h->group = group;
    return add_key_share(h, group);
}

enum step receive_hello_retry(struct handshake *h, tl_bytes body) {
    struct server_hello m;
    REQUIRE(parse_server_hello(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "HelloRetryRequest"));
    TRY(extensions_read(h, IN_HELLO_RETRY, "HelloRetryRequest", m.extensions));
    REQUIRE(h->extensions.selected_version != 0,
            handshake_fail(h, MISSING_EXTENSION, "server", extension_supported_versions.name));
    TRY(check_tls13(h, &m, "HelloRetryRequest"));
    h->conn->version = TL_TLS1_3;
    REQUIRE(h->extensions.has_key_share || h->extensions.cookie.len > 0, handshake_fail(h, RETRY_FOR_NOTHING));
    REQUIRE(buffer_append(&h->cookie, h->extensions.cookie), handshake_fail(h, OUT_OF_MEMORY));
    TRY(!h->extensions.has_key_share || replace_key_shares(h));
    h->hello_retry = true;
    send_compatibility_record(h);
    return STEP_DONE;
}

/* ---- ServerHello ---- */

static bool take_key_share(struct handshake *h) {
    REQUIRE(h->extensions.has_key_share, handshake_fail(h, MISSING_EXTENSION, "server", extension_key_share.name));
    for (size_t i = 0; i < h->num_key_shares; i++) {
        struct key_share *share = &h->key_shares[i];
        if (share->group->id != h->extensions.key_share_group) {
            continue;
        }
        h->group = share->group;
        enum group_result result = group_decapsulate(&share->key, h->extensions.key_share, &h->shared);
        REQUIRE(result != GROUP_BAD_SHARE, handshake_fail(h, BAD_KEY_SHARE, "server", share->group->name));
        REQUIRE(result == GROUP_OK, handshake_fail(h, CRYPTO_FAILED, "do the key exchange"));
        return true;
    }
    return handshake_fail(h, UNOFFERED_GROUP, h->extensions.key_share_group);
}

static enum step take_server_hello13(struct handshake *h, const struct server_hello *m) {
    TRY(extensions_read(h, IN_SERVER_HELLO13, "ServerHello", m->extensions));
    TRY(check_tls13(h, m, "ServerHello"));
    TRY(take_key_share(h));
    send_compatibility_record(h);
    return STEP_DONE;
}

static const uint8_t downgrade_to_tls12[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
static const uint8_t downgrade_to_tls11[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 0};

/* RFC 8446 §4.1.3 */
static bool is_downgrade(const struct handshake *h, tl_bytes random) {
    tl_bytes tail = bytes_from(random, RANDOM_LEN - sizeof downgrade_to_tls12);
    return h->conn->config->policy.max_version >= TL_TLS1_3 &&
           (bytes_equal(tail, bytes_of(downgrade_to_tls12, sizeof downgrade_to_tls12)) ||
            bytes_equal(tail, bytes_of(downgrade_to_tls11, sizeof downgrade_to_tls11)));
}

static bool check_tls12_extensions(struct handshake *h) {
    REQUIRE(h->extensions.renegotiation_info.data != NULL, handshake_fail(h, NO_SECURE_RENEGOTIATION));
    REQUIRE(h->extensions.renegotiation_info.len == 0, handshake_fail(h, BAD_RENEGOTIATION_INFO, "server"));
    TRY(check_point_formats(h));
    h->extended_master_secret = h->extensions.extended_master_secret;
    h->status_acknowledged = h->extensions.status_request;
    return client_take_protocol(h);
}

static enum step take_server_hello12(struct handshake *h, const struct server_hello *m) {
    REQUIRE(!is_downgrade(h, m->random), handshake_fail(h, DOWNGRADED));
    /* Without a session to resume, an echoed session ID is a lie (RFC 8446 §4.1.3). */
    REQUIRE(h->session_id_len == 0 || !bytes_equal(m->session_id, bytes_of(h->session_id, h->session_id_len)),
            handshake_fail(h, SESSION_ID_NOT_OURS));
    REQUIRE(m->compression_method == 0, handshake_fail(h, BAD_COMPRESSION, "server"));
    TRY(take_suite(h, m->cipher_suite, TL_TLS1_2));
    TRY(extensions_read(h, IN_SERVER_HELLO12, "ServerHello", m->extensions));
    TRY(check_tls12_extensions(h));
    return STEP_DONE;
}

enum step receive_server_hello(struct handshake *h, tl_bytes body) {
    struct connection *c = h->conn;
    const struct policy *policy = &c->config->policy;
    struct server_hello m;
    REQUIRE(parse_server_hello(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "ServerHello"));
    tl_bytes selected;
    bool is_tls13 = find_extension(m.extensions, EXTENSION_SUPPORTED_VERSIONS, &selected);
    unsigned version = is_tls13 ? TL_TLS1_3 : m.legacy_version;
    REQUIRE((is_tls13 || version == TL_TLS1_2) && is_allowed(policy, version),
            handshake_fail(h, SERVER_CHOSE_VERSION, version, version_name(policy->min_version),
                           version_name(policy->max_version)));
    REQUIRE(is_tls13 || !h->hello_retry, handshake_fail(h, UNOFFERED_VERSION, version));
    memcpy(c->server_random, m.random.data, RANDOM_LEN);
    c->version = version;
    return is_tls13 ? take_server_hello13(h, &m) : take_server_hello12(h, &m);
}
