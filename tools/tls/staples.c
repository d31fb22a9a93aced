#include "tls/staples.h"

#include <stdio.h>

/* ---- to whom they belong ---- */

enum fit { FITS, IS_OF_OTHERS, IS_BAD };

static enum fit fit(const tl_identity *identity, const char *file, tl_bytes response) {
    tl_error error;
    tl_identity *stapling = tl_identity_with_ocsp(identity, &response, 1, &error);
    tl_identity_free(stapling);
    if (stapling == NULL && error.reason != TL_REASON_STAPLE_OF_OTHERS) {
        say_error("the OCSP response", file, &error);
        return IS_BAD;
    }
    return stapling != NULL ? FITS : IS_OF_OTHERS;
}

struct stapling {
    const struct ocsp_files *files;
    struct ocsp_responses responses;
    bool used[MAX_OCSP_FILES]; /* by one identity at least */
};

static bool attach(struct stapling *stapling, tl_identity **identity) {
    tl_bytes fitting[MAX_OCSP_FILES];
    size_t num_fitting = 0;
    for (size_t i = 0; i < stapling->responses.num; i++) {
        tl_bytes response = stapling->responses.ders[i];
        enum fit result = fit(*identity, stapling->files->files[i], response);
        if (result == IS_BAD) {
            return false;
        }
        if (result == FITS) {
            fitting[num_fitting++] = response;
            stapling->used[i] = true;
        }
    }
    tl_error error;
    tl_identity *with_staples = tl_identity_with_ocsp(*identity, fitting, num_fitting, &error);
    if (with_staples == NULL) {
        say_error("the OCSP responses", NULL, &error);
        return false;
    }
    tl_identity_free(*identity);
    *identity = with_staples;
    return true;
}

static bool attach_all(struct stapling *stapling, tl_identity **identities, size_t num_identities) {
    for (size_t i = 0; i < num_identities; i++) {
        if (!attach(stapling, &identities[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < stapling->responses.num; i++) {
        if (!stapling->used[i]) {
            fprintf(stderr,
                    "the OCSP response %s is for no certificate that -c gives; give that one, or leave it out\n",
                    stapling->files->files[i]);
            return false;
        }
    }
    return true;
}

bool staples_attach(const struct ocsp_files *files, tl_identity **identities, size_t num_identities) {
    struct stapling stapling = {.files = files};
    bool good = ocsp_responses_read(&stapling.responses, files) &&
                (files->num_files == 0 || attach_all(&stapling, identities, num_identities));
    ocsp_responses_clear(&stapling.responses);
    return good;
}
