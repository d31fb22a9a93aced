#include "handshake/flow.h"

#include "base/control.h"
#include "handshake/complete.h"
#include "handshake/handshake.h"
#include "handshake/sentences.h"

#define MAX_HELLO_REQUESTS 4

static const struct flow_family *family_of(const struct handshake *h) {
    return h->conn->version == TL_TLS1_3 ? &flow_tls13 : &flow_tls12;
}

static bool is_end(const struct flow_row *row) {
    return row->send == NULL && row->receive == NULL;
}

static enum when row_when(const struct handshake *h, const struct flow_row *row) {
    return row->when != NULL ? row->when(h) : MUST;
}

static unsigned row_keys(const struct handshake *h) {
    return (h->row->keys & KEYS_OF_FAMILY) != 0 ? family_of(h)->hello_keys : h->row->keys;
}

static unsigned keys_from(enum role sender) {
    return sender == ROLE_CLIENT ? KEYS_FROM_CLIENT : KEYS_FROM_SERVER;
}

const char *flow_due(const struct handshake *h) {
    const struct flow_row *row = h->row;
    while (!is_end(row) && row_when(h, row) != MUST) {
        row++;
    }
    return is_end(row) ? "nothing" : message_name(row->message);
}

/* Once a handler has chosen the suite, the transcript's hash is known. TLS 1.2 may need the octets later
 * (RFC 5246 §7.4.8). */
static void start_transcript(struct handshake *h) {
    const struct connection *c = h->conn;
    if (c->suite != NULL && h->transcript.alg == NULL) {
        transcript_start(&h->transcript, c->suite->hash, c->version == TL_TLS1_2);
    }
}

static bool add_to_transcript(struct handshake *h, tl_bytes message) {
    start_transcript(h);
    if (h->row->transcript == TRANSCRIPT_SKIP) {
        return true;
    }
    REQUIRE(h->row->transcript != TRANSCRIPT_RESTART || transcript_restart(&h->transcript),
            handshake_fail(h, OUT_OF_MEMORY));
    REQUIRE(transcript_add(&h->transcript, message), handshake_fail(h, OUT_OF_MEMORY));
    return true;
}

enum { USUAL_FLIGHT = 1024 }; /* octets: rather once too many than grown several times */

/* Appends the row's message to the flight; what a handler wrote before it had to wait is taken back. */
static enum step send_message(struct handshake *h) {
    struct buffer *flight = &h->conn->flight;
    size_t start = flight->len;
    REQUIRE(start > 0 || buffer_reserve(flight, USUAL_FLIGHT), handshake_fail(h, OUT_OF_MEMORY));
    struct writer w = writer_to(flight);
    write_u8(&w, message_wire_type(h->row->message));
    struct vector body = write_begin(&w, 3);
    enum step step = h->row->send(h, &w);
    write_close(&w, body);
    if (step != STEP_DONE || w.failed) {
        flight->len = start;
        return step == STEP_DONE ? handshake_fail(h, OUT_OF_MEMORY) : step;
    }
    return add_to_transcript(h, bytes_of(flight->data + start, flight->len - start));
}

/* ChangeCipherSpec is no handshake message: it has no header and is never hashed. */
static enum step send_row(struct handshake *h) {
    return h->row->message == MESSAGE_CHANGE_CIPHER_SPEC ? h->row->send(h, NULL) : send_message(h);
}

static enum step receive_row(struct handshake *h, const struct flow_message *message) {
    h->followed = message->followed;
    enum step step = h->row->receive(h, bytes_from(message->octets, MESSAGE_HEADER_LEN));
    return step == STEP_DONE ? add_to_transcript(h, message->octets) : step;
}

static bool flight_is_empty(const struct handshake *h) {
    return h->conn->flight.len == 0 && !h->conn->change_cipher_spec_due;
}

/* Changes the keys that the row says, once everything under the old ones is sealed, and goes on to the next row. What
 * the peer must not have sent is refused before our own part goes out: the peer reads alerts by the old keys still. */
static enum flow_result change_keys(struct handshake *h) {
    unsigned keys = row_keys(h);
    enum role role = connection_role(h->conn);
    if ((keys & keys_from(other_role(role))) != 0 && h->followed) {
        handshake_fail(h, MESSAGE_ACROSS_KEY_CHANGE, peer_name(h->conn));
        return FLOW_FAILED;
    }
    if ((keys & keys_from(role)) != 0 && !flight_is_empty(h)) {
        return FLOW_NEEDS_FLUSH;
    }
    if (keys != KEYS_NONE && !family_of(h)->install(h, keys)) {
        return FLOW_FAILED;
    }
    h->keys_due = false;
    h->row++;
    return FLOW_NEEDS_MESSAGE;
}

static bool may_be_ignored(struct handshake *h, const struct flow_message *message) {
    /* RFC 5246 §7.4.1.1: a HelloRequest during a handshake is ignored. */
    return message->kind == MESSAGE_HELLO_REQUEST && message->octets.len == MESSAGE_HEADER_LEN &&
           h->conn->version == TL_TLS1_2 && connection_role(h->conn) == ROLE_CLIENT &&
           h->hello_requests++ < MAX_HELLO_REQUESTS;
}

static enum flow_result result_of(enum step step) {
    return step == STEP_WAIT ? FLOW_WAITS : FLOW_FAILED;
}

/* One row whose sender we are. */
static enum flow_result run_own_row(struct handshake *h) {
    if (h->conn->change_cipher_spec_due) {
        return FLOW_NEEDS_FLUSH;
    }
    enum step step = send_row(h);
    if (step != STEP_DONE) {
        return result_of(step);
    }
    h->keys_due = true;
    return FLOW_NEEDS_MESSAGE;
}

/* One row whose sender the peer is, with the message that came. */
static enum flow_result run_peer_row(struct handshake *h, const struct flow_message *message, bool *taken) {
    if (message->kind != h->row->message) {
        if (row_when(h, h->row) == MAY) {
            h->row++;
            return FLOW_NEEDS_MESSAGE;
        }
        if (may_be_ignored(h, message)) {
            *taken = true;
            return FLOW_NEEDS_MESSAGE;
        }
        handshake_fail(h, UNEXPECTED_MESSAGE, peer_name(h->conn), message_name(message->kind), flow_due(h));
        return FLOW_FAILED;
    }
    enum step step = receive_row(h, message);
    if (step != STEP_DONE) {
        return result_of(step);
    }
    *taken = true;
    h->keys_due = true;
    return FLOW_NEEDS_MESSAGE;
}

/* The end of a table: the family's follows the hellos', completion follows the family's. */
static enum flow_result end_table(struct handshake *h) {
    if (h->family == NULL) {
        h->family = family_of(h);
        h->row = h->family->rows;
        return FLOW_NEEDS_MESSAGE;
    }
    if (!flight_is_empty(h)) {
        return FLOW_NEEDS_FLUSH;
    }
    return handshake_complete(h) ? FLOW_COMPLETE : FLOW_FAILED;
}

enum flow_result flow_run(struct handshake *h, const struct flow_message *message, bool *taken) {
    *taken = false;
    if (h->asking) {
        return FLOW_WAITS;
    }
    for (;;) {
        enum flow_result result = FLOW_NEEDS_MESSAGE;
        if (h->keys_due) {
            result = change_keys(h);
        } else if (is_end(h->row)) {
            result = end_table(h);
        } else if (row_when(h, h->row) == NEVER) {
            h->row++;
        } else if (h->row->sender == connection_role(h->conn)) {
            result = run_own_row(h);
        } else if (!flight_is_empty(h)) {
            result = FLOW_NEEDS_FLUSH;
        } else if (message == NULL || *taken) {
            return FLOW_NEEDS_MESSAGE;
        } else {
            result = run_peer_row(h, message, taken);
        }
        if (result != FLOW_NEEDS_MESSAGE) {
            return result;
        }
    }
}
