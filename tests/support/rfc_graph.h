/* The orders of messages that the RFCs allow, written by hand from RFC 8446 §2, §4.4 and appendix A, and RFC 5246 §7.3
 * (with RFC 5077, 6066 and 8422): states, and the messages that lead from one to the next. It knows nothing of our flow
 * tables, which tests hold against it. */
#ifndef SUPPORT_RFC_GRAPH_H
#define SUPPORT_RFC_GRAPH_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/role.h"
#include "wire/message.h"

/* What an edge belongs to beyond the full handshake with (EC)DHE and certificates, which has none of these. */
enum graph_feature {
    GRAPH_PSK = 1,          /* TLS 1.3 with a pre-shared key: no certificates (0-RTT data is left out) */
    GRAPH_RESUMPTION = 2,   /* TLS 1.2's abbreviated handshake */
    GRAPH_TICKET = 4,       /* TLS 1.2: NewSessionTicket in the handshake */
    GRAPH_STATUS = 8,       /* TLS 1.2: ServerHello with status_request, CertificateStatus */
    GRAPH_NO_EXCHANGE = 16, /* TLS 1.2: RSA key exchange, without ServerKeyExchange */
    GRAPH_ANONYMOUS = 32,   /* TLS 1.2: no certificates */
    GRAPH_NO_STATUS = 64    /* TLS 1.2: no CertificateStatus, though ServerHello had status_request */
};
#define GRAPH_OURS       GRAPH_STATUS                             /* what this library speaks today */
#define GRAPH_OUR_CLIENT ((unsigned)GRAPH_OURS | GRAPH_NO_STATUS) /* what its client takes */
#define GRAPH_ALL        127u

struct graph_edge {
    const char *from;
    enum role sender;
    enum message message;
    const char *to;
    unsigned feature;
    const char *note; /* tells two messages of one type apart; NULL: none */
};

struct graph {
    const char *name;
    const struct graph_edge *edges;
    size_t num_edges;
};

extern const struct graph graph_tls13, graph_tls12;

/* One way from START to CONNECTED. */
#define GRAPH_MAX_FLOW  24
#define GRAPH_MAX_FLOWS 128
struct graph_flow {
    const struct graph_edge *edges[GRAPH_MAX_FLOW];
    size_t len;
};

/* Every way that needs no other features than these. Returns how many there are. */
size_t graph_flows(const struct graph *graph, unsigned features, struct graph_flow flows[GRAPH_MAX_FLOWS]);

/* May this message come next from this sender? */
bool graph_allows(const struct graph *graph, unsigned features, const char *state, enum role sender,
                  enum message message);

/* Writes a flow as "> ClientHello < ServerHello ...", where > is the client's. */
#define GRAPH_MAX_TEXT 600
void graph_flow_text(const struct graph_flow *flow, char text[GRAPH_MAX_TEXT]);

#endif
