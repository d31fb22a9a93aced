#include "fuzz/peer_helper.h"

#include "fuzz/expect.h"

enum { MAX_ROWS = 40, MAX_BODY = 16384 };

/* Handlers have no argument of ours: there is one peer at a time. */
static struct peer *current;
static struct flow_row rows[MAX_ROWS];
static enum step (*own_send[MAX_ROWS])(struct handshake *h, struct writer *body);

/* ---- edits ---- */

enum action { FLIP, OVERWRITE, INSERT, DELETE, CUT, APPEND, REPLACE, RENAME, NUM_ACTIONS };

void peer_read_edits(struct peer *peer, struct reader *input) {
    *peer = (struct peer){.num_edits = read_u8(input) % (MAX_EDITS + 1)};
    for (size_t i = 0; i < peer->num_edits; i++) {
        struct peer_edit *edit = &peer->edits[i];
        edit->message = read_u8(input) % 16;
        edit->action = read_u8(input) % NUM_ACTIONS;
        edit->at = read_u16(input);
        edit->octets = read_vector(input, 1, 0, 255);
    }
}

static void change_octets(uint8_t *body, size_t len, const struct peer_edit *edit) {
    for (size_t i = 0; i < edit->octets.len && edit->at + i < len; i++) {
        uint8_t octet = edit->octets.data[i];
        body[edit->at + i] = edit->action == FLIP ? body[edit->at + i] ^ octet : octet;
    }
}

/* Puts octets where `gone` others were, at `at`. */
static void splice(struct buffer *buffer, size_t start, size_t at, size_t gone, tl_bytes octets) {
    uint8_t rest[MAX_BODY];
    size_t len = buffer->len - start;
    at = at < len ? at : len;
    gone = gone < len - at ? gone : len - at;
    size_t rest_len = len - at - gone;
    EXPECT(len <= sizeof rest);
    memcpy(rest, buffer->data + start + at + gone, rest_len);
    buffer->len = start + at;
    EXPECT(buffer_append(buffer, octets) && buffer_append(buffer, bytes_of(rest, rest_len)));
}

static void apply(const struct peer_edit *edit, struct buffer *buffer, size_t start) {
    size_t len = buffer->len - start;
    switch ((enum action)edit->action) {
    case FLIP:
    case OVERWRITE:
        change_octets(buffer->data + start, len, edit);
        break;
    case INSERT:
        splice(buffer, start, edit->at, 0, edit->octets);
        break;
    case DELETE:
        splice(buffer, start, edit->at, edit->octets.len, (tl_bytes){0});
        break;
    case CUT:
        splice(buffer, start, edit->at, len, (tl_bytes){0});
        break;
    case APPEND:
        splice(buffer, start, len, 0, edit->octets);
        break;
    case REPLACE:
        splice(buffer, start, 0, len, edit->octets);
        break;
    default: /* RENAME */
        buffer->data[start - MESSAGE_HEADER_LEN] = (uint8_t)edit->at;
    }
}

/* Signatures and Finished prove something: changed ones must never be accepted. */
static bool is_proof(enum message message) {
    return message == MESSAGE_CERTIFICATE_VERIFY || message == MESSAGE_FINISHED ||
           message == MESSAGE_SERVER_KEY_EXCHANGE;
}

static void edit_message(struct handshake *h, struct buffer *buffer, size_t start) {
    uint8_t before[MAX_BODY];
    size_t len = buffer->len - start;
    EXPECT(len <= sizeof before);
    memcpy(before, buffer->data + start, len);
    for (size_t i = 0; i < current->num_edits; i++) {
        if (current->edits[i].message == current->num_sent) {
            apply(&current->edits[i], buffer, start);
        }
    }
    bool changed = !bytes_equal(bytes_of(before, len), bytes_of(buffer->data + start, buffer->len - start));
    current->changed_proof |= changed && is_proof(h->row->message);
    current->num_sent++;
}

static enum step send_edited(struct handshake *h, struct writer *body) {
    size_t start = body != NULL ? body->buffer->len : 0;
    enum step step = own_send[h->row - rows](h, body);
    if (step == STEP_DONE && body != NULL && !body->failed) {
        edit_message(h, body->buffer, start);
    }
    return step;
}

/* ---- the table ---- */

static size_t add_rows(size_t num, const struct flow_row *table) {
    for (; table->send != NULL || table->receive != NULL; table++) {
        EXPECT(num + 1 < MAX_ROWS);
        own_send[num] = table->send;
        rows[num] = *table;
        rows[num++].send = send_edited;
    }
    return num;
}

/* A client has written its ClientHello when it was made. */
static void forget_first_hello(tl_engine *engine) {
    tl_engine_sent(engine, tl_engine_output(engine).len);
    protection_init_none(&engine->conn.write);
    engine->stats.records_written = 0;
}

void peer_attach(struct peer *peer, tl_engine *engine, tl_protocol version) {
    const struct flow_family *family = version == TL_TLS1_3 ? &flow_tls13 : &flow_tls12;
    size_t num = add_rows(add_rows(0, hello_flow), family->rows);
    rows[num] = (struct flow_row){0};
    current = peer;
    forget_first_hello(engine);
    struct handshake *h = handshake_new(&engine->conn);
    EXPECT(h != NULL);
    h->server_name = engine->conn.handshake->server_name;
    engine->conn.handshake->server_name = NULL;
    handshake_free(engine->conn.handshake);
    engine->conn.handshake = h;
    h->family = family;
    h->row = rows;
    engine_advance(engine);
}
