/* Every flow runs between two engines as the RFCs' graph says; and at each of its steps, whatever else comes, or comes
 * twice, or does not come, draws unexpected_message.
 *
 * ctest: timeout 300 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/encounter.h"
#include "support/rfc_graph.h"

/* ---- flows and the configurations that lead to them ---- */

struct family {
    const struct graph *graph;
    tl_protocol version;
    size_t num_flows;
};
static const struct family families[] = {{&graph_tls13, TL_TLS1_3, 6}, {&graph_tls12, TL_TLS1_2, 6}};

static bool flow_has(const struct graph_flow *flow, enum message message, const char *note) {
    for (size_t i = 0; i < flow->len; i++) {
        const struct graph_edge *edge = flow->edges[i];
        bool same_note = note == NULL || (edge->note != NULL && strcmp(edge->note, note) == 0);
        if (edge->message == message && same_note) {
            return true;
        }
    }
    return false;
}

static void prepare(struct encounter *e, struct world *world, const char *name, enum role victim,
                    const struct family *family, const struct graph_flow *flow) {
    encounter_init(e, world, name, victim, family->version);
    if (flow_has(flow, MESSAGE_HELLO_RETRY_REQUEST, NULL)) {
        encounter_with_retry(e);
    }
    if (flow_has(flow, MESSAGE_CERTIFICATE_REQUEST, NULL)) {
        encounter_with_client_certificate(e, world);
    }
    if (flow_has(flow, MESSAGE_CERTIFICATE_STATUS, NULL)) {
        encounter_with_staples(e, world);
    }
    if (flow_has(flow, MESSAGE_CERTIFICATE, "none")) {
        e->peers.client_options.identity = NULL;
        e->peers.server_options.client_cert = TL_CLIENT_CERT_OPTIONAL;
    }
}

/* The script's row for a step of the flow. */
static size_t row_of(const struct script *script, const struct graph_flow *flow, size_t step) {
    unsigned nth = 0;
    for (size_t i = 0; i < step; i++) {
        nth += flow->edges[i]->sender == flow->edges[step]->sender &&
               flow->edges[i]->message == flow->edges[step]->message;
    }
    return script_row(script, flow->edges[step]->sender, flow->edges[step]->message, nth);
}

/* ---- every flow, as it should be ---- */

struct log {
    enum message messages[GRAPH_MAX_FLOW];
    enum role senders[GRAPH_MAX_FLOW];
    size_t len;
};

static void note_message(struct script_body *body, const void *arg) {
    struct log *log = (struct log *)(uintptr_t)arg;
    assert_true(log->len < GRAPH_MAX_FLOW);
    log->messages[log->len] = body->h->row->message;
    log->senders[log->len++] = connection_role(body->h->conn);
}

static void note_all(struct script *script, enum role sender, const struct log *log) {
    for (size_t i = 1; i < script->num_rows; i++) {
        if (script->rows[i].sender == sender) {
            script_edit(script, i, note_message, log);
        }
    }
}

static void expect_flow(struct world *world, const struct family *family, const struct graph_flow *flow) {
    struct encounter e;
    struct script other;
    struct log log = {.len = 0};
    char text[GRAPH_MAX_TEXT];
    graph_flow_text(flow, text);
    prepare(&e, world, text, ROLE_CLIENT, family, flow);
    script_init(&other, e.script.family);
    note_all(&e.script, ROLE_SERVER, &log);
    note_all(&other, ROLE_CLIENT, &log);
    encounter_start(&e);
    script_attach(&other, e.peers.pair.client);
    encounter_run(&e);
    encounter_accepted(&e);
    assert_int_equal(log.len, flow->len);
    for (size_t i = 0; i < flow->len; i++) {
        assert_int_equal(log.messages[i], flow->edges[i]->message);
        assert_int_equal(log.senders[i], flow->edges[i]->sender);
    }
    encounter_clear(&e);
}

static void test_every_flow(void **state) {
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        struct graph_flow flows[GRAPH_MAX_FLOWS];
        size_t num = graph_flows(families[i].graph, GRAPH_OURS, flows);
        assert_int_equal(num, families[i].num_flows);
        for (size_t j = 0; j < num; j++) {
            expect_flow(*state, &families[i], &flows[j]);
        }
    }
}

/* ---- what a changed flow should come to ---- */

enum outcome {
    LEGAL,      /* another flow, or one that fails for what is in it: not for this test */
    REFUSED,    /* unexpected_message */
    UNREADABLE, /* bad_record_mac */
    STALLED     /* nothing more comes */
};

/* One step of one flow, which is the departing side's. */
struct place {
    const struct family *family;
    const struct graph_flow *flow;
    size_t step;
};

static const struct graph_edge *edge_at(const struct place *p) {
    return p->flow->edges[p->step];
}

static enum role victim_of(const struct place *p) {
    return other_role(edge_at(p)->sender);
}

static bool allows(const struct place *p, const char *state, enum message message) {
    unsigned features = victim_of(p) == ROLE_CLIENT ? GRAPH_OUR_CLIENT : GRAPH_OURS;
    return graph_allows(p->family->graph, features, state, edge_at(p)->sender, message);
}

/* The step is left out: then the sender's next message comes in its place, unless it first waits for an answer. */
static enum outcome outcome_of_omitting(const struct place *p) {
    size_t next = p->step + 1;
    if (next == p->flow->len || p->flow->edges[next]->sender != edge_at(p)->sender) {
        return STALLED;
    }
    return allows(p, edge_at(p)->from, p->flow->edges[next]->message) ? LEGAL : REFUSED;
}

/* RFC 8446 §5: a ChangeCipherSpec once the hellos have begun; RFC 5246 §7.4.1.1: HelloRequest in a handshake. */
static bool is_dropped(const struct place *p, enum message message) {
    bool is_tls13 = p->family->version == TL_TLS1_3;
    bool asks_client = message == MESSAGE_HELLO_REQUEST && victim_of(p) == ROLE_CLIENT;
    return is_tls13 ? message == MESSAGE_CHANGE_CIPHER_SPEC && p->step > 0
                    : asks_client && strcmp(edge_at(p)->from, "WAIT_SH") != 0;
}

/* In TLS 1.2 a ChangeCipherSpec is sent as it is, where protected records are due. */
static bool is_naked_change(const struct place *p, enum message message) {
    return p->family->version == TL_TLS1_2 && message == MESSAGE_CHANGE_CIPHER_SPEC && p->step > 0 &&
           p->flow->edges[p->step - 1]->message == MESSAGE_CHANGE_CIPHER_SPEC;
}

static enum outcome outcome_of_replacing(const struct place *p, enum message message) {
    if (allows(p, edge_at(p)->from, message)) {
        return LEGAL;
    }
    if (is_dropped(p, message)) {
        return outcome_of_omitting(p);
    }
    return is_naked_change(p, message) ? UNREADABLE : REFUSED;
}

/* A second one comes once the victim has done what the first led to. */
static enum outcome outcome_of_repeating(const struct place *p) {
    size_t next = p->step + 1;
    while (next < p->flow->len && p->flow->edges[next]->sender != edge_at(p)->sender) {
        next++;
    }
    if (edge_at(p)->message == MESSAGE_CHANGE_CIPHER_SPEC) {
        return UNREADABLE;
    }
    return next < p->flow->len && allows(p, p->flow->edges[next]->from, edge_at(p)->message) ? LEGAL : REFUSED;
}

/* The next message of the flight comes first. */
static enum outcome outcome_of_exchanging(const struct place *p) {
    size_t next = p->step + 1;
    if (next == p->flow->len || p->flow->edges[next]->sender != edge_at(p)->sender) {
        return LEGAL; /* nothing to exchange it with */
    }
    return allows(p, edge_at(p)->from, p->flow->edges[next]->message) ? LEGAL : REFUSED;
}

static bool is_about_order(unsigned reason) {
    static const unsigned reasons[] = {
        TL_REASON_UNEXPECTED_MESSAGE, TL_REASON_MESSAGE_ACROSS_KEY_CHANGE, TL_REASON_UNEXPECTED_CHANGE_CIPHER_SPEC,
        TL_REASON_UNEXPECTED_AFTER,   TL_REASON_BAD_RECORD_TYPE,           TL_REASON_UNEXPECTED_DATA};
    for (size_t i = 0; i < COUNT_OF(reasons); i++) {
        if (reasons[i] == reason) {
            return true;
        }
    }
    return false;
}

static void expect_outcome(const struct encounter *e, enum outcome outcome) {
    unsigned reason = tl_engine_error(encounter_victim(e))->reason;
    switch (outcome) {
    case REFUSED:
        encounter_refused(e, TL_ALERT_UNEXPECTED_MESSAGE, is_about_order(reason) ? reason : TL_REASON_NONE);
        break;
    case UNREADABLE:
        encounter_refused(e, TL_ALERT_BAD_RECORD_MAC, TL_REASON_BAD_RECORD_MAC);
        break;
    case STALLED:
        encounter_stalled(e);
        break;
    case LEGAL:
        fail_msg("%s: not to be tried", e->name);
    }
}

struct counts {
    size_t refused, unreadable, stalled, legal;
};

static void count(struct counts *counts, enum outcome outcome) {
    counts->refused += outcome == REFUSED;
    counts->unreadable += outcome == UNREADABLE;
    counts->stalled += outcome == STALLED;
    counts->legal += outcome == LEGAL;
}

static void expect_counts(const struct counts *counts, size_t refused, size_t unreadable, size_t stalled,
                          size_t legal) {
    if (counts->refused != refused || counts->unreadable != unreadable || counts->stalled != stalled ||
        counts->legal != legal) {
        fail_msg("%zu were refused, %zu unreadable, %zu stalled, %zu legal", counts->refused, counts->unreadable,
                 counts->stalled, counts->legal);
    }
}

/* Does something to each step of each flow. */
typedef void place_fn(struct world *world, const struct place *place, struct counts *counts);

static struct counts for_each_place(struct world *world, place_fn *function) {
    struct counts counts = {0};
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        struct graph_flow flows[GRAPH_MAX_FLOWS];
        size_t num = graph_flows(families[i].graph, GRAPH_OURS, flows);
        for (size_t j = 0; j < num; j++) {
            for (size_t step = 0; step < flows[j].len; step++) {
                struct place place = {&families[i], &flows[j], step};
                function(world, &place, &counts);
            }
        }
    }
    return counts;
}

struct trial {
    struct encounter e;
    size_t row;
    char name[160];
};

static void start_trial(struct trial *t, struct world *world, const struct place *p, const char *what) {
    snprintf(t->name, sizeof t->name, "%s, %s %s at step %zu of %zu", p->family->graph->name, what,
             message_name(edge_at(p)->message), p->step, p->flow->len);
    prepare(&t->e, world, t->name, victim_of(p), p->family, p->flow);
    t->row = row_of(&t->e.script, p->flow, p->step);
}

static void end_trial(struct trial *t, enum outcome outcome) {
    encounter_run(&t->e);
    expect_outcome(&t->e, outcome);
    encounter_clear(&t->e);
}

/* ---- another message ---- */

static const enum message messages[] = {
    MESSAGE_HELLO_REQUEST,
    MESSAGE_CLIENT_HELLO,
    MESSAGE_SERVER_HELLO,
    (enum message)3,
    MESSAGE_NEW_SESSION_TICKET,
    MESSAGE_END_OF_EARLY_DATA,
    (enum message)6,
    MESSAGE_ENCRYPTED_EXTENSIONS,
    MESSAGE_CERTIFICATE,
    MESSAGE_SERVER_KEY_EXCHANGE,
    MESSAGE_CERTIFICATE_REQUEST,
    MESSAGE_SERVER_HELLO_DONE,
    MESSAGE_CERTIFICATE_VERIFY,
    MESSAGE_CLIENT_KEY_EXCHANGE,
    MESSAGE_FINISHED,
    (enum message)21,
    MESSAGE_CERTIFICATE_STATUS,
    (enum message)23,
    MESSAGE_KEY_UPDATE,
    (enum message)25,
    (enum message)67,
    MESSAGE_HASH,
    (enum message)255,
    MESSAGE_HELLO_RETRY_REQUEST,
    MESSAGE_CHANGE_CIPHER_SPEC,
};

/* What makes a ServerHello a HelloRetryRequest is in its body. */
static void write_hello_random(struct script_body *body, const void *arg) {
    static const uint8_t version_and_random[2 + RANDOM_LEN] = {3, 3};
    bool is_retry = *(const enum message *)arg == MESSAGE_HELLO_RETRY_REQUEST;
    struct writer w = writer_to(body->buffer);
    body->buffer->len = body->start;
    write_bytes(&w, bytes_of(version_and_random, is_retry ? 2 : sizeof version_and_random));
    write_bytes(&w, bytes_of(hello_retry_random, is_retry ? RANDOM_LEN : 0));
    assert_false(w.failed);
}

/* "the client sent Finished where CertificateVerify was due": what came, and what the graph allows. */
static void expect_names(const struct encounter *e, const struct place *p, enum message message) {
    const tl_error *error = tl_engine_error(encounter_victim(e));
    const char *where = strstr(error->message, " where ");
    if (error->reason != TL_REASON_UNEXPECTED_MESSAGE || is_dropped(p, message)) {
        return;
    }
    assert_non_null(where);
    assert_non_null(strstr(error->message, message_name(message)));
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        const char *name = message_name(messages[i]);
        if (allows(p, edge_at(p)->from, messages[i]) && strncmp(where + 7, name, strlen(name)) == 0) {
            return;
        }
    }
    fail_msg("%s: \"%s\" does not name what is due", e->name, error->message);
}

static void replace(struct world *world, const struct place *p, const enum message *message, struct counts *counts) {
    static const size_t empty = 0;
    struct trial t;
    enum outcome outcome = outcome_of_replacing(p, *message);
    count(counts, outcome);
    if (outcome == LEGAL) {
        return;
    }
    char what[80];
    snprintf(what, sizeof what, "%s (%d) in place of", message_name(*message), (int)*message);
    start_trial(&t, world, p, what);
    script_rename(&t.e.script, t.row, *message);
    if (edge_at(p)->message == MESSAGE_CHANGE_CIPHER_SPEC) {
        t.e.script.rows[t.row].keys = KEYS_NONE; /* it was not sent */
    }
    if (*message == MESSAGE_SERVER_HELLO || *message == MESSAGE_HELLO_RETRY_REQUEST) {
        script_edit(&t.e.script, t.row, write_hello_random, message);
    } else if (*message == MESSAGE_HELLO_REQUEST) {
        script_edit(&t.e.script, t.row, script_cut, &empty); /* as it must be, to be dropped */
    }
    encounter_run(&t.e);
    expect_names(&t.e, p, *message);
    end_trial(&t, outcome);
}

static void replace_by_each(struct world *world, const struct place *p, struct counts *counts) {
    for (size_t i = 0; i < COUNT_OF(messages); i++) {
        replace(world, p, &messages[i], counts);
    }
}

static void test_another_message(void **state) {
    struct counts counts = for_each_place(*state, replace_by_each);
    expect_counts(&counts, 3070, 12, 30, 163);
}

/* ---- application data ---- */

static void replace_by_data(struct world *world, const struct place *p, struct counts *counts) {
    static const uint8_t data[] = "too early";
    struct trial t;
    start_trial(&t, world, p, "application data in place of");
    script_pause(&t.e.script, t.row);
    encounter_run(&t.e);
    tl_engine *departing = encounter_departing(&t.e);
    engine_advance(departing); /* seals what is in the flight */
    assert_true(output_room(departing) > sizeof data);
    assert_true(output_seal(departing, CONTENT_APPLICATION_DATA, bytes_of(data, sizeof data)));
    script_resume(&t.e.script, departing);
    encounter_run(&t.e);
    encounter_refused(&t.e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_DATA);
    encounter_clear(&t.e);
    count(counts, REFUSED);
}

static void test_application_data(void **state) {
    struct counts counts = for_each_place(*state, replace_by_data);
    expect_counts(&counts, 131, 0, 0, 0);
}

/* ---- one message less, one more, two in the wrong order ---- */

static void omit(struct world *world, const struct place *p, struct counts *counts) {
    struct trial t;
    enum outcome outcome = outcome_of_omitting(p);
    count(counts, outcome);
    if (outcome != LEGAL) {
        start_trial(&t, world, p, "without");
        script_omit(&t.e.script, t.row);
        end_trial(&t, outcome);
    }
}

static void test_missing_message(void **state) {
    struct counts counts = for_each_place(*state, omit);
    expect_counts(&counts, 72, 0, 48, 11);
}

static void repeat(struct world *world, const struct place *p, struct counts *counts) {
    struct trial t;
    enum outcome outcome = outcome_of_repeating(p);
    count(counts, outcome);
    if (outcome != LEGAL) {
        start_trial(&t, world, p, "twice");
        script_repeat(&t.e.script, t.row);
        end_trial(&t, outcome);
    }
}

static void test_repeated_message(void **state) {
    struct counts counts = for_each_place(*state, repeat);
    expect_counts(&counts, 116, 12, 0, 3);
}

static void exchange(struct world *world, const struct place *p, struct counts *counts) {
    struct trial t;
    enum outcome outcome = outcome_of_exchanging(p);
    count(counts, outcome);
    if (outcome != LEGAL) {
        start_trial(&t, world, p, "exchanging the next with");
        script_move(&t.e.script, row_of(&t.e.script, p->flow, p->step + 1), t.row);
        end_trial(&t, outcome);
    }
}

static void test_exchanged_messages(void **state) {
    struct counts counts = for_each_place(*state, exchange);
    expect_counts(&counts, 72, 0, 0, 59);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_flow),       cmocka_unit_test(test_another_message),
        cmocka_unit_test(test_application_data), cmocka_unit_test(test_missing_message),
        cmocka_unit_test(test_repeated_message), cmocka_unit_test(test_exchanged_messages),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
