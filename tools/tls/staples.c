#include "tls/staples.h"

#include <stdio.h>

#include "tls/files.h"

enum { MAX_RESPONSE = 65000 }; /* octets: TLS 1.3 has no room for more (RFC 8446 §4.2) */

bool staples_add(struct staples *staples, const char *file) {
    if (staples->num_files == MAX_STAPLES) {
        fprintf(stderr, "--ocsp is given more than %d times; give the responses that are needed\n", MAX_STAPLES);
        return false;
    }
    staples->files[staples->num_files++] = file;
    return true;
}

struct response {
    const char *file;
    struct file_content content;
    tl_bytes der;
    bool used; /* by one identity at least */
};

static bool read_response(struct response *response, const char *file) {
    *response = (struct response){.file = file};
    if (!read_whole_file(file, MAX_RESPONSE, &response->content)) {
        return false;
    }
    response->der = (tl_bytes){response->content.data, response->content.size};
    return true;
}

/* ---- to whom they belong ---- */

enum fit { FITS, IS_OF_OTHERS, IS_BAD };

static enum fit fit(const tl_identity *identity, const struct response *response) {
    tl_error error;
    tl_identity *stapling = tl_identity_with_ocsp(identity, &response->der, 1, &error);
    tl_identity_free(stapling);
    if (stapling == NULL && error.reason != TL_REASON_STAPLE_OF_OTHERS) {
        say_error("the OCSP response", response->file, &error);
        return IS_BAD;
    }
    return stapling != NULL ? FITS : IS_OF_OTHERS;
}

static bool attach(struct response *responses, size_t num_responses, tl_identity **identity) {
    tl_bytes fitting[MAX_STAPLES];
    size_t num_fitting = 0;
    for (size_t i = 0; i < num_responses; i++) {
        enum fit result = fit(*identity, &responses[i]);
        if (result == IS_BAD) {
            return false;
        }
        if (result == FITS) {
            fitting[num_fitting++] = responses[i].der;
            responses[i].used = true;
        }
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
                       size_t num_identities) {
    for (size_t i = 0; i < num_identities; i++) {
        if (!attach(responses, num_responses, &identities[i])) {
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

bool staples_attach(const struct staples *staples, tl_identity **identities, size_t num_identities) {
    struct response responses[MAX_STAPLES];
    size_t num_read = 0;
    bool good = true;
    while (good && num_read < staples->num_files) {
        good = read_response(&responses[num_read], staples->files[num_read]);
        num_read++;
    }
    good = good && (num_read == 0 || attach_all(responses, num_read, identities, num_identities));
    for (size_t i = 0; i < num_read; i++) {
        free_whole_file(&responses[i].content);
    }
    return good;
}
