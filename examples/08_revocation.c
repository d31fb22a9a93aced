/* A client that asks whether the server's certificate, or a CA's above it, was revoked: lists (CRLs) in a directory,
 * which something else keeps fresh, must tell it of the whole chain.
 * Usage: 08_revocation HOST PORT CA_FILE LISTS   LISTS is a directory of .crl, .pem and .der files */
#include <stdio.h>
#include <tlslite/x509.h>

static tl_client_config *make_config(const char *ca_file, const char *lists, tl_error *error) {
    tl_trust *trust = tl_trust_load(ca_file, error);
    tl_crls *crls = trust != NULL ? tl_crls_load_dir(lists, error) : NULL;
    tl_client_options options = {
        .trust = trust,
        .crls = crls,
        .revocation = TL_REVOCATION_REQUIRED, /* no list that covers it: refused. TL_REVOCATION_IF_KNOWN lets it pass */
        .short_lived_days = 7,                /* what ends so soon needs no list */
    };
    tl_client_config *config = crls != NULL ? tl_client_config_new(&options, error) : NULL;
    tl_crls_free(crls); /* the configuration has its share; for newer lists a new one is made */
    tl_trust_free(trust);
    return config;
}

static void report(const tl_revocation_status *status) {
    if (status->state == TL_REVOCATION_GOOD) {
        const char *source = status->source == TL_REVOCATION_FROM_CRL ? "a list" : "an OCSP response";
        printf("not revoked, says %s that is %.0f seconds old\n", source, difftime(time(NULL), status->this_update));
    } else {
        printf("short-lived, so no list was asked\n");
    }
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "usage: 08_revocation HOST PORT CA_FILE LISTS\n");
        return 2;
    }
    tl_error error;
    tl_client_config *config = make_config(argv[3], argv[4], &error);
    tl_conn *conn = config != NULL ? tl_connect(argv[1], argv[2], config, &error) : NULL;
    tl_client_config_free(config);
    if (conn == NULL) {
        fprintf(stderr, "%s\n", error.message);
        bool untold = error.reason == TL_REASON_REVOCATION_UNKNOWN;
        return error.reason == TL_REASON_CERTIFICATE_REVOKED || untold ? 3 : 1;
    }
    report(tl_session_revocation(tl_conn_session(conn)));
    return tl_close(conn) == TL_OK ? 0 : 1;
}
