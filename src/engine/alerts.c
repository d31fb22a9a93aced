#include "base/control.h"
#include "engine/engine.h"
#include "engine/sentences.h"

#define MAX_WARNINGS 8

enum { LEVEL_WARNING = 1, LEVEL_FATAL = 2 };

/* What a received alert means, and what to do about it. */
static const struct {
    tl_alert alert;
    const char *meaning;
} meanings[] = {
    {TL_ALERT_UNEXPECTED_MESSAGE,
     "it got a message that it did not wait for; one of the two implementations is faulty"},
    {TL_ALERT_BAD_RECORD_MAC, "our records do not decrypt there; something on the way damages them, or a password or "
                              "key is wrong"},
    {TL_ALERT_RECORD_OVERFLOW, "it finds our records too long"},
    {TL_ALERT_HANDSHAKE_FAILURE, "it finds no cipher suite, group or signature scheme in common, or wants what we did "
                                 "not offer; allow more in settings"},
    {TL_ALERT_BAD_CERTIFICATE, "it does not accept our certificate; check what was sent to it"},
    {TL_ALERT_UNSUPPORTED_CERTIFICATE, "it cannot use certificates of our kind; try another key type"},
    {TL_ALERT_CERTIFICATE_REVOKED, "our certificate was revoked; get a new one"},
    {TL_ALERT_CERTIFICATE_EXPIRED,
     "our certificate has expired or is not valid yet there; renew it or check the clocks"},
    {TL_ALERT_CERTIFICATE_UNKNOWN, "it does not accept our certificate; its log may say why"},
    {TL_ALERT_ILLEGAL_PARAMETER, "it finds a field of ours inconsistent; one of the two implementations is faulty"},
    {TL_ALERT_UNKNOWN_CA, "it does not trust the CA that issued our certificate; add the CA there, or the intermediate "
                          "certificates here"},
    {TL_ALERT_ACCESS_DENIED, "our certificate is valid but it does not let us in"},
    {TL_ALERT_DECODE_ERROR, "it could not parse a message of ours; one of the two implementations is faulty"},
    {TL_ALERT_DECRYPT_ERROR, "a signature or Finished of ours did not verify there"},
    {TL_ALERT_PROTOCOL_VERSION, "it speaks none of the protocol versions that we allow"},
    {TL_ALERT_INSUFFICIENT_SECURITY, "it demands stronger algorithms or keys than we offer"},
    {TL_ALERT_INTERNAL_ERROR, "something failed on its side; its log may say what"},
    {TL_ALERT_INAPPROPRIATE_FALLBACK,
     "it speaks a newer version than the one we fell back to; connect without fallback"},
    {TL_ALERT_USER_CANCELED, "its user cancelled the handshake"},
    {TL_ALERT_MISSING_EXTENSION, "it misses an extension that TLS 1.3 requires"},
    {TL_ALERT_UNSUPPORTED_EXTENSION, "it got an extension that it did not offer"},
    {TL_ALERT_UNRECOGNIZED_NAME, "it does not serve the name that we asked for"},
    {TL_ALERT_UNKNOWN_PSK_IDENTITY, "it does not know our user name or key identity"},
    {TL_ALERT_CERTIFICATE_REQUIRED, "it requires a client certificate; give one in options.identity"},
    {TL_ALERT_NO_APPLICATION_PROTOCOL, "it speaks none of the application protocols (ALPN) that we offer"},
};

static const char *meaning_of(tl_alert alert) {
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        if (meanings[i].alert == alert) {
            return meanings[i].meaning;
        }
    }
    return "its log may say why";
}

/* ---- alerts that come ---- */

static bool take_close_notify(tl_engine *e) {
    struct connection *c = &e->conn;
    REQUIRE(c->handshake == NULL, connection_fail(c, CLOSED_IN_HANDSHAKE, peer_name(c), flow_due(c->handshake)));
    e->read_closed = true;
    e->orderly_end = true;
    if (c->version < TL_TLS1_3) { /* RFC 5246 §7.2.1: answered at once */
        tl_engine_shutdown(e);
    }
    return true;
}

static bool take_warning(tl_engine *e) {
    REQUIRE(e->warnings++ < MAX_WARNINGS,
            connection_fail(&e->conn, TOO_MANY_WARNINGS, peer_name(&e->conn), MAX_WARNINGS));
    return true;
}

/* In TLS 1.3 the level says nothing: every alert but two is an error (RFC 8446 §6). */
static bool is_warning(const tl_engine *e, uint8_t level, tl_alert alert) {
    return alert == TL_ALERT_USER_CANCELED || (level == LEVEL_WARNING && e->conn.version < TL_TLS1_3);
}

/* TLS 1.2 has no alert of its own for it: RFC 5246 §7.4.6 names handshake_failure, GnuTLS sends decode_error. */
static bool misses_our_certificate(const struct connection *c, tl_alert alert) {
    const struct handshake *h = c->handshake;
    return (alert == TL_ALERT_HANDSHAKE_FAILURE || alert == TL_ALERT_DECODE_ERROR) && h != NULL &&
           connection_role(c) == ROLE_CLIENT && c->version < TL_TLS1_3 && h->certificate_requested &&
           h->identity == NULL;
}

bool alert_receive(tl_engine *e, tl_bytes content) {
    struct connection *c = &e->conn;
    REQUIRE(content.len > 0, connection_fail(c, EMPTY_FRAGMENT, peer_name(c), "alert"));
    REQUIRE(content.len == 2 && (content.data[0] == LEVEL_WARNING || content.data[0] == LEVEL_FATAL),
            connection_fail(c, BAD_ALERT, peer_name(c)));
    tl_alert alert = content.data[1];
    if (alert == TL_ALERT_CLOSE_NOTIFY) {
        return take_close_notify(e);
    }
    if (is_warning(e, content.data[0], alert)) {
        return take_warning(e);
    }
    REQUIRE(!misses_our_certificate(c, alert),
            connection_fail(c, TL_REASON_CLIENT_CERTIFICATE_MISSED, TL_ERR_REMOTE_ALERT, alert,
                            CLIENT_CERTIFICATE_MISSED, tl_alert_name(alert)));
    return connection_fail(c, TL_REASON_ALERT_RECEIVED, TL_ERR_REMOTE_ALERT, alert, ALERT_RECEIVED, peer_name(c),
                           tl_alert_name(alert), meaning_of(alert));
}

/* ---- alerts that we send ---- */

void alert_send_final(tl_engine *e, uint8_t level, tl_alert alert) {
    uint8_t content[] = {level, (uint8_t)alert};
    struct protection *p = &e->conn.write;
    if (e->write_closed) {
        return;
    }
    e->write_closed = true;
    if (record_seal(p, CONTENT_ALERT, 0x0303, bytes_of(content, sizeof content), 0, e->final_record)) {
        e->final_len = (uint8_t)record_len(p, sizeof content, 0);
        e->stats.records_written++;
    }
    buffer_clear(&e->conn.flight);
}

void alert_for_error(tl_engine *e) {
    const tl_error *error = e->conn.error;
    bool peer_knows = error->kind == TL_ERR_REMOTE_ALERT || error->kind == TL_ERR_ABRUPT_CLOSE;
    if (peer_knows || error->alert == TL_ALERT_NONE) {
        e->write_closed = true;
        return;
    }
    alert_send_final(e, error->alert == TL_ALERT_CLOSE_NOTIFY ? LEVEL_WARNING : LEVEL_FATAL, error->alert);
}

void tl_engine_shutdown(tl_engine *e) {
    struct connection *c = &e->conn;
    if (c->error != NULL) {
        return;
    }
    alert_send_final(e, LEVEL_WARNING, TL_ALERT_CLOSE_NOTIFY);
    if (c->handshake != NULL) { /* nothing can complete it any more */
        connection_fail(c, SHUT_DOWN_IN_HANDSHAKE);
        engine_advance(e);
    }
}

void tl_engine_abort(tl_engine *e, tl_alert alert) {
    if (e->conn.error != NULL) {
        return;
    }
    alert_send_final(e, LEVEL_FATAL, alert);
    connection_fail(&e->conn, ABORTED, tl_alert_name(alert));
    engine_advance(e);
}
