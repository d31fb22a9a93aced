#include "x509/certificate/algorithm.h"

#include "base/control.h"
#include "x509/der/oid.h"

struct row {
    const struct signature_alg *alg;
    tl_bytes oid;
};

static const struct row algorithms[] = {
    {&signature_rsa_pkcs1_sha1, OID_VIEW(OID_SHA1_WITH_RSA)},
    {&signature_rsa_pkcs1_sha256, OID_VIEW(OID_SHA256_WITH_RSA)},
    {&signature_rsa_pkcs1_sha384, OID_VIEW(OID_SHA384_WITH_RSA)},
    {&signature_rsa_pkcs1_sha512, OID_VIEW(OID_SHA512_WITH_RSA)},
    {&signature_ecdsa_sha256, OID_VIEW(OID_ECDSA_WITH_SHA256)},
    {&signature_ecdsa_sha384, OID_VIEW(OID_ECDSA_WITH_SHA384)},
    {&signature_ecdsa_sha512, OID_VIEW(OID_ECDSA_WITH_SHA512)},
    {&signature_ed25519, OID_VIEW(OID_ED25519)},
    {&signature_ed448, OID_VIEW(OID_ED448)},
    {&signature_rsa_pss_sha256, OID_VIEW(OID_RSASSA_PSS)},
    {&signature_rsa_pss_sha384, OID_VIEW(OID_RSASSA_PSS)},
    {&signature_rsa_pss_sha512, OID_VIEW(OID_RSASSA_PSS)},
};

static const struct row *row_of(const struct signature_alg *alg) {
    for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
        if (algorithms[i].alg == alg) {
            return &algorithms[i];
        }
    }
    return NULL;
}

static void write_hash(struct writer *w, const struct hash_alg *hash) {
    size_t algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, hash_oid(hash));
    der_write(w, DER_NULL, (tl_bytes){0});
    der_end(w, algorithm);
}

static void write_hashes(struct writer *w, const struct hash_alg *hash) {
    size_t field = der_begin(w, DER_CONTEXT_CONSTRUCTED(0));
    write_hash(w, hash);
    der_end(w, field);
    field = der_begin(w, DER_CONTEXT_CONSTRUCTED(1));
    size_t mask = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, (tl_bytes)OID_VIEW(OID_MGF1));
    write_hash(w, hash);
    der_end(w, mask);
    der_end(w, field);
}

void pss_params_write(struct writer *w, const struct pss_params *params) {
    size_t sequence = der_begin(w, DER_SEQUENCE);
    if (params->hash != &hash_sha1) {
        write_hashes(w, params->hash);
    }
    if (params->salt_len != PSS_DEFAULT_SALT) {
        size_t salt = der_begin(w, DER_CONTEXT_CONSTRUCTED(2));
        der_write_small(w, params->salt_len);
        der_end(w, salt);
    }
    der_end(w, sequence);
}

void signature_algorithm_write(struct writer *w, const struct signature_alg *alg) {
    const struct row *row = row_of(alg);
    if (row == NULL) {
        w->failed = true;
        return;
    }
    size_t algorithm = der_begin(w, DER_SEQUENCE);
    der_write(w, DER_OID, row->oid);
    if (alg->padding == PADDING_PKCS1) {
        der_write(w, DER_NULL, (tl_bytes){0});
    } else if (alg->padding == PADDING_PSS) {
        pss_params_write(w, &(struct pss_params){alg->hash, alg->salt_len});
    }
    der_end(w, algorithm);
}
