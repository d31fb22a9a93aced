#include "handshake/choose.h"

#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/protocol.h"
#include "handshake/sentences.h"

#define FALLBACK_SCSV 0x5600 /* RFC 7507 */

/* ---- version ---- */

static bool choose_version(struct handshake *h, const struct client_hello *m) {
    struct connection *c = h->conn;
    const struct policy *policy = &c->config->policy;
    tl_bytes offered = h->extensions.supported_versions;
    c->version = 0;
    for (unsigned version = policy->max_version; version >= policy->min_version && c->version == 0; version--) {
        bool is_offered = offered.data != NULL ? has_u16(offered, (uint16_t)version)
                                               : version <= TL_TLS1_2 && version <= m->legacy_version;
        c->version = is_offered ? version : 0;
    }
    REQUIRE(c->version != 0,
            handshake_fail(h, NO_COMMON_VERSION, version_name(policy->min_version), version_name(policy->max_version)));
    REQUIRE(c->version == policy->max_version || !has_u16(m->cipher_suites, FALLBACK_SCSV),
            handshake_fail(h, INAPPROPRIATE_FALLBACK));
    return true;
}

static bool check_compression(struct handshake *h, const struct client_hello *m) {
    tl_bytes methods = m->compression_methods;
    bool has_null = memchr(methods.data, 0, methods.len) != NULL;
    REQUIRE(has_null && (h->conn->version < TL_TLS1_3 || methods.len == 1),
            handshake_fail(h, BAD_COMPRESSION, "client"));
    return true;
}

/* ---- suite ---- */

static bool suite_fits(const struct handshake *h, const struct suite *suite) {
    if (suite->version != h->conn->version) {
        return false;
    }
    return suite->auth == KEY_NONE || (h->identity != NULL && suite_fits_key(suite, &h->identity->leaf.key));
}

static bool choose_suite(struct handshake *h, const struct client_hello *m) {
    struct connection *c = h->conn;
    const struct policy *policy = &c->config->policy;
    for (size_t i = 0; i < policy->num_suites; i++) {
        if (suite_fits(h, policy->suites[i]) && has_u16(m->cipher_suites, policy->suites[i]->id)) {
            REQUIRE(c->suite == NULL || c->suite == policy->suites[i], handshake_fail(h, RETRY_CHANGED));
            c->suite = policy->suites[i];
            return true;
        }
    }
    return handshake_fail(h, NO_COMMON_SUITE, version_name(c->version));
}

/* ---- group ---- */

static bool find_key_share(const struct handshake *h, const struct group *group, tl_bytes *share) {
    struct reader r = reader_of(h->extensions.key_shares);
    while (read_more(&r)) {
        uint16_t id = read_u16(&r);
        *share = read_vector(&r, 2, 1, 0xffff);
        if (id == group->id) {
            return true;
        }
    }
    return false;
}

/* RFC 8446 §4.2.8: at most one share a group, and only of groups that are supported. */
static bool check_key_shares(struct handshake *h) {
    struct reader r = reader_of(h->extensions.key_shares);
    while (read_more(&r)) {
        uint16_t id = read_u16(&r);
        read_vector(&r, 2, 1, 0xffff);
        REQUIRE(has_u16(h->extensions.supported_groups, id), handshake_fail(h, BAD_KEY_SHARES));
        for (struct reader rest = r; read_more(&rest);) {
            REQUIRE(read_u16(&rest) != id, handshake_fail(h, BAD_KEY_SHARES));
            read_vector(&rest, 2, 1, 0xffff);
        }
    }
    return true;
}

/* The first of our groups that the client sent a share for, else the first that it supports. */
static const struct group *choose_group(const struct handshake *h) {
    const struct policy *policy = &h->conn->config->policy;
    const struct group *supported = NULL;
    for (size_t i = 0; i < policy->num_groups; i++) {
        const struct group *group = policy->groups[i];
        tl_bytes share;
        if (find_key_share(h, group, &share)) {
            return group;
        }
        if (supported == NULL && has_u16(h->extensions.supported_groups, group->id)) {
            supported = group;
        }
    }
    return supported;
}

static bool answer_key_share(struct handshake *h, tl_bytes share) {
    uint8_t *room = buffer_extend(&h->own_share, h->group->alg->answer_len);
    REQUIRE(room != NULL, handshake_fail(h, OUT_OF_MEMORY));
    enum group_result result = group_encapsulate(h->group->alg, h->conn->config->crypto, share, room, &h->shared);
    REQUIRE(result != GROUP_BAD_SHARE, handshake_fail(h, BAD_KEY_SHARE, "client", h->group->name));
    REQUIRE(result == GROUP_OK, handshake_fail(h, CRYPTO_FAILED, "do the key exchange"));
    return true;
}

static bool answer_retried_share(struct handshake *h) {
    struct reader r = reader_of(h->extensions.key_shares);
    uint16_t id = read_u16(&r);
    tl_bytes share = read_vector(&r, 2, 1, 0xffff);
    REQUIRE(read_end(&r) && id == h->group->id, handshake_fail(h, RETRY_WITHOUT_SHARE));
    return answer_key_share(h, share);
}

static bool exchange_keys13(struct handshake *h) {
    REQUIRE(h->extensions.supported_groups.data != NULL,
            handshake_fail(h, MISSING_EXTENSION, "client", extension_supported_groups.name));
    REQUIRE(h->extensions.has_key_share, handshake_fail(h, MISSING_EXTENSION, "client", extension_key_share.name));
    TRY(check_key_shares(h));
    if (h->hello_retry) {
        return answer_retried_share(h);
    }
    h->group = choose_group(h);
    REQUIRE(h->group != NULL, handshake_fail(h, NO_COMMON_GROUP));
    tl_bytes share;
    h->hello_retry = !find_key_share(h, h->group, &share);
    return h->hello_retry || answer_key_share(h, share);
}

/* A client that names no groups leaves the choice to us (RFC 8422 §4). */
static bool choose_group12(struct handshake *h) {
    const struct policy *policy = &h->conn->config->policy;
    tl_bytes supported = h->extensions.supported_groups;
    for (size_t i = 0; i < policy->num_groups && h->group == NULL; i++) {
        if (supported.data == NULL || has_u16(supported, policy->groups[i]->id)) {
            h->group = policy->groups[i];
        }
    }
    REQUIRE(h->group != NULL, handshake_fail(h, NO_COMMON_GROUP));
    return true;
}

/* ---- what a second ClientHello may not change (RFC 8446 §4.1.2) ---- */

static bool may_change(uint16_t type) {
    enum { EXTENSION_PADDING = 21, EXTENSION_EARLY_DATA = 42 };
    return type == EXTENSION_KEY_SHARE || type == EXTENSION_COOKIE || type == EXTENSION_PADDING ||
           type == EXTENSION_EARLY_DATA || type == EXTENSION_PRE_SHARED_KEY;
}

static void digest_field(struct hash_state *state, tl_bytes field) {
    uint8_t len[3] = {(uint8_t)(field.len >> 16), (uint8_t)(field.len >> 8), (uint8_t)field.len};
    hash_update(state, bytes_of(len, sizeof len));
    hash_update(state, field);
}

/* wolfSSL sends its extensions in another order the second time, which changes nothing: their digests are summed up. */
static bool digest_extensions(tl_bytes extensions, uint8_t *sum) {
    struct reader r = reader_of(extensions);
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        if (may_change(extension.type)) {
            continue;
        }
        uint8_t type[2] = {(uint8_t)(extension.type >> 8), (uint8_t)extension.type}, digest[HASH_MAX_LEN];
        struct hash_state state = {0};
        hash_init(&state, &hash_sha256);
        digest_field(&state, bytes_of(type, sizeof type));
        digest_field(&state, extension.content);
        if (!hash_finish(&state, digest)) {
            return false;
        }
        for (size_t i = 0; i < hash_sha256.len; i++) {
            sum[i] ^= digest[i];
        }
    }
    return true;
}

static bool digest_hello(const struct client_hello *m, uint8_t *out) {
    uint8_t extensions[HASH_MAX_LEN] = {0};
    TRY(digest_extensions(m->extensions, extensions));
    struct hash_state state = {0};
    hash_init(&state, &hash_sha256);
    digest_field(&state, m->random);
    digest_field(&state, m->session_id);
    digest_field(&state, m->cipher_suites);
    digest_field(&state, m->compression_methods);
    digest_field(&state, bytes_of(extensions, hash_sha256.len));
    return hash_finish(&state, out);
}

static bool check_unchanged(struct handshake *h, const struct client_hello *m) {
    uint8_t digest[HASH_MAX_LEN];
    REQUIRE(digest_hello(m, digest), handshake_fail(h, CRYPTO_FAILED, "hash a ClientHello"));
    if (!h->hello_retry) {
        memcpy(h->hello_digest, digest, hash_sha256.len);
        return true;
    }
    REQUIRE(memcmp(h->hello_digest, digest, hash_sha256.len) == 0, handshake_fail(h, RETRY_CHANGED));
    return true;
}

/* ---- the ClientHello as a whole ---- */

static bool take_hello(struct handshake *h, const struct client_hello *m) {
    memcpy(h->conn->client_random, m->random.data, RANDOM_LEN);
    if (m->session_id.len > 0) {
        memcpy(h->session_id, m->session_id.data, m->session_id.len);
    }
    h->session_id_len = (uint8_t)m->session_id.len;
    return true;
}

static bool choose13(struct handshake *h, const struct client_hello *m) {
    REQUIRE(h->extensions.signature_algorithms.data != NULL,
            handshake_fail(h, MISSING_EXTENSION, "client", extension_signature_algorithms.name));
    return choose_suite(h, m) && exchange_keys13(h) && choose_identity(h, m->cipher_suites);
}

static bool choose12(struct handshake *h, const struct client_hello *m) {
    bool has_scsv = has_u16(m->cipher_suites, SUITE_EMPTY_RENEGOTIATION_INFO_SCSV);
    REQUIRE(h->extensions.renegotiation_info.len == 0, handshake_fail(h, BAD_RENEGOTIATION_INFO, "client"));
    TRY(check_point_formats(h));
    h->secure_renegotiation = has_scsv || h->extensions.renegotiation_info.data != NULL;
    h->extended_master_secret = h->extensions.extended_master_secret;
    h->client_point_formats = h->extensions.point_formats;
    TRY(choose_identity(h, m->cipher_suites));
    choose_staple(h, 0);
    h->status_acknowledged = h->staple.len > 0;
    return choose_suite(h, m) && choose_group12(h);
}

enum step receive_client_hello(struct handshake *h, tl_bytes body) {
    struct client_hello m;
    REQUIRE(parse_client_hello(body, &m), handshake_fail(h, BAD_MESSAGE, "client", "ClientHello"));
    TRY(extensions_read(h, IN_CLIENT_HELLO, "ClientHello", m.extensions));
    TRY(check_unchanged(h, &m));
    TRY(choose_version(h, &m));
    TRY(check_compression(h, &m));
    TRY(take_hello(h, &m));
    h->status_asked = h->extensions.status_request;
    TRY(h->conn->version == TL_TLS1_3 ? choose13(h, &m) : choose12(h, &m));
    TRY(h->conn->session->alpn != NULL || choose_protocol(h));
    return STEP_DONE;
}

/* ---- answers ---- */

static void write_hello(struct handshake *h, tl_bytes random, tl_bytes session_id, struct writer *body) {
    write_server_hello(body, &(struct server_hello){
                                 .legacy_version = TL_TLS1_2,
                                 .random = random,
                                 .session_id = session_id,
                                 .cipher_suite = h->conn->suite->id,
                                 .compression_method = 0,
                             });
}

enum step send_hello_retry(struct handshake *h, struct writer *body) {
    write_hello(h, bytes_of(hello_retry_random, RANDOM_LEN), bytes_of(h->session_id, h->session_id_len), body);
    extensions_write(h, IN_HELLO_RETRY, body);
    send_compatibility_record(h);
    return STEP_DONE;
}

/* RFC 8446 §4.1.3: a server that could do better says so in its random. */
static void mark_downgrade(struct connection *c) {
    static const uint8_t mark[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    if (c->version == TL_TLS1_2 && c->config->policy.max_version >= TL_TLS1_3) {
        memcpy(c->server_random + RANDOM_LEN - sizeof mark, mark, sizeof mark);
    }
}

enum step send_server_hello(struct handshake *h, struct writer *body) {
    struct connection *c = h->conn;
    REQUIRE(crypto_random(c->config->crypto, c->server_random, RANDOM_LEN),
            handshake_fail(h, CRYPTO_FAILED, "draw random octets"));
    mark_downgrade(c);
    bool is_tls13 = c->version == TL_TLS1_3;
    tl_bytes session_id = is_tls13 ? bytes_of(h->session_id, h->session_id_len) : (tl_bytes){0};
    write_hello(h, bytes_of(c->server_random, RANDOM_LEN), session_id, body);
    extensions_write(h, is_tls13 ? IN_SERVER_HELLO13 : IN_SERVER_HELLO12, body);
    if (is_tls13) {
        send_compatibility_record(h);
    }
    return STEP_DONE;
}
