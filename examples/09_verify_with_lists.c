/* Verifies a certificate without TLS and with revocation lists, and prints what they say of it.
 * Usage: 09_verify_with_lists ROOTS LISTS CERTIFICATE [INTERMEDIATE]   files in PEM or DER; LISTS may hold several */
#include <stdio.h>
#include <tlslite/x509.h>

static void print_time(const char *what, time_t time) {
    struct tm calendar;
    char text[32];
    gmtime_r(&time, &calendar);
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &calendar);
    printf("%s %s UTC\n", what, text);
}

static int report(const tl_revocation_status *status, tl_result result, const tl_error *error) {
    if (status->state == TL_REVOCATION_REVOKED) {
        print_time("revoked at", status->revoked_at);
        printf("why: %s\n", tl_revocation_reason_name(status->reason));
    }
    if (status->source == TL_REVOCATION_FROM_CRL) {
        print_time("says a list of", status->this_update);
        print_time("which holds until", status->next_update);
    }
    if (result != TL_OK) {
        fprintf(stderr, "%s\n", error->message);
        return 3;
    }
    printf("good\n");
    return 0;
}

int main(int argc, char **argv) {
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: 09_verify_with_lists ROOTS LISTS CERTIFICATE [INTERMEDIATE]\n");
        return 2;
    }
    tl_error error;
    tl_trust *trust = tl_trust_load(argv[1], &error);
    tl_crls *crls = trust != NULL ? tl_crls_load(argv[2], &error) : NULL;
    tl_cert *leaf = crls != NULL ? tl_cert_load(argv[3], &error) : NULL;
    tl_cert *issuer = leaf != NULL ? tl_cert_load(argc == 5 ? argv[4] : argv[3], &error) : NULL;
    int code = 2;
    if (issuer == NULL) {
        fprintf(stderr, "%s\n", error.message);
    } else {
        tl_bytes intermediate = tl_cert_der(issuer);
        tl_revocation_status status = {.state = TL_REVOCATION_NOT_CHECKED};
        tl_verify_options options = {.trust = trust,
                                     .intermediates = &intermediate,
                                     .num_intermediates = argc == 5,
                                     .revocation = TL_REVOCATION_REQUIRED,
                                     .crls = crls,
                                     .revocation_status = &status};
        code = report(&status, tl_verify(tl_cert_der(leaf), &options, &error), &error);
    }
    tl_cert_free(issuer);
    tl_cert_free(leaf);
    tl_crls_free(crls);
    tl_trust_free(trust);
    return code;
}
