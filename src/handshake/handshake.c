#include "handshake/handshake.h"

#include <tlslite/x509.h>

#include "base/control.h"
#include "handshake/sentences.h"

struct handshake *handshake_new(struct connection *c) {
    struct handshake *h = mem_new(sizeof *h);
    if (h == NULL) {
        return NULL;
    }
    h->conn = c;
    h->row = hello_flow;
    return h;
}

void send_compatibility_record(struct handshake *h) {
    h->conn->change_cipher_spec_due = h->session_id_len > 0 && !h->change_cipher_spec_sent;
    h->change_cipher_spec_sent = true;
}

static void key_share_clear(struct key_share *share) {
    group_clear(&share->key);
    buffer_clear(&share->share);
    share->group = NULL;
}

void key_shares_clear(struct handshake *h) {
    while (h->num_key_shares > 0) {
        key_share_clear(&h->key_shares[--h->num_key_shares]);
    }
}

bool key_share_generate(struct handshake *h, struct key_share *share, const struct group *group) {
    share->group = group;
    uint8_t *room = buffer_extend(&share->share, group->alg->offer_len);
    REQUIRE(room != NULL, handshake_fail(h, OUT_OF_MEMORY));
    REQUIRE(group_generate(&share->key, group->alg, h->conn->config->crypto, room),
            handshake_fail(h, CRYPTO_FAILED, "make an ephemeral key"));
    return true;
}

void handshake_free(struct handshake *h) {
    if (h == NULL) {
        return;
    }
    transcript_clear(&h->transcript);
    buffer_clear(&h->cookie);
    key_shares_clear(h);
    buffer_clear(&h->own_share);
    buffer_clear(&h->question_message);
    buffer_clear(&h->answer);
    for (size_t i = 0; i < h->num_peer_chain; i++) {
        tl_cert_free(h->peer_chain[i]);
    }
    mem_free(h->peer_chain);
    mem_free(h->server_name);
    mem_free_wiped(h, sizeof *h);
}
