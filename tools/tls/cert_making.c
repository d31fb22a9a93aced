#include "tls/cert_making.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tls/files.h"
#include "tls/options.h"
#include "tls/password.h"
#include "tls/text.h"

enum { SECRET_MODE = 0600, PUBLIC_MODE = 0644 };

/* What is read and made on the way, freed together. */
struct pieces {
    tl_identity *issuer, *identity;
    tl_key *key;
    tl_csr *request;
};

static void free_pieces(struct pieces *pieces) {
    tl_identity_free(pieces->identity);
    tl_identity_free(pieces->issuer);
    tl_key_free(pieces->key);
    tl_csr_free(pieces->request);
}

/* ---- reading ---- */

static bool load_issuer(struct making *making, struct pieces *pieces) {
    tl_error error;
    if (making->issuer_file == NULL) {
        return true;
    }
    pieces->issuer = tl_identity_load_with_password(making->issuer_file, NULL, read_password,
                                                    password_arg(making->password_file), &error);
    if (pieces->issuer == NULL) {
        say_error("the issuer", making->issuer_file, &error);
        return false;
    }
    making->options.issuer = pieces->issuer;
    return true;
}

static bool load_key(struct making *making, struct pieces *pieces) {
    tl_error error;
    if (making->key_file == NULL) {
        return true;
    }
    pieces->key = tl_key_load(making->key_file, read_password, password_arg(making->password_file), &error);
    if (pieces->key == NULL) {
        say_error("the key", making->key_file, &error);
        return false;
    }
    making->options.key = pieces->key;
    return true;
}

/* Whoever signs a request sees what it asks for, however long it is, before names are taken from it. */
static bool print_request(FILE *to, const char *file, const tl_csr *request) {
    size_t cursor = 0, size = 3 * tl_csr_der(request).len + 1; /* an octet of a name may be told as \XX */
    char *name = malloc(size);
    if (name == NULL) {
        fprintf(stderr, "there is not enough memory to show what %s asks for\n", file);
        return false;
    }
    fprintf(to, "%s asks for the subject %s", file, tl_csr_subject(request));
    for (const char *before = " and the names "; tl_csr_next_name(request, &cursor, name, size); before = ", ") {
        fputs(before, to);
        print_clean(to, name);
    }
    putc('\n', to);
    free(name);
    return true;
}

static bool load_request(struct making *making, struct pieces *pieces) {
    tl_error error;
    const tl_cert_options *options = &making->options;
    if (making->request_file == NULL) {
        return true;
    }
    pieces->request = tl_csr_load(making->request_file, &error);
    if (pieces->request == NULL) {
        say_error("the request", making->request_file, &error);
        return false;
    }
    making->options.request = pieces->request;
    bool has_names = options->num_names > 0 || options->common_name != NULL || options->take_requested_names;
    bool shown = print_request(has_names ? stdout : stderr, making->request_file, pieces->request);
    if (!has_names) {
        fprintf(stderr, "%s: whether that is right is for you to say: give --take-names, or --name\n", making->command);
    }
    return shown && has_names;
}

/* ---- writing ---- */

/* How the key is encrypted that is written; it is asked for before anything is made. */
struct new_password {
    char text[PASSWORD_SIZE];
    tl_key_encryption encryption;
    const tl_key_encryption *use; /* NULL: the key stays as it is */
};

static bool choose_password(const struct making *making, struct new_password *password) {
    size_t len = 0;
    password->use = NULL;
    if (!making->encrypt_key) {
        return true;
    }
    if (!read_new_password(making->new_password_file, making->out_file, password->text, sizeof password->text, &len)) {
        return false;
    }
    password->encryption = (tl_key_encryption){.password = {(const uint8_t *)password->text, len}, .kdf = making->kdf};
    password->use = &password->encryption;
    return true;
}

/* Takes over the text; NULL: it could not be made, and the error says why. */
static bool write_text(const struct making *making, const char *file, mode_t mode, char *pem, const tl_error *error) {
    if (pem == NULL) {
        say_error(making->command, file, error);
        return false;
    }
    bool written = write_new_file(file, mode, pem);
    tl_pem_free(pem);
    return written;
}

static char *identity_text(const tl_identity *identity, bool with_key, const tl_key_encryption *encryption,
                           tl_error *error) {
    return encryption != NULL ? tl_identity_pem_encrypted(identity, true, encryption, error)
                              : tl_identity_pem(identity, true, with_key, error);
}

/* ---- the four things ---- */

static bool make_key(const struct making *making, struct pieces *pieces) {
    tl_error error;
    pieces->key = tl_key_make(making->options.key_kind, making->options.rsa_bits, NULL, &error);
    if (pieces->key == NULL) {
        say_error(making->command, NULL, &error);
    }
    return pieces->key != NULL;
}

static bool write_key(const struct making *making, const struct pieces *pieces, const struct new_password *password) {
    tl_error error;
    return write_text(making, making->out_file, SECRET_MODE, tl_key_pem(pieces->key, password->use, &error), &error);
}

static bool make_key_alone(const struct making *making, struct pieces *pieces, const struct new_password *password) {
    if (!make_key(making, pieces) || !write_key(making, pieces, password)) {
        return false;
    }
    printf("%s: a private key\n", making->out_file);
    return true;
}

static bool make_request(struct making *making, struct pieces *pieces, const struct new_password *password) {
    tl_error error;
    bool is_new = pieces->key == NULL;
    if (is_new && !make_key(making, pieces)) {
        return false;
    }
    making->options.key = pieces->key;
    making->options.key_kind = 0;
    making->options.rsa_bits = 0;
    pieces->request = tl_csr_make(&making->options, &error);
    if (pieces->request == NULL) {
        say_error(making->command, NULL, &error);
        return false;
    }
    if ((is_new && !write_key(making, pieces, password)) ||
        !write_text(making, making->request_out_file, PUBLIC_MODE, tl_csr_pem(pieces->request, &error), &error)) {
        return false;
    }
    printf("%s: a request for %s\n", making->request_out_file, tl_csr_subject(pieces->request));
    return true;
}

static void print_identity(const struct making *making, const tl_identity *identity) {
    const tl_cert *cert = tl_identity_cert(identity);
    printf("%s: %s, %s %u bits, SHA-256 fingerprint %s\n", making->out_file, tl_cert_subject(cert),
           tl_cert_key_type(cert), tl_cert_key_bits(cert), tl_cert_fingerprint(cert));
}

static bool make_certificate(struct making *making, struct pieces *pieces, const struct new_password *password) {
    tl_error error;
    bool with_key = making->request_file == NULL;
    pieces->identity = tl_cert_make(&making->options, &error);
    if (pieces->identity == NULL) {
        say_error(making->command, NULL, &error);
        return false;
    }
    char *all = identity_text(pieces->identity, with_key, password->use, &error);
    if (!write_text(making, making->out_file, with_key ? SECRET_MODE : PUBLIC_MODE, all, &error)) {
        return false;
    }
    if (making->cert_out_file != NULL && !write_text(making, making->cert_out_file, PUBLIC_MODE,
                                                     tl_identity_pem(pieces->identity, false, false, &error), &error)) {
        return false;
    }
    print_identity(making, pieces->identity);
    return true;
}

static bool make_with(struct making *making, struct pieces *pieces, const struct new_password *password) {
    if (making->key_only) {
        return make_key_alone(making, pieces, password);
    }
    return making->request_out_file != NULL ? make_request(making, pieces, password)
                                            : make_certificate(making, pieces, password);
}

bool make(struct making *making) {
    struct pieces pieces = {0};
    struct new_password password;
    bool made = load_issuer(making, &pieces) && load_key(making, &pieces) && load_request(making, &pieces) &&
                choose_password(making, &password) && make_with(making, &pieces, &password);
    free_pieces(&pieces);
    explicit_bzero(&password, sizeof password);
    return made;
}
