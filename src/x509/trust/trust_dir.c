/* Trust anchors from a folder: one file for each, or several, named as people like or by hash (openssl rehash). */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/control.h"
#include "base/error.h"
#include "x509/sentences.h"
#include "x509/trust/trust_gather.h"

enum { MAX_PATH = 4096 };

/* "5ed36f99.0": eight hexadecimal digits, a dot, a number. */
static bool is_hashed_name(const char *name) {
    size_t digits = strspn(name, "0123456789abcdef");
    return digits == 8 && name[8] == '.' && name[9] != '\0' && strspn(name + 9, "0123456789") == strlen(name + 9);
}

static bool ends_with(const char *name, const char *end) {
    size_t len = strlen(name), end_len = strlen(end);
    return len > end_len && strcmp(name + len - end_len, end) == 0;
}

static bool is_certificate_name(const char *name) {
    return name[0] != '.' && (ends_with(name, ".pem") || ends_with(name, ".crt") || is_hashed_name(name));
}

static bool gather_all(struct trust_gathering *gathering, const tl_trust *trust, tl_error *error) {
    for (size_t i = 0; i < trust->count; i++) {
        REQUIRE(trust_gather(gathering, trust_certificate(trust, i), 0), error_set(error, OUT_OF_MEMORY));
    }
    gathering->num_skipped += trust->num_skipped;
    return true;
}

/* A link that leads nowhere and a file without certificates are passed over; a file that cannot be read is not: then
 * part of the trust would be missing without a word. */
static bool gather_file(struct trust_gathering *gathering, const char *folder, const char *name, tl_error *error) {
    char path[MAX_PATH];
    tl_error failure = {0};
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    REQUIRE(length > 0 && length < MAX_PATH, error_set_os(error, ENAMETOOLONG, "read", name));
    if (access(path, F_OK) != 0) {
        return true;
    }
    tl_trust *trust = tl_trust_load(path, &failure);
    if (trust == NULL && failure.reason == TL_REASON_NO_CERTIFICATE) {
        gathering->num_skipped++;
        return true;
    }
    if (trust == NULL) {
        if (error != NULL) {
            *error = failure;
        }
        return false;
    }
    bool ok = gather_all(gathering, trust, error);
    tl_trust_free(trust);
    return ok;
}

static bool gather_folder(struct trust_gathering *gathering, DIR *dir, const char *folder, tl_error *error) {
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            REQUIRE(errno == 0, error_set_os(error, errno, "read", folder));
            return true;
        }
        if (is_certificate_name(entry->d_name)) {
            TRY(gather_file(gathering, folder, entry->d_name, error));
        }
    }
}

tl_trust *tl_trust_load_dir(const char *folder, tl_error *error) {
    struct trust_gathering gathering = {0};
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        error_set_os(error, errno, "open", folder);
        return NULL;
    }
    bool ok = gather_folder(&gathering, dir, folder, error);
    closedir(dir);
    if (!ok) {
        trust_gathering_clear(&gathering);
        return NULL;
    }
    return trust_gathered(&gathering, folder, error);
}
