#include "tls/cert_file.h"

#include <stdio.h>
#include <string.h>

#include "tls/files.h"
#include "tls/options.h"

enum { MAX_FILE = 4 << 20 };

static bool add(struct certificates *to, const char *file, tl_bytes octets) {
    tl_error error;
    if (to->count == MAX_CERTIFICATES) {
        fprintf(stderr, "%s has more than %d certificates; give those that are needed\n", file, MAX_CERTIFICATES);
        return false;
    }
    tl_cert *cert = tl_cert_parse(octets, &error);
    if (cert == NULL) {
        say_error("a certificate in", file, &error);
        return false;
    }
    to->certs[to->count] = cert;
    to->ders[to->count++] = tl_cert_der(cert);
    return true;
}

static const uint8_t *find(const uint8_t *at, const uint8_t *end, const char *text) {
    return memmem(at, (size_t)(end - at), text, strlen(text));
}

bool read_certificates(struct certificates *to, const char *file) {
    static const char begin_line[] = "-----BEGIN CERTIFICATE-----", end_line[] = "-----END CERTIFICATE-----";
    struct file_content content;
    if (!read_whole_file(file, MAX_FILE, &content)) {
        return false;
    }
    const uint8_t *end = content.data + content.size, *at = find(content.data, end, begin_line);
    bool good = at != NULL || add(to, file, (tl_bytes){content.data, content.size});
    while (good && at != NULL) {
        const uint8_t *stop = find(at, end, end_line);
        stop = stop != NULL ? stop + sizeof end_line - 1 : end;
        good = add(to, file, (tl_bytes){at, (size_t)(stop - at)});
        at = find(stop, end, begin_line);
    }
    free_whole_file(&content);
    return good;
}

void free_certificates(struct certificates *certificates) {
    for (size_t i = 0; i < certificates->count; i++) {
        tl_cert_free(certificates->certs[i]);
    }
}
