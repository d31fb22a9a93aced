#include "tls/site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PATH 2048

/* ---- the target's path ---- */

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The path without its query, percent-decoded (RFC 3986 §2.1). A NUL or a stray percent sign makes it a bad one. */
static bool decode_path(const char *target, char path[MAX_PATH]) {
    size_t length = 0;
    for (const char *at = target; *at != '\0' && *at != '?' && *at != '#'; at++) {
        int c = (unsigned char)*at;
        if (c == '%') {
            int high = hex_digit(at[1]);
            int low = high >= 0 ? hex_digit(at[2]) : -1;
            c = low >= 0 ? high * 16 + low : 0;
            at += 2;
        }
        if (c == 0 || length + 1 == MAX_PATH) {
            return false;
        }
        path[length++] = (char)c;
    }
    path[length] = '\0';
    return path[0] == '/' && path[1] != '/';
}

/* "http://host/path" is served like "/path" (RFC 9112 §3.2.2). */
static const char *without_authority(const char *target) {
    if (strncasecmp(target, "https://", 8) == 0 || strncasecmp(target, "http://", 7) == 0) {
        const char *path = strchr(strchr(target, ':') + 3, '/');
        return path != NULL ? path : "/";
    }
    return target;
}

/* ---- files ---- */

static int status_of(int os_errno) {
    switch (os_errno) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
        return 404;
    case EACCES:
    case EPERM:
    case ELOOP: /* a symbolic link */
    case ENXIO: /* a socket */
        return 403;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return 503;
    default:
        return 500;
    }
}

static int open_below(int directory, const char *name) {
    return openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}

static int status_of_name(const char *name) {
    if (strcmp(name, "..") == 0) {
        return 403;
    }
    return name[0] == '.' && strcmp(name, ".well-known") != 0 ? 404 : 200;
}

/* Opens name after name, so that no step can leave the directory. *file is the last one. */
static int walk(int directory, char *path, int *file) {
    *file = open_below(directory, ".");
    int status = *file >= 0 ? 200 : status_of(errno);
    char *rest = path;
    for (char *name; status == 200 && (name = strsep(&rest, "/")) != NULL;) {
        if (name[0] == '\0') {
            continue;
        }
        status = status_of_name(name);
        int next = status == 200 ? open_below(*file, name) : -1;
        if (status == 200 && next < 0) {
            status = status_of(errno);
        }
        close(*file);
        *file = next;
    }
    return status;
}

static int open_index(int *file) {
    int index = open_below(*file, "index.html");
    int status = index >= 0 ? 200 : status_of(errno);
    close(*file);
    *file = index;
    return status;
}

static const char *content_type(const char *name) {
    static const struct {
        const char *suffix, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".htm", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".json", "application/json"},
        {".txt", "text/plain; charset=utf-8"},
        {".md", "text/plain; charset=utf-8"},
        {".xml", "application/xml"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".pdf", "application/pdf"},
        {".wasm", "application/wasm"},
        {".woff2", "font/woff2"},
    };
    const char *suffix = strrchr(name, '.');
    for (size_t i = 0; suffix != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcasecmp(suffix, types[i].suffix) == 0) {
            return types[i].type;
        }
    }
    return "application/octet-stream";
}

static int examine(int file, const char *name, struct page *page) {
    struct stat info;
    if (fstat(file, &info) != 0) {
        return 500;
    }
    if (!S_ISREG(info.st_mode)) {
        return S_ISDIR(info.st_mode) ? 301 : 403;
    }
    *page = (struct page){file, info.st_size, content_type(name)};
    return 200;
}

int site_open(int directory, const char *target, struct page *page) {
    char path[MAX_PATH];
    if (!decode_path(without_authority(target), path)) {
        return 400;
    }
    bool is_directory = path[strlen(path) - 1] == '/';
    char names[MAX_PATH];
    memcpy(names, path, strlen(path) + 1);
    int file = -1;
    int status = walk(directory, names, &file);
    if (status == 200 && is_directory) {
        status = open_index(&file);
    }
    if (status == 200) {
        status = examine(file, is_directory ? "index.html" : path, page);
    }
    if (status != 200 && file >= 0) {
        close(file);
    }
    return status;
}
