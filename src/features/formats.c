/* Files that are read: forms of certificates and keys. */
#include "base/control.h"
#include "base/pem.h"
#include "features/features.h"

static const struct {
    const char *name, *label, *about;
} formats[] = {
    {"certificate", PEM_CERTIFICATE, "PEM or DER (RFC 5280)"},
    {"revocation list", PEM_CRL, "PEM or DER (RFC 5280)"},
    {"request", PEM_REQUEST, "PEM or DER (PKCS #10, RFC 2986)"},
    {"request, old label", PEM_NEW_REQUEST, "PEM"},
    {"PKCS #8 key", PEM_PRIVATE_KEY, "PEM or DER (RFC 5958)"},
    {"PKCS #8 key, encrypted", PEM_ENCRYPTED_KEY, "PEM or DER; PBES2 with PBKDF2 or scrypt and AES-CBC (RFC 8018)"},
    {"PKCS #1 key", PEM_RSA_PRIVATE_KEY, "PEM or DER (RFC 8017), not encrypted"},
    {"SEC 1 key", PEM_EC_PRIVATE_KEY, "PEM or DER (RFC 5915), not encrypted"},
    {"public key", PEM_PUBLIC_KEY, "PEM, to be shown (RFC 7468)"},
    {"PKCS #12", NULL, "DER, with key and certificates (RFC 7292)"},
    {"OCSP response", NULL, "DER (RFC 6960)"},
    {"certdata.txt", NULL, "Mozilla's list of trust anchors"},
};

bool feature_format(size_t index, tl_feature *feature) {
    if (index >= COUNT_OF(formats)) {
        return false;
    }
    feature->name = formats[index].name;
    feature->text = formats[index].label;
    feature->about = formats[index].about;
    return true;
}
