#include "support/rfc_graph.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"

/* clang-format off */
static const struct graph_edge tls13[] = {
    {"START",          ROLE_CLIENT, MESSAGE_CLIENT_HELLO,         "WAIT_SH",        0,                 NULL},
    {"WAIT_SH",        ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST,  "RETRY",          0,                 NULL},
    {"RETRY",          ROLE_CLIENT, MESSAGE_CLIENT_HELLO,         "WAIT_SH_ONLY",   0,                 NULL},
    {"WAIT_SH_ONLY",   ROLE_SERVER, MESSAGE_SERVER_HELLO,         "WAIT_EE",        0,                 NULL},
    {"WAIT_SH",        ROLE_SERVER, MESSAGE_SERVER_HELLO,         "WAIT_EE",        0,                 NULL},
    {"WAIT_EE",        ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, "WAIT_CERT_CR",   0,                 NULL},
    {"WAIT_CERT_CR",   ROLE_SERVER, MESSAGE_FINISHED,             "SEND_FINISHED",  GRAPH_PSK,         NULL},

    {"WAIT_CERT_CR",   ROLE_SERVER, MESSAGE_CERTIFICATE,          "WAIT_CV",        0,                 NULL},
    {"WAIT_CV",        ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY,   "WAIT_FINISHED",  0,                 NULL},
    {"WAIT_FINISHED",  ROLE_SERVER, MESSAGE_FINISHED,             "SEND_FINISHED",  0,                 NULL},

    {"WAIT_CERT_CR",   ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST,  "ASKED",          0,                 NULL},
    {"ASKED",          ROLE_SERVER, MESSAGE_CERTIFICATE,          "ASKED_CV",       0,                 NULL},
    {"ASKED_CV",       ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY,   "ASKED_FINISHED", 0,                 NULL},
    {"ASKED_FINISHED", ROLE_SERVER, MESSAGE_FINISHED,             "SEND_CERT",      0,                 NULL},
    {"SEND_CERT",      ROLE_CLIENT, MESSAGE_CERTIFICATE,          "SEND_CV",        0,                 NULL},
    {"SEND_CERT",      ROLE_CLIENT, MESSAGE_CERTIFICATE,          "SEND_FINISHED",  0,                 "none"},
    {"SEND_CV",        ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY,   "SEND_FINISHED",  0,                 NULL},

    {"SEND_FINISHED",  ROLE_CLIENT, MESSAGE_FINISHED,             "CONNECTED",      0,                 NULL},
};

static const struct graph_edge tls12[] = {
    {"START",          ROLE_CLIENT, MESSAGE_CLIENT_HELLO,         "WAIT_SH",        0,                 NULL},
    {"WAIT_SH",        ROLE_SERVER, MESSAGE_SERVER_HELLO,         "WAIT_CERT",      0,                 NULL},

    {"WAIT_CERT",      ROLE_SERVER, MESSAGE_CERTIFICATE,          "WAIT_SKE",       0,                 NULL},
    {"WAIT_SKE",       ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE,  "WAIT_CR_DONE",   0,                 NULL},
    {"WAIT_SKE",       ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST,  "ASKED_DONE",     GRAPH_NO_EXCHANGE, NULL},
    {"WAIT_SKE",       ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,    "SEND_CKE",       GRAPH_NO_EXCHANGE, NULL},
    {"WAIT_CERT",      ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE,  "WAIT_DONE",      GRAPH_ANONYMOUS,   NULL},
    {"WAIT_DONE",      ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,    "SEND_CKE",       0,                 NULL},
    {"WAIT_CR_DONE",   ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,    "SEND_CKE",       0,                 NULL},
    {"WAIT_CR_DONE",   ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST,  "ASKED_DONE",     0,                 NULL},
    {"ASKED_DONE",     ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,    "SEND_CERT",      0,                 NULL},

    {"WAIT_SH",        ROLE_SERVER, MESSAGE_SERVER_HELLO,         "STATUS_CERT",    GRAPH_STATUS,      "status_request"},
    {"STATUS_CERT",    ROLE_SERVER, MESSAGE_CERTIFICATE,          "WAIT_STATUS",    0,                 NULL},
    {"WAIT_STATUS",    ROLE_SERVER, MESSAGE_CERTIFICATE_STATUS,   "WAIT_SKE",       0,                 NULL},
    {"WAIT_STATUS",    ROLE_SERVER, MESSAGE_SERVER_KEY_EXCHANGE,  "WAIT_CR_DONE",   GRAPH_NO_STATUS,   NULL},
    {"WAIT_STATUS",    ROLE_SERVER, MESSAGE_CERTIFICATE_REQUEST,  "ASKED_DONE",     GRAPH_NO_STATUS | GRAPH_NO_EXCHANGE, NULL},
    {"WAIT_STATUS",    ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE,    "SEND_CKE",       GRAPH_NO_STATUS | GRAPH_NO_EXCHANGE, NULL},

    {"SEND_CERT",      ROLE_CLIENT, MESSAGE_CERTIFICATE,          "SEND_CKE_CV",    0,                 NULL},
    {"SEND_CERT",      ROLE_CLIENT, MESSAGE_CERTIFICATE,          "SEND_CKE",       0,                 "none"},
    {"SEND_CKE_CV",    ROLE_CLIENT, MESSAGE_CLIENT_KEY_EXCHANGE,  "SEND_CV",        0,                 NULL},
    {"SEND_CV",        ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY,   "SEND_CCS",       0,                 NULL},
    {"SEND_CKE",       ROLE_CLIENT, MESSAGE_CLIENT_KEY_EXCHANGE,  "SEND_CCS",       0,                 NULL},
    {"SEND_CCS",       ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC,   "SEND_FINISHED",  0,                 NULL},
    {"SEND_FINISHED",  ROLE_CLIENT, MESSAGE_FINISHED,             "WAIT_CCS",       0,                 NULL},
    {"WAIT_CCS",       ROLE_SERVER, MESSAGE_NEW_SESSION_TICKET,   "WAIT_CCS_ONLY",  GRAPH_TICKET,      NULL},
    {"WAIT_CCS_ONLY",  ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC,   "WAIT_FINISHED",  0,                 NULL},
    {"WAIT_CCS",       ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC,   "WAIT_FINISHED",  0,                 NULL},
    {"WAIT_FINISHED",  ROLE_SERVER, MESSAGE_FINISHED,             "CONNECTED",      0,                 NULL},

    {"WAIT_CERT",      ROLE_SERVER, MESSAGE_NEW_SESSION_TICKET,   "SHORT_CCS",      GRAPH_RESUMPTION | GRAPH_TICKET, NULL},
    {"WAIT_CERT",      ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC,   "SHORT_FINISHED", GRAPH_RESUMPTION,  NULL},
    {"SHORT_CCS",      ROLE_SERVER, MESSAGE_CHANGE_CIPHER_SPEC,   "SHORT_FINISHED", 0,                 NULL},
    {"SHORT_FINISHED", ROLE_SERVER, MESSAGE_FINISHED,             "SHORT_OWN_CCS",  0,                 NULL},
    {"SHORT_OWN_CCS",  ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC,   "SHORT_OWN_FIN",  0,                 NULL},
    {"SHORT_OWN_FIN",  ROLE_CLIENT, MESSAGE_FINISHED,             "CONNECTED",      0,                 NULL},
};
/* clang-format on */

const struct graph graph_tls13 = {"TLS 1.3", tls13, COUNT_OF(tls13)};
const struct graph graph_tls12 = {"TLS 1.2", tls12, COUNT_OF(tls12)};

struct search {
    const struct graph *graph;
    unsigned features;
    struct graph_flow *flows;
    size_t num_flows;
    struct graph_flow path;
};

static void search_from(struct search *s, const char *state) {
    if (strcmp(state, "CONNECTED") == 0) {
        assert_true(s->num_flows < GRAPH_MAX_FLOWS);
        s->flows[s->num_flows++] = s->path;
        return;
    }
    for (size_t i = 0; i < s->graph->num_edges; i++) {
        const struct graph_edge *edge = &s->graph->edges[i];
        if (strcmp(edge->from, state) == 0 && (edge->feature & ~s->features) == 0) {
            assert_true(s->path.len < GRAPH_MAX_FLOW);
            s->path.edges[s->path.len++] = edge;
            search_from(s, edge->to);
            s->path.len--;
        }
    }
}

size_t graph_flows(const struct graph *graph, unsigned features, struct graph_flow flows[GRAPH_MAX_FLOWS]) {
    struct search search = {.graph = graph, .features = features, .flows = flows};
    search_from(&search, "START");
    return search.num_flows;
}

bool graph_allows(const struct graph *graph, unsigned features, const char *state, enum role sender,
                  enum message message) {
    for (size_t i = 0; i < graph->num_edges; i++) {
        const struct graph_edge *edge = &graph->edges[i];
        if (strcmp(edge->from, state) == 0 && (edge->feature & ~features) == 0 && edge->sender == sender &&
            edge->message == message) {
            return true;
        }
    }
    return false;
}

void graph_flow_text(const struct graph_flow *flow, char text[GRAPH_MAX_TEXT]) {
    size_t len = 0;
    text[0] = '\0';
    for (size_t i = 0; i < flow->len; i++) {
        const struct graph_edge *edge = flow->edges[i];
        int added = snprintf(text + len, GRAPH_MAX_TEXT - len, "%s%s %s%s%s%s", i > 0 ? " " : "",
                             edge->sender == ROLE_CLIENT ? ">" : "<", message_name(edge->message),
                             edge->note != NULL ? " (" : "", edge->note != NULL ? edge->note : "",
                             edge->note != NULL ? ")" : "");
        assert_true(added > 0 && (size_t)added < GRAPH_MAX_TEXT - len);
        len += (size_t)added;
    }
}
