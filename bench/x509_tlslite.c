/* tlslite, on its public API; the bare signatures on its seam to libcrypto, OCSP on what its API and its connections
 * share. */
#include "x509.h"

#include <time.h>

#include <tlslite/crypto.h>
#include <tlslite/x509.h>

#include "x509/revocation/ocsp_check.h"

struct trust {
    tl_trust *trust;
    tl_crypto *crypto;
};

static void need(const void *object, const tl_error *error) {
    if (object == NULL) {
        bench_die("tlslite: %s", error->message);
    }
}

static bool parse(tl_bytes der) {
    tl_cert *cert = tl_cert_parse(der, NULL);
    tl_cert_free(cert);
    return cert != NULL;
}

static bool parse_views(tl_bytes der) {
    struct certificate certificate;
    return certificate_parse(der, &certificate, NULL);
}

/* ---- verifying ---- */

static void *trust_new(tl_bytes pem) {
    struct trust *trust = uncounted_new(sizeof *trust);
    tl_error error;
    trust->trust = tl_trust_parse(pem, &error);
    need(trust->trust, &error);
    trust->crypto = tl_crypto_new(NULL, NULL, &error);
    need(trust->crypto, &error);
    return trust;
}

static void trust_free(void *pointer) {
    struct trust *trust = pointer;
    tl_trust_free(trust->trust);
    tl_crypto_free(trust->crypto);
    uncounted_free(trust);
}

/* tl_verify takes DER: there is nothing to be made before. */
static void *chain_new(const struct chain *chain) {
    return (void *)(uintptr_t)chain;
}

static bool verify(void *pointer, void *pointer_to_chain) {
    const struct trust *trust = pointer;
    const struct chain *chain = pointer_to_chain;
    static const char *const policies[] = {"1.2.840.1"};
    tl_verify_options options = {
        .trust = trust->trust,
        .crypto = trust->crypto,
        .intermediates = chain->intermediates,
        .num_intermediates = chain->num_intermediates,
        .host = BENCH_HOST,
        .policies = policies,
        .num_policies = chain->require_policy ? 1 : 0,
        .require_policy = chain->require_policy,
    };
    return tl_verify(chain->leaf, &options, NULL) == TL_OK;
}

static void chain_free(void *chain) {
    (void)chain;
}

/* ---- bare signatures ---- */

struct signature {
    struct certificate child, issuer;
};

static void *signature_new(tl_bytes child, tl_bytes issuer) {
    struct signature *signature = uncounted_new(sizeof *signature);
    if (!certificate_parse(child, &signature->child, NULL) || !certificate_parse(issuer, &signature->issuer, NULL)) {
        bench_die("tlslite: a certificate could not be parsed");
    }
    return signature;
}

static void signature_prepare(void *pointer) {
    struct signature *signature = pointer;
    public_key_prepare(maker_crypto(), &signature->issuer.key);
}

static bool signature_is_right(void *pointer) {
    const struct signature *signature = pointer;
    const struct certificate *child = &signature->child;
    return signature_verify(maker_crypto(), child->signature_alg, &signature->issuer.key, child->tbs, child->signature);
}

static void signature_free(void *pointer) {
    struct signature *signature = pointer;
    public_key_release(&signature->issuer.key);
    uncounted_free(signature);
}

/* ---- revocation lists ---- */

static void *crl_new(tl_bytes der) {
    return tl_crl_parse(der, NULL);
}

static bool crl_has(void *crl, tl_bytes serial) {
    time_t revoked_at;
    tl_revocation_reason reason;
    return tl_crl_find(crl, serial, &revoked_at, &reason);
}

static void crl_free(void *crl) {
    tl_crl_free(crl);
}

/* ---- OCSP ---- */

struct ocsp_der {
    tl_bytes leaf, issuer;
};

/* Parsed as tl_ocsp_check does it at every response; with a provider that was made before, as a connection has one. */
static void *ocsp_new(tl_bytes leaf, tl_bytes issuer) {
    struct ocsp_der *question = uncounted_new(sizeof *question);
    *question = (struct ocsp_der){leaf, issuer};
    return question;
}

static bool ocsp_is_good(void *pointer, tl_bytes response) {
    const struct ocsp_der *question = pointer;
    struct certificate leaf, issuer;
    tl_revocation_status status;
    return certificate_parse(question->leaf, &leaf, NULL) && certificate_parse(question->issuer, &issuer, NULL) &&
           ocsp_check(
               &(struct ocsp_question){
                   .certificate = &leaf, .issuer = &issuer, .time = (int64_t)time(NULL), .crypto = maker_crypto()},
               response, &status, NULL) &&
           status.state == TL_REVOCATION_GOOD;
}

static void ocsp_free(void *question) {
    uncounted_free(question);
}

const struct x509_backend x509_tlslite = {X509_BACKEND_FUNCTIONS, .signature_prepare = signature_prepare,
                                          .parse_views = parse_views, .knows_policies = true};
