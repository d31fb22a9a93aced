/* OCSP responses in files, as --ocsp gives them: one each, in DER. */
#ifndef TLS_OCSP_FILES_H
#define TLS_OCSP_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include <tlslite.h>

#include "tls/files.h"

enum { MAX_OCSP_FILES = 64, MAX_OCSP_RESPONSE = 65536 };

struct ocsp_files {
    const char *files[MAX_OCSP_FILES];
    size_t num_files;
};

bool ocsp_files_add(struct ocsp_files *files, const char *file);

/* What is in them, in the same order. */
struct ocsp_responses {
    struct file_content contents[MAX_OCSP_FILES];
    tl_bytes ders[MAX_OCSP_FILES];
    size_t num;
};

/* False: a file cannot be read, which was said. ocsp_responses_clear is due either way. */
bool ocsp_responses_read(struct ocsp_responses *responses, const struct ocsp_files *files);
void ocsp_responses_clear(struct ocsp_responses *responses);

#endif
