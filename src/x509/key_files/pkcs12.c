#include "x509/key_files/pkcs12.h"

#include "x509/certificate/algorithm.h"
#include "x509/der/oid.h"

enum { PKCS12_VERSION = 3 };

bool pkcs12_is(tl_bytes der) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    return der_next_is(&r, DER_INTEGER) && der_read_small(&r, PKCS12_VERSION) == PKCS12_VERSION;
}

/* ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT } (RFC 2315 §7) */
static struct reader read_content_info(struct reader *r, tl_bytes *type) {
    struct reader info = der_enter(r, DER_SEQUENCE);
    *type = der_read_oid(&info);
    struct reader content = der_enter(&info, DER_CONTEXT_CONSTRUCTED(0));
    der_leave(r, &info);
    if (r->failed) {
        read_fail(&content);
    }
    return content;
}

/* MacData ::= SEQUENCE { mac DigestInfo, macSalt, iterations DEFAULT 1 } */
static void read_mac(struct reader *r, struct pkcs12_mac *mac) {
    struct reader data = der_enter(r, DER_SEQUENCE);
    struct reader info = der_enter(&data, DER_SEQUENCE);
    struct reader algorithm = der_enter(&info, DER_SEQUENCE);
    mac->algorithm = der_read_oid(&algorithm);
    mac->hash = hash_by_oid(mac->algorithm);
    if (read_more(&algorithm) && mac->hash != NULL) {
        der_read_null(&algorithm);
    } else {
        read_rest(&algorithm);
    }
    der_leave(&info, &algorithm);
    mac->digest = der_read(&info, DER_OCTET_STRING);
    der_leave(&data, &info);
    mac->salt = der_read(&data, DER_OCTET_STRING);
    mac->iterations = read_more(&data) ? der_read_small(&data, UINT32_MAX) : 1;
    der_leave(r, &data);
}

/* PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL } */
const char *pkcs12_read(tl_bytes der, struct pkcs12_file *file) {
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    tl_bytes type;
    *file = (struct pkcs12_file){0};
    der_read_small(&r, PKCS12_VERSION);
    struct reader info = read_content_info(&r, &type);
    file->safe = der_read(&info, DER_OCTET_STRING);
    if (r.failed || !read_end(&info) || !oid_is(type, OID_PKCS7_DATA)) {
        return "its content is not DER, or is protected with a public key";
    }
    file->has_mac = read_more(&r);
    if (file->has_mac) {
        read_mac(&r, &file->mac);
    }
    return read_end(&r) && read_end(&outer) ? NULL : "its MAC is not DER";
}

struct reader pkcs12_elements(tl_bytes sequence) {
    struct reader outer = reader_of(sequence);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    if (!read_end(&outer)) {
        read_fail(&r);
    }
    return r;
}

/* EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, algorithm, [0] IMPLICIT OCTET STRING } } (RFC 2315 §13)
 */
static bool read_encrypted(struct reader *content, struct pkcs12_part *part) {
    struct reader data = der_enter(content, DER_SEQUENCE);
    der_read_small(&data, 2);
    struct reader info = der_enter(&data, DER_SEQUENCE);
    der_read_oid(&info);
    part->encrypted = true;
    part->algorithm = der_read(&info, DER_SEQUENCE);
    part->octets = der_read(&info, DER_CONTEXT(0));
    der_leave(&data, &info);
    der_leave(content, &data);
    return read_end(content);
}

/* AuthenticatedSafe ::= SEQUENCE OF ContentInfo; parts for a public key (EnvelopedData) are not for us. */
const char *pkcs12_read_part(struct reader *parts, struct pkcs12_part *part) {
    tl_bytes type;
    *part = (struct pkcs12_part){0};
    struct reader content = read_content_info(parts, &type);
    if (content.failed) {
        return "one of its parts is not DER";
    }
    if (oid_is(type, OID_PKCS7_DATA)) {
        part->octets = der_read(&content, DER_OCTET_STRING);
        return read_end(&content) ? NULL : "one of its parts is not DER";
    }
    if (!oid_is(type, OID_PKCS7_ENCRYPTED)) {
        return "one of its parts is neither plain nor encrypted with a password";
    }
    return read_encrypted(&content, part) ? NULL : "its encrypted part is not DER";
}

/* SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT, bagAttributes OPTIONAL } (RFC 7292 §4.2) */
const char *pkcs12_read_bag(struct reader *bags, struct pkcs12_bag *bag) {
    struct reader r = der_enter(bags, DER_SEQUENCE);
    *bag = (struct pkcs12_bag){.type = der_read_oid(&r)};
    struct reader value = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
    bag->value = der_read_any_element(&value);
    if (read_more(&r)) {
        bag->attributes = der_read(&r, DER_SET);
    }
    der_leave(bags, &r);
    return !bags->failed && read_end(&value) ? NULL : "one of its bags is not DER";
}

/* CertBag ::= SEQUENCE { certId, certValue [0] EXPLICIT } */
const char *pkcs12_read_certificate(const struct pkcs12_bag *bag, tl_bytes *der) {
    struct reader r = pkcs12_elements(bag->value);
    tl_bytes type = der_read_oid(&r);
    struct reader content = der_enter(&r, DER_CONTEXT_CONSTRUCTED(0));
    *der = (tl_bytes){0};
    if (!read_end(&r) || content.failed) {
        return "one of its certificates has no form";
    }
    if (!oid_is(type, OID_X509_CERTIFICATE)) {
        return NULL;
    }
    *der = der_read(&content, DER_OCTET_STRING);
    return read_end(&content) && der_is_element(*der, DER_SEQUENCE) ? NULL : "one of its certificates is not DER";
}
