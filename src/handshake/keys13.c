#include "handshake/keys13.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/key_log.h"
#include "handshake/sentences.h"
#include "keys/schedule13.h"

bool install_traffic13(struct connection *c, const struct secret *traffic, bool for_writing) {
    struct traffic_keys keys;
    const struct aead_alg *aead = c->suite->aead;
    bool ok = traffic_keys13(c->suite->hash, traffic, aead->key_len, &keys) &&
              protection_install(for_writing ? &c->write : &c->read, &protection_aead13, aead, c->config->crypto,
                                 for_writing ? AEAD_SEAL : AEAD_OPEN, keys.key, keys.iv);
    secret_wipe(&keys, sizeof keys);
    REQUIRE(ok, connection_fail(c, CRYPTO_FAILED, "set a key"));
    return true;
}

static bool derive(struct handshake *h, const char *label, const uint8_t *hash, struct secret *out) {
    REQUIRE(derive_secret(h->conn->suite->hash, &h->schedule, label, hash, out),
            handshake_fail(h, CRYPTO_FAILED, "derive keys"));
    return true;
}

static bool next_stage(struct handshake *h, tl_bytes input) {
    REQUIRE(schedule13_next(h->conn->suite->hash, &h->schedule, input),
            handshake_fail(h, CRYPTO_FAILED, "derive keys"));
    return true;
}

static bool hash_so_far(struct handshake *h, uint8_t *out) {
    REQUIRE(transcript_hash(&h->transcript, out), handshake_fail(h, CRYPTO_FAILED, "hash the handshake"));
    return true;
}

/* After ServerHello. */
static bool derive_handshake_secrets(struct handshake *h) {
    uint8_t hash[HASH_MAX_LEN];
    TRY(hash_so_far(h, hash));
    REQUIRE(schedule13_early(h->conn->suite->hash, (tl_bytes){0}, &h->schedule),
            handshake_fail(h, CRYPTO_FAILED, "derive keys"));
    TRY(next_stage(h, secret_bytes(&h->shared)));
    secret_clear(&h->shared);
    TRY(derive(h, "c hs traffic", hash, &h->client_handshake));
    TRY(derive(h, "s hs traffic", hash, &h->server_handshake));
    key_log(h->conn, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", &h->client_handshake);
    key_log(h->conn, "SERVER_HANDSHAKE_TRAFFIC_SECRET", &h->server_handshake);
    return true;
}

/* After the server's Finished. */
static bool derive_application_secrets(struct handshake *h) {
    struct connection *c = h->conn;
    uint8_t hash[HASH_MAX_LEN];
    TRY(hash_so_far(h, hash));
    TRY(next_stage(h, (tl_bytes){0}));
    TRY(derive(h, "c ap traffic", hash, &c->client_traffic));
    TRY(derive(h, "s ap traffic", hash, &c->server_traffic));
    TRY(derive(h, "exp master", hash, &c->exporter));
    key_log(c, "CLIENT_TRAFFIC_SECRET_0", &c->client_traffic);
    key_log(c, "SERVER_TRAFFIC_SECRET_0", &c->server_traffic);
    key_log(c, "EXPORTER_SECRET", &c->exporter);
    return true;
}

static bool install_direction(struct handshake *h, enum role sender, const struct secret *traffic) {
    return install_traffic13(h->conn, traffic, sender == connection_role(h->conn));
}

bool install_keys13(struct handshake *h, unsigned keys) {
    const struct connection *c = h->conn;
    if ((keys & KEYS_SERVER_HANDSHAKE) != 0) {
        TRY(derive_handshake_secrets(h));
        TRY(install_direction(h, ROLE_SERVER, &h->server_handshake));
        TRY(install_direction(h, ROLE_CLIENT, &h->client_handshake));
    }
    if ((keys & KEYS_SERVER_APPLICATION) != 0) {
        TRY(derive_application_secrets(h));
        TRY(install_direction(h, ROLE_SERVER, &c->server_traffic));
    }
    if ((keys & KEYS_CLIENT_APPLICATION) != 0) {
        TRY(install_direction(h, ROLE_CLIENT, &c->client_traffic));
    }
    return true;
}
