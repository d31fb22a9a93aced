/* Reading whole files. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buffer.h"
#include "base/error.h"

/* Reads a file of at most max octets into an empty buffer, or says which file could not be read and why. */
bool file_read(const char *path, size_t max, struct buffer *content, tl_error *error);

#endif
