/* tlslite/engine.h - the protocol without any I/O: bytes in, bytes out.
 *
 * The caller moves octets between the engine and the network, in whatever way it likes. A pump is: send what
 * tl_engine_output lends, act on what tl_engine_ready says, receive into what tl_engine_input lends; see examples/.
 * The first failure sticks. What was authenticated before it can still be read; tl_engine_output still holds the alert:
 * flush it, then close. An engine belongs to one thread at a time and does not survive fork; its configuration does. */
#ifndef TLSLITE_ENGINE_H
#define TLSLITE_ENGINE_H

#include <tlslite.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tl_engine tl_engine;

/* tl_buffers is a bounded pool of record buffers of TL_BUFFER_SIZE octets, one pool a thread or event loop. An engine
 * takes a buffer when it has something to hold and gives it back as soon as it holds nothing, so that idle engines have
 * none. A busy engine needs two, one a direction, and neither direction of all engines gets more than max - 1. The pool
 * must outlive its engines. max 0 means no bound, else it is at least 2. */
#define TL_BUFFER_SIZE 18496
typedef struct tl_buffers tl_buffers;
TL_API TL_CHECK tl_buffers *tl_buffers_new(size_t max, tl_error *error);
TL_API void tl_buffers_free(tl_buffers *buffers);
TL_API size_t tl_buffers_in_use(const tl_buffers *buffers); /* how many of them engines have now */

/* tl_engine_new_client makes an engine that will verify that the server is server_name (DNS name or IP address; it may
 * be NULL only where the configuration checks no name). config NULL means safe defaults, loaded anew for each engine.
 * resume is a session to resume, or NULL; a session that cannot be resumed is passed over. buffers NULL means buffers
 * from malloc. The engine shares the configuration. */
TL_API TL_CHECK tl_engine *tl_engine_new_client(const tl_client_config *config, const char *server_name,
                                                const tl_session *resume, tl_buffers *buffers, tl_error *error);
TL_API TL_CHECK tl_engine *tl_engine_new_server(const tl_server_config *config, tl_buffers *buffers, tl_error *error);
TL_API void tl_engine_free(tl_engine *engine); /* cancels an open question */

/* tl_ready says what the engine can do next; any combination, 0 only when it is finished. */
typedef enum tl_ready {
    TL_CAN_RECEIVE = 1,      /* tl_engine_input lends room for what the network brings */
    TL_MUST_SEND = 2,        /* tl_engine_output has octets for the network */
    TL_CAN_READ = 4,         /* plaintext is there */
    TL_CAN_WRITE = 8,        /* the handshake is complete and there is room for plaintext */
    TL_MUST_ANSWER = 16,     /* tl_engine_question asks something */
    TL_CAN_READ_EARLY = 32,  /* early data is there */
    TL_CAN_WRITE_EARLY = 64, /* early data may be written */
    TL_NEEDS_BUFFER = 128    /* the pool was exhausted: call tl_engine_received(engine, 0) to try again */
} tl_ready;
TL_API unsigned tl_engine_ready(const tl_engine *engine);
TL_API bool tl_engine_handshake_done(const tl_engine *engine);
TL_API bool tl_engine_orderly_end(const tl_engine *engine); /* the peer's close_notify has come */

/* ---- network side ---- */

/* tl_engine_input lends room for octets from the network until tl_engine_received says how many came (0: none after
 * all). It returns NULL when there is no buffer or no room now. It never moves unconsumed plaintext. tl_engine_received
 * and tl_engine_received_eof (the transport has ended) return TL_OK or TL_FAILED; what there is to do
 * then says tl_engine_ready. */
TL_API uint8_t *tl_engine_input(tl_engine *engine, size_t *room);
TL_API TL_CHECK tl_result tl_engine_received(tl_engine *engine, size_t len);
TL_API TL_CHECK tl_result tl_engine_received_eof(tl_engine *engine);

/* tl_engine_output lends the octets to send next, until the next call that changes the engine; len 0: there are none.
 * tl_engine_sent says how many of them were sent. */
TL_API tl_bytes tl_engine_output(const tl_engine *engine);
TL_API void tl_engine_sent(tl_engine *engine, size_t len);

/* ---- application side, without copies ---- */

/* tl_engine_plaintext lends what was received, where it was opened, until tl_engine_consumed gives so many octets of it
 * back, from its beginning; len 0: there is nothing. */
TL_API tl_bytes tl_engine_plaintext(const tl_engine *engine);
TL_API void tl_engine_consumed(tl_engine *engine, size_t len);

/* tl_engine_room lends room for plaintext; tl_engine_filled seals the first len octets of it at once (0: none after
 * all). While room is lent, nothing else is sealed. TL_WANT_WRITE: less was lent than len. */
TL_API uint8_t *tl_engine_room(tl_engine *engine, size_t *room);
TL_API TL_CHECK tl_result tl_engine_filled(tl_engine *engine, size_t len);

/* ---- application side, copying ---- */

/* tl_engine_read gives up to size octets. TL_WANT_READ: nothing is there; TL_CLOSED: nothing will come.
 * tl_engine_write accepts what there is room for (*len, maybe less than size); TL_WANT_WRITE: send first. */
TL_API TL_CHECK tl_result tl_engine_read(tl_engine *engine, void *buf, size_t size, size_t *len);
TL_API TL_CHECK tl_result tl_engine_write(tl_engine *engine, const void *buf, size_t size, size_t *len);

/* Early data (RFC 8446 §2.3) has its own calls and never mixes with 1-RTT data. They fail with
 * TL_REASON_NO_EARLY_DATA wherever tl_engine_ready shows neither TL_CAN_READ_EARLY nor TL_CAN_WRITE_EARLY; that is
 * always so until sessions can be resumed. Such a failure does not end the connection. */
TL_API TL_CHECK tl_result tl_engine_early_read(tl_engine *engine, void *buf, size_t size, size_t *len, tl_error *error);
TL_API TL_CHECK tl_result tl_engine_early_write(tl_engine *engine, const void *buf, size_t size, size_t *len,
                                                tl_error *error);

/* tl_engine_shutdown queues close_notify. In TLS 1.3 reading may go on. During the handshake it ends the connection. */
TL_API void tl_engine_shutdown(tl_engine *engine);

/* tl_engine_abort ends the connection with a fatal alert of the application's choice (RFC 8446 §6.2). */
TL_API void tl_engine_abort(tl_engine *engine, tl_alert alert);

/* tl_engine_key_update changes our sending keys (RFC 8446 §4.6.3), and asks the peer to change its own where
 * request_peer says so. TL_REASON_NO_KEY_UPDATE: the connection is not TLS 1.3, or is closed for writing. */
TL_API TL_CHECK tl_result tl_engine_key_update(tl_engine *engine, bool request_peer, tl_error *error);

/* tl_engine_export derives len octets bound to this connection (RFC 8446 §7.5, RFC 5705); both sides get the same for
 * the same label and context. context.data NULL means no context, which before TLS 1.3 differs from an empty one. The
 * label is at most 249 octets, len at most 255 times the length of the suite's hash (TL_REASON_CANNOT_EXPORT). A
 * failure here or in tl_engine_key_update does not end the connection. */
TL_API TL_CHECK tl_result tl_engine_export(const tl_engine *engine, const char *label, tl_bytes context, uint8_t *out,
                                           size_t len, tl_error *error);

/* ---- questions: what the engine waits for ----
 * The work may be done anywhere; the answer is handed in by the thread that owns the engine. What a question points to
 * is borrowed until it is answered. Of these kinds the engine asks TL_ASK_SIGNATURE today, for identities whose key is
 * elsewhere; the others are named so that a program can tell which it does not know. */
typedef enum tl_question_kind {
    TL_ASK_IDENTITY,
    TL_ASK_CLIENT_CERTIFICATE,
    TL_ASK_SIGNATURE,
    TL_ASK_RSA_DECRYPTION,
    TL_ASK_VERIFY_CHAIN,
    TL_ASK_SESSION,
    TL_ASK_TICKET_KEY,
    TL_ASK_VERIFIER,
    TL_ASK_PSK,
    TL_ASK_REPLAY,
    TL_ASK_CHECK
} tl_question_kind;

/* tl_question is what the engine waits for. Answer the kind that it has, refuse kinds that you do not know. */
typedef struct tl_question {
    tl_question_kind kind;
    uint64_t id; /* names it in tl_engine_answer and tl_engine_refuse; never 0, never used again by this engine */
    union {
        struct {
            uint16_t scheme;  /* SignatureScheme (RFC 8446 §4.2.3) */
            tl_bytes message; /* what is to be signed, not yet hashed */
            const tl_identity *identity;
        } signature; /* answer: the signature, as the scheme puts it on the wire */
    } about;
} tl_question;

/* tl_engine_question is the open question, NULL: nothing is asked. tl_engine_answer copies the answer and goes on with
 * the handshake; tl_engine_refuse ends the connection with that alert (TL_REASON_ANSWER_REFUSED). An answer to an id
 * that is not the open one's is refused with TL_ERR_USAGE in *error (which may be NULL) and changes nothing. */
TL_API const tl_question *tl_engine_question(const tl_engine *engine);
TL_API TL_CHECK tl_result tl_engine_answer(tl_engine *engine, uint64_t id, tl_bytes answer, tl_error *error);
TL_API TL_CHECK tl_result tl_engine_refuse(tl_engine *engine, uint64_t id, tl_alert alert, tl_error *error);

/* tl_conn_engine lends the engine of a connection: when a call on it returned TL_WANT_ANSWER, answer here and make the
 * call again. */
TL_API tl_engine *tl_conn_engine(tl_conn *conn);

/* ---- results ---- */

/* tl_engine_error is never NULL; its kind is TL_ERR_NONE while nothing failed. */
TL_API const tl_error *tl_engine_error(const tl_engine *engine);
TL_API const tl_session *tl_engine_session(const tl_engine *engine); /* NULL before the handshake is complete */

/* tl_engine_take_session gives each resumable session once, for the caller to free; NULL: none (yet). It is always NULL
 * until sessions can be resumed. */
TL_API tl_session *tl_engine_take_session(tl_engine *engine);

/* tl_engine_stats counts since the engine was made, for limits and tests. */
typedef struct tl_engine_stats {
    uint64_t records_read, records_written;
    uint64_t empty_records_read; /* application data records without content: legal, counted */
    uint64_t key_updates_read, key_updates_written;
} tl_engine_stats;
TL_API void tl_engine_get_stats(const tl_engine *engine, tl_engine_stats *stats);

#ifdef __cplusplus
}
#endif
#endif
