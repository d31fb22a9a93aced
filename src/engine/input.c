#include "base/control.h"
#include "engine/engine.h"
#include "engine/sentences.h"
#include "handshake/sentences.h"

#define MAX_EMPTY_IN_ROW        1000
#define MAX_CHANGE_CIPHER_SPECS 4
#define ALERT_LEN               2

static const char *peer(const tl_engine *e) {
    return peer_name(&e->conn);
}

static const char *due(const tl_engine *e) {
    return e->conn.handshake != NULL ? flow_due(e->conn.handshake) : "nothing";
}

/* ---- the buffer ---- */

/* Parsed octets that are still looked at pin the buffer's content; after a failure that is plaintext only. */
static bool is_pinned(const tl_engine *e) {
    bool is_used = e->conn.error == NULL && (e->rest.len > 0 || e->has_message);
    return is_used || e->plaintext.len > 0 || e->in_lent;
}

void input_release(tl_engine *e) {
    if (e->in == NULL || is_pinned(e)) {
        return;
    }
    if (e->in_start == e->in_end || e->read_closed || e->conn.error != NULL) {
        buffers_give_back(e->buffers, BUFFER_FOR_INPUT, e->in);
        e->in = NULL;
        e->in_start = e->in_end = 0;
    }
}

bool input_has_room(const tl_engine *e) {
    return e->in == NULL || e->in_end < TL_BUFFER_SIZE || (!is_pinned(e) && e->in_start > 0);
}

uint8_t *tl_engine_input(tl_engine *e, size_t *room) {
    *room = 0;
    if (e->conn.error != NULL || e->read_closed || e->eof) {
        return NULL;
    }
    if (e->in == NULL) {
        e->in = buffers_take(e->buffers, BUFFER_FOR_INPUT);
        if (e->in == NULL) {
            e->starved = true;
            return NULL;
        }
    }
    if (!is_pinned(e) && e->in_start > 0) {
        memmove(e->in, e->in + e->in_start, e->in_end - e->in_start);
        e->in_end -= e->in_start;
        e->in_start = 0;
    }
    *room = TL_BUFFER_SIZE - e->in_end;
    e->in_lent = *room > 0;
    return *room > 0 ? e->in + e->in_end : NULL;
}

static tl_result state(const tl_engine *e) {
    return e->conn.error != NULL ? TL_FAILED : TL_OK;
}

tl_result tl_engine_received(tl_engine *e, size_t len) {
    size_t room = e->in_lent ? TL_BUFFER_SIZE - e->in_end : 0;
    e->in_end += len < room ? len : room;
    e->in_lent = false;
    e->starved = false;
    engine_advance(e);
    return state(e);
}

tl_result tl_engine_received_eof(tl_engine *e) {
    e->in_lent = false;
    e->eof = true;
    engine_advance(e);
    return state(e);
}

/* ---- the end of the input ---- */

static bool end_of_input(tl_engine *e) {
    struct connection *c = &e->conn;
    if (!e->eof || e->read_closed) {
        return false;
    }
    if (c->handshake != NULL) {
        return connection_fail(c, ABRUPT_IN_HANDSHAKE, peer(e), due(e));
    }
    bool is_clean = e->in_start == e->in_end && assembler_is_empty(&e->assembler);
    REQUIRE(c->config->tolerate_abrupt_end && is_clean, connection_fail(c, ABRUPT_END, peer(e)));
    e->read_closed = true;
    return false;
}

/* ---- records ---- */

static bool take_handshake(tl_engine *e, const struct record *record) {
    REQUIRE(record->content.len > 0, connection_fail(&e->conn, EMPTY_FRAGMENT, peer(e), "handshake"));
    e->rest = record->content;
    return true;
}

static bool take_application_data(tl_engine *e, const struct record *record) {
    REQUIRE(e->conn.handshake == NULL, connection_fail(&e->conn, UNEXPECTED_DATA, peer(e), due(e)));
    if (record->content.len == 0) { /* legal, against traffic analysis */
        e->stats.empty_records_read++;
        REQUIRE(e->empty_in_row++ < MAX_EMPTY_IN_ROW,
                connection_fail(&e->conn, TOO_MANY_EMPTY_RECORDS, peer(e), e->empty_in_row));
        return true;
    }
    e->empty_in_row = 0;
    e->conn.key_updates_in_row = 0;
    e->plaintext = record->content;
    return true;
}

/* In TLS 1.2 it is a step of the flow; in TLS 1.3 a dummy that may come from the first ClientHello on (RFC 8446 §5), so
 * that a client bears it before it knows the version. */
static bool may_change_cipher_spec(const struct connection *c) {
    bool hello_is_sent = connection_role(c) == ROLE_CLIENT && c->config->policy.max_version >= TL_TLS1_3;
    return c->handshake != NULL && (c->version != 0 || hello_is_sent);
}

static bool take_change_cipher_spec(tl_engine *e, const struct record *record) {
    struct connection *c = &e->conn;
    REQUIRE(may_change_cipher_spec(c) && record->outer_type == CONTENT_CHANGE_CIPHER_SPEC &&
                e->change_cipher_specs++ < MAX_CHANGE_CIPHER_SPECS,
            connection_fail(c, UNEXPECTED_CHANGE_CIPHER_SPEC, peer(e)));
    REQUIRE(record->content.len == 1 && record->content.data[0] == 1,
            connection_fail(c, BAD_CHANGE_CIPHER_SPEC, peer(e)));
    if (c->version == TL_TLS1_2) {
        e->message = (struct flow_message){MESSAGE_CHANGE_CIPHER_SPEC, {0}, false};
        e->has_message = true;
    }
    return true;
}

static bool take_record(tl_engine *e, const struct record *record) {
    REQUIRE(record->type == CONTENT_HANDSHAKE || assembler_is_empty(&e->assembler),
            connection_fail(&e->conn, INTERLEAVED, peer(e)));
    switch (record->type) {
    case CONTENT_HANDSHAKE:
        return take_handshake(e, record);
    case CONTENT_APPLICATION_DATA:
        return take_application_data(e, record);
    case CONTENT_CHANGE_CIPHER_SPEC:
        return take_change_cipher_spec(e, record);
    default:
        return alert_receive(e, record->content);
    }
}

/* Names the protocol that a peer speaks in place of TLS, by its first octets. */
static const char *foreign_protocol(const uint8_t *octets) {
    static const struct {
        const char start[5];
        const char *name;
    } protocols[] = {
        {"SSH", "SSH"},
        {"2", "a greeting of SMTP or FTP"},
        {"4", "a refusal by SMTP or FTP"},
        {"5", "a refusal by SMTP or FTP"},
        {"EHLO", "SMTP"},
        {"HELO", "SMTP"},
        {"*", "a greeting of IMAP"},
        {"+", "a greeting of POP3"},
        {"USER", "POP3 or FTP"},
        {"CAPA", "POP3"},
        {"<", "XML, as of XMPP"},
    };
    for (size_t i = 0; i < COUNT_OF(protocols); i++) {
        if (memcmp(octets, protocols[i].start, strlen(protocols[i].start)) == 0) {
            return protocols[i].name;
        }
    }
    return "HTTP";
}

/* A client that fails at our ServerHello has no keys yet and says so in the clear. */
static bool is_early_alert(const tl_engine *e, const uint8_t *record) {
    const struct connection *c = &e->conn;
    return c->handshake != NULL && connection_role(c) == ROLE_SERVER && c->version == TL_TLS1_3 &&
           c->read.sequence == 0 && record[0] == CONTENT_ALERT && record[3] == 0 && record[4] == ALERT_LEN;
}

static bool take_early_alert(tl_engine *e) {
    tl_bytes content = bytes_of(e->in + e->in_start + RECORD_HEADER_LEN, ALERT_LEN);
    if (e->in_end - e->in_start < RECORD_HEADER_LEN + ALERT_LEN) {
        return end_of_input(e);
    }
    e->in_start += RECORD_HEADER_LEN + ALERT_LEN;
    e->stats.records_read++;
    return alert_receive(e, content);
}

static bool refuse_record(tl_engine *e, enum record_result result) {
    struct connection *c = &e->conn;
    const uint8_t *record = e->in + e->in_start;
    switch (result) {
    case RECORD_NOT_TLS:
        return connection_fail(c, NOT_TLS, peer(e), foreign_protocol(record));
    case RECORD_BAD_TYPE:
        return connection_fail(c, BAD_RECORD_TYPE, peer(e), record[0]);
    case RECORD_BAD_VERSION:
        return connection_fail(c, BAD_RECORD_VERSION, peer(e), record[1], record[2]);
    case RECORD_TOO_LONG:
        return connection_fail(c, RECORD_OVERFLOW, peer(e));
    case RECORD_NO_TYPE:
        return connection_fail(c, RECORD_WITHOUT_TYPE, peer(e));
    default:
        return connection_fail(c, BAD_RECORD_MAC, peer(e));
    }
}

static bool next_record(tl_engine *e) {
    struct record record;
    size_t need;
    if (e->read_closed || e->in == NULL) {
        return end_of_input(e);
    }
    enum record_result result =
        record_open(&e->conn.read, e->in + e->in_start, e->in_end - e->in_start, &record, &need);
    if (result == RECORD_INCOMPLETE) {
        return end_of_input(e);
    }
    if (result == RECORD_BAD_TYPE && is_early_alert(e, e->in + e->in_start)) {
        return take_early_alert(e);
    }
    if (result != RECORD_OK) {
        return refuse_record(e, result);
    }
    e->in_start += record.len;
    e->stats.records_read++;
    return take_record(e, &record);
}

/* ---- messages ---- */

static bool next_in_record(tl_engine *e) {
    struct connection *c = &e->conn;
    size_t max = c->config->policy.max_handshake;
    tl_bytes octets;
    switch (assembler_next(&e->assembler, &e->rest, max, &octets)) {
    case ASSEMBLED:
        e->message = (struct flow_message){message_kind(octets), octets, e->rest.len > 0};
        e->has_message = true;
        return true;
    case ASSEMBLE_MORE:
        return true;
    case ASSEMBLE_TOO_LONG:
        return connection_fail(c, HANDSHAKE_TOO_LONG, peer(e), max);
    default:
        return connection_fail(c, OUT_OF_MEMORY);
    }
}

bool input_next(tl_engine *e) {
    return e->rest.len > 0 ? next_in_record(e) : next_record(e);
}

void input_drop_message(tl_engine *e) {
    assembler_done(&e->assembler);
    e->has_message = false;
}
