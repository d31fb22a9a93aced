/* Trust without a certificate authority: a server known by the fingerprint of its certificate.
 * Usage: 04_fingerprint HOST PORT               shows the fingerprint; whether it is the right one, only a person knows
 *        04_fingerprint HOST PORT FINGERPRINT   connects to the server that has this one, and to no other */
#include <stdio.h>
#include <tlslite.h>

static int show(tl_conn *conn) {
    const tl_session *session = tl_conn_session(conn);
    printf("%s\n", tl_cert_fingerprint(tl_session_peer_cert(session, 0)));
    fprintf(stderr, "%s with %s at %s\n", tl_session_version_name(session), tl_session_cipher(session),
            tl_conn_peer_address(conn));
    return tl_close(conn) == TL_OK ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc != 3 && argc != 4) {
        fprintf(stderr, "usage: 04_fingerprint HOST PORT [FINGERPRINT]\n");
        return 2;
    }
    /* With neither a chain nor a fingerprint to check anyone may be there, which the names of the options say. */
    bool unknown = argc == 3;
    tl_client_options options = {
        .trusted_fingerprint = argv[3], /* NULL at the end of the arguments */
        .insecure_no_chain_check = unknown,
        .insecure_no_name_check = unknown,
    };
    tl_error error;
    tl_client_config *config = tl_client_config_new(&options, &error);
    tl_conn *conn = config != NULL ? tl_connect(argv[1], argv[2], config, &error) : NULL;
    tl_client_config_free(config);
    if (conn == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return error.kind == TL_ERR_AUTH_FINGERPRINT ? 3 : 1;
    }
    return show(conn);
}
