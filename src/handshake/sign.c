#include "base/control.h"
#include "handshake/authenticate.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"
#include "wire/authentication.h"

/* The key is elsewhere: the application is asked, and the row runs again with the answer. */
static enum step ask_for_signature(struct handshake *h, tl_bytes message) {
    buffer_reset(&h->question_message);
    REQUIRE(buffer_append(&h->question_message, message), handshake_fail(h, OUT_OF_MEMORY));
    h->question = (tl_question){
        .kind = TL_ASK_SIGNATURE,
        .id = ++h->last_question_id,
        .about.signature = {h->scheme->id, buffer_bytes(&h->question_message), h->identity},
    };
    h->asking = true;
    return STEP_WAIT;
}

static enum step write_answer(struct handshake *h, struct writer *w) {
    h->answered = false;
    REQUIRE(h->answer.len > 0 && h->answer.len <= SIGNATURE_MAX_LEN, handshake_fail(h, BAD_ANSWER, h->answer.len));
    write_digitally_signed(w, h->scheme->id, buffer_bytes(&h->answer));
    buffer_clear(&h->answer);
    return STEP_DONE;
}

enum step write_signature(struct handshake *h, tl_bytes message, struct writer *w) {
    if (h->identity->key == NULL) {
        return h->answered ? write_answer(h, w) : ask_for_signature(h, message);
    }
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t len;
    REQUIRE(private_key_sign(h->conn->config->crypto, h->identity->key, h->scheme->alg, message, signature, &len),
            handshake_fail(h, CRYPTO_FAILED, "sign"));
    write_digitally_signed(w, h->scheme->id, bytes_of(signature, len));
    return STEP_DONE;
}

bool check_signature(struct handshake *h, const struct certificate_verify *signature, tl_bytes message,
                     const char *where) {
    const struct connection *c = h->conn;
    const struct scheme *scheme = scheme_by_id(signature->scheme);
    REQUIRE(scheme != NULL && policy_has_scheme(&c->config->policy, scheme) &&
                scheme_fits_key(scheme, &h->peer_leaf.key, c->version),
            handshake_fail(h, UNOFFERED_SCHEME, peer_name(c), signature->scheme));
    REQUIRE(signature_verify(c->config->crypto, scheme->alg, &h->peer_leaf.key, message, signature->signature),
            handshake_fail(h, WRONG_SIGNATURE, peer_name(c), where));
    h->peer_scheme = scheme;
    return true;
}
