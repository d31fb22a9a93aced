/* ServerHellos and EncryptedExtensions that our client refuses, each beside one that it accepts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/refusals.h"

/* ---- configurations ---- */

static void with_both_versions(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.min_version = TL_TLS1_2;
    e->peers.client_options.common.settings.max_version = TL_TLS1_3;
}

static void with_one_cipher(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.ciphers = "aes128gcm";
}

static void with_p256(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.groups = "secp256r1";
}

static void with_p521(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.groups = "secp521r1";
}

static void with_x448(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.groups = "x448";
    e->peers.server_options.common.settings.groups = "x448";
}

static void with_alpn(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.alpn = "h2,http/1.1";
    e->peers.server_options.common.alpn = "http/1.1";
}

/* ---- edits of this program's own ---- */

/* What a client of both versions sent for compatibility's sake comes back as if it named a session. */
static void echo_session_id(struct script_body *body, const void *arg) {
    const struct handshake *h = body->h;
    (void)arg;
    assert_int_equal(h->session_id_len, MAX_SESSION_ID_LEN);
    tamper_hello(body, &(struct tamper_hello){.session_id = bytes_of(h->session_id, h->session_id_len)});
}

static void forget_extended_master_secret(struct script_body *body, const void *arg) {
    (void)arg;
    assert_true(body->h->extended_master_secret);
    body->h->extended_master_secret = false;
}

/* clang-format off */

#define ZEROS_8  0, 0, 0, 0, 0, 0, 0, 0
#define ZEROS_24 ZEROS_8, ZEROS_8, ZEROS_8
#define ZEROS_32 ZEROS_8, ZEROS_24
#define ZEROS_56 ZEROS_24, ZEROS_32
#define ZEROS_66 0, 0, ZEROS_32, ZEROS_32
#define SHARE    EXTENSION_KEY_SHARE

/* ---- TLS 1.3 ---- */

static const struct subject hello13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, NULL};

static const struct refusal hellos13[] = {
    {"legacy_version of TLS 1.3", NULL, HELLO(.legacy_version = 0x0304), ALERT(ILLEGAL_PARAMETER, BAD_LEGACY_VERSION), AS_IT_IS},
    {"legacy_version of TLS 1.1", NULL, HELLO(.legacy_version = 0x0302), ALERT(ILLEGAL_PARAMETER, BAD_LEGACY_VERSION), AS_IT_IS},
    {"legacy_version of no TLS", NULL, HELLO(.legacy_version = 0x7f03), ALERT(ILLEGAL_PARAMETER, BAD_LEGACY_VERSION), AS_IT_IS},
    {"another session ID", NULL, HELLO(.session_id = OCTETS(ZEROS_32)), ALERT(ILLEGAL_PARAMETER, SESSION_ID_NOT_ECHOED), AS_IT_IS},
    {"a session ID of 33 octets", NULL, HELLO(.session_id = OCTETS(ZEROS_32, 1)), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"no session ID", NULL, HELLO(.session_id = EMPTY), ALERT(ILLEGAL_PARAMETER, SESSION_ID_NOT_ECHOED), AS_IT_IS},
    {"an unknown suite", NULL, HELLO(.cipher_suite = 0x1304), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"a suite of TLS 1.2", with_both_versions, HELLO(.cipher_suite = 0xc02b), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"a suite that was not offered", with_one_cipher, HELLO(.cipher_suite = 0x1302), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"compression", NULL, HELLO(.compression_method = 1), ALERT(ILLEGAL_PARAMETER, BAD_COMPRESSION), AS_IT_IS},

    {"TLS 1.2 in supported_versions", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 3), ALERT(ILLEGAL_PARAMETER, UNOFFERED_VERSION), AS_IT_IS},
    {"no version in supported_versions", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 0, 0), ALERT(ILLEGAL_PARAMETER, UNOFFERED_VERSION), AS_IT_IS},
    {"a later version", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 5), ALERT(ILLEGAL_PARAMETER, UNOFFERED_VERSION), AS_IT_IS},
    {"no supported_versions", NULL, REMOVE_EXTENSION(EXTENSION_SUPPORTED_VERSIONS), ALERT(PROTOCOL_VERSION, SERVER_CHOSE_VERSION), AS_IT_IS},
    {"no extensions, and TLS 1.3 in legacy_version", with_both_versions, HELLO(.legacy_version = 0x0304, .no_extensions = true),
     ALERT(PROTOCOL_VERSION, SERVER_CHOSE_VERSION), AS_IT_IS},
    {"no extensions, and SSL 3.0", with_both_versions, HELLO(.legacy_version = 0x0300, .no_extensions = true),
     ALERT(PROTOCOL_VERSION, SERVER_CHOSE_VERSION), AS_IT_IS},

    {"no key_share", NULL, REMOVE_EXTENSION(SHARE), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},
    {"a group without a share", NULL, SET_EXTENSION(SHARE, 0, 23, 0, 1, 4), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"a group that is not offered by default", NULL, SET_EXTENSION(SHARE, 0, 30, 0, 1, 4), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"an unknown group", NULL, SET_EXTENSION(SHARE, 0, 31, 0, 1, 4), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"a share without octets", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a share that is too short", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 31, ZEROS_24, 1, 2, 3, 4, 5, 6, 7), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is too long", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 33, ZEROS_32, 1), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero as an X25519 share", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 32, ZEROS_32), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"one as an X25519 share", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 32, 1, ZEROS_24, 0, 0, 0, 0, 0, 0, 0), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is no point of P-256", with_p256, SET_EXTENSION(SHARE, 0, 23, 0, 65, 4, ZEROS_32, ZEROS_32), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is no point of P-521", with_p521, SET_EXTENSION(SHARE, 0, 25, 0, 133, 4, ZEROS_66, ZEROS_66), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero as an X448 share", with_x448, SET_EXTENSION(SHARE, 0, 30, 0, 56, ZEROS_56), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"an X25519 share for X448", with_x448, SET_EXTENSION(SHARE, 0, 30, 0, 32, 9, ZEROS_24, 0, 0, 0, 0, 0, 0, 0), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a compressed point", with_p256, SET_EXTENSION(SHARE, 0, 23, 0, 33, 3, ZEROS_32), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},

    {"an unknown extension", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"an extension that was not offered", NULL, SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '2'), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"a cookie", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 7), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"a pre_shared_key", NULL, SET_EXTENSION(EXTENSION_PRE_SHARED_KEY, 0, 0), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"an extension of EncryptedExtensions", NULL, EMPTY_EXTENSION(EXTENSION_SERVER_NAME), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension of ClientHello", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 2, 4, 3), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension of TLS 1.2", with_both_versions, EMPTY_EXTENSION(EXTENSION_EXTENDED_MASTER_SECRET), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension twice", NULL, REPEAT_EXTENSION(SHARE), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
};

static const struct subject extensions13 = {TL_TLS1_3, ROLE_SERVER, MESSAGE_ENCRYPTED_EXTENSIONS, 0, NULL};

static const struct refusal encrypted_extensions[] = {
    {"an unknown extension", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), REMOVE_EXTENSION(EXTENSION_SERVER_NAME)},
    {"early_data that was not offered", NULL, EMPTY_EXTENSION(42), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"ALPN that was not offered", NULL, SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '2'), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"a protocol that was not offered", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '3'), ALERT(ILLEGAL_PARAMETER, UNOFFERED_PROTOCOL),
     SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '2')},
    {"the start of an offered protocol", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 5, 4, 'h', 't', 't', 'p'), ALERT(ILLEGAL_PARAMETER, UNOFFERED_PROTOCOL),
     REMOVE_EXTENSION(EXTENSION_ALPN)},
    {"two protocols", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 12, 2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'),
     ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"no protocol", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"server_name with content", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), EMPTY_EXTENSION(EXTENSION_SERVER_NAME)},
    {"key_share", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 1, 9), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"supported_versions", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 4), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"signature_algorithms", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 2, 4, 3), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION),
     SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 4, 0x0a, 0x0a, 0, 29)}, /* which may be there */
    {"groups in half", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 3, 0, 29, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"renegotiation_info", with_both_versions, SET_EXTENSION(EXTENSION_RENEGOTIATION_INFO, 0), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension twice", NULL, REPEAT_EXTENSION(EXTENSION_SERVER_NAME), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
};

/* ---- TLS 1.2 ---- */

static const struct subject hello12 = {TL_TLS1_2, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, NULL};

static const struct refusal hellos12[] = {
    {"TLS 1.1", NULL, HELLO(.legacy_version = 0x0302), ALERT(PROTOCOL_VERSION, SERVER_CHOSE_VERSION), AS_IT_IS},
    {"TLS 1.3 in the old place", with_both_versions, HELLO(.legacy_version = 0x0304), ALERT(PROTOCOL_VERSION, SERVER_CHOSE_VERSION), AS_IT_IS},
    {"a server that could speak TLS 1.3", with_both_versions, HELLO(.random = OCTETS(ZEROS_24, 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1)),
     ALERT(ILLEGAL_PARAMETER, DOWNGRADED), HELLO(.random = OCTETS(ZEROS_24, 'D', 'O', 'W', 'N', 'G', 'R', 'D', 2))},
    {"a server made to speak TLS 1.1", with_both_versions, HELLO(.random = OCTETS(ZEROS_24, 'D', 'O', 'W', 'N', 'G', 'R', 'D', 0)),
     ALERT(ILLEGAL_PARAMETER, DOWNGRADED), HELLO(.random = OCTETS('D', 'O', 'W', 'N', 'G', 'R', 'D', 1, ZEROS_24))},
    {"a session that we never had", with_both_versions, {echo_session_id, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, SESSION_ID_NOT_OURS),
     HELLO(.session_id = OCTETS(ZEROS_32))}, /* it may name its new session as it likes */
    {"a session ID of 33 octets", NULL, HELLO(.session_id = OCTETS(ZEROS_32, 1)), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"an unknown suite", NULL, HELLO(.cipher_suite = 0x0005), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE),
     HELLO(.random = OCTETS(ZEROS_24, 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1))}, /* nothing to us: we speak TLS 1.2 only */
    {"a suite of TLS 1.3", with_both_versions, HELLO(.cipher_suite = 0x1301), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"a suite that was not offered", with_one_cipher, HELLO(.cipher_suite = 0xc02c), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"a suite of RSA with an ECDSA certificate", NULL, HELLO(.cipher_suite = 0xc02f), ALERT(ILLEGAL_PARAMETER, SUITE_NOT_FOR_KEY), AS_IT_IS},
    {"compression", NULL, HELLO(.compression_method = 1), ALERT(ILLEGAL_PARAMETER, BAD_COMPRESSION), AS_IT_IS},
    {"no extensions", NULL, HELLO(.no_extensions = true), ALERT(HANDSHAKE_FAILURE, NO_SECURE_RENEGOTIATION), AS_IT_IS},
    {"no renegotiation_info", NULL, REMOVE_EXTENSION(EXTENSION_RENEGOTIATION_INFO), ALERT(HANDSHAKE_FAILURE, NO_SECURE_RENEGOTIATION), AS_IT_IS},
    {"a renegotiation", NULL, SET_EXTENSION(EXTENSION_RENEGOTIATION_INFO, 2, 'x', 'y'), ALERT(HANDSHAKE_FAILURE, BAD_RENEGOTIATION_INFO), AS_IT_IS},
    {"compressed points alone", NULL, SET_EXTENSION(EXTENSION_EC_POINT_FORMATS, 2, 1, 2), ALERT(ILLEGAL_PARAMETER, NO_UNCOMPRESSED_POINTS),
     SET_EXTENSION(EXTENSION_EC_POINT_FORMATS, 3, 2, 1, 0)},
    {"an extended_master_secret with content", NULL, SET_EXTENSION(EXTENSION_EXTENDED_MASTER_SECRET, 0), ALERT(DECODE_ERROR, BAD_EXTENSION),
     {NULL, NULL, forget_extended_master_secret}},
    {"an unknown extension", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), REMOVE_EXTENSION(EXTENSION_SERVER_NAME)},
    {"a session ticket that was not offered", NULL, EMPTY_EXTENSION(35), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"a protocol that was not offered", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '3'), ALERT(ILLEGAL_PARAMETER, UNOFFERED_PROTOCOL),
     SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '2')},
    {"an extension of ClientHello", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 2, 4, 3), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION),
     SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 2, 0, 29)}, /* which some servers send */
    {"an extension of TLS 1.3", with_both_versions, SET_EXTENSION(SHARE, 0, 29, 0, 1, 9), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"supported_versions with TLS 1.2", with_both_versions, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 3), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension twice", NULL, REPEAT_EXTENSION(EXTENSION_RENEGOTIATION_INFO), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
};
/* clang-format on */

static void test_server_hello13(void **state) {
    refusals_run(*state, &hello13, hellos13, COUNT_OF(hellos13));
}

static void test_encrypted_extensions(void **state) {
    refusals_run(*state, &extensions13, encrypted_extensions, COUNT_OF(encrypted_extensions));
}

static void test_server_hello12(void **state) {
    refusals_run(*state, &hello12, hellos12, COUNT_OF(hellos12));
}

/* ---- the mark against downgrades, as our server makes it and our client finds it (RFC 8446 §4.1.3) ---- */

static bool is_marked(const struct encounter *e) {
    static const uint8_t mark[] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    const uint8_t *random = e->peers.pair.client->conn.server_random;
    return memcmp(random + RANDOM_LEN - sizeof mark, mark, sizeof mark) == 0;
}

static void test_mark(void **state) {
    static const struct {
        tl_protocol client_max, server_max;
        bool is_marked;
    } pairs[] = {{TL_TLS1_2, TL_TLS1_2, false},
                 {TL_TLS1_2, TL_TLS1_3, true},
                 {TL_TLS1_3, TL_TLS1_2, false},
                 {TL_TLS1_3, TL_TLS1_3, false}};
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        struct encounter e;
        encounter_init(&e, *state, "the mark against downgrades", ROLE_CLIENT, TL_TLS1_2);
        e.peers.client_options.common.settings.max_version = pairs[i].client_max;
        e.peers.server_options.common.settings.max_version = pairs[i].server_max;
        peers_start(&e.peers);
        encounter_run(&e);
        encounter_accepted(&e);
        assert_int_equal(is_marked(&e), pairs[i].is_marked);
        encounter_clear(&e);
    }
}

/* Somebody takes TLS 1.3 out of the client's offer, on the way. */
static void test_downgrade(void **state) {
    struct encounter e;
    encounter_init(&e, *state, "a downgrade", ROLE_SERVER, TL_TLS1_2);
    e.peers.client_options.common.settings.max_version = TL_TLS1_3;
    e.peers.server_options.common.settings.max_version = TL_TLS1_3;
    const struct tamper_extension versions = {EXTENSION_SUPPORTED_VERSIONS, EMPTY};
    script_edit(&e.script, script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0), tamper_remove_extension,
                &versions);
    encounter_run(&e);
    const tl_error *error = tl_engine_error(e.peers.pair.client);
    assert_int_equal(error->reason, TL_REASON_DOWNGRADED);
    assert_int_equal(error->alert, TL_ALERT_ILLEGAL_PARAMETER);
    assert_int_equal(tl_engine_error(e.peers.pair.server)->alert, TL_ALERT_ILLEGAL_PARAMETER);
    encounter_clear(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_hello13), cmocka_unit_test(test_encrypted_extensions),
        cmocka_unit_test(test_server_hello12), cmocka_unit_test(test_mark),
        cmocka_unit_test(test_downgrade),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
