/* Every allocation of transcript, assembler and protection fails once: nothing leaks, nothing is half done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <tlslite/crypto.h>

#include "alloc/failing_malloc.h"
#include "keys/transcript.h"
#include "record/record.h"

/* A header and a body in parts of two octets. The copy grows once on the way. */
static enum assemble_result assemble(struct assembler *a) {
    static const uint8_t message[4 + 200] = {1, 0, 0, 200};
    enum assemble_result result = ASSEMBLE_MORE;
    for (size_t at = 0; at < sizeof message && result == ASSEMBLE_MORE; at += 2) {
        tl_bytes content = {message + at, 2}, out;
        result = assembler_next(a, &content, 200, &out);
    }
    return result;
}

static void test_assembler(void **state) {
    (void)state;
    for (size_t number = 0; number <= 2; number++) {
        struct assembler a = {0};
        allocations_fail(number, false); /* there is no allocation 0 */
        assert_int_equal(assemble(&a), number == 0 ? ASSEMBLED : ASSEMBLE_NO_MEMORY);
        assert_int_equal(allocations.seen, number == 0 ? 2 : number);
        allocations_recover();
        assembler_clear(&a);
        assert_true(assembler_is_empty(&a));
    }
}

/* A peer that announces much and sends little gets little memory. */
static void test_memory_follows_what_came(void **state) {
    (void)state;
    struct assembler a = {0};
    tl_bytes content = bytes_of("\1\1\0\0x", 5), message;
    assert_int_equal(assembler_next(&a, &content, 0x10000, &message), ASSEMBLE_MORE);
    assert_int_equal(a.need, 4 + 0x10000);
    assert_in_range(a.message.capacity, 5, 1024);
    assembler_clear(&a);
}

/* A message in one record takes no memory. */
static void test_no_copy(void **state) {
    (void)state;
    struct assembler a = {0};
    tl_bytes content = bytes_of("\1\0\0\1x", 5), message;
    allocations_fail(1, false);
    assert_int_equal(assembler_next(&a, &content, 100, &message), ASSEMBLED);
    assert_false(allocations_recover());
}

static void test_transcript(void **state) {
    (void)state;
    static const uint8_t long_message[1000];
    struct transcript t = {0};
    uint8_t before[HASH_MAX_LEN], after[HASH_MAX_LEN];
    allocations_fail(1, false);
    assert_false(transcript_add(&t, bytes_of("hello", 5)));
    allocations_recover();
    assert_true(transcript_add(&t, bytes_of("hello", 5)));
    transcript_start(&t, &hash_sha256, true);
    assert_true(transcript_hash(&t, before));
    allocations_fail(1, false);
    assert_false(transcript_add(&t, bytes_of(long_message, sizeof long_message)));
    assert_true(transcript_hash(&t, after));
    assert_memory_equal(before, after, hash_sha256.len);
    allocations_recover();
    transcript_clear(&t);
}

/* Sealing and opening allocate nothing of ours; installing may fail and then changes nothing. (libcrypto calls its own
 * malloc, which the linker does not wrap.) */
static void test_protection(void **state) {
    (void)state;
    static const uint8_t key[AEAD_MAX_KEY_LEN], iv[AEAD_NONCE_LEN], content[1000];
    static uint8_t wire[RECORD_HEADER_LEN + RECORD_MAX_BODY_13];
    tl_crypto *crypto = tl_crypto_new(NULL, NULL, NULL);
    struct protection seal, open;
    struct record record;
    size_t need;
    protection_init_none(&seal);
    protection_init_none(&open);
    assert_true(protection_install(&seal, &protection_aead13, &aead_aes_128_gcm, crypto, AEAD_SEAL, key, iv));
    assert_true(protection_install(&open, &protection_aead13, &aead_aes_128_gcm, crypto, AEAD_OPEN, key, iv));
    allocations_fail(1, false);
    for (size_t padding = 0; padding < 5000; padding += 1000) {
        assert_true(record_seal(&seal, 23, 0x0303, bytes_of(content, sizeof content), padding, wire));
        assert_int_equal(record_open(&open, wire, sizeof wire, &record, &need), RECORD_OK);
    }
    assert_false(allocations_recover());
    protection_clear(&seal);
    protection_clear(&open);
    tl_crypto_free(crypto);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_assembler),  cmocka_unit_test(test_memory_follows_what_came),
        cmocka_unit_test(test_no_copy),    cmocka_unit_test(test_transcript),
        cmocka_unit_test(test_protection),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
