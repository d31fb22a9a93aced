#include "tls/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_SIZE = 16384 };

void free_whole_file(struct file_content *content) {
    if (content->data != NULL) {
        explicit_bzero(content->data, content->size);
    }
    free(content->data);
    *content = (struct file_content){0};
}

/* Twice the room; what moves is wiped where it was. */
static bool grow(struct file_content *content, size_t *room) {
    size_t larger = *room == 0 ? FIRST_SIZE : 2 * *room;
    uint8_t *data = malloc(larger);
    if (data == NULL) {
        return false;
    }
    if (content->size > 0) {
        memcpy(data, content->data, content->size);
    }
    size_t size = content->size;
    free_whole_file(content);
    *content = (struct file_content){data, size};
    *room = larger;
    return true;
}

static const char *read_all(int fd, size_t max, struct file_content *content) {
    size_t room = 0;
    for (ssize_t length = 1; length != 0;) {
        if (content->size == room && !grow(content, &room)) {
            return "there is not enough memory for it";
        }
        length = read(fd, content->data + content->size, room - content->size);
        if (length < 0 && errno != EINTR) {
            return strerror(errno);
        }
        content->size += length > 0 ? (size_t)length : 0;
        if (content->size > max) {
            return "it is larger than any such file";
        }
    }
    return NULL;
}

bool read_whole_file(const char *file, size_t max, struct file_content *content) {
    bool is_stdin = strcmp(file, "-") == 0;
    int fd = is_stdin ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    *content = (struct file_content){0};
    const char *problem = fd < 0 ? strerror(errno) : read_all(fd, max, content);
    if (problem != NULL) {
        fprintf(stderr, "%s cannot be read: %s\n", is_stdin ? "standard input" : file, problem);
        free_whole_file(content);
    }
    if (fd >= 0 && !is_stdin) {
        close(fd);
    }
    return problem == NULL;
}

static bool write_all(int fd, const char *at, size_t left) {
    while (left > 0) {
        ssize_t length = write(fd, at, left);
        if (length < 0 && errno != EINTR) {
            return false;
        }
        left -= length > 0 ? (size_t)length : 0;
        at += length > 0 ? length : 0;
    }
    return true;
}

/* Closes the file, and takes it away unless all was well: part of a key is of no use, and in the way of the next try.
 */
static bool finish(int fd, const char *file, bool written) {
    int os_errno = errno;
    if (close(fd) != 0 && written) {
        os_errno = errno;
        written = false;
    }
    if (!written) {
        unlink(file);
    }
    errno = os_errno;
    return written;
}

/* Creates the file; false with errno, and there is none. */
static bool create(const char *file, mode_t mode, const void *data, size_t size) {
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    return fd >= 0 && finish(fd, file, write_all(fd, data, size));
}

static bool say_unwritten(const char *file, int os_errno) {
    fprintf(stderr, "%s cannot be written: %s\n", file, strerror(os_errno));
    return false;
}

bool write_new_file(const char *file, mode_t mode, const char *text) {
    return create(file, mode, text, strlen(text)) || say_unwritten(file, errno);
}

bool replace_file(const char *file, mode_t mode, const void *data, size_t size) {
    char *beside = NULL;
    if (asprintf(&beside, "%s.%ld.new", file, (long)getpid()) < 0) {
        return say_unwritten(file, ENOMEM);
    }
    bool written = create(beside, mode, data, size) && rename(beside, file) == 0;
    int os_errno = errno;
    if (!written) {
        unlink(beside);
    }
    free(beside);
    return written || say_unwritten(file, os_errno);
}
