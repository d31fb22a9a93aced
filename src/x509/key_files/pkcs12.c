#include "x509/key_files/pkcs12.h"

#include "base/control.h"
#include "base/secret.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "x509/der/der.h"
#include "x509/der/oid.h"
#include "x509/sentences.h"

enum { PKCS12_VERSION = 3, MAX_PARTS = 16, MAX_BAGS = 256 };

struct opening {
    struct unlocking *unlocking;
    struct pkcs12 *content;
    unsigned num_bags;
};

static bool malformed(const struct unlocking *unlocking, const char *why) {
    return error_set(unlocking->error, BAD_PKCS12, unlocking->source, why);
}

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
    content.failed = content.failed || r->failed;
    return content;
}

/* ---- the MAC (RFC 7292 §4, appendix A) ---- */

static const struct hash_alg *hash_by_oid(tl_bytes oid) {
    return oid_is(oid, OID_SHA1)     ? &hash_sha1
           : oid_is(oid, OID_SHA256) ? &hash_sha256
           : oid_is(oid, OID_SHA384) ? &hash_sha384
           : oid_is(oid, OID_SHA512) ? &hash_sha512
                                     : NULL;
}

struct mac {
    tl_bytes algorithm, digest, salt;
    uint32_t iterations;
};

/* MacData ::= SEQUENCE { mac DigestInfo, macSalt, iterations DEFAULT 1 } */
static void read_mac(struct reader *r, struct mac *mac) {
    struct reader data = der_enter(r, DER_SEQUENCE);
    struct reader info = der_enter(&data, DER_SEQUENCE);
    struct reader algorithm = der_enter(&info, DER_SEQUENCE);
    mac->algorithm = der_read_oid(&algorithm);
    if (read_more(&algorithm)) {
        der_read_null(&algorithm);
    }
    der_leave(&info, &algorithm);
    mac->digest = der_read(&info, DER_OCTET_STRING);
    der_leave(&data, &info);
    mac->salt = der_read(&data, DER_OCTET_STRING);
    mac->iterations = read_more(&data) ? der_read_small(&data, UINT32_MAX) : 1;
    der_leave(r, &data);
}

static bool compute_mac(struct unlocking *unlocking, const struct mac *mac, const struct hash_alg *hash, tl_bytes data,
                        uint8_t out[HASH_MAX_LEN]) {
    struct buffer password = {0};
    uint8_t key[HASH_MAX_LEN];
    bool ok = unlocking_bmp_password(unlocking, &password);
    if (ok && (!kdf_pkcs12(hash, KDF_PKCS12_MAC, buffer_bytes(&password), mac->salt, mac->iterations, key, hash->len) ||
               !hmac_once(hash, bytes_of(key, hash->len), data, out))) {
        ok = error_set(unlocking->error, CRYPTO_FAILED, "compute the MAC of PKCS #12");
    }
    secret_wipe(key, sizeof key);
    buffer_clear(&password);
    return ok;
}

static bool check_mac(struct unlocking *unlocking, const struct mac *mac, tl_bytes data) {
    const struct hash_alg *hash = hash_by_oid(mac->algorithm);
    uint8_t found[HASH_MAX_LEN];
    char name[OID_TEXT_SIZE];
    oid_text(mac->algorithm, name);
    REQUIRE(hash != NULL, error_set(unlocking->error, UNSUPPORTED_ENCRYPTION, unlocking->source, name));
    REQUIRE(mac->salt.len > 0 && mac->salt.len <= UNLOCKING_MAX_SALT && mac->iterations > 0,
            malformed(unlocking, "its MAC has no salt or no rounds"));
    TRY(unlocking_spend(unlocking, mac->iterations));
    TRY(compute_mac(unlocking, mac, hash, data, found));
    REQUIRE(secret_equal(bytes_of(found, hash->len), mac->digest),
            error_set(unlocking->error, WRONG_PASSWORD, unlocking->source));
    return true;
}

/* ---- the bags (RFC 7292 §4.2) ---- */

static bool keep(struct opening *opening, struct buffer *buffer, tl_bytes octets) {
    REQUIRE(buffer_append(buffer, octets), error_set(opening->unlocking->error, OUT_OF_MEMORY));
    return true;
}

/* CertBag ::= SEQUENCE { certId, certValue [0] EXPLICIT }; other kinds of certificates are passed over. */
static bool take_certificate(struct opening *opening, struct reader value) {
    struct reader bag = der_enter(&value, DER_SEQUENCE);
    tl_bytes type = der_read_oid(&bag);
    struct reader content = der_enter(&bag, DER_CONTEXT_CONSTRUCTED(0));
    der_leave(&value, &bag);
    REQUIRE(read_end(&value) && !content.failed, malformed(opening->unlocking, "one of its certificates has no form"));
    if (!oid_is(type, OID_X509_CERTIFICATE)) {
        return true;
    }
    tl_bytes der = der_read(&content, DER_OCTET_STRING);
    REQUIRE(read_end(&content) && der_is_element(der, DER_SEQUENCE),
            malformed(opening->unlocking, "one of its certificates is not DER"));
    return keep(opening, &opening->content->certificates, der);
}

/* The first key is the one. */
static bool take_key(struct opening *opening, struct reader value, bool encrypted) {
    struct buffer *key = &opening->content->key;
    tl_bytes der = der_read_element(&value, DER_SEQUENCE);
    REQUIRE(read_end(&value), malformed(opening->unlocking, "its key is not DER"));
    if (key->len > 0) {
        return true;
    }
    return encrypted ? encrypted_key_open(opening->unlocking, der, key) : keep(opening, key, der);
}

/* SafeBag ::= SEQUENCE { bagId, bagValue [0] EXPLICIT, bagAttributes OPTIONAL }. CRLs, secrets and nested bags are
 * passed over. */
static bool take_bag(struct opening *opening, struct reader *r) {
    struct reader bag = der_enter(r, DER_SEQUENCE);
    tl_bytes type = der_read_oid(&bag);
    struct reader value = der_enter(&bag, DER_CONTEXT_CONSTRUCTED(0));
    if (read_more(&bag)) {
        der_read(&bag, DER_SET);
    }
    der_leave(r, &bag);
    REQUIRE(!r->failed && !value.failed, malformed(opening->unlocking, "one of its bags is not DER"));
    REQUIRE(opening->num_bags++ < MAX_BAGS, malformed(opening->unlocking, "it has more than 256 bags"));
    if (oid_is(type, OID_CERT_BAG)) {
        return take_certificate(opening, value);
    }
    if (oid_is(type, OID_KEY_BAG) || oid_is(type, OID_SHROUDED_KEY_BAG)) {
        return take_key(opening, value, oid_is(type, OID_SHROUDED_KEY_BAG));
    }
    return true;
}

static bool take_bags(struct opening *opening, tl_bytes safe_contents) {
    struct reader outer = reader_of(safe_contents);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    REQUIRE(read_end(&outer) && !r.failed, malformed(opening->unlocking, "one of its parts is not DER"));
    while (read_more(&r)) {
        TRY(take_bag(opening, &r));
    }
    return true;
}

/* EncryptedData ::= SEQUENCE { version, SEQUENCE { contentType, algorithm, [0] IMPLICIT OCTET STRING } } (RFC 2315 §13)
 */
static bool take_encrypted(struct opening *opening, struct reader content) {
    struct reader data = der_enter(&content, DER_SEQUENCE);
    der_read_small(&data, 2);
    struct reader info = der_enter(&data, DER_SEQUENCE);
    der_read_oid(&info);
    tl_bytes algorithm = der_read(&info, DER_SEQUENCE), ciphertext = der_read(&info, DER_CONTEXT(0));
    REQUIRE(!data.failed && read_end(&info), malformed(opening->unlocking, "its encrypted part is not DER"));
    struct buffer plain = {0};
    bool ok = unlocking_decrypt(opening->unlocking, algorithm, ciphertext, &plain) &&
              take_bags(opening, buffer_bytes(&plain));
    buffer_clear(&plain);
    return ok;
}

/* AuthenticatedSafe ::= SEQUENCE OF ContentInfo; parts for a public key (EnvelopedData) are not for us. */
static bool take_part(struct opening *opening, struct reader *r) {
    tl_bytes type;
    struct reader content = read_content_info(r, &type);
    REQUIRE(!content.failed, malformed(opening->unlocking, "one of its parts is not DER"));
    if (oid_is(type, OID_PKCS7_DATA)) {
        return take_bags(opening, der_read(&content, DER_OCTET_STRING));
    }
    if (oid_is(type, OID_PKCS7_ENCRYPTED)) {
        return take_encrypted(opening, content);
    }
    return malformed(opening->unlocking, "one of its parts is neither plain nor encrypted with a password");
}

static bool take_parts(struct opening *opening, tl_bytes authenticated_safe) {
    struct reader outer = reader_of(authenticated_safe);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    REQUIRE(read_end(&outer), malformed(opening->unlocking, "what its MAC protects is not DER"));
    for (unsigned part = 0; read_more(&r); part++) {
        REQUIRE(part < MAX_PARTS, malformed(opening->unlocking, "it has more than 16 parts"));
        TRY(take_part(opening, &r));
    }
    return true;
}

/* PFX ::= SEQUENCE { version, authSafe, macData OPTIONAL } */
bool pkcs12_open(struct unlocking *unlocking, tl_bytes der, struct pkcs12 *content) {
    struct opening opening = {.unlocking = unlocking, .content = content};
    struct reader outer = reader_of(der);
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    struct mac mac = {0};
    tl_bytes type;
    *content = (struct pkcs12){0};
    der_read_small(&r, PKCS12_VERSION);
    struct reader info = read_content_info(&r, &type);
    tl_bytes safe = der_read(&info, DER_OCTET_STRING);
    REQUIRE(!r.failed && read_end(&info) && oid_is(type, OID_PKCS7_DATA),
            malformed(unlocking, "its content is not DER, or is protected with a public key"));
    REQUIRE(read_more(&r), malformed(unlocking, "it has no MAC, so that nobody could tell whether it was altered"));
    read_mac(&r, &mac);
    REQUIRE(read_end(&r) && read_end(&outer), malformed(unlocking, "its MAC is not DER"));
    TRY(check_mac(unlocking, &mac, safe));
    return take_parts(&opening, safe);
}

void pkcs12_clear(struct pkcs12 *content) {
    buffer_clear(&content->certificates);
    buffer_clear(&content->key);
}
