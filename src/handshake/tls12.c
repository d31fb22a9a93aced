#include "handshake/tls12.h"

#include "base/control.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

enum step send_server_hello_done(struct handshake *h, struct writer *body) {
    (void)h;
    (void)body;
    return STEP_DONE;
}

enum step receive_server_hello_done(struct handshake *h, tl_bytes body) {
    REQUIRE(body.len == 0, handshake_fail(h, BAD_MESSAGE, "server", "ServerHelloDone"));
    return STEP_DONE;
}

enum step send_change_cipher_spec(struct handshake *h, struct writer *none) {
    (void)none;
    h->conn->change_cipher_spec_due = true;
    return STEP_DONE;
}

/* The engine has checked the record (RFC 5246 §7.1): there is nothing more to it. */
enum step receive_change_cipher_spec(struct handshake *h, tl_bytes none) {
    (void)h;
    (void)none;
    return STEP_DONE;
}
