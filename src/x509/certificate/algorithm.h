/* AlgorithmIdentifiers of signatures (RFC 3279, RFC 4055, RFC 5758, RFC 8410). */
#ifndef X509_ALGORITHM_H
#define X509_ALGORITHM_H

#include "crypto/signature.h"
#include "x509/der/der_writer.h"

/* RSASSA-PSS-params (RFC 4055 §3.1): by default SHA-1 and a salt of 20 octets. */
enum { PSS_DEFAULT_SALT = 20 };
struct pss_params {
    const struct hash_alg *hash; /* also that of MGF1; NULL: hashes that we do not have, or two different ones */
    unsigned salt_len;
};

/* The parameters' element, or nothing (then the defaults). False: not such parameters. */
bool pss_params_parse(tl_bytes element, struct pss_params *params);

/* NULL: a hash that we do not have. */
const struct hash_alg *hash_by_oid(tl_bytes oid);
tl_bytes hash_oid(const struct hash_alg *hash);

/* Reads the AlgorithmIdentifier of a hash function: an OID with NULL, or without parameters (RFC 4055 §2.1). NULL: one
 * that we do not have. */
const struct hash_alg *hash_algorithm_read(struct reader *r);

/* The content of an AlgorithmIdentifier. False: the parameters do not belong to the algorithm. *alg NULL: an algorithm
 * that we do not know. */
bool signature_algorithm_parse(tl_bytes content, const struct signature_alg **alg);

/* Writes RSASSA-PSS-params, without what they have by default. */
void pss_params_write(struct writer *w, const struct pss_params *params);

/* Writes the AlgorithmIdentifier. */
void signature_algorithm_write(struct writer *w, const struct signature_alg *alg);

#endif
