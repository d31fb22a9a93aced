#include "x509/certificate/algorithm.h"

#include "base/control.h"
#include "x509/der/oid.h"

enum parameters { PARAMETERS_NULL, PARAMETERS_ABSENT };

/* RFC 4055 §5 wants NULL for RSA with PKCS #1 padding, and absent parameters accepted too; RFC 5758 §3.2 and RFC 8410
 * §3 want no parameters. */
static const struct {
    tl_bytes oid;
    enum parameters parameters;
    const struct signature_alg *alg;
} algorithms[] = {
    {OID_VIEW(OID_SHA256_WITH_RSA), PARAMETERS_NULL, &signature_rsa_pkcs1_sha256},
    {OID_VIEW(OID_ECDSA_WITH_SHA256), PARAMETERS_ABSENT, &signature_ecdsa_sha256},
    {OID_VIEW(OID_ECDSA_WITH_SHA384), PARAMETERS_ABSENT, &signature_ecdsa_sha384},
    {OID_VIEW(OID_SHA384_WITH_RSA), PARAMETERS_NULL, &signature_rsa_pkcs1_sha384},
    {OID_VIEW(OID_SHA512_WITH_RSA), PARAMETERS_NULL, &signature_rsa_pkcs1_sha512},
    {OID_VIEW(OID_ECDSA_WITH_SHA512), PARAMETERS_ABSENT, &signature_ecdsa_sha512},
    {OID_VIEW(OID_ED25519), PARAMETERS_ABSENT, &signature_ed25519},
    {OID_VIEW(OID_ED448), PARAMETERS_ABSENT, &signature_ed448},
    {OID_VIEW(OID_SHA1_WITH_RSA), PARAMETERS_NULL, &signature_rsa_pkcs1_sha1},
};

static const struct {
    tl_bytes oid;
    const struct hash_alg *hash;
} hashes[] = {
    {OID_VIEW(OID_SHA256), &hash_sha256},
    {OID_VIEW(OID_SHA384), &hash_sha384},
    {OID_VIEW(OID_SHA512), &hash_sha512},
    {OID_VIEW(OID_SHA1), &hash_sha1},
};

const struct hash_alg *hash_by_oid(tl_bytes oid) {
    for (size_t i = 0; i < COUNT_OF(hashes); i++) {
        if (bytes_equal(hashes[i].oid, oid)) {
            return hashes[i].hash;
        }
    }
    return NULL;
}

tl_bytes hash_oid(const struct hash_alg *hash) {
    for (size_t i = 0; i < COUNT_OF(hashes); i++) {
        if (hashes[i].hash == hash) {
            return hashes[i].oid;
        }
    }
    return (tl_bytes){0};
}

const struct hash_alg *hash_algorithm_read(struct reader *r) {
    struct reader alg = der_enter(r, DER_SEQUENCE);
    tl_bytes oid = der_read_oid(&alg);
    if (read_more(&alg)) {
        der_read_null(&alg);
    }
    der_leave(r, &alg);
    return hash_by_oid(oid);
}

static const struct hash_alg *read_mask_generation(struct reader *r) {
    struct reader alg = der_enter(r, DER_SEQUENCE);
    bool is_mgf1 = oid_is(der_read_oid(&alg), OID_MGF1);
    const struct hash_alg *hash = is_mgf1 ? hash_algorithm_read(&alg) : NULL;
    if (!is_mgf1) {
        read_rest(&alg);
    }
    der_leave(r, &alg);
    return hash;
}

/* Enters [number] EXPLICIT if it is next; else *inner stays as it is and false is given. */
static bool enter_optional(struct reader *r, unsigned number, struct reader *inner) {
    bool present = der_next_is(r, DER_CONTEXT_CONSTRUCTED(number));
    if (present) {
        *inner = der_enter(r, DER_CONTEXT_CONSTRUCTED(number));
    }
    return present;
}

bool pss_params_parse(tl_bytes element, struct pss_params *params) {
    const struct hash_alg *mask_hash = &hash_sha1;
    *params = (struct pss_params){&hash_sha1, PSS_DEFAULT_SALT};
    if (element.len == 0) {
        return true;
    }
    struct reader outer = reader_of(element), field;
    struct reader r = der_enter(&outer, DER_SEQUENCE);
    if (enter_optional(&r, 0, &field)) {
        params->hash = hash_algorithm_read(&field);
        der_leave(&r, &field);
    }
    if (enter_optional(&r, 1, &field)) {
        mask_hash = read_mask_generation(&field);
        der_leave(&r, &field);
    }
    if (enter_optional(&r, 2, &field)) {
        params->salt_len = der_read_small(&field, 16384);
        der_leave(&r, &field);
    }
    if (enter_optional(&r, 3, &field)) { /* trailerField: only 1, which is the default, is defined */
        if (der_read_small(&field, 1) != 1) {
            read_fail(&r);
        }
        der_leave(&r, &field);
    }
    der_leave(&outer, &r);
    params->hash = params->hash == mask_hash ? params->hash : NULL;
    return read_end(&outer);
}

/* We verify with a salt as long as the hash, as TLS does; who issues certificates uses no other. */
static bool pss_algorithm(tl_bytes parameters, const struct signature_alg **alg) {
    static const struct signature_alg *const known[] = {&signature_rsa_pss_sha256, &signature_rsa_pss_sha384,
                                                        &signature_rsa_pss_sha512};
    struct pss_params params;
    TRY(parameters.len > 0 && pss_params_parse(parameters, &params)); /* RFC 4055 §3.1: must be there in a signature */
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (params.hash == known[i]->hash && params.salt_len == known[i]->salt_len) {
            *alg = known[i];
        }
    }
    return true;
}

static bool parameters_fit(enum parameters wanted, tl_bytes parameters) {
    static const uint8_t null[] = {DER_NULL, 0};
    bool is_null = bytes_equal(parameters, bytes_of(null, sizeof null));
    return parameters.len == 0 || (wanted == PARAMETERS_NULL && is_null);
}

bool signature_algorithm_parse(tl_bytes content, const struct signature_alg **alg) {
    *alg = NULL;
    struct reader r = reader_of(content);
    tl_bytes oid = der_read_oid(&r);
    tl_bytes parameters = read_more(&r) ? der_read_any_element(&r) : (tl_bytes){0};
    TRY(read_end(&r));
    if (oid_is(oid, OID_RSASSA_PSS)) {
        return pss_algorithm(parameters, alg);
    }
    for (size_t i = 0; i < COUNT_OF(algorithms); i++) {
        if (bytes_equal(algorithms[i].oid, oid)) {
            *alg = algorithms[i].alg;
            return parameters_fit(algorithms[i].parameters, parameters);
        }
    }
    return true;
}
