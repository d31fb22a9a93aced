#include "tls/password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "tls/files.h"

enum { MAX_PASSWORD_FILE = 65536 };

static bool first_line(const char *file, const struct file_content *content, char *password, size_t size, size_t *len) {
    const uint8_t *end = content->size > 0 ? memchr(content->data, '\n', content->size) : NULL;
    *len = end != NULL ? (size_t)(end - content->data) : content->size;
    if (*len > 0 && content->data[*len - 1] == '\r') {
        (*len)--;
    }
    if (*len == 0 || *len > size) {
        fprintf(stderr, "the first line of %s is no password: it is %s\n", file, *len == 0 ? "empty" : "too long");
        return false;
    }
    memcpy(password, content->data, *len);
    return true;
}

static bool password_from_file(const char *file, char *password, size_t size, size_t *len) {
    struct file_content content;
    if (!read_whole_file(file, MAX_PASSWORD_FILE, &content)) {
        return false;
    }
    bool good = first_line(file, &content, password, size, len);
    free_whole_file(&content);
    return good;
}

/* ---- the terminal ---- */

struct terminal {
    int fd;
    struct termios before;
    sigset_t signals; /* that were blocked before */
};

/* Signals that would end or stop us wait until there is an echo again. */
static void hold_signals(sigset_t *before) {
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP};
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        sigaddset(&held, ending[i]);
    }
    sigprocmask(SIG_BLOCK, &held, before);
}

static void terminal_close(struct terminal *terminal) {
    tcsetattr(terminal->fd, TCSAFLUSH, &terminal->before);
    close(terminal->fd);
    sigprocmask(SIG_SETMASK, &terminal->signals, NULL);
}

/* An interrupting character is read like others, and gives the line up. */
static bool terminal_open(struct terminal *terminal) {
    terminal->fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (terminal->fd < 0) {
        return false;
    }
    if (tcgetattr(terminal->fd, &terminal->before) != 0) {
        close(terminal->fd);
        return false;
    }
    hold_signals(&terminal->signals);
    struct termios silent = terminal->before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    silent.c_lflag |= ECHONL | ICANON;
    if (tcsetattr(terminal->fd, TCSAFLUSH, &silent) != 0) {
        terminal_close(terminal); /* nothing is asked for that would show */
        return false;
    }
    return true;
}

/* A line without its end; false where the line was given up (Ctrl-C, Ctrl-D) or is too long. */
static bool read_line(int fd, const char interrupt, char *line, size_t size, size_t *len) {
    char c = '\0';
    bool fits = true;
    for (*len = 0;;) {
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0 || c == interrupt) {
            return false;
        }
        if (c == '\n') {
            return fits && *len > 0;
        }
        fits = fits && *len < size;
        if (fits) {
            line[(*len)++] = c;
        }
    }
}

static bool ask(const char *prompt, const char *source, char *password, size_t size, size_t *len) {
    struct terminal terminal;
    if (!terminal_open(&terminal)) {
        fprintf(stderr,
                "a password is needed for %s, and there is no terminal to ask at; name a file with it (see --help)\n",
                source);
        return false;
    }
    dprintf(terminal.fd, "%s %s: ", prompt, source);
    bool given = read_line(terminal.fd, (char)terminal.before.c_cc[VINTR], password, size, len);
    terminal_close(&terminal);
    if (!given) {
        fprintf(stderr, "no password was given for %s\n", source);
    }
    return given;
}

bool read_password(void *arg, const char *source, char *password, size_t size, size_t *len) {
    const char *file = arg;
    return file != NULL ? password_from_file(file, password, size, len)
                        : ask("Password for", source, password, size, len);
}

bool read_new_password(const char *file, const char *source, char *password, size_t size, size_t *len) {
    char again[PASSWORD_SIZE];
    size_t again_len = 0;
    if (file != NULL) {
        return password_from_file(file, password, size, len);
    }
    bool same = ask("New password for", source, password, size, len) &&
                ask("The same again for", source, again, sizeof again, &again_len);
    if (same && (*len != again_len || memcmp(password, again, *len) != 0)) {
        fprintf(stderr, "the two passwords are not the same\n");
        same = false;
    }
    explicit_bzero(again, sizeof again);
    return same;
}
