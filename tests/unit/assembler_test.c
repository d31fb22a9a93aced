/* Handshake messages out of records, however those are cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/control.h"
#include "record/record.h"

/* Three messages, one with no body. */
static const uint8_t stream[] = {1,  0, 0, 5, 'h', 'e', 'l', 'l', 'o', /* 9 octets */
                                 14, 0, 0, 0,                          /* 4 */
                                 20, 0, 0, 7, 'f', 'i', 'n', 'i', 's', 'h', 'd'};
static const struct { size_t at, len; } messages[] = {{0, 9}, {9, 4}, {13, 11}};

struct run {
    struct assembler assembler;
    size_t num; /* messages that came */
};

/* One record, in memory of its own size so that an address sanitizer sees every octet read beyond it. What comes is
 * compared, and done with before the next. */
static void feed(struct run *run, size_t from, size_t to) {
    size_t len = to - from;
    uint8_t *record = malloc(len > 0 ? len : 1);
    tl_bytes content = {record, len}, message;
    assert_non_null(record);
    memcpy(record, stream + from, len);
    while (assembler_next(&run->assembler, &content, 100, &message) == ASSEMBLED) {
        assert_true(run->num < COUNT_OF(messages));
        assert_true(bytes_equal(message, bytes_of(stream + messages[run->num].at, messages[run->num].len)));
        bool whole = messages[run->num].at >= from;
        assert_int_equal(whole, message.data >= record && message.data < record + len); /* a view, not a copy */
        assembler_done(&run->assembler);
        run->num++;
    }
    assert_int_equal(content.len, 0);
    free(record);
}

static bool is_boundary(size_t at) {
    return at == 0 || at == 9 || at == 13 || at == sizeof stream;
}

/* Every way to cut the stream into up to four records, empty ones too. */
static void test_every_split(void **state) {
    (void)state;
    size_t splits = 0;
    for (size_t a = 0; a <= sizeof stream; a++) {
        for (size_t b = a; b <= sizeof stream; b++) {
            for (size_t c = b; c <= sizeof stream; c++, splits++) {
                struct run run = {0};
                const size_t cuts[] = {0, a, b, c, sizeof stream};
                for (size_t i = 0; i + 1 < COUNT_OF(cuts); i++) {
                    feed(&run, cuts[i], cuts[i + 1]);
                    assert_int_equal(assembler_is_empty(&run.assembler), is_boundary(cuts[i + 1]));
                }
                assert_int_equal(run.num, COUNT_OF(messages));
                assembler_clear(&run.assembler);
            }
        }
    }
    assert_int_equal(splits, 2925); /* 27 over 3 */
}

static void test_octet_by_octet(void **state) {
    (void)state;
    struct run run = {0};
    for (size_t i = 0; i < sizeof stream; i++) {
        feed(&run, i, i + 1);
    }
    assert_int_equal(run.num, COUNT_OF(messages));
    assert_true(assembler_is_empty(&run.assembler));
}

/* What is missing at the end never becomes a message. */
static void test_every_truncation(void **state) {
    (void)state;
    for (size_t len = 0; len < sizeof stream; len++) {
        struct run run = {0};
        feed(&run, 0, len);
        assert_int_equal(run.num, (size_t)(len >= 9) + (len >= 13));
        assert_int_equal(assembler_is_empty(&run.assembler), is_boundary(len));
        assembler_clear(&run.assembler);
        assert_true(assembler_is_empty(&run.assembler));
    }
}

/* A copied message stays until it is done with, and only then. */
static void test_copy_stays(void **state) {
    (void)state;
    struct assembler a = {0};
    tl_bytes content = bytes_of(stream, 6), message;
    assert_int_equal(assembler_next(&a, &content, 100, &message), ASSEMBLE_MORE);
    assembler_done(&a); /* of nothing: what is held is not lost */
    assert_false(assembler_is_empty(&a));
    content = bytes_of(stream + 6, sizeof stream - 6);
    assert_int_equal(assembler_next(&a, &content, 100, &message), ASSEMBLED);
    assert_false(assembler_is_empty(&a));
    assert_true(bytes_equal(message, bytes_of(stream, 9)));
    assert_true(bytes_equal(content, bytes_of(stream + 9, sizeof stream - 9)));
    assembler_done(&a);
    assert_true(assembler_is_empty(&a));
}

/* The cap holds for whole messages and for those in parts, as soon as the header is there, and before any memory is
 * taken for the body. */
static void test_too_long(void **state) {
    (void)state;
    for (size_t cut = 0; cut <= 9; cut++) {
        struct assembler a = {0};
        tl_bytes first = bytes_of(stream, cut), second = bytes_of(stream + cut, 9 - cut), message;
        enum assemble_result result = assembler_next(&a, &first, 4, &message);
        assert_int_equal(result, cut < MESSAGE_HEADER_LEN ? ASSEMBLE_MORE : ASSEMBLE_TOO_LONG);
        if (result == ASSEMBLE_MORE) {
            assert_int_equal(assembler_next(&a, &second, 4, &message), ASSEMBLE_TOO_LONG);
        }
        assembler_clear(&a);
    }
    struct assembler a = {0};
    tl_bytes content = bytes_of(stream, 9), message;
    assert_int_equal(assembler_next(&a, &content, 5, &message), ASSEMBLED); /* just fits */
    content = bytes_of("\x01\xff\xff\xff", 4);
    assert_int_equal(assembler_next(&a, &content, 65536, &message), ASSEMBLE_TOO_LONG);
    assert_true(assembler_is_empty(&a));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_split),      cmocka_unit_test(test_octet_by_octet),
        cmocka_unit_test(test_every_truncation), cmocka_unit_test(test_copy_stays),
        cmocka_unit_test(test_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
