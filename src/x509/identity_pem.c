/* Identities and certificates as PEM text. */
#include <tlslite/x509.h>

#include "base/control.h"
#include "base/pem.h"
#include "x509/identity.h"
#include "x509/key_writer.h"
#include "x509/sentences.h"

static bool write_key(struct writer *w, const struct private_key *key) {
    struct buffer der = {0};
    struct writer key_writer = writer_to(&der);
    bool ok = private_key_write(&key_writer, key);
    if (ok) {
        pem_write(w, "PRIVATE KEY", buffer_bytes(&der));
    }
    buffer_clear(&der);
    return ok;
}

static bool write_identity(struct writer *w, const tl_identity *identity, bool with_chain, bool with_key,
                           tl_error *error) {
    size_t num_certificates = with_chain ? identity->num_chain : 1;
    REQUIRE(!with_key || identity->key != NULL, error_set(error, KEY_IS_ELSEWHERE));
    for (size_t i = 0; i < num_certificates; i++) {
        pem_write(w, "CERTIFICATE", identity->chain[i]);
    }
    bool ok = !with_key || write_key(w, identity->key);
    write_u8(w, 0);
    REQUIRE(ok && !w->failed, error_set(error, OUT_OF_MEMORY));
    return true;
}

/* Copied at the end, so that what the caller frees is as long as its text. */
char *tl_identity_pem(const tl_identity *identity, bool with_chain, bool with_key, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    char *pem = NULL;
    if (write_identity(&w, identity, with_chain, with_key, error)) {
        pem = mem_copy_bytes_as_string(bytes_of(text.data, text.len - 1));
        if (pem == NULL) {
            error_set(error, OUT_OF_MEMORY);
        }
    }
    buffer_clear(&text);
    return pem;
}

char *tl_cert_pem(const tl_cert *cert, tl_error *error) {
    struct buffer text = {0};
    struct writer w = writer_to(&text);
    pem_write(&w, "CERTIFICATE", tl_cert_der(cert));
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
