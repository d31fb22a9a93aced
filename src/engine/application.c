#include "base/control.h"
#include "engine/engine.h"
#include "engine/sentences.h"
#include "handshake/post_handshake.h"

/* What a call waits for while the handshake runs. */
static tl_result wait_for_handshake(const tl_engine *e) {
    if (tl_engine_question(e) != NULL) {
        return TL_WANT_ANSWER;
    }
    if (tl_engine_output(e).len > 0) {
        return TL_WANT_WRITE;
    }
    return e->starved ? TL_WANT_BUFFER : TL_WANT_READ;
}

/* ---- reading ---- */

tl_bytes tl_engine_plaintext(const tl_engine *e) {
    return e->plaintext;
}

void tl_engine_consumed(tl_engine *e, size_t len) {
    e->plaintext = len < e->plaintext.len ? bytes_from(e->plaintext, len) : (tl_bytes){0};
    if (e->plaintext.len == 0) {
        engine_advance(e);
    }
}

static tl_result nothing_to_read(const tl_engine *e) {
    if (e->conn.error != NULL) {
        return TL_FAILED;
    }
    if (e->read_closed) {
        return TL_CLOSED;
    }
    return e->conn.handshake != NULL ? wait_for_handshake(e) : TL_WANT_READ;
}

tl_result tl_engine_read(tl_engine *e, void *buf, size_t size, size_t *len) {
    *len = 0;
    if (e->plaintext.len == 0) {
        return nothing_to_read(e);
    }
    uint8_t *at = buf;
    while (*len < size && e->plaintext.len > 0) {
        size_t left = size - *len;
        size_t part = e->plaintext.len < left ? e->plaintext.len : left;
        memcpy(at + *len, e->plaintext.data, part);
        *len += part;
        tl_engine_consumed(e, part);
    }
    return TL_OK;
}

/* ---- writing ---- */

static uint64_t records_per_key(const tl_engine *e) {
    uint64_t chosen = e->conn.config->policy.records_per_key;
    uint64_t limit = e->conn.suite->record_limit;
    return chosen != 0 && (limit == 0 || chosen < limit) ? chosen : limit;
}

/* RFC 8446 §5.5: the keys change before they have protected too much; TLS 1.2 can only stop. */
static bool keep_key_fresh(tl_engine *e) {
    struct connection *c = &e->conn;
    uint64_t limit = c->version == TL_TLS1_3 ? records_per_key(e) : c->suite->record_limit;
    if (limit == 0 || c->write.sequence < limit) {
        return true;
    }
    REQUIRE(c->version == TL_TLS1_3, connection_fail(c, KEY_WORN_OUT));
    c->key_update_due = true;
    return output_seal_due(e);
}

/* May the application write at all? */
static tl_result open_for_writing(const tl_engine *e) {
    if (e->conn.error != NULL) {
        return TL_FAILED;
    }
    if (e->conn.handshake != NULL) {
        return wait_for_handshake(e);
    }
    return e->write_closed ? TL_CLOSED : TL_OK;
}

static tl_result wait_for_room(const tl_engine *e) {
    if (e->conn.error != NULL) {
        return TL_FAILED;
    }
    return e->out == NULL ? TL_WANT_BUFFER : TL_WANT_WRITE;
}

/* Octets of plaintext that can be sealed now; 0 with the reason in *result. What we owe the peer goes first
 * (RFC 8446 §4.6.3). Room that was lent before is lent no more. */
static size_t writable(tl_engine *e, tl_result *result) {
    e->room_lent = 0;
    *result = open_for_writing(e);
    if (*result != TL_OK) {
        return 0;
    }
    size_t room = 0;
    if (output_seal_due(e) && output_has_room(e) && keep_key_fresh(e)) {
        room = output_room(e);
    }
    *result = room > 0 ? TL_OK : wait_for_room(e);
    return room;
}

static tl_result failed(tl_engine *e) {
    engine_advance(e); /* makes the alert */
    return TL_FAILED;
}

tl_result tl_engine_write(tl_engine *e, const void *buf, size_t size, size_t *len) {
    const uint8_t *at = buf;
    tl_result result = open_for_writing(e);
    *len = 0;
    while (*len < size) {
        size_t room = writable(e, &result);
        if (room == 0) {
            break;
        }
        size_t left = size - *len;
        size_t part = left < room ? left : room;
        if (!output_seal(e, CONTENT_APPLICATION_DATA, bytes_of(at + *len, part))) {
            result = TL_FAILED;
            break;
        }
        *len += part;
    }
    if (result == TL_FAILED) {
        return failed(e);
    }
    return *len > 0 ? TL_OK : result;
}

static size_t content_offset(const tl_engine *e) {
    return e->out_end + RECORD_HEADER_LEN + e->conn.write.kind->explicit_nonce_len;
}

uint8_t *tl_engine_room(tl_engine *e, size_t *room) {
    tl_result result;
    *room = writable(e, &result);
    e->room_lent = *room;
    return *room > 0 ? e->out + content_offset(e) : NULL;
}

tl_result tl_engine_filled(tl_engine *e, size_t len) {
    size_t lent = e->room_lent;
    size_t part = len < lent ? len : lent;
    tl_result result = open_for_writing(e);
    e->room_lent = 0;
    if (result == TL_OK && part > 0) {
        bool sealed = output_seal(e, CONTENT_APPLICATION_DATA, bytes_of(e->out + content_offset(e), part));
        result = sealed ? TL_OK : TL_FAILED;
    }
    engine_advance(e); /* what had to wait for the room */
    return result == TL_OK && part < len ? TL_WANT_WRITE : result;
}

/* ---- early data ---- */

static tl_result no_early_data(size_t *len, tl_error *error) {
    *len = 0;
    error_set(error, NO_EARLY_DATA);
    return TL_FAILED;
}

tl_result tl_engine_early_read(tl_engine *e, void *buf, size_t size, size_t *len, tl_error *error) {
    (void)e;
    (void)buf;
    (void)size;
    return no_early_data(len, error);
}

tl_result tl_engine_early_write(tl_engine *e, const void *buf, size_t size, size_t *len, tl_error *error) {
    (void)e;
    (void)buf;
    (void)size;
    return no_early_data(len, error);
}

/* ---- keys ---- */

tl_result tl_engine_key_update(tl_engine *e, bool request_peer, tl_error *error) {
    error_clear(error);
    struct connection *c = &e->conn;
    if (c->handshake != NULL) {
        error_set(error, HANDSHAKE_NOT_DONE, "a key update");
        return TL_FAILED;
    }
    if (c->version != TL_TLS1_3 || c->error != NULL || e->write_closed) {
        error_set(error, NO_KEY_UPDATE, version_name(c->version));
        return TL_FAILED;
    }
    c->key_update_due = true;
    c->key_update_requests_peer |= request_peer;
    engine_advance(e);
    return c->error != NULL ? TL_FAILED : TL_OK;
}

tl_result tl_engine_export(const tl_engine *e, const char *label, tl_bytes context, uint8_t *out, size_t len,
                           tl_error *error) {
    error_clear(error);
    if (e->conn.handshake != NULL) {
        error_set(error, HANDSHAKE_NOT_DONE, "an exporter");
        return TL_FAILED;
    }
    if (!connection_export(&e->conn, label, context, out, len)) {
        error_set(error, CANNOT_EXPORT, len);
        return TL_FAILED;
    }
    return TL_OK;
}
