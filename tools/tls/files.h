/* Reading and writing whole files, such as hold keys. What fails is said on stderr. */
#ifndef TLS_FILES_H
#define TLS_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct file_content {
    uint8_t *data;
    size_t size;
};

/* At most max octets; "-" is standard input. */
bool read_whole_file(const char *file, size_t max, struct file_content *content);
void free_whole_file(struct file_content *content); /* wiped */

/* A file that exists is replaced as a whole: whoever reads it sees the old one or the new one. */
bool replace_file(const char *file, mode_t mode, const void *data, size_t size);

/* A file that exists is left alone: it may hold the only copy of a key. */
bool write_new_file(const char *file, mode_t mode, const char *text);

#endif
