/* The transcript: hashed from the moment the hash is known, kept where that is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "keys/transcript.h"

static const tl_bytes all = {(const uint8_t *)"hello, server hello, finished", 29};

static void expect_hash(const struct transcript *t, const struct hash_alg *alg, tl_bytes messages) {
    uint8_t got[HASH_MAX_LEN], expected[HASH_MAX_LEN];
    assert_true(transcript_hash(t, got));
    assert_true(hash_once(alg, messages, expected));
    assert_memory_equal(got, expected, alg->len);
}

/* Whenever the hash is chosen, and whether the messages are kept, it is the hash of all so far, again and again. */
static void test_hash_of_all(void **state) {
    (void)state;
    static const struct hash_alg *const algs[] = {&hash_sha256, &hash_sha384};
    for (size_t i = 0; i < 4; i++) {
        const struct hash_alg *alg = algs[i % 2];
        bool keep = i >= 2;
        for (size_t start = 0; start < all.len; start++) {
            struct transcript t = {0};
            for (size_t at = 0; at < all.len; at++) {
                if (at == start) {
                    transcript_start(&t, alg, keep);
                }
                assert_true(transcript_add(&t, bytes_of(all.data + at, 1)));
                if (at >= start) {
                    expect_hash(&t, alg, bytes_of(all.data, at + 1));
                }
            }
            expect_hash(&t, alg, all);
            assert_true(bytes_equal(transcript_kept(&t), keep ? all : (tl_bytes){0}));
            transcript_clear(&t);
        }
    }
}

static void test_no_hash_yet(void **state) {
    (void)state;
    struct transcript t = {0};
    uint8_t out[HASH_MAX_LEN];
    assert_false(transcript_hash(&t, out));
    assert_false(transcript_restart(&t));
    assert_true(transcript_add(&t, all));
    assert_false(transcript_hash(&t, out));
    assert_true(bytes_equal(transcript_kept(&t), all));
    transcript_stop_keeping(&t); /* not before there is a hash */
    transcript_start(&t, &hash_sha256, false);
    expect_hash(&t, &hash_sha256, all);
    transcript_clear(&t);
    assert_false(transcript_hash(&t, out));
}

static void test_stop_keeping(void **state) {
    (void)state;
    struct transcript t = {0};
    assert_true(transcript_add(&t, bytes_of(all.data, 5)));
    transcript_start(&t, &hash_sha384, true);
    assert_true(transcript_add(&t, bytes_of(all.data + 5, 5)));
    assert_true(bytes_equal(transcript_kept(&t), bytes_of(all.data, 10)));
    transcript_stop_keeping(&t);
    assert_int_equal(transcript_kept(&t).len, 0);
    assert_true(transcript_add(&t, bytes_from(all, 10)));
    assert_int_equal(transcript_kept(&t).len, 0);
    expect_hash(&t, &hash_sha384, all);
    transcript_clear(&t);
}

/* message_hash || 00 00 Hash.length || Hash(ClientHello1), then what follows (RFC 8446 §4.4.1). */
static void check_restart(const struct hash_alg *alg, bool keep) {
    struct transcript t = {0};
    uint8_t expected[4 + HASH_MAX_LEN + 5] = {254, 0, 0, alg->len};
    assert_true(hash_once(alg, all, expected + 4));
    memcpy(expected + 4 + alg->len, "retry", 5);
    assert_true(transcript_add(&t, all));
    transcript_start(&t, alg, keep);
    assert_true(transcript_restart(&t));
    expect_hash(&t, alg, bytes_of(expected, 4 + (size_t)alg->len));
    assert_true(transcript_add(&t, bytes_of("retry", 5)));
    expect_hash(&t, alg, bytes_of(expected, 4 + (size_t)alg->len + 5));
    assert_true(bytes_equal(transcript_kept(&t), bytes_of(expected, keep ? 4 + (size_t)alg->len + 5 : 0)));
    transcript_clear(&t);
}

static void test_restart(void **state) {
    (void)state;
    check_restart(&hash_sha256, false);
    check_restart(&hash_sha256, true);
    check_restart(&hash_sha384, false);
    check_restart(&hash_sha384, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hash_of_all),
        cmocka_unit_test(test_no_hash_yet),
        cmocka_unit_test(test_stop_keeping),
        cmocka_unit_test(test_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
