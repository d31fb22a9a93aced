/* HelloRetryRequest: what our client makes of one, and our server of the second ClientHello. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "handshake/choose.h"
#include "support/refusals.h"

/* ---- configurations ---- */

static void with_retry(struct encounter *e, struct world *world) {
    (void)world;
    encounter_with_retry(e);
}

static void with_both_versions(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.min_version = TL_TLS1_2;
}

static void with_two_groups(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.groups = "x25519,secp256r1";
}

static void with_one_cipher(struct encounter *e, struct world *world) {
    (void)world;
    e->peers.client_options.common.settings.ciphers = "aes128gcm";
}

/* ---- edits of this program's own ---- */

static void clear_extensions(struct script_body *body, const void *arg) {
    (void)arg;
    tamper_replace_extensions(body, (tl_bytes){0});
}

static void leave_version_alone(struct script_body *body, const void *arg) {
    (void)arg;
    tamper_remove_extension(body, &(struct tamper_extension){EXTENSION_KEY_SHARE, {0}});
}

/* Our share of the group that was asked for, behind one of another. */
static void add_other_share(struct script_body *body, const void *arg) {
    static const uint8_t other[] = {0, 29, 0, 1, 9};
    const struct key_share *share = &body->h->key_shares[0];
    struct buffer shares = {0};
    struct writer w = writer_to(&shares);
    (void)arg;
    struct vector list = write_begin(&w, 2);
    write_u16(&w, share->group->id);
    write_vector(&w, 2, buffer_bytes(&share->share));
    write_bytes(&w, bytes_of(other, sizeof other));
    write_close(&w, list);
    assert_false(w.failed);
    tamper_set_extension(body, &(struct tamper_extension){EXTENSION_KEY_SHARE, buffer_bytes(&shares)});
    buffer_clear(&shares);
}

/* clang-format off */

#define ZEROS_8  0, 0, 0, 0, 0, 0, 0, 0
#define ZEROS_32 ZEROS_8, ZEROS_8, ZEROS_8, ZEROS_8
#define SHARE    EXTENSION_KEY_SHARE
#define PADDING  21 /* RFC 7685 */

/* ---- the server's HelloRetryRequest ---- */

static const struct subject retry = {TL_TLS1_3, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0, with_retry};

static const struct refusal retries[] = {
    {"legacy_version of TLS 1.3", NULL, HELLO(.legacy_version = 0x0304), ALERT(ILLEGAL_PARAMETER, BAD_LEGACY_VERSION), AS_IT_IS},
    {"another session ID", NULL, HELLO(.session_id = OCTETS(ZEROS_32)), ALERT(ILLEGAL_PARAMETER, SESSION_ID_NOT_ECHOED), AS_IT_IS},
    {"an unknown suite", NULL, HELLO(.cipher_suite = 0x1304), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"a suite that was not offered", with_one_cipher, HELLO(.cipher_suite = 0x1302), ALERT(ILLEGAL_PARAMETER, UNOFFERED_SUITE), AS_IT_IS},
    {"compression", NULL, HELLO(.compression_method = 1), ALERT(ILLEGAL_PARAMETER, BAD_COMPRESSION), AS_IT_IS},
    {"TLS 1.2", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 3, 3), ALERT(ILLEGAL_PARAMETER, UNOFFERED_VERSION), AS_IT_IS},
    {"no supported_versions", NULL, REMOVE_EXTENSION(EXTENSION_SUPPORTED_VERSIONS), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},
    {"no extensions", NULL, {clear_extensions, NULL, NULL}, ALERT(MISSING_EXTENSION, MISSING_EXTENSION), AS_IT_IS},

    {"nothing to retry for", NULL, {leave_version_alone, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, RETRY_FOR_NOTHING), AS_IT_IS},
    {"a group that there was a share of", NULL, SET_EXTENSION(SHARE, 0, 29), ALERT(ILLEGAL_PARAMETER, RETRY_FOR_NOTHING), AS_IT_IS},
    {"an unknown group", NULL, SET_EXTENSION(SHARE, 0, 31), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"a group that we know and did not offer", with_two_groups, SET_EXTENSION(SHARE, 0, 24), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"no group", NULL, SET_EXTENSION(SHARE, 0, 0), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"a share in place of a group", NULL, SET_EXTENSION(SHARE, 0, 23, 0, 1, 4), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a cookie and more", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 'a', 'b'), ALERT(DECODE_ERROR, BAD_EXTENSION), SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 'a')},
    {"half a cookie", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 2, 'a'), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an empty cookie", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), SET_EXTENSION(EXTENSION_COOKIE, 0, 3, 'a', 'b', 'c')},
    {"an unknown extension", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
    {"an extension of EncryptedExtensions", NULL, EMPTY_EXTENSION(EXTENSION_SERVER_NAME), ALERT(ILLEGAL_PARAMETER, MISPLACED_EXTENSION), AS_IT_IS},
    {"an extension twice", NULL, REPEAT_EXTENSION(SHARE), ALERT(ILLEGAL_PARAMETER, DUPLICATE_EXTENSION), AS_IT_IS},
};

/* ---- the ServerHello behind it ---- */

static const struct subject hello_behind = {TL_TLS1_3, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0, with_retry};

static const struct refusal hellos_behind[] = {
    {"another suite than before", NULL, HELLO(.cipher_suite = 0x1302), ALERT(ILLEGAL_PARAMETER, SUITE_CHANGED), AS_IT_IS},
    {"the first share's group", NULL, SET_EXTENSION(SHARE, 0, 29, 0, 32, ZEROS_32), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"another group that was offered", NULL, SET_EXTENSION(SHARE, 0, 24, 0, 1, 4), ALERT(ILLEGAL_PARAMETER, UNOFFERED_GROUP), AS_IT_IS},
    {"TLS 1.2 behind a retry", with_both_versions, REMOVE_EXTENSION(EXTENSION_SUPPORTED_VERSIONS), ALERT(ILLEGAL_PARAMETER, UNOFFERED_VERSION), AS_IT_IS},
    {"a cookie", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 7), ALERT(UNSUPPORTED_EXTENSION, UNOFFERED_EXTENSION), AS_IT_IS},
};

/* ---- the second ClientHello ---- */

static const struct subject second_hello = {TL_TLS1_3, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1, with_retry};

static const struct refusal second_hellos[] = {
    {"another random", NULL, HELLO(.random = OCTETS(ZEROS_32)), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"another session ID", NULL, HELLO(.session_id = OCTETS(ZEROS_32)), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"other suites", NULL, HELLO(.cipher_suites = OCTETS(0x13, 0x01)), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"other compression methods", NULL, HELLO(.compression_methods = OCTETS(0, 1)), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"one extension more", NULL, SET_EXTENSION(0x7a7a, 1), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), SET_EXTENSION(PADDING, 0, 0, 0)},
    {"one extension less", NULL, REMOVE_EXTENSION(EXTENSION_SERVER_NAME), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"another server name", NULL, SET_EXTENSION(EXTENSION_SERVER_NAME, 0, 6, 0, 0, 3, 'x', '.', 'y'), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"other groups", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_GROUPS, 0, 2, 0, 23), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"other versions", NULL, SET_EXTENSION(EXTENSION_SUPPORTED_VERSIONS, 2, 3, 3), ALERT(ILLEGAL_PARAMETER, RETRY_CHANGED), AS_IT_IS},
    {"no share", NULL, REMOVE_EXTENSION(SHARE), ALERT(MISSING_EXTENSION, MISSING_EXTENSION), SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 7)},
    {"an empty cookie", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 0), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"a cookie and more", NULL, SET_EXTENSION(EXTENSION_COOKIE, 0, 1, 7, 7), ALERT(DECODE_ERROR, BAD_EXTENSION), AS_IT_IS},
    {"an empty list of shares", NULL, SET_EXTENSION(SHARE, 0, 0), ALERT(ILLEGAL_PARAMETER, RETRY_WITHOUT_SHARE), AS_IT_IS},
    {"a share of the first group", NULL, SET_EXTENSION(SHARE, 0, 36, 0, 29, 0, 32, 9, 9, 9, 9, 9, 9, 9, 9, ZEROS_8, ZEROS_8, ZEROS_8),
     ALERT(ILLEGAL_PARAMETER, RETRY_WITHOUT_SHARE), AS_IT_IS},
    {"two shares", NULL, {add_other_share, NULL, NULL}, ALERT(ILLEGAL_PARAMETER, RETRY_WITHOUT_SHARE), AS_IT_IS},
    {"no point", NULL, SET_EXTENSION(SHARE, 0, 69, 0, 23, 0, 65, 4, ZEROS_32, ZEROS_32), ALERT(ILLEGAL_PARAMETER, BAD_KEY_SHARE), AS_IT_IS},
};
/* clang-format on */

static void test_retry(void **state) {
    refusals_run(*state, &retry, retries, COUNT_OF(retries));
}

static void test_hello_behind(void **state) {
    refusals_run(*state, &hello_behind, hellos_behind, COUNT_OF(hellos_behind));
}

static void test_second_hello(void **state) {
    refusals_run(*state, &second_hello, second_hellos, COUNT_OF(second_hellos));
}

/* ---- a second retry ---- */

static void copy_retry(struct script_body *body, const void *arg) {
    struct writer w = writer_to(body->buffer);
    (void)arg;
    assert_int_equal(send_hello_retry(body->h, &w), STEP_DONE);
}

static void test_second_retry(void **state) {
    struct encounter e;
    encounter_init(&e, *state, "a second HelloRetryRequest", ROLE_CLIENT, TL_TLS1_3);
    encounter_with_retry(&e);
    size_t row = script_row(&e.script, ROLE_SERVER, MESSAGE_SERVER_HELLO, 0);
    script_insert(&e.script, row, MESSAGE_HELLO_RETRY_REQUEST, copy_retry, NULL);
    encounter_run(&e);
    encounter_refused(&e, TL_ALERT_UNEXPECTED_MESSAGE, TL_REASON_UNEXPECTED_MESSAGE);
    encounter_clear(&e);
}

/* ---- a retry for the sake of a cookie alone (RFC 8446 §4.1.4): the share stays ---- */

static const uint8_t cookie_content[] = {0, 5, 's', 't', 'a', 't', 'e'};
static const struct tamper_extension cookie = {EXTENSION_COOKIE, {cookie_content, sizeof cookie_content}};

/* The departing server asks again though the first hello has all that it needs. */
static enum step receive_and_retry(struct handshake *h, tl_bytes body) {
    enum step step = receive_client_hello(h, body);
    h->hello_retry = true;
    buffer_clear(&h->own_share);
    secret_clear(&h->shared);
    return step;
}

static enum step receive_with_cookie(struct handshake *h, tl_bytes body) {
    struct client_hello m;
    tl_bytes content;
    assert_true(parse_client_hello(body, &m));
    assert_true(find_extension(m.extensions, EXTENSION_COOKIE, &content));
    assert_true(bytes_equal(content, cookie.content));
    return receive_client_hello(h, body);
}

static void ask_for_cookie(struct script_body *body, const void *arg) {
    (void)arg;
    tamper_remove_extension(body, &(struct tamper_extension){EXTENSION_KEY_SHARE, {0}});
    tamper_set_extension(body, &cookie);
}

static void test_cookie(void **state) {
    struct encounter e;
    encounter_init(&e, *state, "a cookie alone", ROLE_CLIENT, TL_TLS1_3);
    e.script.rows[script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0)].receive = receive_and_retry;
    e.script.rows[script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1)].receive = receive_with_cookie;
    script_edit(&e.script, script_row(&e.script, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0), ask_for_cookie, NULL);
    encounter_run(&e);
    encounter_accepted(&e);
    assert_string_equal(tl_session_group(tl_engine_session(e.peers.pair.client)), "x25519");
    assert_true(tl_session_hello_retry(tl_engine_session(e.peers.pair.client)));
    encounter_clear(&e);
}

/* As long as it may be: both messages then go over several records. */
static void test_long_cookie(void **state) {
    static uint8_t content[2 + 60000] = {60000 >> 8, 60000 & 255};
    const struct tamper_extension long_cookie = {EXTENSION_COOKIE, {content, sizeof content}};
    struct encounter e;
    encounter_init(&e, *state, "a long cookie", ROLE_CLIENT, TL_TLS1_3);
    encounter_with_retry(&e);
    script_edit(&e.script, script_row(&e.script, ROLE_SERVER, MESSAGE_HELLO_RETRY_REQUEST, 0), tamper_set_extension,
                &long_cookie);
    encounter_run(&e);
    encounter_accepted(&e);
    encounter_clear(&e);
}

/* ---- what may change from one hello to the next (RFC 8446 §4.1.2) ---- */

static void expect_may_change(struct world *world, const struct tamper_extension *first,
                              const struct tamper_extension *second) {
    struct encounter e;
    encounter_init(&e, world, "what may change", ROLE_SERVER, TL_TLS1_3);
    encounter_with_retry(&e);
    size_t row = script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 0);
    script_edit(&e.script, row, tamper_add_extension, first);
    row = script_row(&e.script, ROLE_CLIENT, MESSAGE_CLIENT_HELLO, 1);
    script_edit(&e.script, row, second != NULL ? tamper_add_extension : NULL, second);
    encounter_run(&e);
    encounter_accepted(&e);
    encounter_clear(&e);
}

static void test_may_change(void **state) {
    static const uint8_t zeros[9], ones[] = {1, 1, 1};
    const struct tamper_extension early_data = {42, {zeros, 0}}, padding = {PADDING, {zeros, 9}};
    const struct tamper_extension less_padding = {PADDING, {zeros, 1}};
    const struct tamper_extension key = {EXTENSION_PRE_SHARED_KEY, {zeros, 9}};
    const struct tamper_extension other_key = {EXTENSION_PRE_SHARED_KEY, {ones, 3}};
    expect_may_change(*state, &early_data, NULL);
    expect_may_change(*state, &padding, NULL);
    expect_may_change(*state, &padding, &less_padding);
    expect_may_change(*state, &key, &other_key);
    expect_may_change(*state, &key, NULL);
}

/* ---- a client that sends no share at first ---- */

static void test_without_share(void **state) {
    struct encounter e;
    encounter_init(&e, *state, "no share at first", ROLE_CLIENT, TL_TLS1_3);
    e.peers.client_options.common.settings.key_shares = "";
    encounter_run(&e);
    encounter_accepted(&e);
    assert_true(tl_session_hello_retry(tl_engine_session(e.peers.pair.client)));
    encounter_clear(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retry),         cmocka_unit_test(test_hello_behind), cmocka_unit_test(test_second_hello),
        cmocka_unit_test(test_second_retry),  cmocka_unit_test(test_cookie),       cmocka_unit_test(test_long_cookie),
        cmocka_unit_test(test_without_share), cmocka_unit_test(test_may_change),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
