/* Stapled OCSP responses and what asks for them (RFC 6066 §8, RFC 8446 §4.4.2.1, RFC 7633): what is malformed, out of
 * place or not satisfying is refused, each beside what is accepted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/refusals.h"
#include "support/staples.h"
#include "wire/authentication.h"
#include "x509/identity/identity.h"

static struct world *world; /* for edits, which make responses */

/* ---- configurations ---- */

static tl_identity *stapled_must, *stapled_client_must;

static const tl_identity *must_staple(struct world *w, tl_identity **stapled, enum pki_member member) {
    const tl_identity *issuers[] = {pki_identity(&w->pki, PKI_INTERMEDIATE), pki_identity(&w->pki, PKI_ROOT)};
    if (*stapled == NULL) {
        *stapled = staple_attach(pki_identity(&w->pki, member), issuers, COUNT_OF(issuers));
    }
    return *stapled;
}

static void with_staples(struct encounter *e, struct world *w) {
    peers_only_identity(&e->peers, must_staple(w, &stapled_must, PKI_MUST_STAPLE));
}

static void with_client_staples(struct encounter *e, struct world *w) {
    encounter_with_client_certificate(e, w);
    e->peers.client_options.identity = must_staple(w, &stapled_client_must, PKI_CLIENT_MUST_STAPLE);
}

static void with_client(struct encounter *e, struct world *w) {
    encounter_with_client_certificate(e, w);
}

static void with_retry(struct encounter *e, struct world *w) {
    (void)w;
    encounter_with_retry(e);
}

static void without_revocation(struct encounter *e, struct world *w) {
    (void)w;
    e->peers.client_options.revocation = TL_REVOCATION_OFF;
    e->peers.server_options.client_revocation = TL_REVOCATION_OFF;
}

static void without_promise(struct encounter *e, struct world *w) {
    encounter_with_staples(e, w);
}

/* ---- another response in place of the good one ---- */

static void set_response(struct script_body *body, tl_bytes response) {
    struct buffer content = {0};
    struct writer w = writer_to(&content);
    tl_bytes octets;
    write_certificate_status(&w, &(struct certificate_status){response});
    assert_false(w.failed);
    octets = buffer_bytes(&content);
    if (body->h->conn->version == TL_TLS1_3) {
        tamper_set_extension(body, &(struct tamper_extension){EXTENSION_STATUS_REQUEST, octets});
    } else {
        script_replace(body, &octets);
    }
    buffer_clear(&content);
}

static void staple(struct script_body *body, const void *arg) {
    const tl_identity *issuer = pki_identity(&world->pki, PKI_INTERMEDIATE);
    struct buffer response = staple_make(body->h->identity, issuer, *(const enum staple_kind *)arg);
    set_response(body, buffer_bytes(&response));
    buffer_clear(&response);
}

/* A response that is as it should be, with more behind it. */
static void staple_longer(struct script_body *body, const void *arg) {
    const tl_identity *issuer = pki_identity(&world->pki, PKI_INTERMEDIATE);
    struct buffer response = staple_make(body->h->identity, issuer, STAPLE_GOOD);
    assert_true(buffer_append(&response, *(const tl_bytes *)arg));
    set_response(body, buffer_bytes(&response));
    buffer_clear(&response);
}

/* clang-format off */

static const enum staple_kind good = STAPLE_GOOD, revoked = STAPLE_REVOKED, out_of_date = STAPLE_OUT_OF_DATE,
    of_future = STAPLE_OF_FUTURE, says_unknown = STAPLE_SAYS_UNKNOWN, of_others = STAPLE_OF_OTHERS,
    wrongly_signed = STAPLE_WRONGLY_SIGNED, not_successful = STAPLE_NOT_SUCCESSFUL;
#define STAPLE(kind)   {staple, &kind, NULL}
#define STAPLE_LONGER(...) {staple_longer, &(const tl_bytes)OCTETS(__VA_ARGS__), NULL}

/* ---- responses: of servers in both versions, of clients in TLS 1.3 ---- */

static const struct subject status12 = {TL_TLS1_2, ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS, 0, with_staples};
static const struct subject certificate13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE, 0, with_staples};
static const struct subject client_certificate13 = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CERTIFICATE, 0, with_client_staples};

static const struct refusal responses[] = {
    {"it was revoked", NULL, STAPLE(revoked), ALERT(CERTIFICATE_REVOKED, CERTIFICATE_REVOKED), STAPLE(good)},
    {"a promise and a response out of date", NULL, STAPLE(out_of_date), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), STAPLE(good)},
    {"a promise and a response of the future", NULL, STAPLE(of_future), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
    {"a promise and a response that does not know", NULL, STAPLE(says_unknown), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
    {"a promise and a response about others", NULL, STAPLE(of_others), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
    {"a promise and a response that is wrongly signed", NULL, STAPLE(wrongly_signed), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
    {"a promise and an error of the responder", NULL, STAPLE(not_successful), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
    {"a response with more behind it", NULL, STAPLE_LONGER(0), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, MALFORMED_OCSP), AS_IT_IS},
};

/* Who promised nothing is not held to a response that does not tell; but what is no response, nobody may send. */
static const struct refusal responses_without_promise[] = {
    {"it was revoked, without a promise", without_promise, STAPLE(revoked), ALERT(CERTIFICATE_REVOKED, CERTIFICATE_REVOKED), STAPLE(out_of_date)},
    {"no response, without a promise", without_promise, STAPLE_LONGER(9), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, MALFORMED_OCSP), STAPLE(says_unknown)},
};

static const struct refusal statuses12[] = {
    {"an empty response", NULL, REPLACE_BY(1, 0, 0, 0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"an empty message", NULL, CUT_TO(0), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"another type of status", NULL, FLIP(0, 1 ^ 2), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"a response that is no DER", NULL, REPLACE_BY(1, 0, 0, 1, 9), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, MALFORMED_OCSP), AS_IT_IS},
};

#define STATUS EXTENSION_STATUS_REQUEST

static const struct refusal entries13[] = {
    {"an empty response", NULL, SET_EXTENSION(STATUS, 1, 0, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"nothing", NULL, EMPTY_EXTENSION(STATUS), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"another type of status", NULL, SET_EXTENSION(STATUS, 2, 0, 0, 1, 9), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a response that is no DER", NULL, SET_EXTENSION(STATUS, 1, 0, 0, 1, 9), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, MALFORMED_OCSP), AS_IT_IS},
    {"two responses", NULL, REPEAT_EXTENSION(STATUS), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
    {"a promise and no response", NULL, REMOVE_EXTENSION(STATUS), ALERT(BAD_CERTIFICATE_STATUS_RESPONSE, NOT_STAPLED), AS_IT_IS},
};

static void test_responses(void **state) {
    world = *state;
    refusals_run(world, &status12, responses, COUNT_OF(responses));
    refusals_run(world, &status12, responses_without_promise, COUNT_OF(responses_without_promise));
    refusals_run(world, &status12, statuses12, COUNT_OF(statuses12));
    refusals_run(world, &certificate13, responses, COUNT_OF(responses));
    refusals_run(world, &certificate13, responses_without_promise, COUNT_OF(responses_without_promise));
    refusals_run(world, &certificate13, entries13, COUNT_OF(entries13));
}

static void test_responses_of_clients(void **state) {
    world = *state;
    refusals_run(world, &client_certificate13, responses, COUNT_OF(responses));
    refusals_run(world, &client_certificate13, responses_without_promise, COUNT_OF(responses_without_promise));
    refusals_run(world, &client_certificate13, entries13, COUNT_OF(entries13));
}

/* ---- ClientHello ---- */

static const struct subject hello13 = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0, with_staples};
static const struct subject hello12 = {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0, with_staples};

static const struct refusal offers[] = {
    {"an empty offer", NULL, EMPTY_EXTENSION(STATUS), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an offer of nothing but a type", NULL, SET_EXTENSION(STATUS, 1), ALERT(DECODE_ERROR, BAD_EXTENSION), SET_EXTENSION(STATUS, 1, 0, 0, 0, 0)},
    {"a responder without a name", NULL, SET_EXTENSION(STATUS, 1, 0, 2, 0, 0, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(STATUS, 1, 0, 3, 0, 1, 9, 0, 0)},
    {"a responder that ends early", NULL, SET_EXTENSION(STATUS, 1, 0, 3, 0, 2, 9, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(STATUS, 1, 0, 6, 0, 1, 9, 0, 1, 8, 0, 0)},
    {"no request_extensions", NULL, SET_EXTENSION(STATUS, 1, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(STATUS, 1, 0, 0, 0, 2, 5, 0)},
    {"an offer and more", NULL, SET_EXTENSION(STATUS, 1, 0, 0, 0, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"nothing where another type of status may be asked for", without_promise, EMPTY_EXTENSION(STATUS), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(STATUS, 2, 9)},
    {"two offers", NULL, REPEAT_EXTENSION(STATUS), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
};

static const struct subject second_hello = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1, with_retry};

static const struct refusal second_offers[] = {
    {"an offer that is taken back", NULL, REMOVE_EXTENSION(STATUS), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"another offer than before", NULL, SET_EXTENSION(STATUS, 2), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
};

static void test_offer(void **state) {
    world = *state;
    refusals_run(world, &hello13, offers, COUNT_OF(offers));
    refusals_run(world, &hello12, offers, COUNT_OF(offers));
    refusals_run(world, &second_hello, second_offers, COUNT_OF(second_offers));
}

/* ---- where it has no place, or was not asked for ---- */

static const struct subject server_hello12 = {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, without_promise};
static const struct subject server_hello13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, without_promise};
static const struct subject retry13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0, with_retry};
static const struct subject encrypted13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, 0, without_promise};
static const struct subject request13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST, 0, with_client};

static const struct refusal acknowledgements12[] = {
    {"an acknowledgement with content", NULL, SET_EXTENSION(STATUS, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an acknowledgement twice", NULL, REPEAT_EXTENSION(STATUS), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
    {"a status that was not announced", NULL, REMOVE_EXTENSION(STATUS), ALERT(UNEXPECTED_MESSAGE, UNEXPECTED_MESSAGE), AS_IT_IS},
};

static const struct refusal unasked[] = {
    {"an acknowledgement of what was not asked", without_revocation, EMPTY_EXTENSION(STATUS), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
};

static const struct refusal misplaced[] = {
    {"an acknowledgement as in TLS 1.2", NULL, EMPTY_EXTENSION(STATUS), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
};

static const struct refusal requests13[] = {
    {"a request with content", NULL, SET_EXTENSION(STATUS, 1, 0, 0, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), EMPTY_EXTENSION(STATUS)},
};

static const struct refusal unasked_entries13[] = {
    {"a response that was not asked for", without_revocation, SET_EXTENSION(STATUS, 1, 0, 0, 1, 9), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
};

static void test_place(void **state) {
    world = *state;
    refusals_run(world, &server_hello12, acknowledgements12, COUNT_OF(acknowledgements12));
    refusals_run(world, &server_hello12, unasked, COUNT_OF(unasked));
    refusals_run(world, &server_hello13, misplaced, COUNT_OF(misplaced));
    refusals_run(world, &retry13, misplaced, COUNT_OF(misplaced));
    refusals_run(world, &encrypted13, misplaced, COUNT_OF(misplaced));
    refusals_run(world, &request13, requests13, COUNT_OF(requests13));
    refusals_run(world, &certificate13, unasked_entries13, COUNT_OF(unasked_entries13));
    refusals_run(world, &client_certificate13, unasked_entries13, COUNT_OF(unasked_entries13));
}
/* clang-format on */

/* ---- TLS 1.2: a server may say that a status follows, and not send it (RFC 6066 §8) ---- */

static void start_without_status(struct encounter *e, struct world *w, const char *name,
                                 void (*prepare)(struct encounter *e, struct world *world)) {
    encounter_init(e, w, name, ROLE_CLIENT, TL_TLS1_2);
    prepare(e, w);
    script_omit(&e->script, script_row(&e->script, ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS, 0));
}

static void test_status_that_does_not_come(void **state) {
    struct encounter e;
    start_without_status(&e, *state, "no status", without_promise);
    encounter_run(&e);
    encounter_accepted(&e);
    encounter_clear(&e);
    start_without_status(&e, *state, "no status against a promise", with_staples);
    encounter_run(&e);
    encounter_refused(&e, TL_ALERT_BAD_CERTIFICATE_STATUS_RESPONSE, TL_REASON_NOT_STAPLED);
    encounter_clear(&e);
}

/* The certificate is judged all the same: with the status, and where it does not come. */
static void test_certificate_is_judged(void **state) {
    for (unsigned i = 0; i < 4; i++) {
        struct encounter e;
        bool is_right = i % 2 == 0, has_status = i / 2 == 0;
        if (has_status) {
            encounter_init(&e, *state, "a status", ROLE_CLIENT, TL_TLS1_2);
            without_promise(&e, *state);
        } else {
            start_without_status(&e, *state, "no status", without_promise);
        }
        e.peers.server_name = is_right ? "www.example.org" : "other.example.net";
        encounter_run(&e);
        if (is_right) {
            encounter_accepted(&e);
        } else {
            encounter_refused(&e, TL_ALERT_CERTIFICATE_UNKNOWN, TL_REASON_WRONG_HOST);
        }
        encounter_clear(&e);
    }
}

/* Judged by another's key, ServerKeyExchange would be refused for another reason: the certificate comes first. */
static void test_status_behind_key_exchange(void **state) {
    struct encounter e;
    encounter_init(&e, *state, "a status behind ServerKeyExchange", ROLE_CLIENT, TL_TLS1_2);
    without_promise(&e, *state);
    size_t row = script_row(&e.script, ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS, 0);
    script_move(&e.script, row, row + 1);
    encounter_run(&e);
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_MESSAGE);
    encounter_clear(&e);
}

static void test_empty_chain_before_status(void **state) {
    const tl_bytes empty = OCTETS(0, 0, 0);
    struct encounter e;
    encounter_init(&e, *state, "no certificate, but a status", ROLE_CLIENT, TL_TLS1_2);
    without_promise(&e, *state);
    script_edit(&e.script, script_row(&e.script, ROLE_SERVER, MESSAGE_CERTIFICATE, 0), script_replace, &empty);
    encounter_run(&e);
    encounter_refused(&e, TL_ALERT_DECODE_ERROR, TL_REASON_NO_SERVER_CERTIFICATE);
    encounter_clear(&e);
}

static int teardown(void **state) {
    tl_identity_free(stapled_must);
    tl_identity_free(stapled_client_must);
    return world_teardown(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_responses),
        cmocka_unit_test(test_responses_of_clients),
        cmocka_unit_test(test_offer),
        cmocka_unit_test(test_place),
        cmocka_unit_test(test_status_that_does_not_come),
        cmocka_unit_test(test_certificate_is_judged),
        cmocka_unit_test(test_status_behind_key_exchange),
        cmocka_unit_test(test_empty_chain_before_status),
    };
    return cmocka_run_group_tests(tests, world_setup, teardown);
}
