/* Certificates as programs see them. One block of memory holds the object, its DER and its texts; whatever else is
 * asked is parsed again when it is asked, which costs a microsecond and keeps the object small. */
#include <tlslite/x509.h>

#include "base/alloc.h"
#include "base/control.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/pem.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/spki_pin.h"
#include "x509/names/general_names.h"
#include "x509/names/host_name.h"
#include "x509/names/name.h"
#include "x509/path/path.h"
#include "x509/sentences.h"

enum { SHA256_LEN = 32, SHA1_LEN = 20, MAX_CERTIFICATE_FILE = 1 << 20 };

struct tl_cert {
    struct ref_count refs;
    tl_bytes der;
    const char *subject, *issuer;
    char sha256[2 * SHA256_LEN + 1];
    char sha1[2 * SHA1_LEN + 1];
    char content[]; /* the DER, then the texts */
};

static size_t name_text_size(tl_bytes name) {
    char nothing[1];
    struct text text = text_into(nothing, sizeof nothing);
    name_write(name, &text);
    return text.len + 1;
}

static bool write_fingerprint(const struct hash_alg *alg, tl_bytes der, char *hex) {
    uint8_t digest[HASH_MAX_LEN];
    if (!hash_once(alg, der, digest)) {
        return false;
    }
    hex_encode(bytes_of(digest, alg->len), hex);
    return true;
}

static const char *write_name(tl_bytes name, char *at, size_t size) {
    struct text text = text_into(at, size);
    name_write(name, &text);
    return at;
}

tl_cert *certificate_object(tl_bytes der, tl_error *error) {
    tl_bytes issuer, subject;
    if (!certificate_peek_names(der, &issuer, &subject) || !name_is_well_formed(issuer) ||
        !name_is_well_formed(subject)) {
        error_set(error, MALFORMED_CERTIFICATE, "it has no names where they should be (RFC 5280 §4.1)");
        return NULL;
    }
    size_t subject_size = name_text_size(subject), issuer_size = name_text_size(issuer);
    tl_cert *cert = mem_new(sizeof *cert + der.len + subject_size + issuer_size);
    if (cert == NULL) {
        error_set(error, OUT_OF_MEMORY);
        return NULL;
    }
    ref_init(&cert->refs);
    memcpy(cert->content, der.data, der.len);
    cert->der = bytes_of(cert->content, der.len);
    cert->subject = write_name(subject, cert->content + der.len, subject_size);
    cert->issuer = write_name(issuer, cert->content + der.len + subject_size, issuer_size);
    if (!write_fingerprint(&hash_sha256, der, cert->sha256) || !write_fingerprint(&hash_sha1, der, cert->sha1)) {
        error_set(error, CRYPTO_FAILED, "hash a certificate");
        tl_cert_free(cert);
        return NULL;
    }
    return cert;
}

/* ---- from octets and files ---- */

static tl_cert *checked_object(tl_bytes der, tl_error *error) {
    struct certificate certificate;
    return certificate_parse(der, &certificate, error) ? certificate_object(der, error) : NULL;
}

/* The first CERTIFICATE block; NULL without an error where there is none. */
static tl_cert *object_from_pem(tl_bytes text, const char *source, tl_error *error) {
    struct pem_block block;
    enum pem_result result = pem_next(&text, &block);
    while (result == PEM_BLOCK && !pem_label_is(&block, PEM_CERTIFICATE)) {
        result = pem_next(&text, &block);
    }
    if (result == PEM_END) {
        error_set(error, NO_CERTIFICATE, source);
        return NULL;
    }
    struct buffer der = {0};
    size_t len = 0;
    tl_cert *cert = NULL;
    if (!buffer_reserve(&der, base64_decoded_max(block.base64.len))) {
        error_set(error, OUT_OF_MEMORY);
    } else if (result == PEM_BROKEN || !base64_decode(block.base64, der.data, &len)) {
        error_set(error, BROKEN_PEM, source, (size_t)1);
    } else {
        cert = checked_object(bytes_of(der.data, len), error);
    }
    buffer_clear(&der);
    return cert;
}

static tl_cert *object_from_octets(tl_bytes octets, const char *source, tl_error *error) {
    if (der_is_element(octets, DER_SEQUENCE)) {
        return checked_object(octets, error);
    }
    return object_from_pem(octets, source, error);
}

tl_cert *tl_cert_parse(tl_bytes cert, tl_error *error) {
    return object_from_octets(cert, "the given octets", error);
}

tl_cert *tl_cert_load(const char *file, tl_error *error) {
    struct buffer content = {0};
    if (!file_read(file, MAX_CERTIFICATE_FILE, &content, error)) {
        return NULL;
    }
    tl_cert *cert = object_from_octets(buffer_bytes(&content), file, error);
    buffer_clear(&content);
    return cert;
}

tl_cert *tl_cert_ref(const tl_cert *cert) {
    tl_cert *shared = (tl_cert *)(uintptr_t)cert;
    if (shared != NULL) {
        ref_take(&shared->refs);
    }
    return shared;
}

void tl_cert_free(tl_cert *cert) {
    if (cert != NULL && ref_drop(&cert->refs)) {
        mem_free(cert);
    }
}

/* ---- what is kept ---- */

tl_bytes tl_cert_der(const tl_cert *cert) {
    return cert->der;
}

const char *tl_cert_fingerprint(const tl_cert *cert) {
    return cert->sha256;
}

const char *tl_cert_fingerprint_sha1(const tl_cert *cert) {
    return cert->sha1;
}

bool tl_cert_spki_pin(const tl_cert *cert, char pin[TL_SPKI_PIN_SIZE]) {
    return spki_pin_text(cert->der, pin);
}

const char *tl_cert_subject(const tl_cert *cert) {
    return cert->subject;
}

const char *tl_cert_issuer(const tl_cert *cert) {
    return cert->issuer;
}

/* ---- what is parsed again: an object made by certificate_object from DER that never was gives zeros ---- */

static struct certificate parsed(const tl_cert *cert) {
    struct certificate certificate;
    if (!certificate_parse(cert->der, &certificate, NULL)) {
        certificate = (struct certificate){.path_len = -1};
    }
    return certificate;
}

tl_bytes tl_cert_serial(const tl_cert *cert) {
    return parsed(cert).serial;
}

time_t tl_cert_not_before(const tl_cert *cert) {
    return (time_t)parsed(cert).not_before;
}

time_t tl_cert_not_after(const tl_cert *cert) {
    return (time_t)parsed(cert).not_after;
}

const char *tl_cert_key_type(const tl_cert *cert) {
    switch (parsed(cert).key.kind) {
    case KEY_RSA:
        return "RSA";
    case KEY_RSA_PSS:
        return "RSASSA-PSS";
    case KEY_ECDSA:
        return "ECDSA";
    case KEY_ED25519:
        return "Ed25519";
    case KEY_ED448:
        return "Ed448";
    case KEY_NONE:
        break;
    }
    return "unknown";
}

unsigned tl_cert_key_bits(const tl_cert *cert) {
    struct certificate certificate = parsed(cert);
    return public_key_bits(&certificate.key);
}

bool tl_cert_is_ca(const tl_cert *cert) {
    return parsed(cert).is_ca;
}

bool tl_cert_next_name(const tl_cert *cert, size_t *cursor, char *name, size_t size) {
    struct certificate certificate = parsed(cert);
    struct general_name next;
    while (size > 0 && general_names_next(certificate.subject_alt_name, cursor, &next)) {
        struct text text = text_into(name, size);
        if (next.kind == GENERAL_NAME_DNS) {
            dns_name_write(next.value, &text);
            text_mark_cut(&text);
            return true;
        }
        if (next.kind == GENERAL_NAME_IP) {
            ip_address_write(next.value, &text);
            text_mark_cut(&text);
            return true;
        }
    }
    return false;
}

bool tl_cert_matches_host(const tl_cert *cert, const char *host) {
    struct certificate certificate = parsed(cert);
    return certificate_matches_host(&certificate, host);
}
