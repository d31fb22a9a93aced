/* Every order of messages that the flow tables allow, for both roles and all answers of their `when` conditions,
 * against a graph written by hand from the RFCs, and against a golden file that shows them. The handlers do not run
 * here: all that they and the peer could decide is tried. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "handshake/handshake.h"
#include "support/rfc_graph.h"

/* ---- walking the tables ---- */

/* What the two sides and their configurations decide. */
struct decisions {
    enum role role; /* whose view of the tables */
    tl_protocol version;
    bool retries, asks_client, has_certificate;
    bool acknowledges_status, sends_status; /* TLS 1.2 */
};

struct walk {
    struct decisions decisions;
    struct handshake h;
    struct connection conn;
    tl_client_config client;
    tl_server_config server;
    struct graph_edge edges[GRAPH_MAX_FLOW];
    size_t len;
};

static void start_walk(struct walk *w, const struct decisions *decisions) {
    bool is_client = decisions->role == ROLE_CLIENT;
    *w = (struct walk){.decisions = *decisions};
    w->client.common.role = ROLE_CLIENT;
    w->server.common.role = ROLE_SERVER;
    w->client.common.policy.max_version = w->server.common.policy.max_version = decisions->version;
    w->server.client_cert = decisions->asks_client ? TL_CLIENT_CERT_REQUIRED : TL_CLIENT_CERT_NONE;
    w->conn.config = is_client ? &w->client.common : &w->server.common;
    w->h.conn = &w->conn;
    w->h.hello_retry = !is_client && decisions->retries;
}

/* A row that may come does so if the peer decides that. */
static bool comes(const struct walk *w, const struct flow_row *row) {
    switch (row->message) {
    case MESSAGE_HELLO_RETRY_REQUEST:
        return w->decisions.retries;
    case MESSAGE_CERTIFICATE_REQUEST:
        return w->decisions.asks_client;
    case MESSAGE_CERTIFICATE_STATUS:
        return w->decisions.sends_status;
    default:
        fail_msg("%s may come, but the test does not know who decides that", message_name(row->message));
        return false;
    }
}

static bool is_due(const struct walk *w, const struct flow_row *row) {
    enum when when = row->when != NULL ? row->when(&w->h) : MUST;
    return when == MUST || (when == MAY && comes(w, row));
}

static const char *note_of(const struct walk *w, const struct flow_row *row) {
    if (row->message == MESSAGE_CERTIFICATE && row->sender == ROLE_CLIENT && !w->decisions.has_certificate) {
        return "none";
    }
    return row->message == MESSAGE_SERVER_HELLO && w->decisions.acknowledges_status ? "status_request" : NULL;
}

/* What the row's handler leaves behind, as far as conditions ask for it. */
static void take_effect(struct walk *w, const struct flow_row *row) {
    static uint8_t some_identity;
    bool is_client = w->decisions.role == ROLE_CLIENT;
    if (row->message == MESSAGE_HELLO_RETRY_REQUEST) {
        w->h.hello_retry = true;
    } else if (row->message == MESSAGE_SERVER_HELLO) {
        w->h.status_acknowledged = w->decisions.acknowledges_status;
    } else if (row->message == MESSAGE_CERTIFICATE_REQUEST) {
        w->h.certificate_requested = true;
        w->h.identity = is_client && w->decisions.has_certificate ? (const void *)&some_identity : NULL;
    } else if (row->message == MESSAGE_CERTIFICATE && row->sender != w->decisions.role) {
        w->h.num_peer_chain = is_client || w->decisions.has_certificate;
    }
}

static void walk_table(struct walk *w, const struct flow_row *row) {
    for (; row->send != NULL || row->receive != NULL; row++) {
        assert_true(row->send != NULL && row->receive != NULL); /* one table serves both roles */
        if (!is_due(w, row)) {
            continue;
        }
        assert_true(w->len < GRAPH_MAX_FLOW);
        w->edges[w->len++] =
            (struct graph_edge){.sender = row->sender, .message = row->message, .note = note_of(w, row)};
        take_effect(w, row);
    }
}

static void walk_text(const struct walk *w, char text[GRAPH_MAX_TEXT]) {
    struct graph_flow flow = {.len = w->len};
    for (size_t i = 0; i < w->len; i++) {
        flow.edges[i] = &w->edges[i];
    }
    graph_flow_text(&flow, text);
}

/* ---- sets of flows ---- */

struct texts {
    char text[GRAPH_MAX_FLOWS][GRAPH_MAX_TEXT];
    size_t num;
};

static bool has_text(const struct texts *texts, const char *text) {
    for (size_t i = 0; i < texts->num; i++) {
        if (strcmp(texts->text[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void add_text(struct texts *texts, const char *text) {
    if (!has_text(texts, text)) {
        assert_true(texts->num < GRAPH_MAX_FLOWS);
        strcpy(texts->text[texts->num++], text);
    }
}

/* All flows of our tables. A retry is TLS 1.3's alone: what allows it in TLS 1.2 is refused by its handler. So is a
 * status_request in ServerHello TLS 1.2's. */
static void collect_ours(enum role role, tl_protocol version, struct texts *texts) {
    const struct flow_family *family = version == TL_TLS1_3 ? &flow_tls13 : &flow_tls12;
    texts->num = 0;
    for (unsigned i = 0; i < 32; i++) {
        struct walk w;
        char text[GRAPH_MAX_TEXT];
        struct decisions decisions = {
            .role = role,
            .version = version,
            .retries = (i & 4) != 0,
            .asks_client = (i & 2) != 0,
            .has_certificate = (i & 1) != 0,
            .acknowledges_status = (i & 8) != 0,
            .sends_status = (i & 16) != 0,
        };
        if (version == TL_TLS1_3 ? decisions.acknowledges_status : decisions.retries) {
            continue;
        }
        start_walk(&w, &decisions);
        walk_table(&w, hello_flow);
        walk_table(&w, family->rows);
        walk_text(&w, text);
        add_text(texts, text);
    }
}

static void collect_rfc(const struct graph *graph, unsigned features, struct texts *texts) {
    static struct graph_flow flows[GRAPH_MAX_FLOWS];
    size_t num = graph_flows(graph, features, flows);
    texts->num = 0;
    for (size_t i = 0; i < num; i++) {
        char text[GRAPH_MAX_TEXT];
        graph_flow_text(&flows[i], text);
        assert_false(has_text(texts, text)); /* one way, one flow */
        add_text(texts, text);
    }
}

static void expect_all_in(const struct texts *texts, const struct texts *others, const char *whose) {
    for (size_t i = 0; i < texts->num; i++) {
        if (!has_text(others, texts->text[i])) {
            fail_msg("%s alone: %s", whose, texts->text[i]);
        }
    }
}

/* ---- tests ---- */

static struct texts ours, rfc;

static void expect_same(enum role role, tl_protocol version, const struct graph *graph, size_t num) {
    collect_ours(role, version, &ours);
    collect_rfc(graph, role == ROLE_CLIENT ? GRAPH_OUR_CLIENT : GRAPH_OURS, &rfc);
    expect_all_in(&ours, &rfc, "the tables");
    expect_all_in(&rfc, &ours, "the RFC");
    assert_int_equal(ours.num, num);
    collect_rfc(graph, GRAPH_ALL, &rfc);
    expect_all_in(&ours, &rfc, "the tables");
}

static void test_tls13(void **state) {
    (void)state;
    expect_same(ROLE_CLIENT, TL_TLS1_3, &graph_tls13, 6);
    expect_same(ROLE_SERVER, TL_TLS1_3, &graph_tls13, 6);
}

static void test_tls12(void **state) {
    (void)state;
    expect_same(ROLE_CLIENT, TL_TLS1_2, &graph_tls12, 9);
    expect_same(ROLE_SERVER, TL_TLS1_2, &graph_tls12, 6);
}

/* The graph knows more than we speak: were it left out of the comparison, that would show. */
static void test_rest_of_graph(void **state) {
    (void)state;
    collect_rfc(&graph_tls13, GRAPH_ALL, &rfc);
    assert_int_equal(rfc.num, 8);
    collect_rfc(&graph_tls12, GRAPH_RESUMPTION, &rfc);
    assert_int_equal(rfc.num, 4);
    collect_rfc(&graph_tls12, GRAPH_ALL, &rfc);
    assert_int_equal(rfc.num, 40);
    collect_ours(ROLE_CLIENT, TL_TLS1_2, &ours);
    assert_false(has_text(&ours, rfc.text[rfc.num - 1]));
    assert_false(graph_allows(&graph_tls12, GRAPH_OURS, "WAIT_SKE", ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE));
    assert_true(graph_allows(&graph_tls12, GRAPH_ALL, "WAIT_SKE", ROLE_SERVER, MESSAGE_SERVER_HELLO_DONE));
}

/* ---- the golden file ---- */

struct golden {
    char text[16384];
    size_t len;
};

static void print(struct golden *golden, const char *format, const char *text) {
    int len = snprintf(golden->text + golden->len, sizeof golden->text - golden->len, format, text);
    assert_true(len > 0 && (size_t)len < sizeof golden->text - golden->len);
    golden->len += (size_t)len;
}

static void print_flows(struct golden *golden, const char *title, enum role role, tl_protocol version) {
    collect_ours(role, version, &ours);
    print(golden, "\n%s\n", title);
    for (size_t i = 0; i < ours.num; i++) {
        print(golden, "  %s\n", ours.text[i]);
    }
}

static FILE *open_golden(void) {
    const char *source = getenv("SOURCE_DIR");
    char path[1024];
    int len = snprintf(path, sizeof path, "%s/tests/flows/flows.txt", source != NULL ? source : ".");
    assert_true(len > 0 && (size_t)len < sizeof path);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s cannot be opened", path);
    }
    return file;
}

static void test_golden_file(void **state) {
    (void)state;
    static struct golden golden;
    static char expected[sizeof golden.text];
    golden.len = 0;
    print(&golden, "%s",
          "Every order of messages that the flow tables allow; > is from the client, < from the server.\n");
    print_flows(&golden, "TLS 1.3, as the client goes through them:", ROLE_CLIENT, TL_TLS1_3);
    print_flows(&golden, "TLS 1.3, as the server does:", ROLE_SERVER, TL_TLS1_3);
    print_flows(&golden, "TLS 1.2, as the client goes through them:", ROLE_CLIENT, TL_TLS1_2);
    print_flows(&golden, "TLS 1.2, as the server does:", ROLE_SERVER, TL_TLS1_2);

    FILE *file = open_golden();
    size_t len = fread(expected, 1, sizeof expected - 1, file);
    fclose(file);
    expected[len] = '\0';
    if (strcmp(expected, golden.text) != 0) {
        fputs(golden.text, stderr);
        fail_msg("tests/flows/flows.txt is not what the tables allow now. If that is meant, it should be as above.");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tls13),
        cmocka_unit_test(test_tls12),
        cmocka_unit_test(test_rest_of_graph),
        cmocka_unit_test(test_golden_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
