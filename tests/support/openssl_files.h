/* Files made by the openssl command while a test runs, in a folder that goes away with it. */
#ifndef TESTS_SUPPORT_OPENSSL_FILES_H
#define TESTS_SUPPORT_OPENSSL_FILES_H

#include <tlslite.h>

struct openssl_files {
    char folder[64];
};

/* Skips the running test, saying so, where there is no openssl command. */
struct openssl_files openssl_files_new(void);
void openssl_files_clear(struct openssl_files *files);

/* Runs a shell command in the folder; fails the test where the command fails. */
void openssl_run(const struct openssl_files *files, const char *command);

/* The path of a file in the folder, written into path. */
const char *openssl_path(struct openssl_files *files, const char *name, char path[128]);

/* The octets of a file in the folder; freed with free. */
tl_bytes openssl_read(struct openssl_files *files, const char *name);

#endif
