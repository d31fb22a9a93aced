/* Makes an OCSP response with libcrypto, of dates that `openssl ocsp` does not make: ocsp_tool SIGNER KEY ISSUER CERT
 * good|revoked|unknown FROM UNTIL OUT; FROM and UNTIL are hours from now, or seconds ("5s"), ISSUER and the rest PEM
 * files, OUT is DER. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/ocsp.h>
#include <openssl/pem.h>

static X509 *read_cert(const char *file) {
    FILE *from = fopen(file, "r");
    X509 *cert = from != NULL ? PEM_read_X509(from, NULL, NULL, NULL) : NULL;
    if (from != NULL) {
        fclose(from);
    }
    return cert;
}

static EVP_PKEY *read_key(const char *file) {
    FILE *from = fopen(file, "r");
    EVP_PKEY *key = from != NULL ? PEM_read_PrivateKey(from, NULL, NULL, NULL) : NULL;
    if (from != NULL) {
        fclose(from);
    }
    return key;
}

static ASN1_TIME *from_now(const char *time) {
    char *unit;
    long number = strtol(time, &unit, 10);
    return X509_gmtime_adj(NULL, *unit == 's' ? number : number * 3600);
}

static int status_of(const char *name) {
    if (strcmp(name, "good") == 0) {
        return V_OCSP_CERTSTATUS_GOOD;
    }
    return strcmp(name, "revoked") == 0 ? V_OCSP_CERTSTATUS_REVOKED : V_OCSP_CERTSTATUS_UNKNOWN;
}

static int write_response(OCSP_BASICRESP *basic, const char *file) {
    OCSP_RESPONSE *response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
    unsigned char *der = NULL;
    int len = response != NULL ? i2d_OCSP_RESPONSE(response, &der) : 0;
    FILE *to = len > 0 ? fopen(file, "wb") : NULL;
    int good = to != NULL && fwrite(der, 1, (size_t)len, to) == (size_t)len;
    if (to != NULL) {
        good = fclose(to) == 0 && good;
    }
    OPENSSL_free(der);
    OCSP_RESPONSE_free(response);
    return good;
}

static int respond(char **argv) {
    X509 *signer = read_cert(argv[1]), *issuer = read_cert(argv[3]), *cert = read_cert(argv[4]);
    EVP_PKEY *key = read_key(argv[2]);
    OCSP_BASICRESP *basic = OCSP_BASICRESP_new();
    OCSP_CERTID *id = OCSP_cert_to_id(NULL, cert, issuer);
    ASN1_TIME *from = from_now(argv[6]), *until = from_now(argv[7]);
    int status = status_of(argv[5]);
    int reason = status == V_OCSP_CERTSTATUS_REVOKED ? OCSP_REVOKED_STATUS_KEYCOMPROMISE : OCSP_REVOKED_STATUS_NOSTATUS;
    int good = OCSP_basic_add1_status(basic, id, status, reason, from, from, until) != NULL &&
               OCSP_basic_sign(basic, signer, key, EVP_sha256(), NULL, 0) == 1 && write_response(basic, argv[8]);
    ASN1_TIME_free(from);
    ASN1_TIME_free(until);
    OCSP_CERTID_free(id);
    OCSP_BASICRESP_free(basic);
    EVP_PKEY_free(key);
    X509_free(cert);
    X509_free(issuer);
    X509_free(signer);
    return good;
}

int main(int argc, char **argv) {
    if (argc != 9 || !respond(argv)) {
        fprintf(stderr, "ocsp_tool made no response\n");
        return 1;
    }
    return 0;
}
