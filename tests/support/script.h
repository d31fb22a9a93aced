/* A peer that departs from the protocol: one of our own engines that walks down a table of the test's in place of ours.
 * Its messages can be changed, left out, repeated, exchanged and added; what it sends is framed, protected and hashed
 * as it then is, so that everything but the departure itself stays in order. */
#ifndef SUPPORT_SCRIPT_H
#define SUPPORT_SCRIPT_H

#include "engine/engine.h"

#define SCRIPT_MAX_ROWS 40

/* The body of a message while it is written: buffer's octets from start on. A ChangeCipherSpec has no buffer. */
struct script_body {
    struct handshake *h;
    struct buffer *buffer;
    size_t start;
};

typedef void script_edit_fn(struct script_body *body, const void *arg);

struct script_step {
    enum step (*send)(struct handshake *h, struct writer *body); /* NULL: an empty body */
    script_edit_fn *prepare, *edit; /* before the body is written, which may change the handshake's state, and after */
    const void *prepare_arg, *edit_arg;
    bool paused;
};

/* The hello rows and those of one family, one after the other, behind an anchor. */
struct script {
    struct flow_row rows[SCRIPT_MAX_ROWS]; /* first: a handshake's row leads back to its script */
    struct script_step steps[SCRIPT_MAX_ROWS];
    const struct flow_family *family;
    size_t num_rows;
    uint8_t copy[4096]; /* of a message that is sent twice */
    size_t copy_len;
    bool is_waiting;    /* at a paused row */
    uint8_t held[4096]; /* what the flight held then: the record in which it has been sealed can be taken back */
    size_t held_len;
};

/* Copies the tables. After that the script may be changed, and then attached. */
void script_init(struct script *script, const struct flow_family *family);

/* Makes the engine begin anew, by the script. It must not have sent or received anything yet. The script lives as long
 * as the engine. */
void script_attach(struct script *script, tl_engine *engine);

/* The row of a message; nth counts from 0 (a second ClientHello is the 1st). Fails the test where there is none. */
size_t script_row(const struct script *script, enum role sender, enum message message, unsigned nth);

/* Both may be called once a row. */
void script_prepare(struct script *script, size_t row, script_edit_fn *prepare, const void *arg);
void script_edit(struct script *script, size_t row, script_edit_fn *edit, const void *arg);

void script_omit(struct script *script, size_t row);

/* Another type, the same body; a ChangeCipherSpec has none. */
void script_rename(struct script *script, size_t row, enum message message);
void script_move(struct script *script, size_t row, size_t to); /* the rows between make room */

/* Adds a message before a row, from that row's sender. Its body is what edit makes of an empty one; it changes no keys.
 */
void script_insert(struct script *script, size_t row, enum message message, script_edit_fn *edit, const void *arg);

/* Sends the message twice, both times under the keys that hold before it, and hashes it once, so that both sides have
 * the same keys where the victim does not fail before. */
void script_repeat(struct script *script, size_t row);

/* The engine stops before the row, as if it waited for an answer, until script_resume. */
void script_pause(struct script *script, size_t row);
void script_resume(struct script *script, tl_engine *engine);

/* ---- edits that many tests use ---- */

static inline tl_bytes script_body_bytes(const struct script_body *body) {
    return bytes_from(buffer_bytes(body->buffer), body->start);
}

void script_replace(struct script_body *body, const void *tl_bytes_arg); /* the whole body */
void script_cut(struct script_body *body, const void *size_arg);         /* to so many octets */
void script_append(struct script_body *body, const void *tl_bytes_arg);

#endif
