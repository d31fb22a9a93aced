#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_TOO_LARGE                                                                                                 \
    TL_REASON_FILE_TOO_LARGE, TL_ERR_USAGE, TL_ALERT_NONE,                                                             \
        "%s has more than %zu octets, too many for what it is to be; see whether it is the right file"

/* A regular file says how long it is; anything else (a pipe) is read in pieces. One octet more shows the end. */
static size_t first_size(int fd, size_t max) {
    struct stat info;
    size_t size = 4096;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size >= 0) {
        size = (size_t)info.st_size;
    }
    return (size < max ? size : max) + 1;
}

static bool read_to_end(int fd, const char *path, size_t max, struct buffer *content, tl_error *error) {
    size_t room = first_size(fd, max);
    while (content->len <= max) {
        if (!buffer_reserve(content, room)) {
            return error_set(error, OUT_OF_MEMORY);
        }
        ssize_t got = read(fd, content->data + content->len, content->capacity - content->len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_os(error, errno, "read", path);
        }
        if (got == 0) {
            return true;
        }
        content->len += (size_t)got;
        room = 1;
    }
    return error_set(error, FILE_TOO_LARGE, path, max);
}

bool file_read(const char *path, size_t max, struct buffer *content, tl_error *error) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return error_set_os(error, errno, "open", path);
    }
    bool ok = read_to_end(fd, path, max, content, error);
    close(fd);
    if (!ok) {
        buffer_clear(content);
    }
    return ok;
}
