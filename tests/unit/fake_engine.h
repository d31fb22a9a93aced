/* An engine that keeps the contract of tlslite/engine.h with a toy protocol, so that the socket layer is tested on its
 * own: it is included by one test program, whose definitions then come before the library's.
 *
 * A record is a type, two octets of length and that many octets, each XORed. Types: h handshake (C1, S1, C2), d data,
 * k key update (1: answer me), c close_notify, a fatal alert. Every misuse of the contract fails the test at once. */
#ifndef UNIT_FAKE_ENGINE_H
#define UNIT_FAKE_ENGINE_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <tlslite/engine.h>

#define FAKE_MASK   0x5a
#define FAKE_HEADER 3
#define FAKE_RECORD 16384
#define FAKE_ROOM   (FAKE_HEADER + FAKE_RECORD)

struct tl_client_config {
    unsigned connect_timeout_ms, handshake_timeout_ms;
    bool refuse; /* tl_engine_new_client fails */
};

struct tl_server_config {
    unsigned handshake_timeout_ms;
    bool ask;              /* the handshake asks for a signature */
    bool tolerate_end;     /* an abrupt end is orderly */
    size_t handshake_size; /* of S1, 2 at least */
};

struct tl_engine {
    bool is_client, done, ask, asked, tolerate_end, lent, eof, close_sent, close_received;
    size_t handshake_size;
    uint8_t in[FAKE_ROOM], plain[FAKE_RECORD], out[3 * FAKE_ROOM];
    size_t in_len, plain_at, plain_len, out_len;
    tl_question question;
    tl_error error;
};

/* ---- configurations ---- */

static struct tl_client_config fake_default_config = {30000, 30000, false};

tl_client_config *tl_client_config_new_sized(const tl_client_options *options, size_t size, tl_error *error) {
    (void)options, (void)size, (void)error;
    return &fake_default_config;
}

tl_client_config *tl_client_config_ref(const tl_client_config *config) {
    return (tl_client_config *)config;
}

void tl_client_config_free(tl_client_config *config) {
    (void)config;
}

unsigned tl_client_config_connect_timeout(const tl_client_config *config) {
    return config->connect_timeout_ms;
}

unsigned tl_client_config_handshake_timeout(const tl_client_config *config) {
    return config->handshake_timeout_ms;
}

unsigned tl_server_config_handshake_timeout(const tl_server_config *config) {
    return config->handshake_timeout_ms;
}

/* ---- sending ---- */

static void fake_send(tl_engine *engine, char type, const void *data, size_t len) {
    assert(engine->out_len + FAKE_HEADER + len <= sizeof engine->out);
    uint8_t *out = engine->out + engine->out_len;
    out[0] = (uint8_t)type;
    out[1] = (uint8_t)(len >> 8);
    out[2] = (uint8_t)len;
    for (size_t i = 0; i < len; i++) {
        out[FAKE_HEADER + i] = ((const uint8_t *)data)[i] ^ FAKE_MASK;
    }
    engine->out_len += FAKE_HEADER + len;
}

static tl_result fake_fail(tl_engine *engine, tl_error_kind kind, tl_alert alert, const char *message) {
    if (engine->error.kind == TL_ERR_NONE) {
        engine->error = (tl_error){.kind = kind, .reason = TL_REASON_INTERNAL, .alert = alert};
        strcpy(engine->error.message, message);
        if (kind == TL_ERR_LOCAL_ALERT) {
            fake_send(engine, 'a', &(uint8_t){(uint8_t)alert}, 1);
        }
    }
    return TL_FAILED;
}

/* ---- making ---- */

static tl_engine *fake_engine(bool is_client, tl_error *error) {
    tl_engine *engine = calloc(1, sizeof *engine);
    if (engine != NULL) {
        engine->is_client = is_client;
    } else if (error != NULL) {
        *error = (tl_error){.kind = TL_ERR_MEMORY, .reason = TL_REASON_OUT_OF_MEMORY};
    }
    return engine;
}

tl_engine *tl_engine_new_client(const tl_client_config *config, const char *server_name, const tl_session *resume,
                                tl_buffers *buffers, tl_error *error) {
    (void)server_name, (void)resume, (void)buffers;
    if (config->refuse) {
        *error = (tl_error){.kind = TL_ERR_USAGE, .reason = TL_REASON_USAGE, .message = "refused"};
        return NULL;
    }
    tl_engine *engine = fake_engine(true, error);
    if (engine == NULL) {
        return NULL;
    }
    fake_send(engine, 'h', "C1", 2);
    return engine;
}

tl_engine *tl_engine_new_server(const tl_server_config *config, tl_buffers *buffers, tl_error *error) {
    (void)buffers;
    tl_engine *engine = fake_engine(false, error);
    if (engine == NULL) {
        return NULL;
    }
    engine->ask = config->ask;
    engine->tolerate_end = config->tolerate_end;
    engine->handshake_size = config->handshake_size > 2 ? config->handshake_size : 2;
    return engine;
}

void tl_engine_free(tl_engine *engine) {
    assert(!engine->lent);
    free(engine);
}

/* ---- receiving ---- */

static void fake_send_s1(tl_engine *engine) {
    uint8_t flight[FAKE_RECORD] = {'S', '1'};
    fake_send(engine, 'h', flight, engine->handshake_size);
}

static tl_result fake_take_handshake(tl_engine *engine, const uint8_t *data, size_t len) {
    if (len < 2 || engine->done) {
        return fake_fail(engine, TL_ERR_LOCAL_ALERT, TL_ALERT_UNEXPECTED_MESSAGE, "a handshake message out of order");
    }
    if (memcmp(data, "S1", 2) == 0) {
        fake_send(engine, 'h', "C2", 2);
        engine->done = true;
    } else if (memcmp(data, "C1", 2) == 0 && engine->ask) {
        engine->question = (tl_question){.kind = TL_ASK_SIGNATURE, .id = 7};
        engine->asked = true;
    } else if (memcmp(data, "C1", 2) == 0) {
        fake_send_s1(engine);
    } else if (memcmp(data, "C2", 2) == 0) {
        engine->done = true;
    }
    return TL_OK;
}

static tl_result fake_take_record(tl_engine *engine, char type, const uint8_t *data, size_t len) {
    switch (type) {
    case 'h':
        return fake_take_handshake(engine, data, len);
    case 'd':
        memcpy(engine->plain, data, len);
        engine->plain_at = 0;
        engine->plain_len = len;
        return TL_OK;
    case 'k':
        if (len == 1 && data[0] == 1) {
            fake_send(engine, 'k', "\0", 1);
        }
        return TL_OK;
    case 'c':
        engine->close_received = true;
        return TL_CLOSED;
    case 'a':
        return fake_fail(engine, TL_ERR_REMOTE_ALERT, (tl_alert)data[0], "the peer sent an alert");
    default:
        return fake_fail(engine, TL_ERR_LOCAL_ALERT, TL_ALERT_UNEXPECTED_MESSAGE, "a record of no known type");
    }
}

static bool fake_is_over(const tl_engine *engine) {
    return engine->error.kind != TL_ERR_NONE || engine->close_received;
}

static tl_result fake_end(tl_engine *engine) {
    if (engine->tolerate_end) {
        engine->close_received = true;
        return TL_CLOSED;
    }
    return fake_fail(engine, TL_ERR_ABRUPT_CLOSE, TL_ALERT_NONE, "the end came without close_notify");
}

static tl_result fake_process(tl_engine *engine) {
    while (!fake_is_over(engine) && !engine->asked && engine->plain_at == engine->plain_len) {
        size_t len = engine->in_len < FAKE_HEADER ? 0 : ((size_t)engine->in[1] << 8 | engine->in[2]);
        if (engine->in_len < FAKE_HEADER || engine->in_len < FAKE_HEADER + len) {
            return engine->eof ? fake_end(engine) : TL_OK;
        }
        assert(len <= FAKE_RECORD);
        uint8_t data[FAKE_RECORD];
        for (size_t i = 0; i < len; i++) {
            data[i] = engine->in[FAKE_HEADER + i] ^ FAKE_MASK;
        }
        char type = (char)engine->in[0];
        engine->in_len -= FAKE_HEADER + len;
        memmove(engine->in, engine->in + FAKE_HEADER + len, engine->in_len);
        (void)fake_take_record(engine, type, data, len);
    }
    return engine->error.kind != TL_ERR_NONE ? TL_FAILED : TL_OK;
}

uint8_t *tl_engine_input(tl_engine *engine, size_t *room) {
    assert(!engine->lent);
    assert(tl_engine_ready(engine) & TL_CAN_RECEIVE);
    engine->lent = true;
    *room = sizeof engine->in - engine->in_len;
    return engine->in + engine->in_len;
}

tl_result tl_engine_received(tl_engine *engine, size_t len) {
    assert(engine->lent && len <= sizeof engine->in - engine->in_len);
    engine->lent = false;
    engine->in_len += len;
    return fake_process(engine);
}

tl_result tl_engine_received_eof(tl_engine *engine) {
    assert(!engine->lent && !engine->eof);
    engine->eof = true;
    return fake_process(engine);
}

/* ---- what can be asked ---- */

unsigned tl_engine_ready(const tl_engine *engine) {
    bool over = fake_is_over(engine);
    bool may_receive = !over && !engine->eof && engine->in_len < sizeof engine->in;
    bool may_write = engine->done && !over && engine->out_len + FAKE_ROOM <= sizeof engine->out;
    return (may_receive ? TL_CAN_RECEIVE : 0u) | (engine->out_len > 0 ? TL_MUST_SEND : 0u) |
           (engine->plain_at < engine->plain_len ? TL_CAN_READ : 0u) | (may_write ? TL_CAN_WRITE : 0u) |
           (engine->asked ? TL_MUST_ANSWER : 0u);
}

bool tl_engine_handshake_done(const tl_engine *engine) {
    return engine->done;
}

bool tl_engine_orderly_end(const tl_engine *engine) {
    return engine->close_received;
}

const tl_error *tl_engine_error(const tl_engine *engine) {
    return &engine->error;
}

const tl_session *tl_engine_session(const tl_engine *engine) {
    return engine->done ? (const tl_session *)engine : NULL;
}

tl_bytes tl_engine_output(const tl_engine *engine) {
    return (tl_bytes){engine->out, engine->out_len};
}

void tl_engine_sent(tl_engine *engine, size_t len) {
    assert(len <= engine->out_len);
    engine->out_len -= len;
    memmove(engine->out, engine->out + len, engine->out_len);
}

/* ---- application data ---- */

tl_bytes tl_engine_plaintext(const tl_engine *engine) {
    return (tl_bytes){engine->plain + engine->plain_at, engine->plain_len - engine->plain_at};
}

void tl_engine_consumed(tl_engine *engine, size_t len) {
    assert(len <= engine->plain_len - engine->plain_at);
    engine->plain_at += len;
    (void)fake_process(engine);
}

tl_result tl_engine_read(tl_engine *engine, void *buf, size_t size, size_t *len) {
    tl_bytes plaintext = tl_engine_plaintext(engine);
    *len = size < plaintext.len ? size : plaintext.len;
    if (*len > 0) {
        memcpy(buf, plaintext.data, *len);
        tl_engine_consumed(engine, *len);
        return TL_OK;
    }
    if (engine->error.kind != TL_ERR_NONE) {
        return TL_FAILED;
    }
    return engine->close_received ? TL_CLOSED : TL_WANT_READ;
}

tl_result tl_engine_write(tl_engine *engine, const void *buf, size_t size, size_t *len) {
    assert(engine->done);
    *len = 0;
    if (engine->error.kind != TL_ERR_NONE || engine->close_sent) {
        return fake_fail(engine, TL_ERR_CLOSED, TL_ALERT_NONE, "written after the end");
    }
    if (engine->out_len + FAKE_ROOM > sizeof engine->out) {
        return TL_WANT_WRITE;
    }
    *len = size < FAKE_RECORD ? size : FAKE_RECORD;
    fake_send(engine, 'd', buf, *len);
    return TL_OK;
}

void tl_engine_shutdown(tl_engine *engine) {
    if (!engine->close_sent && engine->error.kind == TL_ERR_NONE) {
        fake_send(engine, 'c', "", 0);
        engine->close_sent = true;
    }
}

tl_result tl_engine_key_update(tl_engine *engine, bool request_peer, tl_error *error) {
    (void)error;
    fake_send(engine, 'k', request_peer ? "\1" : "\0", 1);
    return TL_OK;
}

tl_result tl_engine_export(const tl_engine *engine, const char *label, tl_bytes context, uint8_t *out, size_t len,
                           tl_error *error) {
    (void)engine, (void)label, (void)context, (void)error;
    memset(out, 'x', len);
    return TL_OK;
}

/* ---- questions ---- */

const tl_question *tl_engine_question(const tl_engine *engine) {
    return engine->asked ? &engine->question : NULL;
}

tl_result tl_engine_answer(tl_engine *engine, uint64_t id, tl_bytes answer, tl_error *error) {
    (void)answer, (void)error;
    assert(engine->asked && id == engine->question.id);
    engine->asked = false;
    fake_send_s1(engine);
    return fake_process(engine);
}

#endif
