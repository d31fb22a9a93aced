/* PEM text and reading files. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/control.h"
#include "base/file.h"
#include "base/pem.h"

/* ---- PEM ---- */

#define ONE "-----BEGIN ONE-----\nZm9v\n-----END ONE-----\n"
#define TWO "-----BEGIN TWO WORDS-----\r\nZm9v\r\nYmFy\r\n-----END TWO WORDS-----\r\n"

static void expect_block(tl_bytes *text, const char *label, const char *content) {
    struct pem_block block;
    uint8_t octets[64];
    size_t len;
    assert_int_equal(pem_next(text, &block), PEM_BLOCK);
    assert_true(pem_label_is(&block, label));
    assert_true(base64_decode(block.base64, octets, &len));
    assert_true(bytes_equal(bytes_of(octets, len), bytes_of_string(content)));
    assert_false(block.encrypted);
}

static void expect_end(tl_bytes *text) {
    struct pem_block block;
    assert_int_equal(pem_next(text, &block), PEM_END);
    assert_int_equal(pem_next(text, &block), PEM_END);
}

static void pem_blocks_among_other_text(void **state) {
    (void)state;
    static const char *const texts[] = {
        ONE TWO,
        "subject=/CN=foo - bar -----\n" ONE "-- \n\n" TWO "the end",
        "-----BEGIN -----\n" /* no: an empty label is a label */ "-----END -----\n" ONE TWO,
    };
    for (size_t i = 0; i < 2; i++) {
        tl_bytes text = bytes_of_string(texts[i]);
        expect_block(&text, "ONE", "foo");
        expect_block(&text, "TWO WORDS", "foobar");
        expect_end(&text);
    }
    tl_bytes text = bytes_of_string(texts[2]);
    expect_block(&text, "", "");
    expect_block(&text, "ONE", "foo");
}

static void pem_last_line_without_end(void **state) {
    (void)state;
    tl_bytes text = bytes_of_string("-----BEGIN ONE-----\nZm9v\n-----END ONE-----");
    expect_block(&text, "ONE", "foo");
    expect_end(&text);
}

static void pem_without_blocks(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "-",
                                        "text",
                                        " -----BEGIN ONE-----\n",
                                        "-----BEGIN ONE----\nZm9v",
                                        "-----END ONE-----\n",
                                        "x-----BEGIN ONE-----\n"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tl_bytes text = bytes_of_string(texts[i]);
        expect_end(&text);
    }
}

static void pem_broken_blocks_do_not_hide_the_next(void **state) {
    (void)state;
    static const char *const texts[] = {
        "-----BEGIN ONE-----\nZm9v\n" TWO,
        "-----BEGIN ONE-----\nZm9v\n-----END ANOTHER-----\n" TWO,
        "-----BEGIN ONE-----\nZm9v\n-----\n" TWO,
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        tl_bytes text = bytes_of_string(texts[i]);
        struct pem_block block;
        assert_int_equal(pem_next(&text, &block), PEM_BROKEN);
        expect_block(&text, "TWO WORDS", "foobar");
        expect_end(&text);
    }
}

static void pem_cut_off(void **state) {
    (void)state;
    for (size_t len = sizeof "-----BEGIN ONE-----" - 1; len < sizeof ONE - 2; len++) {
        tl_bytes text = bytes_of(ONE, len);
        struct pem_block block;
        assert_int_equal(pem_next(&text, &block), PEM_BROKEN);
        expect_end(&text);
    }
}

static void pem_headers_say_encrypted(void **state) {
    (void)state;
    tl_bytes text = bytes_of_string("-----BEGIN KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nZm9v\n"
                                    "-----END KEY-----\n-----BEGIN KEY-----\nComment: plain\n\nZm9v\n"
                                    "-----END KEY-----\n");
    struct pem_block block;
    assert_int_equal(pem_next(&text, &block), PEM_BLOCK);
    assert_true(block.encrypted);
    expect_block(&text, "KEY", "foo");
    expect_end(&text);
}

static void pem_written_is_read(void **state) {
    (void)state;
    uint8_t octets[200];
    memset(octets, 0x5a, sizeof octets);
    for (size_t len = 0; len <= sizeof octets; len++) {
        struct buffer buffer = {0};
        struct writer w = writer_to(&buffer);
        pem_write(&w, "ONE", bytes_of(octets, len));
        assert_false(w.failed);
        tl_bytes text = buffer_bytes(&buffer);
        struct pem_block block;
        uint8_t read[256];
        size_t read_len;
        assert_int_equal(pem_next(&text, &block), PEM_BLOCK);
        assert_true(base64_decode(block.base64, read, &read_len));
        assert_true(bytes_equal(bytes_of(read, read_len), bytes_of(octets, len)));
        expect_end(&text);
        buffer_clear(&buffer);
    }
}

static void pem_lines_have_64_characters(void **state) {
    (void)state;
    uint8_t octets[49] = {0};
    struct buffer buffer = {0};
    struct writer w = writer_to(&buffer);
    pem_write(&w, "X", bytes_of(octets, sizeof octets));
    write_u8(&w, 0);
    assert_string_equal((char *)buffer.data, "-----BEGIN X-----\n"
                                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
                                             "AA==\n"
                                             "-----END X-----\n");
    buffer_clear(&buffer);
}

/* ---- files ---- */

static void write_file(const char *path, size_t len) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < len; i++) {
        fputc((int)(i % 251), file);
    }
    assert_int_equal(fclose(file), 0);
}

static void file_up_to_the_limit(void **state) {
    (void)state;
    char path[] = "/tmp/tlslite-file-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    static const size_t sizes[] = {0, 1, 127, 128, 4096, 100000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buffer content = {0};
        tl_error error = {0};
        write_file(path, sizes[i]);
        assert_true(file_read(path, 100000, &content, &error));
        assert_int_equal(content.len, sizes[i]);
        for (size_t at = 0; at < content.len; at++) {
            assert_int_equal(content.data[at], at % 251);
        }
        buffer_clear(&content);
    }
    struct buffer content = {0};
    tl_error error;
    write_file(path, 100001);
    assert_false(file_read(path, 100000, &content, &error));
    assert_int_equal(error.reason, TL_REASON_FILE_TOO_LARGE);
    assert_non_null(strstr(error.message, path));
    assert_null(content.data);
    unlink(path);
}

static void file_that_is_not_there(void **state) {
    (void)state;
    struct buffer content = {0};
    tl_error error;
    assert_false(file_read("/nonexistent/file", 100, &content, &error));
    assert_int_equal(error.kind, TL_ERR_IO);
    assert_int_equal(error.os_errno, ENOENT);
    assert_string_equal(error.message, "cannot open /nonexistent/file: No such file or directory");
    assert_false(file_read("/tmp", 100, &content, &error));
    assert_int_equal(error.os_errno, EISDIR);
    assert_null(content.data);
}

static void file_from_a_pipe(void **state) {
    (void)state;
    int fds[2];
    char path[32], octets[10000];
    memset(octets, 'x', sizeof octets);
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(write(fds[1], octets, sizeof octets), sizeof octets);
    close(fds[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", fds[0]);
    struct buffer content = {0};
    assert_true(file_read(path, 20000, &content, NULL));
    assert_true(bytes_equal(buffer_bytes(&content), bytes_of(octets, sizeof octets)));
    buffer_clear(&content);
    close(fds[0]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pem_blocks_among_other_text),
        cmocka_unit_test(pem_last_line_without_end),
        cmocka_unit_test(pem_without_blocks),
        cmocka_unit_test(pem_broken_blocks_do_not_hide_the_next),
        cmocka_unit_test(pem_cut_off),
        cmocka_unit_test(pem_headers_say_encrypted),
        cmocka_unit_test(pem_written_is_read),
        cmocka_unit_test(pem_lines_have_64_characters),
        cmocka_unit_test(file_up_to_the_limit),
        cmocka_unit_test(file_that_is_not_there),
        cmocka_unit_test(file_from_a_pipe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
