#include "handshake/finished.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "keys/prf12.h"
#include "keys/schedule13.h"

#define VERIFY_DATA_LEN_12 12

static bool verify_data13(struct handshake *h, enum role sender, uint8_t *out) {
    uint8_t hash[HASH_MAX_LEN];
    const struct secret *base = sender == ROLE_CLIENT ? &h->client_handshake : &h->server_handshake;
    REQUIRE(transcript_hash(&h->transcript, hash) && finished13(h->conn->suite->hash, base, hash, out),
            handshake_fail(h, CRYPTO_FAILED, "make Finished"));
    return true;
}

static bool verify_data12(struct handshake *h, enum role sender, uint8_t *out) {
    uint8_t hash[HASH_MAX_LEN];
    const struct connection *c = h->conn;
    REQUIRE(transcript_hash(&h->transcript, hash) &&
                finished12(c->suite->hash, &c->exporter, sender == ROLE_CLIENT, hash, out),
            handshake_fail(h, CRYPTO_FAILED, "make Finished"));
    return true;
}

static bool check(struct handshake *h, tl_bytes body, tl_bytes expected) {
    REQUIRE(body.len == expected.len, handshake_fail(h, BAD_MESSAGE, peer_name(h->conn), "Finished"));
    REQUIRE(secret_equal(body, expected), handshake_fail(h, WRONG_FINISHED, peer_name(h->conn)));
    return true;
}

enum step send_finished13(struct handshake *h, struct writer *body) {
    uint8_t data[HASH_MAX_LEN];
    TRY(verify_data13(h, connection_role(h->conn), data));
    write_bytes(body, bytes_of(data, h->conn->suite->hash->len));
    return STEP_DONE;
}

enum step receive_finished13(struct handshake *h, tl_bytes body) {
    uint8_t data[HASH_MAX_LEN];
    TRY(verify_data13(h, other_role(connection_role(h->conn)), data));
    TRY(check(h, body, bytes_of(data, h->conn->suite->hash->len)));
    return STEP_DONE;
}

enum step send_finished12(struct handshake *h, struct writer *body) {
    uint8_t data[VERIFY_DATA_LEN_12];
    TRY(verify_data12(h, connection_role(h->conn), data));
    write_bytes(body, bytes_of(data, sizeof data));
    return STEP_DONE;
}

enum step receive_finished12(struct handshake *h, tl_bytes body) {
    uint8_t data[VERIFY_DATA_LEN_12];
    TRY(verify_data12(h, other_role(connection_role(h->conn)), data));
    TRY(check(h, body, bytes_of(data, sizeof data)));
    return STEP_DONE;
}
