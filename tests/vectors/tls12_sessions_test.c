/* Captured handshakes of TLS 1.2: our client and our server as parties to them, each with the other side's recorded
 * messages. The ephemeral keys of the captures are not known, so that hellos, key exchanges and the master secret are
 * given; transcripts, signatures, key block, Finished and records are ours, and must fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/x509.h>

#include "base/control.h"
#include "handshake/certificates.h"
#include "handshake/tls12.h"
#include "keys/prf12.h"
#include "support/peers.h"
#include "support/script.h"
#include "support/vectors.h"
#include "wire/authentication.h"

#define MAX_MESSAGES 16

struct party {
    struct vectors *v;
    const json_t *session;
    enum role role;
    tl_bytes messages[MAX_MESSAGES]; /* recorded, in order, with their headers */
    enum role senders[MAX_MESSAGES];
    size_t num_messages;
    tl_bytes bodies[MAX_MESSAGES];
    tl_bytes master;
    tl_identity *identity;
    tl_trust *trust;
    time_t now;
    tl_client_config *client_config;
    tl_server_config *server_config;
    tl_engine *engine;
    struct script script;
    size_t num_signatures;
};

/* ---- what was recorded ---- */

static const json_t *find_session(struct vectors *v, const char *name) {
    json_t *session;
    size_t i;
    json_array_foreach(vectors_array(v->root, "sessions"), i, session) {
        if (strcmp(vectors_string(session, "name"), name) == 0) {
            return session;
        }
    }
    fail_msg("no session \"%s\"", name);
    return NULL;
}

static enum role sender_of(const json_t *item) {
    return strcmp(vectors_string(item, "who"), "client") == 0 ? ROLE_CLIENT : ROLE_SERVER;
}

static void load_messages(struct party *p) {
    json_t *message;
    size_t i;
    json_array_foreach(vectors_array(p->session, "handshake_messages"), i, message) {
        assert_true(p->num_messages < MAX_MESSAGES);
        p->senders[p->num_messages] = sender_of(message);
        p->messages[p->num_messages] = vectors_hex(p->v, message, "hex");
        p->bodies[p->num_messages] = bytes_from(p->messages[p->num_messages], MESSAGE_HEADER_LEN);
        p->num_messages++;
    }
}

/* The body of a message, or one without data where there was no such message. */
static const tl_bytes *body_of(const struct party *p, enum role sender, enum message message) {
    static const tl_bytes none;
    for (size_t i = 0; i < p->num_messages; i++) {
        if (p->senders[i] == sender && p->messages[i].data[0] == (uint8_t)message) {
            return &p->bodies[i];
        }
    }
    return &none;
}

static tl_bytes leaf_of(const struct party *p, enum role sender) {
    struct certificate_message m;
    struct certificate_entry entry = {{0}, {0}};
    tl_bytes body = *body_of(p, sender, MESSAGE_CERTIFICATE);
    if (body.data != NULL) {
        assert_true(parse_certificate12(body, &m));
        struct reader r = reader_of(m.list);
        assert_true(read_certificate_entry12(&r, &entry));
    }
    return entry.der;
}

/* All certificates that a side showed, one after the other. */
static void collect_chain(const struct party *p, enum role sender, struct buffer *chain) {
    struct certificate_message m;
    tl_bytes body = *body_of(p, sender, MESSAGE_CERTIFICATE);
    assert_true(body.data == NULL || parse_certificate12(body, &m));
    struct reader r = reader_of(body.data != NULL ? m.list : (tl_bytes){0});
    for (struct certificate_entry entry; read_certificate_entry12(&r, &entry);) {
        assert_true(buffer_append(chain, entry.der));
    }
}

/* ---- what is given ---- */

static void give_client_hello(struct script_body *body, const void *arg) {
    struct client_hello m;
    script_replace(body, arg);
    assert_true(parse_client_hello(script_body_bytes(body), &m));
    memcpy(body->h->conn->client_random, m.random.data, RANDOM_LEN);
}

static void give_server_hello(struct script_body *body, const void *arg) {
    struct server_hello m;
    script_replace(body, arg);
    assert_true(parse_server_hello(script_body_bytes(body), &m));
    memcpy(body->h->conn->server_random, m.random.data, RANDOM_LEN);
}

static void give_server_exchange(struct script_body *body, const void *arg) {
    struct handshake *h = body->h;
    h->num_key_shares = 1;
    assert_true(key_share_generate(h, &h->key_shares[0], h->group));
    script_replace(body, arg);
}

static void give_master(struct handshake *h, const struct party *p) {
    struct connection *c = h->conn;
    tl_bytes expected = vectors_hex(p->v, p->session, "key_block");
    assert_true(h->extended_master_secret);
    assert_true(secret_set(&c->exporter, p->master));
    assert_true(expected.len <= sizeof h->key_block);
    assert_true(key_block12(c->suite->hash, &c->exporter, bytes_of(c->client_random, RANDOM_LEN),
                            bytes_of(c->server_random, RANDOM_LEN), h->key_block, expected.len));
}

static void give_master_before(struct script_body *body, const void *arg) {
    give_master(body->h, arg);
}

/* The script's owner, for a row's receiver, which has no argument. */
static const struct party *receiving;

static enum step receive_change_with_master(struct handshake *h, tl_bytes none) {
    give_master(h, receiving);
    return receive_change_cipher_spec(h, none);
}

/* What is signed in CertificateVerify is all that was said before it (RFC 5246 §7.4.8). */
static void expect_signed(const struct party *p, tl_bytes content) {
    size_t at = 0;
    for (size_t i = 0; i < p->num_messages && p->messages[i].data[0] != MESSAGE_CERTIFICATE_VERIFY; i++) {
        tl_bytes message = p->messages[i];
        assert_true(at + message.len <= content.len);
        assert_memory_equal(content.data + at, message.data, message.len);
        at += message.len;
    }
    assert_int_equal(at, content.len);
}

static void give_signature(struct script_body *body, const void *arg) {
    struct party *p = (struct party *)(uintptr_t)arg;
    struct handshake *h = body->h;
    struct certificate_verify m;
    struct buffer scratch = {0};
    struct writer w = writer_to(&scratch);
    assert_true(parse_certificate_verify(*body_of(p, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY), &m));
    assert_int_equal(send_certificate_verify12(h, &w), STEP_WAIT);
    assert_int_equal(h->question.about.signature.scheme, m.scheme);
    expect_signed(p, h->question.about.signature.message);
    assert_true(buffer_append(&h->answer, m.signature));
    h->asking = false;
    h->answered = true;
    p->num_signatures++;
    buffer_clear(&scratch);
}

/* ---- parties ---- */

static time_t recorded_time(void *arg) {
    return *(const time_t *)arg;
}

static void replace(struct party *p, enum message message, script_edit_fn *edit, bool is_ours) {
    size_t row = script_row(&p->script, p->role, message, 0);
    const tl_bytes *body = body_of(p, p->role, message);
    if (body->data != NULL) {
        script_edit(&p->script, row, edit, body);
        p->script.steps[row].send = is_ours ? p->script.steps[row].send : NULL;
    }
}

static void make_client(struct party *p, const tl_common_options *common) {
    tl_error error;
    tl_cert *server = tl_cert_parse(leaf_of(p, ROLE_SERVER), &error);
    assert_non_null(server);
    tl_client_options options = {
        .common = *common, .identity = p->identity, .trusted_fingerprint = tl_cert_fingerprint(server)};
    p->client_config = tl_client_config_new(&options, &error);
    tl_cert_free(server);
    assert_non_null(p->client_config);
    p->engine = tl_engine_new_client(p->client_config, "server", NULL, NULL, &error);
    replace(p, MESSAGE_CLIENT_HELLO, give_client_hello, true);
    replace(p, MESSAGE_CLIENT_KEY_EXCHANGE, script_replace, true);
    script_prepare(&p->script, script_row(&p->script, ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC, 0), give_master_before,
                   p);
    if (p->identity != NULL) {
        size_t row = script_row(&p->script, ROLE_CLIENT, MESSAGE_CERTIFICATE_VERIFY, 0);
        script_prepare(&p->script, row, give_signature, p);
    }
}

static void make_server(struct party *p, const tl_common_options *common) {
    tl_error error;
    const tl_identity *identities[] = {p->identity};
    tl_server_options options = {.common = *common, .identities = identities, .num_identities = 1};
    tl_bytes client = leaf_of(p, ROLE_CLIENT);
    if (client.len > 0) {
        p->trust = tl_trust_parse(client, &error);
        assert_non_null(p->trust);
        options.client_cert = TL_CLIENT_CERT_REQUIRED;
        options.client_trust = p->trust;
    }
    p->server_config = tl_server_config_new(&options, &error);
    assert_non_null(p->server_config);
    p->engine = tl_engine_new_server(p->server_config, NULL, &error);
    replace(p, MESSAGE_SERVER_HELLO, give_server_hello, true);
    replace(p, MESSAGE_SERVER_KEY_EXCHANGE, give_server_exchange, false);
    replace(p, MESSAGE_CERTIFICATE_REQUEST, script_replace, true);
    size_t change = script_row(&p->script, ROLE_CLIENT, MESSAGE_CHANGE_CIPHER_SPEC, 0);
    p->script.rows[change].receive = receive_change_with_master;
    receiving = p;
}

static time_t time_of_certificates(const struct party *p) {
    tl_error error;
    tl_cert *cert = tl_cert_parse(leaf_of(p, ROLE_SERVER), &error);
    assert_non_null(cert);
    time_t time = tl_cert_not_before(cert) + 86400;
    tl_cert_free(cert);
    return time;
}

static void party_start(struct party *p, struct vectors *v, const char *name, enum role role) {
    tl_error error;
    *p = (struct party){.v = v, .session = find_session(v, name), .role = role};
    load_messages(p);
    p->master = vectors_hex(v, p->session, "master_secret");
    p->now = time_of_certificates(p);
    tl_common_options common = {.settings = {.max_version = TL_TLS1_2}, .clock = recorded_time, .clock_arg = &p->now};
    struct buffer chain = {0};
    collect_chain(p, role, &chain);
    if (chain.len > 0) {
        p->identity = tl_identity_parse_external(buffer_bytes(&chain), &error);
        assert_non_null(p->identity);
    }
    buffer_clear(&chain);
    script_init(&p->script, &flow_tls12);
    (role == ROLE_CLIENT ? make_client : make_server)(p, &common);
    assert_non_null(p->engine);
    script_attach(&p->script, p->engine);
}

static void party_end(struct party *p) {
    tl_engine_free(p->engine);
    tl_client_config_free(p->client_config);
    tl_server_config_free(p->server_config);
    tl_identity_free(p->identity);
    tl_trust_free(p->trust);
}

/* ---- following a session ---- */

/* The content of what we sent, in all records of the handshake, in the clear or under our own keys; the recorded
 * explicit nonces are random, ours count. */
static void collect(struct party *p, struct buffer *content) {
    struct buffer output = peer_take(p->engine);
    tl_bytes key = vectors_hex(p->v, vectors_object(p->session, "keys"),
                               p->role == ROLE_CLIENT ? "client_write_key" : "server_write_key");
    tl_bytes iv = vectors_hex(p->v, vectors_object(p->session, "keys"),
                              p->role == ROLE_CLIENT ? "client_write_IV" : "server_write_IV");
    struct protection keys;
    protection_init_none(&keys);
    for (size_t at = 0; at < output.len;) {
        struct record record;
        size_t need;
        assert_int_equal(record_open(&keys, output.data + at, output.len - at, &record, &need), RECORD_OK);
        at += need;
        if (record.type == CONTENT_CHANGE_CIPHER_SPEC) {
            assert_true(protection_install(&keys, &protection_aead12, p->engine->conn.suite->aead,
                                           p->engine->conn.config->crypto, AEAD_OPEN, key.data, iv.data));
            continue;
        }
        if (record.type == CONTENT_ALERT) {
            assert_true(tl_engine_orderly_end(p->engine)); /* the answer to a recorded close_notify */
            continue;
        }
        assert_int_equal(record.type, CONTENT_HANDSHAKE);
        assert_true(buffer_append(content, record.content));
    }
    protection_clear(&keys);
    buffer_clear(&output);
}

static void expect_recorded_content(const struct party *p, tl_bytes content) {
    size_t at = 0;
    for (size_t i = 0; i < p->num_messages; i++) {
        if (p->senders[i] == p->role) {
            tl_bytes message = p->messages[i];
            assert_true(at + message.len <= content.len);
            assert_memory_equal(content.data + at, message.data, message.len);
            at += message.len;
        }
    }
    assert_int_equal(at, content.len);
}

static bool is_encrypted(const json_t *record) {
    return vectors_has(record, "encrypted");
}

/* What is changed on the way: one octet of the record with this message in it. */
struct change {
    const char *session;
    enum role role;
    enum message message; /* Finished: the first protected record; HelloRequest: nothing, but the master secret */
    bool in_random;       /* of ServerHello, else the last octet */
    tl_alert alert;
};

static bool has_message(const json_t *record, tl_bytes octets, enum message message) {
    return message == MESSAGE_FINISHED ? is_encrypted(record)
                                       : !is_encrypted(record) && octets.data[0] == CONTENT_HANDSHAKE &&
                                             octets.data[RECORD_HEADER_LEN] == (uint8_t)message;
}

static void change_octet(const json_t *record, tl_bytes octets, const struct change *change) {
    if (change != NULL && has_message(record, octets, change->message)) {
        uint8_t *data = (uint8_t *)(uintptr_t)octets.data;
        data[change->in_random ? RECORD_HEADER_LEN + MESSAGE_HEADER_LEN + 2 : octets.len - 1] ^= 1;
    }
}

/* Gives the engine every record of the other side, and reads what application data there is. */
static size_t feed_records(struct party *p, const struct change *change, bool *is_accepted) {
    json_t *record;
    size_t i, num_data = 0;
    *is_accepted = true;
    json_array_foreach(vectors_array(p->session, "records"), i, record) {
        if (sender_of(record) == p->role) {
            continue;
        }
        tl_bytes octets = vectors_hex(p->v, record, "record");
        change_octet(record, octets, change);
        if (peer_feed(p->engine, octets) != TL_OK) {
            *is_accepted = false;
            return num_data;
        }
        tl_bytes data = tl_engine_plaintext(p->engine);
        if (data.len > 0) {
            assert_true(is_encrypted(record));
            assert_true(bytes_equal(data, vectors_hex(p->v, record, "plaintext")));
            tl_engine_consumed(p->engine, data.len);
            num_data++;
        }
    }
    return num_data;
}

static const struct expected {
    const char *session, *suite, *peer_signature; /* of the server */
    bool has_client_certificate;
    size_t num_data; /* records of the client's */
} sessions[] = {
    {"tls_ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ecdsa_secp256r1_sha256", false,
     10},
    {"tls_ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ecdsa_secp256r1_sha256",
     false, 10},
    {"tls_ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "rsa_pss_rsae_sha256", false,
     10},
    {"tls_ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "rsa_pss_rsae_sha256", false, 10},
    {"mTLS1_2_ECDSA", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ecdsa_secp256r1_sha256", true, 11},
    {"mTLS1_2_Ed25519", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ed25519", true, 11},
};

static void expect_session(struct vectors *v, const struct expected *expected, enum role role) {
    struct party p;
    bool is_accepted;
    struct buffer content = {0};
    party_start(&p, v, expected->session, role);
    size_t num_data = feed_records(&p, NULL, &is_accepted);
    if (!is_accepted) {
        fail_msg("%s, %s: %s", expected->session, role_name(role), tl_engine_error(p.engine)->message);
    }
    assert_true(tl_engine_handshake_done(p.engine));
    assert_int_equal(num_data, role == ROLE_SERVER ? expected->num_data : 0);
    assert_int_equal(p.num_signatures, role == ROLE_CLIENT && expected->has_client_certificate);
    const tl_session *session = tl_engine_session(p.engine);
    assert_string_equal(tl_session_cipher(session), expected->suite);
    if (role == ROLE_CLIENT) {
        assert_string_equal(tl_session_peer_signature(session), expected->peer_signature);
    }
    collect(&p, &content);
    expect_recorded_content(&p, buffer_bytes(&content));
    buffer_clear(&content);
    party_end(&p);
}

static void test_sessions(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/tls_sessions.json");
    for (size_t i = 0; i < COUNT_OF(sessions); i++) {
        expect_session(&v, &sessions[i], ROLE_CLIENT);
        expect_session(&v, &sessions[i], ROLE_SERVER);
    }
    vectors_close(&v);
}

static const struct change changes[] = {
    {"tls_ECDHE-ECDSA-AES128-GCM-SHA256", ROLE_CLIENT, MESSAGE_SERVER_HELLO, true, TL_ALERT_DECRYPT_ERROR},
    {"tls_ECDHE-ECDSA-AES128-GCM-SHA256", ROLE_CLIENT, MESSAGE_CERTIFICATE, false, TL_ALERT_BAD_CERTIFICATE},
    {"tls_ECDHE-ECDSA-AES128-GCM-SHA256", ROLE_CLIENT, MESSAGE_SERVER_KEY_EXCHANGE, false, TL_ALERT_DECRYPT_ERROR},
    {"tls_ECDHE-RSA-AES256-GCM-SHA384", ROLE_CLIENT, MESSAGE_SERVER_KEY_EXCHANGE, false, TL_ALERT_DECRYPT_ERROR},
    {"mTLS1_2_Ed25519", ROLE_CLIENT, MESSAGE_SERVER_KEY_EXCHANGE, false, TL_ALERT_DECRYPT_ERROR},
    {"tls_ECDHE-RSA-CHACHA20-POLY1305", ROLE_CLIENT, MESSAGE_FINISHED, false, TL_ALERT_BAD_RECORD_MAC},
    {"tls_ECDHE-RSA-CHACHA20-POLY1305", ROLE_SERVER, MESSAGE_FINISHED, false, TL_ALERT_BAD_RECORD_MAC},
    {"tls_ECDHE-RSA-AES256-GCM-SHA384", ROLE_CLIENT, MESSAGE_HELLO_REQUEST, false, TL_ALERT_BAD_RECORD_MAC},
    {"tls_ECDHE-RSA-AES256-GCM-SHA384", ROLE_SERVER, MESSAGE_HELLO_REQUEST, false, TL_ALERT_BAD_RECORD_MAC},
    {"mTLS1_2_ECDSA", ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY, false, TL_ALERT_DECRYPT_ERROR},
    {"mTLS1_2_Ed25519", ROLE_SERVER, MESSAGE_CERTIFICATE_VERIFY, false, TL_ALERT_DECRYPT_ERROR},
    {"mTLS1_2_ECDSA", ROLE_SERVER, MESSAGE_CLIENT_KEY_EXCHANGE, false, TL_ALERT_DECRYPT_ERROR}, /* it was signed */
    {"tls_ECDHE-ECDSA-CHACHA20-POLY1305", ROLE_SERVER, MESSAGE_CLIENT_KEY_EXCHANGE, false, TL_ALERT_DECRYPT_ERROR},
};

static void test_changes(void **state) {
    (void)state;
    struct vectors v = vectors_open("rfc/tls_sessions.json");
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        struct party p;
        bool is_accepted;
        party_start(&p, &v, changes[i].session, changes[i].role);
        if (changes[i].message == MESSAGE_HELLO_REQUEST) {
            ((uint8_t *)(uintptr_t)p.master.data)[0] ^= 1;
        }
        feed_records(&p, &changes[i], &is_accepted);
        const tl_error *error = tl_engine_error(p.engine);
        if (is_accepted || error->alert != changes[i].alert) {
            fail_msg("%s, change %zu: %s", changes[i].session, i, is_accepted ? "accepted" : error->message);
        }
        party_end(&p);
    }
    vectors_close(&v);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_changes),
    };
    return vectors_available() ? cmocka_run_group_tests(tests, NULL, NULL) : VECTORS_SKIPPED;
}
