/* The key log: one line a secret, in the format that Wireshark reads (RFC 9850). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tls/options.h"

/* One write a line, so that lines of several programs do not mix. */
static void log_key(void *arg, const char *line) {
    const struct tls_options *options = arg;
    char newline = '\n';
    struct iovec parts[] = {{(void *)(uintptr_t)line, strlen(line)}, {&newline, 1}};
    if (writev(options->keylog_fd, parts, 2) < 0) {
        fprintf(stderr, "the key log %s cannot be written: %s\n", options->keylog_file, strerror(errno));
    }
}

bool tls_options_open_keylog(struct tls_options *options) {
    if (options->keylog_file == NULL) {
        options->keylog_file = getenv("SSLKEYLOGFILE");
    }
    if (options->keylog_file == NULL || options->keylog_file[0] == '\0') {
        options->keylog_file = NULL;
        return true;
    }
    options->keylog_fd = open(options->keylog_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (options->keylog_fd < 0) {
        fprintf(stderr, "the key log %s cannot be opened: %s\n", options->keylog_file, strerror(errno));
        return false;
    }
    fprintf(stderr, "warning: keys are logged to %s; whoever reads it can decrypt these connections\n",
            options->keylog_file);
    options->common.keylog = log_key;
    options->common.keylog_arg = options;
    return true;
}

void tls_options_close_keylog(struct tls_options *options) {
    if (options->keylog_file != NULL) {
        close(options->keylog_fd);
    }
}
