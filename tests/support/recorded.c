#include "support/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <tlslite/crypto.h>
#include <tlslite/x509.h>

#include "handshake/certificates.h"
#include "handshake/tls13.h"
#include "wire/authentication.h"

#define EXTENSION_RECORD_SIZE_LIMIT 28 /* RFC 8449 */

/* ---- looking things up in a trace ---- */

const json_t *recorded_trace(struct vectors *v, const char *name) {
    json_t *trace;
    size_t i;
    json_array_foreach(vectors_array(v->root, "traces"), i, trace) {
        if (strcmp(vectors_string(trace, "name"), name) == 0) {
            return trace;
        }
    }
    fail_msg("no trace \"%s\"", name);
    return NULL;
}

bool recorded_is_from(const json_t *item, enum role role) {
    return strcmp(vectors_string(item, "who"), role_name(role)) == 0;
}

/* The nth message of this name and sender, or NULL. */
static const json_t *find_message(const json_t *trace, enum role sender, const char *type, unsigned nth) {
    json_t *message;
    size_t i;
    json_array_foreach(vectors_array(trace, "messages"), i, message) {
        if (recorded_is_from(message, sender) && strcmp(vectors_string(message, "type"), type) == 0 && nth-- == 0) {
            return message;
        }
    }
    return NULL;
}

static tl_bytes message_octets(struct recorded *p, enum role sender, const char *type, unsigned nth) {
    const json_t *message = find_message(p->trace, sender, type, nth);
    assert_non_null(message);
    return vectors_hex(p->v, message, "hex");
}

static tl_bytes certificate_of(struct recorded *p, enum role role) {
    const json_t *message = find_message(p->trace, role, "Certificate", 0);
    return message != NULL ? vectors_hex(p->v, message, "certificate_der") : (tl_bytes){0};
}

static bool has_retry(const json_t *trace) {
    return find_message(trace, ROLE_SERVER, "HelloRetryRequest", 0) != NULL;
}

/* ---- what the recorded party drew ---- */

static void append(struct recorded *p, tl_bytes bytes) {
    assert_true(p->drawn_len + bytes.len <= sizeof p->drawn);
    memcpy(p->drawn + p->drawn_len, bytes.data, bytes.len);
    p->drawn_len += bytes.len;
}

static void append_keys(struct recorded *p) {
    json_t *key;
    size_t i;
    json_array_foreach(vectors_array(p->trace, "ephemeral_keys"), i, key) {
        if (recorded_is_from(key, p->role)) {
            append(p, vectors_hex(p->v, key, "private"));
        }
    }
}

/* In our order: a client's random, session ID and shares; a server's share and random. */
static void collect_random(struct recorded *p) {
    static const uint8_t unused_session_id[MAX_SESSION_ID_LEN];
    struct client_hello hello;
    struct server_hello answer;
    tl_bytes client_hello = bytes_from(message_octets(p, ROLE_CLIENT, "ClientHello", 0), MESSAGE_HEADER_LEN);
    tl_bytes server_hello = bytes_from(message_octets(p, ROLE_SERVER, "ServerHello", 0), MESSAGE_HEADER_LEN);
    assert_true(parse_client_hello(client_hello, &hello));
    assert_true(parse_server_hello(server_hello, &answer));
    if (p->role == ROLE_CLIENT) {
        append(p, hello.random);
        append(p, hello.session_id.len > 0 ? hello.session_id : bytes_of(unused_session_id, MAX_SESSION_ID_LEN));
    }
    append_keys(p);
    if (p->role == ROLE_SERVER) {
        append(p, answer.random);
    }
}

/* ---- a script that sends the recorded bodies ---- */

static const tl_bytes *keep_body(struct recorded *p, tl_bytes message) {
    assert_true(p->num_bodies < RECORDED_MAX_BODIES);
    p->bodies[p->num_bodies] = bytes_from(message, MESSAGE_HEADER_LEN);
    return &p->bodies[p->num_bodies++];
}

/* The recorded client may have sent no session ID: then none is to be echoed. */
static void send_recorded_hello(struct script_body *body, const void *arg) {
    struct client_hello m;
    script_replace(body, arg);
    assert_true(parse_client_hello(script_body_bytes(body), &m));
    body->h->session_id_len = (uint8_t)m.session_id.len;
}

static void replace(struct recorded *p, const char *name, enum message message, unsigned nth, unsigned nth_recorded) {
    tl_bytes octets = message_octets(p, p->role, name, nth_recorded);
    script_edit_fn *edit = message == MESSAGE_CLIENT_HELLO ? send_recorded_hello : script_replace;
    script_edit(&p->script, script_row(&p->script, p->role, message, nth), edit, keep_body(p, octets));
}

/* We offer no record_size_limit, so that our client refuses the recorded answer to it: the test takes that one
 * extension out before our handler sees the rest. The transcript has the message as it came. */
static enum step receive_recorded_extensions(struct handshake *h, tl_bytes body) {
    struct buffer buffer = {0};
    struct writer w = writer_to(&buffer);
    struct vector list = write_begin(&w, 2);
    struct reader r = reader_of(bytes_from(body, 2));
    for (struct wire_extension extension; read_extension(&r, &extension);) {
        if (extension.type != EXTENSION_RECORD_SIZE_LIMIT) {
            write_u16(&w, extension.type);
            write_vector(&w, 2, extension.content);
        }
    }
    write_close(&w, list);
    assert_false(w.failed);
    enum step step = receive_encrypted_extensions(h, read_end(&r) ? buffer_bytes(&buffer) : body);
    buffer_clear(&buffer);
    return step;
}

tl_bytes recorded_signature(struct recorded *p, uint16_t *scheme) {
    tl_bytes octets = message_octets(p, p->role, "CertificateVerify", 0);
    struct certificate_verify m;
    assert_true(parse_certificate_verify(bytes_from(octets, MESSAGE_HEADER_LEN), &m));
    *scheme = m.scheme;
    return m.signature;
}

void recorded_check_question(struct recorded *p, const tl_question *question, uint16_t scheme) {
    const json_t *message = find_message(p->trace, p->role, "CertificateVerify", 0);
    assert_int_equal(question->kind, TL_ASK_SIGNATURE);
    assert_int_equal(question->about.signature.scheme, scheme);
    tl_bytes signed_content = vectors_hex(p->v, message, "signed_content");
    assert_true(p->is_changed || bytes_equal(question->about.signature.message, signed_content));
    assert_ptr_equal(question->about.signature.identity, p->identity);
    p->num_signatures++;
}

/* Answers the question for our signature before the flight is sealed, so that it stays in one record. */
static void answer_at_once(struct script_body *body, const void *arg) {
    struct recorded *p = (struct recorded *)(uintptr_t)arg;
    struct handshake *h = body->h;
    uint16_t scheme;
    tl_bytes signature = recorded_signature(p, &scheme);
    struct buffer scratch = {0};
    struct writer w = writer_to(&scratch);
    assert_int_equal(send_certificate_verify13(h, &w), STEP_WAIT);
    assert_true(h->asking);
    recorded_check_question(p, &h->question, scheme);
    assert_true(buffer_append(&h->answer, signature));
    h->asking = false;
    h->answered = true;
    buffer_clear(&scratch);
}

static void script_client(struct recorded *p) {
    size_t extensions = script_row(&p->script, ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, 0);
    p->script.rows[extensions].receive = receive_recorded_extensions;
    replace(p, "ClientHello", MESSAGE_CLIENT_HELLO, 0, 0);
    if (has_retry(p->trace)) {
        replace(p, "ClientHello", MESSAGE_CLIENT_HELLO, 1, 1);
    }
}

static void script_server(struct recorded *p) {
    replace(p, "ServerHello", MESSAGE_SERVER_HELLO, 0, 0);
    replace(p, "EncryptedExtensions", MESSAGE_ENCRYPTED_EXTENSIONS, 0, 0);
    if (has_retry(p->trace)) {
        replace(p, "HelloRetryRequest", MESSAGE_HELLO_RETRY_REQUEST, 0, 0);
    }
    if (find_message(p->trace, ROLE_SERVER, "CertificateRequest", 0) != NULL) {
        replace(p, "CertificateRequest", MESSAGE_CERTIFICATE_REQUEST, 0, 0);
    }
}

/* ---- making a party ---- */

static time_t recorded_time(void *arg) {
    (void)arg;
    return 1533340800; /* 4 August 2018, when the certificates were valid */
}

static tl_common_options common_options(struct recorded *p) {
    return (tl_common_options){
        .settings = {.legacy = true, .min_key_bits = 1024, .min_version = TL_TLS1_3},
        .crypto = p->crypto,
        .clock = recorded_time,
    };
}

static void make_client(struct recorded *p) {
    tl_error error;
    tl_cert *server = tl_cert_parse(certificate_of(p, ROLE_SERVER), &error);
    assert_non_null(server);
    tl_client_options options = {
        .common = common_options(p), .identity = p->identity, .trusted_fingerprint = tl_cert_fingerprint(server)};
    p->client_config = tl_client_config_new(&options, &error);
    tl_cert_free(server);
    assert_non_null(p->client_config);
    p->engine = tl_engine_new_client(p->client_config, "server", NULL, NULL, &error);
    script_client(p);
}

static void make_server(struct recorded *p) {
    tl_error error;
    bool asks = find_message(p->trace, ROLE_SERVER, "CertificateRequest", 0) != NULL;
    const tl_identity *identities[] = {p->identity};
    tl_server_options options = {.common = common_options(p), .identities = identities, .num_identities = 1};
    options.common.settings.groups = has_retry(p->trace) ? "secp256r1" : NULL;
    if (asks) {
        p->trust = tl_trust_parse(certificate_of(p, ROLE_CLIENT), &error);
        assert_non_null(p->trust);
        options.client_cert = TL_CLIENT_CERT_REQUIRED;
        options.client_trust = p->trust;
    }
    p->server_config = tl_server_config_new(&options, &error);
    assert_non_null(p->server_config);
    p->engine = tl_engine_new_server(p->server_config, NULL, &error);
    script_server(p);
}

void recorded_start(struct recorded *p, struct vectors *v, const char *trace, enum role role, bool answers_at_once) {
    static const uint8_t throwaway[256] = {1};
    tl_error error;
    *p = (struct recorded){.v = v, .trace = recorded_trace(v, trace), .role = role};
    p->random.octets = bytes_of(throwaway, sizeof throwaway); /* for the ClientHello that the script replaces */
    p->crypto = tl_crypto_new(fixed_random, &p->random, &error);
    assert_non_null(p->crypto);
    tl_bytes certificate = certificate_of(p, role);
    if (certificate.len > 0) {
        p->identity = tl_identity_parse_external(certificate, &error);
        assert_non_null(p->identity);
    }
    script_init(&p->script, &flow_tls13);
    (role == ROLE_CLIENT ? make_client : make_server)(p);
    assert_non_null(p->engine);
    if (p->identity != NULL && answers_at_once) {
        script_prepare(&p->script, script_row(&p->script, role, MESSAGE_CERTIFICATE_VERIFY, 0), answer_at_once, p);
    }
    collect_random(p);
    p->random.octets = bytes_of(p->drawn, p->drawn_len);
    script_attach(&p->script, p->engine);
}

void recorded_end(struct recorded *p) {
    tl_engine_free(p->engine);
    tl_client_config_free(p->client_config);
    tl_server_config_free(p->server_config);
    tl_identity_free(p->identity);
    tl_trust_free(p->trust);
    tl_crypto_free(p->crypto);
}

/* ---- for tests ---- */

bool recorded_is_after_handshake(const json_t *record) {
    return strcmp(vectors_string(record, "epoch"), "application data") == 0;
}

tl_result recorded_receive(tl_engine *engine, tl_bytes octets) {
    tl_result result = TL_OK;
    while (octets.len > 0 && result == TL_OK) {
        size_t room;
        uint8_t *input = tl_engine_input(engine, &room);
        assert_non_null(input);
        size_t len = octets.len < room ? octets.len : room;
        memcpy(input, octets.data, len);
        octets = bytes_from(octets, len);
        result = tl_engine_received(engine, len);
    }
    return result;
}

void recorded_keys(struct recorded *p, const json_t *record, enum aead_use use, struct protection *keys) {
    *keys = (struct protection){.kind = &protection_none};
    assert_true(protection_install(keys, &protection_aead13, &aead_aes_128_gcm, p->crypto, use,
                                   vectors_hex(p->v, record, "key").data, vectors_hex(p->v, record, "iv").data));
}
