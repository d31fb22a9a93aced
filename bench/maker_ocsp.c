/* OCSP responses, made with libcrypto: the library makes none. */
#include <openssl/evp.h>
#include <openssl/ocsp.h>

#include "x509.h"
#include "x509/key_files/key_writer.h"

enum { HOUR = 3600 };

static void need(bool good, const char *what) {
    if (!good) {
        bench_die("the benchmark could not make %s", what);
    }
}

static EVP_PKEY *key_of(const struct made *made) {
    struct buffer der = {0};
    struct writer w = writer_to(&der);
    need(private_key_write(&w, made->key), "a key");
    const unsigned char *at = der.data;
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &at, (long)der.len);
    need(key != NULL, "a key");
    buffer_clear(&der);
    return key;
}

static X509 *certificate_of(const struct made *made) {
    const unsigned char *at = made->der.data;
    X509 *certificate = d2i_X509(NULL, &at, (long)made->der.len);
    need(certificate != NULL, "a certificate");
    return certificate;
}

static void add_status(OCSP_BASICRESP *basic, const struct made *leaf, const struct made *issuer, bool good) {
    X509 *of = certificate_of(leaf), *by = certificate_of(issuer);
    ASN1_TIME *before = X509_gmtime_adj(NULL, -HOUR), *after = X509_gmtime_adj(NULL, 24 * HOUR);
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, of, by);
    need(id != NULL && OCSP_basic_add1_status(basic, id, good ? V_OCSP_CERTSTATUS_GOOD : V_OCSP_CERTSTATUS_REVOKED,
                                              OCSP_REVOKED_STATUS_NOSTATUS, before, before, after) != NULL,
         "a status");
    OCSP_CERTID_free(id);
    ASN1_TIME_free(before);
    ASN1_TIME_free(after);
    X509_free(of);
    X509_free(by);
}

struct buffer make_ocsp(const struct made *leaf, const struct made *issuer, const struct made *signer, bool good) {
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    X509 *responder = certificate_of(signer);
    EVP_PKEY *key = key_of(signer);
    struct buffer der = {0};
    unsigned char *octets = NULL;
    need(basic != NULL, "a response");
    add_status(basic, leaf, issuer, good);
    need(OCSP_basic_sign(basic, responder, key, EVP_sha256(), NULL, signer == issuer ? OCSP_NOCERTS : 0) == 1,
         "a response");
    OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    int len = i2d_OCSP_RESPONSE(response, &octets);
    need(len > 0 && buffer_append(&der, bytes_of(octets, (size_t)len)), "a response");
    OPENSSL_free(octets);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(basic);
    EVP_PKEY_free(key);
    X509_free(responder);
    return der;
}
