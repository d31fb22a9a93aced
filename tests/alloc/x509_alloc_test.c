/* Every allocation of loading, verifying and making fails once. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <cmocka.h>

#include "alloc/each_allocation.h"
#include "base/control.h"
#include "support/data.h"
#include "support/forge.h"
#include "support/pki.h"
#include "x509/identity/identity.h"

/* What the operations work on, made before any allocation fails. */
static struct pki pki;
static char path[DATA_PATH_SIZE], key_path[DATA_PATH_SIZE];
static struct buffer rsa_text, ed25519_text;
static tl_key *request_key;
static char *request_text;

static bool load_trust(tl_error *error) {
    tl_trust *trust = tl_trust_load(path, error);
    bool ok = trust != NULL;
    tl_trust_free(trust);
    return ok;
}

static bool parse_trust(tl_error *error) {
    tl_trust *trust = tl_trust_parse(buffer_bytes(&rsa_text), error);
    bool ok = trust != NULL;
    tl_trust_free(trust);
    return ok;
}

static bool load_cert(tl_error *error) {
    tl_cert *cert = tl_cert_load(path, error);
    bool ok = cert != NULL;
    tl_cert_free(cert);
    return ok;
}

static void ignore_field(void *arg, const tl_field *field) {
    (void)arg;
    (void)field;
}

static bool describe(tl_error *error) { /* a certificate and its key */
    return tl_describe(buffer_bytes(&rsa_text), ignore_field, NULL, error);
}

static bool end_identity(tl_identity *identity) {
    bool ok = identity != NULL;
    tl_identity_free(identity);
    return ok;
}

static bool load_identity(tl_error *error) {
    return end_identity(tl_identity_load(path, key_path, error));
}

static bool parse_identity(tl_error *error) {
    return end_identity(tl_identity_parse(buffer_bytes(&ed25519_text), (tl_bytes){0}, error));
}

static bool parse_external(tl_error *error) {
    return end_identity(tl_identity_parse_external(buffer_bytes(&rsa_text), error));
}

static bool verify(tl_error *error) {
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    tl_verify_options options = {.trust = pki_trust(&pki),
                                 .intermediates = identity->chain + 1,
                                 .num_intermediates = identity->num_chain - 1,
                                 .host = "localhost"};
    return tl_verify(identity->chain[0], &options, error) == TL_OK;
}

/* In a trust that has not been used yet; without memory to keep the anchor, the verification goes on without. */
static bool verify_afresh(tl_error *error) {
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    tl_trust *trust = tl_trust_parse(pki_identity(&pki, PKI_ROOT)->chain[0], error);
    tl_verify_options options = {.trust = trust,
                                 .intermediates = identity->chain + 1,
                                 .num_intermediates = identity->num_chain - 1,
                                 .host = "localhost"};
    bool ok = trust != NULL && tl_verify(identity->chain[0], &options, error) == TL_OK;
    tl_trust_free(trust);
    return ok;
}

/* With a policy that is not there, so that the attempts are written down as well. */
static bool verify_path(tl_error *error) {
    static const char *const policies[] = {"2.5.29.32.0"};
    const tl_identity *identity = pki_identity(&pki, PKI_SERVER);
    tl_verify_options options = {.trust = pki_trust(&pki),
                                 .intermediates = identity->chain + 1,
                                 .num_intermediates = identity->num_chain - 1,
                                 .policies = policies,
                                 .num_policies = 1};
    tl_path *tried;
    if (tl_verify_path(identity->chain[0], &options, &tried, error) != TL_OK) {
        tl_path_free(tried);
        return false;
    }
    tl_path_free(tried);
    options.require_policy = true;
    if (tl_verify_path(identity->chain[0], &options, &tried, error) == TL_OK) {
        return false;
    }
    tl_path_free(tried);
    return error->reason == TL_REASON_NO_VALID_POLICY;
}

static bool make_cert(tl_error *error) {
    tl_cert_options options = {.names = (const char *const[]){"a.example", "192.0.2.1"},
                               .num_names = 2,
                               .issuer = pki_identity(&pki, PKI_INTERMEDIATE)};
    return end_identity(tl_cert_make(&options, error));
}

static bool make_ed25519(tl_error *error) {
    tl_cert_options options = {.common_name = "x", .key_kind = TL_KEY_ED25519, .crypto = forge_crypto()};
    return end_identity(tl_cert_make(&options, error));
}

static bool make_key(tl_error *error) {
    tl_key *key = tl_key_make(TL_KEY_ECDSA_P521, 0, NULL, error);
    bool ok = key != NULL;
    tl_key_free(key);
    return ok;
}

static bool parse_key(tl_error *error) {
    tl_key *key = tl_key_parse(buffer_bytes(&ed25519_text), NULL, NULL, error);
    bool ok = key != NULL;
    tl_key_free(key);
    return ok;
}

/* A request for a key, and the certificate for the request, which has all that one can have. */
static bool make_request(tl_error *error) {
    static const char *const names[] = {"a.example", "192.0.2.1", "a@example.org"}, *const urls[] = {
                                                                                        "http://a.example/"};
    tl_csr *csr = tl_csr_make(
        &(tl_cert_options){.names = names, .num_names = 3, .key = request_key, .crypto = forge_crypto()}, error);
    if (csr == NULL) {
        return false;
    }
    char *pem = tl_csr_pem(csr, error);
    tl_cert_options options = {.request = csr,
                               .take_requested_names = true,
                               .issuer = pki_identity(&pki, PKI_INTERMEDIATE),
                               .ocsp_urls = urls,
                               .num_ocsp_urls = 1,
                               .crl_urls = urls,
                               .num_crl_urls = 1,
                               .must_staple = true,
                               .crypto = forge_crypto()};
    bool ok = pem != NULL && end_identity(tl_cert_make(&options, error));
    tl_pem_free(pem);
    tl_csr_free(csr);
    return ok;
}

static bool make_cert_for_key(tl_error *error) {
    return end_identity(
        tl_cert_make(&(tl_cert_options){.common_name = "x", .key = request_key, .crypto = forge_crypto()}, error));
}

static bool parse_request(tl_error *error) {
    tl_csr *csr = tl_csr_parse(bytes_of_string(request_text), error);
    bool ok = csr != NULL;
    tl_csr_free(csr);
    return ok;
}

static bool describe_request(tl_error *error) {
    return tl_describe(bytes_of_string(request_text), ignore_field, NULL, error);
}

static bool write_encrypted_pem(tl_error *error) {
    tl_key_encryption encryption = {.password = bytes_of_string("secret"), .kdf = TL_KEY_KDF_SCRYPT};
    char *pem = tl_identity_pem_encrypted(pki_identity(&pki, PKI_SERVER), true, &encryption, error);
    bool ok = pem != NULL;
    tl_pem_free(pem);
    return ok;
}

static bool write_pem(tl_error *error) {
    char *pem = tl_identity_pem(pki_identity(&pki, PKI_SERVER), true, true, error);
    bool ok = pem != NULL;
    tl_pem_free(pem);
    return ok;
}

static bool write_rsa_pem(tl_error *error) {
    char *pem = tl_identity_pem(pki_identity(&pki, PKI_SERVER_RSA), false, true, error);
    bool ok = pem != NULL;
    tl_pem_free(pem);
    return ok;
}

static void every_allocation_fails_once(void **state) {
    static const struct operation operations[] = {
        {"load_trust", load_trust, 2},
        {"parse_trust", parse_trust, 2},
        {"load_cert", load_cert, 0},
        {"describe", describe, 0},
        {"load_identity", load_identity, 0},
        {"parse_identity", parse_identity, 0},
        {"parse_external", parse_external, 0},
        {"verify", verify, 0},
        {"verify_afresh", verify_afresh, 3},
        {"verify_path", verify_path, 0},
        {"make_cert", make_cert, 0},
        {"make_ed25519", make_ed25519, 0},
        {"make_key", make_key, 0},
        {"parse_key", parse_key, 0},
        {"make_request", make_request, 0},
        {"make_cert_for_key", make_cert_for_key, 0},
        {"parse_request", parse_request, 0},
        {"describe_request", describe_request, 0},
        {"write_encrypted_pem", write_encrypted_pem, 0},
        {"write_pem", write_pem, 0},
        {"write_rsa_pem", write_rsa_pem, 0},
    };
    (void)state;
    each_allocation_fails(operations, COUNT_OF(operations));
}

static int set_up(void **state) {
    (void)state;
    data_path("rsa.pem", path);
    data_path("rsa-pkcs1.pem", key_path);
    rsa_text = data_read("rsa.pem");
    ed25519_text = data_read("ed25519.pem");
    request_key = tl_key_make(TL_KEY_ECDSA_P256, 0, forge_crypto(), NULL);
    tl_csr *csr = tl_csr_make(&(tl_cert_options){.common_name = "x", .key = request_key}, NULL);
    request_text = csr != NULL ? tl_csr_pem(csr, NULL) : NULL;
    assert_non_null(request_text);
    tl_csr_free(csr);
    pki_identity(&pki, PKI_SERVER);
    pki_identity(&pki, PKI_SERVER_RSA);
    pki_trust(&pki);
    forge_crypto();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    buffer_clear(&rsa_text);
    buffer_clear(&ed25519_text);
    tl_pem_free(request_text);
    tl_key_free(request_key);
    pki_clear(&pki);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_fails_once)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
