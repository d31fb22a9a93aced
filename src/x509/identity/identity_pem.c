/* Identities and certificates as PEM text. */
#include <tlslite/x509.h>

#include "base/control.h"
#include "base/pem.h"
#include "x509/identity/identity.h"
#include "x509/key_files/key_encryption.h"
#include "x509/sentences.h"

/* What goes into the text; encryption NULL: the key as it is. */
struct choice {
    bool with_chain, with_key;
    const tl_key_encryption *encryption;
};

static bool write_identity(struct writer *w, const tl_identity *identity, const struct choice *choice,
                           tl_error *error) {
    size_t num_certificates = choice->with_chain ? identity->num_chain : 1;
    REQUIRE(!choice->with_key || identity->key != NULL, error_set(error, KEY_IS_ELSEWHERE));
    for (size_t i = 0; i < num_certificates; i++) {
        pem_write(w, PEM_CERTIFICATE, identity->chain[i]);
    }
    TRY(!choice->with_key || private_key_write_pem(w, identity->key, choice->encryption, error));
    REQUIRE(!w->failed, error_set(error, OUT_OF_MEMORY));
    return true;
}

/* Copied at the end, so that what the caller frees is as long as its text. */
static char *identity_pem(const tl_identity *identity, const struct choice *choice, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    char *pem = NULL;
    if (write_identity(&w, identity, choice, error)) {
        pem = mem_copy_bytes_as_string(buffer_bytes(&text));
        if (pem == NULL) {
            error_set(error, OUT_OF_MEMORY);
        }
    }
    buffer_clear(&text);
    return pem;
}

char *tl_identity_pem(const tl_identity *identity, bool with_chain, bool with_key, tl_error *error) {
    return identity_pem(identity, &(struct choice){with_chain, with_key, NULL}, error);
}

char *tl_identity_pem_encrypted(const tl_identity *identity, bool with_chain, const tl_key_encryption *encryption,
                                tl_error *error) {
    return identity_pem(identity, &(struct choice){with_chain, true, encryption}, error);
}

char *tl_cert_pem(const tl_cert *cert, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    pem_write(&w, PEM_CERTIFICATE, tl_cert_der(cert));
    char *pem = w.failed ? NULL : mem_copy_bytes_as_string(buffer_bytes(&text));
    if (pem == NULL) {
        error_set(error, OUT_OF_MEMORY);
    }
    buffer_clear(&text);
    return pem;
}

void tl_pem_free(char *pem) {
    mem_free_wiped(pem, pem != NULL ? strlen(pem) : 0);
}
