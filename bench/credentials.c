/* Roots, intermediates and leaves, made once with the public API and handed to every library as PEM. */
#include <stdlib.h>
#include <string.h>

#include <tlslite/x509.h>

#include "bench.h"

static tl_identity *make(const tl_cert_options *options) {
    tl_error error;
    tl_identity *identity = tl_cert_make(options, &error);
    if (identity == NULL) {
        bench_die("%s", error.message);
    }
    return identity;
}

static tl_identity *make_ca(const char *name, tl_key_kind kind, const tl_identity *issuer) {
    return make(&(tl_cert_options){.common_name = name, .is_ca = true, .key_kind = kind, .issuer = issuer});
}

/* The leaf of an identity (and its key) as PEM, in memory of our own. */
static char *pem(const tl_identity *identity, bool with_key, const char *before) {
    tl_error error;
    char *text = tl_identity_pem(identity, false, with_key, &error);
    if (text == NULL) {
        bench_die("%s", error.message);
    }
    char *copy = uncounted_new(strlen(before) + strlen(text) + 1);
    strcat(strcpy(copy, before), text);
    tl_pem_free(text);
    return copy;
}

static void make_kind(struct credentials *credentials, tl_key_kind kind) {
    static const char *const names[] = {BENCH_HOST};
    tl_identity *root = make_ca("Root", kind, NULL);
    tl_identity *intermediate = make_ca("Intermediate", kind, root);
    tl_identity *leaf =
        make(&(tl_cert_options){.names = names, .num_names = 1, .key_kind = kind, .issuer = intermediate});
    char *leaf_pem = pem(leaf, false, "");
    credentials->root = pem(root, false, "");
    credentials->chain = pem(intermediate, false, leaf_pem);
    credentials->key = pem(leaf, true, "");
    uncounted_free(leaf_pem);
    tl_identity_free(leaf);
    tl_identity_free(intermediate);
    tl_identity_free(root);
}

void credentials_make(struct credentials credentials[NUM_CREDENTIALS]) {
    make_kind(&credentials[CREDENTIALS_ECDSA_P256], TL_KEY_ECDSA_P256);
    make_kind(&credentials[CREDENTIALS_RSA_2048], TL_KEY_RSA);
}

void credentials_free(struct credentials credentials[NUM_CREDENTIALS]) {
    for (int kind = 0; kind < NUM_CREDENTIALS; kind++) {
        uncounted_free(credentials[kind].root);
        uncounted_free(credentials[kind].chain);
        uncounted_free(credentials[kind].key);
    }
}
