/* Who is meant in OCSP: certificates by hashes of their issuer, responders by name or by a hash of their key. */
#include "base/control.h"
#include "x509/certificate/public_key_info.h"
#include "x509/der/der_writer.h"
#include "x509/der/oid.h"
#include "x509/names/name.h"
#include "x509/revocation/crl.h"
#include "x509/revocation/ocsp.h"

static bool hash_is(const struct hash_alg *alg, tl_bytes data, tl_bytes expected) {
    uint8_t digest[HASH_MAX_LEN];
    return hash_once(alg, data, digest) && bytes_equal(bytes_of(digest, alg->len), expected);
}

bool ocsp_id_is_of(const struct ocsp_certificate_id *id, const struct certificate *certificate,
                   const struct certificate *issuer) {
    return id->hash != NULL && bytes_equal(id->serial, certificate->serial) &&
           hash_is(id->hash, certificate->issuer, id->issuer_name_hash) &&
           (issuer == NULL || hash_is(id->hash, public_key_info_key(issuer->spki), id->issuer_key_hash));
}

/* A revocation outweighs what is not one, and one that lasts outweighs a hold. */
static unsigned weight_of(const struct ocsp_single *single) {
    if (single->status != OCSP_REVOKED) {
        return 0;
    }
    return single->reason == CRL_REASON_HOLD ? 1 : 2;
}

bool ocsp_find_single(const struct ocsp_response *response, const struct certificate *certificate,
                      const struct certificate *issuer, struct ocsp_single *single) {
    struct reader r = reader_of(response->singles);
    bool found = false;
    while (read_more(&r)) {
        struct ocsp_single next;
        ocsp_read_single(&r, &next);
        if ((!found || weight_of(&next) > weight_of(single)) && ocsp_id_is_of(&next.id, certificate, issuer)) {
            *single = next;
            found = true;
        }
    }
    return found;
}

bool ocsp_id_write(struct writer *w, const struct certificate *certificate, const struct certificate *issuer) {
    uint8_t name[HASH_MAX_LEN], key[HASH_MAX_LEN];
    TRY(hash_once(&hash_sha1, certificate->issuer, name));
    TRY(hash_once(&hash_sha1, public_key_info_key(issuer->spki), key));
    size_t id = der_begin(w, DER_SEQUENCE), algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_SHA1));
    der_write(w, DER_NULL, (tl_bytes){0});
    der_end(w, algorithm);
    der_write(w, DER_OCTET_STRING, bytes_of(name, hash_sha1.len));
    der_write(w, DER_OCTET_STRING, bytes_of(key, hash_sha1.len));
    der_write(w, DER_INTEGER, certificate->serial);
    der_end(w, id);
    return !w->failed;
}

bool ocsp_responder_is(const struct ocsp_response *response, const struct certificate *certificate) {
    return response->responder_name.len > 0
               ? name_equal(response->responder_name, certificate->subject)
               : hash_is(&hash_sha1, public_key_info_key(certificate->spki), response->responder_key);
}
