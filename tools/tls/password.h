/* Passwords of private keys and PKCS #12: from a file, or asked for at the terminal. Never from the command line, which
 * every user of the machine can read. */
#ifndef TLS_PASSWORD_H
#define TLS_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PASSWORD_SIZE 1024

/* The text of --help. */
#define PASSWORD_FILE_HELP "file whose first line is the password of encrypted keys (default: ask at the terminal)"

/* A tl_password_fn whose argument is the name of a file, as password_arg gives it: its first line, without the line's
 * end. NULL: it asks at the terminal, without echo, or says that there is none. */
static inline void *password_arg(const char *file) {
    return (void *)(uintptr_t)file;
}
bool read_password(void *arg, const char *source, char *password, size_t size, size_t *len);

/* The same for a password that will be: at the terminal it has to be given twice. */
bool read_new_password(const char *file, const char *source, char *password, size_t size, size_t *len);

#endif
