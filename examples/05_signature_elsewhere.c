/* A server whose private key is somewhere else, here with the openssl command: it asks for each signature.
 * Usage: 05_signature_elsewhere CERT_FILE KEY_FILE; the connected socket is its standard input, as inetd makes it. */
#include <stdio.h>
#include <sys/wait.h>
#include <tlslite/engine.h>
#include <unistd.h>

/* The signature of a message that is short enough for a pipe to hold; its length, 0: there is none. */
static size_t sign(const char *key_file, tl_bytes message, uint8_t *signature, size_t size) {
    int to[2], from[2];
    if (pipe(to) != 0 || pipe(from) != 0 || write(to[1], message.data, message.len) != (ssize_t)message.len) {
        return 0;
    }
    pid_t child = fork();
    if (child == 0) {
        dup2(to[0], STDIN_FILENO), dup2(from[1], STDOUT_FILENO), close(to[1]);
        execlp("openssl", "openssl", "dgst", "-sha256", "-sign", key_file, (char *)NULL);
        _exit(127);
    }
    close(to[0]), close(to[1]), close(from[1]);
    ssize_t len = read(from[0], signature, size);
    close(from[0]), waitpid(child, NULL, 0);
    return len > 0 ? (size_t)len : 0;
}

/* An event loop would send the message away here, and answer when the signature comes back. */
static tl_result answer(tl_engine *engine, const char *key_file) {
    const tl_question *question = tl_engine_question(engine);
    uint8_t signature[512];
    size_t len = question->kind != TL_ASK_SIGNATURE
                     ? 0
                     : sign(key_file, question->about.signature.message, signature, sizeof signature);
    return len > 0 ? tl_engine_answer(engine, question->id, (tl_bytes){signature, len}, NULL)
                   : tl_engine_refuse(engine, question->id, TL_ALERT_INTERNAL_ERROR, NULL);
}

int main(int argc, char **argv) {
    tl_error error = {.message = "usage: 05_signature_elsewhere CERT_FILE KEY_FILE"};
    static uint8_t certs[65536];
    FILE *file = argc == 3 ? fopen(argv[1], "r") : NULL;
    size_t len = file ? fread(certs, 1, sizeof certs, file) : 0;
    tl_identity *identity = file ? tl_identity_parse_external((tl_bytes){certs, len}, &error) : NULL;
    tl_server_options options = {.identities = (const tl_identity *const *)&identity,
                                 .num_identities = 1,
                                 .common.settings.signatures = "ecdsa_secp256r1_sha256"}; /* what sign makes */
    tl_server_config *config = identity ? tl_server_config_new(&options, &error) : NULL;
    tl_conn *conn = config ? tl_server(STDIN_FILENO, config, &error) : NULL;
    tl_result result = TL_FAILED;
    while (conn && (result = tl_handshake(conn)) == TL_WANT_ANSWER) {
        (void)!answer(tl_conn_engine(conn), argv[2]); /* if this fails, tl_handshake says so */
    }
    if (result != TL_OK || tl_write_all(conn, "signed elsewhere\n", 17) != TL_OK) {
        fprintf(stderr, "%s\n", conn ? tl_conn_error(conn)->message : error.message);
    }
    bool well = tl_close(conn) == TL_OK && result == TL_OK;
    tl_server_config_free(config);
    tl_identity_free(identity);
    return well ? 0 : 1;
}
