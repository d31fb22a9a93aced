#include "handshake/keys12.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/key_log.h"
#include "handshake/sentences.h"
#include "keys/prf12.h"

#define SALT_LEN 4 /* the implicit part of a GCM nonce (RFC 5288 §3) */

static size_t iv_len(const struct suite *suite) {
    return suite->xor_nonce ? AEAD_NONCE_LEN : SALT_LEN;
}

static bool derive_master(struct handshake *h) {
    struct connection *c = h->conn;
    const struct hash_alg *hash = c->suite->hash;
    tl_bytes client_random = bytes_of(c->client_random, RANDOM_LEN);
    tl_bytes server_random = bytes_of(c->server_random, RANDOM_LEN);
    tl_bytes premaster = secret_bytes(&h->shared);
    uint8_t session_hash[HASH_MAX_LEN];
    bool ok = h->extended_master_secret ? transcript_hash(&h->transcript, session_hash) &&
                                              extended_master_secret12(hash, premaster, session_hash, &c->exporter)
                                        : master_secret12(hash, premaster, client_random, server_random, &c->exporter);
    secret_clear(&h->shared);
    size_t block_len = 2 * (c->suite->aead->key_len + iv_len(c->suite));
    REQUIRE(ok && key_block12(hash, &c->exporter, client_random, server_random, h->key_block, block_len),
            handshake_fail(h, CRYPTO_FAILED, "derive keys"));
    key_log(c, "CLIENT_RANDOM", &c->exporter);
    return true;
}

/* The key block is client key, server key, client iv, server iv: an AEAD needs no MAC keys. */
static bool install_direction(struct handshake *h, enum role sender) {
    struct connection *c = h->conn;
    bool for_writing = sender == connection_role(c);
    struct protection *protection = for_writing ? &c->write : &c->read;
    size_t key_len = c->suite->aead->key_len;
    const uint8_t *key = h->key_block + (sender == ROLE_CLIENT ? 0 : key_len);
    const uint8_t *iv = h->key_block + 2 * key_len + (sender == ROLE_CLIENT ? 0 : iv_len(c->suite));
    REQUIRE(protection_install(protection, &protection_aead12, c->suite->aead, c->config->crypto,
                               for_writing ? AEAD_SEAL : AEAD_OPEN, key, iv),
            handshake_fail(h, CRYPTO_FAILED, "set a key"));
    return true;
}

bool install_keys12(struct handshake *h, unsigned keys) {
    TRY((keys & KEYS_MASTER) == 0 || derive_master(h));
    TRY((keys & KEYS_CLIENT_APPLICATION) == 0 || install_direction(h, ROLE_CLIENT));
    TRY((keys & KEYS_SERVER_APPLICATION) == 0 || install_direction(h, ROLE_SERVER));
    return true;
}
