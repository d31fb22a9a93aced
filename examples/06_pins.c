/* Pins: beside chain and name, the server's key must be one of a few that we know. A renewed certificate with the same
 * key keeps its pin; a second pin is for the key that will come next.
 * Usage: 06_pins HOST PORT CA_FILE                 shows the pin of the server's key
 *        06_pins HOST PORT CA_FILE PIN[,PIN...]    connects only where the server has one of these keys */
#include <stdio.h>
#include <tlslite.h>

static tl_client_config *make_config(const char *ca_file, const char *pins, tl_error *error) {
    tl_trust *trust = tl_trust_load(ca_file, error);
    tl_client_options options = {.trust = trust};
    if (pins != NULL) {
        options.common.checker = tl_check_spki_pins(pins);
    }
    tl_client_config *config = trust != NULL ? tl_client_config_new(&options, error) : NULL;
    tl_trust_free(trust);
    return config;
}

int main(int argc, char **argv) {
    if (argc != 4 && argc != 5) {
        fprintf(stderr, "usage: 06_pins HOST PORT CA_FILE [PIN[,PIN...]]\n");
        return 2;
    }
    tl_error error;
    tl_client_config *config = make_config(argv[3], argv[4], &error); /* argv[4] may be the NULL at the end */
    tl_conn *conn = config != NULL ? tl_connect(argv[1], argv[2], config, &error) : NULL;
    tl_client_config_free(config);
    if (conn == NULL) {
        fprintf(stderr, "%s\n", error.message);
        return error.kind == TL_ERR_AUTH_FINGERPRINT ? 3 : 1;
    }
    char pin[TL_SPKI_PIN_SIZE];
    if (tl_cert_spki_pin(tl_session_peer_cert(tl_conn_session(conn), 0), pin)) {
        printf("%s\n", pin);
    }
    return tl_close(conn) == TL_OK ? 0 : 1;
}
