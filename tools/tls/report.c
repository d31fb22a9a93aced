#include "tls/report.h"

#include <arpa/inet.h>

#include <tlslite/x509.h>

#include "tls/commands.h"
#include "tls/revocation.h"
#include "tls/text.h"

static const char *or_none(const char *text) {
    return text != NULL ? text : "none";
}

/* What went over the wire: a client's session has an address too, where that is what the server has to be, but
 * addresses are not sent (RFC 6066 §3). */
static const char *sent_name(const tl_session *session) {
    const char *name = tl_session_server_name(session);
    struct in6_addr address;
    bool is_address =
        name != NULL && (inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1);
    return is_address ? NULL : name;
}

static const tl_cert *peer_leaf(const tl_session *session) {
    return tl_session_num_peer_certs(session) > 0 ? tl_session_peer_cert(session, 0) : NULL;
}

static void json_session(FILE *to, const char *peer_address, const tl_session *session, double seconds) {
    struct json json = json_begin(to, "handshake");
    json_text(&json, "peer", peer_address);
    json_number(&json, "seconds", seconds);
    json_text(&json, "version", tl_session_version_name(session));
    json_text(&json, "cipher", tl_session_cipher(session));
    json_number(&json, "cipher_bits", tl_session_cipher_bits(session));
    json_text(&json, "group", tl_session_group(session));
    json_text(&json, "peer_signature", tl_session_peer_signature(session));
    json_text(&json, "own_signature", tl_session_own_signature(session));
    json_text(&json, "server_name", tl_session_server_name(session));
    json_text(&json, "alpn", tl_session_alpn(session));
    json_bool(&json, "resumed", tl_session_resumed(session));
    json_bool(&json, "hello_retry", tl_session_hello_retry(session));
    json_bool(&json, "extended_master_secret", tl_session_extended_master_secret(session));
    const tl_cert *leaf = peer_leaf(session);
    json_text(&json, "peer_subject", leaf != NULL ? tl_cert_subject(leaf) : NULL);
    json_text(&json, "peer_issuer", leaf != NULL ? tl_cert_issuer(leaf) : NULL);
    json_text(&json, "peer_fingerprint", leaf != NULL ? tl_cert_fingerprint(leaf) : NULL);
    json_text(&json, "peer_fingerprint_sha1", leaf != NULL ? tl_cert_fingerprint_sha1(leaf) : NULL);
    json_revocation(&json, "peer_revocation_", tl_session_revocation(session));
    json_end(&json);
}

static void print_field(FILE *to, const char *label, const char *value) {
    fprintf(to, "  %s: ", label);
    print_clean(to, value);
    putc('\n', to);
}

static void print_peer(FILE *to, const char *role, const tl_session *session) {
    const tl_cert *leaf = peer_leaf(session);
    if (leaf == NULL) {
        fprintf(to, "  %s certificate: none\n", role);
        return;
    }
    fprintf(to, "  %s signature: %s\n", role, or_none(tl_session_peer_signature(session)));
    fprintf(to, "  %s certificate: ", role);
    print_clean(to, tl_cert_subject(leaf));
    fprintf(to, " (%s, %u bits)\n", tl_cert_key_type(leaf), tl_cert_key_bits(leaf));
    fprintf(to, "  %s X.509 SHA-256 fingerprint: %s\n", role, tl_cert_fingerprint(leaf));
    fprintf(to, "  %s X.509 SHA-1 fingerprint: %s\n", role, tl_cert_fingerprint_sha1(leaf));
    fprintf(to, "  %s revocation: ", role);
    print_revocation(to, tl_session_revocation(session));
    putc('\n', to);
}

void report_session(FILE *to, bool json, const char *peer_address, const char *role, const tl_session *session,
                    double handshake_seconds) {
    if (json) {
        json_session(to, peer_address, session, handshake_seconds);
        return;
    }
    fprintf(to, "connected to %s\n", peer_address);
    fprintf(to, "  Handshake time: %.3f seconds\n", handshake_seconds);
    fprintf(to, "  Version: %s\n", tl_session_version_name(session));
    fprintf(to, "  Cipher: %s (%u bits)\n", tl_session_cipher(session), tl_session_cipher_bits(session));
    fprintf(to, "  Group: %s%s\n", or_none(tl_session_group(session)),
            tl_session_hello_retry(session) ? " (after a HelloRetryRequest)" : "");
    print_peer(to, role, session);
    if (tl_session_own_signature(session) != NULL) {
        fprintf(to, "  Own signature: %s\n", tl_session_own_signature(session));
    }
    print_field(to, "SNI", or_none(sent_name(session)));
    print_field(to, "ALPN", or_none(tl_session_alpn(session)));
    if (tl_session_version(session) == TL_TLS1_2) {
        fprintf(to, "  Extended Master Secret: %s\n", tl_session_extended_master_secret(session) ? "yes" : "no");
    }
    fflush(to);
}

void report_session_line(FILE *to, bool json, const char *peer_address, const tl_session *session,
                         double handshake_seconds) {
    if (json) {
        json_session(to, peer_address, session, handshake_seconds);
        return;
    }
    fprintf(to, "%s %s %s %s %s sni=", peer_address, tl_session_version_name(session), tl_session_cipher(session),
            or_none(tl_session_group(session)), or_none(tl_session_own_signature(session)));
    print_clean(to, or_none(tl_session_server_name(session)));
    fputs(" alpn=", to);
    print_clean(to, or_none(tl_session_alpn(session)));
    const tl_cert *leaf = peer_leaf(session);
    if (leaf != NULL) {
        fputs(" client=\"", to);
        print_clean(to, tl_cert_subject(leaf));
        fprintf(to, "\" %s", tl_cert_fingerprint(leaf));
        tl_revocation_state state = tl_session_revocation(session)->state;
        if (state != TL_REVOCATION_NOT_CHECKED) {
            fprintf(to, " revocation=%s", revocation_state_name(state));
        }
    }
    fprintf(to, " %.1f ms\n", handshake_seconds * 1000);
    fflush(to);
}

static void json_failure(FILE *to, const char *peer_address, bool in_handshake, const tl_error *error) {
    struct json json = json_begin(to, "failure");
    json_text(&json, "peer", peer_address);
    json_bool(&json, "in_handshake", in_handshake);
    json_number(&json, "reason", error->reason);
    json_number(&json, "kind", error->kind);
    json_text(&json, "alert", error->alert != TL_ALERT_NONE ? tl_alert_name(error->alert) : NULL);
    json_text(&json, "message", error->message);
    json_number(&json, "exit_code", exit_code_of(error, in_handshake));
    json_end(&json);
}

void report_failure_line(FILE *to, bool json, const char *peer_address, bool in_handshake, const tl_error *error) {
    if (json) {
        json_failure(to, peer_address, in_handshake, error);
        return;
    }
    fprintf(to, "%s %s failed: ", peer_address, in_handshake ? "handshake" : "connection");
    print_clean(to, error->message);
    putc('\n', to);
    fflush(to);
}

void report_reload(bool json, bool done) {
    if (json) {
        struct json object = json_begin(stdout, "reload");
        json_bool(&object, "done", done);
        json_end(&object);
        return;
    }
    puts(done ? "reloaded: new connections get what the files hold now"
              : "not reloaded: new connections get what was loaded before; mend what stderr names, then send SIGHUP");
    fflush(stdout);
}

/* Alerts by which a peer says that it does not accept our certificate, or our having none (RFC 8446 §6.2). In TLS 1.3
 * they come when the client's handshake is complete already. */
static bool refuses_us(const tl_error *error) {
    switch (error->alert) {
    case TL_ALERT_BAD_CERTIFICATE:
    case TL_ALERT_UNSUPPORTED_CERTIFICATE:
    case TL_ALERT_CERTIFICATE_REVOKED:
    case TL_ALERT_CERTIFICATE_EXPIRED:
    case TL_ALERT_CERTIFICATE_UNKNOWN:
    case TL_ALERT_CERTIFICATE_REQUIRED:
    case TL_ALERT_UNKNOWN_CA:
    case TL_ALERT_ACCESS_DENIED:
    case TL_ALERT_UNKNOWN_PSK_IDENTITY:
        return true;
    default:
        return error->reason == TL_REASON_CLIENT_CERTIFICATE_MISSED;
    }
}

int exit_code_of(const tl_error *error, bool in_handshake) {
    switch (error->kind) {
    case TL_ERR_AUTH_MISSING:
    case TL_ERR_AUTH_TYPE:
    case TL_ERR_AUTH_FINGERPRINT:
    case TL_ERR_AUTH_DENIED:
    case TL_ERR_AUTH_INVALID:
        return EXIT_NOT_TRUSTED;
    case TL_ERR_REMOTE_ALERT:
        return refuses_us(error) ? EXIT_AUTHENTICATION : EXIT_HANDSHAKE;
    case TL_ERR_LOCAL_ALERT:
    case TL_ERR_UNSUPPORTED:
        return EXIT_HANDSHAKE;
    case TL_ERR_ABRUPT_CLOSE:
    case TL_ERR_CLOSED:
        return in_handshake ? EXIT_HANDSHAKE : EXIT_USAGE_OR_IO;
    default:
        return error->reason == TL_REASON_HANDSHAKE_TIMEOUT ? EXIT_HANDSHAKE : EXIT_USAGE_OR_IO;
    }
}

int report_error(bool json, const char *command, bool in_handshake, const tl_error *error) {
    if (json) {
        json_failure(stderr, NULL, in_handshake, error);
    } else {
        fprintf(stderr, "%s: ", command);
        print_clean(stderr, error->message);
        putc('\n', stderr);
    }
    return exit_code_of(error, in_handshake);
}
