#include "base/control.h"
#include "engine/engine.h"
#include "engine/sentences.h"
#include "handshake/post_handshake.h"
#include "handshake/sentences.h"

/* Less room than that is not worth a record of application data. */
#define LEAST_ROOM 1024

static size_t overhead(const tl_engine *e) {
    return record_len(&e->conn.write, 0, 0);
}

static size_t pending(const tl_engine *e) {
    return e->out_end - e->out_start;
}

static bool take_buffer(tl_engine *e) {
    if (e->out == NULL) {
        e->out = buffers_take(e->buffers, BUFFER_FOR_OUTPUT);
        e->starved = e->out == NULL;
    }
    return e->out != NULL;
}

void output_release(tl_engine *e) {
    if (e->out != NULL && pending(e) == 0 && e->room_lent == 0) {
        buffers_give_back(e->buffers, BUFFER_FOR_OUTPUT, e->out);
        e->out = NULL;
        e->out_start = e->out_end = 0;
    }
}

static size_t free_room(const tl_engine *e) {
    size_t used = e->out_end + overhead(e);
    return used < TL_BUFFER_SIZE ? TL_BUFFER_SIZE - used : 0;
}

bool output_has_room(const tl_engine *e) {
    size_t max = e->conn.config->policy.max_record;
    return e->out == NULL || free_room(e) >= (max < LEAST_ROOM ? max : LEAST_ROOM);
}

size_t output_room(tl_engine *e) {
    if (!take_buffer(e)) {
        return 0;
    }
    size_t room = free_room(e);
    size_t max = e->conn.config->policy.max_record;
    return room < max ? room : max;
}

/* RFC 8446 §5.4: how many zeros go behind the content. */
static size_t padding_for(const tl_engine *e, uint8_t type, size_t len) {
    size_t unit = e->conn.config->policy.record_padding;
    if (unit == 0 || type != CONTENT_APPLICATION_DATA || !e->conn.write.kind->hides_type) {
        return 0;
    }
    size_t padding = (unit - len % unit) % unit;
    size_t most = RECORD_MAX_CONTENT - len;
    size_t room = free_room(e) - len;
    most = room < most ? room : most;
    return padding < most ? padding : most;
}

/* RFC 8446 §5.1: the first ClientHello's record says 0x0301, for servers that choke on more. */
static uint16_t record_version(const tl_engine *e) {
    bool is_first = e->stats.records_written == 0 && connection_role(&e->conn) == ROLE_CLIENT;
    return is_first ? 0x0301 : 0x0303;
}

bool output_seal(tl_engine *e, uint8_t type, tl_bytes content) {
    size_t padding = padding_for(e, type, content.len);
    REQUIRE(record_seal(&e->conn.write, type, record_version(e), content, padding, e->out + e->out_end),
            connection_fail(&e->conn, CRYPTO_FAILED, "protect a record"));
    e->out_end += record_len(&e->conn.write, content.len, padding);
    e->stats.records_written++;
    return true;
}

/* Handshake messages go into records as they stand in the flight, several in one where they fit. */
static bool seal_flight(tl_engine *e) {
    struct buffer *flight = &e->conn.flight;
    size_t max = e->conn.config->policy.max_record;
    size_t sealed = 0;
    while (sealed < flight->len && e->conn.error == NULL) {
        size_t left = flight->len - sealed;
        size_t len = left < max ? left : max;
        if (output_room(e) < len) {
            break;
        }
        TRY(output_seal(e, CONTENT_HANDSHAKE, bytes_of(flight->data + sealed, len)));
        sealed += len;
    }
    buffer_drop_front(flight, sealed);
    return flight->len == 0;
}

/* Never protected: in TLS 1.2 it comes before the first key, in TLS 1.3 it means nothing. */
static bool seal_change_cipher_spec(tl_engine *e) {
    static const uint8_t record[] = {CONTENT_CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};
    if (!take_buffer(e) || TL_BUFFER_SIZE - e->out_end < sizeof record) {
        return false;
    }
    memcpy(e->out + e->out_end, record, sizeof record);
    e->out_end += sizeof record;
    e->conn.change_cipher_spec_due = false;
    return true;
}

static bool seal_warnings(tl_engine *e) {
    enum { LEVEL_WARNING = 1 };
    static const uint8_t warning[] = {LEVEL_WARNING, TL_ALERT_NO_RENEGOTIATION};
    while (e->conn.no_renegotiations_due > 0) {
        if (output_room(e) < sizeof warning) {
            return false;
        }
        TRY(output_seal(e, CONTENT_ALERT, bytes_of(warning, sizeof warning)));
        e->conn.no_renegotiations_due--;
    }
    return true;
}

static bool seal_key_update(tl_engine *e) {
    uint8_t message[KEY_UPDATE_LEN];
    if (output_room(e) < sizeof message) {
        return false;
    }
    key_update_write(&e->conn, message);
    return output_seal(e, CONTENT_HANDSHAKE, bytes_of(message, sizeof message)) && key_update_sent(&e->conn);
}

bool output_seal_due(tl_engine *e) {
    struct connection *c = &e->conn;
    if (e->write_closed) {
        return true;
    }
    TRY(e->room_lent == 0); /* nothing may be written where the application writes */
    TRY(c->flight.len == 0 || seal_flight(e));
    TRY(!c->change_cipher_spec_due || seal_change_cipher_spec(e));
    TRY(seal_warnings(e));
    TRY(!c->key_update_due || seal_key_update(e));
    return true;
}

/* ---- what the network takes ---- */

tl_bytes tl_engine_output(const tl_engine *e) {
    if (pending(e) > 0) {
        return bytes_of(e->out + e->out_start, pending(e));
    }
    return bytes_of(e->final_record + e->final_sent, (size_t)(e->final_len - e->final_sent));
}

void tl_engine_sent(tl_engine *e, size_t len) {
    if (pending(e) == 0) {
        size_t left = (size_t)(e->final_len - e->final_sent);
        e->final_sent = (uint8_t)(e->final_sent + (len < left ? len : left));
        return;
    }
    e->out_start += len < pending(e) ? len : pending(e);
    output_release(e);
    engine_advance(e);
}
