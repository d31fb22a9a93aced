/* What PKCS #12 holds, taken out with its password. */
#include "base/control.h"
#include "base/secret.h"
#include "crypto/hmac.h"
#include "crypto/kdf.h"
#include "x509/der/oid.h"
#include "x509/key_files/pkcs12.h"
#include "x509/sentences.h"

enum { MAX_PARTS = 16, MAX_BAGS = 256 };

static bool malformed(const struct unlocking *unlocking, const char *why) {
    return error_set(unlocking->error, BAD_PKCS12, unlocking->source, why);
}

static bool well_formed(const struct unlocking *unlocking, const char *why) {
    return why == NULL || malformed(unlocking, why);
}

/* ---- the MAC (RFC 7292 §4, appendix A) ---- */

static bool compute_mac(struct unlocking *unlocking, const struct pkcs12_file *file, uint8_t out[HASH_MAX_LEN]) {
    const struct pkcs12_mac *mac = &file->mac;
    struct buffer password = {0};
    uint8_t key[HASH_MAX_LEN];
    bool ok = unlocking_bmp_password(unlocking, &password);
    if (ok && (!kdf_pkcs12(mac->hash, KDF_PKCS12_MAC, buffer_bytes(&password), mac->salt, mac->iterations, key,
                           mac->hash->len) ||
               !hmac_once(mac->hash, bytes_of(key, mac->hash->len), file->safe, out))) {
        ok = error_set(unlocking->error, CRYPTO_FAILED, "compute the MAC of PKCS #12");
    }
    secret_wipe(key, sizeof key);
    buffer_clear(&password);
    return ok;
}

bool pkcs12_check_mac(struct unlocking *unlocking, const struct pkcs12_file *file) {
    const struct pkcs12_mac *mac = &file->mac;
    uint8_t found[HASH_MAX_LEN];
    char name[OID_TEXT_SIZE];
    REQUIRE(file->has_mac, malformed(unlocking, "it has no MAC, so that nobody could tell whether it was altered"));
    oid_text(mac->algorithm, name);
    REQUIRE(mac->hash != NULL, error_set(unlocking->error, UNSUPPORTED_ENCRYPTION, unlocking->source, name));
    REQUIRE(mac->salt.len > 0 && mac->salt.len <= UNLOCKING_MAX_SALT && mac->iterations > 0,
            malformed(unlocking, "its MAC has no salt or no rounds"));
    TRY(unlocking_spend(unlocking, mac->iterations));
    TRY(compute_mac(unlocking, file, found));
    REQUIRE(secret_equal(bytes_of(found, mac->hash->len), mac->digest),
            error_set(unlocking->error, WRONG_PASSWORD, unlocking->source));
    return true;
}

/* ---- the bags ---- */

struct opening {
    struct unlocking *unlocking;
    struct pkcs12 *content;
    unsigned num_bags;
};

static bool keep(struct opening *opening, struct buffer *buffer, tl_bytes octets) {
    REQUIRE(buffer_append(buffer, octets), error_set(opening->unlocking->error, OUT_OF_MEMORY));
    return true;
}

static bool take_certificate(struct opening *opening, const struct pkcs12_bag *bag) {
    tl_bytes der;
    TRY(well_formed(opening->unlocking, pkcs12_read_certificate(bag, &der)));
    return keep(opening, &opening->content->certificates, der);
}

/* The first key is the one. */
static bool take_key(struct opening *opening, const struct pkcs12_bag *bag) {
    struct buffer *key = &opening->content->key;
    REQUIRE(der_is_element(bag->value, DER_SEQUENCE), malformed(opening->unlocking, "its key is not DER"));
    if (key->len > 0) {
        return true;
    }
    return oid_is(bag->type, OID_SHROUDED_KEY_BAG) ? encrypted_key_open(opening->unlocking, bag->value, key)
                                                   : keep(opening, key, bag->value);
}

/* CRLs, secrets and nested bags are passed over. */
static bool take_bag(struct opening *opening, struct reader *r) {
    struct pkcs12_bag bag;
    TRY(well_formed(opening->unlocking, pkcs12_read_bag(r, &bag)));
    REQUIRE(opening->num_bags++ < MAX_BAGS, malformed(opening->unlocking, "it has more than 256 bags"));
    if (oid_is(bag.type, OID_CERT_BAG)) {
        return take_certificate(opening, &bag);
    }
    return (!oid_is(bag.type, OID_KEY_BAG) && !oid_is(bag.type, OID_SHROUDED_KEY_BAG)) || take_key(opening, &bag);
}

static bool take_bags(struct opening *opening, tl_bytes safe_contents) {
    struct reader r = pkcs12_elements(safe_contents);
    REQUIRE(!r.failed, malformed(opening->unlocking, "one of its parts is not DER"));
    while (read_more(&r)) {
        TRY(take_bag(opening, &r));
    }
    return true;
}

static bool take_part(struct opening *opening, struct reader *r) {
    struct pkcs12_part part;
    TRY(well_formed(opening->unlocking, pkcs12_read_part(r, &part)));
    if (!part.encrypted) {
        return take_bags(opening, part.octets);
    }
    struct buffer plain = {0};
    bool ok = unlocking_decrypt(opening->unlocking, part.algorithm, part.octets, &plain) &&
              take_bags(opening, buffer_bytes(&plain));
    buffer_clear(&plain);
    return ok;
}

bool pkcs12_open(struct unlocking *unlocking, tl_bytes der, struct pkcs12 *content) {
    struct opening opening = {.unlocking = unlocking, .content = content};
    struct pkcs12_file file;
    *content = (struct pkcs12){0};
    TRY(well_formed(unlocking, pkcs12_read(der, &file)));
    TRY(pkcs12_check_mac(unlocking, &file));
    struct reader r = pkcs12_elements(file.safe);
    REQUIRE(!r.failed, malformed(unlocking, "what its MAC protects is not DER"));
    for (unsigned part = 0; read_more(&r); part++) {
        REQUIRE(part < MAX_PARTS, malformed(unlocking, "it has more than 16 parts"));
        TRY(take_part(&opening, &r));
    }
    return true;
}

void pkcs12_clear(struct pkcs12 *content) {
    buffer_clear(&content->certificates);
    buffer_clear(&content->key);
}
