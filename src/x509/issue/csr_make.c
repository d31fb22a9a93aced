/* Making certification requests (PKCS #10, RFC 2986 §4.2): tl_csr_make. */
#include "base/control.h"
#include "crypto/provider.h"
#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"
#include "x509/issue/certificate_writer.h"
#include "x509/issue/issue.h"
#include "x509/sentences.h"

/* attributes [0]: the extensions that are asked for (RFC 2985 §5.4.2), of which there are always some. */
static void write_attributes(struct writer *w, tl_bytes extensions) {
    size_t attributes = der_begin(w, DER_CONTEXT_CONSTRUCTED(0)), attribute = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_EXTENSION_REQUEST));
    size_t values = der_begin(w, DER_SET);
    der_write(w, DER_SEQUENCE, extensions);
    der_end(w, values);
    der_end(w, attribute);
    der_end(w, attributes);
}

static void write_info(struct writer *w, const struct issue *issue) {
    size_t info = der_begin(w, DER_SEQUENCE);
    der_write_small(w, 0); /* version 1 */
    write_bytes(w, buffer_bytes(&issue->subject));
    write_bytes(w, buffer_bytes(&issue->spki));
    write_attributes(w, buffer_bytes(&issue->extensions));
    der_end(w, info);
}

static bool write_request(const struct issue *issue, struct buffer *der) {
    const struct signature_alg *alg = signature_alg_for_key(private_key_public(issue->key));
    uint8_t signature[SIGNATURE_MAX_LEN];
    size_t signature_len = 0;
    struct writer w = writer_to(der);
    size_t request = der_begin(&w, DER_SEQUENCE);
    write_info(&w, issue);
    REQUIRE(!w.failed, error_set(issue->error, OUT_OF_MEMORY));
    tl_bytes info = bytes_from(buffer_bytes(der), request);
    REQUIRE(private_key_sign(issue->crypto, issue->key, alg, info, signature, &signature_len),
            error_set(issue->error, CRYPTO_FAILED, "sign a certificate request"));
    signature_algorithm_write(&w, alg);
    der_write_bit_string(&w, bytes_of(signature, signature_len));
    der_end(&w, request);
    REQUIRE(!w.failed, error_set(issue->error, OUT_OF_MEMORY));
    return true;
}

static tl_csr *run(struct issue *issue) {
    struct buffer der = {0};
    tl_csr *csr = NULL;
    REQUIRE(issue->options->key != NULL,
            (error_set(issue->error, USELESS_CERTIFICATE_OPTIONS, "there is no key to make a request for"), NULL));
    if (issue_request_options_check(issue) && issue_make_key(issue) && issue_write_requested_extensions(issue) &&
        write_request(issue, &der)) {
        csr = tl_csr_parse(buffer_bytes(&der), issue->error);
    }
    buffer_clear(&der);
    issue_clear(issue);
    return csr;
}

tl_csr *tl_csr_make_sized(const tl_cert_options *options, size_t size, tl_error *error) {
    tl_cert_options all = {0};
    memcpy(&all, options, size < sizeof all ? size : sizeof all);
    tl_crypto *crypto = crypto_or_new(all.crypto, error);
    if (crypto == NULL) {
        return NULL;
    }
    struct issue issue = {.options = &all, .crypto = crypto, .error = error};
    tl_csr *csr = run(&issue);
    tl_crypto_free(crypto);
    return csr;
}
