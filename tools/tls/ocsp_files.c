#include "tls/ocsp_files.h"

#include <stdio.h>

bool ocsp_files_add(struct ocsp_files *files, const char *file) {
    if (files->num_files == MAX_OCSP_FILES) {
        fprintf(stderr, "--ocsp is given more than %d times; give the responses that are needed\n", MAX_OCSP_FILES);
        return false;
    }
    files->files[files->num_files++] = file;
    return true;
}

bool ocsp_responses_read(struct ocsp_responses *responses, const struct ocsp_files *files) {
    responses->num = 0;
    for (size_t i = 0; i < files->num_files; i++) {
        struct file_content *content = &responses->contents[i];
        if (!read_whole_file(files->files[i], MAX_OCSP_RESPONSE, content)) {
            return false;
        }
        responses->ders[i] = (tl_bytes){content->data, content->size};
        responses->num = i + 1;
    }
    return true;
}

void ocsp_responses_clear(struct ocsp_responses *responses) {
    for (size_t i = 0; i < responses->num; i++) {
        free_whole_file(&responses->contents[i]);
    }
    responses->num = 0;
}
