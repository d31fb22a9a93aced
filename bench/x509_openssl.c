/* OpenSSL's X509 API. Bare signatures go through libcrypto's low-level calls: nothing that it offers is quicker. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "x509.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>

static void need(bool good, const char *what) {
    if (!good) {
        ERR_print_errors_fp(stderr);
        bench_die("OpenSSL: %s failed", what);
    }
}

static X509 *parsed(tl_bytes der) {
    const unsigned char *at = der.data;
    return d2i_X509(NULL, &at, (long)der.len);
}

/* With what d2i_X509 puts off: extensions, the digest that goes with them, the public key. */
static bool parse(tl_bytes der) {
    X509 *cert = parsed(der);
    bool good = cert != NULL && X509_check_purpose(cert, -1, 0) == 1 && X509_get0_pubkey(cert) != NULL;
    X509_free(cert);
    ERR_clear_error();
    return good;
}

/* ---- verifying ---- */

static void *trust_new(tl_bytes pem) {
    X509_STORE *store = X509_STORE_new();
    BIO *bio = BIO_new_mem_buf(pem.data, (int)pem.len);
    X509 *cert;
    need(store != NULL && bio != NULL, "X509_STORE_new");
    while ((cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        need(X509_STORE_add_cert(store, cert), "X509_STORE_add_cert");
        X509_free(cert);
    }
    BIO_free(bio);
    ERR_clear_error();
    return store;
}

static void trust_free(void *store) {
    X509_STORE_free(store);
}

struct certs {
    X509 *leaf;
    STACK_OF(X509) * intermediates;
    bool require_policy;
};

static void chain_free(void *pointer) {
    struct certs *certs = pointer;
    if (certs == NULL) {
        return;
    }
    X509_free(certs->leaf);
    sk_X509_pop_free(certs->intermediates, X509_free);
    uncounted_free(certs);
}

static void *chain_new(const struct chain *chain) {
    struct certs *certs = uncounted_new(sizeof *certs);
    certs->leaf = parsed(chain->leaf);
    certs->intermediates = sk_X509_new_null();
    certs->require_policy = chain->require_policy;
    bool good = certs->leaf != NULL;
    for (size_t i = 0; good && i < chain->num_intermediates; i++) {
        X509 *cert = parsed(chain->intermediates[i]);
        good = cert != NULL && sk_X509_push(certs->intermediates, cert) > 0;
    }
    ERR_clear_error();
    if (!good) {
        chain_free(certs);
        return NULL;
    }
    return certs;
}

static bool verify(void *store, void *pointer) {
    const struct certs *certs = pointer;
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    need(ctx != NULL && X509_STORE_CTX_init(ctx, store, certs->leaf, certs->intermediates) &&
             X509_STORE_CTX_set_default(ctx, "ssl_server"),
         "X509_STORE_CTX_init");
    X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
    need(X509_VERIFY_PARAM_set1_host(param, BENCH_HOST, 0), "the host");
    if (certs->require_policy) {
        need(X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_POLICY_CHECK | X509_V_FLAG_EXPLICIT_POLICY) &&
                 X509_VERIFY_PARAM_add0_policy(param, OBJ_txt2obj("1.2.840.1", 1)),
             "the policy");
    }
    bool good = X509_verify_cert(ctx) == 1;
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return good;
}

/* ---- bare signatures ---- */

/* One signature of ECDSA or RSA PKCS #1, both with SHA-256. */
struct signature {
    tl_bytes signed_octets, octets;
    EC_KEY *ec;
    RSA *rsa;
};

static void *signature_new(tl_bytes child, tl_bytes issuer) {
    struct certificate certificate; /* our own parser knows what is signed */
    struct signature *signature = uncounted_new(sizeof *signature);
    X509 *cert = parsed(issuer);
    need(cert != NULL && certificate_parse(child, &certificate, NULL), "parsing");
    EVP_PKEY *key = X509_get0_pubkey(cert);
    *signature = (struct signature){.signed_octets = certificate.tbs, .octets = certificate.signature};
    if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC) {
        signature->ec = EVP_PKEY_get1_EC_KEY(key);
    } else {
        signature->rsa = EVP_PKEY_get1_RSA(key);
    }
    need(signature->ec != NULL || signature->rsa != NULL, "getting a key");
    X509_free(cert);
    return signature;
}

static bool signature_is_right(void *pointer) {
    const struct signature *signature = pointer;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    tl_bytes octets = signature->octets;
    SHA256(signature->signed_octets.data, signature->signed_octets.len, digest);
    return signature->ec != NULL
               ? ECDSA_verify(0, digest, sizeof digest, octets.data, (int)octets.len, signature->ec) == 1
               : RSA_verify(NID_sha256, digest, sizeof digest, octets.data, (unsigned)octets.len, signature->rsa) == 1;
}

static void signature_free(void *pointer) {
    struct signature *signature = pointer;
    EC_KEY_free(signature->ec);
    RSA_free(signature->rsa);
    uncounted_free(signature);
}

/* ---- revocation lists ---- */

/* The list is sorted when it is first asked: that belongs to making it ready. */
static void *crl_new(tl_bytes der) {
    const unsigned char *at = der.data;
    X509_CRL *crl = d2i_X509_CRL(NULL, &at, (long)der.len);
    X509_REVOKED *entry;
    ASN1_INTEGER *none = ASN1_INTEGER_new();
    if (crl != NULL) {
        X509_CRL_get0_by_serial(crl, &entry, none);
    }
    ASN1_INTEGER_free(none);
    return crl;
}

static bool crl_has(void *crl, tl_bytes serial) {
    X509_REVOKED *entry;
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    need(number != NULL && ASN1_STRING_set(number, serial.data, (int)serial.len), "a serial number");
    bool found = X509_CRL_get0_by_serial(crl, &entry, number) == 1;
    ASN1_INTEGER_free(number);
    return found;
}

static void crl_free(void *crl) {
    X509_CRL_free(crl);
}

/* ---- OCSP ---- */

struct ocsp_question {
    X509_STORE *store;
    STACK_OF(X509) * issuer; /* the one, where a signer is looked for that did not come with the response */
    OCSP_CERTID *id;
};

static void *ocsp_new(tl_bytes leaf, tl_bytes issuer) {
    struct ocsp_question *question = uncounted_new(sizeof *question);
    X509 *of = parsed(leaf), *by = parsed(issuer);
    need(of != NULL && by != NULL, "d2i_X509");
    question->store = X509_STORE_new();
    question->id = OCSP_cert_to_id(NULL, of, by);
    need(question->store != NULL && X509_STORE_add_cert(question->store, by) && question->id != NULL, "the question");
    question->issuer = sk_X509_new_null();
    need(question->issuer != NULL && sk_X509_push(question->issuer, by) > 0, "the question");
    X509_free(of);
    return question;
}

static bool status_is_good(OCSP_BASICRESP *basic, OCSP_CERTID *id) {
    enum { CLOCK_SKEW = 300 };
    int status, reason;
    ASN1_GENERALIZEDTIME *revoked_at, *this_update, *next_update;
    return OCSP_resp_find_status(basic, id, &status, &reason, &revoked_at, &this_update, &next_update) == 1 &&
           OCSP_check_validity(this_update, next_update, CLOCK_SKEW, -1) == 1 && status == V_OCSP_CERTSTATUS_GOOD;
}

static bool ocsp_is_good(void *pointer, tl_bytes der) {
    const struct ocsp_question *question = pointer;
    const unsigned char *at = der.data;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);
    OCSP_BASICRESP *basic = response != NULL && OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL
                                ? OCSP_response_get1_basic(response)
                                : NULL;
    bool good = basic != NULL && OCSP_basic_verify(basic, question->issuer, question->store, 0) == 1 &&
                status_is_good(basic, question->id);
    OCSP_BASICRESP_free(basic);
    OCSP_RESPONSE_free(response);
    ERR_clear_error();
    return good;
}

static void ocsp_free(void *pointer) {
    struct ocsp_question *question = pointer;
    X509_STORE_free(question->store);
    sk_X509_pop_free(question->issuer, X509_free);
    OCSP_CERTID_free(question->id);
    uncounted_free(question);
}

const struct x509_backend x509_openssl = {X509_BACKEND_FUNCTIONS, .knows_policies = true};
