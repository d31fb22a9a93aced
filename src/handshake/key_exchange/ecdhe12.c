#include "handshake/key_exchange/ecdhe12.h"

#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/certificates.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/key_exchange.h"

/* Both sides generate a key and bring it together with the peer's share, so that both use one key_share. */
static bool generate(struct handshake *h) {
    h->num_key_shares = 1;
    return key_share_generate(h, &h->key_shares[0], h->group);
}

static bool agree(struct handshake *h, tl_bytes peer_share) {
    enum group_result result = group_decapsulate(&h->key_shares[0].key, peer_share, &h->shared);
    REQUIRE(result != GROUP_BAD_SHARE, handshake_fail(h, BAD_KEY_SHARE, peer_name(h->conn), h->group->name));
    REQUIRE(result == GROUP_OK, handshake_fail(h, CRYPTO_FAILED, "do the key exchange"));
    return true;
}

/* client_random, server_random and the parameters are signed (RFC 8422 §5.4). */
#define MAX_PARAMETERS (4 + 255)
struct signed_parameters {
    uint8_t octets[2 * RANDOM_LEN + MAX_PARAMETERS];
    size_t len;
};

static void make_signed_parameters(const struct handshake *h, tl_bytes parameters, struct signed_parameters *out) {
    memcpy(out->octets, h->conn->client_random, RANDOM_LEN);
    memcpy(out->octets + RANDOM_LEN, h->conn->server_random, RANDOM_LEN);
    memcpy(out->octets + 2 * RANDOM_LEN, parameters.data, parameters.len);
    out->len = 2 * RANDOM_LEN + parameters.len;
}

/* Runs again when the signature comes from elsewhere; the key is made once. */
enum step send_server_key_exchange(struct handshake *h, struct writer *body) {
    TRY(h->num_key_shares == 1 || generate(h));
    size_t start = body->buffer->len;
    write_server_ecdh_params(body, h->group->id, buffer_bytes(&h->key_shares[0].share));
    REQUIRE(!body->failed, handshake_fail(h, OUT_OF_MEMORY));
    struct signed_parameters content;
    make_signed_parameters(h, bytes_of(body->buffer->data + start, body->buffer->len - start), &content);
    return write_signature(h, bytes_of(content.octets, content.len), body);
}

enum step receive_server_key_exchange(struct handshake *h, tl_bytes body) {
    TRY(h->peer_authenticated || judge_certificate12(h, (tl_bytes){0})); /* no CertificateStatus came */
    struct server_key_exchange m;
    REQUIRE(parse_server_key_exchange(body, &m), handshake_fail(h, BAD_MESSAGE, "server", "ServerKeyExchange"));
    const struct group *group = group_by_id(m.group);
    REQUIRE(m.curve_type == CURVE_TYPE_NAMED && group != NULL && policy_has_group(&h->conn->config->policy, group),
            handshake_fail(h, UNOFFERED_GROUP, m.group));
    struct signed_parameters content;
    make_signed_parameters(h, m.parameters, &content);
    TRY(check_signature(h, &m.signature, bytes_of(content.octets, content.len), "ServerKeyExchange"));
    key_shares_clear(h); /* those that were offered for TLS 1.3 */
    h->group = group;
    TRY(generate(h));
    TRY(agree(h, m.share));
    return STEP_DONE;
}

enum step send_client_key_exchange(struct handshake *h, struct writer *body) {
    write_client_key_exchange(body, buffer_bytes(&h->key_shares[0].share));
    return STEP_DONE;
}

enum step receive_client_key_exchange(struct handshake *h, tl_bytes body) {
    tl_bytes share;
    REQUIRE(parse_client_key_exchange(body, &share), handshake_fail(h, BAD_MESSAGE, "client", "ClientKeyExchange"));
    TRY(agree(h, share));
    return STEP_DONE;
}
