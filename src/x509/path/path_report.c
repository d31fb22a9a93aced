#include "x509/path/path_report.h"

#include "base/alloc.h"
#include "base/control.h"
#include "x509/der/text.h"
#include "x509/names/name.h"

enum { WAY_SIZE = 1024 };

/* "CN=leaf, issued by CN=ca, issued by CN=root" */
static void way_text(const struct path *path, unsigned len, char out[WAY_SIZE]) {
    struct text text = text_into(out, WAY_SIZE);
    for (unsigned i = 0; i < len; i++) {
        char name[NAME_TEXT_SIZE];
        path_name_text(path->certificates[i].subject, name);
        text_add(&text, i > 0 ? ", issued by " : "");
        text_add(&text, name);
    }
    text_mark_cut(&text);
}

void path_report_failure(struct tl_path *report, const struct path *path, unsigned len, const tl_error *failure) {
    if (report == NULL || report->num_attempts == PATH_REPORT_MAX_ATTEMPTS) {
        return;
    }
    char way[WAY_SIZE];
    way_text(path, len, way);
    struct path_attempt attempt = {mem_copy_string(way), mem_copy_string(failure->message)};
    if (attempt.way == NULL || attempt.sentence == NULL) {
        mem_free(attempt.way);
        mem_free(attempt.sentence);
        report->incomplete = true;
        return;
    }
    report->attempts[report->num_attempts++] = attempt;
}

void path_report_found(struct tl_path *report, const struct path *path, unsigned len) {
    for (unsigned i = 0; report != NULL && i < len; i++) {
        report->certs[i] = certificate_object(path->certificates[i].der, NULL);
        if (report->certs[i] == NULL) {
            report->incomplete = true;
            return;
        }
        report->len = i + 1;
    }
}

void path_report_forget_found(struct tl_path *report) {
    for (size_t i = 0; report != NULL && i < report->len; i++) {
        tl_cert_free(report->certs[i]);
    }
    if (report != NULL) {
        report->len = 0;
    }
}

size_t tl_path_length(const tl_path *path) {
    return path->len;
}

const tl_cert *tl_path_cert(const tl_path *path, size_t index) {
    return index < path->len ? path->certs[index] : NULL;
}

bool tl_path_next_attempt(const tl_path *path, size_t *cursor, const char **way, const char **sentence) {
    if (*cursor >= path->num_attempts) {
        return false;
    }
    const struct path_attempt *attempt = &path->attempts[(*cursor)++];
    *way = attempt->way;
    *sentence = attempt->sentence;
    return true;
}

void tl_path_free(tl_path *path) {
    path_report_forget_found(path);
    for (size_t i = 0; path != NULL && i < path->num_attempts; i++) {
        mem_free(path->attempts[i].way);
        mem_free(path->attempts[i].sentence);
    }
    mem_free(path);
}
