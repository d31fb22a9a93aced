#include "support/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "handshake/tls12.h"

#define ANCHOR ((enum message)0x7fff)
#define FIRST  1

/* ---- from a row to its script ---- */

static struct script *script_of(const struct handshake *h) {
    const struct flow_row *row = h->row;
    while (row->message != ANCHOR) {
        row--;
    }
    return (struct script *)(uintptr_t)row;
}

static struct script_step *step_of(const struct handshake *h) {
    struct script *script = script_of(h);
    return &script->steps[h->row - script->rows];
}

/* ---- sending ---- */

/* Before the row's header, if it has one. */
static void hold_flight(struct script *script, const struct buffer *flight, const struct script_body *body) {
    size_t header_len = body->buffer != NULL ? MESSAGE_HEADER_LEN : 0;
    size_t len = flight->len - header_len;
    assert_true(len <= sizeof script->held);
    if (len > 0) {
        memcpy(script->held, flight->data, len);
    }
    script->held_len = len;
    script->is_waiting = true;
}

static enum step send_scripted(struct handshake *h, struct writer *w) {
    const struct script_step *row = step_of(h);
    struct script_body body = {h, w != NULL ? w->buffer : NULL, w != NULL ? w->buffer->len : 0};
    if (row->paused) {
        struct script *script = script_of(h);
        if (!script->is_waiting) {
            hold_flight(script, &h->conn->flight, &body);
        }
        return STEP_WAIT;
    }
    if (row->prepare != NULL) {
        row->prepare(&body, row->prepare_arg);
    }
    enum step step = row->send != NULL ? row->send(h, w) : STEP_DONE;
    if (step == STEP_DONE && row->edit != NULL) {
        row->edit(&body, row->edit_arg);
    }
    return step;
}

/* ---- the table ---- */

static void add_rows(struct script *script, const struct flow_row *rows) {
    for (; rows->send != NULL || rows->receive != NULL; rows++) {
        size_t at = script->num_rows++;
        assert_true(at + 1 < SCRIPT_MAX_ROWS);
        script->rows[at] = *rows;
        script->rows[at].send = send_scripted;
        script->steps[at].send = rows->send;
    }
}

void script_init(struct script *script, const struct flow_family *family) {
    *script = (struct script){.family = family, .num_rows = FIRST};
    script->rows[0].message = ANCHOR;
    add_rows(script, hello_flow);
    add_rows(script, family->rows);
}

static void forget_first_hello(tl_engine *e) {
    buffer_reset(&e->conn.flight);
    e->out_start = e->out_end = 0;
    e->stats.records_written = 0;
    output_release(e);
}

void script_attach(struct script *script, tl_engine *engine) {
    struct handshake *old = engine->conn.handshake;
    struct handshake *h = handshake_new(&engine->conn);
    assert_non_null(h);
    h->server_name = old->server_name;
    old->server_name = NULL;
    handshake_free(old);
    engine->conn.handshake = h;
    forget_first_hello(engine);
    h->family = script->family;
    h->row = &script->rows[FIRST];
    if (connection_role(&engine->conn) == ROLE_CLIENT) {
        engine_advance(engine);
    }
}

size_t script_row(const struct script *script, enum role sender, enum message message, unsigned nth) {
    for (size_t i = FIRST; i < script->num_rows; i++) {
        if (script->rows[i].sender == sender && script->rows[i].message == message && nth-- == 0) {
            return i;
        }
    }
    fail_msg("the script has no such %s", message_name(message));
    return 0;
}

/* ---- changes ---- */

void script_prepare(struct script *script, size_t row, script_edit_fn *prepare, const void *arg) {
    assert_null(script->steps[row].prepare);
    script->steps[row].prepare = prepare;
    script->steps[row].prepare_arg = arg;
}

void script_edit(struct script *script, size_t row, script_edit_fn *edit, const void *arg) {
    assert_null(script->steps[row].edit);
    script->steps[row].edit = edit;
    script->steps[row].edit_arg = arg;
}

static enum when never(const struct handshake *h) {
    (void)h;
    return NEVER;
}

void script_omit(struct script *script, size_t row) {
    script->rows[row].when = never;
}

void script_rename(struct script *script, size_t row, enum message message) {
    struct script_step *step = &script->steps[row];
    if (message == MESSAGE_CHANGE_CIPHER_SPEC) {
        step->send = send_change_cipher_spec;
    } else if (script->rows[row].message == MESSAGE_CHANGE_CIPHER_SPEC) {
        step->send = NULL;
    }
    script->rows[row].message = message;
}

static void make_room(struct script *script, size_t row) {
    assert_true(script->num_rows + 1 < SCRIPT_MAX_ROWS);
    size_t behind = script->num_rows++ - row;
    memmove(&script->rows[row + 1], &script->rows[row], behind * sizeof *script->rows);
    memmove(&script->steps[row + 1], &script->steps[row], behind * sizeof *script->steps);
}

static void close_gap(struct script *script, size_t row) {
    size_t behind = --script->num_rows - row;
    memmove(&script->rows[row], &script->rows[row + 1], behind * sizeof *script->rows);
    memmove(&script->steps[row], &script->steps[row + 1], behind * sizeof *script->steps);
    script->rows[script->num_rows] = (struct flow_row){0};
    script->steps[script->num_rows] = (struct script_step){0};
}

void script_move(struct script *script, size_t row, size_t to) {
    struct flow_row moved = script->rows[row];
    struct script_step step = script->steps[row];
    close_gap(script, row);
    make_room(script, to);
    script->rows[to] = moved;
    script->steps[to] = step;
}

void script_insert(struct script *script, size_t row, enum message message, script_edit_fn *edit, const void *arg) {
    make_room(script, row);
    script->rows[row] = (struct flow_row){
        .sender = script->rows[row + 1].sender, .message = message, .send = send_scripted, .keys = KEYS_NONE};
    script->steps[row] = (struct script_step){.edit = edit, .edit_arg = arg};
}

static void keep_copy(struct script_body *body, const void *arg) {
    struct script *script = (struct script *)(uintptr_t)arg;
    tl_bytes octets = script_body_bytes(body);
    assert_true(octets.len <= sizeof script->copy);
    memcpy(script->copy, octets.data, octets.len);
    script->copy_len = octets.len;
}

static void write_copy(struct script_body *body, const void *arg) {
    const struct script *script = arg;
    assert_true(buffer_append(body->buffer, bytes_of(script->copy, script->copy_len)));
}

void script_repeat(struct script *script, size_t row) {
    make_room(script, row);
    script->rows[row].keys = KEYS_NONE;
    script->rows[row].transcript = TRANSCRIPT_SKIP;
    if (script->rows[row].message != MESSAGE_CHANGE_CIPHER_SPEC) {
        script_edit(script, row, keep_copy, script);
        script_edit(script, row + 1, write_copy, script);
        script->steps[row + 1].send = NULL;
    }
}

void script_pause(struct script *script, size_t row) {
    script->steps[row].paused = true;
}

void script_resume(struct script *script, tl_engine *engine) {
    for (size_t i = FIRST; i < script->num_rows; i++) {
        script->steps[i].paused = false;
    }
    script->is_waiting = false;
    engine_advance(engine);
}

/* ---- edits ---- */

void script_replace(struct script_body *body, const void *arg) {
    body->buffer->len = body->start;
    script_append(body, arg);
}

void script_cut(struct script_body *body, const void *arg) {
    const size_t *len = arg;
    assert_true(body->buffer->len - body->start >= *len);
    body->buffer->len = body->start + *len;
}

void script_append(struct script_body *body, const void *arg) {
    assert_true(buffer_append(body->buffer, *(const tl_bytes *)arg));
}
