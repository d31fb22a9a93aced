#include "tls/staples.h"

#include <stdio.h>
#include <stdlib.h>

struct response {
    const char *file;
    tl_bytes der;
    bool used; /* by one identity at least */
};

/* ---- to whom they belong ---- */

enum fit { FITS, IS_NOT_GOOD, IS_OF_OTHERS, IS_BAD };

static void warn_of(const struct response *response, const tl_error *error, const struct watch *watch) {
    char *sentence = NULL;
    if (asprintf(&sentence, "the OCSP response %s is not sent: %s", response->file, error->message) >= 0) {
        watch_warn(watch, WATCHED_RESPONSE, response->file, sentence);
        free(sentence);
    }
}

static enum fit refusal(const struct response *response, const tl_error *error, const struct watch *watch) {
    switch (error->reason) {
    case TL_REASON_STAPLE_OF_OTHERS:
        return IS_OF_OTHERS;
    case TL_REASON_STAPLE_NOT_GOOD:
        warn_of(response, error, watch);
        return IS_NOT_GOOD;
    default:
        say_error("the OCSP response", response->file, error);
        return IS_BAD;
    }
}

static enum fit fit(const tl_identity *identity, const struct response *response, struct watch *watch) {
    tl_error error;
    time_t from, until;
    tl_identity *stapling = tl_identity_with_ocsp(identity, &response->der, 1, &error);
    if (stapling == NULL) {
        return refusal(response, &error, watch);
    }
    bool watched = tl_identity_ocsp_validity(stapling, &from, &until) &&
                   watch_add(watch, WATCHED_RESPONSE, response->file, from, until);
    tl_identity_free(stapling);
    return watched ? FITS : IS_BAD;
}

static bool attach(struct response *responses, size_t num_responses, tl_identity **identity, struct watch *watch) {
    tl_bytes fitting[MAX_OCSP_FILES];
    size_t num_fitting = 0;
    for (size_t i = 0; i < num_responses; i++) {
        enum fit result = fit(*identity, &responses[i], watch);
        if (result == IS_BAD) {
            return false;
        }
        if (result == FITS) {
            fitting[num_fitting++] = responses[i].der;
        }
        responses[i].used = responses[i].used || result != IS_OF_OTHERS;
    }
    tl_error error;
    tl_identity *stapling = tl_identity_with_ocsp(*identity, fitting, num_fitting, &error);
    if (stapling == NULL) {
        say_error("the OCSP responses", NULL, &error);
        return false;
    }
    tl_identity_free(*identity);
    *identity = stapling;
    return true;
}

static bool attach_all(struct response *responses, size_t num_responses, tl_identity **identities,
                       size_t num_identities, struct watch *watch) {
    for (size_t i = 0; i < num_identities; i++) {
        if (!attach(responses, num_responses, &identities[i], watch)) {
            return false;
        }
    }
    for (size_t i = 0; i < num_responses; i++) {
        if (!responses[i].used) {
            fprintf(stderr,
                    "the OCSP response %s is for no certificate that -c gives; give that one, or leave it out\n",
                    responses[i].file);
            return false;
        }
    }
    return true;
}

bool staples_attach(const struct ocsp_files *files, tl_identity **identities, size_t num_identities,
                    struct watch *watch) {
    struct ocsp_responses read;
    struct response responses[MAX_OCSP_FILES];
    bool good = ocsp_responses_read(&read, files);
    for (size_t i = 0; i < read.num; i++) {
        responses[i] = (struct response){.file = files->files[i], .der = read.ders[i]};
    }
    good = good && (read.num == 0 || attach_all(responses, read.num, identities, num_identities, watch));
    ocsp_responses_clear(&read);
    return good;
}
