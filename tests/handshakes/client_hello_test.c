/* ClientHellos that our server refuses, each beside one that it accepts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "support/refusals.h"

/* ---- configurations ---- */

static void with_alpn(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.alpn = "h2,http/1.1";
    e->peers.server_options.common.alpn = "http/1.1";
}

static void with_strict_names(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.server_options.refuse_unknown_names = true;
}

static void with_group(struct encounter *e, const char *group) {
    e->peers.client_options.common.settings.groups = group;
    e->peers.server_options.common.settings.groups = group;
}

static void with_p256(struct encounter *e, struct world *world) {
    (void)world;
    with_group(e, "secp256r1");
}

static void with_p521(struct encounter *e, struct world *world) {
    (void)world;
    with_group(e, "secp521r1");
}

static void with_x448(struct encounter *e, struct world *world) {
    (void)world;
    with_group(e, "x448");
}

static void with_ed25519(struct encounter *e, struct world *world) {
    peers_only_identity(&e->peers, pki_identity(&world->pki, PKI_SERVER_ED25519));
}

static void with_both_versions(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.server_options.common.settings.min_version = TL_TLS1_2;
    e->peers.server_options.common.settings.max_version = TL_TLS1_3;
}

/* ---- edits of this program's own ---- */

static void add_unknown_twice(struct script_body *body, const void *arg) {
    tamper_add_extension(body, arg);
    tamper_add_extension(body, arg);
}

/* Many extensions that nobody knows, GREASE-like. */
static void add_many(struct script_body *body, const void *arg) {
    struct buffer list = {0};
    struct writer w = writer_to(&list);
    (void)arg;
    write_bytes(&w, tamper_extensions(body));
    for (unsigned i = 0; i < 1000; i++) {
        write_u16(&w, 0x2000 + i);
        write_vector(&w, 2, bytes_of_string("anything"));
    }
    assert_false(w.failed);
    tamper_replace_extensions(body, buffer_bytes(&list));
    buffer_clear(&list);
}

/* Two shares of one group, the client's own. */
static void double_share(struct script_body *body, const void *arg) {
    struct buffer shares = {0};
    struct writer w = writer_to(&shares);
    (void)arg;
    struct vector list = write_begin(&w, 2);
    for (unsigned i = 0; i < 2; i++) {
        write_u16(&w, body->h->key_shares[0].group->id);
        write_vector(&w, 2, buffer_bytes(&body->h->key_shares[0].share));
    }
    write_close(&w, list);
    assert_false(w.failed);
    tamper_set_extension(body, &(struct tamper_extension){EXTENSION_KEY_SHARE, buffer_bytes(&shares)});
    buffer_clear(&shares);
}

/* clang-format off */

#define ZEROS_31 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
#define ZEROS_32 0, ZEROS_31
#define ZEROS_55 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ZEROS_32
#define ZEROS_66 0, 0, ZEROS_32, ZEROS_32
#define ADD_UNKNOWN_TWICE {add_unknown_twice, &(const struct tamper_extension){0x7a7a, OCTETS(1)}, NULL}

static const struct subject hello13 = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0, NULL};
static const struct subject hello12 = {TL_TLS1_2, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0, NULL};

/* ---- what both versions have ---- */

static const struct refusal both[] = {
    {"an extension twice", NULL, REPEAT_EXTENSION(EXTENSION_SERVER_NAME), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
    {"an unknown extension twice", NULL, ADD_UNKNOWN_TWICE, ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), ADD_EXTENSION(0x7a7a, 1)},
    {"one of a thousand extensions twice", NULL, {add_unknown_twice, &(const struct tamper_extension){0xfafa, EMPTY}, NULL},
     ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), {add_many, NULL, NULL}},
    {"a session ID of 33 octets", NULL, HELLO(.session_id = OCTETS(ZEROS_32, 1)), ALERT(DECODE_ERROR, BAD_MESSAGE),
     HELLO(.session_id = EMPTY, .keeps_own_id = true)},
    {"no cipher suite", NULL, HELLO(.cipher_suites = EMPTY), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"half a cipher suite", NULL, HELLO(.cipher_suites = OCTETS(0x13, 0x01, 0xc0, 0x2b, 0x13)), ALERT(DECODE_ERROR, BAD_MESSAGE),
     HELLO(.cipher_suites = OCTETS(0x0a, 0x0a, 0x13, 0x01, 0xc0, 0x2b))},
    {"unknown cipher suites alone", NULL, HELLO(.cipher_suites = OCTETS(0x0a, 0x0a, 0x00, 0x05)),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE), HELLO(.cipher_suites = OCTETS(0x0a, 0x0a, 0x13, 0x02, 0xc0, 0x2c))},
    {"no compression method", NULL, HELLO(.compression_methods = EMPTY), ALERT(DECODE_ERROR, BAD_MESSAGE), AS_IT_IS},
    {"compression and nothing else", NULL, HELLO(.compression_methods = OCTETS(1)), ALERT(ILLEGAL_PARAMETER, BAD_COMPRESSION), AS_IT_IS},

    {"unknown signature schemes alone", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 4, 1, 1, 2, 2),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_SCHEME), SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 4, 1, 1, 4, 3)},
    {"schemes of RSA for an ECDSA server", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 4, 8, 4, 4, 1),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_SCHEME), SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 6, 8, 4, 4, 1, 4, 3)},
    {"half a signature scheme", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 3, 4, 3, 4), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"no signature scheme", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"half a group", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 3, 0, 29, 0), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 6, 0x0a, 0x0a, 0, 23, 0, 29)},
    {"no group", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},

    {"a name that we do not have", with_strict_names, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 6, 0, 0, 3, 'x', '.', 'y'),
     ALERT(UNRECOGNIZED_NAME, UNKNOWN_SERVER_NAME), AS_IT_IS},
    {"a name of another type", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 6, 1, 0, 3, 'x', '.', 'y'), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 6, 0, 0, 3, 'x', '.', 'y')},
    {"two names", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 8, 0, 0, 1, 'x', 0, 0, 1, 'y'), ALERT(DECODE_ERROR, BAD_EXTENSION),
     SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 4, 0, 0, 1, 'x')},
    {"an empty name", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 3, 0, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a name that NUL would cut", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 6, 0, 0, 3, 'x', 0, 'y'), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},

    {"other protocols", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 3, 2, 'h', '3'), ALERT(NO_APPLICATION_PROTOCOL, NO_COMMON_PROTOCOL),
     REMOVE_EXTENSION(EXTENSION_ALPN)},
    {"an empty protocol", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 4, 2, 'h', '2', 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"no protocol", with_alpn, SET_EXTENSION(EXTENSION_ALPN, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an extended_master_secret with content", NULL, SET_EXTENSION(EXTENSION_EXTENDED_MASTER_SECRET, 1), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
};

/* ---- TLS 1.3 ---- */

static const struct refusal tls13[] = {
    {"no supported_versions", NULL, REMOVE_EXTENSION(EXTENSION_SUPPORTED_VERSIONS), ALERT(PROTOCOL_VERSION, NO_COMMON_VERSION), AS_IT_IS},
    {"other versions", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 4, 0x7f, 0x1c, 3, 3), ALERT(PROTOCOL_VERSION, NO_COMMON_VERSION),
     SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 6, 0x0a, 0x0a, 3, 3, 3, 4)},
    {"no version", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"half a version", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 3, 4, 3), ALERT(DECODE_ERROR, BAD_EXTENSION),
     HELLO(.legacy_version = 0x0301)}, /* legacy_version means nothing beside supported_versions */
    {"compression beside none", NULL, HELLO(.compression_methods = OCTETS(1, 0)), ALERT(ILLEGAL_PARAMETER, BAD_COMPRESSION), AS_IT_IS},
    {"suites of TLS 1.2 alone", NULL, HELLO(.cipher_suites = OCTETS(0xc0, 0x2b)), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE), AS_IT_IS},
    {"a fallback to no suite of ours", with_both_versions, HELLO(.cipher_suites = OCTETS(0xc0, 0x2b, 0x56, 0x00)), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE),
     HELLO(.cipher_suites = OCTETS(0x13, 0x01, 0x56, 0x00))}, /* it is no fallback, for the version is our best */

    {"no signature_algorithms", NULL, REMOVE_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},
    {"no supported_groups", NULL, REMOVE_EXTENSION(EXTENSION_SUPPORTED_GROUPS), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},
    {"no key_share", NULL, REMOVE_EXTENSION(EXTENSION_KEY_SHARE), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},
    {"a P-256 server and schemes of P-384", NULL, SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 2, 5, 3), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SCHEME),
     SET_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS, 0, 4, 5, 3, 4, 3)},

    {"two shares of one group", NULL, {double_share, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARES), AS_IT_IS},
    {"a share of a group that it does not support", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 2, 0, 23), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARES),
     SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 4, 0, 23, 0, 29)},
    {"a share without octets", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 4, 0, 29, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a share that is too short", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 35, 0, 29, 0, 31, ZEROS_31), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is too long", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 37, 0, 29, 0, 33, ZEROS_32, 9), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero as an X25519 share", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 36, 0, 29, 0, 32, ZEROS_32), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"one as an X25519 share", NULL, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 36, 0, 29, 0, 32, 1, ZEROS_31), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is no point of P-256", with_p256, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 69, 0, 23, 0, 65, 4, ZEROS_32, ZEROS_32),
     ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a share that is no point of P-521", with_p521, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 137, 0, 25, 0, 133, 4, ZEROS_66, ZEROS_66),
     ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"zero as an X448 share", with_x448, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 60, 0, 30, 0, 56, 0, ZEROS_55), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"one as an X448 share", with_x448, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 60, 0, 30, 0, 56, 1, ZEROS_55), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"an X448 share that is too short", with_x448, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 59, 0, 30, 0, 55, ZEROS_55), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"a point of P-256 in another form", with_p256, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 37, 0, 23, 0, 33, 2, ZEROS_32),
     ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
    {"the point at infinity", with_p256, SET_EXTENSION(EXTENSION_KEY_SHARE, 0, 5, 0, 23, 0, 1, 0), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
};

/* No share, and no group that we could ask for. */
static void without_groups(struct script_body *body, const void *arg) {
    tamper_set_extension(body, &(struct tamper_extension){EXTENSION_KEY_SHARE, {(const uint8_t[]){0, 0}, 2}});
    tamper_set_extension(body, arg);
}
static const struct tamper_extension unknown_groups = {EXTENSION_SUPPORTED_GROUPS, OCTETS(0, 4, 0x0a, 0x0a, 0, 31)};
static const struct tamper_extension x448_alone = {EXTENSION_SUPPORTED_GROUPS, OCTETS(0, 2, 0, 30)};

static const struct refusal tls13_groups[] = {
    {"unknown groups alone", NULL, {without_groups, &unknown_groups, NULL}, ALERT(HANDSHAKE_FAILURE, NO_COMMON_GROUP), AS_IT_IS},
    {"X448 alone, which is not a default group", NULL, {without_groups, &x448_alone, NULL}, ALERT(HANDSHAKE_FAILURE, NO_COMMON_GROUP), AS_IT_IS},
};

/* ---- TLS 1.2 ---- */

static const struct refusal tls12[] = {
    {"TLS 1.1", NULL, HELLO(.legacy_version = 0x0302), ALERT(PROTOCOL_VERSION, NO_COMMON_VERSION), HELLO(.legacy_version = 0x0304)},
    {"SSL 3.0", NULL, HELLO(.legacy_version = 0x0300), ALERT(PROTOCOL_VERSION, NO_COMMON_VERSION), AS_IT_IS},
    {"supported_versions with TLS 1.3 alone", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 2, 3, 4), ALERT(PROTOCOL_VERSION, NO_COMMON_VERSION),
     SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 2, 3, 3)},
    {"a fallback", with_both_versions, HELLO(.cipher_suites = OCTETS(0xc0, 0x2b, 0x56, 0x00)), ALERT(INAPPROPRIATE_FALLBACK, INAPPROPRIATE_FALLBACK),
     AS_IT_IS},
    {"a renegotiation", NULL, SET_EXTENSION(EXTENSION_RENEGOTIATION_INFO, 1, 'x'), ALERT(HANDSHAKE_FAILURE, BAD_RENEGOTIATION_INFO), AS_IT_IS},
    {"no signature_algorithms, which means SHA-1", NULL, REMOVE_EXTENSION(EXTENSION_SIGNATURE_ALGORITHMS), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SCHEME),
     HELLO(.compression_methods = OCTETS(1, 0))}, /* which is no reason */
    {"suites of RSA for an ECDSA server", NULL, HELLO(.cipher_suites = OCTETS(0xc0, 0x2f, 0xc0, 0x30)), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE),
     HELLO(.cipher_suites = OCTETS(0xc0, 0x2f, 0xcc, 0xa9))},
    {"suites of TLS 1.3 alone", NULL, HELLO(.cipher_suites = OCTETS(0x13, 0x01)), ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE), AS_IT_IS},
    {"unknown groups alone", with_ed25519, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 4, 0x0a, 0x0a, 0, 31),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_GROUP), REMOVE_EXTENSION(EXTENSION_SUPPORTED_GROUPS)}, /* which leaves the choice to us */
    {"X448 alone, which is not a default group", with_ed25519, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 2, 0, 30),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_GROUP), AS_IT_IS},
    {"a P-256 server, whose curve it does not take", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 2, 0, 29),
     ALERT(HANDSHAKE_FAILURE, NO_COMMON_SUITE), SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 4, 0, 29, 0, 23)},
    {"compressed points alone", NULL, SET_EXTENSION(EXTENSION_EC_POINT_FORMATS, 1, 1), ALERT(ILLEGAL_PARAMETER, NO_UNCOMPRESSED_POINTS),
     SET_EXTENSION(EXTENSION_EC_POINT_FORMATS, 2, 1, 0)},
    {"no point format", NULL, SET_EXTENSION(EXTENSION_EC_POINT_FORMATS, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), REMOVE_EXTENSION(EXTENSION_EC_POINT_FORMATS)},
};

/* clang-format on */

static void test_both_versions(void **state) {
    refusals_run(*state, &hello13, both, COUNT_OF(both));
    refusals_run(*state, &hello12, both, COUNT_OF(both));
}

static void test_tls13(void **state) {
    refusals_run(*state, &hello13, tls13, COUNT_OF(tls13));
    refusals_run(*state, &hello13, tls13_groups, COUNT_OF(tls13_groups));
}

static void test_tls12(void **state) {
    refusals_run(*state, &hello12, tls12, COUNT_OF(tls12));
}

/* ---- what a client offers by default ---- */

static void look_at_groups(struct script_body *body, const void *arg) {
    static const uint8_t offered[] = {0, 8, 0, 29, 0, 23, 0, 24, 0, 25}, share[] = {0, 36, 0, 29, 0, 32};
    bool *has_looked = (bool *)(uintptr_t)arg;
    bool is_tls13 = body->h->conn->config->policy.max_version == TL_TLS1_3;
    tl_bytes content;
    assert_true(find_extension(tamper_extensions(body), EXTENSION_SUPPORTED_GROUPS, &content));
    assert_true(bytes_equal(content, bytes_of(offered, sizeof offered)));
    assert_int_equal(find_extension(tamper_extensions(body), EXTENSION_KEY_SHARE, &content), is_tls13);
    if (is_tls13) {
        assert_int_equal(content.len, 2 + 36);
        assert_memory_equal(content.data, share, sizeof share);
    }
    *has_looked = true;
}

/* X25519, P-256, P-384 and P-521, in this order, and one share. */
static void test_default_groups(void **state) {
    for (tl_protocol version = TL_TLS1_2; version <= TL_TLS1_3; version++) {
        struct encounter e;
        bool has_looked = false;
        encounter_init(&e, *state, "the default groups", ROLE_SERVER, version);
        script_edit(&e.script, script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0), look_at_groups,
                    &has_looked);
        encounter_run(&e);
        encounter_accepted(&e);
        assert_true(has_looked);
        encounter_clear(&e);
    }
}

/* ---- nothing is answered that was not offered (RFC 8446 §4.2) ---- */

struct answers {
    uint16_t offered; /* what the client is not to offer */
    bool is_answered;
};

static void look_for_answer(struct script_body *body, const void *arg) {
    struct answers *answers = (struct answers *)(uintptr_t)arg;
    tl_bytes content;
    answers->is_answered |= find_extension(tamper_extensions(body), answers->offered, &content);
}

static bool is_answered(struct world *world, tl_protocol version, enum message message, uint16_t offered,
                        bool is_removed) {
    struct encounter e;
    struct script server;
    struct answers answers = {offered, false};
    const struct tamper_extension removed = {offered, EMPTY};
    encounter_init(&e, world, "what was not offered", ROLE_SERVER, version);
    with_alpn(&e, world);
    script_init(&server, e.script.family);
    script_edit(&server, script_row(&server, ROLE_SERVER, message, 0), look_for_answer, &answers);
    if (is_removed) {
        size_t row = script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0);
        script_edit(&e.script, row, tamper_remove_extension, &removed);
    }
    encounter_start(&e);
    script_attach(&server, e.peers.pair.server);
    encounter_run(&e);
    assert_int_not_equal(tl_engine_error(e.peers.pair.server)->kind, TL_ERR_LOCAL_ALERT);
    encounter_clear(&e);
    return answers.is_answered;
}

static void test_answers(void **state) {
    static const uint16_t in_hello12[] = {EXTENSION_SERVER_NAME, EXTENSION_EC_POINT_FORMATS, EXTENSION_ALPN,
                                          EXTENSION_EXTENDED_MASTER_SECRET, EXTENSION_RENEGOTIATION_INFO};
    static const uint16_t in_extensions13[] = {EXTENSION_SERVER_NAME, EXTENSION_ALPN};
    for (size_t i = 0; i < 2 * COUNT_OF(in_hello12); i++) {
        bool is_removed = i % 2 == 1;
        bool answered = is_answered(*state, TL_TLS1_2, MESSAGE_SERVER_HELLO, in_hello12[i / 2], is_removed);
        assert_int_equal(answered, !is_removed);
    }
    for (size_t i = 0; i < 2 * COUNT_OF(in_extensions13); i++) {
        bool is_removed = i % 2 == 1;
        bool answered =
            is_answered(*state, TL_TLS1_3, MESSAGE_ENCRYPTED_EXTENSIONS, in_extensions13[i / 2], is_removed);
        assert_int_equal(answered, !is_removed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_versions),  cmocka_unit_test(test_tls13),   cmocka_unit_test(test_tls12),
        cmocka_unit_test(test_default_groups), cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
