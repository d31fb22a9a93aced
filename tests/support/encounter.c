#include "support/encounter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

int world_setup(void **state) {
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->crypto = tl_crypto_new(NULL, NULL, NULL);
    assert_non_null(world->crypto);
    *state = world;
    return 0;
}

int world_teardown(void **state) {
    struct world *world = *state;
    pki_clear(&world->pki);
    tl_crypto_free(world->crypto);
    free(world);
    return 0;
}

static const struct flow_family *family_of(tl_protocol version) {
    return version == TL_TLS1_3 ? &flow_tls13 : &flow_tls12;
}

void encounter_init(struct encounter *e, struct world *world, const char *name, enum role victim, tl_protocol version) {
    e->name = name;
    e->victim = victim;
    peers_init(&e->peers, &world->pki);
    peers_set_version(&e->peers, version);
    e->peers.client_options.common.crypto = world->crypto;
    e->peers.server_options.common.crypto = world->crypto;
    script_init(&e->script, family_of(version));
}

void encounter_with_client_certificate(struct encounter *e, struct world *world) {
    e->peers.client_options.identity = pki_identity(&world->pki, PKI_CLIENT);
    e->peers.server_options.client_cert = TL_CLIENT_CERT_REQUIRED;
    e->peers.server_options.client_trust = pki_trust(&world->pki);
}

void encounter_with_staples(struct encounter *e, struct world *world) {
    peers_only_identity(&e->peers, pki_identity(&world->pki, PKI_SERVER_STAPLED));
    if (e->peers.client_options.identity != NULL) {
        e->peers.client_options.identity = pki_identity(&world->pki, PKI_CLIENT_STAPLED);
    }
}

void encounter_with_retry(struct encounter *e) {
    e->peers.client_options.common.settings.key_shares = "x25519";
    e->peers.server_options.common.settings.groups = "secp256r1";
}

static bool is_started(const struct encounter *e) {
    return e->peers.pair.client != NULL;
}

void encounter_start(struct encounter *e) {
    peers_start(&e->peers);
    script_attach(&e->script, encounter_departing(e));
}

void encounter_run(struct encounter *e) {
    if (!is_started(e)) {
        encounter_start(e);
    }
    pair_run(&e->peers.pair, 0);
}

void encounter_clear(struct encounter *e) {
    peers_clear(&e->peers);
}

tl_engine *encounter_victim(const struct encounter *e) {
    return e->victim == ROLE_CLIENT ? e->peers.pair.client : e->peers.pair.server;
}

tl_engine *encounter_departing(const struct encounter *e) {
    return e->victim == ROLE_CLIENT ? e->peers.pair.server : e->peers.pair.client;
}

/* ---- records ---- */

void encounter_run_to_pause(struct encounter *e) {
    if (!is_started(e)) {
        encounter_start(e);
    }
    tl_engine *victim = encounter_victim(e), *departing = encounter_departing(e);
    while (!e->script.is_waiting) {
        size_t moved = pair_move(victim, departing, 0);
        if (!e->script.is_waiting) {
            moved += pair_move(departing, victim, 0);
        }
        if (moved == 0 && !e->script.is_waiting) {
            fail_msg("%s: the pause was not reached", e->name);
        }
    }
}

static void write_nothing(struct script_body *body, const void *arg) {
    (void)body, (void)arg;
}

void encounter_append_behind(struct encounter *e, size_t row, tl_bytes octets) {
    struct script *script = &e->script;
    script_insert(script, row + 1, MESSAGE_FINISHED, write_nothing, NULL);
    script->rows[row + 1].sender = script->rows[row].sender;
    script->rows[row].keys = KEYS_NONE;
    script_pause(script, row + 1);
    encounter_run_to_pause(e);
    struct buffer content = encounter_take_flight(e);
    assert_true(buffer_append(&content, octets));
    encounter_send_record(e, &(struct odd_record){.type = CONTENT_HANDSHAKE, .content = buffer_bytes(&content)});
    buffer_clear(&content);
    script_resume(script, encounter_departing(e));
}

struct buffer encounter_take_flight(struct encounter *e) {
    tl_engine *departing = encounter_departing(e);
    struct buffer taken = {0};
    assert_true(e->script.is_waiting && e->script.held_len > 0);
    assert_true(buffer_append(&taken, bytes_of(e->script.held, e->script.held_len)));
    size_t len = record_len(&departing->conn.write, taken.len, 0);
    assert_true(departing->out_end - departing->out_start >= len);
    departing->out_end -= len;
    departing->conn.write.sequence -= departing->conn.write.kind != &protection_none;
    return taken;
}

static struct buffer seal_naked(const struct odd_record *record) {
    struct buffer octets = {0};
    struct writer w = writer_to(&octets);
    write_u8(&w, record->outer_type != 0 ? record->outer_type : record->type);
    write_u16(&w, record->legacy_version != 0 ? record->legacy_version : 0x0303);
    write_vector(&w, 2, record->content);
    assert_false(w.failed);
    return octets;
}

static uint8_t outer_type(const struct protection *p, const struct odd_record *record) {
    uint8_t usual = p->kind->hides_type ? (uint8_t)CONTENT_APPLICATION_DATA : record->type;
    return record->outer_type != 0 ? record->outer_type : usual;
}

struct buffer encounter_seal(struct encounter *e, const struct odd_record *record) {
    struct protection *p = &encounter_departing(e)->conn.write;
    if (record->naked || p->kind == &protection_none) {
        return seal_naked(record);
    }
    struct buffer octets = {0};
    struct writer w = writer_to(&octets);
    size_t len = record_len(p, record->content.len, record->padding) - RECORD_HEADER_LEN;
    write_u8(&w, outer_type(p, record));
    write_u16(&w, record->legacy_version != 0 ? record->legacy_version : 0x0303);
    write_u16(&w, (unsigned)len);
    assert_non_null(write_room(&w, len));
    assert_true(p->kind->seal(p, record->type, record->content, record->padding, octets.data));
    return octets;
}

void encounter_send_octets(struct encounter *e, tl_bytes octets) {
    pair_run(&e->peers.pair, 0);
    (void)!peer_feed(encounter_victim(e), octets);
    pair_run(&e->peers.pair, 0);
}

void encounter_send_record(struct encounter *e, const struct odd_record *record) {
    pair_run(&e->peers.pair, 0);
    struct buffer octets = encounter_seal(e, record);
    encounter_send_octets(e, buffer_bytes(&octets));
    buffer_clear(&octets);
}

/* ---- outcomes ---- */

static void fail_with_errors(const struct encounter *e, const char *expected) {
    fail_msg("%s: %s was expected; %s: \"%s\", %s: \"%s\"", e->name, expected, role_name(e->victim),
             tl_engine_error(encounter_victim(e))->message, role_name(other_role(e->victim)),
             tl_engine_error(encounter_departing(e))->message);
}

static void expect_sentence(const struct encounter *e, const tl_error *error, enum role about) {
    if (strstr(error->message, role_name(about)) == NULL || strlen(error->message) < 20) {
        fail_msg("%s: the sentence \"%s\" does not name the %s", e->name, error->message, role_name(about));
    }
}

static bool is_local(const tl_error *error) {
    return error->kind != TL_ERR_NONE && error->kind != TL_ERR_REMOTE_ALERT && error->kind != TL_ERR_ABRUPT_CLOSE;
}

void encounter_refused_unheard(const struct encounter *e, tl_alert alert, unsigned reason) {
    const tl_error *error = tl_engine_error(encounter_victim(e));
    if (!is_local(error) || error->alert != alert || error->reason != reason) {
        char expected[100];
        snprintf(expected, sizeof expected, "%s for reason %u", tl_alert_name(alert), reason);
        fail_with_errors(e, expected);
    }
    expect_sentence(e, error, other_role(e->victim));
}

void encounter_refused(const struct encounter *e, tl_alert alert, unsigned reason) {
    encounter_refused_unheard(e, alert, reason);
    const tl_error *error = tl_engine_error(encounter_departing(e));
    bool by_alert = error->reason == TL_REASON_ALERT_RECEIVED || error->reason == TL_REASON_CLIENT_CERTIFICATE_MISSED;
    if (error->kind != TL_ERR_REMOTE_ALERT || !by_alert || error->alert != alert) {
        fail_with_errors(e, "that the other side hears of it");
    }
    expect_sentence(e, error, e->victim);
}

void encounter_accepted(const struct encounter *e) {
    static const char text[] = "understood";
    const struct pair *pair = &e->peers.pair;
    if (!pair_is_done(pair) || !pair_says(pair->client, pair->server, text, sizeof text) ||
        !pair_says(pair->server, pair->client, text, sizeof text)) {
        fail_with_errors(e, "success");
    }
}

void encounter_stalled(const struct encounter *e) {
    const struct pair *pair = &e->peers.pair;
    if (tl_engine_error(pair->client)->kind != TL_ERR_NONE || tl_engine_error(pair->server)->kind != TL_ERR_NONE ||
        (tl_engine_handshake_done(pair->client) && tl_engine_handshake_done(pair->server))) {
        fail_with_errors(e, "waiting");
    }
}
