/* Each allocation of asking OCSP responders, of judging their answers and of stapling them fails once, and what is
 * revoked is never accepted for want of memory. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "alloc/each_allocation.h"
#include "base/control.h"
#include "support/forge_ocsp.h"
#include "x509/der/oid.h"
#include "x509/identity/identity.h"

/* What the operations work on, made before any allocation fails. */
static struct forged root, leaf, responder;
static struct buffer good, revoked;
static tl_cert *cert, *issuer;
static tl_ocsp_request *asked;
static tl_identity *identity;
static tl_trust *trust;

static bool make_request(tl_error *error) {
    tl_ocsp_request *request = tl_ocsp_request_new(cert, issuer, true, error);
    bool ok = request != NULL && tl_ocsp_request_der(request).len > 0;
    tl_ocsp_request_free(request);
    return ok;
}

static bool check_good(tl_error *error) {
    tl_revocation_status status;
    tl_result result = tl_ocsp_check(asked, buffer_bytes(&good), FORGE_NOW, &status, error);
    assert_int_equal(status.state, result == TL_OK ? TL_REVOCATION_GOOD : TL_REVOCATION_UNKNOWN);
    return result == TL_OK;
}

static bool check_revoked(tl_error *error) {
    tl_revocation_status status;
    tl_result result = tl_ocsp_check(asked, buffer_bytes(&revoked), FORGE_NOW, &status, error);
    assert_int_equal(status.state, result == TL_OK ? TL_REVOCATION_REVOKED : TL_REVOCATION_UNKNOWN);
    return result == TL_OK;
}

static bool staple(tl_error *error) {
    tl_bytes response = buffer_bytes(&good);
    tl_identity *stapling = tl_identity_with_ocsp(identity, &response, 1, error);
    bool ok = stapling != NULL && identity_staple(stapling, 0, FORGE_NOW).len == good.len;
    tl_identity_free(stapling);
    return ok;
}

static tl_result verify(const struct buffer *response, tl_revocation_status *status, tl_path **path, tl_error *error) {
    tl_bytes der = buffer_bytes(response);
    return tl_verify_path(forged_der(&leaf),
                          &(tl_verify_options){.trust = trust,
                                               .time = FORGE_NOW,
                                               .revocation = TL_REVOCATION_REQUIRED,
                                               .ocsp_responses = &der,
                                               .num_ocsp_responses = 1,
                                               .revocation_status = status},
                          path, error);
}

static bool verify_good(tl_error *error) {
    tl_revocation_status status;
    tl_path *path;
    tl_result result = verify(&good, &status, &path, error);
    tl_path_free(path);
    return result == TL_OK && status.source == TL_REVOCATION_FROM_OCSP;
}

/* True where it is refused for the right reason. */
static bool verify_revoked(tl_error *error) {
    tl_revocation_status status;
    tl_path *path;
    assert_int_equal(verify(&revoked, &status, &path, error), TL_FAILED);
    tl_path_free(path);
    return error->reason == TL_REASON_CERTIFICATE_REVOKED && status.state == TL_REVOCATION_REVOKED;
}

static void each_allocation_fails_once(void **state) {
    static const struct operation operations[] = {
        {"make_request", make_request, 0},   {"check_good", check_good, 0},
        {"check_revoked", check_revoked, 0}, {"staple", staple, 0},
        {"verify_good", verify_good, 0},     {"verify_revoked", verify_revoked, 0},
    };
    (void)state;
    each_allocation_fails(operations, COUNT_OF(operations));
}

/* ---- */

static void write_no_check(struct writer *w) {
    static const uint8_t null[] = {0x05, 0x00};
    extension_write(w, (tl_bytes)OID_VIEW(OID_OCSP_NO_CHECK), false, bytes_of(null, sizeof null));
}

static struct buffer response_of(enum ocsp_certificate_status status) {
    return forge_ocsp(&(struct ocsp_forgery){
        .signer = &responder,
        .sent = {&responder},
        .singles = &(struct forged_single){.of = &leaf, .issuer = &root, .status = status},
        .num_singles = 1,
    });
}

static tl_identity *identity_of_chain(void) {
    struct buffer pem = {0};
    char *texts[] = {tl_cert_pem(cert, NULL), tl_cert_pem(issuer, NULL)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_non_null(texts[i]);
        assert_true(buffer_append(&pem, bytes_of_string(texts[i])));
        tl_pem_free(texts[i]);
    }
    tl_identity *made = tl_identity_parse_external(buffer_bytes(&pem), NULL);
    buffer_clear(&pem);
    return made;
}

static int set_up(void **state) {
    (void)state;
    root = forge(&(struct forgery){
        .name = "root", .is_ca = true, .no_path_limit = true, .key_usage = KEY_USAGE_CERT_SIGN | KEY_USAGE_CRL_SIGN});
    leaf = forge(&(struct forgery){.issuer = &root, .name = "leaf"});
    responder = forge(&(struct forgery){.issuer = &root,
                                        .name = "responder",
                                        .extended_key_usage = (tl_bytes)OID_VIEW(OID_OCSP_SIGNING),
                                        .extend = write_no_check});
    good = response_of(OCSP_GOOD);
    revoked = response_of(OCSP_REVOKED);
    cert = tl_cert_parse(forged_der(&leaf), NULL);
    issuer = tl_cert_parse(forged_der(&root), NULL);
    trust = tl_trust_parse(forged_der(&root), NULL);
    assert_true(cert != NULL && issuer != NULL && trust != NULL);
    asked = tl_ocsp_request_new(cert, issuer, false, NULL);
    identity = identity_of_chain();
    assert_true(asked != NULL && identity != NULL);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    tl_identity_free(identity);
    tl_ocsp_request_free(asked);
    tl_trust_free(trust);
    tl_cert_free(cert);
    tl_cert_free(issuer);
    buffer_clear(&good);
    buffer_clear(&revoked);
    forged_clear(&root);
    forged_clear(&leaf);
    forged_clear(&responder);
    forge_clear_crypto();
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation_fails_once)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
