/* tlslite, on its public API; the bare signatures on its seam to libcrypto. */
#include "x509.h"

#include <tlslite/crypto.h>
#include <tlslite/x509.h>

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

struct signatures {
    const tl_crypto *crypto;
    size_t num;
    struct certificate path[MAX_PATH];
};

static void *signatures_new(const tl_bytes *path, size_t len) {
    struct signatures *signatures = uncounted_new(sizeof *signatures);
    signatures->crypto = maker_crypto();
    signatures->num = len - 1;
    for (size_t i = 0; i < len; i++) {
        if (!certificate_parse(path[i], &signatures->path[i], NULL)) {
            bench_die("tlslite: a certificate could not be parsed");
        }
    }
    return signatures;
}

static void signatures_prepare(void *pointer) {
    struct signatures *signatures = pointer;
    public_key_prepare(signatures->crypto, &signatures->path[signatures->num].key);
}

static void signatures_free(void *pointer) {
    struct signatures *signatures = pointer;
    public_key_release(&signatures->path[signatures->num].key);
    uncounted_free(signatures);
}

static bool signatures_verify(void *pointer) {
    const struct signatures *signatures = pointer;
    for (size_t i = 0; i < signatures->num; i++) {
        const struct certificate *child = &signatures->path[i];
        if (!signature_verify(signatures->crypto, child->signature_alg, &child[1].key, child->tbs, child->signature)) {
            return false;
        }
    }
    return true;
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

const struct x509_backend x509_tlslite = {
    .parse = parse,
    .parse_views = parse_views,
    .trust_new = trust_new,
    .trust_free = trust_free,
    .chain_new = chain_new,
    .verify = verify,
    .chain_free = chain_free,
    .knows_policies = true,
    .signatures_new = signatures_new,
    .signatures_prepare = signatures_prepare,
    .signatures_verify = signatures_verify,
    .signatures_free = signatures_free,
    .crl_new = crl_new,
    .crl_has = crl_has,
    .crl_free = crl_free,
};
