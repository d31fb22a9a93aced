/* GnuTLS's X.509 API. */
#include "x509.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/ocsp.h>
#include <gnutls/x509.h>
#include <time.h>

static int need(int result, const char *what) {
    if (result < 0) {
        bench_die("GnuTLS: %s failed: %s", what, gnutls_strerror(result));
    }
    return result;
}

static gnutls_datum_t datum(tl_bytes bytes) {
    return (gnutls_datum_t){(unsigned char *)(uintptr_t)bytes.data, (unsigned)bytes.len};
}

/* NULL: refused. */
static gnutls_x509_crt_t parsed(tl_bytes der) {
    gnutls_x509_crt_t cert;
    gnutls_datum_t octets = datum(der);
    need(gnutls_x509_crt_init(&cert), "gnutls_x509_crt_init");
    if (gnutls_x509_crt_import(cert, &octets, GNUTLS_X509_FMT_DER) < 0) {
        gnutls_x509_crt_deinit(cert);
        return NULL;
    }
    return cert;
}

/* With the public key. Extensions are looked up again whenever they are asked for. */
static bool parse(tl_bytes der) {
    gnutls_x509_crt_t cert = parsed(der);
    gnutls_pubkey_t key;
    if (cert == NULL) {
        return false;
    }
    need(gnutls_pubkey_init(&key), "gnutls_pubkey_init");
    bool good = gnutls_pubkey_import_x509(key, cert, 0) == 0;
    gnutls_pubkey_deinit(key);
    gnutls_x509_crt_deinit(cert);
    return good;
}

/* ---- verifying ---- */

static void *trust_new(tl_bytes pem) {
    gnutls_x509_trust_list_t list;
    gnutls_datum_t text = datum(pem);
    need(gnutls_x509_trust_list_init(&list, 0), "gnutls_x509_trust_list_init");
    need(gnutls_x509_trust_list_add_trust_mem(list, &text, NULL, GNUTLS_X509_FMT_PEM, 0, 0), "trusting");
    return list;
}

static void trust_free(void *list) {
    gnutls_x509_trust_list_deinit(list, 1);
}

/* The leaf first. */
struct certs {
    size_t num;
    gnutls_x509_crt_t *list;
};

static void chain_free(void *pointer) {
    struct certs *certs = pointer;
    if (certs == NULL) {
        return;
    }
    for (size_t i = 0; i < certs->num; i++) {
        gnutls_x509_crt_deinit(certs->list[i]);
    }
    uncounted_free(certs->list);
    uncounted_free(certs);
}

static bool add(struct certs *certs, tl_bytes der) {
    gnutls_x509_crt_t cert = parsed(der);
    if (cert == NULL) {
        return false;
    }
    certs->list[certs->num++] = cert;
    return true;
}

static void *chain_new(const struct chain *chain) {
    struct certs *certs = uncounted_new(sizeof *certs);
    certs->list = uncounted_new((1 + chain->num_intermediates) * sizeof *certs->list);
    bool good = add(certs, chain->leaf);
    for (size_t i = 0; good && i < chain->num_intermediates; i++) {
        good = add(certs, chain->intermediates[i]);
    }
    if (!good) {
        chain_free(certs);
        return NULL;
    }
    return certs;
}

static bool verify(void *list, void *pointer) {
    const struct certs *certs = pointer;
    gnutls_typed_vdata_st wanted[] = {
        {.type = GNUTLS_DT_DNS_HOSTNAME, .data = (unsigned char *)(uintptr_t)BENCH_HOST, .size = 0},
        {.type = GNUTLS_DT_KEY_PURPOSE_OID, .data = (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_SERVER, .size = 0},
    };
    unsigned status = 0;
    int result =
        gnutls_x509_trust_list_verify_crt2(list, certs->list, (unsigned)certs->num, wanted, 2, 0, &status, NULL);
    return result == 0 && status == 0;
}

/* ---- bare signatures ---- */

struct signature {
    gnutls_pubkey_t key;
    gnutls_sign_algorithm_t alg;
    gnutls_datum_t signed_octets, octets;
};

static void *signature_new(tl_bytes child, tl_bytes issuer) {
    struct certificate certificate; /* our own parser knows what is signed */
    struct signature *signature = uncounted_new(sizeof *signature);
    gnutls_x509_crt_t cert = parsed(issuer);
    if (cert == NULL || !certificate_parse(child, &certificate, NULL)) {
        bench_die("GnuTLS: a certificate could not be parsed");
    }
    *signature = (struct signature){
        .alg = certificate.signature_alg == &signature_ecdsa_sha256 ? GNUTLS_SIGN_ECDSA_SHA256 : GNUTLS_SIGN_RSA_SHA256,
        .signed_octets = datum(certificate.tbs),
        .octets = datum(certificate.signature)};
    need(gnutls_pubkey_init(&signature->key), "gnutls_pubkey_init");
    need(gnutls_pubkey_import_x509(signature->key, cert, 0), "getting a key");
    gnutls_x509_crt_deinit(cert);
    return signature;
}

static bool signature_is_right(void *pointer) {
    const struct signature *signature = pointer;
    return gnutls_pubkey_verify_data2(signature->key, signature->alg, 0, &signature->signed_octets,
                                      &signature->octets) >= 0;
}

static void signature_free(void *pointer) {
    struct signature *signature = pointer;
    gnutls_pubkey_deinit(signature->key);
    uncounted_free(signature);
}

/* ---- revocation lists ---- */

static void *crl_new(tl_bytes der) {
    gnutls_x509_crl_t crl;
    gnutls_datum_t octets = datum(der);
    need(gnutls_x509_crl_init(&crl), "gnutls_x509_crl_init");
    if (gnutls_x509_crl_import(crl, &octets, GNUTLS_X509_FMT_DER) < 0) {
        gnutls_x509_crl_deinit(crl);
        return NULL;
    }
    return crl;
}

/* As gnutls_x509_crt_check_revocation does: there is no other way to ask. */
static bool crl_has(void *crl, tl_bytes serial) {
    gnutls_x509_crl_iter_t iterator = NULL;
    unsigned char found[64];
    size_t len = sizeof found;
    bool same = false;
    while (!same && gnutls_x509_crl_iter_crt_serial(crl, &iterator, found, &len, NULL) >= 0) {
        same = bytes_equal(bytes_of(found, len), serial);
        len = sizeof found;
    }
    gnutls_x509_crl_iter_deinit(iterator);
    return same;
}

static void crl_free(void *crl) {
    gnutls_x509_crl_deinit(crl);
}

/* ---- OCSP ---- */

struct ocsp_question {
    gnutls_x509_crt_t leaf, issuer;
};

static void *ocsp_new(tl_bytes leaf, tl_bytes issuer) {
    struct ocsp_question *question = uncounted_new(sizeof *question);
    *question = (struct ocsp_question){parsed(leaf), parsed(issuer)};
    if (question->leaf == NULL || question->issuer == NULL) {
        bench_die("GnuTLS: a certificate could not be parsed");
    }
    return question;
}

static bool status_is_good(gnutls_ocsp_resp_t response) {
    unsigned status, reason;
    time_t this_update, next_update, revoked_at, now = time(NULL);
    return gnutls_ocsp_resp_get_single(response, 0, NULL, NULL, NULL, NULL, &status, &this_update, &next_update,
                                       &revoked_at, &reason) == 0 &&
           status == GNUTLS_OCSP_CERT_GOOD && this_update <= now && now <= next_update;
}

static bool ocsp_is_good(void *pointer, tl_bytes der) {
    const struct ocsp_question *question = pointer;
    gnutls_datum_t octets = datum(der);
    gnutls_ocsp_resp_t response;
    unsigned verified = 0;
    need(gnutls_ocsp_resp_init(&response), "gnutls_ocsp_resp_init");
    bool good = gnutls_ocsp_resp_import(response, &octets) == 0 &&
                gnutls_ocsp_resp_check_crt(response, 0, question->leaf) == 0 &&
                gnutls_ocsp_resp_verify_direct(response, question->issuer, &verified, 0) == 0 && verified == 0 &&
                status_is_good(response);
    gnutls_ocsp_resp_deinit(response);
    return good;
}

static void ocsp_free(void *pointer) {
    struct ocsp_question *question = pointer;
    gnutls_x509_crt_deinit(question->leaf);
    gnutls_x509_crt_deinit(question->issuer);
    uncounted_free(question);
}

const struct x509_backend x509_gnutls = {X509_BACKEND_FUNCTIONS, .crl_is_walked = true};
