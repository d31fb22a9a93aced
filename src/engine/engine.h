/* The engine's own state, around the connection that the handshake works on. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/buffers.h"
#include "handshake/flow.h"
#include "handshake/handshake.h"

#define FINAL_RECORD_MAX 64 /* an alert record under any protection */

struct tl_engine {
    struct connection conn;
    tl_buffers *buffers; /* NULL: malloc */

    /* Input: octets in[in_start, in_end) are not parsed yet. What was parsed may still be held before them. */
    uint8_t *in;
    size_t in_start, in_end;
    bool in_lent; /* the application may be writing into it */
    bool eof;
    tl_bytes plaintext;          /* application data, where it was opened */
    tl_bytes rest;               /* handshake messages of the current record that were not looked at yet */
    struct assembler assembler;  /* a message that goes over records */
    struct flow_message message; /* the one in hand */
    bool has_message;

    /* Output: out[out_start, out_end) is to be sent, then the final record. */
    uint8_t *out;
    size_t out_start, out_end;
    size_t room_lent;                       /* octets of content behind out_end that the application may be writing */
    uint8_t final_record[FINAL_RECORD_MAX]; /* close_notify or a fatal alert: nothing follows it */
    uint8_t final_len, final_sent;

    bool read_closed;  /* the peer's close_notify has come, or an end that counts as one */
    bool orderly_end;  /* ... the former */
    bool write_closed; /* the final record was made */
    bool starved;      /* the pool had no buffer */
    uint8_t warnings;
    uint8_t change_cipher_specs;
    uint32_t empty_in_row;
    tl_engine_stats stats;
};

/* Does what can be done with the input, the flight and the answers that are there. */
void engine_advance(tl_engine *engine);

/* ---- input.c ---- */

/* Finds the next message or application data in the input. False: there is nothing more to be had now. */
bool input_next(tl_engine *engine);
void input_drop_message(tl_engine *engine);
void input_release(tl_engine *engine); /* gives the buffer back if it holds nothing */
bool input_has_room(const tl_engine *engine);

/* ---- alerts.c ---- */

bool alert_receive(tl_engine *engine, tl_bytes content);
void alert_send_final(tl_engine *engine, uint8_t level, tl_alert alert);
void alert_for_error(tl_engine *engine); /* tells the peer of our failure, once */

/* ---- output.c ---- */

/* Seals what is due: flight, ChangeCipherSpec, warnings, KeyUpdate. False: something is left, for want of room. */
bool output_seal_due(tl_engine *engine);
size_t output_room(tl_engine *engine); /* octets of content that a record sealed now could have; takes a buffer */
bool output_has_room(const tl_engine *engine);
bool output_seal(tl_engine *engine, uint8_t type, tl_bytes content);
void output_release(tl_engine *engine);

#endif
