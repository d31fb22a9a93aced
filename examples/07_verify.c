/* Verifies a certificate without TLS, and prints the path to the trust anchor or why there is none.
 * Usage: 07_verify ROOTS CERTIFICATE [INTERMEDIATE ...] [-- NAME]   each a file in PEM or DER */
#include <stdio.h>
#include <string.h>
#include <tlslite/x509.h>

enum { MAX_FILES = 20 };

static int report(const tl_path *path, const tl_error *error) {
    const char *way, *sentence;
    size_t cursor = 0;
    if (path == NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    for (size_t i = 0; i < tl_path_length(path); i++) {
        printf("%s%s\n", i > 0 ? "issued by " : "", tl_cert_subject(tl_path_cert(path, i)));
    }
    while (tl_path_length(path) == 0 && tl_path_next_attempt(path, &cursor, &way, &sentence)) {
        printf("%s: %s\n", way, sentence);
    }
    return tl_path_length(path) > 0 ? 0 : 3;
}

int main(int argc, char **argv) {
    bool named = argc > 3 && strcmp(argv[argc - 2], "--") == 0;
    int num_files = named ? argc - 4 : argc - 2, code = 2;
    if (num_files < 1 || num_files > MAX_FILES) {
        fprintf(stderr, "usage: 07_verify ROOTS CERTIFICATE [INTERMEDIATE ...] [-- NAME]\n");
        return 2;
    }
    tl_error error;
    tl_path *path = NULL;
    tl_cert *certs[MAX_FILES] = {NULL};
    tl_bytes ders[MAX_FILES];
    tl_trust *trust = tl_trust_load(argv[1], &error);
    bool loaded = trust != NULL;
    for (int i = 0; i < num_files && loaded; i++) {
        certs[i] = tl_cert_load(argv[2 + i], &error);
        loaded = certs[i] != NULL;
        ders[i] = loaded ? tl_cert_der(certs[i]) : (tl_bytes){0};
    }
    tl_verify_options options = {.trust = trust,
                                 .intermediates = ders + 1,
                                 .num_intermediates = (size_t)num_files - 1,
                                 .host = named ? argv[argc - 1] : NULL};
    if (!loaded) {
        fprintf(stderr, "%s\n", error.message);
    } else {
        (void)!tl_verify_path(ders[0], &options, &path, &error); /* the path says which it was */
        code = report(path, &error);
    }
    tl_path_free(path);
    for (int i = 0; i < num_files; i++) {
        tl_cert_free(certs[i]);
    }
    tl_trust_free(trust);
    return code;
}
