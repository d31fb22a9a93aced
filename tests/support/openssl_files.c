#include "support/openssl_files.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int run_in(const char *folder, const char *command) {
    char line[2048];
    int length = snprintf(line, sizeof line, "cd %s && { %s; } >>log 2>&1", folder, command);
    if (length < 0 || (size_t)length >= sizeof line) {
        fail_msg("the command is too long: %s", command);
    }
    return system(line);
}

struct openssl_files openssl_files_new(void) {
    struct openssl_files files = {.folder = "/tmp/tlslite-test-XXXXXX"};
    if (system("openssl version >/dev/null 2>&1") != 0) {
        print_message("skipped: the openssl command, which makes the files, is not installed\n");
        skip();
    }
    assert_non_null(mkdtemp(files.folder));
    return files;
}

void openssl_files_clear(struct openssl_files *files) {
    char line[128];
    snprintf(line, sizeof line, "rm -rf %s", files->folder);
    assert_int_equal(system(line), 0);
}

void openssl_run(const struct openssl_files *files, const char *command) {
    if (run_in(files->folder, command) != 0) {
        run_in(files->folder, "cat log >&2");
        fail_msg("this failed (see %s/log): %s", files->folder, command);
    }
}

const char *openssl_path(struct openssl_files *files, const char *name, char path[128]) {
    snprintf(path, 128, "%s/%s", files->folder, name);
    return path;
}

tl_bytes openssl_read(struct openssl_files *files, const char *name) {
    enum { MAX = 1 << 20 };
    char path[128];
    uint8_t *data = malloc(MAX);
    FILE *file = fopen(openssl_path(files, name, path), "rb");
    assert_non_null(data);
    assert_non_null(file);
    size_t len = fread(data, 1, MAX, file);
    fclose(file);
    return (tl_bytes){data, len};
}
