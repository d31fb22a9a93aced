#include "support/data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/file.h"

void data_path(const char *name, char out[DATA_PATH_SIZE]) {
    const char *root = getenv("SOURCE_DIR");
    snprintf(out, DATA_PATH_SIZE, "%s/tests/unit/data/%s", root != NULL ? root : ".", name);
}

struct buffer data_read(const char *name) {
    char path[DATA_PATH_SIZE];
    struct buffer content = {0};
    tl_error error;
    data_path(name, path);
    if (!file_read(path, 1 << 20, &content, &error)) {
        fail_msg("%s", error.message);
    }
    return content;
}
